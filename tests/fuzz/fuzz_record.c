/* Stored records against any bytes: read or refused, and what was read packs to the same hash. */
#include "corpus/record.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record *r, *back;
    struct err err;
    if (!record_unpack(NULL, (struct slice){(const char *)data, size}, &r, &err))
        return 0;
    struct buf b;
    buf_init(&b, r, 64 << 20);
    record_pack(r, &b);
    if (!record_unpack(r, buf_slice(&b), &back, &err) || record_hash(r) != record_hash(back))
        abort();
    talloc_free(r);
    return 0;
}
