/* builder_parts.h - what the files of building share; nobody else includes it.
 *
 *   builder.c        walks the texts of a record: words, pairs, bounds, mends
 *   builder_whole.c  adds what stands for it as a whole: facets, values, figures
 *   builder_term.c   adds one term
 *
 * Each calls those below it alone.
 */
#ifndef INDEXER_BUILDER_PARTS_H
#define INDEXER_BUILDER_PARTS_H
#include "dict/normalize.h"
#include "indexer/builder.h"
#include "indexer/group.h"
#include "indexer/termset.h"

enum { BUILD_VALUES_MAX = 16 }; /* at least one for each slot */

struct schema_builder {
    const struct vocab *vocab;
    struct facet_table *facets;
    struct analysis *analysis;
    struct field_cache *cache;
    struct termset *terms;
    struct notes *notes;
    struct buf data, scratch, packed, reading, whole;
    struct text_space space;
    uint32_t *bounds; /* of the field at hand */
    size_t bounds_cap;
};

/* One record on its way. */
struct build {
    struct schema_builder *b;
    const struct record *r;
    TALLOC_CTX *mem;
    struct store_value values[BUILD_VALUES_MAX];
    size_t value_count;
    struct group group;
    bool grouping;        /* the field at hand goes into the group */
    bool has_reading;     /* b->reading holds the organization's */
    uint32_t position;    /* where the next field begins */
    size_t text_bytes;    /* so far */
    unsigned facet_count; /* values so far */
    struct err *err;
};

/* Adds an occurrence of token in space; position may be TERMSET_NO_POSITION. */
bool build_add(struct build *bd, enum term_space space, struct slice token, uint32_t wdf,
               uint32_t position);

/* The organization that the record belongs to; empty where there is none. */
struct slice build_organization(struct build *bd);
/* Facets, figures, values and the mark of the record, once its texts are in. */
bool build_whole(struct build *bd, struct slice organization);
#endif
