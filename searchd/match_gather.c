/* match_gather.c - which documents match: a query as sets, joined and cut. */
#include "searchd/match_parts.h"
#include <stdlib.h>

bool match_expected(struct match *m, const struct query *q, double *ret)
{
    const double all = m->matcher->columns.documents;
    const struct store_postings *list;
    double sum = 0, least = all, kid;
    switch (q->op) {
    case QUERY_NOTHING: *ret = 0; return true;
    case QUERY_ALL:
    case QUERY_RANGE: *ret = all; return true;
    case QUERY_TERM:
        if (!match_list(m, q, &list))
            return false;
        *ret = list->count;
        return true;
    case QUERY_OR:
    case QUERY_SYNONYM:
    case QUERY_AND:
    case QUERY_PHRASE:
    case QUERY_NEAR:
    case QUERY_FILTER:
        for (size_t i = 0; i < q->count; i++) {
            if (!match_expected(m, q->kids[i], &kid))
                return false;
            sum += kid;
            least = kid < least ? kid : least;
        }
        if (match_is_phrase(q))
            *ret = all + least;
        else
            *ret = q->op == QUERY_OR || q->op == QUERY_SYNONYM ? sum : least;
        return true;
    case QUERY_AND_NOT:
    case QUERY_AND_MAYBE:
    case QUERY_SCALE: return q->count > 0 ? match_expected(m, q->kids[0], ret) : (*ret = 0, true);
    }
    return true;
}

bool match_empty_set(struct match *m, struct docset *ret)
{
    return docset_new(m->mem, m->matcher->columns.bound, ret) || err_nomem(m->err, "documents");
}

bool match_subset(struct match *m, const struct query *q, const struct docset *within,
                  struct docset *ret)
{
    return match_empty_set(m, ret) && match_gather(m, q, within, ret);
}

struct ordered {
    const struct query *query;
    bool looks; /* at documents, one by one */
    double expected;
};

static bool holds_phrase(const struct query *q)
{
    bool ret = match_is_phrase(q);
    for (size_t i = 0; i < q->count && !ret; i++)
        ret = holds_phrase(q->kids[i]);
    return ret;
}

static int by_cost(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    if (x->looks != y->looks)
        return x->looks ? 1 : -1;
    return (x->expected > y->expected) - (x->expected < y->expected);
}

/* Adds those of within that match all kids: the rarest first, and what holds a phrase last, when the
 * fewest documents are left to look at. */
static bool gather_all(struct match *m, const struct query *q, const struct docset *within,
                       struct docset *into)
{
    struct ordered *kids = talloc_array(m->mem, struct ordered, (unsigned)q->count + 1);
    if (!kids)
        return err_nomem(m->err, "query");
    for (size_t i = 0; i < q->count; i++) {
        kids[i] = (struct ordered){.query = q->kids[i], .looks = holds_phrase(q->kids[i])};
        if (!match_expected(m, q->kids[i], &kids[i].expected))
            return false;
    }
    qsort(kids, q->count, sizeof(kids[0]), by_cost);
    struct docset sets[2] = {0};
    const struct docset *now = within;
    for (size_t i = 0; i + 1 < q->count; i++) {
        struct docset *next = &sets[i % 2];
        if (i < 2 && !match_empty_set(m, next))
            return false;
        if (i >= 2)
            docset_clear(next);
        if (!match_gather(m, kids[i].query, now, next))
            return false;
        now = next;
    }
    if (q->count == 0)
        docset_join(into, within);
    else if (!match_gather(m, kids[q->count - 1].query, now, into))
        return false;
    docset_free(&sets[0]);
    docset_free(&sets[1]);
    talloc_free(kids);
    return true;
}

static void gather_term(const struct store_postings *list, const struct docset *within,
                        struct docset *into)
{
    uint32_t wdf;
    if (match_by_document(list, within)) {
        DOCSET_EACH(d, within)
        if (postings_find(list, d, &wdf))
            docset_add(into, d);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++)
        docset_add_if(into, list->documents[i], within);
}

static bool gather_phrase(struct match *m, const struct query *q, const struct docset *within,
                          struct docset *into)
{
    struct docset all;
    if (!match_empty_set(m, &all) || !gather_all(m, q, within, &all))
        return false;
    docset_subtract(&all, into); /* found already: no need to look */
    uint32_t looks = docset_count(&all);
    if (m->side == MATCH_OVER || looks > m->looks) {
        docset_join(&m->uncertain, &all);
        m->estimated |= m->side != MATCH_OVER;
        if (m->side != MATCH_UNDER)
            docset_join(into, &all);
        docset_free(&all);
        return true;
    }
    m->looks -= looks;
    DOCSET_EACH(d, &all)
    {
        bool holds;
        if (!match_phrase_holds(m, q, d, &holds))
            return false;
        if (holds)
            docset_add(into, d);
    }
    docset_free(&all);
    return true;
}

static void gather_range(const struct match *m, const struct query *q, const struct docset *within,
                         struct docset *into)
{
    const struct column *c = columns_of(&m->matcher->columns, q->slot);
    if (!c)
        return;
    uint32_t low = 1, high = c->count; /* ordinals low .. high - 1 */
    while (low < c->count && slice_cmp(c->values[low], q->low) < 0)
        low++;
    while (q->high.len > 0 && high > low && slice_cmp(c->values[high - 1], q->high) > 0)
        high--;
    DOCSET_EACH(d, within)
    if (c->ordinals[d] >= low && c->ordinals[d] < high)
        docset_add(into, d);
}

static bool gather_without(struct match *m, const struct query *q, const struct docset *within,
                           struct docset *into)
{
    struct docset set, others;
    enum match_side side = m->side;
    if (!match_subset(m, q->kids[0], within, &set) || !match_empty_set(m, &others))
        return false;
    m->side = side == MATCH_UNDER ? MATCH_OVER : MATCH_UNDER;
    bool ok = true;
    for (size_t i = 1; ok && i < q->count; i++)
        ok = match_gather(m, q->kids[i], &set, &others);
    m->side = side;
    docset_subtract(&set, &others);
    docset_join(into, &set);
    docset_free(&others);
    docset_free(&set);
    return ok;
}

bool match_gather(struct match *m, const struct query *q, const struct docset *within,
                  struct docset *into)
{
    const struct store_postings *list;
    switch (q->op) {
    case QUERY_NOTHING: return true;
    case QUERY_ALL: docset_join(into, within); return true;
    case QUERY_RANGE: gather_range(m, q, within, into); return true;
    case QUERY_TERM:
        if (!match_list(m, q, &list))
            return false;
        gather_term(list, within, into);
        return true;
    case QUERY_OR:
    case QUERY_SYNONYM:
        /* Phrases last: most of their documents are found by then. */
        for (int phrases = 0; phrases <= 1; phrases++)
            for (size_t i = 0; i < q->count; i++)
                if (match_is_phrase(q->kids[i]) == phrases &&
                    !match_gather(m, q->kids[i], within, into))
                    return false;
        return true;
    case QUERY_AND:
    case QUERY_FILTER: return gather_all(m, q, within, into);
    case QUERY_PHRASE:
    case QUERY_NEAR: return gather_phrase(m, q, within, into);
    case QUERY_AND_NOT: return gather_without(m, q, within, into);
    case QUERY_AND_MAYBE:
    case QUERY_SCALE: return match_gather(m, q->kids[0], within, into);
    }
    return err_set(m->err, ERR_BUG, "an unknown operator");
}
