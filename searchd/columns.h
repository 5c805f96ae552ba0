/* columns.h - what is known of every document, by document number, in memory.
 *
 * Lengths for ranking; the values of a few slots as ordinals, so that filtering by year, sorting,
 * folding and counting facets are comparisons of small numbers. Read when an index is opened.
 */
#ifndef SEARCHD_COLUMNS_H
#define SEARCHD_COLUMNS_H
#include "indexer/schema.h"
#include "searchd/docset.h"

/* The values of one slot. Ordinals ascend with the values, bytewise; 0: no value. */
struct column {
    uint32_t *ordinals;   /* [bound] */
    struct slice *values; /* [count]; the first is empty */
    uint32_t count;
};

struct columns {
    uint32_t bound;     /* document numbers are below */
    uint32_t documents; /* that exist */
    uint32_t *lengths;  /* [bound]: sum of wdf */
    double mean_length;
    struct docset all;
    struct column year, organization, staff, facets;
    struct column group; /* records that are alike have one ordinal: the first of its values */
};

/* Errors: ERR_STALE, ERR_STORE, ERR_NOMEM. */
bool columns_read(TALLOC_CTX *mem, struct store *s, struct columns *ret, struct err *err);
/* The column of a slot, or NULL where it is none of those held. */
const struct column *columns_of(const struct columns *c, uint32_t slot);
#endif
