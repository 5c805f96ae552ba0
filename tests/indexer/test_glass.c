/* glass: a database written whole is what Xapian would have written, to read and to change. */
#include "indexer/glass_build.h"
#include "indexer/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "ok.h"

enum {
    DOCS = 3000,
    STEP = 13, /* between docids of the build: it reaches those of three bytes */
    PARTS = 7,
    POSITIONS = 40,
    TERMS = 24,
    LONG_DATA = 60000, /* bytes: many components of one entry */
};

static uint32_t docid_of(unsigned number)
{
    return 5 + number * STEP;
}

static unsigned next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A document that number says all of. The first two words stand side by side in even ones. */
struct sample {
    struct store_term terms[TERMS];
    char names[TERMS][248];
    uint32_t positions[TERMS][POSITIONS];
    struct store_value values[2];
    char text[2][24];
    char *data;
    struct store_document doc;
};

static void put_term(struct sample *s, const char *name, size_t len, uint32_t wdf,
                     const uint32_t *positions, uint32_t count)
{
    size_t n = s->doc.term_count++;
    memcpy(s->names[n], name, len);
    if (count)
        memcpy(s->positions[n], positions, count * sizeof(positions[0]));
    s->terms[n] = (struct store_term){{s->names[n], len}, wdf, s->positions[n], count};
}

static void make_sample(struct sample *s, unsigned number)
{
    uint32_t seed = number * 77 + 1, one[2] = {1, 900}, two[1] = {number % 2 ? 3 : 2};
    char name[248];
    s->doc = (struct store_document){.terms = s->terms, .values = s->values};
    put_term(s, "everywhere", 10, 1 + number % 200, one, 2);
    put_term(s, "beside", 6, 1, two, 1);
    snprintf(name, sizeof(name), "Q%u", number);
    put_term(s, name, strlen(name), 0, NULL, 0);
    for (unsigned i = 0; i < TERMS - 6; i++) {
        uint32_t positions[POSITIONS], count = next(&seed) % POSITIONS, at = 10;
        for (uint32_t k = 0; k < count; k++)
            positions[k] = at += 1 + next(&seed) % (k % 5 == 0 ? 400 : 2);
        snprintf(name, sizeof(name), "w%02u.%u", i, next(&seed) % (i * i + 1));
        put_term(s, name, strlen(name), next(&seed) % 3, positions, count);
    }
    if (number % 9 == 0)
        put_term(s, "zero\0inside", 11, 1, one, 2);
    memset(name, 'x', 240);
    name[239] = (char)('a' + number % 26);
    if (number % 50 == 0)
        put_term(s, name, 240, 2, one, 1);
    snprintf(s->text[0], sizeof(s->text[0]), "%04u", 1950 + number % 70);
    snprintf(s->text[1], sizeof(s->text[1]), "of document %u", number);
    s->values[0] = (struct store_value){3, slice_of(s->text[1])};
    s->values[1] = (struct store_value){0, slice_of(number % 4 ? s->text[0] : "")};
    s->doc.value_count = 2;
    size_t len = number == 100 ? LONG_DATA : number % 31 == 0 ? 0 : 10 + number % 700;
    for (size_t i = 0; i < len; i++)
        s->data[i] = (char)(number == 100 ? next(&seed) : 97 + (i + number) % 3);
    s->doc.data = (struct slice){s->data, len};
}

static struct sample *new_sample(TALLOC_CTX *mem)
{
    struct sample *s = talloc_zero(mem, struct sample);
    s->data = talloc_size(s, LONG_DATA);
    return s;
}

/* Documents first .. first + DOCS - 1. */
static void build(struct scratch *p, const char *path, unsigned first, bool xapian_positions)
{
    struct err err;
    struct glass_build *b = NULL;
    struct glass_plan plan = {texts_new(p), xapian_positions};
    struct glass_run *run = glass_run_new(p, &plan);
    struct sample *s = new_sample(p);
    OK(glass_build_begin(p, path, &plan, &b, &err));
    for (unsigned part = 0, number = 0; part < PARTS; part++) {
        struct glass_part *done = NULL;
        for (; number < DOCS * (part + 1) / PARTS; number++) {
            make_sample(s, first + number);
            OK(glass_run_add(run, docid_of(number), &s->doc, &err));
        }
        OK(glass_run_finish(run, p, &done, &err));
        OK(glass_build_add(b, done, &err));
        talloc_free(done);
    }
    OK(glass_build_metadata(b, SLICE_LIT("stamp"), SLICE_LIT("old"), &err));
    OK(glass_build_metadata(b, SLICE_LIT("commit"), SLICE_LIT("1"), &err));
    OK(glass_build_metadata(b, SLICE_LIT("stamp"), SLICE_LIT("abc"), &err));
    OK(glass_build_finish(b, &err));
    assert_int_equal(glass_build_count(b), DOCS);
    talloc_free(b);
}

static void build_theirs(struct scratch *p, const char *path)
{
    struct err err;
    struct store_writer *w = NULL;
    struct sample *s = new_sample(p);
    OK(store_writer_open(p, path, &w, &err));
    for (unsigned number = 0; number < DOCS; number++) {
        make_sample(s, number);
        OK(store_replace(w, s->terms[2].term, &s->doc, &err));
    }
    OK(store_commit(w, &err));
    talloc_free(w);
}

static bool list_term(void *ctx, struct slice term, uint32_t freq)
{
    buf_put_slice(ctx, term);
    buf_printf(ctx, " %u\n", freq);
    return true;
}

static bool list_value(void *ctx, uint32_t docid, struct slice value)
{
    buf_printf(ctx, "%u ", docid);
    buf_put_slice(ctx, value);
    buf_putc(ctx, '\n');
    return true;
}

/* The same with docids numbered as the build has them. */
static bool list_value_of_theirs(void *ctx, uint32_t docid, struct slice value)
{
    return list_value(ctx, docid_of(docid - 1), value);
}

static void assert_same(const char *what, struct buf *ours, struct buf *theirs)
{
    if (ours->len == 0 || !slice_eq(buf_slice(ours), buf_slice(theirs)))
        fail_msg("%s: %zu and %zu bytes, not the same", what, ours->len, theirs->len);
    buf_clear(ours);
    buf_clear(theirs);
}

/* Hits of a query by document number and score. */
static void list_hits(struct store *s, const struct query *q, bool ours, struct buf *out)
{
    struct err err;
    struct store_result r;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct store_search search = search_of(q, DOCS);
    OK(store_run(s, mem, &search, &r, &err));
    for (size_t i = 0; i < r.hit_count; i++) {
        const struct store_hit *h = &r.hits[i];
        buf_printf(out, "%u %.9f ", ours ? h->docid : docid_of(h->docid - 1), h->score);
        buf_put_slice(out, h->data);
    }
    talloc_free(mem);
}

static void quiet(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static void assert_sound(const char *path)
{
    struct err err;
    size_t problems = 1;
    OK(store_check(path, quiet, NULL, &problems, &err));
    assert_int_equal(problems, 0);
}

static void a_build_holds_what_xapian_would_have_written(void **state)
{
    struct scratch *p = *state;
    struct err err;
    const char *their_path = scratch_path(p, "theirs");
    build(p, p->path, 0, true);
    build_theirs(p, their_path);
    assert_sound(p->path);
    struct store *ours = scratch_open(p, p->path), *theirs = scratch_open(p, their_path);
    struct buf a, b;
    buf_init(&a, p, 64 << 20);
    buf_init(&b, p, 64 << 20);
    OK(store_each_term(ours, SLICE_LIT(""), list_term, &a, &err));
    OK(store_each_term(theirs, SLICE_LIT(""), list_term, &b, &err));
    assert_same("terms", &a, &b);
    OK(store_each_value(ours, 0, list_value, &a, &err));
    OK(store_each_value(theirs, 0, list_value_of_theirs, &b, &err));
    assert_same("years", &a, &b);
    OK(store_each_value(ours, 3, list_value, &a, &err));
    OK(store_each_value(theirs, 3, list_value_of_theirs, &b, &err));
    assert_same("names", &a, &b);

    struct query words[] = {
        {.op = QUERY_TERM, .term = SLICE_LIT("everywhere")},
        {.op = QUERY_TERM, .term = SLICE_LIT("beside")},
        {.op = QUERY_TERM, .term = SLICE_LIT("w05.3")},
        {.op = QUERY_TERM, .term = SLICE_LIT("w04.1")},
        {.op = QUERY_TERM, .term = SLICE_LIT("zero\0inside")},
    };
    struct query *side[] = {&words[0], &words[1]}, *apart[] = {&words[2], &words[3]};
    const struct {
        const char *name;
        struct query q;
    } rows[] = {
        {"a term of all documents", words[0]},
        {"a term of some", words[2]},
        {"a term with a zero byte", words[4]},
        {"a phrase", {.op = QUERY_PHRASE, .kids = side, .count = 2, .window = 2}},
        {"nearness in long lists", {.op = QUERY_NEAR, .kids = apart, .count = 2, .window = 40}},
        {"a range",
         {.op = QUERY_RANGE, .slot = 0, .low = SLICE_LIT("1990"), .high = SLICE_LIT("1999")}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        list_hits(ours, &rows[i].q, true, &a);
        list_hits(theirs, &rows[i].q, false, &b);
        assert_same(rows[i].name, &a, &b);
    }
    const struct {
        const char *key, *want;
    } metadata[] = {{"stamp", "abc"}, {"commit", "1"}, {"none", ""}};
    for (size_t i = 0; i < sizeof(metadata) / sizeof(metadata[0]); i++) {
        struct slice got;
        OK(store_metadata(ours, p, slice_of(metadata[i].key), &got, &err));
        assert_string_equal(got.ptr, metadata[i].want);
    }
}

static void a_build_can_be_changed(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store_writer *w = NULL;
    struct sample *s = new_sample(p);
    struct slice data;
    uint32_t count;
    build(p, p->path, 0, false);
    OK(store_writer_open(p, p->path, &w, &err));
    for (unsigned number = 0; number < 400; number++) {
        make_sample(s, number * 7);
        s->doc.data = SLICE_LIT("changed");
        if (number % 2)
            OK(store_replace(w, s->terms[2].term, &s->doc, &err));
        else
            OK(store_delete(w, s->terms[2].term, &err));
    }
    make_sample(s, DOCS + 1);
    OK(store_replace(w, s->terms[2].term, &s->doc, &err));
    OK(store_commit(w, &err));
    talloc_free(w);
    assert_sound(p->path);
    struct store *now = scratch_open(p, p->path);
    OK(store_doc_count(now, &count, &err));
    assert_int_equal(count, DOCS - 200 + 1);
    OK(store_term_freq(now, SLICE_LIT("everywhere"), &count, &err));
    assert_int_equal(count, DOCS - 200 + 1);
    assert_false(store_find(now, p, SLICE_LIT("Q14"), &data, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    OK(store_find(now, p, SLICE_LIT("Q7"), &data, &err));
    assert_string_equal(data.ptr, "changed");
    OK(store_find(now, p, SLICE_LIT("Q100"), &data, &err));
    assert_int_equal(data.len, LONG_DATA);
}

/* The words of document number stand in s where the sample has them. */
static void assert_positions(struct store *s, unsigned number)
{
    struct err err;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct sample *want = new_sample(mem);
    make_sample(want, number);
    for (size_t i = 0; i < want->doc.term_count; i++) {
        const struct store_term *t = &want->terms[i];
        if (t->position_count == 0)
            continue;
        uint32_t *got = NULL;
        size_t count = 99;
        OK(store_positions(s, mem, docid_of(number), t->term, &got, &count, &err));
        if (count != t->position_count ||
            (count && memcmp(got, t->positions, count * sizeof(got[0])) != 0))
            fail_msg("document %u, %.*s: %zu positions", number, SLICE_ARG(t->term), count);
    }
    talloc_free(mem);
}

static void positions_stand_in_xapians_table_or_with_the_data(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct store_writer *w = NULL;
    struct sample *s = new_sample(p);
    for (int round = 0; round < 2; round++) {
        const char *path = round ? scratch_path(p, "other") : p->path;
        build(p, path, 0, round);
        struct store *built = scratch_open(p, path);
        for (unsigned number = 0; number < DOCS; number++)
            assert_positions(built, number);
        OK(store_writer_open(p, path, &w, &err));
        make_sample(s, 44); /* in the place of 43 */
        s->terms[2].term = SLICE_LIT("Q43");
        OK(store_replace(w, SLICE_LIT("Q43"), &s->doc, &err));
        OK(store_commit(w, &err));
        talloc_free(w);
        uint32_t *got = NULL;
        size_t count = 0;
        struct store *changed = scratch_open(p, path);
        OK(store_positions(changed, p, docid_of(43), SLICE_LIT("beside"), &got, &count, &err));
        assert_int_equal(count, 1);
        assert_int_equal(got[0], 2); /* in odd documents 3 */
        assert_positions(changed, 42);
        assert_sound(path);
    }
}

static void builds_opened_together_give_the_data_of_each(void **state)
{
    struct scratch *p = *state;
    struct err err;
    const char *other = scratch_path(p, "other"), *stub = scratch_path(p, "stub");
    build(p, p->path, 0, false);
    build(p, other, 100000, false);
    FILE *f = fopen(stub, "w");
    assert_non_null(f);
    fprintf(f, "# both\nauto db\nauto %s\n", other);
    fclose(f);
    const struct {
        const char *name, *paths[2];
        size_t count;
    } rows[] = {{"two paths", {p->path, other}, 2}, {"a stub file", {stub}, 1}};
    struct sample *s = new_sample(p);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store *both = NULL;
        OK(store_open(p, rows[i].paths, rows[i].count, &both, &err));
        for (unsigned number = 2500; number < 103000; number += number == 2999 ? 97001 : 1) {
            struct slice data;
            make_sample(s, number);
            if (!store_find(both, p, s->terms[2].term, &data, &err))
                fail_msg("%s: document %u: %s", rows[i].name, number, err.msg);
            if (!slice_eq(data, s->doc.data))
                fail_msg("%s: document %u has other data", rows[i].name, number);
            talloc_free((void *)(uintptr_t)data.ptr);
        }
    }
}

static void a_small_build_is_whole(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct glass_build *b = NULL;
    struct glass_part *part = NULL, *nothing = NULL;
    struct glass_plan plan = {texts_new(p), false};
    struct glass_run *run = glass_run_new(p, &plan);
    struct store_term term = {SLICE_LIT("Q1"), 0, NULL, 0};
    struct store_document doc = {.terms = &term, .term_count = 1};
    OK(glass_build_begin(p, p->path, &plan, &b, &err));
    OK(glass_run_finish(run, p, &nothing, &err));
    OK(glass_build_add(b, nothing, &err));
    OK(glass_run_add(run, 1, &doc, &err));
    OK(glass_run_finish(run, p, &part, &err));
    OK(glass_build_add(b, part, &err));
    OK(glass_build_finish(b, &err));
    assert_sound(p->path);
    struct store *s = scratch_open(p, p->path);
    struct slice data;
    OK(store_find(s, p, SLICE_LIT("Q1"), &data, &err));
    assert_int_equal(data.len, 0);
}

static void a_build_does_not_take_a_folder_that_is_there(void **state)
{
    struct scratch *p = *state;
    struct err err;
    struct glass_build *b = NULL;
    struct glass_plan plan = {texts_new(p), false};
    assert_false(glass_build_begin(p, p->dir, &plan, &b, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_null(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(a_build_holds_what_xapian_would_have_written),
        IN_SCRATCH(a_build_can_be_changed),
        IN_SCRATCH(positions_stand_in_xapians_table_or_with_the_data),
        IN_SCRATCH(builds_opened_together_give_the_data_of_each),
        IN_SCRATCH(a_small_build_is_whole),
        IN_SCRATCH(a_build_does_not_take_a_folder_that_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
