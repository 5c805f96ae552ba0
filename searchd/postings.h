/* postings.h - posting lists decoded once and kept while there is room.
 *
 * Reading a list out of the database costs about five times as much as walking it in memory,
 * and a few hundred words make up most of what is asked. Not here: what a list is used for
 * (match.c).
 */
#ifndef SEARCHD_POSTINGS_H
#define SEARCHD_POSTINGS_H
#include "indexer/store.h"

/* One thread's. Belongs to one state of one store. */
struct postings;

/* An empty cache that keeps about `bytes`; free with talloc_free. NULL when out of memory. */
struct postings *postings_new(TALLOC_CTX *mem, struct store *s, size_t bytes);

/* The documents that hold term (none: count 0), borrowed until postings_trim(). Errors: as
 * store_read_postings(). */
bool postings_get(struct postings *p, struct slice term, const struct store_postings **ret,
                  struct err *err);

/* Between two questions: lets go of the lists that were not used for longest, down to the bytes
 * allowed. */
void postings_trim(struct postings *p);

/* Whether the list has doc, and how often. */
bool postings_find(const struct store_postings *list, uint32_t doc, uint32_t *wdf);
#endif
