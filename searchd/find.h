/* find.h - the steps that all searches share: what is asked beside the query, hits, facets.
 */
#ifndef SEARCHD_FIND_H
#define SEARCHD_FIND_H
#include "searchd/answer.h"
#include "searchd/backend.h"
#include "searchd/snippet.h"

/* What p asks of the index beside the query: page, order, folding, facets. */
struct store_search find_search(const struct search_params *p, const struct query *q);

/* Turns what was found into hits of *a with snippets and folded ids; seen[hit_count] as
 * snippet_fill() fills it. */
bool find_hits(struct backend *b, TALLOC_CTX *mem, const struct store_result *r,
               const struct marker *marker, struct answer *a, uint64_t *seen, struct err *err);

/* Adds up the facets of a result. */
bool find_facets(const struct backend *b, TALLOC_CTX *mem, const struct store_result *r,
                 struct answer_facet ret[FACET_COUNT], struct err *err);
#endif
