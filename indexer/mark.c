/* mark.c - writing and reading of marks.
 */
#include "indexer/mark.h"
#include "indexer/varint.h"

void record_mark_write(const struct record *r, struct buf *out)
{
    uint64_t hash = record_hash(r);
    for (int i = 0; i < 8; i++)
        buf_putc(out, (char)(hash >> (56 - 8 * i)));
    bool whole = slice_starts(r->id, r->source) && r->id.len > r->source.len &&
                 r->id.ptr[r->source.len] == '/';
    buf_put_varint(out, whole ? r->source.len : 0);
    buf_put_slice(out, r->id);
}

bool record_mark_read(struct slice bytes, struct record_mark *ret)
{
    if (bytes.len < 9)
        return false;
    uint64_t hash = 0, source_len;
    for (int i = 0; i < 8; i++)
        hash = hash << 8 | (unsigned char)bytes.ptr[i];
    struct slice left = slice_sub(bytes, 8, bytes.len);
    if (!varint_take(&left, &source_len) || source_len > left.len)
        return false;
    *ret = (struct record_mark){hash, slice_sub(left, 0, (size_t)source_len), left};
    return true;
}
