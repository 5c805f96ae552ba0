/* plan_node.c - see plan.h and plan_parts.h: the nodes that queries are put together from.
 *
 * Memory that runs out shows as a NULL node, which asks for less than was meant: whoever answers
 * looks at memory_was_out().
 */
#include "dict/memory.h"
#include "searchd/plan_parts.h"
#include <inttypes.h>

struct query *plan_node(TALLOC_CTX *mem, enum query_op op)
{
    struct query *q = talloc_zero(mem, struct query);
    if (q)
        q->op = op;
    else
        memory_out();
    return q;
}

void plan_add(TALLOC_CTX *mem, struct query *q, struct query *kid)
{
    if (!q || !kid)
        return;
    struct query **more = talloc_realloc(mem, q->kids, struct query *, (unsigned)q->count + 1);
    if (!more) {
        memory_out();
        return;
    }
    q->kids = more;
    q->kids[q->count++] = kid;
}

struct query *plan_term(TALLOC_CTX *mem, enum term_space space, struct slice word)
{
    struct err err;
    struct slice term;
    struct query *q = plan_node(mem, QUERY_TERM);
    if (!q || !schema_term(mem, space, word, &term, &err))
        return NULL;
    q->term = term;
    return q;
}

struct query *plan_scale(TALLOC_CTX *mem, struct query *kid, double scale)
{
    struct query *q = kid ? plan_node(mem, QUERY_SCALE) : NULL;
    if (!q)
        return NULL;
    q->scale = scale;
    plan_add(mem, q, kid);
    return q;
}

struct query *plan_simplify(struct query *q)
{
    if (!q || q->count == 0)
        return NULL;
    return q->count == 1 && q->op != QUERY_SCALE ? q->kids[0] : q;
}

struct query *plan_labelled(struct query *q, const char *what, struct slice about)
{
    if (q) {
        q->what = what;
        q->about = about;
    }
    return q;
}

struct query *plan_terms(TALLOC_CTX *mem, enum query_op op, enum term_space space,
                         const struct slice *terms, size_t count, uint32_t window)
{
    struct query *q = plan_node(mem, op);
    if (!q)
        return NULL;
    q->window = window;
    for (size_t i = 0; i < count; i++)
        plan_add(mem, q, plan_term(mem, space, terms[i]));
    return plan_simplify(q);
}

struct query *plan_range(TALLOC_CTX *mem, enum value_slot slot, int64_t low, int64_t high)
{
    struct query *q = plan_node(mem, QUERY_RANGE);
    if (!q)
        return NULL;
    q->slot = slot;
    q->low = slice_of(talloc_asprintf(mem, "%019" PRId64, low));
    q->high = slice_of(talloc_asprintf(mem, "%019" PRId64, high));
    return q;
}

struct query *plan_years(TALLOC_CTX *mem, int from, int to)
{
    struct query *q = plan_node(mem, QUERY_RANGE);
    if (!q)
        return NULL;
    q->slot = SLOT_YEAR;
    q->low = slice_of(talloc_asprintf(mem, "%04d", from));
    q->high = slice_of(talloc_asprintf(mem, "%04d", to));
    return q;
}
