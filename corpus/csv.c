/* csv.c - reads tables in text: cells parted by commas, quoted as in RFC 4180, or by tabs. */
#include "corpus/readers.h"

struct csv {
    struct reading *r;
    char separator;
    size_t at;        /* line */
    bool no_wrapping; /* a quote was never closed: cells end with their line from here on */
    struct slice *cells;
    size_t count, room;
    struct row *rows;
    size_t row_count, row_room;
};

static bool put_cell(struct csv *c, struct slice cell)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 64;
        struct slice *p = talloc_realloc_size(c->r->mem, c->cells, room * sizeof(*p));
        if (!p)
            return false;
        c->cells = p;
        c->room = room;
    }
    c->cells[c->count++] = slice_trim(cell);
    return true;
}

/* A quoted cell that opens at byte *i of line c->at: its value to *ret, c->at and *i behind the
 * closing quote. *closed false where there is none; then nothing moved. */
static bool quoted(struct csv *c, size_t *i, struct slice *ret, bool *closed)
{
    const struct reading *r = c->r;
    struct buf b;
    buf_init(&b, r->mem, READING_FILE_MAX);
    *closed = false;
    for (size_t line = c->at, k = *i + 1; line < r->line_count; line++, k = 0) {
        struct slice s = r->lines[line].text;
        for (; k < s.len; k++) {
            if (s.ptr[k] != '"')
                buf_putc(&b, s.ptr[k]);
            else if (k + 1 < s.len && s.ptr[k + 1] == '"') {
                buf_putc(&b, '"');
                k++;
            } else {
                *closed = true;
                c->at = line;
                *i = k + 1;
                *ret = buf_slice(&b);
                return buf_ok(&b);
            }
        }
        if (c->no_wrapping)
            break;
        buf_putc(&b, '\n');
    }
    bool ok = buf_ok(&b);
    buf_done(&b);
    return ok;
}

/* The cells of the row that begins at line c->at. */
static bool take_row(struct csv *c)
{
    const struct reading *r = c->r;
    c->count = 0;
    for (size_t i = 0;;) {
        struct slice line = r->lines[c->at].text;
        struct slice cell;
        bool closed = false;
        if (i < line.len && line.ptr[i] == '"') {
            uint32_t no = r->lines[c->at].no;
            if (!quoted(c, &i, &cell, &closed))
                return false;
            if (!closed) {
                reading_remark(c->r, no, "a quote that is never closed, taken as it is");
                c->no_wrapping = true;
            }
            line = r->lines[c->at].text;
        }
        const char *sep = i < line.len ? memchr(line.ptr + i, c->separator, line.len - i) : NULL;
        size_t stop = sep ? (size_t)(sep - line.ptr) : line.len;
        if (!closed)
            cell = slice_sub(line, i, stop);
        else if (slice_trim(slice_sub(line, i, stop)).len) {
            /* "a" b: what stands behind the quote belongs to the cell. */
            char *both = talloc_asprintf(r->mem, "%.*s%.*s", SLICE_ARG(cell),
                                         SLICE_ARG(slice_sub(line, i, stop)));
            if (!both)
                return false;
            cell = slice_of(both);
        }
        if (!put_cell(c, cell))
            return false;
        if (!sep)
            return true;
        i = stop + 1;
    }
}

bool csv_read(struct reading *r, char separator, struct err *err)
{
    struct csv c = {.r = r, .separator = separator};
    size_t widest = 0;
    for (; c.at < r->line_count; c.at++) {
        uint32_t no = r->lines[c.at].no;
        if (!take_row(&c))
            return err_nomem(err, "rows of a table");
        if (c.row_count == c.row_room) {
            c.row_room = c.row_room ? c.row_room * 2 : 64;
            struct row *p = talloc_realloc_size(r->mem, c.rows, c.row_room * sizeof(*p));
            if (!p)
                return err_nomem(err, "rows of a table");
            c.rows = p;
        }
        struct slice *cells = talloc_size(r->mem, c.count * sizeof(*cells));
        if (!cells)
            return err_nomem(err, "rows of a table");
        memcpy(cells, c.cells, c.count * sizeof(*cells));
        c.rows[c.row_count++] = (struct row){.cells = cells, .count = c.count, .line = no};
        if (c.count > widest)
            widest = c.count;
    }
    if (widest < 2)
        return err_set(err, ERR_INPUT, "a table of one column: no %s in it",
                       separator == '\t' ? "tab" : "comma");
    struct grid g = {c.rows, c.row_count};
    return grid_read(r, &g, err);
}
