/* match_give.c - how well documents match, for a whole set at once. */
#include "searchd/match_parts.h"

static void give_term(struct match *m, const struct store_postings *list,
                      const struct docset *among, double weight)
{
    const float *norms = m->matcher->norms;
    float *scores = m->matcher->scores, w = (float)weight;
    if (match_by_document(list, among)) {
        DOCSET_EACH(d, among)
        {
            uint32_t wdf;
            if (postings_find(list, d, &wdf))
                scores[d] += (float)match_worth(m, weight, wdf, d);
        }
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t d = list->documents[i];
        if (docset_has(among, d)) {
            float wdf = list->wdfs[i];
            scores[d] += w * wdf / (wdf + norms[d]);
        }
    }
}

bool match_frequency(struct match *m, const struct query *q, double *ret)
{
    const double all = m->matcher->columns.documents;
    double kid, joint = 1;
    if (q->op == QUERY_SYNONYM || q->op == QUERY_OR) {
        *ret = 0;
        for (size_t i = 0; i < q->count; i++) {
            if (!match_frequency(m, q->kids[i], &kid))
                return false;
            *ret += all > 0 ? kid - *ret * kid / all : 0;
        }
        return true;
    }
    if (q->op != QUERY_AND && q->op != QUERY_PHRASE && q->op != QUERY_NEAR)
        return match_expected(m, q, ret);
    for (size_t i = 0; i < q->count; i++) {
        if (!match_frequency(m, q->kids[i], &kid))
            return false;
        joint *= all > 0 ? kid / all : 0;
    }
    *ret = joint * all / (match_is_phrase(q) ? 4 : 1);
    return true;
}

bool match_wdf(struct match *m, const struct query *q, uint32_t doc, uint32_t *ret)
{
    const struct store_postings *list;
    if (q->op == QUERY_TERM) {
        if (!match_list(m, q, &list))
            return false;
        postings_find(list, doc, ret);
        return true;
    }
    bool any = q->op == QUERY_OR || q->op == QUERY_SYNONYM;
    *ret = 0;
    for (size_t i = 0; i < q->count; i++) {
        uint32_t kid;
        if (!match_wdf(m, q->kids[i], doc, &kid))
            return false;
        *ret = any ? *ret + kid : i == 0 || kid < *ret ? kid : *ret;
    }
    return true;
}

static bool give_synonym(struct match *m, const struct query *q, const struct docset *among,
                         double factor)
{
    uint32_t *wdfs = m->matcher->wdfs;
    struct docset any;
    double freq;
    bool ok = match_empty_set(m, &any) && match_frequency(m, q, &freq);
    for (size_t i = 0; ok && i < q->count; i++) {
        const struct query *kid = q->kids[i];
        const struct store_postings *list;
        struct docset set;
        if (kid->op == QUERY_TERM) {
            ok = match_list(m, kid, &list);
            for (uint32_t k = 0; ok && k < list->count; k++)
                if (docset_has(among, list->documents[k])) {
                    docset_add(&any, list->documents[k]);
                    wdfs[list->documents[k]] += list->wdfs[k];
                }
            continue;
        }
        ok = match_subset(m, kid, among, &set);
        if (!ok)
            break;
        DOCSET_EACH(d, &set)
        {
            uint32_t wdf;
            ok = ok && match_wdf(m, kid, d, &wdf);
            if (ok) {
                docset_add(&any, d);
                wdfs[d] += wdf;
            }
        }
        docset_free(&set);
    }
    if (any.words)
        DOCSET_EACH(d, &any)
        {
            if (ok)
                m->matcher->scores[d] +=
                    (float)match_worth(m, factor * match_weight(m, freq), wdfs[d], d);
            wdfs[d] = 0;
        }
    docset_free(&any);
    return ok;
}

/* What q gives to those of among that match it. */
static bool give_where(struct match *m, const struct query *q, const struct docset *among,
                       double factor)
{
    struct docset set;
    for (; q->op == QUERY_SCALE; q = q->kids[0])
        factor *= q->scale;
    if (factor == 0)
        return true;
    bool by_itself = q->op == QUERY_TERM || q->op == QUERY_SYNONYM || q->op == QUERY_OR;
    if (by_itself)
        return match_give(m, q, among, factor);
    if (!match_subset(m, q, among, &set) || !match_give(m, q, &set, factor))
        return false;
    docset_free(&set);
    return true;
}

bool match_give(struct match *m, const struct query *q, const struct docset *among, double factor)
{
    const struct store_postings *list;
    switch (q->op) {
    case QUERY_NOTHING:
    case QUERY_ALL:
    case QUERY_RANGE: return true;
    case QUERY_TERM:
        if (!match_list(m, q, &list))
            return false;
        give_term(m, list, among, factor * match_weight(m, list->count));
        return true;
    case QUERY_SYNONYM: return give_synonym(m, q, among, factor);
    case QUERY_SCALE: return q->scale == 0 || match_give(m, q->kids[0], among, factor * q->scale);
    case QUERY_FILTER:
    case QUERY_AND_NOT: return match_give(m, q->kids[0], among, factor);
    case QUERY_AND:
    case QUERY_PHRASE:
    case QUERY_NEAR:
        for (size_t i = 0; i < q->count; i++)
            if (!match_give(m, q->kids[i], among, factor))
                return false;
        return true;
    case QUERY_AND_MAYBE:
        if (!match_give(m, q->kids[0], among, factor))
            return false;
        for (size_t i = 1; i < q->count; i++)
            if (!give_where(m, q->kids[i], among, factor))
                return false;
        return true;
    case QUERY_OR:
        for (size_t i = 0; i < q->count; i++)
            if (!give_where(m, q->kids[i], among, factor))
                return false;
        return true;
    }
    return err_set(m->err, ERR_BUG, "an unknown operator");
}
