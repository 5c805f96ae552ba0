/* fold.h - hits of one page that say nearly the same are one hit.
 *
 * The index folds what is equal but for places and order (SLOT_GROUP); here it is what differs in
 * a few words. Compares hits of one organization with each other alone.
 */
#ifndef SEARCHD_FOLD_H
#define SEARCHD_FOLD_H
#include "searchd/search.h"

/* Folds each hit into an earlier one that it resembles and whose answer is about as good:
 * its id and those folded into it join the earlier one's; seen[] is kept in step.
 * Errors: ERR_NOMEM. */
bool fold_alike(TALLOC_CTX *mem, struct answer_hit *hits, size_t *count, uint64_t *seen,
                struct err *err);
#endif
