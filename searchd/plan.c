/* plan.c - see plan.h: the units of a question put together, and its filters. */
#include "searchd/plan_parts.h"
#include "searchd/tune.h"

enum { ALL_UNITS_MAX = 3 }; /* more words than that are hardly ever held together */

/* Chosen on the dev half of the officers' queries; tests/relevance measures them. */
#define BIGRAM_WEIGHT    TUNE("BIGRAM", 0.5)    /* beside words, on six collections */
#define NEIGHBOUR_WEIGHT TUNE("NEIGHBOUR", 0.5) /* words of one run, side by side */
#define WHOLE_WEIGHT     TUNE("WHOLE", 2.0)     /* a field says just what was typed */
#define ALL_WEIGHT       TUNE("ALL", 1.0)       /* what holds everything, before what does not */

struct parts {
    struct query *want, *must, *not_want, *lift; /* must: conditions that are never relaxed */
    size_t wanted, known;
    size_t runs, run; /* of wanted units: how many, the last one */
    bool keywords;    /* not a sentence */
};

/* Documents that have any of the unit's pairs of characters. A pair that is a word of its document
 * is indexed as that alone. */
static struct query *pairs_node(TALLOC_CTX *mem, const struct unit *u)
{
    struct query *pairs = plan_node(mem, QUERY_OR);
    for (size_t k = 0; k < u->bigram_count; k++) {
        plan_add(mem, pairs, plan_term(mem, SPACE_BIGRAM, u->bigrams[k]));
        plan_add(mem, pairs, plan_term(mem, SPACE_WORD, u->bigrams[k]));
    }
    return pairs;
}

/* A bonus where the end of a and the beginning of b stand side by side, or with one particle in
 * between, as they did in one run of the question; NULL where they did not. */
static struct query *neighbours(TALLOC_CTX *mem, const struct unit *a, const struct unit *b)
{
    if (a->run != b->run || a->kind != SAID_WORD || b->kind != SAID_WORD || a->dropped ||
        !a->known || !b->known || a->typed.count == 0 || b->typed.count == 0)
        return NULL;
    size_t last = a->typed.count - 1;
    struct slice two[2] = {a->typed.terms[last], b->typed.terms[0]};
    if (a->typed.freqs[last] == 0 || b->typed.freqs[0] == 0)
        return NULL;
    return plan_scale(mem, plan_terms(mem, QUERY_PHRASE, SPACE_WORD, two, 2, 3), NEIGHBOUR_WEIGHT);
}

/* Is the unit one that relaxing does not give up? Bounds of figures and years are meant as such
 * by who types words; in a sentence they are part of what is told. */
static bool is_condition(const struct meaning *m, const struct unit *u)
{
    if (u->kind == SAID_FIGURES)
        return !m->sentence;
    if (u->kind == SAID_YEARS && !u->whole)
        return !m->sentence && (u->year_from == YEARS_FIRST || u->year_to == YEARS_LAST);
    return u->kind != SAID_WORD || u->whole;
}

static void add_pairs(TALLOC_CTX *mem, const struct unit *u, struct parts *out)
{
    struct query *pairs = plan_scale(mem, plan_simplify(pairs_node(mem, u)), BIGRAM_WEIGHT);
    plan_add(mem, out->lift, plan_labelled(pairs, "pairs", u->text));
}

/* The units from..to into parts. */
static void add_units(TALLOC_CTX *mem, const struct meaning *m, size_t from, size_t to, bool strict,
                      struct parts *out)
{
    for (size_t i = from; i < to; i++) {
        const struct unit *u = &m->units[i];
        if (u->dropped && u->bigram_count > 0 && !u->excluded) {
            add_pairs(mem, u, out);
        }
        if (u->dropped)
            continue;
        if (u->excluded) {
            plan_add(mem, out->not_want, plan_exclusion(mem, m, u));
            continue;
        }
        struct query *q = plan_unit(mem, m, u, strict);
        if (!q)
            q = plan_node(mem, QUERY_NOTHING);
        if (!strict && is_condition(m, u)) {
            plan_add(mem, out->must, q);
            continue;
        }
        if (u->optional) {
            plan_add(mem, out->lift, q);
            continue;
        }
        plan_add(mem, out->want, q);
        out->runs += out->wanted == 0 || u->run != out->run;
        out->run = u->run;
        out->wanted++;
        out->known += u->known;
        add_pairs(mem, u, out);
        if (i > from && !m->sentence)
            plan_add(mem, out->lift,
                     plan_labelled(neighbours(mem, u - 1, u), "side by side", u->text));
    }
}

static struct query *sense_query(TALLOC_CTX *mem, const struct meaning *m, const struct sense *s,
                                 bool strict);

static struct query *finish(TALLOC_CTX *mem, struct parts *p, bool strict)
{
    struct query *q;
    /* Who sets words apart by blanks asks for each of them; the words of one run are one
     * expression, which says where they stand, not that each matters. */
    if (!strict && p->keywords && p->runs > 1 && p->wanted <= ALL_UNITS_MAX) {
        struct query *all = plan_node(mem, QUERY_AND);
        for (size_t i = 0; i < p->want->count; i++)
            plan_add(mem, all, p->want->kids[i]);
        plan_add(mem, p->want,
                 plan_labelled(plan_scale(mem, all, ALL_WEIGHT), "all words", SLICE_LIT("")));
    }
    q = plan_simplify(p->want);
    if (!strict && p->wanted > 0 && p->known == 0) { /* no word stands: pieces of words */
        q = plan_simplify(p->lift);
    } else if (q && p->lift->count > 0) {
        struct query *lifted = plan_node(mem, QUERY_AND_MAYBE);
        plan_add(mem, lifted, q);
        plan_add(mem, lifted, p->lift->count > 1 ? p->lift : p->lift->kids[0]);
        q = lifted;
    }
    if (p->must->count > 0) {
        struct query *must = plan_node(mem, QUERY_AND);
        for (size_t i = 0; i < p->must->count; i++)
            plan_add(mem, must, p->must->kids[i]);
        /* Loosely, the words beside them only lift. */
        struct query *both = plan_node(mem, strict ? QUERY_AND : QUERY_AND_MAYBE);
        plan_add(mem, both, plan_simplify(must));
        plan_add(mem, both, q);
        q = plan_simplify(both);
    }
    if (p->not_want->count > 0) {
        struct query *without = plan_node(mem, QUERY_AND_NOT);
        plan_add(mem, without, q ? q : plan_node(mem, QUERY_ALL));
        plan_add(mem, without, p->not_want->count > 1 ? p->not_want : p->not_want->kids[0]);
        q = without;
    }
    return q;
}

static struct query *sense_query(TALLOC_CTX *mem, const struct meaning *m, const struct sense *s,
                                 bool strict)
{
    struct parts p = {.want = plan_node(mem, strict ? QUERY_AND : QUERY_OR),
                      .must = plan_node(mem, QUERY_AND),
                      .not_want = plan_node(mem, QUERY_OR),
                      .lift = plan_node(mem, QUERY_OR),
                      .keywords = !m->sentence};
    if (!p.want || !p.must || !p.not_want || !p.lift)
        return NULL;
    switch (s->kind) {
    case ASK_ANY: {
        struct query *any = plan_node(mem, QUERY_OR);
        for (size_t i = 0; i < s->count; i++)
            plan_add(mem, any, sense_query(mem, m, s->kids[i], true));
        return plan_simplify(any);
    }
    case ASK_ALL:
        for (size_t i = 0; i < s->count; i++) {
            const struct sense *k = s->kids[i];
            if (k->kind == ASK_WORDS || k->kind == ASK_NOT || k->kind == ASK_EXCEPT) {
                if (k->kind == ASK_NOT && k->count > 0 && k->kids[0]->kind != ASK_WORDS) {
                    struct query *q = sense_query(mem, m, k->kids[0], true);
                    plan_add(mem, p.not_want, q);
                } else {
                    add_units(mem, m, k->from, k->to, strict, &p);
                }
            } else {
                plan_add(mem, p.must, sense_query(mem, m, k, true));
            }
        }
        return finish(mem, &p, strict);
    case ASK_NOT:
    case ASK_EXCEPT:
    case ASK_WORDS:
    case ASK_PHRASE:
    case ASK_PREFIX:
    case ASK_NEAR:
    case ASK_FIELD: add_units(mem, m, s->from, s->to, strict, &p); return finish(mem, &p, strict);
    }
    return NULL;
}

bool plan_filters(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                  struct query **ret, struct err *err)
{
    struct query *all = plan_node(mem, QUERY_AND);
    for (int f = 0; f < FACET_COUNT; f++) {
        struct query *any = plan_node(mem, QUERY_OR);
        enum term_space space = schema_facet_space((enum facet)f);
        for (size_t i = 0; i < p->filters[f].count; i++) {
            struct slice v = p->filters[f].values[i];
            struct facet_word fw;
            struct place place;
            plan_add(mem, any, plan_term(mem, space, v));
            /* 国:Vietnam and form=独自事務所 are what they name. */
            if (vocab_facet(b->shared->vocab, v, &fw) &&
                slice_eq(fw.facet, slice_of(facet_name((enum facet)f))) && !slice_eq(fw.value, v))
                plan_add(mem, any, plan_term(mem, space, fw.value));
            else if (f == FACET_COUNTRY && vocab_place(b->shared->vocab, v, &place) &&
                     place.kind == PLACE_COUNTRY && !slice_eq(place.name, v))
                plan_add(mem, any, plan_term(mem, space, place.name));
        }
        plan_add(mem, all, plan_simplify(any));
    }
    struct query *any = plan_node(mem, QUERY_OR);
    for (size_t i = 0; i < p->year_count; i++)
        plan_add(mem, any, plan_years(mem, p->years[i].from, p->years[i].to));
    plan_add(mem, all, plan_simplify(any));
    if (!all || !any)
        return err_nomem(err, "query");
    *ret = plan_simplify(all);
    return true;
}

bool plan_query(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                const struct meaning *m, enum plan_kind kind, struct query **ret, struct err *err)
{
    struct query *filters, *q = NULL;
    if (!plan_filters(b, mem, p, &filters, err))
        return false;
    if (!m->root) {
        *ret = filters ? plan_scale(mem, filters, 0) : plan_node(mem, QUERY_ALL);
        return *ret ? true : err_nomem(err, "query");
    }
    q = sense_query(mem, m, m->root, kind == PLAN_STRICT);
    if (m->whole.len > 0) {
        struct query *either = plan_node(mem, QUERY_OR);
        struct query *whole =
            plan_scale(mem, plan_term(mem, SPACE_VALUE_IS, m->whole), WHOLE_WEIGHT);
        plan_add(mem, either, q);
        plan_add(mem, either, plan_labelled(whole, "whole field", m->whole));
        q = plan_simplify(either);
    }
    if (q && filters) {
        struct query *narrowed = plan_node(mem, QUERY_FILTER);
        plan_add(mem, narrowed, q);
        plan_add(mem, narrowed, filters);
        q = narrowed;
    }
    if (!q) /* 一番古い and no more: of everything */
        q = m->order != ORDER_NONE ? plan_node(mem, QUERY_ALL) : plan_node(mem, QUERY_NOTHING);
    *ret = q;
    return *ret ? true : err_nomem(err, "query");
}
