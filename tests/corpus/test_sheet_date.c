/* Serial numbers of spreadsheets as dates; the days were counted with a calendar. */
#include "corpus/sheet_date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
// clang-format off
#include <cmocka.h>
// clang-format on

static void serials_are_shown_as_their_format_has_them(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        unsigned id; /* where code is NULL */
        double serial;
        bool from_1904;
        const char *want;
    } rows[] = {
        {NULL, 14, 36526, false, "2000/1/1"},
        {NULL, 14, 35064, true, "2000/1/1"},
        {NULL, 14, 1, false, "1900/1/1"},
        {NULL, 14, 61, false, "1900/3/1"},
        {NULL, 22, 36526.75, false, "2000/1/1 18:00"},
        {NULL, 17, 36526, false, "2000/1"},
        {NULL, 58, 43586, false, "令和元年5月1日"},
        {NULL, 58, 43585, false, "平成31年4月30日"},
        {NULL, 0, 36526, false, ""},
        {NULL, 3, 36526, false, ""},
        {NULL, 14, -1, false, ""},
        {NULL, 14, 3e6, false, ""},
        {"yyyy/m/d", 0, 36526, false, "2000/1/1"},
        {"yyyy\"年\"m\"月\"", 0, 36526, false, "2000/1"},
        {"yyyy", 0, 36526, false, "2000年"},
        {"[$-411]ggge\"年\"m\"月\"d\"日\";@", 0, 32516, false, "平成元年1月8日"},
        {"[$-411]ge.m.d", 0, 32515, false, "昭和64年1月7日"},
        {"m\"月\"d\"日\"", 0, 36526, false, "1月1日"},
        {"h:mm", 0, 0.5, false, "12:00"},
        {"mm:ss", 0, 0.5, false, "12:00"},
        {"#,##0", 0, 36526, false, ""},
        {"0.00E+00", 0, 36526, false, ""},
        {"General", 0, 36526, false, ""},
        {"0\"名\"", 0, 3, false, ""},
        {"@", 0, 36526, false, ""},
        {"[Red]\"d", 0, 36526, false, ""},
        {"", 0, 36526, false, ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[SHEET_DATE_MAX];
        struct sheet_date shown =
            rows[i].code ? sheet_date_code(slice_of(rows[i].code)) : sheet_date_builtin(rows[i].id);
        size_t len = sheet_date_write(shown, rows[i].serial, rows[i].from_1904, out);
        if (len != strlen(rows[i].want) || memcmp(out, rows[i].want, len) != 0)
            fail_msg("%s %u %.2f: read \"%.*s\", wanted \"%s\"", rows[i].code ? rows[i].code : "",
                     rows[i].id, rows[i].serial, (int)len, out, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serials_are_shown_as_their_format_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
