/* match_phrase.c - do words stand side by side, in order or near each other? */
#include "indexer/hash.h"
#include "searchd/match_parts.h"

struct phrase_verdict {
    const struct query *query; /* NULL: an empty place */
    uint32_t doc;
    bool holds;
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

/* Where the verdict on q in doc stands, or is to stand. */
static struct phrase_verdict *place_of(const struct match *m, const struct query *q, uint32_t doc)
{
    uint64_t hash = hash_mix((uintptr_t)q ^ 0x9E3779B97F4A7C15u, doc + 0xA0761D6478BD642Fu);
    size_t i = (size_t)hash & (m->verdict_size - 1);
    while (m->verdicts[i].query && (m->verdicts[i].query != q || m->verdicts[i].doc != doc))
        i = (i + 1) & (m->verdict_size - 1);
    return &m->verdicts[i];
}

static bool make_room(struct match *m)
{
    struct match old = *m;
    if (m->verdict_count * 2 < m->verdict_size)
        return true;
    m->verdict_size = old.verdict_size ? old.verdict_size * 2 : 256;
    m->verdicts = talloc_zero_array(m->mem, struct phrase_verdict, (unsigned)m->verdict_size);
    if (!m->verdicts)
        return err_nomem(m->err, "phrase");
    for (size_t i = 0; i < old.verdict_size; i++)
        if (old.verdicts[i].query)
            *place_of(m, old.verdicts[i].query, old.verdicts[i].doc) = old.verdicts[i];
    talloc_free(old.verdicts);
    return true;
}

bool match_phrase_holds(struct match *m, const struct query *q, uint32_t doc, bool *ret)
{
    if (!make_room(m))
        return false;
    struct phrase_verdict *v = place_of(m, q, doc);
    if (!v->query) {
        bool holds;
        if (!stand_together(m, q, doc, &holds))
            return false;
        *v = (struct phrase_verdict){q, doc, holds};
        m->verdict_count++;
    }
    *ret = v->holds;
    return true;
}
