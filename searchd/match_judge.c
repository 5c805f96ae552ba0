/* match_judge.c - how well one document matches, exactly. */
#include "searchd/match_parts.h"

static bool judge_synonym(struct match *m, const struct query *q, uint32_t doc, double factor,
                          struct match_verdict *ret)
{
    uint32_t sum = 0;
    double freq;
    *ret = (struct match_verdict){0};
    for (size_t i = 0; i < q->count; i++) {
        struct match_verdict kid;
        uint32_t wdf = 0;
        if (!match_judge(m, q->kids[i], doc, 0, &kid) ||
            (kid.matches && !match_wdf(m, q->kids[i], doc, &wdf)))
            return false;
        ret->matches |= kid.matches;
        sum += wdf;
    }
    if (!ret->matches || factor == 0)
        return true;
    if (!match_frequency(m, q, &freq))
        return false;
    ret->score = match_worth(m, factor * match_weight(m, freq), sum, doc);
    return true;
}

static bool judge_all(struct match *m, const struct query *q, uint32_t doc, double factor,
                      struct match_verdict *ret)
{
    *ret = (struct match_verdict){.matches = true};
    for (size_t i = 0; i < q->count && ret->matches; i++) {
        struct match_verdict kid;
        if (!match_judge(m, q->kids[i], doc, q->op == QUERY_FILTER && i > 0 ? 0 : factor, &kid))
            return false;
        ret->matches = kid.matches;
        ret->score += kid.score;
    }
    if (ret->matches && match_is_phrase(q) && !match_phrase_holds(m, q, doc, &ret->matches))
        return false;
    if (!ret->matches)
        ret->score = 0;
    return true;
}

bool match_judge(struct match *m, const struct query *q, uint32_t doc, double factor,
                 struct match_verdict *ret)
{
    const struct store_postings *list;
    struct match_verdict kid;
    struct docset one, hit;
    uint32_t wdf;
    *ret = (struct match_verdict){0};
    switch (q->op) {
    case QUERY_NOTHING: return true;
    case QUERY_ALL: ret->matches = true; return true;
    case QUERY_RANGE:
        if (!match_empty_set(m, &one) || !match_empty_set(m, &hit))
            return false;
        docset_add(&one, doc);
        if (!match_gather(m, q, &one, &hit))
            return false;
        ret->matches = docset_has(&hit, doc);
        docset_free(&hit);
        docset_free(&one);
        return true;
    case QUERY_TERM:
        if (!match_list(m, q, &list))
            return false;
        ret->matches = postings_find(list, doc, &wdf);
        if (factor != 0)
            ret->score = match_worth(m, factor * match_weight(m, list->count), wdf, doc);
        return true;
    case QUERY_SYNONYM: return judge_synonym(m, q, doc, factor, ret);
    case QUERY_SCALE: return match_judge(m, q->kids[0], doc, factor * q->scale, ret);
    case QUERY_AND:
    case QUERY_FILTER:
    case QUERY_PHRASE:
    case QUERY_NEAR: return judge_all(m, q, doc, factor, ret);
    case QUERY_AND_NOT:
        if (!match_judge(m, q->kids[0], doc, factor, ret))
            return false;
        for (size_t i = 1; i < q->count && ret->matches; i++) {
            if (!match_judge(m, q->kids[i], doc, 0, &kid))
                return false;
            ret->matches = !kid.matches;
        }
        if (!ret->matches)
            ret->score = 0;
        return true;
    case QUERY_AND_MAYBE:
    case QUERY_OR:
        for (size_t i = 0; i < q->count; i++) {
            if (!match_judge(m, q->kids[i], doc, factor, &kid))
                return false;
            if (q->op == QUERY_OR || i == 0)
                ret->matches |= kid.matches;
            ret->score += kid.score;
            if (!ret->matches && q->op == QUERY_AND_MAYBE)
                return true;
        }
        return true;
    }
    return err_set(m->err, ERR_BUG, "an unknown operator");
}
