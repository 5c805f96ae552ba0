/* markdown.c - reads Markdown (CommonMark's headings, lists and code, GitHub's tables): a record
 * for the text under each heading.
 */
#include "corpus/sections.h"

enum { PIPE_CELLS_MAX = 200 };

static bool is_pipe_row(struct slice s)
{
    s = slice_trim(s);
    return s.len > 1 && s.ptr[0] == '|' && memchr(s.ptr + 1, '|', s.len - 1);
}

/* |---|:--:| */
static bool is_rule(struct slice s)
{
    size_t dashes = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!memchr("|-: ", s.ptr[i], 4))
            return false;
        dashes += s.ptr[i] == '-';
    }
    return dashes > 0;
}

/* The cells between the pipes of a row; \| is a pipe within a cell. */
static bool cut_pipes(struct reading *r, const struct line *line, struct row *ret)
{
    struct slice cells[PIPE_CELLS_MAX], s = slice_trim(line->text);
    size_t count = 0;
    s = slice_sub(s, 1, s.len);
    if (slice_ends(s, SLICE_LIT("|")))
        s.len--;
    for (size_t start = 0, i = 0; i <= s.len && count < PIPE_CELLS_MAX; i++) {
        bool end = i == s.len || (s.ptr[i] == '|' && (i == 0 || s.ptr[i - 1] != '\\') &&
                                  count + 1 < PIPE_CELLS_MAX);
        if (!end)
            continue;
        cells[count++] = prose_untag(r->mem, slice_trim(slice_sub(s, start, i)));
        start = i + 1;
    }
    struct slice *own = talloc_size(r->mem, count * sizeof(*own));
    if (!own)
        return false;
    memcpy(own, cells, count * sizeof(*own));
    *ret = (struct row){.cells = own, .count = count, .line = line->no};
    return true;
}

static bool read_table(struct sections *s, size_t *i, struct err *err)
{
    struct reading *r = s->r;
    size_t end = *i, n = 0;
    while (end < r->line_count && is_pipe_row(r->lines[end].text))
        end++;
    struct row *rows = talloc_size(r->mem, (end - *i) * sizeof(*rows));
    if (!rows)
        return err_nomem(err, "rows of a table");
    for (; *i < end; (*i)++) {
        if (is_rule(slice_trim(r->lines[*i].text)))
            continue;
        if (!cut_pipes(r, &r->lines[*i], &rows[n++]))
            return err_nomem(err, "rows of a table");
    }
    (*i)--;
    struct grid g = {rows, n};
    if (n >= 2 && rows[0].count >= 2)
        return sections_table(s, &g, err);
    for (size_t k = 0; k < n; k++)
        for (size_t c = 0; c < rows[k].count; c++)
            sections_line(s, rows[k].cells[c], rows[k].line);
    return true;
}

/* The level of a setext heading's underline (=== or ---), 0 where it is none. */
static int underline(struct slice s)
{
    s = slice_trim(s);
    if (s.len < 3 || (s.ptr[0] != '=' && s.ptr[0] != '-'))
        return 0;
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] != s.ptr[0])
            return 0;
    return s.ptr[0] == '=' ? 1 : 2;
}

bool markdown_read(struct reading *r, struct err *err)
{
    struct sections s;
    sections_init(&s, r);
    bool code = false;
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice line = slice_trim(r->lines[i].text);
        size_t len;
        unsigned n;
        if (slice_starts(line, SLICE_LIT("```")) || slice_starts(line, SLICE_LIT("~~~"))) {
            code = !code;
            continue;
        }
        if (code) {
            sections_line(&s, r->lines[i].text, r->lines[i].no);
            continue;
        }
        if (is_pipe_row(line)) {
            if (!read_table(&s, &i, err))
                return false;
            continue;
        }
        bool ok = true;
        int under = i + 1 < r->line_count ? underline(r->lines[i + 1].text) : 0;
        if (prose_mark(line, &len, &n) == MARK_HASH) {
            struct slice name = slice_sub(line, len, line.len);
            while (slice_ends(name, SLICE_LIT("#")))
                name.len--;
            ok = sections_heading(&s, (int)n, prose_untag(r->mem, slice_trim(name)), r->lines[i].no,
                                  err);
        } else if (under && line.len && !underline(line) && line.len < 200) {
            ok = sections_heading(&s, under, prose_untag(r->mem, line), r->lines[i].no, err);
            i++;
        } else if (!underline(line))
            sections_line(&s, prose_untag(r->mem, line), r->lines[i].no);
        if (!ok)
            return false;
    }
    return sections_end(&s, err);
}
