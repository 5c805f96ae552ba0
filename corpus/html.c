/* html.c - reads HTML as people publish it: tags need not match.
 *
 * Headings, text and tables are taken, scripts and styles left out. One pass; what the tags nest
 * does not matter but for tables.
 */
#include "corpus/sections.h"
#include "dict/utf8.h"
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum {
    SPAN_MAX = 100,   /* rows or columns that a cell may span */
    COLUMNS_MAX = 500 /* of a table */
};

struct carried {
    struct slice text;
    unsigned rows; /* that it still goes down */
};

struct html {
    struct reading *r;
    struct sections s;
    size_t at;
    uint32_t line;
    struct buf text;    /* of the block, heading or cell that is open */
    uint32_t text_line; /* where it began */
    int heading;        /* level, 0 outside */
    int depth;          /* of tables */
    bool pre, in_title;

    struct row *rows; /* of the outermost table */
    size_t row_count, row_room;
    struct slice cells[COLUMNS_MAX];
    size_t cell_count;
    struct carried down[COLUMNS_MAX];
    uint64_t carried; /* as in struct row */
    bool in_row, in_cell;
    unsigned colspan, rowspan;
    uint32_t row_line;
};

/* What an entity at the start of s (&...;) stands for, appended; its bytes, 0 where it is none. */
static size_t entity(struct slice s, struct buf *out)
{
    static const struct {
        const char *name, *text;
    } names[] = {{"amp", "&"},    {"lt", "<"},     {"gt", ">"},    {"quot", "\""}, {"apos", "'"},
                 {"nbsp", " "},   {"copy", "©"},   {"reg", "®"},   {"yen", "¥"},   {"middot", "·"},
                 {"hellip", "…"}, {"ndash", "–"},  {"mdash", "—"}, {"rarr", "→"},  {"larr", "←"},
                 {"laquo", "«"},  {"raquo", "»"},  {"times", "×"}, {"deg", "°"},   {"ensp", " "},
                 {"emsp", "　"},  {"thinsp", " "}, {"bull", "•"},  {"para", "¶"},  {"sect", "§"},
                 {"plusmn", "±"}};
    const char *end = memchr(s.ptr, ';', s.len < 12 ? s.len : 12);
    if (!end)
        return 0;
    struct slice name = slice_sub(s, 1, (size_t)(end - s.ptr));
    size_t len = name.len + 2;
    if (name.len > 1 && name.ptr[0] == '#') {
        bool hex = (name.ptr[1] | 0x20) == 'x';
        uint32_t c = 0;
        for (size_t i = hex ? 2 : 1; i < name.len; i++) {
            if (!(hex ? isxdigit((unsigned char)name.ptr[i]) : isdigit((unsigned char)name.ptr[i])))
                return 0;
            uint32_t digit = isdigit((unsigned char)name.ptr[i])
                                 ? (uint32_t)(name.ptr[i] - '0')
                                 : (uint32_t)((name.ptr[i] | 0x20) - 'a' + 10);
            c = c * (hex ? 16 : 10) + digit;
            if (c > 0x10FFFF)
                return 0;
        }
        if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF))
            c = ' ';
        char bytes[4];
        buf_put(out, bytes, utf8_put(c, bytes));
        return len;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_eq(name, slice_of(names[i].name))) {
            buf_puts(out, names[i].text);
            return len;
        }
    return 0;
}

/* One character of text: runs of blanks become one. */
static void put_text(struct html *h, struct slice rest, size_t *len)
{
    unsigned char c = (unsigned char)*rest.ptr;
    *len = 1;
    if (h->text.len == 0)
        h->text_line = h->line;
    if (c == '&' && (*len = entity(rest, &h->text)) > 0)
        return;
    *len = 1;
    bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (blank && !(h->pre && c == '\n')) {
        char last = h->text.len ? h->text.ptr[h->text.len - 1] : ' ';
        if (last != ' ' && last != '\n')
            buf_putc(&h->text, ' ');
    } else
        buf_putc(&h->text, (char)c);
}

static struct slice take(struct html *h)
{
    struct slice s = slice_trim(buf_slice(&h->text));
    char *own = talloc_strndup(h->r->mem, s.len ? s.ptr : "", s.len);
    buf_clear(&h->text);
    return own ? (struct slice){own, s.len} : reading_lost((struct slice){0});
}

/* Ends the block of text that is open. */
static void end_block(struct html *h)
{
    if (h->depth || h->heading) {
        if (h->text.len && h->text.ptr[h->text.len - 1] != '\n')
            buf_putc(&h->text, h->heading ? ' ' : '\n');
        return;
    }
    struct slice s = slice_trim(buf_slice(&h->text));
    while (s.len) {
        size_t nl = slice_find(s, SLICE_LIT("\n"));
        sections_line(&h->s, slice_trim(slice_sub(s, 0, nl)), h->text_line);
        s = slice_sub(s, nl + 1, s.len);
    }
    buf_clear(&h->text);
}

/* ----- tables ----- */

static bool put_cell(struct html *h, struct slice s)
{
    if (h->cell_count == COLUMNS_MAX)
        return false;
    h->cells[h->cell_count++] = s;
    return true;
}

/* Cells of rows above that reach down to the next columns. */
static void put_carried(struct html *h)
{
    while (h->cell_count < COLUMNS_MAX && h->down[h->cell_count].rows) {
        size_t column = h->cell_count;
        h->down[column].rows--;
        if (put_cell(h, h->down[column].text) && h->down[column].text.len &&
            column < ROW_CARRIED_MAX)
            h->carried |= (uint64_t)1 << column;
    }
}

static void end_cell(struct html *h)
{
    if (!h->in_cell)
        return;
    h->in_cell = false;
    struct slice s = take(h);
    put_carried(h);
    for (unsigned i = 0; i < h->colspan; i++) {
        size_t column = h->cell_count;
        struct slice cell = i == 0 ? s : (struct slice){0};
        if (!put_cell(h, cell))
            break;
        h->down[column] = (struct carried){cell, h->rowspan - 1};
    }
}

static bool end_row(struct html *h)
{
    end_cell(h);
    if (!h->in_row)
        return true;
    h->in_row = false;
    put_carried(h);
    if (h->row_count == h->row_room) {
        size_t room = h->row_room ? h->row_room * 2 : 64;
        struct row *rows = talloc_realloc_size(h->r->mem, h->rows, room * sizeof(*rows));
        if (!rows)
            return false;
        h->rows = rows;
        h->row_room = room;
    }
    struct slice *cells = talloc_size(h->r->mem, (h->cell_count + 1) * sizeof(*cells));
    if (!cells)
        return false;
    memcpy(cells, h->cells, h->cell_count * sizeof(*cells));
    h->rows[h->row_count++] = (struct row){cells, h->cell_count, h->row_line, h->carried};
    h->cell_count = 0;
    h->carried = 0;
    return true;
}

static bool end_table(struct html *h, struct err *err)
{
    if (!end_row(h))
        return err_nomem(err, "rows of a table");
    size_t widest = 0;
    for (size_t i = 0; i < h->row_count; i++)
        if (h->rows[i].count > widest)
            widest = h->rows[i].count;
    struct grid g = {h->rows, h->row_count};
    h->rows = NULL;
    h->row_count = h->row_room = 0;
    memset(h->down, 0, sizeof(h->down));
    if (g.count >= 2 && widest >= 2)
        return sections_table(&h->s, &g, err);
    /* A frame for the page, not a table. */
    for (size_t i = 0; i < g.count; i++)
        for (size_t k = 0; k < g.rows[i].count; k++)
            sections_line(&h->s, g.rows[i].cells[k], g.rows[i].line);
    return true;
}

/* ----- tags ----- */

/* The number of an attribute such as rowspan="3" within a tag; 1 where it has none. */
static unsigned span_of(struct slice tag, const char *name)
{
    for (size_t i = 0; i + strlen(name) < tag.len; i++) {
        if (strncasecmp(tag.ptr + i, name, strlen(name)) != 0)
            continue;
        size_t at = i + strlen(name);
        while (at < tag.len && strchr(" =\"'", tag.ptr[at]) && tag.ptr[at])
            at++;
        unsigned n = 0;
        while (at < tag.len && isdigit((unsigned char)tag.ptr[at]) && n < 1000)
            n = n * 10 + (unsigned)(tag.ptr[at++] - '0');
        return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : n;
    }
    return 1;
}

static bool is_tag(struct slice name, const char *const *list)
{
    for (; *list; list++)
        if (name.len == strlen(*list) && strncasecmp(name.ptr, *list, name.len) == 0)
            return true;
    return false;
}

static bool named(struct slice name, const char *tag)
{
    return is_tag(name, (const char *const[]){tag, NULL});
}

static bool on_heading(struct html *h, int level, bool closes, struct err *err)
{
    if (h->depth)
        return true;
    if (!closes) {
        end_block(h);
        h->heading = level;
        return true;
    }
    if (h->heading == 0)
        return true;
    int open = h->heading;
    uint32_t line = h->text_line;
    h->heading = 0;
    return sections_heading(&h->s, open, take(h), line, err);
}

static bool on_table(struct html *h, struct slice name, struct slice tag, bool closes,
                     struct err *err)
{
    if (named(name, "table")) {
        if (!closes && h->depth++ == 0) {
            h->depth = 0;
            end_block(h);
            h->depth = 1;
        } else if (closes && h->depth > 0 && --h->depth == 0)
            return end_table(h, err);
        return true;
    }
    if (h->depth != 1) {
        end_block(h);
        return true;
    }
    if (named(name, "tr")) {
        if (!end_row(h))
            return err_nomem(err, "rows of a table");
        h->in_row = !closes;
        h->row_line = h->line;
        buf_clear(&h->text);
    } else {
        end_cell(h);
        buf_clear(&h->text);
        if (!closes) {
            if (!h->in_row)
                h->row_line = h->line;
            h->in_row = h->in_cell = true;
            h->colspan = span_of(tag, "colspan");
            h->rowspan = span_of(tag, "rowspan");
        }
    }
    return true;
}

static bool on_tag(struct html *h, struct slice tag, struct err *err)
{
    static const char *const blocks[] = {
        "p",      "div",     "li",      "ul",         "ol",      "dl",     "dt",
        "dd",     "section", "article", "hr",         "br",      "nav",    "main",
        "header", "footer",  "form",    "blockquote", "caption", "figure", "tbody",
        "thead",  "option",  "address", "body",       "html",    "head",   NULL};
    bool closes = tag.len > 1 && tag.ptr[1] == '/';
    size_t start = closes ? 2 : 1, end = start;
    while (end < tag.len && isalnum((unsigned char)tag.ptr[end]))
        end++;
    struct slice name = slice_sub(tag, start, end);
    if (name.len == 2 && (name.ptr[0] | 0x20) == 'h' && name.ptr[1] >= '1' && name.ptr[1] <= '6')
        return on_heading(h, name.ptr[1] - '0', closes, err);
    if (is_tag(name, (const char *const[]){"table", "tr", "td", "th", NULL}))
        return on_table(h, name, tag, closes, err);
    if (named(name, "title")) {
        if (closes && h->in_title)
            h->s.title = take(h);
        else
            end_block(h);
        h->in_title = !closes;
        return true;
    }
    if (named(name, "pre"))
        h->pre = !closes;
    if (is_tag(name, blocks) || named(name, "pre"))
        end_block(h);
    return true;
}

/* Bytes from "<script" or "<style" to behind its end; the rest of the text where it never ends. */
static size_t skip_element(struct slice s, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 1; i + len + 2 <= s.len; i++) {
        const char *p = memchr(s.ptr + i, '<', s.len - i);
        if (!p)
            break;
        i = (size_t)(p - s.ptr);
        if (i + len + 2 <= s.len && s.ptr[i + 1] == '/' &&
            strncasecmp(s.ptr + i + 2, name, len) == 0) {
            p = memchr(s.ptr + i, '>', s.len - i);
            return p ? (size_t)(p - s.ptr) + 1 : s.len;
        }
    }
    return s.len;
}

/* Whatever stands at a '<': its bytes, 0 where it is a character like any other. */
static size_t markup_at(struct slice s)
{
    static const char *const skipped[] = {"script", "style", "template", "noscript", NULL};
    if (slice_starts(s, SLICE_LIT("<!--"))) {
        const char *end = memmem(s.ptr + 4, s.len - 4, "-->", 3);
        return end ? (size_t)(end - s.ptr) + 3 : s.len;
    }
    if (s.len < 2 || !(isalpha((unsigned char)s.ptr[1]) || strchr("/!?", s.ptr[1])))
        return 0;
    for (int i = 0; skipped[i]; i++)
        if (s.len > strlen(skipped[i]) + 1 &&
            strncasecmp(s.ptr + 1, skipped[i], strlen(skipped[i])) == 0)
            return skip_element(s, skipped[i]);
    char quote = 0;
    for (size_t i = 1; i < s.len; i++) {
        if (quote) {
            if (s.ptr[i] == quote)
                quote = 0;
        } else if (s.ptr[i] == '>')
            return i + 1;
        else if ((s.ptr[i] == '"' || s.ptr[i] == '\'') && s.ptr[i - 1] == '=')
            quote = s.ptr[i];
        else if (s.ptr[i] == '<')
            return i;
    }
    return s.len;
}

bool html_read(struct reading *r, struct err *err)
{
    struct html *h = talloc_zero(r->mem, struct html);
    if (!h)
        return err_nomem(err, "a page");
    h->r = r;
    h->line = 1;
    sections_init(&h->s, r);
    buf_init(&h->text, r->mem, READING_FILE_MAX);
    bool unterminated = false; /* a quote or comment ran to the end once: take '<' as it is then */
    while (h->at < r->text.len) {
        struct slice rest = slice_sub(r->text, h->at, r->text.len);
        size_t len = 0;
        if (*rest.ptr == '<' && !unterminated) {
            len = markup_at(rest);
            unterminated = len == rest.len && rest.len > 0 && rest.ptr[rest.len - 1] != '>';
            if (unterminated)
                len = 0;
            else if (len && !on_tag(h, slice_sub(rest, 0, len), err))
                return false;
        }
        if (len == 0)
            put_text(h, rest, &len);
        for (size_t i = 0; i < len; i++)
            h->line += rest.ptr[i] == '\n';
        h->at += len;
    }
    if (h->depth && !end_table(h, err))
        return false;
    h->depth = 0;
    h->heading = 0;
    end_block(h);
    if (!buf_ok(&h->text))
        return err_nomem(err, "a page");
    return sections_end(&h->s, err);
}
