/* plan.h - from what is meant to the query that the index is asked, its cost bounded.
 *
 * Not here: running it (search.c).
 */
#ifndef SEARCHD_PLAN_H
#define SEARCHD_PLAN_H
#include "searchd/understand.h"

enum plan_kind {
    PLAN_STRICT, /* every unit has to be there; bigrams only lift */
    PLAN_LOOSE,  /* any unit may do; those that hold all stand first */
};

/* The query for m with the filters of p; *ret is owned by mem, NULL where nothing can match.
 * Errors: ERR_NOMEM. */
bool plan_query(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                const struct meaning *m, enum plan_kind kind, struct query **ret, struct err *err);

/* Only the filters, as conditions; NULL where there are none. */
bool plan_filters(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                  struct query **ret, struct err *err);

/* Building blocks, owned by mem; NULL kids are left out. */
struct query *plan_term(TALLOC_CTX *mem, enum term_space space, struct slice word);
struct query *plan_node(TALLOC_CTX *mem, enum query_op op);
void plan_add(TALLOC_CTX *mem, struct query *q, struct query *kid);
struct query *plan_scale(TALLOC_CTX *mem, struct query *kid, double scale);
/* A node of one kid is that kid, of none is NULL. */
struct query *plan_simplify(struct query *q);
#endif
