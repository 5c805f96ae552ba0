/* store: what is written is found; readers and writers keep out of each other's way. */
#include "indexer/scratch.h"
#include "indexer/store_writer.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "ok.h"

/* Adds a document of words at positions 1, 2, ..., with id "Q<n>" and a value in slot 0. */
static void add(struct store_writer *w, int n, const char *const *words, const char *value)
{
    struct err err;
    struct store_term terms[16];
    uint32_t positions[16];
    char id[16];
    size_t count = 0;
    for (; words[count]; count++) {
        positions[count] = (uint32_t)count + 1;
        terms[count] = (struct store_term){slice_of(words[count]), 1, &positions[count], 1};
    }
    snprintf(id, sizeof(id), "Q%d", n);
    terms[count++] = (struct store_term){slice_of(id), 0, NULL, 0};
    struct store_value values[1] = {{0, slice_of(value)}};
    struct store_document doc = {terms, count, values, 1, slice_of(id)};
    OK(store_replace(w, slice_of(id), &doc, &err));
}

static const char *const kanko[] = {"観光", "客", "誘致", NULL};
static const char *const other[] = {"観光", "誘致", NULL};
static const char *const port[] = {"港", "整備", NULL};

static struct store_writer *three_documents(struct scratch *p)
{
    struct err err;
    struct store_writer *w = NULL;
    OK(store_writer_open(p, p->path, &w, &err));
    add(w, 1, kanko, "2011");
    add(w, 2, other, "2013");
    add(w, 3, port, "");
    OK(store_commit(w, &err));
    return w;
}

static struct query term(const char *t)
{
    return (struct query){.op = QUERY_TERM, .term = slice_of(t)};
}

static void operators_find_what_they_say(void **state)
{
    struct scratch *p = *state;
    struct err err;
    three_documents(p);
    struct store *s = scratch_open(p, p->path);
    struct query a = term("観光"), b = term("誘致"), c = term("港");
    struct query *ab[] = {&a, &b}, *ac[] = {&a, &c}, *ba[] = {&b, &a}, *one[] = {&a};
    const struct {
        const char *name;
        struct query q;
        uint32_t want;
    } rows[] = {
        {"term", a, 2},
        {"all", {.op = QUERY_ALL}, 3},
        {"nothing", {.op = QUERY_NOTHING}, 0},
        {"and", {.op = QUERY_AND, .kids = ab, .count = 2}, 2},
        {"and without match", {.op = QUERY_AND, .kids = ac, .count = 2}, 0},
        {"or", {.op = QUERY_OR, .kids = ac, .count = 2}, 3},
        {"and not", {.op = QUERY_AND_NOT, .kids = ac, .count = 2}, 2},
        {"and maybe", {.op = QUERY_AND_MAYBE, .kids = ac, .count = 2}, 2},
        {"filter", {.op = QUERY_FILTER, .kids = ab, .count = 2}, 2},
        {"synonym", {.op = QUERY_SYNONYM, .kids = ac, .count = 2}, 3},
        {"scale", {.op = QUERY_SCALE, .kids = one, .count = 1, .scale = 0}, 2},
        {"phrase of neighbours", {.op = QUERY_PHRASE, .kids = ab, .count = 2, .window = 2}, 1},
        {"phrase with a gap", {.op = QUERY_PHRASE, .kids = ab, .count = 2, .window = 3}, 2},
        {"phrase in the wrong order", {.op = QUERY_PHRASE, .kids = ba, .count = 2, .window = 3}, 0},
        {"near in any order", {.op = QUERY_NEAR, .kids = ba, .count = 2, .window = 3}, 2},
        {"range",
         {.op = QUERY_RANGE, .slot = 0, .low = SLICE_LIT("2012"), .high = SLICE_LIT("2014")},
         1},
        {"range without end", {.op = QUERY_RANGE, .slot = 0, .low = SLICE_LIT("2011")}, 2},
        {"range without beginning; no value is not in it",
         {.op = QUERY_RANGE, .slot = 0, .high = SLICE_LIT("2012")},
         1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store_search search = search_of(&rows[i].q, 10);
        struct store_result r;
        if (!store_run(s, p, &search, &r, &err))
            fail_msg("%s: %s", rows[i].name, err.msg);
        if (r.total != rows[i].want || r.hit_count != rows[i].want)
            fail_msg("%s: %u found", rows[i].name, r.total);
    }
}

static void bad_queries_are_errors(void **state)
{
    struct scratch *p = *state;
    struct err err;
    three_documents(p);
    struct store *s = scratch_open(p, p->path);
    struct query a = term("観光"), deep[STORE_QUERY_DEPTH + 4];
    struct query *kids[STORE_QUERY_DEPTH + 4];
    for (size_t i = 0; i < STORE_QUERY_DEPTH + 4; i++) {
        kids[i] = i ? &deep[i - 1] : &a;
        deep[i] = (struct query){.op = QUERY_AND, .kids = &kids[i], .count = 1};
    }
    struct query *or_kid[] = {&deep[0], &a};
    struct query phrase = {.op = QUERY_PHRASE, .kids = or_kid, .count = 2, .window = 2};
    const struct {
        const char *name;
        const struct query *q;
        enum err_code want;
    } rows[] = {
        {"too deep", &deep[STORE_QUERY_DEPTH + 3], ERR_INPUT},
        {"phrase of other than terms", &phrase, ERR_BUG},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store_search search = search_of(rows[i].q, 10);
        struct store_result r;
        if (store_run(s, p, &search, &r, &err) || err.code != rows[i].want)
            fail_msg("%s: code %d", rows[i].name, err.code);
    }
}

static void facets_count_and_sorting_puts_the_empty_last(void **state)
{
    struct scratch *p = *state;
    struct err err;
    three_documents(p);
    struct store *s = scratch_open(p, p->path);
    struct query all = {.op = QUERY_ALL};
    struct store_result r;
    for (int descending = 0; descending < 2; descending++) {
        struct store_search search = search_of(&all, 10);
        search.facet_slot = search.sort_slot = 0;
        search.sort_descending = descending;
        OK(store_run(s, p, &search, &r, &err));
        assert_int_equal(r.facet_count, 2);
        for (size_t i = 0; i < r.facet_count; i++)
            assert_int_equal(r.facets[i].count, 1);
        assert_int_equal(r.hit_count, 3);
        assert_true(slice_eq(r.hits[2].data, SLICE_LIT("Q3")));
        assert_true(slice_eq(r.hits[0].data, descending ? SLICE_LIT("Q2") : SLICE_LIT("Q1")));
    }
    struct store_search search = search_of(&all, 10);
    search.offset = 1;
    search.limit = 1;
    OK(store_run(s, p, &search, &r, &err));
    assert_int_equal(r.hit_count, 1);
    assert_int_equal(r.total, 3);
}

static void a_second_writer_is_turned_away(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store_writer *second = NULL;
    three_documents(p);
    assert_false(store_writer_open(p, p->path, &second, &err));
    assert_int_equal(err.code, ERR_BUSY);
}

static void nothing_shows_before_the_commit(void **state)
{
    struct scratch *p = *state;
    struct err err;
    uint32_t count;
    bool changed;
    struct store_writer *w = three_documents(p);
    struct store *s = scratch_open(p, p->path);
    add(w, 4, port, "");
    OK(store_doc_count(store_writer_view(w), &count, &err));
    assert_int_equal(count, 4);
    OK(store_reopen(s, &changed, &err));
    assert_false(changed);
    OK(store_commit(w, &err));
    OK(store_reopen(s, &changed, &err));
    assert_true(changed);
    OK(store_doc_count(s, &count, &err));
    assert_int_equal(count, 4);
    add(w, 5, port, "");
    talloc_free(w); /* without a commit */
    OK(store_reopen(s, &changed, &err));
    OK(store_doc_count(s, &count, &err));
    assert_int_equal(count, 4);
}

static void a_reader_two_commits_behind_is_stale(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct slice data;
    bool changed;
    struct store_writer *w = three_documents(p);
    struct store *s = scratch_open(p, p->path);
    /* Many documents, so that blocks the reader needs are written over. */
    for (int round = 0; round < 4; round++) {
        for (int i = 10; i < 1500; i++)
            add(w, i + 2000 * round, kanko, "2011");
        OK(store_commit(w, &err));
    }
    struct query q = term("観光");
    struct store_search search = search_of(&q, 10);
    struct store_result r;
    if (store_run(s, p, &search, &r, &err))
        (void)store_find(s, p, SLICE_LIT("Q9999"), &data, &err);
    if (err.code != ERR_STALE && err.code != ERR_NOT_FOUND)
        fail_msg("code %d: %s", err.code, err.msg);
    OK(store_reopen(s, &changed, &err));
    OK(store_run(s, p, &search, &r, &err));
    assert_int_equal(r.total, 4 * 1490 + 2);
}

static void what_is_no_database_is_told(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store *s = NULL;
    const char *missing[] = {p->path}, *folder[] = {p->dir}, *remote[] = {"127.0.0.1:1"};
    assert_false(store_open(p, missing, 1, &s, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(store_open(p, folder, 1, &s, &err));
    assert_true(err.code == ERR_STORE || err.code == ERR_NOT_FOUND);
    assert_false(store_open(p, remote, 1, &s, &err));
    assert_int_equal(err.code, ERR_STORE);
}

static bool collect(void *ctx, struct slice t, uint32_t freq)
{
    char *out = ctx;
    snprintf(out + strlen(out), 200 - strlen(out), "%.*s=%u ", SLICE_ARG(t), freq);
    return true;
}

static void words_are_the_terms_without_prefix(void **state)
{
    struct scratch *p = *state;
    struct err err;
    char out[200] = "";
    three_documents(p);
    struct store *s = scratch_open(p, p->path);
    OK(store_each_word(s, collect, out, &err));
    assert_string_equal(out, "客=1 整備=1 港=1 観光=2 誘致=2 ");
    out[0] = '\0';
    OK(store_each_term(s, SLICE_LIT("Q"), collect, out, &err));
    assert_string_equal(out, "Q1=1 Q2=1 Q3=1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(operators_find_what_they_say),
        IN_SCRATCH(bad_queries_are_errors),
        IN_SCRATCH(facets_count_and_sorting_puts_the_empty_last),
        IN_SCRATCH(a_second_writer_is_turned_away),
        IN_SCRATCH(nothing_shows_before_the_commit),
        IN_SCRATCH(a_reader_two_commits_behind_is_stale),
        IN_SCRATCH(what_is_no_database_is_told),
        IN_SCRATCH(words_are_the_terms_without_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
