/* search.c - see search.h. */
#include "searchd/search.h"
#include "searchd/explain.h"
#include "searchd/find.h"
#include "searchd/plan.h"
#include "searchd/similar.h"
#include "searchd/tune.h"
#include "searchd/understand.h"
#include <time.h>

enum { STRICT_ENOUGH = 20 }; /* hits that hold everything, so that no other is needed: a page */
/* Below this share of the question's weight in the best hits, nothing answers it. */
static const double LOW_COVERAGE = 0.45;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- Telling ---- */

static bool tell(TALLOC_CTX *mem, const struct question *q, const struct meaning *m, bool relaxed,
                 const uint64_t *seen, size_t hits, struct interpretation *ret, struct err *err)
{
    struct interpretation in = {.relaxed = relaxed, .sentence = m->sentence};
    in.said = talloc_zero_array(mem, struct said, (unsigned)m->count + 1);
    in.notes =
        talloc_array(mem, const char *, QUESTION_NOTES_MAX + 2); /* on fields, on the order */
    if (!in.said || !in.notes)
        return err_nomem(err, "interpretation");
    for (size_t i = 0; i < q->note_count; i++)
        in.notes[in.note_count++] = q->notes[i];
    if (m->note)
        in.notes[in.note_count++] = m->note;
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
        if (u->name_count > 0 && u->names[0].facet != FACET_COUNT) {
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
    if (hits == 0 || m->function)
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

/* The order that a superlative asks for, told in *note; an order that the person chose stays. */
static void sort_as_asked(const struct search_params *p, enum order order, struct store_search *s,
                          const char **note)
{
    if (p->sort != SORT_RELEVANCE)
        return;
    switch (order) {
    case ORDER_NONE: return;
    case ORDER_OLDEST:
        *note = "すべての語を含むものを、年度の古い順に並べました。";
        s->sort_slot = SLOT_YEAR;
        break;
    case ORDER_NEWEST:
        *note = "すべての語を含むものを、年度の新しい順に並べました。";
        s->sort_slot = SLOT_YEAR;
        break;
    case ORDER_MOST_STAFF:
        *note = "すべての語を含むものを、職員の多い順に並べました。";
        s->sort_slot = SLOT_STAFF;
        break;
    case ORDER_LEAST_STAFF:
        *note = "すべての語を含むものを、職員の少ない順に並べました。";
        s->sort_slot = SLOT_STAFF;
        break;
    }
    s->sort_descending = order == ORDER_NEWEST || order == ORDER_MOST_STAFF;
}

static bool answer_once(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                        struct answer *ret, struct err *err)
{
    struct question question;
    struct meaning m;
    struct answer a = {.query = p->q, .generation = b->generation, .with_facets = p->facets};
    if (!question_parse(mem, p->q, understand_field, &question, err) ||
        !understand(b, mem, p, &question, &m, err))
        return false;

    struct query *q;
    struct store_result r;
    const char *note = NULL;
    bool strict = !m.sentence || p->match_all || m.order != ORDER_NONE;
    if (strict) {
        if (!plan_query(b, mem, p, &m, PLAN_STRICT, &q, err))
            return false;
        struct store_search s = find_search(p, q);
        sort_as_asked(p, m.order, &s, &note);
        if (!backend_run(b, mem, &s, &r, err))
            return false;
        strict = r.total >= TUNE("ENOUGH", STRICT_ENOUGH) || p->match_all ||
                 wanted_units(&m) == 0 || (note && r.total > 0);
    }
    if (!strict) {
        if (note)
            note = "すべての語を含むものがないため、関連の深い順に並べました。";
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
    if (note)
        a.interpretation.notes[a.interpretation.note_count++] = note;
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
