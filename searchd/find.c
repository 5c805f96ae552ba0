/* find.c - see find.h.
 */
#include "searchd/find.h"
#include "indexer/mark.h"
#include "searchd/tune.h"
#include <stdlib.h>

enum {
    FACET_VALUES_MAX = 100, /* values told of each facet */
    /* Of libxapian's own matcher, which answers for indexes on other machines; ours has them all: */
    FACETS_CHECK_MAX = 10000, /* matches that facets are counted over; beyond, an estimate */
    TOTAL_CHECK_MIN = 200,    /* matches looked at in any case: small totals are exact */
};
/* A near-identical record is folded into a hit where it answers the question as well. */
static const double COLLAPSED_SCORE = 0.8;

struct store_search find_search(const struct search_params *p, const struct query *q)
{
    struct store_search s = {
        .query = q,
        .offset = p->offset,
        .limit = p->limit,
        .check_at_least = p->facets ? FACETS_CHECK_MAX : p->offset + p->limit + TOTAL_CHECK_MIN,
        .collapse_slot = p->collapse ? SLOT_GROUP : STORE_NO_SLOT,
        .sort_slot = STORE_NO_SLOT,
        .facet_slot = p->facets ? SLOT_FACETS : STORE_NO_SLOT,
        .k1 = TUNE("K1", 0.8),
        .b = TUNE("B", 0.8),
        .member_score = COLLAPSED_SCORE,
    };
    switch (p->sort) {
    case SORT_RELEVANCE: break;
    case SORT_YEAR:
    case SORT_YEAR_DESCENDING:
        s.sort_slot = SLOT_YEAR;
        s.sort_descending = p->sort == SORT_YEAR_DESCENDING;
        break;
    case SORT_ORGANIZATION: s.sort_slot = SLOT_ORGANIZATION; break;
    }
    return s;
}

/* The ids of the others of a hit's group that answer about as well. */
static bool find_members(struct backend *b, TALLOC_CTX *mem, const struct store_hit *from,
                         struct answer_hit *hit, struct err *err)
{
    hit->collapsed = talloc_array(mem, struct slice, (unsigned)from->member_count + 1);
    if (!hit->collapsed)
        return err_nomem(err, "folded hits");
    for (size_t i = 0; i < from->member_count; i++) {
        struct slice bytes;
        struct record_mark mark;
        if (!store_read_value(b->store, mem, from->members[i], SLOT_RECORD, &bytes, err))
            return false;
        if (record_mark_read(bytes, &mark))
            hit->collapsed[hit->collapsed_count++] = mark.id;
    }
    return true;
}

bool find_hits(struct backend *b, TALLOC_CTX *mem, const struct store_result *r,
               const struct marker *marker, struct answer *a, uint64_t *seen, struct err *err)
{
    a->hits = talloc_zero_array(mem, struct answer_hit, (unsigned)r->hit_count + 1);
    if (!a->hits)
        return err_nomem(err, "hits");
    for (size_t i = 0; i < r->hit_count; i++) {
        struct stored *stored;
        if (!backend_document(b, mem, &r->hits[i], &stored, err))
            return false;
        a->hits[i].record = stored->record;
        a->hits[i].score = r->hits[i].score;
        if (!snippet_fill(marker, mem, stored, &a->hits[i], &seen[i], err) ||
            !find_members(b, mem, &r->hits[i], &a->hits[i], err))
            return false;
    }
    a->hit_count = r->hit_count;
    return true;
}

struct counting {
    const struct facet_table *table; /* of the shard at hand */
    struct facet_table *joint;       /* of all of them; NULL where there is one */
    uint32_t *counts[FACET_COUNT];   /* by ordinal of the joint or only table */
    size_t sizes[FACET_COUNT];
    TALLOC_CTX *mem;
    uint32_t by;
    bool ok;
    struct err *err;
};

static void count_one(void *ctx, enum facet f, uint32_t ordinal)
{
    struct counting *c = ctx;
    if (c->joint &&
        !facet_table_intern(c->joint, f, facet_table_value(c->table, f, ordinal), &ordinal, c->err))
        c->ok = false;
    if (c->ok && ordinal >= c->sizes[f]) {
        size_t size = ((size_t)ordinal + 64) * 2;
        uint32_t *more = talloc_realloc(c->mem, c->counts[f], uint32_t, (unsigned)size);
        if (more) {
            memset(more + c->sizes[f], 0, (size - c->sizes[f]) * sizeof(more[0]));
            c->counts[f] = more;
            c->sizes[f] = size;
        } else {
            c->ok = err_nomem(c->err, "facets");
        }
    }
    if (c->ok)
        c->counts[f][ordinal] += c->by;
}

static int by_count(const void *a, const void *b)
{
    const struct facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return slice_cmp(x->value, y->value);
}

bool find_facets(const struct backend *b, TALLOC_CTX *mem, const struct store_result *r,
                 struct answer_facet ret[FACET_COUNT], struct err *err)
{
    size_t tables = b->shared->index_count;
    struct counting c = {.mem = mem, .ok = true, .err = err};
    if (tables > 1 && !(c.joint = facet_table_new(mem)))
        return err_nomem(err, "facets");
    for (size_t i = 0; c.ok && i < r->facet_count; i++) {
        /* A stub file that names several databases has the table of the first. */
        c.table = b->facets[r->facets[i].shard < tables ? r->facets[i].shard : 0];
        c.by = r->facets[i].count;
        facet_unpack(r->facets[i].value, count_one, &c);
    }
    for (int f = 0; c.ok && f < FACET_COUNT; f++) {
        struct facet_value *v = talloc_array(mem, struct facet_value, (unsigned)c.sizes[f] + 1);
        size_t n = 0;
        if (!v)
            return err_nomem(err, "facets");
        for (size_t i = 0; i < c.sizes[f]; i++)
            if (c.counts[f][i] > 0) {
                struct slice value =
                    facet_table_value(c.joint ? c.joint : b->facets[0], (enum facet)f, (uint32_t)i);
                if (value.len > 0)
                    v[n++] = (struct facet_value){value, c.counts[f][i]};
            }
        qsort(v, n, sizeof(v[0]), by_count);
        ret[f] = (struct answer_facet){v, n < FACET_VALUES_MAX ? n : FACET_VALUES_MAX};
    }
    return c.ok;
}
