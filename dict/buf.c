/* buf.c - see buf.h. */
#include "dict/buf.h"
#include "dict/memory.h"
#include <stdarg.h>
#include <stdio.h>

enum { BUF_FIRST = 256 }; /* bytes of the first allocation */

void buf_init(struct buf *b, TALLOC_CTX *mem, size_t max)
{
    *b = (struct buf){.mem = mem, .max = max};
}

void buf_done(struct buf *b)
{
    talloc_free(b->ptr);
    b->ptr = NULL;
    b->len = b->cap = 0;
    b->failed = false;
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

bool buf_ok(const struct buf *b)
{
    return !b->failed;
}

char *buf_reserve(struct buf *b, size_t n)
{
    if (b->failed)
        return NULL;
    if (n > b->cap - b->len) {
        if (n > b->max - b->len) {
            b->failed = true;
            return NULL;
        }
        size_t want = b->cap ? b->cap : BUF_FIRST;
        while (want - b->len < n)
            want = want > b->max / 2 ? b->max : want * 2;
        if (want > b->max)
            want = b->max;
        char *p = talloc_realloc_size(b->mem, b->ptr, want);
        if (!p) {
            memory_out();
            b->failed = true;
            return NULL;
        }
        b->ptr = p;
        b->cap = want;
    }
    return b->ptr + b->len;
}

void buf_put(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    char *to = buf_reserve(b, len);
    if (to) {
        memcpy(to, bytes, len);
        b->len += len;
    }
}

void buf_putc(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_put_slice(struct buf *b, struct slice s)
{
    buf_put(b, s.ptr, s.len);
}

void buf_puts(struct buf *b, const char *cstr)
{
    buf_put(b, cstr, strlen(cstr));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    char *to = b->failed || !b->ptr ? NULL : b->ptr + b->len;
    size_t room = to ? b->cap - b->len : 0;
    va_list args;
    va_start(args, fmt);
    int need = vsnprintf(to, room, fmt, args);
    va_end(args);
    if (need < 0) {
        b->failed = true;
        return;
    }
    if ((size_t)need >= room) { /* vsnprintf wants room for its NUL */
        to = buf_reserve(b, (size_t)need + 1);
        if (!to)
            return;
        va_start(args, fmt);
        vsnprintf(to, (size_t)need + 1, fmt, args);
        va_end(args);
    }
    b->len += (size_t)need;
}

void buf_put_varint(struct buf *b, uint64_t n)
{
    char bytes[10];
    size_t len = 0;
    do {
        unsigned char low = n & 0x7F;
        n >>= 7;
        bytes[len++] = (char)(n ? low | 0x80 : low);
    } while (n);
    buf_put(b, bytes, len);
}

/* Whether one of the 8 bytes at p may need an escape in JSON, all of them at a time (Warren, Hacker's
 * Delight, 6-1): below 0x20, quote, backslash, 0x7F, or the first byte of U+2028. */
static bool json_stops(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    const uint64_t stops[] = {'"' * ones, '\\' * ones, 0x7F * ones, 0xE2 * ones};
    uint64_t bytes;
    memcpy(&bytes, p, 8);
    uint64_t found = (bytes - 0x20 * ones) & ~bytes;
    for (size_t i = 0; i < 4; i++)
        found |= ((bytes ^ stops[i]) - ones) & ~(bytes ^ stops[i]);
    return (found & high) != 0;
}

void buf_put_json_part(struct buf *b, struct slice s)
{
    static const char hex[] = "0123456789abcdef";
    size_t done = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.len - i >= 8 && !json_stops(s.ptr + i)) {
            i += 7;
            continue;
        }
        unsigned char c = (unsigned char)s.ptr[i];
        char esc[6] = {'\\', 'u', '0', '0', 0, 0};
        size_t esc_len = 2, skip = 1;
        if (c == '"' || c == '\\')
            esc[1] = (char)c;
        else if (c == '\n')
            esc[1] = 'n';
        else if (c == '\t')
            esc[1] = 't';
        else if (c == '\r')
            esc[1] = 'r';
        else if (c < 0x20 || c == 0x7F) {
            esc[4] = hex[c >> 4];
            esc[5] = hex[c & 15];
            esc_len = 6;
        } else if (c == 0xE2 && s.len - i >= 3 && (unsigned char)s.ptr[i + 1] == 0x80 &&
                   ((unsigned char)s.ptr[i + 2] & 0xFE) == 0xA8) {
            memcpy(esc, (unsigned char)s.ptr[i + 2] == 0xA8 ? "\\u2028" : "\\u2029", 6);
            esc_len = 6;
            skip = 3;
        } else
            continue;
        buf_put(b, s.ptr + done, i - done);
        buf_put(b, esc, esc_len);
        i += skip - 1;
        done = i + 1;
    }
    if (s.len > done)
        buf_put(b, s.ptr + done, s.len - done);
}

void buf_put_json(struct buf *b, struct slice s)
{
    buf_putc(b, '"');
    buf_put_json_part(b, s);
    buf_putc(b, '"');
}

void buf_put_html(struct buf *b, struct slice s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *ref = NULL;
        switch (s.ptr[i]) {
        case '&': ref = "&amp;"; break;
        case '<': ref = "&lt;"; break;
        case '>': ref = "&gt;"; break;
        case '"': ref = "&quot;"; break;
        case '\'': ref = "&#39;"; break;
        }
        if (!ref)
            continue;
        buf_put(b, s.ptr + done, i - done);
        buf_puts(b, ref);
        done = i + 1;
    }
    if (s.len > done)
        buf_put(b, s.ptr + done, s.len - done);
}
