/* match_terms.c - one term: its posting list, and what it is worth by BM25. */
#include "searchd/match_parts.h"
#include <math.h>

bool match_list(struct match *m, const struct query *term, const struct store_postings **ret)
{
    return postings_get(m->matcher->postings, term->term, ret, m->err);
}

bool match_by_document(const struct store_postings *list, const struct docset *among)
{
    enum { FEW = 8 };
    return docset_fewer(among, list->count / FEW);
}

double match_weight(const struct match *m, double freq)
{
    double n = m->matcher->columns.documents;
    double odds = (n - freq + 0.5) / (freq + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return log(odds) * (m->matcher->k1 + 1);
}

double match_worth(const struct match *m, double weight, uint32_t wdf, uint32_t doc)
{
    return wdf ? weight * wdf / (wdf + (double)m->matcher->norms[doc]) : 0;
}

bool match_is_phrase(const struct query *q)
{
    return (q->op == QUERY_PHRASE || q->op == QUERY_NEAR) && q->count > 1;
}
