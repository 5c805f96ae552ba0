/* prose_markup.c - marks of other formats within running text: leader dots, tags, links; and
 * nearness of two headings. */
#include "corpus/prose.h"
#include "corpus/readers.h"
#include "dict/utf8.h"
#include <ctype.h>
#include <strings.h>

enum { NEAR_BYTES = 200, TAG_BYTES = 2000 };

static bool is_leader(uint32_t c)
{
    return c == 0x30FB || c == 0x2026 || c == 0x2025 || c == '.' || c == 0xFF0E || c == 0xFF65 ||
           c == 0x00B7 || c == 0x2500;
}

bool prose_is_contents(struct slice line, struct slice *title)
{
    size_t end = line.len, digits = 0, dots = 0;
    while (end > 0) {
        size_t len, prev = utf8_before(line, end);
        uint32_t c = utf8_at(line, prev, &len);
        enum char_class k = char_class(c);
        if (k == CHAR_DIGIT && dots == 0)
            digits++;
        else if (is_leader(c))
            dots += c == 0x2026 || c == 0x2025 ? 3 : 1;
        else if (k != CHAR_SPACE)
            break;
        end = prev;
    }
    if (digits == 0 || digits > 4 || dots < 3 || end == 0)
        return false;
    *title = slice_trim(slice_sub(line, 0, end));
    return title->len > 0;
}

struct slice prose_squeeze(TALLOC_CTX *mem, struct slice s)
{
    char *out = talloc_size(mem, s.len + 1);
    size_t n = 0;
    if (!out)
        return reading_lost((struct slice){0});
    for (size_t at = 0, len; at < s.len; at += len) {
        if (char_class(utf8_at(s, at, &len)) == CHAR_SPACE)
            continue;
        memcpy(out + n, s.ptr + at, len);
        n += len;
    }
    return (struct slice){out, n};
}

bool prose_near(struct slice a, struct slice b, size_t max)
{
    uint32_t x[NEAR_BYTES], y[NEAR_BYTES];
    size_t n = 0, m = 0, row[NEAR_BYTES + 1];
    if (a.len > NEAR_BYTES || b.len > NEAR_BYTES)
        return false;
    for (size_t at = 0, len; at < a.len; at += len)
        x[n++] = utf8_at(a, at, &len);
    for (size_t at = 0, len; at < b.len; at += len)
        y[m++] = utf8_at(b, at, &len);
    if ((n > m ? n - m : m - n) > max)
        return false;
    for (size_t k = 0; k <= m; k++)
        row[k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            size_t best = diagonal + (x[i - 1] != y[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[m] <= max;
}

/* A tag of HTML at the start of s: its bytes; 0 for 〈…〉 in ASCII, addresses and the like. */
static size_t tag_at(struct slice s, bool *breaks)
{
    static const struct {
        const char *name;
        bool breaks;
    } tags[] = {{"p", true},     {"br", true},    {"li", true},    {"ul", true},     {"ol", true},
                {"div", true},   {"tr", true},    {"table", true}, {"td", true},     {"th", true},
                {"h1", true},    {"h2", true},    {"h3", true},    {"h4", true},     {"h5", true},
                {"h6", true},    {"tbody", true}, {"thead", true}, {"b", false},     {"i", false},
                {"u", false},    {"em", false},   {"a", false},    {"sup", false},   {"sub", false},
                {"span", false}, {"font", false}, {"img", false},  {"strong", false}};
    size_t at = 1, start;
    if (at < s.len && s.ptr[at] == '/')
        at++;
    start = at;
    while (at < s.len && isalnum((unsigned char)s.ptr[at]))
        at++;
    struct slice name = slice_sub(s, start, at);
    if (at >= s.len || (s.ptr[at] != '>' && s.ptr[at] != ' ' && s.ptr[at] != '/'))
        return 0;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (strlen(tags[i].name) == name.len &&
            strncasecmp(tags[i].name, name.ptr, name.len) == 0) {
            size_t room = s.len - at < TAG_BYTES ? s.len - at : TAG_BYTES;
            const char *end = memchr(s.ptr + at, '>', room);
            *breaks = tags[i].breaks;
            return end ? (size_t)(end - s.ptr) + 1 : 0;
        }
    return 0;
}

/* [text](address) or ![text](address) at the start of s: its bytes, 0 where it is none. */
static size_t link_at(struct slice s, struct slice *text, struct slice *address)
{
    size_t open = s.ptr[0] == '!' ? 1 : 0;
    if (open >= s.len || s.ptr[open] != '[')
        return 0;
    size_t room = s.len < TAG_BYTES ? s.len : TAG_BYTES;
    const char *mid = memmem(s.ptr + open, room - open, "](", 2);
    const char *end = mid ? memchr(mid, ')', room - (size_t)(mid - s.ptr)) : NULL;
    if (!end || memchr(s.ptr + open + 1, '[', (size_t)(mid - s.ptr) - open - 1))
        return 0;
    *text = slice_sub(s, open + 1, (size_t)(mid - s.ptr));
    *address = slice_sub(s, (size_t)(mid - s.ptr) + 2, (size_t)(end - s.ptr));
    return (size_t)(end - s.ptr) + 1;
}

struct slice prose_untag(TALLOC_CTX *mem, struct slice s)
{
    if (s.len == 0 || (!memchr(s.ptr, '<', s.len) && !memchr(s.ptr, '[', s.len)))
        return s;
    struct buf out;
    buf_init(&out, mem, READING_FILE_MAX);
    for (size_t at = 0; at < s.len;) {
        struct slice rest = slice_sub(s, at, s.len), text, address;
        bool breaks = false;
        size_t len = 0;
        if (*rest.ptr == '<')
            len = tag_at(rest, &breaks);
        else if (*rest.ptr == '[' || *rest.ptr == '!') {
            len = link_at(rest, &text, &address);
            if (len) {
                buf_put_slice(&out, text);
                if (*rest.ptr == '[' && address.len && *address.ptr != '#') {
                    buf_putc(&out, ' ');
                    buf_put_slice(&out, address);
                }
            }
        }
        if (breaks) {
            while (out.len && (out.ptr[out.len - 1] == ' ' || out.ptr[out.len - 1] == '\n'))
                out.len--;
            if (out.len)
                buf_putc(&out, '\n');
        }
        if (len == 0)
            buf_putc(&out, s.ptr[at]);
        at += len ? len : 1;
        if (breaks)
            while (at < s.len && s.ptr[at] == ' ')
                at++;
    }
    return buf_ok(&out) ? slice_trim(buf_slice(&out)) : reading_lost(s);
}
