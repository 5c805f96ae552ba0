/* columns.c - tables whose columns are set by blanks, as pdftotext -layout prints them: cells by
 * where they stand, rows put together from the lines that their cells are wrapped over. */
#include "corpus/columns.h"
#include "corpus/cell.h"
#include "corpus/cell_flags.h"
#include "corpus/prose.h"
#include "dict/buf.h"
#include "dict/utf8.h"

enum {
    WIDTH_MAX = 1000,   /* columns of characters of a line; further ones count as the last */
    INTERVALS_MAX = 48, /* columns of a table */
    INTERVALS_MIN = 4,  /* fewer are no table of ours */
    PIECES_MIN = 3,     /* of a line that tells where columns stand */
    STRAY_PARTS = 50,   /* one line in so many may reach into the space between columns */
    ROWS_MIN = 1,       /* of a page that is a table; a last page may be short */
    JOINED_PARTS = 5,   /* one line in so many goes on a row: else lines are rows */
};

/* What stands in one place of a line. */
struct piece {
    struct slice text;
    uint16_t start, end; /* columns of characters */
    uint16_t column;     /* of the table; as many as it has where it reaches over several */
};

struct text_line {
    struct slice text;
    uint32_t no;
    struct piece *pieces;
    size_t count;
    bool page;   /* the first of a page */
    bool blank;  /* a blank line stands before it */
    bool anchor; /* the line of a row that holds its short values */
};

struct interval {
    uint16_t start, end;
};

/* A page being put together. */
struct sheet {
    struct reading *r;
    bool wide; /* wide characters take two columns */
    struct interval at[INTERVALS_MAX];
    bool starts[WIDTH_MAX + 1];
    size_t columns;
    struct row *rows;
    size_t count, joined; /* joined: lines that are part of a row before them */
};

/* ---- pieces ---- */

/* Columns that a character takes: wide ones two where the printer counted so. */
static unsigned width_of(uint32_t c, bool wide)
{
    return wide && c >= 0x1100 && !(c >= 0xFF61 && c <= 0xFF9F) ? 2 : 1;
}

/* Cuts a line where two blanks or more stand, and at one blank before a place where a column is known
 * to begin: starts[WIDTH_MAX + 1], NULL where none is known. pieces may be NULL to count them. */
static size_t cut_line(struct slice s, bool wide, const bool *starts, struct piece *pieces)
{
    size_t count = 0, blanks = 2, from = 0, to = 0;
    unsigned column = 0, start = 0, end = 0;
    bool open = false;
    for (size_t i = 0, len; i <= s.len; i += len) {
        uint32_t c = i < s.len ? utf8_at(s, i, &len) : 0;
        len = i < s.len ? len : 1;
        bool blank = i == s.len || char_class(c) == CHAR_SPACE || c == '\f';
        bool edge =
            i == s.len || c == 0x3000 || (starts && column < WIDTH_MAX && starts[column + 1]);
        blanks = blank ? blanks + (edge ? 2 : 1) : 0;
        if (open && blanks >= 2) {
            if (pieces)
                pieces[count] = (struct piece){
                    .text = slice_sub(s, from, to), .start = (uint16_t)start, .end = (uint16_t)end};
            count++;
            open = false;
        }
        if (!blank) {
            if (!open) {
                from = i;
                start = column < WIDTH_MAX ? column : WIDTH_MAX;
                open = true;
            }
            to = i + len;
            end = column + width_of(c, wide);
            end = end < WIDTH_MAX ? end : WIDTH_MAX;
        }
        column += c == '\f' ? 0 : width_of(c, wide);
    }
    return count;
}

/* How often a piece begins where one of the line before it does. */
static size_t aligned(const struct line *lines, size_t count, bool wide)
{
    uint32_t seen[WIDTH_MAX + 1] = {0}; /* the last line with a piece here */
    size_t hits = 0;
    struct piece pieces[INTERVALS_MAX];
    for (size_t i = 0; i < count; i++) {
        if (cut_line(lines[i].text, wide, NULL, NULL) > INTERVALS_MAX)
            continue;
        size_t n = cut_line(lines[i].text, wide, NULL, pieces);
        for (size_t k = 1; k < n; k++) {
            hits += seen[pieces[k].start] > 0 && i + 1 - seen[pieces[k].start] <= 3;
            seen[pieces[k].start] = (uint32_t)i + 1;
        }
    }
    return hits;
}

/* ---- columns ---- */

/* Where columns of the page stand: runs of places that nearly no line leaves free. */
static void find_intervals(const struct text_line *lines, size_t count, struct sheet *s)
{
    uint32_t taken[WIDTH_MAX + 1] = {0};
    size_t telling = 0;
    s->columns = 0;
    memset(s->starts, 0, sizeof(s->starts));
    for (size_t i = 0; i < count; i++) {
        if (lines[i].count < PIECES_MIN)
            continue;
        telling++;
        for (size_t k = 0; k < lines[i].count; k++)
            for (size_t c = lines[i].pieces[k].start; c < lines[i].pieces[k].end; c++)
                taken[c]++;
    }
    bool in = false;
    for (size_t c = 0; c <= WIDTH_MAX; c++) {
        bool is = taken[c] * STRAY_PARTS > telling;
        if (is && !in && s->columns == INTERVALS_MAX) {
            s->columns = 0; /* no table at all */
            return;
        }
        if (is && !in) {
            s->at[s->columns++].start = (uint16_t)c;
            s->starts[c] = true;
        }
        if (is)
            s->at[s->columns - 1].end = (uint16_t)(c + 1);
        in = is;
    }
}

/* Cuts the lines of the page where its columns divide them. */
static bool cut_again(struct sheet *s, struct text_line *lines, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = cut_line(lines[i].text, s->wide, s->starts, NULL);
        if (n == lines[i].count)
            continue;
        struct piece *pieces = talloc_array(s->r->mem, struct piece, (unsigned)n);
        if (!pieces)
            return err_nomem(err, "rows of a table");
        lines[i].count = cut_line(lines[i].text, s->wide, s->starts, pieces);
        lines[i].pieces = pieces;
    }
    return true;
}

/* The column that a piece stands in; columns where it reaches over several. */
static uint16_t column_of(const struct sheet *s, const struct piece *p)
{
    size_t best = s->columns, most = 0, over = 0;
    for (size_t k = 0; k < s->columns; k++) {
        size_t from = p->start > s->at[k].start ? p->start : s->at[k].start;
        size_t to = p->end < s->at[k].end ? p->end : s->at[k].end;
        if (from >= to)
            continue;
        over += (to - from) * 2 > (size_t)(s->at[k].end - s->at[k].start);
        if (to - from > most) {
            most = to - from;
            best = k;
        }
    }
    return (uint16_t)(over > 1 ? s->columns : best);
}

/* ---- rows ---- */

/* A short value of a closed sort: what a row has once, on one line. */
static bool is_closed(const struct vocab *vocab, struct slice text)
{
    struct cell_look look;
    if (text.len > 60)
        return false;
    cell_look(text, vocab, &look);
    return look.number >= 0 || look.heads >= 0 || look.year ||
           look.flags & (LOOK_LETTER | LOOK_COUNTRY | LOOK_STATUS | LOOK_ORGANIZATION | LOOK_DATE |
                         LOOK_LABEL_ONLY);
}

/* Puts pieces into columns and finds the lines that hold a row's short values. */
static void find_anchors(const struct sheet *s, struct text_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t closed = 0;
        for (size_t k = 0; k < lines[i].count; k++) {
            lines[i].pieces[k].column = column_of(s, &lines[i].pieces[k]);
            closed += is_closed(s->r->vocab, lines[i].pieces[k].text);
        }
        lines[i].anchor = closed >= 3 || (closed == 2 && lines[i].count * 3 >= s->columns);
    }
}

static void append(struct buf *b, struct slice text)
{
    size_t len;
    bool latin = b->len && utf8_at(text, 0, &len) < 0x2E80 &&
                 utf8_at(buf_slice(b), utf8_before(buf_slice(b), b->len), &len) < 0x2E80;
    if (b->len && (latin || cell_begins(text)))
        buf_putc(b, ' ');
    buf_put_slice(b, text);
}

/* One row out of lines[from..to): the pieces of each column, one below the other. */
static bool add_row(struct sheet *s, const struct text_line *lines, size_t from, size_t to,
                    struct err *err)
{
    struct slice *cells = talloc_zero_array(s->r->mem, struct slice, (unsigned)s->columns);
    struct buf text;
    bool ok = cells != NULL;
    for (size_t c = 0; c < s->columns && ok; c++) {
        buf_init(&text, s->r->mem, READING_RECORD_MAX);
        for (size_t i = from; i < to; i++)
            for (size_t k = 0; k < lines[i].count; k++)
                if (lines[i].pieces[k].column == c)
                    append(&text, lines[i].pieces[k].text);
        cells[c] = buf_slice(&text);
        ok = buf_ok(&text);
    }
    if (!ok)
        return err_nomem(err, "a row of a table");
    s->rows[s->count++] = (struct row){.cells = cells, .count = s->columns, .line = lines[from].no};
    s->joined += to - from - 1;
    return true;
}

/* A line of its own: a title, a page number, a remark. */
static bool add_line(struct sheet *s, const struct text_line *line, struct err *err)
{
    struct slice *cells = talloc_array(s->r->mem, struct slice, (unsigned)line->count);
    if (!cells)
        return err_nomem(err, "a row of a table");
    for (size_t k = 0; k < line->count; k++)
        cells[k] = line->pieces[k].text;
    s->rows[s->count++] = (struct row){.cells = cells, .count = line->count, .line = line->no};
    return true;
}

/* Does the line belong to a row at all? A title reaches over columns; a page number stands alone
 * behind a blank line. */
static bool in_columns(const struct sheet *s, const struct text_line *line)
{
    for (size_t k = 0; k < line->count; k++)
        if (line->pieces[k].column == s->columns)
            return false;
    return !(line->count == 1 && line->blank && prose_is_page(line->pieces[0].text));
}

/* The line at which the row of the anchor behind lines[at..] begins: rows are divided by blank
 * lines, or begin at their anchors; where the short values stand in the middle of a row's height,
 * halfway between two anchors. */
static size_t row_begin(const struct text_line *lines, size_t before, size_t anchor, bool middle)
{
    for (size_t i = anchor; i > before; i--)
        if (lines[i].blank)
            return i;
    return middle ? before + (anchor - before + 1) / 2 : anchor;
}

static bool add_page(struct sheet *s, struct text_line *lines, size_t count, struct err *err)
{
    size_t anchors = 0, first = count;
    find_intervals(lines, count, s);
    if (s->columns >= INTERVALS_MIN) {
        if (!cut_again(s, lines, count, err))
            return false;
        find_anchors(s, lines, count);
    }
    for (size_t i = count; i-- > 0;)
        if (lines[i].anchor && s->columns >= INTERVALS_MIN) {
            anchors++;
            first = i;
        }
    if (anchors < ROWS_MIN) {
        for (size_t i = 0; i < count; i++)
            if (lines[i].count && !add_line(s, &lines[i], err))
                return false;
        return true;
    }
    /* Lines in columns right above the first anchor, no blank line between: a row's upper half, or
     * the header. They are a header where the line above them tells columns as it does. */
    size_t begin = first;
    while (begin > 0 && !lines[begin].blank && in_columns(s, &lines[begin - 1]))
        begin--;
    bool header = begin < first && lines[begin].count * 2 > s->columns;
    bool middle = begin < first && !header;
    for (size_t i = 0; i < (middle ? begin : first);) {
        size_t to = i + 1;
        if (in_columns(s, &lines[i]) && lines[i].count > 1) {
            while (to < (middle ? begin : first) && !lines[to].blank && in_columns(s, &lines[to]))
                to++;
            if (!add_row(s, lines, i, to, err))
                return false;
        } else if (!add_line(s, &lines[i], err))
            return false;
        i = to;
    }
    for (size_t i = middle ? begin : first, anchor = first; i < count;) {
        size_t next = anchor + 1;
        while (next < count && !lines[next].anchor)
            next++;
        size_t to = next < count ? row_begin(lines, anchor, next, middle) : count;
        size_t end = i;
        while (end < to && (end <= anchor || in_columns(s, &lines[end])))
            end++;
        if (!add_row(s, lines, i, end, err))
            return false;
        for (; end < to; end++)
            if (!add_line(s, &lines[end], err))
                return false;
        i = to;
        anchor = next;
    }
    return true;
}

/* Is the last line of a page its number? */
static bool ends_page(const struct text_line *line)
{
    return line->count == 1 && prose_is_page(line->pieces[0].text);
}

bool grid_of_columns(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                     struct err *err)
{
    const bool wide = aligned(lines, count, true) > aligned(lines, count, false);
    size_t total = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        total += cut_line(lines[i].text, wide, NULL, NULL);
    struct sheet s = {.r = r, .wide = wide};
    s.rows = talloc_size(r->mem, (count + 1) * sizeof(*s.rows));
    struct text_line *text = talloc_size(r->mem, (count + 1) * sizeof(*text));
    struct piece *pieces = talloc_size(r->mem, (total + 1) * sizeof(*pieces));
    if (!s.rows || !text || !pieces)
        return err_nomem(err, "rows of a table");
    bool blank = true, page = true;
    for (size_t i = 0; i < count; i++) {
        page |= slice_starts(lines[i].text, SLICE_LIT("\f"));
        size_t n = cut_line(lines[i].text, wide, NULL, pieces);
        blank |= n == 0;
        if (n == 0)
            continue;
        if (page && used && ends_page(&text[used - 1]))
            used--;
        text[used++] = (struct text_line){.text = lines[i].text,
                                          .no = lines[i].no,
                                          .pieces = pieces,
                                          .count = n,
                                          .page = page,
                                          .blank = blank};
        pieces += n;
        blank = page = false;
    }
    if (used && ends_page(&text[used - 1]))
        used--;
    for (size_t from = 0; from < used;) {
        size_t to = from + 1;
        while (to < used && !text[to].page)
            to++;
        if (!add_page(&s, text + from, to - from, err))
            return false;
        from = to;
    }
    *ret = (struct grid){s.rows, s.joined * JOINED_PARTS >= used ? s.count : 0};
    return true;
}
