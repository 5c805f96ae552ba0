/* plan_parts.h - what the files of planning share; nobody else includes it.
 *
 *   plan.c          puts the units of a question together, and its filters
 *   plan_unit.c     turns one unit into a query
 *   plan_figures.c  the same for years, heads, money
 *   plan_node.c     nodes
 */
#ifndef SEARCHD_PLAN_PARTS_H
#define SEARCHD_PLAN_PARTS_H
#include "searchd/plan.h"

/* ---- plan_node.c; owned by mem, NULL where memory ran out ---- */

/* Says what q adds to a score; q itself, NULL where it is. */
struct query *plan_labelled(struct query *q, const char *what, struct slice about);
/* terms[count] as one node: all of them (AND, PHRASE, NEAR, within window words) or any (OR). */
struct query *plan_terms(TALLOC_CTX *mem, enum query_op op, enum term_space space,
                         const struct slice *terms, size_t count, uint32_t window);
/* A value between numbers that are kept as digits with zeros in front. */
struct query *plan_range(TALLOC_CTX *mem, enum value_slot slot, int64_t low, int64_t high);
struct query *plan_years(TALLOC_CTX *mem, int from, int to);

/* ---- plan_figures.c ---- */

/* A year that is said: written in the text, or the record's own. */
struct query *plan_said_years(TALLOC_CTX *mem, const struct unit *u);
/* Records whose figures are within the bounds. */
struct query *plan_said_figures(TALLOC_CTX *mem, const struct unit *u);

/* ---- plan_unit.c ---- */

/* One unit: its words as typed, what it names, and what else would do. all: a wording of several
 * words has to be there whole. */
struct query *plan_unit(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u, bool all);
/* What a unit takes away. Said with a minus it takes every document that has the word; said as
 * 以外 of something that has a name, those that are of that name. */
struct query *plan_exclusion(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u);
#endif
