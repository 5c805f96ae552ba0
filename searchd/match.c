/* match.c - see match.h.
 *
 * Two ways through the tree of a query. gather() finds documents as sets; give() adds what each
 * node is worth to the scores of a whole set, a posting list at a time. Where give() meets a phrase
 * it takes it to hold wherever all its words are, and marks those documents as uncertain;
 * match_settle() then walks the tree for one document, and only there positions are read.
 */
#include "searchd/match.h"
#include <math.h>
#include <stdlib.h>

enum {
    POSTINGS_BYTES = 24 << 20, /* of lists kept, a thread */
    LOOKS_MAX = 500,           /* at the positions of a phrase in a document, to find all matches */
    FEW = 8,                   /* so many times longer a list is looked up, not walked */
};
static const double MIN_NORMAL_LENGTH = 0.5; /* of the mean: Xapian's min_normlen */

/* What is known of one PHRASE or NEAR node. */
struct phrase {
    const struct query *query;
    struct docset known, holds;
};

/* ---- Opening ---- */

bool matcher_open(TALLOC_CTX *mem, struct store *s, struct matcher **ret, struct err *err)
{
    struct matcher *m = talloc_zero(mem, struct matcher);
    if (!m)
        return err_nomem(err, "matcher");
    m->store = s;
    if (!columns_read(m, s, &m->columns, err)) {
        talloc_free(m);
        return false;
    }
    m->postings = postings_new(m, s, POSTINGS_BYTES);
    m->norms = talloc_zero_array(m, float, m->columns.bound);
    m->scores = talloc_zero_array(m, float, m->columns.bound);
    m->wdfs = talloc_zero_array(m, uint32_t, m->columns.bound);
    if (!m->postings || !m->norms || !m->scores || !m->wdfs) {
        talloc_free(m);
        return err_nomem(err, "matcher");
    }
    *ret = m;
    return true;
}

static void set_norms(struct matcher *m, double k1, double b)
{
    const struct columns *c = &m->columns;
    if (m->k1 == k1 && m->b == b)
        return;
    m->k1 = k1;
    m->b = b;
    for (uint32_t d = 0; d < c->bound; d++) {
        double normal = c->mean_length > 0 ? c->lengths[d] / c->mean_length : 1;
        m->norms[d] = (float)(k1 * (1 - b + b * fmax(normal, MIN_NORMAL_LENGTH)));
    }
}

/* ---- Terms ---- */

static bool list_of(struct match *m, const struct query *term, const struct store_postings **ret)
{
    return postings_get(m->matcher->postings, term->term, ret, m->err);
}

/* Weight of a term that freq documents hold, before its frequency within a document. */
static double weight_of(const struct match *m, double freq)
{
    double n = m->matcher->columns.documents;
    double odds = (n - freq + 0.5) / (freq + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return log(odds) * (m->matcher->k1 + 1);
}

static double worth(const struct match *m, double weight, uint32_t wdf, uint32_t doc)
{
    return wdf ? weight * wdf / (wdf + (double)m->matcher->norms[doc]) : 0;
}

static bool is_phrase(const struct query *q)
{
    return (q->op == QUERY_PHRASE || q->op == QUERY_NEAR) && q->count > 1;
}

/* ---- Words that stand side by side ---- */

/* Do positions a[0..n) hold one each, in order, within window? */
static bool in_order(uint32_t *const *at, const size_t *count, size_t n, uint32_t window)
{
    size_t next[STORE_PHRASE_MAX] = {0};
    for (size_t i = 0; i < count[0]; i++) {
        uint32_t last = at[0][i];
        for (size_t k = 1; k < n; k++) {
            while (next[k] < count[k] && at[k][next[k]] <= last)
                next[k]++;
            if (next[k] == count[k])
                return false;
            last = at[k][next[k]];
        }
        if (last - at[0][i] < window)
            return true;
    }
    return false;
}

/* The same in any order, each at a place of its own. */
static bool nearby(uint32_t *const *at, const size_t *count, size_t n, uint32_t window)
{
    size_t next[STORE_PHRASE_MAX] = {0};
    for (;;) {
        size_t low = 0, high = 0, same = n;
        for (size_t k = 0; k < n; k++) {
            if (at[k][next[k]] < at[low][next[low]])
                low = k;
            if (at[k][next[k]] > at[high][next[high]])
                high = k;
            for (size_t j = 0; j < k; j++)
                if (at[j][next[j]] == at[k][next[k]])
                    same = k;
        }
        if (same == n && at[high][next[high]] - at[low][next[low]] < window)
            return true;
        size_t move = same < n ? same : low;
        if (++next[move] == count[move])
            return false;
    }
}

static bool stand_together(struct match *m, const struct query *q, uint32_t doc, bool *ret)
{
    uint32_t *at[STORE_PHRASE_MAX];
    size_t count[STORE_PHRASE_MAX];
    TALLOC_CTX *mem = talloc_new(m->mem);
    bool ok = true, all = true;
    for (size_t k = 0; ok && all && k < q->count; k++) {
        ok = store_positions(m->matcher->store, mem, doc, q->kids[k]->term, &at[k], &count[k],
                             m->err);
        all = ok && count[k] > 0;
    }
    if (ok)
        *ret = all && (q->op == QUERY_PHRASE ? in_order : nearby)(at, count, q->count, q->window);
    talloc_free(mem);
    return ok;
}

/* Whether the words of a phrase, which are all in doc, stand there as asked. */
static bool phrase_holds(struct match *m, const struct query *q, uint32_t doc, bool *ret)
{
    struct phrase *p = NULL;
    for (size_t i = 0; i < m->phrase_count && !p; i++)
        if (m->phrases[i].query == q)
            p = &m->phrases[i];
    if (!p) {
        struct phrase *more =
            talloc_realloc(m->mem, m->phrases, struct phrase, (unsigned)m->phrase_count + 1);
        if (!more)
            return err_nomem(m->err, "phrase");
        m->phrases = more;
        p = &more[m->phrase_count];
        p->query = q;
        if (!docset_new(m->mem, m->matcher->columns.bound, &p->known) ||
            !docset_new(m->mem, m->matcher->columns.bound, &p->holds))
            return err_nomem(m->err, "phrase");
        m->phrase_count++;
    }
    if (!docset_has(&p->known, doc)) {
        bool holds;
        if (!stand_together(m, q, doc, &holds))
            return false;
        docset_add(&p->known, doc);
        if (holds)
            docset_add(&p->holds, doc);
    }
    *ret = docset_has(&p->holds, doc);
    return true;
}

/* ---- Which documents ---- */

/* About how many documents q matches, at most; what needs positions comes last of all. */
static bool expected(struct match *m, const struct query *q, double *ret)
{
    const double all = m->matcher->columns.documents;
    const struct store_postings *list;
    double sum = 0, least = all, kid;
    switch (q->op) {
    case QUERY_NOTHING: *ret = 0; return true;
    case QUERY_ALL:
    case QUERY_RANGE: *ret = all; return true;
    case QUERY_TERM:
        if (!list_of(m, q, &list))
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
            if (!expected(m, q->kids[i], &kid))
                return false;
            sum += kid;
            least = kid < least ? kid : least;
        }
        if (is_phrase(q))
            *ret = all + least;
        else
            *ret = q->op == QUERY_OR || q->op == QUERY_SYNONYM ? sum : least;
        return true;
    case QUERY_AND_NOT:
    case QUERY_AND_MAYBE:
    case QUERY_SCALE: return q->count > 0 ? expected(m, q->kids[0], ret) : (*ret = 0, true);
    }
    return true;
}

static bool gather(struct match *m, const struct query *q, const struct docset *within,
                   struct docset *into);

static bool empty_set(struct match *m, struct docset *ret)
{
    return docset_new(m->mem, m->matcher->columns.bound, ret) || err_nomem(m->err, "documents");
}

/* The documents of within that match q, as a set of their own. */
static bool subset(struct match *m, const struct query *q, const struct docset *within,
                   struct docset *ret)
{
    return empty_set(m, ret) && gather(m, q, within, ret);
}

struct ordered {
    const struct query *query;
    double expected;
};

static int by_expected(const void *a, const void *b)
{
    double x = ((const struct ordered *)a)->expected, y = ((const struct ordered *)b)->expected;
    return (x > y) - (x < y);
}

/* Those of within that match all kids, the rarest first. */
static bool gather_all(struct match *m, const struct query *q, const struct docset *within,
                       struct docset *ret)
{
    struct ordered *kids = talloc_array(m->mem, struct ordered, (unsigned)q->count + 1);
    if (!kids)
        return err_nomem(m->err, "query");
    for (size_t i = 0; i < q->count; i++) {
        kids[i].query = q->kids[i];
        if (!expected(m, q->kids[i], &kids[i].expected))
            return false;
    }
    qsort(kids, q->count, sizeof(kids[0]), by_expected);
    *ret = *within;
    for (size_t i = 0; i < q->count; i++) {
        struct docset next;
        if (!subset(m, kids[i].query, ret, &next))
            return false;
        *ret = next;
    }
    talloc_free(kids);
    return true;
}

static void gather_term(const struct store_postings *list, const struct docset *within,
                        struct docset *into)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (docset_has(within, list->documents[i]))
            docset_add(into, list->documents[i]);
}

static bool gather_phrase(struct match *m, const struct query *q, const struct docset *within,
                          struct docset *into)
{
    struct docset all;
    if (!gather_all(m, q, within, &all))
        return false;
    docset_subtract(&all, into); /* found already: no need to look */
    uint32_t looks = docset_count(&all);
    if (m->side == MATCH_OVER || looks > m->looks) {
        docset_join(&m->uncertain, &all);
        m->estimated |= m->side != MATCH_OVER;
        if (m->side != MATCH_UNDER)
            docset_join(into, &all);
        return true;
    }
    m->looks -= looks;
    DOCSET_EACH(d, &all)
    {
        bool holds;
        if (!phrase_holds(m, q, d, &holds))
            return false;
        if (holds)
            docset_add(into, d);
    }
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
    if (!subset(m, q->kids[0], within, &set) || !empty_set(m, &others))
        return false;
    m->side = side == MATCH_UNDER ? MATCH_OVER : MATCH_UNDER;
    bool ok = true;
    for (size_t i = 1; ok && i < q->count; i++)
        ok = gather(m, q->kids[i], &set, &others);
    m->side = side;
    docset_subtract(&set, &others);
    docset_join(into, &set);
    return ok;
}

/* Adds to into the documents of within that match q. */
static bool gather(struct match *m, const struct query *q, const struct docset *within,
                   struct docset *into)
{
    const struct store_postings *list;
    struct docset set;
    switch (q->op) {
    case QUERY_NOTHING: return true;
    case QUERY_ALL: docset_join(into, within); return true;
    case QUERY_RANGE: gather_range(m, q, within, into); return true;
    case QUERY_TERM:
        if (!list_of(m, q, &list))
            return false;
        gather_term(list, within, into);
        return true;
    case QUERY_OR:
    case QUERY_SYNONYM:
        /* Phrases last: most of their documents are found by then. */
        for (int phrases = 0; phrases <= 1; phrases++)
            for (size_t i = 0; i < q->count; i++)
                if (is_phrase(q->kids[i]) == phrases && !gather(m, q->kids[i], within, into))
                    return false;
        return true;
    case QUERY_AND:
    case QUERY_FILTER:
        if (!gather_all(m, q, within, &set))
            return false;
        docset_join(into, &set);
        return true;
    case QUERY_PHRASE:
    case QUERY_NEAR: return gather_phrase(m, q, within, into);
    case QUERY_AND_NOT: return gather_without(m, q, within, into);
    case QUERY_AND_MAYBE:
    case QUERY_SCALE: return gather(m, q->kids[0], within, into);
    }
    return err_set(m->err, ERR_BUG, "an unknown operator");
}

/* ---- How well, for a whole set ---- */

static void give_term(struct match *m, const struct store_postings *list,
                      const struct docset *among, double weight)
{
    const float *norms = m->matcher->norms;
    float *scores = m->matcher->scores, w = (float)weight;
    if (docset_count(among) < list->count / FEW) {
        DOCSET_EACH(d, among)
        {
            uint32_t wdf;
            if (postings_find(list, d, &wdf))
                scores[d] += (float)worth(m, weight, wdf, d);
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

/* How many documents hold a synonym's kid, by the estimates that libxapian makes: a phrase
 * stands in a quarter of the documents that have its words. */
static bool frequency(struct match *m, const struct query *q, double *ret)
{
    const double all = m->matcher->columns.documents;
    double kid, joint = 1;
    if (q->op == QUERY_SYNONYM || q->op == QUERY_OR) {
        *ret = 0;
        for (size_t i = 0; i < q->count; i++) {
            if (!frequency(m, q->kids[i], &kid))
                return false;
            *ret += all > 0 ? kid - *ret * kid / all : 0;
        }
        return true;
    }
    if (q->op != QUERY_AND && q->op != QUERY_PHRASE && q->op != QUERY_NEAR)
        return expected(m, q, ret);
    for (size_t i = 0; i < q->count; i++) {
        if (!frequency(m, q->kids[i], &kid))
            return false;
        joint *= all > 0 ? kid / all : 0;
    }
    *ret = joint * all / (is_phrase(q) ? 4 : 1);
    return true;
}

/* The frequency within doc of a synonym's kid that matches there: of several words, the least; of
 * alternatives, all of them. */
static bool wdf_in(struct match *m, const struct query *q, uint32_t doc, uint32_t *ret)
{
    const struct store_postings *list;
    if (q->op == QUERY_TERM) {
        if (!list_of(m, q, &list))
            return false;
        postings_find(list, doc, ret);
        return true;
    }
    bool any = q->op == QUERY_OR || q->op == QUERY_SYNONYM;
    *ret = 0;
    for (size_t i = 0; i < q->count; i++) {
        uint32_t kid;
        if (!wdf_in(m, q->kids[i], doc, &kid))
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
    bool ok = empty_set(m, &any) && frequency(m, q, &freq);
    for (size_t i = 0; ok && i < q->count; i++) {
        const struct query *kid = q->kids[i];
        const struct store_postings *list;
        struct docset set;
        if (kid->op == QUERY_TERM) {
            ok = list_of(m, kid, &list);
            for (uint32_t k = 0; ok && k < list->count; k++)
                if (docset_has(among, list->documents[k])) {
                    docset_add(&any, list->documents[k]);
                    wdfs[list->documents[k]] += list->wdfs[k];
                }
            continue;
        }
        ok = subset(m, kid, among, &set);
        if (!ok)
            break;
        DOCSET_EACH(d, &set)
        {
            uint32_t wdf;
            ok = ok && wdf_in(m, kid, d, &wdf);
            if (ok) {
                docset_add(&any, d);
                wdfs[d] += wdf;
            }
        }
    }
    if (any.words)
        DOCSET_EACH(d, &any)
        {
            if (ok)
                m->matcher->scores[d] += (float)worth(m, factor * weight_of(m, freq), wdfs[d], d);
            wdfs[d] = 0;
        }
    return ok;
}

static bool give(struct match *m, const struct query *q, const struct docset *among, double factor);

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
        return give(m, q, among, factor);
    return subset(m, q, among, &set) && give(m, q, &set, factor);
}

/* Adds what q is worth, times factor, to the scores of among, all of which match q; a term, a
 * synonym and an OR see for themselves which do. */
static bool give(struct match *m, const struct query *q, const struct docset *among, double factor)
{
    const struct store_postings *list;
    switch (q->op) {
    case QUERY_NOTHING:
    case QUERY_ALL:
    case QUERY_RANGE: return true;
    case QUERY_TERM:
        if (!list_of(m, q, &list))
            return false;
        give_term(m, list, among, factor * weight_of(m, list->count));
        return true;
    case QUERY_SYNONYM: return give_synonym(m, q, among, factor);
    case QUERY_SCALE: return q->scale == 0 || give(m, q->kids[0], among, factor * q->scale);
    case QUERY_FILTER:
    case QUERY_AND_NOT: return give(m, q->kids[0], among, factor);
    case QUERY_AND:
    case QUERY_PHRASE:
    case QUERY_NEAR:
        for (size_t i = 0; i < q->count; i++)
            if (!give(m, q->kids[i], among, factor))
                return false;
        return true;
    case QUERY_AND_MAYBE:
        if (!give(m, q->kids[0], among, factor))
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

/* ---- How well, for one document ---- */

struct verdict {
    bool matches;
    double score;
};

static bool judge(struct match *m, const struct query *q, uint32_t doc, double factor,
                  struct verdict *ret);

static bool judge_synonym(struct match *m, const struct query *q, uint32_t doc, double factor,
                          struct verdict *ret)
{
    uint32_t sum = 0;
    double freq;
    *ret = (struct verdict){0};
    for (size_t i = 0; i < q->count; i++) {
        struct verdict kid;
        uint32_t wdf = 0;
        if (!judge(m, q->kids[i], doc, 0, &kid) ||
            (kid.matches && !wdf_in(m, q->kids[i], doc, &wdf)))
            return false;
        ret->matches |= kid.matches;
        sum += wdf;
    }
    if (!ret->matches || factor == 0)
        return true;
    if (!frequency(m, q, &freq))
        return false;
    ret->score = worth(m, factor * weight_of(m, freq), sum, doc);
    return true;
}

static bool judge_all(struct match *m, const struct query *q, uint32_t doc, double factor,
                      struct verdict *ret)
{
    *ret = (struct verdict){.matches = true};
    for (size_t i = 0; i < q->count && ret->matches; i++) {
        struct verdict kid;
        if (!judge(m, q->kids[i], doc, q->op == QUERY_FILTER && i > 0 ? 0 : factor, &kid))
            return false;
        ret->matches = kid.matches;
        ret->score += kid.score;
    }
    if (ret->matches && is_phrase(q) && !phrase_holds(m, q, doc, &ret->matches))
        return false;
    if (!ret->matches)
        ret->score = 0;
    return true;
}

/* Whether doc matches q, and what q times factor gives it. */
static bool judge(struct match *m, const struct query *q, uint32_t doc, double factor,
                  struct verdict *ret)
{
    const struct store_postings *list;
    struct verdict kid;
    struct docset one, hit;
    uint32_t wdf;
    *ret = (struct verdict){0};
    switch (q->op) {
    case QUERY_NOTHING: return true;
    case QUERY_ALL: ret->matches = true; return true;
    case QUERY_RANGE:
        if (!empty_set(m, &one) || !empty_set(m, &hit))
            return false;
        docset_add(&one, doc);
        gather_range(m, q, &one, &hit);
        ret->matches = docset_has(&hit, doc);
        return true;
    case QUERY_TERM:
        if (!list_of(m, q, &list))
            return false;
        ret->matches = postings_find(list, doc, &wdf);
        if (factor != 0)
            ret->score = worth(m, factor * weight_of(m, list->count), wdf, doc);
        return true;
    case QUERY_SYNONYM: return judge_synonym(m, q, doc, factor, ret);
    case QUERY_SCALE: return judge(m, q->kids[0], doc, factor * q->scale, ret);
    case QUERY_AND:
    case QUERY_FILTER:
    case QUERY_PHRASE:
    case QUERY_NEAR: return judge_all(m, q, doc, factor, ret);
    case QUERY_AND_NOT:
        if (!judge(m, q->kids[0], doc, factor, ret))
            return false;
        for (size_t i = 1; i < q->count && ret->matches; i++) {
            if (!judge(m, q->kids[i], doc, 0, &kid))
                return false;
            ret->matches = !kid.matches;
        }
        if (!ret->matches)
            ret->score = 0;
        return true;
    case QUERY_AND_MAYBE:
    case QUERY_OR:
        for (size_t i = 0; i < q->count; i++) {
            if (!judge(m, q->kids[i], doc, factor, &kid))
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

/* ---- From outside ---- */

static bool well_formed(const struct query *q, unsigned depth, struct err *err)
{
    bool words = q->op == QUERY_PHRASE || q->op == QUERY_NEAR;
    bool first = q->op == QUERY_AND_NOT || q->op == QUERY_AND_MAYBE || q->op == QUERY_FILTER;
    if (depth > STORE_QUERY_DEPTH)
        return err_set(err, ERR_INPUT, "the query is nested too deeply");
    if (words && q->count > STORE_PHRASE_MAX)
        return err_set(err, ERR_INPUT, "a phrase of more than %d words", STORE_PHRASE_MAX);
    if ((first && q->count == 0) || (q->op == QUERY_SCALE && q->count != 1))
        return err_set(err, ERR_BUG, "an operator without operands");
    for (size_t i = 0; i < q->count; i++) {
        if (words && q->kids[i]->op != QUERY_TERM)
            return err_set(err, ERR_BUG, "a phrase or nearness of something other than terms");
        if (!well_formed(q->kids[i], depth + 1, err))
            return false;
    }
    return true;
}

bool match_begin(struct matcher *matcher, TALLOC_CTX *mem, const struct query *q, double k1,
                 double b, struct match *ret, struct err *err)
{
    *ret =
        (struct match){.matcher = matcher, .mem = mem, .query = q, .looks = LOOKS_MAX, .err = err};
    set_norms(matcher, k1, b);
    if (!well_formed(q, 0, err) || !empty_set(ret, &ret->uncertain) ||
        !subset(ret, q, &matcher->columns.all, &ret->found))
        return false;
    ret->side = MATCH_OVER;
    if (!empty_set(ret, &ret->scored))
        return false;
    docset_join(&ret->scored, &ret->found);
    return give(ret, q, &ret->found, 1);
}

bool match_settle(struct match *m, uint32_t doc, bool *matches)
{
    struct verdict v;
    *matches = true;
    if (!docset_has(&m->uncertain, doc))
        return true;
    if (!judge(m, m->query, doc, 1, &v))
        return false;
    *matches = v.matches;
    m->matcher->scores[doc] = (float)v.score;
    docset_drop(&m->uncertain, doc);
    if (v.matches) {
        m->held++;
    } else {
        m->failed++;
        docset_drop(&m->found, doc);
    }
    return true;
}

bool match_part(struct match *m, const struct query *q, uint32_t doc, double *ret)
{
    struct verdict v;
    if (!judge(m, q, doc, 1, &v))
        return false;
    *ret = v.score;
    return true;
}

void match_end(struct match *m)
{
    float *scores = m->matcher->scores;
    if (m->scored.words)
        DOCSET_EACH(d, &m->scored)
    scores[d] = 0;
    postings_trim(m->matcher->postings);
}
