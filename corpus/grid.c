/* grid.c - lines cut into cells, at tabs or at runs of blanks; and any table with a header read, by
 * the schema that it fits or a document for each row.
 */
#include "corpus/columns.h"
#include "corpus/prose.h"
#include "dict/utf8.h"
#include <stdio.h>

enum {
    COLUMNS_MAX = 1000, /* cells of a row */
    HEADER_WITHIN = 30, /* rows among which the header stands */
};

bool grid_of_tabs(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                  struct err *err)
{
    size_t cells = 0;
    for (size_t i = 0; i < count; i++) {
        cells++;
        for (size_t k = 0; k < lines[i].text.len; k++)
            cells += lines[i].text.ptr[k] == '\t';
    }
    struct row *rows = talloc_size(r->mem, (count + 1) * sizeof(*rows));
    struct slice *at = talloc_size(r->mem, (cells + 1) * sizeof(*at));
    if (!rows || !at)
        return err_nomem(err, "rows of a table");
    for (size_t i = 0; i < count; i++) {
        struct slice line = lines[i].text;
        rows[i] = (struct row){.cells = at, .line = lines[i].no};
        for (size_t start = 0; start <= line.len;) {
            const char *tab = memchr(line.ptr + start, '\t', line.len - start);
            size_t stop = tab ? (size_t)(tab - line.ptr) : line.len;
            *at++ = slice_trim(slice_sub(line, start, stop));
            rows[i].count++;
            start = stop + 1;
        }
    }
    *ret = (struct grid){rows, count};
    return true;
}

static bool is_blank(struct slice s, size_t at, size_t *len)
{
    *len = 1;
    if (s.ptr[at] == ' ' || s.ptr[at] == '\t' || s.ptr[at] == '\f')
        return true;
    *len = 3;
    return slice_starts(slice_sub(s, at, s.len), SLICE_LIT("\xE3\x80\x80"));
}

/* Bytes from start to the next run of two blanks or more; *next is behind the run. */
static size_t to_gap(struct slice s, size_t start, size_t *next)
{
    size_t at = start;
    while (at < s.len) {
        size_t blanks = 0, end = at, len;
        while (end < s.len && is_blank(s, end, &len)) {
            end += len;
            /* An ideographic blank is as wide as two. */
            blanks += len == 3 ? 2 : 1;
        }
        if (blanks >= 2) {
            *next = end;
            return at - start;
        }
        at = end > at ? end : at + 1;
    }
    *next = s.len;
    return s.len - start;
}

size_t grid_gaps(struct slice s)
{
    size_t n = 0, next;
    s = slice_trim(s);
    for (size_t at = 0; at < s.len; at = next) {
        to_gap(s, at, &next);
        n += next < s.len;
    }
    return n;
}

bool grid_of_blanks(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                    struct err *err)
{
    if (!grid_of_columns(r, lines, count, ret, err))
        return false;
    if (ret->count)
        return true;
    size_t cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += grid_gaps(lines[i].text) + 1;
    struct row *rows = talloc_size(r->mem, (count + 1) * sizeof(*rows));
    struct slice *at = talloc_size(r->mem, (cells + 1) * sizeof(*at));
    if (!rows || !at)
        return err_nomem(err, "rows of a table");
    for (size_t i = 0; i < count; i++) {
        struct slice line = slice_trim(lines[i].text);
        rows[i] = (struct row){.cells = at, .line = lines[i].no};
        for (size_t start = 0, next; start < line.len; start = next) {
            size_t len = to_gap(line, start, &next);
            *at++ = slice_trim(slice_sub(line, start, start + len));
            rows[i].count++;
        }
    }
    *ret = (struct grid){rows, count};
    return true;
}

static size_t filled(const struct row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->count; i++)
        n += row->cells[i].len > 0;
    return n;
}

/* The first row that fills as many cells as the widest of the first rows nearly does. */
static size_t header_of(const struct grid *g)
{
    size_t widest = 0, within = g->count < HEADER_WITHIN ? g->count : HEADER_WITHIN;
    for (size_t i = 0; i < within; i++)
        if (filled(&g->rows[i]) > widest)
            widest = filled(&g->rows[i]);
    for (size_t i = 0; i < within; i++)
        if (filled(&g->rows[i]) * 2 > widest)
            return i;
    return 0;
}

/* A cell that is a plain integer, not a code with zeros in front. */
static bool plain_integer(struct slice s, int64_t *ret)
{
    size_t at = s.len && s.ptr[0] == '-' ? 1 : 0;
    if (s.len == at || s.len - at > 15 || (s.ptr[at] == '0' && s.len - at > 1))
        return false;
    int64_t n = 0;
    for (size_t i = at; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        n = n * 10 + (s.ptr[i] - '0');
    }
    *ret = at ? -n : n;
    return true;
}

static bool one_of(struct slice s, const char *const *words)
{
    for (; *words; words++)
        if (slice_eq(s, slice_of(*words)))
            return true;
    return false;
}

static const char *const id_names[] = {"id", "ID", "Id", NULL};
static const char *const title_names[] = {"title", "Title",  "タイトル", "題名",   "件名", "表題",
                                          "名称",  "事業名", "事業名称", "施設名", "name", NULL};
static const char *const text_names[] = {"text", "body", NULL};
static const char *const reserved[] = {"kind", "source", "line", "repairs", NULL};

/* One row as a document. header: the names of its columns. */
static bool emit_row(struct reading *r, const struct row *header, const struct row *row,
                     struct err *err)
{
    struct slice id = {0}, title = {0};
    bool has_text = false;
    for (size_t i = 0; i < row->count && i < header->count; i++) {
        if (id.len == 0 && one_of(header->cells[i], id_names))
            id = row->cells[i];
        if (title.len == 0 && one_of(header->cells[i], title_names))
            title = row->cells[i];
        has_text |= one_of(header->cells[i], text_names) && row->cells[i].len > 0;
    }
    struct record *rec = reading_record(r, "document", id, row->line);
    if (!rec)
        return err_nomem(err, "a record");
    struct buf text;
    buf_init(&text, rec, READING_FILE_MAX);
    bool ok = true;
    for (size_t i = 0; i < row->count && ok; i++) {
        struct slice cell = row->cells[i];
        struct slice key = i < header->count ? header->cells[i] : (struct slice){0};
        if (cell.len == 0 || one_of(key, id_names))
            continue;
        char name[40];
        if (key.len == 0 || one_of(key, reserved) || record_get(rec, key)) {
            int n = snprintf(name, sizeof(name), "column%zu", i + 1);
            key = (struct slice){name, (size_t)n};
        }
        if (text.len)
            buf_putc(&text, '\n');
        buf_put_slice(&text, cell);
        int64_t number;
        if (slice_eq(key, SLICE_LIT("title")))
            continue;
        if (row_carried(row->carried, i))
            ok = record_add_repair(rec,
                                   (struct repair){key, SLICE_LIT("carried"),
                                                   SLICE_LIT("a row above"),
                                                   SLICE_LIT("a merged cell")},
                                   err);
        ok = ok && (plain_integer(cell, &number) ? record_set_int(rec, key, number, err)
                                                 : record_set_string(rec, key, cell, err));
    }
    if (title.len == 0)
        for (size_t i = 0; i < row->count && title.len == 0; i++) {
            int64_t number;
            if (!plain_integer(row->cells[i], &number) && !slice_eq(row->cells[i], id))
                title = prose_short(row->cells[i]);
        }
    if (ok)
        ok = prose_title(rec, title, err) &&
             (has_text || record_set_string(rec, SLICE_LIT("text"), buf_slice(&text), err));
    if (ok && !buf_ok(&text))
        ok = err_nomem(err, "a record");
    if (!ok) {
        talloc_free(rec);
        return false;
    }
    buf_done(&text);
    return reading_emit(r, rec, err);
}

static bool same_row(const struct row *a, const struct row *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!slice_eq(a->cells[i], b->cells[i]))
            return false;
    return true;
}

bool grid_read(struct reading *r, const struct grid *g, struct err *err)
{
    switch (table_recognize(r->vocab, g)) {
    case FORMAT_OFFICES: return offices_read(r, g, err);
    case FORMAT_PROJECTS: return projects_read(r, g, err);
    case FORMAT_AUTO:
    case FORMAT_MINUTES:
    case FORMAT_PLAN:
    case FORMAT_GUIDE:
    case FORMAT_JSONL:
    case FORMAT_TSV:
    case FORMAT_CSV:
    case FORMAT_MARKDOWN:
    case FORMAT_HTML:
    case FORMAT_TEXT: break;
    }
    if (g->count == 0)
        return true;
    size_t head = header_of(g);
    const struct row *header = &g->rows[head];
    for (size_t i = 0; i < head; i++)
        for (size_t k = 0; k < g->rows[i].count; k++)
            if (g->rows[i].cells[k].len)
                reading_remark(r, g->rows[i].line, "before the header: %.*s",
                               SLICE_ARG(prose_short(g->rows[i].cells[k])));
    for (size_t i = head + 1; i < g->count; i++) {
        const struct row *row = &g->rows[i];
        if (filled(row) == 0 || same_row(row, header))
            continue;
        if (row->count > COLUMNS_MAX)
            reading_skip(r, row->line, "row of %zu cells, more than %d", row->count, COLUMNS_MAX);
        else if (!emit_row(r, header, row, err))
            return false;
    }
    return true;
}
