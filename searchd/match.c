/* match.c - see match.h: opening and asking.
 *
 * Two ways through the tree of a query. match_gather() finds documents as sets; match_give() adds
 * what each node is worth to the scores of a whole set, a posting list at a time. Where that meets
 * a phrase it takes it to hold wherever all its words are, and marks those documents as uncertain;
 * match_settle() then walks the tree for one document, and only there positions are read.
 */
#include "searchd/match_parts.h"
#include <math.h>

enum {
    /* Of lists kept, a thread: they grow with the documents. 24 MB hold what 500 mixed questions ask
     * of 40,000 documents; of 400,000 they held so little that two fifths of the time went into
     * reading lists again. */
    POSTINGS_LEAST = 24 << 20,
    POSTINGS_MOST = 128 << 20,
    POSTINGS_A_DOCUMENT = 256,
    LOOKS_MAX = 200, /* at the positions of a phrase in a document, to find all matches */
};
static const double MIN_NORMAL_LENGTH = 0.5; /* of the mean: Xapian's min_normlen */

/* ---- Opening ---- */

static size_t postings_bytes(uint32_t documents)
{
    size_t bytes = (size_t)documents * POSTINGS_A_DOCUMENT;
    if (bytes < POSTINGS_LEAST)
        return POSTINGS_LEAST;
    return bytes < POSTINGS_MOST ? bytes : POSTINGS_MOST;
}

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
    m->postings = postings_new(m, s, postings_bytes(m->columns.documents));
    m->norms = talloc_zero_array(m, float, m->columns.bound);
    m->scores = talloc_zero_array(m, float, m->columns.bound + 64); /* whole words of a docset */
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
    if (!well_formed(q, 0, err) || !match_empty_set(ret, &ret->uncertain) ||
        !match_subset(ret, q, &matcher->columns.all, &ret->found))
        return false;
    ret->side = MATCH_OVER;
    if (!match_empty_set(ret, &ret->scored))
        return false;
    docset_join(&ret->scored, &ret->found);
    return match_give(ret, q, &ret->found, 1);
}

bool match_settle(struct match *m, uint32_t doc, bool *matches)
{
    struct match_verdict v;
    *matches = true;
    if (!docset_has(&m->uncertain, doc))
        return true;
    if (!match_judge(m, m->query, doc, 1, &v))
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

void match_end(struct match *m)
{
    float *scores = m->matcher->scores;
    if (m->scored.words)
        for (size_t i = 0; i < m->scored.size; i++)
            if (m->scored.words[i])
                memset(&scores[64 * i], 0, 64 * sizeof(scores[0]));
    postings_trim(m->matcher->postings);
}
