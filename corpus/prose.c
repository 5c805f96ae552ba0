/* prose.c - see prose.h. */
#include "corpus/prose.h"
#include "dict/utf8.h"
#include <stdio.h>

enum {
    TITLE_CHARS = 60,
    WRAP_CHARS = 30, /* of a line that the width of a page may have cut */
};

struct slice prose_short(struct slice s)
{
    size_t at = 0;
    for (size_t n = 0, len; at < s.len && n < TITLE_CHARS; n++, at += len)
        utf8_at(s, at, &len);
    return slice_sub(s, 0, at);
}

static bool is_latin(uint32_t c)
{
    return c < 0x80 && c > ' ';
}

void prose_join(struct buf *b, struct slice line)
{
    if (line.len == 0)
        return;
    if (b->len > 0) {
        struct slice have = buf_slice(b);
        size_t len;
        uint32_t before = utf8_at(have, utf8_before(have, have.len), &len);
        uint32_t after = utf8_at(line, 0, &len);
        if (is_latin(before) && is_latin(after))
            buf_putc(b, ' ');
    }
    buf_put_slice(b, line);
}

/* Length of the longest beginning of s of at most max bytes that ends behind a sentence, else
 * between characters. */
static size_t cut(struct slice s, size_t max)
{
    if (s.len <= max)
        return s.len;
    size_t end = utf8_floor(s, max);
    /* Not further back than half, so that cutting stays linear. */
    for (size_t at = end; at > end / 2;) {
        size_t len, before = utf8_before(s, at);
        uint32_t c = utf8_at(s, before, &len);
        if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == '\n')
            return at;
        at = before;
    }
    return end ? end : s.len;
}

bool prose_piece(struct slice *rest, struct slice *ret)
{
    while (rest->len > 0) {
        size_t len = cut(*rest, PASSAGE_MAX);
        *ret = slice_trim(slice_sub(*rest, 0, len));
        *rest = slice_sub(*rest, len, rest->len);
        if (ret->len > 0)
            return true;
    }
    return false;
}

bool prose_is_page(struct slice line)
{
    line = slice_trim(line);
    if (line.len == 0 || line.len > 24)
        return false;
    unsigned digits = 0;
    for (size_t at = 0, len; at < line.len; at += len) {
        uint32_t c = utf8_at(line, at, &len);
        if (char_class(c) == CHAR_DIGIT) {
            digits++;
            continue;
        }
        struct slice rest = slice_sub(line, at, line.len);
        if (slice_eq(rest, SLICE_LIT("ページ")) || slice_eq(rest, SLICE_LIT("頁")))
            return digits > 0;
        if (c == '-' || c == ' ' || c == '/' || c == 0x2010 || c == 0x2013 || c == 0x2014 ||
            c == 0x2212 || c == 0xFF0D || c == 0xFF0F || c == 0x3000)
            continue;
        if (digits == 0 && (c == 'P' || c == 'p' || c == 0xFF30 || (c == '.' && at > 0)))
            continue;
        return false;
    }
    return digits > 0 && digits <= 6;
}

bool prose_title(struct record *rec, struct slice title, struct err *err)
{
    if (title.len == 0)
        return true;
    rec->title = record_copy(rec, title);
    return rec->title.ptr || err_nomem(err, "title of a record");
}

/* Lines that open pages and say the same on three pages or more are headers. */
enum { HEADER_PAGES = 3, HEADER_BYTES = 240, HEADERS_KEPT = 16 };

struct header {
    struct slice text;
    unsigned pages;
};

static bool opens_page(struct slice raw)
{
    return memchr(raw.ptr, '\f', raw.len < 4 ? raw.len : 4) != NULL;
}

static size_t find_headers(const struct reading *r, struct header found[HEADERS_KEPT])
{
    size_t n = 0;
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice raw = r->lines[i].text, s = slice_trim(raw);
        if (raw.len == 0 || s.len == 0 || s.len > HEADER_BYTES || !opens_page(raw))
            continue;
        size_t k = 0;
        while (k < n && !slice_eq(found[k].text, s))
            k++;
        if (k == n && n < HEADERS_KEPT)
            found[n++] = (struct header){s, 0};
        if (k < n)
            found[k].pages++;
    }
    return n;
}

bool prose_lines(struct reading *r, struct pline **ret, size_t *count, struct err *err)
{
    struct pline *lines = talloc_size(r->mem, (r->line_count + 1) * sizeof(*lines));
    if (!lines)
        return err_nomem(err, "lines of a document");
    struct header headers[HEADERS_KEPT];
    size_t header_count = find_headers(r, headers), n = 0;
    bool blank = true;
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice raw = r->lines[i].text, s = slice_trim(raw);
        bool drop = s.len == 0 || prose_is_page(s);
        for (size_t k = 0; k < header_count && !drop; k++)
            drop = headers[k].pages >= HEADER_PAGES && slice_eq(headers[k].text, s);
        if (drop) {
            blank = true;
            continue;
        }
        lines[n++] = (struct pline){.text = s,
                                    .raw = raw,
                                    .no = r->lines[i].no,
                                    .after_blank = blank || opens_page(raw),
                                    .indented = slice_starts(raw, SLICE_LIT("\xE3\x80\x80"))};
        blank = false;
    }
    *ret = lines;
    *count = n;
    return true;
}

void prose_take_hashes(struct pline *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len;
        unsigned n;
        if (prose_mark(lines[i].text, &len, &n) != MARK_HASH || len >= lines[i].text.len)
            continue;
        while (lines[i].hashes < len && lines[i].text.ptr[lines[i].hashes] == '#')
            lines[i].hashes++;
        lines[i].text = slice_trim(slice_sub(lines[i].text, len, lines[i].text.len));
    }
}

bool prose_unfinished(struct slice s)
{
    if (s.len == 0)
        return false;
    size_t len;
    uint32_t c = utf8_at(s, utf8_before(s, s.len), &len);
    switch (c) {
    case '.':
    case '!':
    case '?':
    case ')':
    case ':':
    case '>':
    case ']':
    case 0x3002: /* 。 */
    case 0xFF0E:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF09:
    case 0x300D: /* 」 */
    case 0x300F:
    case 0x3011: /* 】 */
    case 0xFF1E:
    case 0xFF1A: return false;
    }
    return true;
}

bool prose_wraps(struct slice s)
{
    const char *nl = s.len ? memrchr(s.ptr, '\n', s.len) : NULL;
    struct slice last = nl ? slice_sub(s, (size_t)(nl - s.ptr) + 1, s.len) : s;
    return prose_unfinished(last) && utf8_count(last) >= WRAP_CHARS;
}

bool prose_balanced(struct slice s)
{
    int round = 0, corner = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        round += (c == '(' || c == 0xFF08) - (c == ')' || c == 0xFF09);
        corner += (c == 0x300C || c == 0x300E) - (c == 0x300D || c == 0x300F);
    }
    return round <= 0 && corner <= 0;
}

bool prose_contains(struct slice s, const char *needle)
{
    return slice_find(s, slice_of(needle)) < s.len;
}

bool prose_has_word(struct slice s, const char *const *words)
{
    for (; *words; words++)
        if (prose_contains(s, *words))
            return true;
    return false;
}

bool prose_ends_word(struct slice s, const char *const *words)
{
    for (; *words; words++)
        if (slice_ends(s, slice_of(*words)))
            return true;
    return false;
}

bool prose_emit(struct reading *r, const char *kind, struct slice title, struct slice mark,
                const struct slice *path, size_t path_count, struct slice text, uint32_t line,
                const struct repair *repair, struct err *err)
{
    struct slice piece;
    while (prose_piece(&text, &piece)) {
        struct record *rec = reading_record(r, kind, (struct slice){0}, line);
        if (!rec)
            return err_nomem(err, "a record");
        bool ok = prose_title(rec, title, err);
        for (size_t i = 0; i < path_count && ok; i++)
            ok = record_add_item(rec, SLICE_LIT("path"), path[i], err);
        if (ok && mark.len)
            ok = record_set_string(rec, SLICE_LIT("mark"), mark, err);
        if (ok && repair)
            ok = record_add_repair(rec, *repair, err);
        if (!ok || !record_set_string(rec, SLICE_LIT("text"), piece, err)) {
            talloc_free(rec);
            return false;
        }
        if (!reading_emit(r, rec, err))
            return false;
    }
    return true;
}
