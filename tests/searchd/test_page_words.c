/* test_page_words.c - years in both countings, staff, numbers and addresses as people read them. */
#include "searchd/page_words.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(const char *name, struct buf *out, const char *want)
{
    if (!slice_eq(buf_slice(out), slice_of(want)))
        fail_msg("%s: '%.*s', wanted '%s'", name, SLICE_ARG(buf_slice(out)), want);
    buf_clear(out);
}

static void years_are_told_in_both_countings(void **state)
{
    (void)state;
    const struct {
        const char *name, *fy;
        int64_t year;
        const char *want;
    } rows[] = {
        {"Heisei", "H23", 2011, "平成23年度（2011）"},
        {"first year of Reiwa", "R1", 2019, "令和元年度（2019）"},
        {"the same year as Heisei 31", "H31", 2019, "平成31年度（2019）"},
        {"Showa", "S53", 1978, "昭和53年度（1978）"},
        {"year alone", "", 2014, "平成26年度（2014）"},
        {"written form that is no year", "未定", 0, "未定"},
        {"markup in the written form", "<H2>", 0, "&lt;H2&gt;"},
        {"nothing", "", 0, ""},
    };
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf out;
    buf_init(&out, mem, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err;
        struct record *r = record_new(mem);
        if (rows[i].fy[0])
            assert_true(record_set_string(r, SLICE_LIT("fy"), slice_of(rows[i].fy), &err));
        if (rows[i].year)
            assert_true(record_set_int(r, SLICE_LIT("year"), rows[i].year, &err));
        page_put_year(&out, r);
        check(rows[i].name, &out, rows[i].want);
    }
    talloc_free(mem);
}

static void staff_is_told_with_its_parts_where_both_are_known(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t total, sent, local; /* -1: not known */
        const char *want;
    } rows[] = {
        {"all three", 4, 1, 3, "4人（派遣1・現地3）"},
        {"nobody", 0, 0, 0, "0人（派遣0・現地0）"},
        {"total alone", 5, -1, -1, "5人"},
        {"unknown", -1, -1, -1, ""},
    };
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf out;
    buf_init(&out, mem, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err;
        struct record *r = record_new(mem);
        if (rows[i].total >= 0)
            assert_true(record_set_int(r, SLICE_LIT("staff_total"), rows[i].total, &err));
        if (rows[i].sent >= 0)
            assert_true(record_set_int(r, SLICE_LIT("staff_dispatched"), rows[i].sent, &err));
        if (rows[i].local >= 0)
            assert_true(record_set_int(r, SLICE_LIT("staff_local"), rows[i].local, &err));
        page_put_staff(&out, r);
        check(rows[i].name, &out, rows[i].want);
    }
    talloc_free(mem);
}

static void numbers_have_commas(void **state)
{
    (void)state;
    const struct {
        int64_t n;
        const char *want;
    } rows[] = {{0, "0"},
                {999, "999"},
                {1000, "1,000"},
                {981676, "981,676"},
                {-12345, "-12,345"},
                {-123456, "-123,456"}};
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf out;
    buf_init(&out, mem, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        page_put_number(&out, rows[i].n);
        check(rows[i].want, &out, rows[i].want);
    }
    talloc_free(mem);
}

static void addresses_keep_slashes_and_escape_the_rest(void **state)
{
    (void)state;
    const struct {
        const char *id, *want;
    } rows[] = {
        {"offices-r07/1-3", "/documents/offices-r07/1-3"},
        {"a b/\"<", "/documents/a%20b/%22%3C"},
        {"表/1", "/documents/%E8%A1%A8/1"},
    };
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf out;
    buf_init(&out, mem, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        page_put_record_address(&out, slice_of(rows[i].id));
        check(rows[i].id, &out, rows[i].want);
    }
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_are_told_in_both_countings),
        cmocka_unit_test(staff_is_told_with_its_parts_where_both_are_known),
        cmocka_unit_test(numbers_have_commas),
        cmocka_unit_test(addresses_keep_slashes_and_escape_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
