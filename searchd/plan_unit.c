/* plan_unit.c - one unit of the question as a query: its words as typed, what it names, and what
 * else would do.
 */
#include "searchd/freq.h"
#include "searchd/plan_parts.h"
#include "searchd/tune.h"

/* Chosen on the dev half of the officers' queries; tests/relevance measures them. */
#define NAME_WEIGHT     TUNE("NAME", 1.3)     /* of the unit's own idf: a record of that country */
#define TOGETHER_WEIGHT TUNE("TOGETHER", 0.6) /* the words of an entry, side by side */
#define APART_WEIGHT    TUNE("APART", 0.3)    /* the words of an entry, somewhere */
#define TYPED_WEIGHT    TUNE("TYPED", 0.4)    /* the word as typed, beside what it means */

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

/* Documents that have all words of the unit, some of them damaged there. What is mended has no
 * place in the text, so that no phrase holds it; that it was mended says that they are together. */
static struct query *mended_node(TALLOC_CTX *mem, const struct unit *u)
{
    struct query *some = plan_node(mem, QUERY_OR);
    for (size_t i = 0; i < u->typed.count; i++)
        if (u->typed.mended && u->typed.mended[i])
            plan_add(mem, some, plan_term(mem, SPACE_MENDED, u->typed.terms[i]));
    if (!some || some->count == 0)
        return NULL;
    struct query *both = plan_node(mem, QUERY_FILTER);
    plan_add(mem, both, typed_node(mem, QUERY_AND, u));
    plan_add(mem, both, plan_simplify(some));
    return both;
}

/* What the words give where they stand side by side as typed, beyond what they give apart: as one
 * term of the documents that hold them so. 教育 and 旅行 are everywhere, 教育旅行 is in three. */
static struct query *side_by_side(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u)
{
    const struct wording *g = &u->typed;
    double apart = wording_idf(g, m->documents);
    double together = g->hits ? idf_of(g->hits, m->documents) : apart;
    struct query *either = plan_node(mem, QUERY_OR);
    plan_add(mem, either,
             plan_terms(mem, QUERY_PHRASE, SPACE_WORD, g->terms, g->count, (uint32_t)g->count));
    plan_add(mem, either, mended_node(mem, u));
    return plan_scale(mem, plan_simplify(either), TOGETHER_WEIGHT * together / apart);
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
    double factor = 1;
    uint64_t holders = 0; /* of any, at most */
    for (size_t i = 0; i < u->widening_count; i++) {
        const struct wording *g = &u->widenings[i];
        if (g->kind != kind || (u->meant && g->terms == u->typed.terms))
            continue;
        plan_add(mem, any,
                 plan_terms(mem, u->space == SPACE_WORD ? QUERY_PHRASE : QUERY_AND, u->space,
                            g->terms, g->count, (uint32_t)g->count + 1));
        holders += g->hits;
        factor = g->factor < factor ? g->factor : factor;
    }
    if (kind == WIDENED_SYNONYM && has_synonyms(m, u)) {
        plan_add(mem, any,
                 plan_terms(mem, QUERY_PHRASE, u->space, u->typed.terms, u->typed.count,
                            (uint32_t)u->typed.count + 1));
        holders += u->typed.count > 1 ? u->typed.hits : u->hits;
    }
    double own = idf_of(holders < m->documents ? (uint32_t)holders : m->documents, m->documents);
    bool stands_in = kind == WIDENED_READING || kind == WIDENED_CORRECTION;
    double limit = !stands_in && typed > 0 && typed < own ? typed / own : 1;
    return plan_labelled(plan_scale(mem, plan_simplify(any), factor * limit), widening_name(kind),
                         u->text);
}

/* The words in order, and every pair of neighbouring characters: positions alone do not tell
 * 県産品の販路 from 県産品と販路, since particles hold no place in the index. */
static struct query *phrase_query(TALLOC_CTX *mem, const struct unit *u)
{
    uint32_t words = (uint32_t)u->typed.count;
    struct query *exact = plan_node(mem, QUERY_FILTER);
    plan_add(mem, exact,
             plan_terms(mem, QUERY_PHRASE, SPACE_WORD, u->typed.terms, u->typed.count,
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
    plan_add(mem, lifted, side_by_side(mem, m, u));
    return lifted;
}

/* A unit that is no word with alternatives; NULL where it is one. */
static struct query *plain_query(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u)
{
    if (u->kind == SAID_YEARS)
        return plan_said_years(mem, u);
    if (u->kind == SAID_FIGURES)
        return plan_said_figures(mem, u);
    if (u->whole)
        return plan_scale(mem, unit_names(mem, m, u, 1), 0);
    if (u->kind == SAID_PREFIX)
        return plan_terms(mem, QUERY_SYNONYM, u->space, u->typed.terms, u->typed.count, 0);
    if (u->kind == SAID_PHRASE && u->typed.count > 1)
        return phrase_query(mem, u);
    if (u->kind == SAID_NEAR && u->typed.count > 1)
        return plan_terms(mem, QUERY_NEAR, SPACE_WORD, u->typed.terms, u->typed.count,
                          u->window + (uint32_t)u->typed.count - 1);
    return NULL;
}

static bool is_plain(const struct unit *u)
{
    return u->kind == SAID_YEARS || u->kind == SAID_FIGURES || u->whole || u->kind == SAID_PREFIX ||
           (u->typed.count > 1 && (u->kind == SAID_PHRASE || u->kind == SAID_NEAR));
}

struct query *plan_unit(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u, bool all)
{
    if (is_plain(u))
        return plan_labelled(plain_query(mem, m, u), "typed", u->text);

    struct query *best = plan_node(mem, QUERY_OR);
    double typed = wording_idf(&u->typed, m->documents);
    plan_add(mem, best, plan_labelled(typed_query(mem, m, u, all), "typed", u->text));
    for (int k = WIDENED_SPELLING; k <= WIDENED_PART; k++)
        plan_add(mem, best, unit_widenings(mem, m, u, (enum widening_kind)k, typed));
    struct query *words = plan_simplify(best);
    struct query *names = unit_names(mem, m, u, NAME_WEIGHT);
    if (!names)
        return words;
    struct query *both = plan_node(mem, QUERY_OR);
    plan_add(mem, both, words);
    plan_add(mem, both, plan_labelled(names, "name", u->text));
    return plan_simplify(both);
}

struct query *plan_exclusion(TALLOC_CTX *mem, const struct meaning *m, const struct unit *u)
{
    struct query *any = plan_node(mem, QUERY_OR);
    plan_add(mem, any, unit_names(mem, m, u, 1));
    if (!u->except || u->name_count == 0) {
        if (u->kind == SAID_WORD && u->typed.count > 1)
            plan_add(mem, any,
                     plan_terms(mem, QUERY_PHRASE, u->space, u->typed.terms, u->typed.count,
                                (uint32_t)u->typed.count));
        else
            plan_add(mem, any, plan_unit(mem, m, u, true));
    }
    return plan_simplify(any);
}
