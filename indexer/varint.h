/* varint.h - reading the numbers that buf_put_varint() writes: unsigned LEB128.
 */
#ifndef INDEXER_VARINT_H
#define INDEXER_VARINT_H
#include "dict/slice.h"
#include <stdint.h>

/* Takes one number from the front of *s; false, and nothing taken, where none is whole. */
static inline bool varint_take(struct slice *s, uint64_t *ret)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->len && i < 10; i++) {
        unsigned char c = (unsigned char)s->ptr[i];
        n |= (uint64_t)(c & 0x7F) << (7 * i);
        if (c < 0x80) {
            s->ptr += i + 1;
            s->len -= i + 1;
            *ret = n;
            return true;
        }
    }
    return false;
}
#endif
