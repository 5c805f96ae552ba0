/* align.c - see align.h. */
#include "corpus/align.h"
#include "corpus/cell.h"
#include "corpus/cell_cuts.h"
#include "corpus/readers.h"
#include "dict/buf.h"
#include "dict/utf8.h"
#include <float.h>

enum {
    PIECES_MAX = 160, /* pieces of a row */
    RUNS_MAX = 2400,  /* pieces of one cell taken together, and joined cells */
    LONG_CELL = 400,  /* bytes; the middle of a longer cell is no column of its own */
    MOVES_MAX = 3,    /* cells of a row out of order */
};
/* Scores beside those of cells; chosen so that one clear cell (4 to 8) outweighs one of them. */
static const float SPLIT = -2.5F, JOIN = -5.0F, SPLIT_WORD = -4.5F, MOVE = -2.5F,
                   SKIP_EMPTY = -0.8F, SKIP_TEXT = -5.0F, SUM_RIGHT = 4.0F, SUM_WRONG = -1.5F,
                   SUM_IMPOSSIBLE = -6.0F, CUT_SENTENCE = -2.5F, TAIL = 0.5F, NEVER = -1e6F;

/* Consecutive pieces that go into one column. */
struct run {
    uint16_t start, end; /* pieces */
    uint16_t cell;
    bool whole, joined, blank;
    int64_t number; /* also of a head count in words */
    struct slice text;
    float score[SCHEMA_COLUMNS_MAX];
};

struct piece {
    uint16_t cell;
    bool first; /* of its cell */
    bool blank; /* divided from the piece before by a blank, a bullet or the end of a sentence */
    struct slice text;
};

/* How a state of the search was reached. */
struct step {
    float score;
    int16_t from_piece, from_column;
    int16_t run[3]; /* of the columns passed, -1 lost */
};

struct search {
    TALLOC_CTX *mem;
    const struct schema *schema;
    const struct align_prior *prior;
    const struct vocab *vocab;
    const struct slice *cells;
    size_t cell_count;
    struct piece piece[PIECES_MAX];
    size_t piece_count;
    uint16_t cell_start[ALIGN_CELLS_MAX + 1];
    struct run *runs;
    size_t run_count;
    uint16_t run_start[PIECES_MAX + 1]; /* runs that start at a piece: run_start[p]..[p+1] */
    struct step *steps;                 /* (piece_count + 1) * (columns + 1) */
    bool gone[ALIGN_CELLS_MAX];         /* cells taken out of the order */
    bool taken[SCHEMA_COLUMNS_MAX];     /* columns that those went to */
};

void align_prior_init(struct align_prior *p, const struct schema *s)
{
    *p = (struct align_prior){0};
    for (size_t i = 0; i < s->count; i++) {
        p->order[i] = (uint8_t)i;
        p->lost[i] = s->columns[i].empty < -2.5F ? -3.0F : s->columns[i].empty - 1.0F;
        if (p->lost[i] < -3.0F)
            p->lost[i] = -3.0F;
    }
}

static void cut_cells(struct search *s)
{
    for (size_t i = 0; i < s->cell_count; i++) {
        size_t cuts[CELL_CUTS_MAX + 1], count = 0, at = 0;
        s->cell_start[i] = (uint16_t)s->piece_count;
        size_t room = PIECES_MAX - s->piece_count - (s->cell_count - i);
        if (!cell_is_blank(s->cells[i]))
            count = cell_cuts(s->cells[i], s->vocab, cuts);
        if (count > room)
            count = room;
        cuts[count++] = s->cells[i].len;
        for (size_t k = 0; k < count; k++) {
            struct slice text = slice_sub(s->cells[i], at, cuts[k]);
            bool blank = text.len && (text.ptr[0] == ' ' || cell_begins(text) ||
                                      slice_ends(slice_sub(s->cells[i], 0, at), SLICE_LIT("。")));
            s->piece[s->piece_count++] =
                (struct piece){.cell = (uint16_t)i, .first = k == 0, .blank = blank, .text = text};
            at = cuts[k];
        }
    }
    s->cell_start[s->cell_count] = (uint16_t)s->piece_count;
}

/* ---- runs and their scores ---- */

static void score_run(const struct search *s, struct run *r)
{
    struct cell_look look;
    cell_look(r->text, s->vocab, &look);
    r->text = look.text;
    r->number = look.number >= 0 ? look.number : look.heads;
    r->blank = cell_is_blank(r->text);
    const struct align_prior *p = s->prior;
    float place = !p->at || s->cell_count != p->at_cells || r->joined ? 0.0F
                  : r->blank                                          ? 0.5F
                  : r->whole                                          ? 1.0F
                                                                      : 0.6F;
    bool cut_off = !r->whole && !r->joined && r->end < s->cell_start[r->cell + 1];
    for (size_t c = 0; c < s->schema->count; c++) {
        const struct schema_column *column = &s->schema->columns[c];
        float score = r->blank ? column->empty : cell_score(&look, column->kind);
        if (r->blank && r->joined)
            score = NEVER;
        if (cut_off && !cell_is_sentence(&look) &&
            (column->kind == CELL_REASON || column->kind == CELL_DETAIL ||
             column->kind == CELL_PLAN))
            score += CUT_SENTENCE;
        if (place > 0)
            score += place * p->at[r->cell * SCHEMA_COLUMNS_MAX + c];
        r->score[c] = score;
    }
    if (!r->blank && p->memory)
        p->memory(p->memory_ctx, r->text, r->score);
}

static bool wide(struct slice s, bool end)
{
    if (s.len == 0)
        return false;
    size_t len;
    return utf8_at(s, end ? utf8_before(s, s.len) : 0, &len) >= 0x2E80;
}

/* Text over two cells as it was before it was cut. */
static struct slice join(TALLOC_CTX *mem, struct slice a, struct slice b)
{
    struct buf buf;
    buf_init(&buf, mem, (size_t)1 << 24);
    buf_put_slice(&buf, a);
    if (!(wide(a, true) && wide(b, false)))
        buf_putc(&buf, ' ');
    buf_put_slice(&buf, b);
    return buf_ok(&buf) ? buf_slice(&buf) : reading_lost((struct slice){0});
}

static bool make_runs(struct search *s)
{
    s->runs = talloc_array(s->mem, struct run, RUNS_MAX);
    if (!s->runs)
        return false;
    for (size_t p = 0; p < s->piece_count; p++) {
        s->run_start[p] = (uint16_t)s->run_count;
        uint16_t cell = s->piece[p].cell, first = s->cell_start[cell],
                 last = s->cell_start[cell + 1];
        bool is_long = s->cells[cell].len > LONG_CELL;
        for (uint16_t e = (uint16_t)(p + 1); e <= last && s->run_count < RUNS_MAX; e++) {
            bool whole = p == first && e == last;
            if (is_long && p != first && e != last)
                continue; /* the middle of long text is no column of its own */
            if (s->run_count + (s->piece_count - p) >= RUNS_MAX && !whole)
                continue; /* whole cells always have room */
            const char *begin = s->piece[p].text.ptr;
            const struct slice *end = &s->piece[e - 1].text;
            struct run *r = &s->runs[s->run_count];
            *r = (struct run){.start = (uint16_t)p, .end = e, .cell = cell, .whole = whole};
            r->text = (struct slice){begin, begin ? (size_t)(end->ptr + end->len - begin) : 0};
            score_run(s, r);
            if (r->blank && !whole)
                continue;
            s->run_count++;
        }
        if (p == first && cell + 1U < s->cell_count && s->run_count < RUNS_MAX) {
            struct slice a = s->cells[cell], b = s->cells[cell + 1];
            if (a.len && b.len && !cell_is_blank(a) && !cell_is_blank(b) && cell_number(a) < 0) {
                struct run *r = &s->runs[s->run_count++];
                *r = (struct run){.start = (uint16_t)p,
                                  .end = s->cell_start[cell + 2],
                                  .cell = cell,
                                  .joined = true,
                                  .text = join(s->mem, a, b)};
                score_run(s, r);
            }
        }
    }
    s->run_start[s->piece_count] = (uint16_t)s->run_count;
    return true;
}

/* ---- the search ---- */

static struct step *step_at(struct search *s, size_t piece, size_t column)
{
    return &s->steps[piece * (s->schema->count + 1) + column];
}

static void reach(struct search *s, size_t piece, size_t column, const struct step *step)
{
    struct step *old = step_at(s, piece, column);
    if (step->score > old->score)
        *old = *step;
}

static float run_cost(const struct search *s, const struct run *r, size_t column)
{
    float score = r->score[column];
    if (r->joined)
        score += JOIN;
    else if (!r->whole && !s->piece[r->start].first)
        score += s->piece[r->start].blank ? SPLIT : SPLIT_WORD;
    return score;
}

/* Is the sum of the schema at this place of the order? */
static bool sum_at(const struct search *s, size_t place)
{
    const int *sum = s->schema->sum;
    if (sum[0] < 0 || place + 3 > s->schema->count)
        return false;
    for (size_t i = 0; i < 3; i++)
        if (s->prior->order[place + i] != sum[i] || s->taken[sum[i]])
            return false;
    return true;
}

/* Total, first and second part, -1 where not told: how well they go together. */
static float sum_score(const int64_t n[3])
{
    if (n[0] >= 0 && n[1] >= 0 && n[2] >= 0)
        return n[0] == n[1] + n[2] ? SUM_RIGHT : SUM_WRONG;
    for (int i = 1; i < 3; i++)
        if (n[0] >= 0 && n[i] > n[0])
            return SUM_IMPOSSIBLE;
    return 0;
}

/* All ways to fill the three columns of the sum from piece on. */
static void reach_sum(struct search *s, size_t piece, size_t place, size_t depth, size_t at,
                      struct step *step, int64_t n[3], float here)
{
    if (depth == 3) {
        struct step done = *step;
        done.score += sum_score(n);
        reach(s, at, place + 3, &done);
        return;
    }
    size_t column = s->prior->order[place + depth];
    float before = step->score;
    if (depth > 0 && at < s->piece_count && s->piece[at].first &&
        cell_is_blank(s->cells[s->piece[at].cell]) && before > here - 30) {
        step->score = before + SKIP_EMPTY; /* an empty cell between the counts */
        reach_sum(s, piece, place, depth, s->cell_start[s->piece[at].cell + 1], step, n, here);
        step->score = before;
    }
    n[depth] = -1;
    step->run[depth] = -1;
    step->score = before + s->prior->lost[column];
    reach_sum(s, piece, place, depth + 1, at, step, n, here);
    for (size_t r = at < s->piece_count ? s->run_start[at] : s->run_count;
         at < s->piece_count && r < s->run_start[at + 1]; r++) {
        const struct run *run = &s->runs[r];
        if (run->joined || s->gone[run->cell] || (run->number < 0 && !run->blank))
            continue;
        n[depth] = run->number;
        step->run[depth] = (int16_t)r;
        step->score = before + run_cost(s, run, column);
        reach_sum(s, piece, place, depth + 1, run->end, step, n, here);
    }
    step->score = before;
}

static float search_best(struct search *s)
{
    size_t columns = s->schema->count;
    for (size_t i = 0; i < (s->piece_count + 1) * (columns + 1); i++)
        s->steps[i].score = NEVER;
    step_at(s, 0, 0)->score = 0;
    for (size_t p = 0; p <= s->piece_count; p++) {
        for (size_t c = 0; c <= columns; c++) {
            const struct step here = *step_at(s, p, c);
            if (here.score <= NEVER / 2)
                continue;
            struct step next = {
                .from_piece = (int16_t)p, .from_column = (int16_t)c, .run = {-1, -1, -1}};
            if (p < s->piece_count && s->piece[p].first) { /* leave the cell out */
                uint16_t cell = s->piece[p].cell;
                float skip = s->gone[cell]                   ? 0
                             : cell_is_blank(s->cells[cell]) ? SKIP_EMPTY
                                                             : SKIP_TEXT;
                next.score = here.score + skip;
                reach(s, s->cell_start[cell + 1], c, &next);
            }
            if (c == columns)
                continue;
            if (sum_at(s, c)) {
                int64_t n[3];
                next.score = here.score;
                reach_sum(s, p, c, 0, p, &next, n, here.score);
                continue;
            }
            size_t column = s->prior->order[c];
            /* Behind the last cell empty ones were left away, not lost. */
            float lost = s->prior->lost[column] * (p == s->piece_count ? TAIL : 1.0F);
            next.score = here.score + (s->taken[column] ? 0 : lost);
            reach(s, p, c + 1, &next);
            if (p == s->piece_count || s->taken[column])
                continue;
            for (size_t r = s->run_start[p]; r < s->run_start[p + 1]; r++) {
                const struct run *run = &s->runs[r];
                if (s->gone[run->cell] || (run->joined && s->gone[run->cell + 1]))
                    continue;
                next.score = here.score + run_cost(s, run, column);
                next.run[0] = (int16_t)r;
                reach(s, run->end, c + 1, &next);
            }
        }
    }
    return step_at(s, s->piece_count, columns)->score;
}

static void put_run(const struct search *s, struct alignment *ret, size_t column, int16_t r)
{
    const struct run *run = &s->runs[r];
    ret->field[column] = (struct align_field){
        .text = run->blank ? (struct slice){0} : run->text,
        .how = run->blank    ? ALIGN_EMPTY
               : run->joined ? ALIGN_JOINED
               : run->whole  ? ALIGN_WHOLE
                             : ALIGN_PART,
        .cell = run->cell,
    };
}

/* Walks the steps back into ret. Cells and columns out of the order are left alone. */
static void trace(struct search *s, struct alignment *ret)
{
    size_t p = s->piece_count, c = s->schema->count;
    for (size_t i = 0; i < s->schema->count; i++)
        if (!s->taken[i])
            ret->field[i] = (struct align_field){.how = ALIGN_LOST};
    for (size_t i = 0; i < s->cell_count; i++)
        ret->left[i] = false;
    while (p > 0 || c > 0) {
        const struct step *step = step_at(s, p, c);
        size_t from_c = (size_t)step->from_column, from_p = (size_t)step->from_piece;
        for (size_t i = 0; i < c - from_c; i++)
            if (step->run[i] >= 0)
                put_run(s, ret, s->prior->order[from_c + i], step->run[i]);
        if (c == from_c) {
            uint16_t cell = s->piece[from_p].cell;
            if (!s->gone[cell] && !cell_is_blank(s->cells[cell]))
                ret->left[cell] = true;
        }
        p = from_p;
        c = from_c;
    }
}

static const struct run *whole_run(const struct search *s, size_t cell)
{
    size_t p = s->cell_start[cell];
    for (size_t r = s->run_start[p]; r < s->run_start[p + 1]; r++)
        if (s->runs[r].whole)
            return &s->runs[r];
    return NULL;
}

/* Score of what the cell got in the alignment, NEVER where it was left over. */
static float got(const struct search *s, const struct alignment *a, size_t cell)
{
    if (a->left[cell])
        return SKIP_TEXT;
    const struct run *r = whole_run(s, cell);
    for (size_t c = 0; c < s->schema->count; c++)
        if (a->field[c].cell == cell && a->field[c].how == ALIGN_WHOLE)
            return r ? r->score[c] : 0;
    return 2; /* part of it, or joined: no candidate */
}

/* Score of a cell that stands out of the order: its place says nothing. */
static float moved_score(const struct search *s, const struct run *r, size_t column)
{
    const struct align_prior *p = s->prior;
    bool placed = p->at && s->cell_count == p->at_cells;
    return r->score[column] - (placed ? p->at[r->cell * SCHEMA_COLUMNS_MAX + column] : 0) + MOVE;
}

/* May a cell that stands elsewhere be known as one of this kind? Running text may not. */
static bool distinct_kind(enum cell_kind kind)
{
    switch (kind) {
    case CELL_REASON:
    case CELL_ACTIVITY:
    case CELL_NOTE:
    case CELL_DETAIL:
    case CELL_PLAN:
    case CELL_LABEL:
    case CELL_TITLE:
    case CELL_KINDS: return false;
    case CELL_NUMBER:
    case CELL_ORGANIZATION:
    case CELL_NAME:
    case CELL_COUNTRY:
    case CELL_CITY:
    case CELL_LETTER:
    case CELL_COMPANY:
    case CELL_YEAR:
    case CELL_DEPARTMENT:
    case CELL_COUNT:
    case CELL_URL:
    case CELL_BUREAU:
    case CELL_DIVISION:
    case CELL_PLACES:
    case CELL_PERIOD:
    case CELL_PEOPLE:
    case CELL_MONEY:
    case CELL_STATUS: return true;
    }
    return false;
}

/* Takes the cell out of the order where that makes the row better; true when it did. */
static bool move_one(struct search *s, struct alignment *ret)
{
    struct alignment best = *ret;
    for (size_t cell = 0; cell < s->cell_count; cell++) {
        const struct run *r =
            cell_is_blank(s->cells[cell]) || s->gone[cell] ? NULL : whole_run(s, cell);
        if (!r)
            continue;
        float now = got(s, ret, cell);
        for (size_t c = 0; c < s->schema->count; c++) {
            float there = moved_score(s, r, c) - MOVE;
            if (s->taken[c] || !distinct_kind(s->schema->columns[c].kind) || there < 2.0F ||
                there < now + 1.0F || r->number >= 0)
                continue;
            s->gone[cell] = s->taken[c] = true;
            struct alignment tried = *ret;
            tried.score = search_best(s) + moved_score(s, r, c);
            for (size_t i = 0; i < s->schema->count; i++)
                if (s->taken[i] && i != c && ret->field[i].how == ALIGN_MOVED)
                    tried.score += moved_score(s, whole_run(s, ret->field[i].cell), i);
            if (tried.score > best.score + 0.5F) {
                trace(s, &tried);
                tried.field[c] = (struct align_field){r->text, ALIGN_MOVED, (uint16_t)cell};
                best = tried;
            }
            s->gone[cell] = s->taken[c] = false;
        }
    }
    if (best.score <= ret->score)
        return false;
    *ret = best;
    for (size_t i = 0; i < s->schema->count; i++)
        if (ret->field[i].how == ALIGN_MOVED)
            s->gone[ret->field[i].cell] = s->taken[i] = true;
    return true;
}

bool align_row(TALLOC_CTX *mem, const struct schema *schema, const struct align_prior *prior,
               const struct slice *cells, size_t count, const struct vocab *vocab,
               struct alignment *ret, struct err *err)
{
    struct search *s = talloc_zero(mem, struct search);
    if (!s)
        return err_nomem(err, "a row of a table");
    s->mem = s;
    s->schema = schema;
    s->prior = prior;
    s->vocab = vocab;
    s->cells = cells;
    s->cell_count = count < ALIGN_CELLS_MAX ? count : ALIGN_CELLS_MAX;
    cut_cells(s);
    s->steps = talloc_array(s, struct step, (unsigned)((s->piece_count + 1) * (schema->count + 1)));
    if (!s->steps || !make_runs(s)) {
        talloc_free(s);
        return err_nomem(err, "a row of a table");
    }
    struct alignment a = {0};
    a.score = search_best(s);
    trace(s, &a);
    for (int i = 0; i < MOVES_MAX && move_one(s, &a); i++)
        ;
    for (size_t c = 0; c < schema->count; c++)
        if (a.field[c].how == ALIGN_JOINED) {
            struct slice text = a.field[c].text;
            text.ptr = talloc_memdup(mem, text.ptr, text.len);
            a.field[c].text = text.ptr ? text : reading_lost((struct slice){0});
        }
    talloc_free(s);
    *ret = a;
    return true;
}
