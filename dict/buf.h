/* buf.h - bytes that grow, with a ceiling.
 *
 * A buffer never fails in the middle: once the ceiling is reached or memory is out it
 * takes nothing more and buf_ok() is false, so a writer checks once, at the end.
 * Owned through talloc: freed with the context it was made on. Threads: one at a time.
 */
#ifndef DICT_BUF_H
#define DICT_BUF_H
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

#ifdef __cplusplus
extern "C" {
#endif

struct buf {
    char *ptr;       /* len bytes in use */
    size_t len, cap; /* bytes */
    size_t max;      /* ceiling in bytes */
    TALLOC_CTX *mem; /* parent of ptr */
    bool failed;
};

/* An empty buffer that allocates on mem and holds at most max bytes. */
void buf_init(struct buf *b, TALLOC_CTX *mem, size_t max);
/* Frees the bytes; the buffer may be filled again. */
void buf_done(struct buf *b);
/* Forgets the contents and a failure, keeps the memory. */
void buf_clear(struct buf *b);
/* False once anything did not fit. */
bool buf_ok(const struct buf *b);

/* Room for n more bytes at ptr + len, for writing in place (then add to len);
 * NULL on failure. */
char *buf_reserve(struct buf *b, size_t n);
void buf_put(struct buf *b, const void *bytes, size_t len);
void buf_putc(struct buf *b, char c);
void buf_put_slice(struct buf *b, struct slice s);
void buf_puts(struct buf *b, const char *cstr);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Unsigned LEB128, at most 10 bytes. */
void buf_put_varint(struct buf *b, uint64_t n);

static inline struct slice buf_slice(const struct buf *b)
{
    return (struct slice){b->ptr, b->len};
}

/* Writes s as a JSON string with its quotes (RFC 8259): control characters, quote and
 * backslash escaped, U+2028/2029 too; the rest as it is. s: valid UTF-8. */
void buf_put_json(struct buf *b, struct slice s);
/* The same without the quotes, for strings put together from pieces. */
void buf_put_json_part(struct buf *b, struct slice s);
/* Writes s with & < > " ' as character references, safe as HTML text and attribute. */
void buf_put_html(struct buf *b, struct slice s);

#ifdef __cplusplus
}
#endif
#endif
