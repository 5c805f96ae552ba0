/* match_phrase.c - do words stand side by side, in order or near each other? */
#include "searchd/match_parts.h"

/* What is known of one PHRASE or NEAR node. */
struct phrase {
    const struct query *query;
    struct docset known, holds;
};

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

bool match_phrase_holds(struct match *m, const struct query *q, uint32_t doc, bool *ret)
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
