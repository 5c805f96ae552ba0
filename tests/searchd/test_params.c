/* test_params.c - parameters of a search: types, defaults, errors, canonical form. */
#include "searchd/params.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static bool parse(TALLOC_CTX *mem, const char *name, const char *value, struct search_params *p,
                  struct err *err)
{
    struct param *one = talloc(mem, struct param);
    *one = (struct param){slice_of(name), slice_of(value)};
    return params_parse(mem, one, 1, false, p, err);
}

static void errors_name_the_parameter(void **state)
{
    (void)state;
    const struct {
        const char *name, *param, *value;
    } rows[] = {
        {"unknown", "foo", "1"},           {"limit too high", "limit", "101"},
        {"limit no number", "limit", "x"}, {"negative offset", "offset", "-1"},
        {"switch", "facets", "yes"},       {"sort", "sort", "date"},
        {"year", "year", "abc"},           {"match", "match", "some"},
        {"format", "format", "xml"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p;
        struct err err = {0};
        if (parse(mem, rows[i].param, rows[i].value, &p, &err))
            fail_msg("%s: accepted", rows[i].name);
        if (err.code != ERR_INPUT || !strstr(err.msg, rows[i].param))
            fail_msg("%s: says '%s'", rows[i].name, err.msg);
        talloc_free(mem);
    }
}

static void defaults_are_the_contract_s(void **state)
{
    (void)state;
    struct search_params p;
    struct err err;
    assert_true(params_parse(NULL, NULL, 0, false, &p, &err));
    assert_int_equal(p.limit, 10);
    assert_int_equal(p.offset, 0);
    assert_true(p.synonyms && p.collapse && p.facets);
    assert_false(p.full || p.match_all || p.explain);
    assert_int_equal(p.sort, SORT_RELEVANCE);
    assert_int_equal(p.format, ANSWER_JSON);
}

static void years_are_read_in_every_spelling(void **state)
{
    (void)state;
    const struct {
        const char *value;
        int from, to;
    } rows[] = {{"2011", 2011, 2011},
                {"2008-2015", 2008, 2015},
                {"H20-H27", 2008, 2015},
                {"R7", 2025, 2025},
                {"平成26年度", 2014, 2014}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p;
        struct err err;
        if (!parse(mem, "year", rows[i].value, &p, &err))
            fail_msg("%s: %s", rows[i].value, err.msg);
        if (p.years[0].from != rows[i].from || p.years[0].to != rows[i].to)
            fail_msg("%s: %d-%d", rows[i].value, p.years[0].from, p.years[0].to);
        talloc_free(mem);
    }
}

static void equal_questions_have_equal_addresses(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const struct param a[] = {{SLICE_LIT("country"), SLICE_LIT("b")},
                              {SLICE_LIT("q"), SLICE_LIT("x y")},
                              {SLICE_LIT("country"), SLICE_LIT("a")},
                              {SLICE_LIT("limit"), SLICE_LIT("10")}};
    const struct param b[] = {{SLICE_LIT("q"), SLICE_LIT("x y")},
                              {SLICE_LIT("country"), SLICE_LIT("a")},
                              {SLICE_LIT("country"), SLICE_LIT("b")}};
    struct search_params p;
    struct err err;
    struct buf one, two;
    buf_init(&one, mem, 4096);
    buf_init(&two, mem, 4096);
    assert_true(params_parse(mem, a, 4, false, &p, &err));
    params_write(&p, &one);
    assert_true(params_parse(mem, b, 3, false, &p, &err));
    params_write(&p, &two);
    assert_true(slice_eq(buf_slice(&one), buf_slice(&two)));
    assert_true(slice_eq(buf_slice(&one), SLICE_LIT("q=x%20y&country=a&country=b")));
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_the_parameter),
        cmocka_unit_test(defaults_are_the_contract_s),
        cmocka_unit_test(years_are_read_in_every_spelling),
        cmocka_unit_test(equal_questions_have_equal_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
