/* test_figures.c - what a question says about head counts and budgets. */
#include "searchd/figures.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void conditions_are_read_with_their_bounds(void **state)
{
    (void)state;
    enum { MORE = -1 }; /* no upper bound */
    const struct {
        const char *name, *in;
        size_t want; /* bytes */
        size_t count;
        enum figure figure;
        int64_t low, high;
    } rows[] = {
        {"none", "派遣職員なし", 18, 1, FIGURE_DISPATCHED, 0, 0},
        {"none, said otherwise", "職員のいない拠点", 18, 1, FIGURE_STAFF, 0, 0},
        {"some", "現地職員あり", 18, 1, FIGURE_LOCAL, 1, MORE},
        {"only", "現地職員のみの事務所", 18, 2, FIGURE_LOCAL, 1, MORE},
        {"so many", "派遣職員2名", 16, 1, FIGURE_DISPATCHED, 2, 2},
        {"full-width and kanji", "職員数３人", 15, 1, FIGURE_STAFF, 3, 3},
        {"kanji numeral", "現地スタッフ五人", 24, 1, FIGURE_LOCAL, 5, 5},
        {"at least", "現地職員が5人以上", 25, 1, FIGURE_LOCAL, 5, MORE},
        {"at most", "職員2人以下", 16, 1, FIGURE_STAFF, 0, 2},
        {"fewer than", "職員3人未満", 16, 1, FIGURE_STAFF, 0, 2},
        {"more than", "駐在員3人を超える", 25, 1, FIGURE_DISPATCHED, 4, MORE},
        {"zero", "派遣職員0人", 16, 1, FIGURE_DISPATCHED, 0, 0},
        {"at least so much money", "1億円以上", 13, 1, FIGURE_BUDGET, 100000000, MORE},
        {"a table's unit", "300,000千円以下", 19, 1, FIGURE_BUDGET, 0, 300000000},
        {"kanji amount", "三億円未満", 15, 1, FIGURE_BUDGET, 0, 299999999},
        {"BAD a word alone", "派遣職員", 0, 0, FIGURE_STAFF, 0, 0},
        {"BAD all staff and nobody else", "職員のみ", 0, 0, FIGURE_STAFF, 0, 0},
        {"BAD years of staff", "職員3年", 0, 0, FIGURE_STAFF, 0, 0},
        {"BAD money without a bound", "3億円", 0, 0, FIGURE_STAFF, 0, 0},
        {"BAD a number", "100以上", 0, 0, FIGURE_STAFF, 0, 0},
        {"BAD nothing", "", 0, 0, FIGURE_STAFF, 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct condition c[CONDITIONS_MAX];
        size_t count = 0, got = figures_parse(slice_of(rows[i].in), c, &count);
        if (got != rows[i].want)
            fail_msg("%s: %zu bytes, wanted %zu", rows[i].name, got, rows[i].want);
        if (got == 0)
            continue;
        int64_t high = rows[i].high == MORE ? INT64_MAX : rows[i].high;
        if (count != rows[i].count || c[0].figure != rows[i].figure || c[0].low != rows[i].low ||
            c[0].high != high)
            fail_msg("%s: %zu conditions, %s %" PRId64 "..%" PRId64, rows[i].name, count,
                     figure_key(c[0].figure), c[0].low, c[0].high);
    }
}

static void a_record_without_the_figure_does_not_meet_it(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct record *office = record_new(mem), *project = record_new(mem);
    struct err err;
    assert_true(record_set_int(office, SLICE_LIT("staff_local"), 2, &err));
    assert_true(record_set_int(project, SLICE_LIT("budget"), 75000, &err)); /* thousand yen */
    const struct {
        const char *name;
        struct condition c;
        const struct record *r;
        bool want;
    } rows[] = {
        {"within", {FIGURE_LOCAL, 1, INT64_MAX}, office, true},
        {"the bound is in", {FIGURE_LOCAL, 2, 2}, office, true},
        {"too few", {FIGURE_LOCAL, 3, INT64_MAX}, office, false},
        {"too many", {FIGURE_LOCAL, 0, 1}, office, false},
        {"not told", {FIGURE_DISPATCHED, 0, 0}, office, false},
        {"budget in yen", {FIGURE_BUDGET, 75000000, 75000000}, project, true},
        {"budget below", {FIGURE_BUDGET, 75000001, INT64_MAX}, project, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (figures_hold(&rows[i].c, rows[i].r) != rows[i].want)
            fail_msg("%s", rows[i].name);
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_read_with_their_bounds),
        cmocka_unit_test(a_record_without_the_figure_does_not_meet_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
