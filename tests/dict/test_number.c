/* number: amounts and counts in every spelling. */
#include "dict/number.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void numbers_are_read_in_every_spelling(void **state)
{
    (void)state;
    const int64_t oku3 = 300000000;
    const struct {
        const char *name;
        const char *in;
        size_t want; /* bytes taken */
        int64_t value;
        const char *unit;
    } rows[] = {
        {"three hundred million, kanji", "三億円", 9, oku3, "円"},
        {"the same, digit", "3億円", 7, oku3, "円"},
        {"the same, full-width", "３億円", 9, oku3, "円"},
        {"the same, thousand yen", "300,000千円", 13, oku3, "円"},
        {"the same, million yen", "300百万円", 12, oku3, "円"},
        {"the same, ten thousand", "3万万円", 4, 30000, ""},
        {"decimal", "1.3億円", 9, 130000000, "円"},
        {"mixed", "3億5,000万円", 15, 350000000, "円"},
        {"mixed kanji", "一億二千三百四十五万六千七百八十九", 51, 123456789, ""},
        {"places", "二〇一四", 12, 2014, ""},
        {"ten and two", "十二", 6, 12, ""},
        {"places before 年", "二〇一四年", 12, 2014, ""},
        {"one year", "三年間", 3, 3, ""},
        {"countries か", "7か国", 7, 7, "か国"},
        {"countries カ", "7カ国", 7, 7, "か国"},
        {"countries ヶ", "7ヶ国", 7, 7, "か国"},
        {"countries ケ", "７ケ国", 9, 7, "か国"},
        {"countries 箇", "7箇国", 7, 7, "か国"},
        {"countries kanji", "九か国", 9, 9, "か国"},
        {"languages", "14か国語", 11, 14, "か国語"},
        {"places か所", "3ヵ所", 7, 3, "か所"},
        {"blank before the counter", "9 か国", 8, 9, "か国"},
        {"people 人", "20人", 5, 20, "人"},
        {"people 名", "20名", 5, 20, "人"},
        {"people kanji", "三名", 6, 3, "人"},
        {"per cent", "５％", 6, 5, "%"},
        {"per cent word", "5パーセント", 16, 5, "%"},
        {"cases", "1,234件", 8, 1234, "件"},
        {"full-width comma", "１，２３４件", 18, 1234, "件"},
        {"companies", "六十四社", 12, 64, "社"},
        {"yen sign", "¥3,000", 7, 3000, "円"},
        {"a score", "730点", 6, 730, "点"},
        {"offices", "7事務所", 10, 7, "事務所"},
        {"not a company but society", "5社会", 1, 5, ""},
        {"not a market", "3市場", 1, 3, ""},
        {"two numbers", "3,45", 1, 3, ""},
        {"four digits after a comma", "3,4567", 1, 3, ""},
        {"long row before a comma", "2014,500", 4, 2014, ""},
        {"greatest", "1000000000000000000", 19, INT64_C(1000000000000000000), ""},
        {"greatest by powers", "100万兆", 6, 1000000, ""},
        {"zero", "0件", 4, 0, "件"},
        {"whole in the end", "2.50億", 7, 250000000, ""},
        {"BAD a fraction", "2.5", 0, 0, ""},
        {"BAD too many", "1000000000000000001", 0, 0, ""},
        {"BAD too many by power", "9999999兆", 0, 0, ""},
        {"BAD far too many", "99999999999999999999999999999999999999999999", 0, 0, ""},
        {"BAD a prefecture", "三重県", 0, 0, ""},
        {"BAD in general", "一般", 0, 0, ""},
        {"BAD a name", "五十嵐", 0, 0, ""},
        {"BAD a bank", "七十七銀行", 0, 0, ""},
        {"BAD a town", "四万十町", 0, 0, ""},
        {"BAD ten thousand alone", "万博", 0, 0, ""},
        {"BAD thousand of Chiba", "千葉", 0, 0, ""},
        {"BAD a word", "円", 0, 0, ""},
        {"BAD nothing", "", 0, 0, ""},
        {"BAD yen sign alone", "¥", 0, 0, ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct number n = {0, {"", 0}};
        size_t got = number_parse(slice_of(rows[i].in), &n);
        if (got != rows[i].want || n.value != rows[i].value ||
            !slice_eq(n.unit, slice_of(rows[i].unit)))
            fail_msg("%s: %s: %zu bytes, %" PRId64 " '%.*s'", rows[i].name, rows[i].in, got,
                     n.value, SLICE_ARG(n.unit));
    }
}

static void a_cut_text_is_read_up_to_the_cut(void **state)
{
    (void)state;
    const char *whole = "一億二千三百四十五万6,789.0千円";
    for (size_t n = 0; n <= strlen(whole); n++) {
        struct number number;
        if ((whole[n] & 0xC0) == 0x80)
            continue;
        assert_true(number_parse((struct slice){whole, n}, &number) <= n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_every_spelling),
        cmocka_unit_test(a_cut_text_is_read_up_to_the_cut),
    };
    return cmocka_run_group_tests_name("dict/number", tests, NULL, NULL);
}
