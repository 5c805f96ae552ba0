#include "corpus/cell.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
// clang-format off
#include <cmocka.h>
// clang-format on

static float score(const char *text, enum cell_kind kind)
{
    struct cell_look look;
    cell_look(slice_of(text), NULL, &look);
    return cell_score(&look, kind);
}

static void each_sort_of_cell_is_likelier_in_its_column_than_in_another(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum cell_kind kind, other;
    } rows[] = {
        {"c", CELL_LETTER, CELL_NAME},
        {"ｂ", CELL_LETTER, CELL_COMPANY},
        {"業務委託等", CELL_LABEL, CELL_COMPANY},
        {"機関等派遣(商工会)", CELL_LABEL, CELL_NAME},
        {"H26", CELL_YEAR, CELL_NUMBER},
        {"令和元年度", CELL_YEAR, CELL_DEPARTMENT},
        {"平成２６年", CELL_YEAR, CELL_NAME},
        {"12", CELL_COUNT, CELL_YEAR},
        {"https://example.jp/a", CELL_URL, CELL_NOTE},
        {"フランス", CELL_COUNTRY, CELL_COMPANY},
        {"ハノイ、ダナン", CELL_CITY, CELL_NAME},
        {"鳥取県", CELL_ORGANIZATION, CELL_DEPARTMENT},
        {"みどり町", CELL_ORGANIZATION, CELL_NAME},
        {"商工部国際課", CELL_DEPARTMENT, CELL_COMPANY},
        {"(株)やまびこ", CELL_COMPANY, CELL_DEPARTMENT},
        {"Blue Sky Travel Co., Ltd.", CELL_COMPANY, CELL_DEPARTMENT},
        {"個人", CELL_COMPANY, CELL_NAME},
        {"みどり町パリ連絡員", CELL_NAME, CELL_DEPARTMENT},
        {"町の産品を欧州の店に並べ、販路を広げるため", CELL_REASON, CELL_ACTIVITY},
        {"①商談の場づくり ②見本市への出品 ③訪問客の案内", CELL_ACTIVITY, CELL_REASON},
        {"令和3年5月に開設", CELL_NOTE, CELL_REASON},
        {"継続", CELL_STATUS, CELL_TITLE},
        {"12,340", CELL_MONEY, CELL_PEOPLE},
        {"1,200千円", CELL_MONEY, CELL_PERIOD},
        {"R2.4.1～R3.3.31", CELL_PERIOD, CELL_TITLE},
        {"通年", CELL_PERIOD, CELL_TITLE},
        {"参加者120名", CELL_PEOPLE, CELL_TITLE},
        {"タイ、ベトナム", CELL_PLACES, CELL_TITLE},
        {"農林部", CELL_BUREAU, CELL_TITLE},
        {"観光振興課", CELL_DIVISION, CELL_TITLE},
        {"姉妹都市交流事業", CELL_TITLE, CELL_DIVISION},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        float a = score(rows[i].text, rows[i].kind), b = score(rows[i].text, rows[i].other);
        if (a <= 0 || a <= b)
            fail_msg("%s: %.1f in its column, %.1f in the other", rows[i].text, (double)a,
                     (double)b);
    }
}

static void years_of_tables_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t took;
        int year;
    } rows[] = {
        {"H26", 3, 2014},
        {"R元", 4, 2019},
        {"S63", 3, 1988},
        {"平成26年度", 14, 2014},
        {"令和元年", 12, 2019},
        {"2014年度", 10, 2014},
        {"H26～", 3, 2014},
        {"2014", 4, 2014},
        {"H", 0, 0},
        {"H0", 0, 0},
        {"H99", 0, 0},
        {"1234", 0, 0},
        {"20145", 0, 0},
        {"Ｈ２６", 9, 2014},
        {"", 0, 0},
        {"R2本店", 2, 2020},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int year = 0;
        size_t took = cell_year(slice_of(rows[i].text), &year);
        if (took != rows[i].took || year != rows[i].year)
            fail_msg("%s: %zu bytes, %d", rows[i].text, took, year);
    }
}

static void numbers_letters_and_blanks(void **state)
{
    (void)state;
    assert_int_equal(cell_number(SLICE_LIT(" 1,234 ")), 1234);
    assert_int_equal(cell_number(SLICE_LIT("１２")), 12);
    assert_int_equal(cell_number(SLICE_LIT("12名")), -1);
    assert_int_equal(cell_number(SLICE_LIT("9999999999999999")), -1);
    assert_int_equal(cell_number(SLICE_LIT("")), -1);
    assert_true(cell_is_blank(SLICE_LIT(" － ")));
    assert_true(cell_is_blank(SLICE_LIT("ー")));
    assert_false(cell_is_blank(SLICE_LIT("-5")));
    char letter = 0;
    assert_int_equal(cell_letter(SLICE_LIT("a 独自事務所"), &letter), 1);
    assert_int_equal(letter, 'a');
    assert_int_equal(cell_letter(SLICE_LIT("ace"), &letter), 0);
    assert_int_equal(cell_letter(SLICE_LIT("e"), &letter), 0);
    assert_int_equal(cell_label(SLICE_LIT("機関等派遣 (商工会)"), &letter), strlen("機関等派遣"));
    assert_int_equal(letter, 'b');
    assert_int_equal(cell_label(SLICE_LIT("出張所"), &letter), 0);
}

static void dates_letters_and_wordings_in_many_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t took;
        int year;
    } dates[] = {
        {"2005/7", 6, 2005},
        {"2005-07-01", 10, 2005},
        {"H17.7.1", 7, 2005},
        {"平成17年7月", 15, 2005},
        {"令和元年10月1日付", 21, 2019},
        {"2005年", 0, 0},
        {"2019-2021", 0, 0},
        {"H17", 0, 0},
        {"2005/13", 0, 0},
        {"1/2", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
        int year = 0;
        size_t took = cell_date(slice_of(dates[i].text), &year);
        if (took != dates[i].took || year != dates[i].year)
            fail_msg("%s: %zu bytes, %d", dates[i].text, took, year);
    }
    static const struct {
        const char *text;
        size_t letter, label;
        char want;
    } marks[] = {
        {"(c)", 3, 0, 'c'},
        {"（ｃ）業務委託等", 9, 24, 'c'},
        {"B:", 2, 0, 'b'},
        {"②", 3, 0, 'b'},
        {"③業務委託", 0, 15, 'c'},
        {"(1) 独自事務所", 0, 19, 'a'},
        {"3. 民間委託", 0, 15, 'c'},
        {"⑤", 0, 0, 0},
        {"(c", 0, 0, 0},
        {"(", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        char by_letter = 0, by_label = 0;
        struct slice text = slice_of(marks[i].text);
        size_t letter = cell_letter(text, &by_letter), label = cell_label(text, &by_label);
        if (letter != marks[i].letter || label != marks[i].label ||
            (letter && by_letter != marks[i].want) || (label && by_label != marks[i].want))
            fail_msg("%s: letter %zu %c, wording %zu %c", marks[i].text, letter, by_letter, label,
                     by_label);
    }
}

static void head_counts_in_one_cell_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t total, dispatched, local;
    } rows[] = {
        {"3", 3, -1, -1},
        {"３名", 3, -1, -1},
        {"4人（うち派遣1人）", 4, 1, 3},
        {"派遣2名、現地3名", 5, 2, 3},
        {"1（現地）+2（派遣）", 3, 2, 1},
        {"1+2", 3, 1, 2},
        {"3(1)", 3, 1, 2},
        {"5名（本庁派遣2名・現地採用3名）", 5, 2, 3},
        {"5名（派遣2名・現地採用3名）", 5, 2, 3},
        {"3-1", -2, 0, 0},
        {"営業1名", -2, 0, 0},
        {"派遣", -2, 0, 0},
        {"", -2, 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t heads[3];
        bool is = cell_heads(slice_of(rows[i].text), heads);
        bool want = rows[i].total != -2;
        if (is != want || (is && (heads[0] != rows[i].total || heads[1] != rows[i].dispatched ||
                                  heads[2] != rows[i].local)))
            fail_msg("%s: %d, %d = %d + %d", rows[i].text, is, (int)heads[0], (int)heads[1],
                     (int)heads[2]);
    }
}

static void any_bytes_of_text_are_looked_at_without_harm(void **state)
{
    (void)state;
    static const char *const rows[] = {"",    "(", ")",  "（", "、、、",           "H",  "http",
                                       "R2.", "①", "・", "-",  "\xf0\x9f\x8d\xb5", "(1", "１"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int k = 0; k < CELL_KINDS; k++) {
            float s = score(rows[i], (enum cell_kind)k);
            if (!(s > -40 && s < 20))
                fail_msg("%s as %d: %.1f", rows[i], k, (double)s);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sort_of_cell_is_likelier_in_its_column_than_in_another),
        cmocka_unit_test(years_of_tables_are_read),
        cmocka_unit_test(numbers_letters_and_blanks),
        cmocka_unit_test(dates_letters_and_wordings_in_many_forms),
        cmocka_unit_test(head_counts_in_one_cell_are_taken_apart),
        cmocka_unit_test(any_bytes_of_text_are_looked_at_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
