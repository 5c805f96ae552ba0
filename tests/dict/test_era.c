/* era: years in every spelling, worked out from the first year of each era. */
#include "dict/era.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void years_are_read_in_every_spelling(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *in;
        size_t want; /* bytes taken */
        int from, to;
        bool fiscal, exact;
    } rows[] = {
        {"letter", "H26", 3, 2014, 2014, true, true},
        {"small letter", "h26", 3, 2014, 2014, true, true},
        {"full-width letter", "Ｈ２６", 9, 2014, 2014, true, true},
        {"letter with 年度", "R5年度", 8, 2023, 2023, true, true},
        {"letter with 年", "R5年", 5, 2023, 2023, false, true},
        {"first Showa by letter", "S1", 2, 1926, 1926, true, true},
        {"last Showa", "S63", 3, 1988, 1988, true, true},
        {"first year 元", "R元", 4, 2019, 2019, true, true},
        {"first year 元年度", "令和元年度", 15, 2019, 2019, true, true},
        {"first year 元年", "平成元年", 12, 1989, 1989, false, true},
        {"name", "平成26年度", 14, 2014, 2014, true, true},
        {"name, blanks", "平成 26 年度", 16, 2014, 2014, true, true},
        {"name, full-width digits", "平成２６年度", 18, 2014, 2014, true, true},
        {"name, kanji", "平成二十六年", 18, 2014, 2014, false, true},
        {"name, kanji places", "昭和六三年", 15, 1988, 1988, false, true},
        {"name alone", "令和3", 7, 2021, 2021, false, true},
        {"sign", "㍻26年", 8, 2014, 2014, false, true},
        {"sign of Reiwa", "㋿3年度", 10, 2021, 2021, true, true},
        {"Meiji", "明治45年", 11, 1912, 1912, false, true},
        {"Taisho letter with 年", "T10年", 6, 1921, 1921, false, true},
        {"after the end of Heisei", "平成32年度", 14, 2020, 2020, true, true},
        {"Christian", "2014年", 7, 2014, 2014, false, true},
        {"Christian fiscal", "2014年度", 10, 2014, 2014, true, true},
        {"Christian full-width", "２０１４年度", 18, 2014, 2014, true, true},
        {"Christian kanji places", "二〇一四年", 15, 2014, 2014, false, true},
        {"Christian kanji", "二千十四年", 15, 2014, 2014, false, true},
        {"Christian bare", "2014", 4, 2014, 2014, false, false},
        {"bare before a word", "2014設置", 4, 2014, 2014, false, false},
        {"no further than the year", "平成26年4月1日", 11, 2014, 2014, false, true},
        {"date by digits is no range", "2014-04-01", 4, 2014, 2014, false, false},
        {"letters, range", "H20-H27", 7, 2008, 2015, true, true},
        {"letters, era once", "H20-27", 6, 2008, 2015, true, true},
        {"letters, wave and blanks", "H20 ～ R2", 10, 2008, 2020, true, true},
        {"Christian range", "2008-2015", 9, 2008, 2015, false, false},
        {"Christian range with 年", "2008～2015年", 14, 2008, 2015, false, true},
        {"full-width hyphen", "２００８－２０１５", 27, 2008, 2015, false, false},
        {"en dash", "2008–2015", 11, 2008, 2015, false, false},
        {"names, から", "平成20年度から27年度", 28, 2008, 2015, true, true},
        {"names, から まで", "平成30年から令和2年まで", 33, 2018, 2020, false, true},
        {"months, one fiscal year", "R5.4-R6.3", 9, 2023, 2023, true, true},
        {"months, era once", "H26.4～28.3", 12, 2014, 2015, true, true},
        {"month, end of the fiscal year", "H27.3", 5, 2014, 2014, true, true},
        {"day", "H27.4.1", 7, 2015, 2015, true, true},
        {"months of one year are no range", "R5.4-9", 4, 2023, 2023, true, true},
        {"falling numbers are no range", "H26-4", 3, 2014, 2014, true, true},
        {"decade cut at its era", "昭和60年代", 14, 1985, 1989, false, true},
        {"decade of an era", "平成20年代", 14, 2008, 2017, false, true},
        {"decade", "2010年代", 10, 2010, 2019, false, true},
        {"decades", "昭和50年代から平成10年代", 34, 1975, 2007, false, true},
        {"fiscal only once", "2008～2015年度", 17, 2008, 2015, true, true},
        {"BAD year zero", "H0", 0, 0, 0, false, false},
        {"BAD beyond Heisei", "H40", 0, 0, 0, false, false},
        {"BAD beyond Showa", "S70", 0, 0, 0, false, false},
        {"BAD three digits", "H266", 0, 0, 0, false, false},
        {"BAD a virus", "H1N1", 0, 0, 0, false, false},
        {"BAD bare fiscal year", "5年度", 0, 0, 0, false, false},
        {"BAD duration", "26年", 0, 0, 0, false, false},
        {"BAD Meiji letter alone", "M45", 0, 0, 0, false, false},
        {"BAD too early", "1867年", 0, 0, 0, false, false},
        {"BAD too late", "2101年", 0, 0, 0, false, false},
        {"BAD five digits", "20145", 0, 0, 0, false, false},
        {"BAD an amount", "2014円", 0, 0, 0, false, false},
        {"BAD people", "2014人", 0, 0, 0, false, false},
        {"BAD a thousand yen", "2000千円", 0, 0, 0, false, false},
        {"BAD with commas", "2,014", 0, 0, 0, false, false},
        {"BAD letter alone", "R", 0, 0, 0, false, false},
        {"BAD a word", "平成不況", 0, 0, 0, false, false},
        {"BAD nothing", "", 0, 0, 0, false, false},
        {"BAD a long kanji row", "一二三四五六七八九〇一二年", 0, 0, 0, false, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct years y = {0, 0, false, false};
        size_t got = years_parse(slice_of(rows[i].in), &y);
        if (got != rows[i].want || y.from != rows[i].from || y.to != rows[i].to ||
            y.fiscal != rows[i].fiscal || y.exact != rows[i].exact)
            fail_msg("%s: %s: %zu bytes, %d-%d, fiscal %d, exact %d", rows[i].name, rows[i].in, got,
                     y.from, y.to, y.fiscal, y.exact);
    }
}

static void a_filter_is_read_whole_or_not_at_all(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *in;
        bool want;
    } rows[] = {
        {"blanks around", "  H20-H27　", true},
        {"single", "R7", true},
        {"BAD rest", "H20-H27年頃", false},
        {"BAD open end", "H20-", false},
        {"BAD backwards", "2015-2008", false},
        {"BAD empty", "", false},
        {"BAD blanks", "  ", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct years y;
        if (years_parse_all(slice_of(rows[i].in), &y) != rows[i].want)
            fail_msg("%s: %s", rows[i].name, rows[i].in);
    }
}

static void a_question_may_leave_one_end_of_a_range_open(void **state)
{
    (void)state;
    const struct {
        const char *name, *in;
        size_t want; /* bytes */
        int from, to;
        bool exact;
    } rows[] = {
        {"since", "2010年以降の設置", 13, 2010, YEARS_LAST, true},
        {"since, fiscal year of an era", "令和元年度以降", 21, 2019, YEARS_LAST, true},
        {"since, bare year", "2010以降", 10, 2010, YEARS_LAST, true},
        {"from", "平成20年から設置", 17, 2008, YEARS_LAST, true},
        {"a decade and since", "昭和50年代以降", 20, 1975, YEARS_LAST, true},
        {"later than", "2010年より後", 16, 2011, YEARS_LAST, true},
        {"until", "平成20年以前", 17, YEARS_FIRST, 2008, true},
        {"until, with a particle", "2015年までに開設", 16, YEARS_FIRST, 2015, true},
        {"earlier than", "H27年より前", 15, YEARS_FIRST, 2014, true},
        {"decade and until", "昭和50年代まで", 20, YEARS_FIRST, 1984, true},
        {"mark in front", "～H27", 6, YEARS_FIRST, 2015, true},
        {"mark at the end", "H20～", 6, 2008, YEARS_LAST, true},
        {"mark inside is none", "H20～の", 3, 2008, 2008, true},
        {"a range is a range", "H20～H27", 9, 2008, 2015, true},
        {"a range from and until", "平成20年から27年まで", 28, 2008, 2015, true},
        {"a year is a year", "2014年", 7, 2014, 2014, true},
        {"a bare number", "2014", 4, 2014, 2014, false},
        {"BAD no year", "以降", 0, 0, 0, false},
        {"BAD word in front", "から2010年", 0, 0, 0, false},
        {"BAD beyond the first", "1868年より前", 0, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct years y = {0, 0, false, false};
        size_t got = years_asked(slice_of(rows[i].in), &y);
        if (got != rows[i].want || y.from != rows[i].from || y.to != rows[i].to ||
            y.exact != rows[i].exact)
            fail_msg("%s: %s: %zu bytes, %d-%d, exact %d", rows[i].name, rows[i].in, got, y.from,
                     y.to, y.exact);
    }
    struct years y;
    assert_true(years_asked_all(SLICE_LIT(" 2010- "), &y));
    assert_int_equal(y.to, YEARS_LAST);
    assert_false(years_asked_all(SLICE_LIT("2010年以降の"), &y));
    assert_false(years_parse_all(SLICE_LIT("2010-"), &y));
}

static void a_prefix_of_the_text_is_all_that_is_read(void **state)
{
    (void)state;
    /* Every cut between characters of a range must be read without looking past the cut. */
    const char *whole = "平成20年度から令和2年度まで";
    for (size_t n = 0; n <= strlen(whole); n++) {
        struct years y;
        if ((whole[n] & 0xC0) == 0x80)
            continue;
        assert_true(years_parse((struct slice){whole, n}, &y) <= n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_are_read_in_every_spelling),
        cmocka_unit_test(a_filter_is_read_whole_or_not_at_all),
        cmocka_unit_test(a_question_may_leave_one_end_of_a_range_open),
        cmocka_unit_test(a_prefix_of_the_text_is_all_that_is_read),
    };
    return cmocka_run_group_tests_name("dict/era", tests, NULL, NULL);
}
