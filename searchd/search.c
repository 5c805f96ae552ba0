/* search.c - see search.h. */
#include "searchd/search.h"
#include "indexer/mark.h"
#include "searchd/explain.h"
#include "searchd/find.h"
#include "searchd/plan.h"
#include "searchd/snippet.h"
#include "searchd/tune.h"
#include "searchd/understand.h"
#include <stdlib.h>
#include <time.h>

enum {
    FACET_VALUES_MAX = 100, /* values told of each facet */
    /* Of libxapian's own matcher, which answers for indexes on other machines; ours has them all: */
    FACETS_CHECK_MAX = 10000, /* matches that facets are counted over; beyond, an estimate */
    TOTAL_CHECK_MIN = 200,    /* matches looked at in any case: small totals are exact */
    STRICT_ENOUGH = 10,       /* documents that hold everything, so that no other is needed */
};
/* A near-identical record is folded into a hit where it answers the question as well. */
static const double COLLAPSED_SCORE = 0.8;
/* Below this share of the question's weight in the best hits, nothing answers it. */
static const double LOW_COVERAGE = 0.45;

const char *widening_name(enum widening_kind k)
{
    switch (k) {
    case WIDENED_SPELLING: return "spelling";
    case WIDENED_SYNONYM: return "synonym";
    case WIDENED_NARROWER: return "narrower";
    case WIDENED_RELATED: return "related";
    case WIDENED_CORRECTION: return "correction";
    case WIDENED_READING: return "reading";
    case WIDENED_PART: return "part";
    }
    return "";
}

const char *said_name(enum said_kind k)
{
    switch (k) {
    case SAID_WORD: return "word";
    case SAID_PHRASE: return "phrase";
    case SAID_PREFIX: return "prefix";
    case SAID_NEAR: return "near";
    case SAID_FIELD: return "field";
    case SAID_YEARS: return "years";
    case SAID_FIGURES: return "figures";
    }
    return "";
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_field(struct slice name)
{
    static const char *const years[] = {"year", "fy", "年", "年度", "設置年", "設置年度"};
    enum term_space space;
    bool exact;
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++)
        if (slice_eq(name, slice_of(years[i])))
            return true;
    return schema_space_of(name, &space, &exact);
}

/* ---- Facets ---- */

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

/* ---- Running ---- */

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
        .b = TUNE("B", 0.75),
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

/* ---- Telling ---- */

static bool tell(TALLOC_CTX *mem, const struct question *q, const struct meaning *m, bool relaxed,
                 const uint64_t *seen, size_t hits, struct interpretation *ret, struct err *err)
{
    struct interpretation in = {.relaxed = relaxed, .sentence = m->sentence};
    in.said = talloc_zero_array(mem, struct said, (unsigned)m->count + 1);
    in.notes = talloc_array(mem, const char *, QUESTION_NOTES_MAX);
    if (!in.said || !in.notes)
        return err_nomem(err, "interpretation");
    for (size_t i = 0; i < q->note_count; i++)
        in.notes[in.note_count++] = q->notes[i];
    double all = 0;
    uint64_t every = UINT64_MAX;
    for (size_t i = 0; i < hits; i++)
        every &= seen[i];
    for (size_t i = 0; i < m->count; i++)
        if (!m->units[i].dropped && !m->units[i].excluded && !m->units[i].optional)
            all += m->units[i].idf;
    for (size_t i = 0; i < m->count; i++) {
        const struct unit *u = &m->units[i];
        struct said *s = &in.said[in.said_count++];
        *s = (struct said){.kind = u->kind,
                           .text = u->text,
                           .terms = u->typed.terms,
                           .term_count = u->typed.count,
                           .excluded = u->excluded,
                           .dropped = u->dropped,
                           .year_from = u->year_from,
                           .year_to = u->year_to};
        if (!u->dropped && !u->excluded && all > 0)
            s->weight = u->idf / all;
        s->relaxed = relaxed && !u->dropped && !u->excluded && hits > 0 && !(every & unit_bit(i));
        s->counted = u->hits != UNIT_UNCOUNTED;
        s->hits = s->counted ? u->hits : 0;
        if (u->name_count > 0) {
            s->facet = slice_of(facet_name(u->names[0].facet));
            s->facet_value = u->names[0].value;
        }
        s->widenings = talloc_array(mem, struct widening, (unsigned)u->widening_count + 1);
        if (!s->widenings)
            return err_nomem(err, "interpretation");
        for (size_t k = 0; k < u->widening_count; k++) {
            const struct wording *g = &u->widenings[k];
            s->widenings[s->widening_count++] = (struct widening){g->text, g->kind, g->hits};
        }
    }
    *ret = in;
    return true;
}

/* Does none of the best hits hold enough of what was asked? */
static bool is_low(const struct meaning *m, const uint64_t *seen, size_t hits, bool strict)
{
    double all = 0, best = 0;
    if (hits == 0)
        return true;
    if (strict)
        return false;
    for (size_t i = 0; i < m->count; i++)
        if (!m->units[i].dropped && !m->units[i].excluded && !m->units[i].optional)
            all += m->units[i].idf;
    for (size_t h = 0; h < hits && h < 3; h++) {
        double sum = 0;
        for (size_t i = 0; i < m->count; i++)
            if (!m->units[i].dropped && !m->units[i].excluded && !m->units[i].optional &&
                (seen[h] & unit_bit(i)))
                sum += m->units[i].idf;
        if (sum > best)
            best = sum;
    }
    return all > 0 && best < LOW_COVERAGE * all;
}

static size_t wanted_units(const struct meaning *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->count; i++)
        n += !m->units[i].dropped && !m->units[i].excluded && !m->units[i].optional;
    return n;
}

static bool answer_once(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                        struct answer *ret, struct err *err)
{
    struct question question;
    struct meaning m;
    struct answer a = {.query = p->q, .generation = b->generation, .with_facets = p->facets};
    if (!question_parse(mem, p->q, is_field, &question, err) ||
        !understand(b, mem, p, &question, &m, err))
        return false;

    struct query *q;
    struct store_result r;
    bool strict = !m.sentence || p->match_all;
    if (strict) {
        if (!plan_query(b, mem, p, &m, PLAN_STRICT, &q, err))
            return false;
        struct store_search s = find_search(p, q);
        if (!backend_run(b, mem, &s, &r, err))
            return false;
        uint32_t matching = r.uncollapsed > r.total ? r.uncollapsed : r.total;
        strict = matching >= TUNE("ENOUGH", STRICT_ENOUGH) || p->match_all || wanted_units(&m) == 0;
    }
    if (!strict) {
        if (!plan_query(b, mem, p, &m, PLAN_LOOSE, &q, err))
            return false;
        struct store_search s = find_search(p, q);
        if (!backend_run(b, mem, &s, &r, err))
            return false;
    }

    struct marker *marker;
    uint64_t *seen = talloc_zero_array(mem, uint64_t, (unsigned)r.hit_count + 1);
    if (!seen)
        return err_nomem(err, "hits");
    if (!marker_new(b, mem, &m, &marker, err) || !find_hits(b, mem, &r, marker, &a, seen, err) ||
        !tell(mem, &question, &m, !strict && wanted_units(&m) > 1, seen, a.hit_count,
              &a.interpretation, err))
        return false;
    if (p->explain && !explain_hits(b, mem, &m, q, a.hits, a.hit_count, seen, err))
        return false;
    a.groups = r.total;
    a.total = r.uncollapsed > r.total ? r.uncollapsed : r.total;
    a.total_is_estimate = r.total_is_estimate;
    a.low = p->q.len > 0 && is_low(&m, seen, a.hit_count, strict);
    a.suggestion = m.suggestion;
    if (p->facets) {
        if (!find_facets(b, mem, &r, a.facets, err))
            return false;
        uint32_t counted = 0;
        for (size_t i = 0; i < r.facet_count; i++)
            counted += r.facets[i].count;
        a.facets_are_estimates = r.total_is_estimate || counted < a.total;
    }
    *ret = a;
    return true;
}

bool search_run(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                struct answer *ret, struct err *err)
{
    double start = now_ms();
    bool (*run)(struct backend *, TALLOC_CTX *, const struct search_params *, struct answer *,
                struct err *) = p->id.len > 0 ? similar_once : answer_once;
    bool ok = run(b, mem, p, ret, err);
    /* A commit underneath: the newest generation answers, all of it again. */
    for (int again = 0; !ok && err->code == ERR_STALE && again < 2; again++)
        ok = backend_refresh(b, err) && run(b, mem, p, ret, err);
    if (ok)
        ret->took_ms = now_ms() - start;
    return ok;
}
