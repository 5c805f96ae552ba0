/* positions: every word of a document is found where it stands, in small documents and large. */
#include "indexer/positions.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "ok.h"

enum { WORDS_MAX = 20000, EACH = 5 };

struct bench {
    struct store_term terms[WORDS_MAX];
    char names[WORDS_MAX][12];
    uint32_t positions[WORDS_MAX][EACH];
    struct buf packed;
};

static int make_bench(void **state)
{
    struct bench *b = talloc_zero(NULL, struct bench);
    buf_init(&b->packed, b, 16 << 20);
    /* Word i stands i % 6 times: 0 never, 5 five times, each twice as far as the one before. */
    for (unsigned i = 0; i < WORDS_MAX; i++) {
        int len = snprintf(b->names[i], sizeof(b->names[i]), "語%u", i);
        for (unsigned k = 0; k < EACH; k++)
            b->positions[i][k] = (i + 1) * ((1u << k) - 1) + i;
        b->terms[i] =
            (struct store_term){{b->names[i], (size_t)len}, 1, b->positions[i], i % (EACH + 1)};
    }
    *state = b;
    return 0;
}

static int drop_bench(void **state)
{
    talloc_free(*state);
    return 0;
}

/* The positions of the first count words, in front of "rest". */
static struct slice pack(struct bench *b, size_t count)
{
    struct err err;
    struct slice positions, rest;
    buf_clear(&b->packed);
    OK(positions_put(b->terms, count, &b->packed, &err));
    buf_puts(&b->packed, "rest");
    assert_true(positions_split(buf_slice(&b->packed), &positions, &rest));
    assert_true(slice_eq(rest, SLICE_LIT("rest")));
    return positions;
}

static void every_word_is_found_where_it_stands(void **state)
{
    struct bench *b = *state;
    struct err err;
    static const size_t sizes[] = {0, 1, 2, 7, 300, 360, 361, 2000, 6000, 6010, WORDS_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct slice positions = pack(b, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            const struct store_term *t = &b->terms[k];
            uint32_t *got = NULL;
            size_t count = 99;
            OK(positions_find(b, positions, t->term, &got, &count, &err));
            if (count != t->position_count ||
                (count && memcmp(got, t->positions, count * sizeof(got[0])) != 0))
                fail_msg("of %zu words the %zuth: %zu positions", sizes[i], k, count);
            talloc_free(got);
        }
    }
}

static void documents_without_words_in_places_take_two_bytes(void **state)
{
    struct bench *b = *state;
    struct err err;
    uint32_t *got = NULL;
    size_t count = 99;
    struct slice positions = pack(b, 1); /* word 0 stands nowhere */
    assert_int_equal(positions.len, 0);
    assert_int_equal(b->packed.len, 2 + strlen("rest"));
    OK(positions_find(b, positions, SLICE_LIT("語0"), &got, &count, &err));
    assert_int_equal(count, 0);
}

static void bytes_are_as_the_header_says(void **state)
{
    struct bench *b = *state;
    struct err err;
    uint32_t at[] = {3, 5, 9};
    struct store_term often = {SLICE_LIT("a"), 3, at, 3}, once = {SLICE_LIT("a"), 1, at + 2, 1};
    struct slice positions, rest;
    OK(positions_put(&often, 1, &b->packed, &err));
    assert_true(positions_split(buf_slice(&b->packed), &positions, &rest));
    assert_int_equal(positions.len, 10);
    /* Hashes of 2 bytes, places of 1, seed 0, 1 word; then, behind the hash, 3 * 2 + 1, and in 2
     * bytes the gaps of 2 and 4. */
    assert_memory_equal(positions.ptr, "\x02\x01\x00\x01", 4);
    assert_memory_equal(positions.ptr + 6, "\x07\x02\x01\x03", 4);
    buf_clear(&b->packed);
    OK(positions_put(&once, 1, &b->packed, &err));
    assert_true(positions_split(buf_slice(&b->packed), &positions, &rest));
    assert_int_equal(positions.len, 7);
    assert_int_equal(positions.ptr[6], 18);
}

static void other_data_has_no_positions(void **state)
{
    struct slice positions = SLICE_LIT("a"), rest = SLICE_LIT("b");
    const struct {
        const char *name;
        struct slice data;
    } rows[] = {
        {"nothing", {0}},
        {"a zstd frame", SLICE_LIT("\x28\xb5\x2f\xfd")},
        {"a mark alone", SLICE_LIT("P")},
        {"a length beyond the end", SLICE_LIT("P\x05"
                                              "abc")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (positions_split(rows[i].data, &positions, &rest))
            fail_msg("%s: taken for positions", rows[i].name);
    assert_true(slice_eq(positions, SLICE_LIT("a")));
    assert_true(slice_eq(rest, SLICE_LIT("b")));
}

static void damage_does_no_harm(void **state)
{
    struct bench *b = *state;
    struct err err;
    char bytes[400];
    uint32_t *got;
    size_t count;
    struct slice positions = pack(b, 40);
    assert_true(positions.len < sizeof(bytes));
    for (size_t len = 0; len < positions.len; len++)
        for (unsigned k = 0; k < 40; k++)
            (void)positions_find(b, slice_sub(positions, 0, len), b->terms[k].term, &got, &count,
                                 &err);
    for (size_t i = 0; i < positions.len; i++) {
        memcpy(bytes, positions.ptr, positions.len);
        bytes[i] = (char)(bytes[i] ^ 0xFF);
        for (unsigned k = 0; k < 40; k++)
            (void)positions_find(b, (struct slice){bytes, positions.len}, b->terms[k].term, &got,
                                 &count, &err);
    }
    assert_false(
        positions_find(b, SLICE_LIT("\x02\x01\x01\x7f"), b->terms[1].term, &got, &count, &err));
    assert_int_equal(err.code, ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_word_is_found_where_it_stands, make_bench,
                                        drop_bench),
        cmocka_unit_test_setup_teardown(documents_without_words_in_places_take_two_bytes,
                                        make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(bytes_are_as_the_header_says, make_bench, drop_bench),
        cmocka_unit_test(other_data_has_no_positions),
        cmocka_unit_test_setup_teardown(damage_does_no_harm, make_bench, drop_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
