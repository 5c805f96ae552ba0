/* glass_run_parts.h - a run from within: what glass_run.c gathers and glass_part.c lays out.
 */
#ifndef INDEXER_GLASS_RUN_PARTS_H
#define INDEXER_GLASS_RUN_PARTS_H
#include "indexer/glass_run.h"
#include <zlib.h>

enum {
    GLASS_RUN_BYTES = UINT32_MAX, /* of a buffer: offsets are 32 bits */
    GLASS_SLOT_MAX = 127,         /* of a value: one byte in keys */
};

struct glass_term {
    uint32_t hash, name, len; /* name: offset */
    uint32_t count, first;    /* postings; where they begin once sorted */
};

struct glass_posting {
    uint32_t term, doc, wdf;           /* doc: index */
    uint32_t positions, positions_len; /* where their tag stands; 0 bytes: it has none */
};

struct glass_doc {
    uint32_t docid, length, terms; /* terms: how many */
    uint32_t data, data_len;
    uint32_t value, value_count; /* the first of them */
};

struct glass_value {
    uint32_t slot, doc, bytes, len;
};

struct glass_run {
    const struct glass_plan *plan;
    struct texts_work *work;
    struct buf names, data, samples, values_bytes, tags; /* data: packed */
    uint32_t *table; /* index of a term + 1; a power of two, at most half full */
    size_t table_size;
    struct glass_term *terms;
    size_t term_count, term_cap;
    struct glass_posting *postings;
    size_t posting_count, posting_cap;
    struct glass_doc *docs;
    size_t doc_count, doc_cap;
    struct glass_value *values;
    size_t value_count, value_cap;
    bool slots[GLASS_SLOT_MAX + 1]; /* that any value is in */
    z_stream deflate;
    bool deflates;
};

/* Everything that was added, sorted and laid out, owned by mem; NULL when out of memory. The run
 * may only be emptied afterwards. */
struct glass_part *glass_part_of(struct glass_run *r, TALLOC_CTX *mem);
#endif
