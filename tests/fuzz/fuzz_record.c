/* What the index holds against any bytes: stored records and the places of their words, marks,
 * facets. Read or refused, and what was read packs to the same hash. */
#include "corpus/record.h"
#include "indexer/mark.h"
#include "indexer/schema.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_packed(struct slice bytes)
{
    struct record *r, *back;
    struct err err;
    if (!record_unpack(NULL, bytes, &r, &err))
        return;
    struct buf b;
    buf_init(&b, r, 64 << 20);
    record_pack(r, &b);
    if (!record_unpack(r, buf_slice(&b), &back, &err) || record_hash(r) != record_hash(back))
        abort();
    talloc_free(r);
}

static struct slice text_of(const struct record *r, struct slice key)
{
    return slice_eq(key, SLICE_LIT("title")) ? r->title : record_string(r, key);
}

static void check_stored(struct slice bytes)
{
    struct stored *s;
    struct err err;
    if (!stored_unpack(NULL, bytes, &s, &err))
        return;
    for (size_t i = 0; i < s->field_count; i++) {
        uint32_t at = 0;
        size_t most = s->record->title.len;
        /* Of two fields with one key the bounds may be those of either. */
        for (size_t k = 0; k < s->record->field_count; k++) {
            size_t len = text_of(s->record, s->record->fields[k].key).len;
            if (s->record->fields[k].value.type == VALUE_STRING)
                len = s->record->fields[k].value.string.len;
            most = len > most ? len : most;
        }
        for (size_t t = 0; t < 2 * s->fields[i].token_count; t++) {
            if (s->fields[i].bounds[t] < at || s->fields[i].bounds[t] > most)
                abort();
            at = s->fields[i].bounds[t];
        }
    }
    talloc_free(s);
}

static void count_facet(void *ctx, enum facet f, uint32_t ordinal)
{
    (void)ordinal;
    if (f >= FACET_COUNT)
        abort();
    ++*(size_t *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of its own size, so that a byte too far is seen by the address sanitizer. */
    TALLOC_CTX *mem = talloc_new(NULL);
    struct slice bytes = {talloc_memdup(mem, data, size), size};
    struct record_mark mark;
    struct facet_table *table;
    struct err err;
    size_t facets = 0;
    check_packed(bytes);
    check_stored(bytes);
    if (record_mark_read(bytes, &mark) && mark.source.len > mark.id.len)
        abort();
    facet_unpack(bytes, count_facet, &facets);
    if (facets > size)
        abort();
    if (facet_table_load(mem, bytes, &table, &err))
        for (int f = 0; f < FACET_COUNT; f++)
            facet_table_value(table, (enum facet)f, 0);
    talloc_free(mem);
    return 0;
}
