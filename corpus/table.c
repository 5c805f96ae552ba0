/* table.c - see table.h. */
#include "corpus/table.h"
#include "corpus/cell.h"
#include "corpus/cell_flags.h"
#include "corpus/readers.h"
#include "corpus/table_learn.h"
#include "dict/buf.h"
#include "dict/memory.h"
#include "dict/utf8.h"

enum {
    MEMORY_SLOTS_MAX = 1 << 18, /* texts that are remembered */
    CELL_COUNTS = 4,            /* lengths of row of a page that are counted apart */
    RECOGNIZE_ROWS = 60,
    ORDER_ROWS = 5, /* rows that decide between two orders of columns */
};

static size_t table_filled(const struct slice *cells, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += !cell_is_blank(cells[i]);
    return n;
}

/* ---- lines ---- */

static struct slice only_cell(const struct slice *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].len)
            return cells[i];
    return (struct slice){0};
}

/* "1 人づくり", "1-1「…」", "第1章", "(1) …": a heading over rows. */
static bool is_heading(struct slice s)
{
    static const char *const marks[] = {"第", "Ⅰ", "Ⅱ", "Ⅲ",  "Ⅳ",  "Ⅴ",
                                        "■",  "●", "◆", "【", "＜", "<"};
    if (s.len == 0 || s.len > 240)
        return false;
    if (s.ptr[0] >= '0' && s.ptr[0] <= '9')
        return s.len > 2;
    size_t len;
    uint32_t c = utf8_at(s, 0, &len);
    if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0x2460 && c <= 0x2473))
        return true;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (slice_starts(s, slice_of(marks[i])))
            return true;
    return false;
}

/* "■ 北海道", "【中国】": a heading that stands for a column of the rows below. *text: without its
 * marks; -1 for any other. */
static int heading_fills(const struct aligner *al, struct slice s, struct slice *text)
{
    static const char *const marks[] = {"■", "●", "◆", "【", "＜", "<", "】", "＞", ">"};
    *text = s;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct slice mark = slice_of(marks[i]);
        if (slice_starts(s, mark))
            s = slice_sub(s, mark.len, s.len);
        if (slice_ends(s, mark))
            s.len -= mark.len;
    }
    bool marked = text->len != s.len;
    struct cell_look look;
    *text = cell_trim(s);
    cell_look(*text, al->r->vocab, &look);
    if (look.flags & LOOK_ORGANIZATION || (marked && look.flags & LOOK_ORGANIZATION_LIKE))
        return schema_find(al->s, "organization");
    return look.flags & LOOK_COUNTRY ? schema_find(al->s, "country") : -1;
}

static bool is_total_label(struct slice s)
{
    static const char *const labels[] = {"全体", "合計", "総計",   "小計",   "計",
                                         "平均", "総数", "総合計", "職員数", "自治体数"};
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
        if (slice_eq(s, slice_of(labels[i])))
            return true;
    return false;
}

static bool align_cells(struct aligner *al, const struct page *page, const struct slice *cells,
                        size_t count, struct alignment *ret, struct err *err)
{
    return align_row(al->r->mem, al->s, &page->prior, cells, count, al->r->vocab, ret, err);
}

/* Cells of both rows; glued: the last of a and the first of b are one cell. */
static struct slice *both(TALLOC_CTX *mem, const struct table_row *a, const struct row *b,
                          bool glued, size_t *count)
{
    size_t na = a->count, nb = b->count, n = 0;
    while (na > 0 && a->cells[na - 1].len == 0 && glued)
        na--;
    struct slice *out = talloc_array(mem, struct slice, (unsigned)(na + nb + 1));
    if (!out)
        return NULL;
    for (size_t i = 0; i < na; i++)
        out[n++] = a->cells[i];
    size_t from = 0;
    if (glued && n && nb) {
        struct buf buf;
        buf_init(&buf, mem, READING_RECORD_MAX);
        buf_put_slice(&buf, out[n - 1]);
        size_t len;
        if (out[n - 1].len && b->cells[0].len && utf8_at(b->cells[0], 0, &len) < 0x2E80)
            buf_putc(&buf, ' ');
        buf_put_slice(&buf, b->cells[0]);
        out[n - 1] = buf_ok(&buf) ? buf_slice(&buf) : reading_lost(out[n - 1]);
        from = 1;
    }
    for (size_t i = from; i < nb; i++)
        out[n++] = b->cells[i];
    *count = n;
    return out;
}

/* Is row the rest of the row before, broken over two lines? Then joins it. */
static bool continues(struct aligner *al, struct table_row *before, const struct row *row,
                      const struct alignment *alone, bool *joined, struct err *err)
{
    *joined = false;
    size_t here = table_filled(row->cells, row->count);
    size_t there = table_filled(before->cells, before->count);
    if (before->count + row->count > al->width + 4 || here + there > al->typical + 6 ||
        before->count + row->count > ALIGN_CELLS_MAX)
        return true;
    const float own = before->a.score;
    float best = own + (alone ? alone->score : -8.0F);
    for (int glued = 0; glued < 2; glued++) {
        size_t count;
        struct slice *cells = both(al->r->mem, before, row, glued, &count);
        struct alignment a;
        if (!cells)
            return err_nomem(err, "a row of a table");
        if (!align_cells(al, &al->pages[before->page], cells, count, &a, err))
            return false;
        if (a.score > best + 4 && a.score > own + (here > 1 ? 1.0F : -1.5F) &&
            (!alone || a.score > alone->score + 1)) {
            best = a.score;
            before->a = a;
            before->cells = cells;
            before->count = count;
            before->merged = 0;
            before->continued = true;
            *joined = true;
        }
    }
    return true;
}

/* The median of how many cells rows have; filled: of those with text. */
static size_t usual(const struct grid *g, bool filled)
{
    size_t counts[ALIGN_CELLS_MAX + 1] = {0}, rows = 0, seen = 0;
    for (size_t i = 0; i < g->count; i++) {
        size_t n = table_filled(g->rows[i].cells, g->rows[i].count);
        if (n < 3)
            continue;
        n = filled ? n : g->rows[i].count;
        counts[n > ALIGN_CELLS_MAX ? ALIGN_CELLS_MAX : n]++;
        rows++;
    }
    for (size_t n = 0; n <= ALIGN_CELLS_MAX; n++)
        if ((seen += counts[n]) * 2 >= rows && rows)
            return n;
    return 0;
}

static struct page *new_page(struct aligner *al, size_t first)
{
    struct page *p = &al->pages[al->page_count++];
    *p = (struct page){.first = first};
    align_prior_init(&p->prior, al->s);
    if (al->page_count > 1) /* until a header says otherwise, as on the page before */
        memcpy(p->prior.order, al->pages[al->page_count - 2].prior.order, sizeof(p->prior.order));
    return p;
}

/* Does a header stand right below line i? Then the line is a title. */
static bool header_follows(const struct aligner *al, const struct grid *g, size_t i)
{
    size_t seen = 0;
    for (size_t k = i + 1; k < g->count && k < i + 6 && seen < 2; k++) {
        struct header h;
        if (table_filled(g->rows[k].cells, g->rows[k].count) == 0)
            continue;
        if (header_read(al->s, &g->rows[k], &h))
            return true;
        seen++;
    }
    return false;
}

/* The order of columns on a page: as in the schema, or as its header has it where the first rows
 * fit that better. */
static bool choose_order(struct aligner *al, struct page *p, const struct grid *g, size_t header,
                         struct err *err)
{
    uint8_t order[SCHEMA_COLUMNS_MAX];
    float sum[2] = {0, 0};
    struct align_prior plain;
    align_prior_init(&plain, al->s);
    memcpy(p->prior.order, plain.order, sizeof(plain.order));
    if (!header_order(al->s, &p->header, order))
        return true;
    size_t rows = 0;
    for (size_t i = header + 1; i < g->count && i < header + 40 && rows < ORDER_ROWS; i++) {
        const struct row *row = &g->rows[i];
        if (table_filled(row->cells, row->count) < 5)
            continue;
        for (int k = 0; k < 2; k++) {
            struct alignment a;
            if (k == 1)
                memcpy(p->prior.order, order, sizeof(order));
            if (!align_cells(al, p, row->cells, row->count, &a, err))
                return false;
            sum[k] += a.score;
            memcpy(p->prior.order, plain.order, sizeof(plain.order));
        }
        rows++;
    }
    if (sum[1] >= sum[0])
        memcpy(p->prior.order, order, sizeof(order));
    return true;
}

/* First pass: what each line is, and each row by itself. */
static bool first_pass(struct aligner *al, const struct grid *g, struct err *err)
{
    struct table_row *before = NULL; /* the last record */
    bool totals = false, in_header = false;
    new_page(al, 0);
    for (size_t i = 0; i < g->count; i++) {
        const struct row *row = &g->rows[i];
        size_t filled = table_filled(row->cells, row->count);
        struct header h;
        if (filled == 0)
            continue;
        bool is_header = header_read(al->s, row, &h);
        if (!is_header && in_header && h.matched * 2 >= filled && h.matched > 0 && filled < 12 &&
            !cell_token((struct slice){0}, NULL))
            is_header = h.matched * 2 >= filled; /* its second line */
        if (is_header) {
            if (!in_header) {
                struct table_row *above = al->t->count ? &al->t->rows[al->t->count - 1] : NULL;
                if (above && above->line == TABLE_KEPT && i > 0 && above->no == g->rows[i - 1].line)
                    above->line = TABLE_OTHER; /* the first line of the header */
                struct page *p = new_page(al, al->t->count);
                p->has_header = true;
                p->header = h;
                if (!choose_order(al, p, g, i, err))
                    return false;
                table_expect_columns(al, p);
            }
            for (size_t c = 0; c < al->s->count; c++)
                if (h.unit[c])
                    al->t->unit[c] = h.unit[c];
            in_header = true;
            continue;
        }
        in_header = false;
        struct table_row *out = &al->t->rows[al->t->count];
        *out = (struct table_row){.no = row->line,
                                  .cells = row->cells,
                                  .count = row->count,
                                  .merged = row->carried,
                                  .page = al->page_count - 1};
        struct slice only = only_cell(row->cells, row->count);
        if (is_total_label(only) && filled < al->typical * 3 / 4)
            totals = true;
        if (filled == 1) {
            bool joined = false;
            if (before && !totals && !is_heading(only) && before == out - 1 && i > 0 &&
                table_filled(g->rows[i - 1].cells, g->rows[i - 1].count) > 0 &&
                !header_follows(al, g, i) && !continues(al, before, row, NULL, &joined, err))
                return false;
            if (joined)
                continue;
            out->text = only;
            struct slice bare;
            out->fills = totals ? -1 : heading_fills(al, only, &bare);
            if (out->fills >= 0)
                out->text = bare;
            out->line = totals                                                     ? TABLE_TOTAL
                        : out->fills >= 0 || (is_heading(only) && al->s->sections) ? TABLE_HEADING
                                                                                   : TABLE_OTHER;
            al->t->count++;
            continue;
        }
        if (row->count > ALIGN_CELLS_MAX)
            reading_remark(al->r, row->line,
                           "row of %zu cells: those behind the first %d are kept as text",
                           row->count, ALIGN_CELLS_MAX);
        if (!align_cells(al, &al->pages[out->page], row->cells, row->count, &out->a, err))
            return false;
        bool joined = false;
        struct table_row *broken = al->t->count && out[-1].line == TABLE_KEPT ? out - 1 : before;
        if (broken && !totals && !continues(al, broken, row, &out->a, &joined, err))
            return false;
        if (joined) {
            broken->line = TABLE_RECORD;
            before = broken;
            continue;
        }
        bool poor = out->a.score < -12 && filled * 10 < al->typical * 7;
        out->line = totals && (poor || filled < 6) ? TABLE_TOTAL : poor ? TABLE_KEPT : TABLE_RECORD;
        if (out->line == TABLE_RECORD) {
            before = out;
            totals = false;
        }
        al->t->count++;
    }
    return true;
}

/* Second pass: page by page, with what the first found. */
static bool second_pass(struct aligner *al, struct err *err)
{
    struct table *t = al->t;
    memset(al->slots, 0, al->slot_count * sizeof(*al->slots));
    for (size_t i = 0; i < t->count; i++)
        if (t->rows[i].line == TABLE_RECORD)
            table_remember(al, &t->rows[i]);
    al->regular = table_is_regular(al);
    for (size_t p = 0; p < al->page_count; p++) {
        size_t from = al->pages[p].first,
               to = p + 1 < al->page_count ? al->pages[p + 1].first : t->count;
        size_t lengths[CELL_COUNTS], count = 0, with_length[CELL_COUNTS] = {0};
        for (size_t i = from; i < to; i++) {
            size_t k = 0;
            while (k < count && lengths[k] != t->rows[i].count)
                k++;
            if (k == count && count < CELL_COUNTS)
                lengths[count++] = t->rows[i].count;
            if (k < count)
                with_length[k]++;
        }
        struct align_prior learned[CELL_COUNTS];
        struct align_prior plain = al->pages[p].prior;
        for (size_t k = 0; k < count; k++) {
            al->pages[p].prior = plain;
            al->pages[p].prior.at = NULL;
            if (!table_learn_page(al, &al->pages[p], from, to, lengths[k]))
                return err_nomem(err, "a page of a table");
            learned[k] = al->pages[p].prior;
        }
        for (size_t i = from; i < to; i++) {
            struct table_row *row = &t->rows[i];
            if (row->line != TABLE_RECORD && row->line != TABLE_KEPT)
                continue;
            size_t k = 0;
            while (k < count && lengths[k] != row->count)
                k++;
            struct align_prior prior = k < count ? learned[k] : plain;
            prior.memory = table_remembered;
            prior.memory_ctx = al;
            if (!align_row(al->r->mem, al->s, &prior, row->cells, row->count, al->r->vocab, &row->a,
                           err))
                return false;
        }
        al->pages[p].prior = plain;
    }
    return true;
}

bool table_align(struct reading *r, const struct schema *s, const struct grid *g, struct table *ret,
                 struct err *err)
{
    *ret = (struct table){0};
    struct aligner al = {.r = r, .s = s, .t = ret, .slot_count = 64};
    while (al.slot_count < g->count * 32 && al.slot_count < MEMORY_SLOTS_MAX)
        al.slot_count *= 2;
    ret->rows = talloc_array(r->mem, struct table_row, (unsigned)g->count + 1);
    al.pages = talloc_array(r->mem, struct page, (unsigned)g->count + 2);
    al.slots = talloc_zero_array(r->mem, struct memory_slot, (unsigned)al.slot_count);
    if (!ret->rows || !al.pages || !al.slots)
        return err_nomem(err, "a table");
    for (size_t c = 0; c < s->count; c++)
        ret->unit[c] = 1000;
    al.typical = usual(g, true);
    al.width = usual(g, false);
    if (!first_pass(&al, g, err) || !second_pass(&al, err))
        return false;
    table_carry(s, ret);
    talloc_free(al.slots);
    talloc_free(al.pages);
    return true;
}

/* Mean score of the first rows under a schema; rows that look like none count against it. */
static float fits(TALLOC_CTX *mem, const struct vocab *vocab, const struct schema *s,
                  const struct grid *g, bool *header)
{
    struct align_prior prior;
    struct err err;
    float sum = 0;
    size_t rows = 0;
    align_prior_init(&prior, s);
    for (size_t i = 0; i < g->count && rows < RECOGNIZE_ROWS; i++) {
        struct header h;
        const struct row *row = &g->rows[i];
        if (header_read(s, row, &h)) {
            *header |= h.matched >= 5;
            header_order(s, &h, prior.order);
            continue;
        }
        if (table_filled(row->cells, row->count) < 5)
            continue;
        struct alignment a;
        if (!align_row(mem, s, &prior, row->cells, row->count, vocab, &a, &err))
            return -100;
        sum += a.score > -30 ? a.score : -30;
        rows++;
    }
    return rows ? sum / (float)rows : -100;
}

enum format table_recognize(const struct vocab *vocab, const struct grid *g)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    if (!mem) {
        memory_out();
        return FORMAT_AUTO;
    }
    bool office_header = false, project_header = false;
    float office = fits(mem, vocab, &schema_offices, g, &office_header);
    float project = fits(mem, vocab, &schema_projects, g, &project_header);
    talloc_free(mem);
    if (office > project && office > (office_header ? 0.0F : 15.0F))
        return FORMAT_OFFICES;
    if (project > office && project > (project_header ? -5.0F : 12.0F))
        return FORMAT_PROJECTS;
    return FORMAT_AUTO;
}
