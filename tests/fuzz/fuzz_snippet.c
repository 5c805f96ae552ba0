/* Snippets of any text with any words: marks nest nowhere, everything else is escaped, and what
 * is shown stands in the text.
 *
 * Input: a byte that says how the text is cut into words, the words looked for up to a zero byte
 * (a line each), the title up to the next one, then the text. */
#include "dict/utf8.h"
#include "searchd/snippet.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNITS = 8 };

/* What stands before the next byte c, as far as it is UTF-8; *left goes on behind it. */
static struct slice take(struct slice *left, char c)
{
    const char *at = left->len ? memchr(left->ptr, c, left->len) : NULL;
    size_t len = at ? (size_t)(at - left->ptr) : left->len;
    struct slice s = slice_sub(*left, 0, len);
    *left = slice_sub(*left, at ? len + 1 : len, left->len);
    s.len = utf8_valid(s);
    return s;
}

/* Words of step characters each, a gap now and then. */
static struct stored_field cut(TALLOC_CTX *mem, struct slice key, struct slice text, unsigned how)
{
    struct stored_field f = {.key = key};
    uint32_t *bounds = talloc_array(mem, uint32_t, (unsigned)(2 * text.len + 2));
    unsigned step = 1 + how % 4, gap = how / 4 % 4;
    for (size_t at = 0; bounds && at < text.len;) {
        size_t start = at, n;
        for (unsigned i = 0; i < step && at < text.len; i++) {
            utf8_at(text, at, &n);
            at += n;
        }
        bounds[2 * f.token_count] = (uint32_t)start;
        bounds[2 * f.token_count++ + 1] = (uint32_t)at;
        for (unsigned i = 0; i < gap && at < text.len; i++) {
            utf8_at(text, at, &n);
            at += n;
        }
    }
    f.bounds = bounds;
    return f;
}

/* html without marks and escapes; aborts where there is any other tag, or a mark within one. */
static struct slice plain(TALLOC_CTX *mem, struct slice html)
{
    static const struct {
        struct slice written;
        char means;
    } refs[] = {{{"&amp;", 5}, '&'},  {{"&lt;", 4}, '<'},  {{"&gt;", 4}, '>'},
                {{"&quot;", 6}, '"'}, {{"&#34;", 5}, '"'}, {{"&#39;", 5}, '\''}};
    char *out = talloc_size(mem, html.len + 1);
    size_t len = 0;
    bool marked = false;
    while (out && html.len) {
        struct slice tag = marked ? SLICE_LIT("</mark>") : SLICE_LIT("<mark>");
        size_t used = 0;
        if (slice_starts(html, tag)) {
            marked = !marked;
            used = tag.len;
        }
        for (size_t i = 0; used == 0 && i < sizeof(refs) / sizeof(refs[0]); i++)
            if (slice_starts(html, refs[i].written)) {
                out[len++] = refs[i].means;
                used = refs[i].written.len;
            }
        if (used == 0) {
            if (memchr("<>&\"'", html.ptr[0], 5))
                abort();
            out[len++] = html.ptr[0];
            used = 1;
        }
        html = slice_sub(html, used, html.len);
    }
    if (marked)
        abort();
    return (struct slice){out, len};
}

static void check(TALLOC_CTX *mem, struct slice html, struct slice text)
{
    struct slice shown = plain(mem, html), dots = SLICE_LIT("…");
    bool cut_front = slice_starts(shown, dots) && !slice_starts(text, dots);
    bool cut_end = slice_ends(shown, dots) && !slice_ends(text, dots);
    shown = slice_sub(shown, cut_front ? dots.len : 0, shown.len - (cut_end ? dots.len : 0));
    /* A text that has dots of its own where it is cut: less can be said. */
    if (slice_find(text, dots) <= text.len)
        return;
    if (utf8_valid(shown) != shown.len || slice_find(text, shown) > text.len)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct slice left = {talloc_memdup(mem, data, size), size};
    unsigned how = (unsigned char)left.ptr[0];
    left = slice_sub(left, 1, left.len);
    struct slice words = take(&left, '\0');
    struct unit units[UNITS] = {0};
    uint32_t one = 1;
    struct slice terms[UNITS];
    size_t count = 0;
    while (words.len && count < UNITS) {
        terms[count] = take(&words, '\n');
        units[count] = (struct unit){.text = terms[count],
                                     .typed = {.text = terms[count],
                                               .terms = &terms[count],
                                               .freqs = &one,
                                               .count = terms[count].len > 0},
                                     .excluded = how & 64 && count == 1,
                                     .idf = (double)(1 + count)};
        count++;
    }
    struct meaning m = {.units = units, .count = count};
    struct record *r = record_new(mem);
    struct slice title = take(&left, '\0');
    struct slice text = {left.ptr, utf8_valid(left)};
    struct err err;
    r->title = title;
    record_set_string(r, SLICE_LIT("text"), text, &err);
    struct stored_field fields[] = {cut(mem, SLICE_LIT("title"), title, how),
                                    cut(mem, SLICE_LIT("text"), text, how)};
    struct stored stored = {r, fields, how & 128 ? 1 : 2};
    struct backend b = {0};
    struct marker *marker;
    struct answer_hit hit = {.record = r};
    uint64_t seen;
    if (marker_new(&b, mem, &m, &marker, &err) &&
        snippet_fill(marker, mem, &stored, &hit, &seen, &err)) {
        check(mem, hit.title_html, title);
        for (size_t i = 0; i < hit.snippet_count; i++)
            check(mem, hit.snippets[i].html,
                  slice_eq(hit.snippets[i].field, SLICE_LIT("title")) ? title : text);
    }
    talloc_free(mem);
    return 0;
}
