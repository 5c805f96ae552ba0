/* plan.c - see plan.h.
 *
 * Memory that runs out shows as a NULL node, which asks for less than was meant: whoever answers
 * looks at memory_was_out().
 */
#include "searchd/plan.h"
#include "dict/memory.h"
#include "searchd/freq.h"
#include "searchd/tune.h"
#include <inttypes.h>

enum { ALL_UNITS_MAX = 3 }; /* more words than that are hardly ever held together */

/* Chosen on the dev half of the officers' queries; tests/relevance measures them. */
#define BIGRAM_WEIGHT   TUNE("BIGRAM", 0.5) /* beside words, on six collections */
#define NAME_WEIGHT     TUNE("NAME", 1.6)   /* of the unit's own idf: a record of that country */
#define ADJACENT_WEIGHT TUNE("ADJACENT", 0.25)
#define APART_WEIGHT    TUNE("APART", 0.3)  /* the words of an entry, somewhere */
#define TYPED_WEIGHT    TUNE("TYPED", 0.25) /* the word as typed, beside what it means */
#define ALL_WEIGHT      TUNE("ALL", 1.0)    /* what holds everything, before what does not */
#define YEAR_WEIGHT     TUNE("YEAR", 4.0)

struct query *plan_node(TALLOC_CTX *mem, enum query_op op)
{
    struct query *q = talloc_zero(mem, struct query);
    if (q)
        q->op = op;
    else
        memory_out();
    return q;
}

void plan_add(TALLOC_CTX *mem, struct query *q, struct query *kid)
{
    if (!q || !kid)
        return;
    struct query **more = talloc_realloc(mem, q->kids, struct query *, (unsigned)q->count + 1);
    if (!more) {
        memory_out();
        return;
    }
    q->kids = more;
    q->kids[q->count++] = kid;
}

struct query *plan_term(TALLOC_CTX *mem, enum term_space space, struct slice word)
{
    struct err err;
    struct slice term;
    struct query *q = plan_node(mem, QUERY_TERM);
    if (!q || !schema_term(mem, space, word, &term, &err))
        return NULL;
    q->term = term;
    return q;
}

struct query *plan_scale(TALLOC_CTX *mem, struct query *kid, double scale)
{
    struct query *q = kid ? plan_node(mem, QUERY_SCALE) : NULL;
    if (!q)
        return NULL;
    q->scale = scale;
    plan_add(mem, q, kid);
    return q;
}

/* Says what q adds to a score; q itself, NULL where it is. */
static struct query *labelled(struct query *q, const char *what, struct slice about)
{
    if (q) {
        q->what = what;
        q->about = about;
    }
    return q;
}

struct query *plan_simplify(struct query *q)
{
    if (!q || q->count == 0)
        return NULL;
    return q->count == 1 && q->op != QUERY_SCALE ? q->kids[0] : q;
}

/* terms as one node: all of them (AND, PHRASE, NEAR) or any (OR). */
static struct query *terms_node(TALLOC_CTX *mem, enum query_op op, enum term_space space,
                                const struct slice *terms, size_t count, uint32_t window)
{
    struct query *q = plan_node(mem, op);
    if (!q)
        return NULL;
    q->window = window;
    for (size_t i = 0; i < count; i++)
        plan_add(mem, q, plan_term(mem, space, terms[i]));
    return plan_simplify(q);
}

/* The typed words, each also where scanning had damaged it. */
static struct query *typed_node(TALLOC_CTX *mem, enum query_op op, const struct unit *u)
{
    struct query *q = plan_node(mem, op);
    for (size_t i = 0; i < u->typed.count; i++) {
        struct query *word = plan_term(mem, u->space, u->typed.terms[i]);
        if (u->typed.mended && u->typed.mended[i]) {
            struct query *either = plan_node(mem, QUERY_SYNONYM);
            plan_add(mem, either, word);
            plan_add(mem, either, plan_term(mem, SPACE_MENDED, u->typed.terms[i]));
            word = either;
        }
        plan_add(mem, q, word);
    }
    return plan_simplify(q);
}

static double wording_idf(const struct wording *g, uint32_t documents)
{
    double sum = 0;
    for (size_t i = 0; i < g->count; i++)
        sum += idf_of(g->freqs[i], documents);
    return sum;
}

/* A value between numbers that are kept as digits with zeros in front. */
static struct query *range_node(TALLOC_CTX *mem, enum value_slot slot, int64_t low, int64_t high)
{
    struct query *q = plan_node(mem, QUERY_RANGE);
    if (!q)
        return NULL;
    q->slot = slot;
    q->low = slice_of(talloc_asprintf(mem, "%019" PRId64, low));
    q->high = slice_of(talloc_asprintf(mem, "%019" PRId64, high));
    return q;
}

static struct query *years_node(TALLOC_CTX *mem, int from, int to)
{
    struct query *q = plan_node(mem, QUERY_RANGE);
    if (!q)
        return NULL;
    q->slot = SLOT_YEAR;
    q->low = slice_of(talloc_asprintf(mem, "%04d", from));
    q->high = slice_of(talloc_asprintf(mem, "%04d", to));
    return q;
}

/* A year that is said: written in the text, or the record's own. */
static struct query *said_years(TALLOC_CTX *mem, const struct unit *u)
{
    enum { NAMED_MAX = 30 };
    struct query *any = plan_node(mem, QUERY_OR);
    if (u->whole)
        return plan_scale(mem, years_node(mem, u->year_from, u->year_to), 0);
    bool open = u->year_from == YEARS_FIRST || u->year_to == YEARS_LAST;
    /* Of 2010年以降 papers say 2010 and nothing of the years that follow. */
    int from = u->year_from == YEARS_FIRST ? u->year_to : u->year_from;
    int to = open ? from : u->year_to < from + NAMED_MAX ? u->year_to : from + NAMED_MAX - 1;
    for (int y = from; y <= to; y++) {
        char name[16];
        snprintf(name, sizeof(name), "y%04d", y);
        plan_add(mem, any, plan_scale(mem, plan_term(mem, SPACE_CANON, slice_of(name)), 0.5));
    }
    if (open) {
        plan_add(mem, any, years_node(mem, u->year_from, u->year_to));
        return any;
    }
    /* The record's own year, before a year that its text speaks of. */
    for (int y = from; y <= to; y++) {
        char name[16];
        snprintf(name, sizeof(name), "%04d", y);
        plan_add(mem, any,
                 plan_scale(mem, plan_term(mem, SPACE_YEAR_IS, slice_of(name)), YEAR_WEIGHT));
    }
    return any;
}

/* Records whose figures are within the bounds. */
static struct query *said_figures(TALLOC_CTX *mem, const struct unit *u)
{
    enum { COUNTS_MAX = 100 }; /* of heads, one by one */
    struct query *all = plan_node(mem, QUERY_AND);
    for (size_t i = 0; i < u->condition_count; i++) {
        const struct condition *c = &u->conditions[i];
        const char *key = figure_key(c->figure);
        if (c->figure == FIGURE_BUDGET) {
            plan_add(mem, all, range_node(mem, SLOT_BUDGET, (c->low + 999) / 1000, c->high / 1000));
            continue;
        }
        struct query *any = plan_node(mem, QUERY_SYNONYM);
        if (c->low == 1 && c->high == INT64_MAX) {
            plan_add(mem, any,
                     plan_term(mem, SPACE_CANON, slice_of(talloc_asprintf(mem, "%s+", key))));
        } else {
            int64_t last = c->high - c->low < COUNTS_MAX ? c->high : c->low + COUNTS_MAX;
            for (int64_t n = c->low; n <= last; n++)
                plan_add(mem, any,
                         plan_term(mem, SPACE_CANON,
                                   slice_of(talloc_asprintf(mem, "%s%" PRId64, key, n))));
        }
        plan_add(mem, all, plan_simplify(any));
    }
    return plan_simplify(all);
}

/* OP_MAX would say this more simply, but crashes in Xapian 1.4.22 when a kid is pruned under
 * AND; so alternatives of a kind weigh as one term. */
static struct query *unit_names(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u,
                                double scale)
{
    struct query *any = plan_node(mem, QUERY_SYNONYM);
    uint32_t freq = 0;
    for (size_t i = 0; i < u->name_count; i++) {
        plan_add(mem, any, plan_term(mem, u->names[i].space, u->names[i].value));
        freq = u->names[i].freq > freq ? u->names[i].freq : freq;
    }
    double own = idf_of(freq, m->documents);
    return plan_scale(mem, plan_simplify(any), scale * (u->idf > own ? u->idf / own : 1));
}

/* A bonus for words that stand side by side as they were typed. */
static struct query *side_by_side(TALLOC_CTX *mem, const struct slice *terms, size_t count)
{
    return plan_scale(mem, terms_node(mem, QUERY_PHRASE, SPACE_WORD, terms, count, (uint32_t)count),
                      ADJACENT_WEIGHT);
}

/* Does the unit mean something that has several words for it? */
static bool has_synonyms(const struct meaning *m, const struct unit *u)
{
    for (size_t i = 0; i < u->widening_count; i++)
        if (u->widenings[i].kind == WIDENED_SYNONYM)
            return !m->sentence && u->typed.count > 0 && u->space == SPACE_WORD;
    return false;
}

/* The widenings of one kind, weighed as one term. Among synonyms the word as typed is one more:
 * a record that uses two of them does not say it twice. */
static struct query *unit_widenings(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u,
                                    enum widening_kind kind, double typed)
{
    struct query *any = plan_node(mem, QUERY_SYNONYM);
    double own = 0, factor = 1;
    for (size_t i = 0; i < u->widening_count; i++) {
        const struct wording *g = &u->widenings[i];
        if (g->kind != kind || (u->meant && g->terms == u->typed.terms))
            continue;
        plan_add(mem, any,
                 terms_node(mem, u->space == SPACE_WORD ? QUERY_PHRASE : QUERY_AND, u->space,
                            g->terms, g->count, (uint32_t)g->count + 1));
        double idf = wording_idf(g, m->documents);
        own = idf > own ? idf : own;
        factor = g->factor < factor ? g->factor : factor;
    }
    if (kind == WIDENED_SYNONYM && has_synonyms(m, u))
        plan_add(mem, any,
                 terms_node(mem, QUERY_PHRASE, u->space, u->typed.terms, u->typed.count,
                            (uint32_t)u->typed.count + 1));
    bool stands_in = kind == WIDENED_READING || kind == WIDENED_CORRECTION;
    double limit = !stands_in && typed > 0 && typed < own ? typed / own : 1;
    return labelled(plan_scale(mem, plan_simplify(any), factor * limit), widening_name(kind),
                    u->text);
}

/* The words in order, and every pair of neighbouring characters: positions alone do not tell
 * 県産品の販路 from 県産品と販路, since particles hold no place in the index. */
static struct query *phrase_query(TALLOC_CTX *mem, const struct unit *u)
{
    uint32_t words = (uint32_t)u->typed.count;
    struct query *exact = plan_node(mem, QUERY_FILTER);
    plan_add(mem, exact,
             terms_node(mem, QUERY_PHRASE, SPACE_WORD, u->typed.terms, u->typed.count,
                        u->window > words ? u->window : words));
    for (size_t i = 0; i < u->bigram_count; i++) {
        struct query *pair = plan_node(mem, QUERY_OR);
        plan_add(mem, pair, plan_term(mem, SPACE_BIGRAM, u->bigrams[i]));
        plan_add(mem, pair, plan_term(mem, SPACE_WORD, u->bigrams[i]));
        plan_add(mem, exact, pair);
    }
    return plan_simplify(exact);
}

/* The words as typed. Those of an entry count where they stand side by side, and little apart; in
 * a sentence words say enough wherever they stand. */
static struct query *typed_query(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u,
                                 bool all)
{
    struct query *words = typed_node(mem, all ? QUERY_AND : QUERY_OR, u);
    if (m->sentence)
        return words;
    double share = has_synonyms(m, u) && !u->optional ? TYPED_WEIGHT : 1;
    if (u->typed.count < 2 || u->space != SPACE_WORD)
        return share < 1 ? plan_scale(mem, words, share) : words;
    struct query *lifted = plan_node(mem, QUERY_AND_MAYBE);
    plan_add(mem, lifted, plan_scale(mem, words, APART_WEIGHT * share));
    plan_add(mem, lifted, side_by_side(mem, u->typed.terms, u->typed.count));
    return lifted;
}

/* A unit that is no word with alternatives; NULL where it is one. */
static struct query *plain_query(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u)
{
    if (u->kind == SAID_YEARS)
        return said_years(mem, u);
    if (u->kind == SAID_FIGURES)
        return said_figures(mem, u);
    if (u->whole)
        return plan_scale(mem, unit_names(mem, m, u, 1), 0);
    if (u->kind == SAID_PREFIX)
        return terms_node(mem, QUERY_SYNONYM, u->space, u->typed.terms, u->typed.count, 0);
    if (u->kind == SAID_PHRASE && u->typed.count > 1)
        return phrase_query(mem, u);
    if (u->kind == SAID_NEAR && u->typed.count > 1)
        return terms_node(mem, QUERY_NEAR, SPACE_WORD, u->typed.terms, u->typed.count,
                          u->window + (uint32_t)u->typed.count - 1);
    return NULL;
}

static bool is_plain(const struct unit *u)
{
    return u->kind == SAID_YEARS || u->kind == SAID_FIGURES || u->whole || u->kind == SAID_PREFIX ||
           (u->typed.count > 1 && (u->kind == SAID_PHRASE || u->kind == SAID_NEAR));
}

/* One unit: its words as typed, what it names, and what else would do. all: a wording of
 * several words has to be there whole. */
static struct query *unit_query(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u,
                                bool all)
{
    if (is_plain(u))
        return labelled(plain_query(mem, m, u), "typed", u->text);

    struct query *best = plan_node(mem, QUERY_OR);
    double typed = wording_idf(&u->typed, m->documents);
    plan_add(mem, best, labelled(typed_query(mem, m, u, all), "typed", u->text));
    for (int k = WIDENED_SPELLING; k <= WIDENED_PART; k++)
        plan_add(mem, best, unit_widenings(mem, m, u, (enum widening_kind)k, typed));
    struct query *words = plan_simplify(best);
    struct query *names = unit_names(mem, m, u, NAME_WEIGHT);
    if (!names)
        return words;
    struct query *both = plan_node(mem, QUERY_OR);
    plan_add(mem, both, words);
    plan_add(mem, both, labelled(names, "name", u->text));
    return plan_simplify(both);
}

/* What a unit takes away. Said with a minus it takes every document that has the word; said as
 * 以外 of something that has a name, those that are of that name. */
static struct query *unit_exclusion(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u)
{
    struct query *any = plan_node(mem, QUERY_OR);
    plan_add(mem, any, unit_names(mem, m, u, 1));
    if (!u->except || u->name_count == 0) {
        if (u->kind == SAID_WORD && u->typed.count > 1)
            plan_add(mem, any,
                     terms_node(mem, QUERY_PHRASE, u->space, u->typed.terms, u->typed.count,
                                (uint32_t)u->typed.count));
        else
            plan_add(mem, any, unit_query(mem, m, u, true));
    }
    return plan_simplify(any);
}

struct parts {
    struct query *want, *must, *not_want, *lift; /* must: conditions that are never relaxed */
    size_t wanted, known;
    bool keywords; /* not a sentence: what holds all of a few stands first */
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

/* A bonus where the end of a and the beginning of b stand side by side, as they did in one run of
 * the question; NULL where they did not. */
static struct query *neighbours(TALLOC_CTX *mem, const struct unit *a, const struct unit *b)
{
    if (a->run != b->run || a->kind != SAID_WORD || b->kind != SAID_WORD || a->dropped ||
        !a->known || !b->known || a->typed.count == 0 || b->typed.count == 0)
        return NULL;
    size_t last = a->typed.count - 1;
    struct slice two[2] = {a->typed.terms[last], b->typed.terms[0]};
    if (a->typed.freqs[last] == 0 || b->typed.freqs[0] == 0)
        return NULL;
    return side_by_side(mem, two, 2);
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
    plan_add(mem, out->lift, labelled(pairs, "pairs", u->text));
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
            plan_add(mem, out->not_want, unit_exclusion(mem, m, u));
            continue;
        }
        struct query *q = unit_query(mem, m, u, strict);
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
        out->wanted++;
        out->known += u->known;
        add_pairs(mem, u, out);
        if (i > from && !m->sentence)
            plan_add(mem, out->lift, labelled(neighbours(mem, u - 1, u), "side by side", u->text));
    }
}

static struct query *sense_query(TALLOC_CTX *mem, const struct meaning *m, const struct sense *s,
                                 bool strict);

static struct query *finish(TALLOC_CTX *mem, struct parts *p, bool strict)
{
    struct query *q;
    if (!strict && p->keywords && p->wanted > 1 && p->wanted <= ALL_UNITS_MAX) {
        struct query *all = plan_node(mem, QUERY_AND);
        for (size_t i = 0; i < p->want->count; i++)
            plan_add(mem, all, p->want->kids[i]);
        plan_add(mem, p->want,
                 labelled(plan_scale(mem, all, ALL_WEIGHT), "all words", SLICE_LIT("")));
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
        struct query *lifted = plan_node(mem, QUERY_AND_MAYBE);
        plan_add(mem, lifted, plan_simplify(must));
        plan_add(mem, lifted, q);
        q = plan_simplify(lifted);
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
    static const enum term_space spaces[FACET_COUNT] = {
        [FACET_KIND] = SPACE_KIND_IS,     [FACET_COUNTRY] = SPACE_COUNTRY_IS,
        [FACET_CITY] = SPACE_CITY_IS,     [FACET_ORGANIZATION] = SPACE_ORGANIZATION_IS,
        [FACET_FORM] = SPACE_FORM_IS,     [FACET_SPEAKER] = SPACE_SPEAKER_IS,
        [FACET_STATUS] = SPACE_STATUS_IS, [FACET_SOURCE] = SPACE_SOURCE_IS,
        [FACET_YEAR] = SPACE_KIND_IS,
    };
    struct query *all = plan_node(mem, QUERY_AND);
    for (int f = 0; f < FACET_COUNT; f++) {
        struct query *any = plan_node(mem, QUERY_OR);
        for (size_t i = 0; i < p->filters[f].count; i++) {
            struct slice v = p->filters[f].values[i];
            struct facet_word fw;
            struct place place;
            plan_add(mem, any, plan_term(mem, spaces[f], v));
            /* 国:Vietnam and form=独自事務所 are what they name. */
            if (vocab_facet(b->shared->vocab, v, &fw) &&
                slice_eq(fw.facet, slice_of(facet_name((enum facet)f))) && !slice_eq(fw.value, v))
                plan_add(mem, any, plan_term(mem, spaces[f], fw.value));
            else if (f == FACET_COUNTRY && vocab_place(b->shared->vocab, v, &place) &&
                     place.kind == PLACE_COUNTRY && !slice_eq(place.name, v))
                plan_add(mem, any, plan_term(mem, spaces[f], place.name));
        }
        plan_add(mem, all, plan_simplify(any));
    }
    struct query *any = plan_node(mem, QUERY_OR);
    for (size_t i = 0; i < p->year_count; i++)
        plan_add(mem, any, years_node(mem, p->years[i].from, p->years[i].to));
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
    if (q && filters) {
        struct query *narrowed = plan_node(mem, QUERY_FILTER);
        plan_add(mem, narrowed, q);
        plan_add(mem, narrowed, filters);
        q = narrowed;
    }
    *ret = q ? q : plan_node(mem, QUERY_NOTHING);
    return *ret ? true : err_nomem(err, "query");
}
