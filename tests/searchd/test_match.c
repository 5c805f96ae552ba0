/* match, rank: what is found and in which order, worked out by hand, and by libxapian's own matcher
 * over random documents and random queries. */
#include "indexer/scratch.h"
#include "searchd/rank.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ok.h"

enum { WORDS = 9, DOCUMENTS = 1500, QUERIES = 600 };

/* xorshift64* (Vigna 2016): the same numbers everywhere. */
static uint32_t roll(uint64_t *dice, uint32_t sides)
{
    *dice ^= *dice >> 12;
    *dice ^= *dice << 25;
    *dice ^= *dice >> 27;
    return (uint32_t)((*dice * 0x2545F4914F6CDD1Du >> 33) % sides);
}

/* Adds a document of the words in text, one letter each, with its place as position. */
static void add(struct store_writer *w, unsigned n, const char *text, const char *year,
                const char *group)
{
    struct err err;
    struct store_term terms[WORDS + 1];
    uint32_t positions[WORDS][200];
    char letters[WORDS][2] = {{0}}, id[16];
    size_t count = 0;
    for (unsigned l = 0; l < WORDS; l++) {
        uint32_t k = 0;
        for (uint32_t i = 0; text[i]; i++)
            if (text[i] == (char)('a' + l))
                positions[l][k++] = i + 1;
        letters[l][0] = (char)('a' + l);
        if (k > 0)
            terms[count++] = (struct store_term){slice_of(letters[l]), k, positions[l], k};
    }
    snprintf(id, sizeof(id), "Q%u", n);
    terms[count++] = (struct store_term){slice_of(id), 0, NULL, 0};
    struct store_value values[3] = {
        {SLOT_YEAR, slice_of(year)}, {SLOT_GROUP, slice_of(group)}, {SLOT_FACETS, slice_of(year)}};
    struct store_document doc = {terms, count, values, 3, slice_of(id)};
    OK(store_replace(w, slice_of(id), &doc, &err));
}

static void open_both(struct scratch *p, struct store **s, struct matcher **m)
{
    struct err err;
    *s = scratch_open(p, p->path);
    OK(matcher_open(p, *s, m, &err));
}

static struct query *node(struct scratch *p, enum query_op op, size_t count)
{
    struct query *q = talloc_zero(p, struct query);
    q->op = op;
    q->count = count;
    q->kids = talloc_zero_array(p, struct query *, (unsigned)count + 1);
    return q;
}

static struct query *term(struct scratch *p, const char *t)
{
    struct query *q = node(p, QUERY_TERM, 0);
    q->term = slice_of(talloc_strdup(p, t));
    return q;
}

static struct query *random_term(struct scratch *p, uint64_t *dice)
{
    char letter[2] = {(char)('a' + roll(dice, WORDS + 1)), 0}; /* one that no document has, too */
    return term(p, letter);
}

static struct query *random_query(struct scratch *p, uint64_t *dice, int depth)
{
    static const enum query_op ops[] = {QUERY_AND,     QUERY_OR,     QUERY_AND_NOT, QUERY_AND_MAYBE,
                                        QUERY_FILTER,  QUERY_PHRASE, QUERY_NEAR,    QUERY_SCALE,
                                        QUERY_SYNONYM, QUERY_RANGE};
    if (depth == 0 || roll(dice, 4) == 0)
        return random_term(p, dice);
    enum query_op op = ops[roll(dice, sizeof(ops) / sizeof(ops[0]))];
    bool terms = op == QUERY_PHRASE || op == QUERY_NEAR || op == QUERY_SYNONYM;
    size_t count = op == QUERY_SCALE ? 1 : op == QUERY_RANGE ? 0 : 2 + roll(dice, 2);
    struct query *q = node(p, op, count);
    q->window = (uint32_t)count + roll(dice, 3);
    q->scale = roll(dice, 4) * 0.5;
    if (op == QUERY_RANGE) {
        q->slot = SLOT_YEAR;
        q->low = slice_of(talloc_asprintf(p, "%u", 2000 + roll(dice, 10)));
        q->high = slice_of(talloc_asprintf(p, "%u", 2005 + roll(dice, 10)));
    }
    for (size_t i = 0; i < count; i++)
        /* On the right of AND_MAYBE libxapian 1.4.22 now and then takes a phrase to hold that
         * does not: g ... i as "g i". */
        q->kids[i] = terms || (op == QUERY_AND_MAYBE && i > 0) ? random_term(p, dice)
                                                               : random_query(p, dice, depth - 1);
    /* A synonym's words differ: libxapian's estimates for equal ones depend on their order. */
    for (char c = 'a'; op == QUERY_SYNONYM && c < 'a' + (char)count; c++)
        q->kids[c - 'a'] = term(p, (char[]){(char)(c + (char)roll(dice, 3) * 3), 0});
    return q;
}

static void print(const struct query *q, struct buf *out)
{
    static const char *const names[] = {"nothing", "all",   "",       "and",     "or",
                                        "not",     "maybe", "filter", "synonym", "phrase",
                                        "near",    "scale", "range"};
    if (q->op == QUERY_TERM) {
        buf_put_slice(out, q->term);
        return;
    }
    buf_printf(out, "%s(%u", names[q->op], q->window);
    for (size_t i = 0; i < q->count; i++) {
        buf_puts(out, " ");
        print(q->kids[i], out);
    }
    buf_puts(out, ")");
}

static void random_documents(struct scratch *p, uint64_t *dice)
{
    struct err err;
    struct store_writer *w;
    OK(store_writer_open(p, p->path, &w, &err));
    for (unsigned n = 1; n <= DOCUMENTS; n++) {
        char text[41] = "", year[8] = "", group[8] = "";
        uint32_t length = 1 + roll(dice, 40);
        for (uint32_t i = 0; i < length; i++) {
            uint32_t a = roll(dice, WORDS), b = roll(dice, WORDS);
            text[i] = (char)('a' + (a < b ? a : b)); /* some words are commoner than others */
        }
        text[length] = 0;
        if (roll(dice, 10))
            snprintf(year, sizeof(year), "%u", 2000 + roll(dice, 15));
        if (roll(dice, 2))
            snprintf(group, sizeof(group), "g%u", roll(dice, 60));
        add(w, n, text, year, group);
    }
    OK(store_commit(w, &err));
    talloc_free(w);
}

static int by_document(const void *a, const void *b)
{
    uint32_t x = ((const struct store_hit *)a)->docid, y = ((const struct store_hit *)b)->docid;
    return (x > y) - (x < y);
}

static void libxapian_finds_and_scores_the_same(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store *s;
    struct matcher *m;
    uint32_t found = 0;
    uint64_t dice = 20260401;
    random_documents(p, &dice);
    open_both(p, &s, &m);
    for (int i = 0; i < QUERIES; i++) {
        TALLOC_CTX *mem = talloc_new(p);
        struct query *q = random_query(p, &dice, 3);
        struct store_search search = search_of(q, DOCUMENTS);
        struct store_result theirs, ours;
        struct buf text;
        buf_init(&text, mem, 1 << 16);
        print(q, &text);
        buf_putc(&text, 0);
        OK(store_run(s, mem, &search, &theirs, &err));
        OK(rank_run(m, mem, &search, &ours, &err));
        if (ours.hit_count != theirs.hit_count || ours.total != ours.hit_count)
            fail_msg("%s: %zu found, by libxapian %zu", text.ptr, ours.hit_count, theirs.hit_count);
        found += (uint32_t)ours.hit_count;
        struct store_result page;
        search.offset = roll(&dice, 30);
        search.limit = 1 + roll(&dice, 10);
        OK(rank_run(m, mem, &search, &page, &err));
        for (size_t k = 0; k < page.hit_count; k++)
            if (search.offset + k >= ours.hit_count ||
                fabs(page.hits[k].score - ours.hits[search.offset + k].score) > 0.002)
                fail_msg("%s: hit %zu of the page from %u on is another one", text.ptr, k,
                         search.offset);
        for (size_t k = 1; k < ours.hit_count; k++)
            if (ours.hits[k].score > ours.hits[k - 1].score + 0.001)
                fail_msg("%s: hit %zu is better than the one before", text.ptr, k);
        qsort(ours.hits, ours.hit_count, sizeof(ours.hits[0]), by_document);
        qsort(theirs.hits, theirs.hit_count, sizeof(theirs.hits[0]), by_document);
        for (size_t k = 0; k < ours.hit_count; k++)
            if (ours.hits[k].docid != theirs.hits[k].docid ||
                fabs(ours.hits[k].score - theirs.hits[k].score) > 0.01)
                fail_msg("%s: document %u scores %f, by libxapian document %u %f", text.ptr,
                         ours.hits[k].docid, ours.hits[k].score, theirs.hits[k].docid,
                         theirs.hits[k].score);
        talloc_free(mem);
    }
    assert_true(found > 10 * QUERIES); /* the queries are no empty ones */
}

/* Five documents: 1 and 2 in one group, 4 and 5 in another. */
static void five_documents(struct scratch *p)
{
    struct err err;
    struct store_writer *w;
    OK(store_writer_open(p, p->path, &w, &err));
    add(w, 1, "ab", "2010", "x");
    add(w, 2, "aab", "2012", "x");
    add(w, 3, "ba", "", "");
    add(w, 4, "cac", "2012", "y");
    add(w, 5, "cc", "2010", "y");
    OK(store_commit(w, &err));
    talloc_free(w);
}

static void folded_documents_are_counted_and_named(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store *s;
    struct matcher *m;
    struct store_result r;
    five_documents(p);
    open_both(p, &s, &m);
    struct query *q = term(p, "a");
    struct store_search search = search_of(q, DOCUMENTS);
    search.collapse_slot = SLOT_GROUP;
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.uncollapsed, 4); /* 1, 2, 3 and 4 have the word */
    assert_int_equal(r.total, 3);       /* 1 and 2 are one */
    assert_int_equal(r.hit_count, 3);
    assert_int_equal(r.hits[0].docid, 2); /* two of three words */
    assert_int_equal(r.hits[0].member_count, 1);
    assert_int_equal(r.hits[0].members[0], 1);
    for (size_t i = 1; i < 3; i++)
        assert_int_equal(r.hits[i].member_count, 0); /* 5 of the group y has no such word */
    search.member_score = 1; /* document 1 scores less than 2: a hit of its own */
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.hits[0].member_count, 0);
    assert_int_equal(r.hit_count, 4);
    assert_int_equal(r.total, 4);
    /* Where nothing is asked all score nothing, and are folded all the same. */
    struct query all = {.op = QUERY_ALL};
    search.query = &all;
    search.member_score = 0.8;
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.total, 3);
    assert_int_equal(r.hit_count, 3);
    search.query = q;
    search.member_score = 0;
    search.offset = 1;
    search.limit = 1;
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.hit_count, 1);
    assert_int_not_equal(r.hits[0].docid, 1); /* folded into a hit of the page before */
    assert_int_equal(r.total, 3);
}

static void facets_count_every_match_and_sorting_puts_the_empty_last(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store *s;
    struct matcher *m;
    struct store_result r;
    five_documents(p);
    open_both(p, &s, &m);
    struct query all = {.op = QUERY_ALL};
    struct store_search search = search_of(&all, DOCUMENTS);
    search.facet_slot = search.sort_slot = SLOT_YEAR;
    search.limit = 2;
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.total, 5);
    assert_int_equal(r.facet_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(slice_eq(r.facets[i].value, i ? SLICE_LIT("2012") : SLICE_LIT("2010")));
        assert_int_equal(r.facets[i].count, 2);
    }
    static const uint32_t upwards[] = {1, 5, 2, 4, 3}, downwards[] = {2, 4, 1, 5, 3};
    search.limit = 5;
    for (int down = 0; down < 2; down++) {
        search.sort_descending = down;
        OK(rank_run(m, p, &search, &r, &err));
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(r.hits[i].docid, (down ? downwards : upwards)[i]);
    }
}

/* 2,000 documents have both words, every fourth of them side by side: more than are looked at. */
static void many_candidates_of_a_phrase_make_the_total_an_estimate(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store_writer *w;
    struct store *s;
    struct matcher *m;
    struct store_result r;
    OK(store_writer_open(p, p->path, &w, &err));
    for (unsigned n = 1; n <= 2000; n++)
        add(w, n, n % 4 ? "acb" : "cab", "", "");
    OK(store_commit(w, &err));
    talloc_free(w);
    open_both(p, &s, &m);
    struct query *q = node(p, QUERY_PHRASE, 2);
    q->window = 2;
    q->kids[0] = term(p, "a");
    q->kids[1] = term(p, "b");
    struct store_search search = search_of(q, DOCUMENTS);
    search.limit = 20;
    OK(rank_run(m, p, &search, &r, &err));
    assert_true(r.total_is_estimate);
    assert_in_range(r.total, 400, 600); /* 500 */
    assert_int_equal(r.hit_count, 20);
    for (size_t i = 0; i < r.hit_count; i++)
        assert_int_equal(r.hits[i].docid % 4, 0); /* each hit has been looked at */
    search.limit = 600;
    OK(rank_run(m, p, &search, &r, &err));
    assert_int_equal(r.hit_count, 500);
    assert_int_equal(r.total, 500);
    assert_false(r.total_is_estimate);
}

/* What q gives to doc. */
static double score_of(struct scratch *p, struct matcher *m, const struct query *q, uint32_t doc)
{
    struct err err;
    struct match match;
    bool matches;
    OK(match_begin(m, p, q, 1.2, 0.75, &match, &err));
    OK(match_settle(&match, doc, &matches));
    double score = (double)m->scores[doc];
    match_end(&match);
    return score;
}

static void a_score_is_the_sum_of_what_each_word_gives(void **state)
{
    struct scratch *p = *state;
    struct store *s;
    struct matcher *m;
    five_documents(p);
    open_both(p, &s, &m);
    struct query *q = node(p, QUERY_OR, 2);
    q->kids[0] = term(p, "a");
    q->kids[1] = term(p, "b");
    double a = score_of(p, m, q->kids[0], 2), b = score_of(p, m, q->kids[1], 2);
    /* Five documents, four have a, three have b; document 2 is 3 words long, the mean is 2.4.
     * idf a = ln(0.5 * 1.5 / 4.5 + 1), idf b = ln(0.5 * 2.5 / 3.5 + 1);
     * norm = 1.2 * (0.25 + 0.75 * 3 / 2.4) = 1.425. */
    assert_true(fabs(a - 2.2 * log(0.5 * 1.5 / 4.5 + 1) * 2 / (2 + 1.425)) < 0.0005);
    assert_true(fabs(b - 2.2 * log(0.5 * 2.5 / 3.5 + 1) * 1 / (1 + 1.425)) < 0.0005);
    assert_true(fabs(score_of(p, m, q, 2) - a - b) < 0.0005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(libxapian_finds_and_scores_the_same),
        IN_SCRATCH(folded_documents_are_counted_and_named),
        IN_SCRATCH(facets_count_every_match_and_sorting_puts_the_empty_last),
        IN_SCRATCH(many_candidates_of_a_phrase_make_the_total_an_estimate),
        IN_SCRATCH(a_score_is_the_sum_of_what_each_word_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
