/* slice.h - a run of bytes that somebody else owns.
 *
 * UTF-8 wherever it is text; checked once where it enters (utf8_valid) and relied on
 * after that. Never NUL-terminated by promise. Values, no allocation, any thread.
 */
#ifndef DICT_SLICE_H
#define DICT_SLICE_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *ptr;
    size_t len; /* bytes */
};

#define SLICE_LIT(s) ((struct slice){"" s, sizeof(s) - 1})
#define SLICE_ARG(s) (int)(s).len, (s).ptr /* for "%.*s" */

static inline struct slice slice_of(const char *cstr)
{
    return (struct slice){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Bytewise order, as memcmp with the shorter one first. */
static inline int slice_cmp(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* s[start..end), bounds clamped. */
static inline struct slice slice_sub(struct slice s, size_t start, size_t end)
{
    if (end > s.len)
        end = s.len;
    if (start > end)
        start = end;
    if (!s.ptr) /* then it has no length */
        return (struct slice){NULL, 0};
    return (struct slice){s.ptr + start, end - start};
}

/* Offset of needle in s, or s.len + 1 where it is not. */
static inline size_t slice_find(struct slice s, struct slice needle)
{
    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return s.len + 1;
    const void *p = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return p ? (size_t)((const char *)p - s.ptr) : s.len + 1;
}
#endif
