/* rank.h - the best matches in their order, near-identical ones folded, facets counted.
 */
#ifndef SEARCHD_RANK_H
#define SEARCHD_RANK_H
#include "searchd/match.h"

/* What store_run() does, by the matcher; additionally everything is exact and the folded
 * members of each hit are named; their data is not read. The result is owned by mem. Errors: as match_begin(). */
bool rank_run(struct matcher *m, TALLOC_CTX *mem, const struct store_search *search,
              struct store_result *ret, struct err *err);
#endif
