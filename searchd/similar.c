/* similar.c - see similar.h. */
#include "searchd/similar.h"
#include "searchd/find.h"
#include "searchd/freq.h"
#include "searchd/plan.h"
#include <stdlib.h>

enum {
    TELLING_MAX = 40,     /* words compared */
    WORDS_MAX = 2000,     /* words of the item looked at */
    TEXT_MAX = 32 * 1024, /* bytes of it */
};

struct telling {
    struct slice term;
    uint32_t count, freq;
    double weight;
};

static int by_term(const void *a, const void *b)
{
    return slice_cmp(((const struct telling *)a)->term, ((const struct telling *)b)->term);
}

static int by_weight(const void *a, const void *b)
{
    double x = ((const struct telling *)a)->weight, y = ((const struct telling *)b)->weight;
    return (x < y) - (x > y);
}

/* What the item does or says, not what it is called or where it is. */
static struct slice subject(TALLOC_CTX *mem, const struct record *r)
{
    static const char *const keys[] = {"activities", "reason", "description", "plan", "text"};
    struct buf out;
    buf_init(&out, mem, TEXT_MAX + 4096);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct slice s = record_string(r, slice_of(keys[i]));
        if (s.len > 0 && out.len + s.len < TEXT_MAX) {
            buf_put_slice(&out, s);
            buf_puts(&out, "\n");
        }
    }
    if (out.len == 0)
        buf_put_slice(&out, r->title);
    return buf_slice(&out);
}

static bool telling_words(struct backend *b, TALLOC_CTX *mem, const struct record *r,
                          struct meaning *m, struct err *err)
{
    struct tokens t;
    if (!analysis_run(b->analysis, subject(mem, r), &t, err))
        return false;
    struct telling *w = talloc_array(mem, struct telling, WORDS_MAX);
    size_t n = 0, kept = 0;
    if (!w)
        return err_nomem(err, "similar");
    for (size_t i = 0; i < t.count && n < WORDS_MAX; i++)
        if (t.at[i].kind == TOKEN_WORD) {
            char *text = talloc_strndup(mem, t.at[i].term.ptr, t.at[i].term.len);
            if (!text)
                return err_nomem(err, "similar");
            w[n++] = (struct telling){.term = {text, t.at[i].term.len}, .count = 1};
        }
    qsort(w, n, sizeof(w[0]), by_term);
    for (size_t i = 0; i < n; i++)
        if (kept > 0 && slice_eq(w[kept - 1].term, w[i].term))
            w[kept - 1].count++;
        else
            w[kept++] = w[i];
    for (size_t i = 0; i < kept; i++) {
        if (!term_freq(b, mem, SPACE_WORD, w[i].term, &w[i].freq, err))
            return false;
        double tf = w[i].count;
        w[i].weight = w[i].freq > 1 ? tf / (tf + 1.2) * idf_of(w[i].freq, m->documents) : 0;
    }
    qsort(w, kept, sizeof(w[0]), by_weight);
    for (size_t i = 0; i < kept && i < TELLING_MAX && w[i].weight > 0; i++) {
        struct unit *u = &m->units[m->count++];
        *u = (struct unit){.text = w[i].term, .space = SPACE_WORD, .known = true, .run = i};
        u->idf = idf_of(w[i].freq, m->documents);
        u->typed.terms = &w[i].term;
        u->typed.freqs = &w[i].freq;
        u->typed.count = 1;
    }
    return true;
}

bool similar_once(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                  struct answer *ret, struct err *err)
{
    struct answer a = {.query = p->id, .generation = b->generation, .with_facets = p->facets};
    struct slice term, data;
    struct stored *item;
    struct meaning m = {.units = talloc_zero_array(mem, struct unit, UNITS_MAX)};
    if (!m.units)
        return err_nomem(err, "similar");
    if (!store_doc_count(b->store, &m.documents, err) ||
        !schema_term(mem, SPACE_ID, p->id, &term, err))
        return false;
    if (!store_find(b->store, mem, term, &data, err))
        return err->code == ERR_NOT_FOUND
                   ? err_set(err, ERR_NOT_FOUND, "no record '%.*s'", SLICE_ARG(p->id))
                   : false;
    if (!stored_unpack(mem, data, &item, err) || !telling_words(b, mem, item->record, &m, err))
        return false;

    struct slice own = record_string(item->record, SLICE_LIT("organization"));
    struct query *words = plan_node(mem, QUERY_OR), *self = plan_node(mem, QUERY_OR), *filters;
    for (size_t i = 0; i < m.count; i++)
        plan_add(mem, words, plan_term(mem, SPACE_WORD, m.units[i].typed.terms[0]));
    plan_add(mem, self, plan_term(mem, SPACE_ID, p->id));
    if (p->other && own.len > 0)
        plan_add(mem, self, plan_term(mem, SPACE_ORGANIZATION_IS, own));
    struct query *q = plan_node(mem, QUERY_AND_NOT);
    plan_add(mem, q, m.count > 0 ? words : plan_node(mem, QUERY_NOTHING));
    plan_add(mem, q, self);
    if (!plan_filters(b, mem, p, &filters, err))
        return false;
    if (filters) {
        struct query *narrowed = plan_node(mem, QUERY_FILTER);
        plan_add(mem, narrowed, q);
        plan_add(mem, narrowed, filters);
        q = narrowed;
    }
    /* The own organization's items last: they are found anyway, those of others are news. */
    struct query *ranked = q;
    if (!p->other && own.len > 0) {
        struct query *others = plan_node(mem, QUERY_AND_NOT);
        plan_add(mem, others, q);
        plan_add(mem, others, plan_term(mem, SPACE_ORGANIZATION_IS, own));
        ranked = plan_node(mem, QUERY_OR);
        plan_add(mem, ranked, plan_scale(mem, others, 100));
        plan_add(mem, ranked, q);
    }
    if (!ranked)
        return err_nomem(err, "similar");
    struct store_search s = find_search(p, ranked);
    struct store_result r;
    struct marker *marker;
    if (!backend_run(b, mem, &s, &r, err))
        return false;
    uint64_t *seen = talloc_zero_array(mem, uint64_t, (unsigned)r.hit_count + 1);
    if (!seen)
        return err_nomem(err, "similar");
    if (!marker_new(b, mem, &m, &marker, err) || !find_hits(b, mem, &r, marker, &a, seen, err))
        return false;
    a.groups = r.total;
    a.total = r.uncollapsed > r.total ? r.uncollapsed : r.total;
    a.total_is_estimate = r.total_is_estimate;
    a.low = a.hit_count == 0;
    if (p->facets && !find_facets(b, mem, &r, a.facets, err))
        return false;
    *ret = a;
    return true;
}
