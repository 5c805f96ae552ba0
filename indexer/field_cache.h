/* field_cache.h - the analysis of short texts that come again and again: names of committees,
 * speakers, departments, countries.
 *
 * A text is kept at its second appearance, so that a corpus without repetition costs next to
 * nothing. Bounded: once FIELD_CACHE_BYTES are held it begins anew.
 */
#ifndef INDEXER_FIELD_CACHE_H
#define INDEXER_FIELD_CACHE_H
#include "dict/analyze.h"

enum {
    FIELD_CACHE_TEXT_MAX = 300,  /* bytes; longer texts are analysed each time */
    FIELD_CACHE_BYTES = 8 << 20, /* about */
};

/* One at a time. */
struct field_cache;

struct field_cache *field_cache_new(TALLOC_CTX *mem);
/* analysis_run() with a memory: the same result, borrowed until the next call of either. */
bool field_cache_run(struct field_cache *c, struct analysis *an, struct slice text,
                     struct tokens *ret, struct err *err);
#endif
