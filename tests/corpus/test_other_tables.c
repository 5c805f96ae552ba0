/* Tables as other bodies print them, small and made up: another wording, several values in one cell,
 * headings over rows. */
#include "corpus/collect.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
// clang-format off
#include <cmocka.h>
// clang-format on

struct cell {
    size_t row;
    const char *key, *want;
};

static const char *value(const struct collected *c, size_t i, const char *key, char room[32])
{
    const struct value *v = i < c->count ? record_get(c->at[i], slice_of(key)) : NULL;
    if (!v || v->type != VALUE_INT)
        return got(c, i, key);
    snprintf(room, 32, "%lld", (long long)v->integer);
    return room;
}

static void assert_cells(const char *name, const char *text, enum format used, size_t rows,
                         const struct cell *cells, size_t count)
{
    struct collected *c = collect(slice_of(text), FORMAT_AUTO);
    if (c->err.code != ERR_NONE)
        fail_msg("%s: %s", name, c->err.msg);
    if (c->used != used || c->count != rows)
        fail_msg("%s: read as %s, %zu rows; wanted %zu", name, format_name(c->used), c->count,
                 rows);
    for (size_t i = 0; i < count; i++) {
        char room[32];
        const char *is = value(c, cells[i].row, cells[i].key, room);
        if (strcmp(is, cells[i].want) != 0)
            fail_msg("%s: row %zu, %s: read \"%s\", wanted \"%s\"", name, cells[i].row,
                     cells[i].key, is, cells[i].want);
    }
    talloc_free(c);
}
#define ASSERT_CELLS(name, text, used, rows, cells)                                                \
    assert_cells(name, text, used, rows, cells, sizeof(cells) / sizeof((cells)[0]))

static void several_values_stand_in_one_cell(void **state)
{
    (void)state;
    static const struct cell want[] = {
        {0, "form", "a"},
        {0, "staff_total", "4"},
        {0, "staff_dispatched", "1"},
        {0, "staff_local", "3"},
        {0, "year", "2005"},
        {1, "form", "c"},
        {1, "staff_total", "3"},
        {1, "staff_dispatched", "2"},
        {1, "staff_local", "1"},
        {1, "year", "2022"},
        {1, "contractor", "株式会社うしお"},
        {2, "form", "b"},
        {2, "staff_total", "2"},
        {2, "staff_dispatched", "2"},
        {2, "staff_local", "0"},
    };
    ASSERT_CELLS("marks before wordings, head counts in words, dates",
                 "自治体名\t拠点名\t国名\t所在地\t設置形態\t委託先\t開設年月\t担当課\t職員数\t設置"
                 "目的\t活動内容\n"
                 "鳥取県\t鳥取県リマ事務所\tペルー\tリマ\t(a) "
                 "独自事務所\t\t2005/7/1\t観光課\t4（うち派遣1）\t"
                 "干物を売るため\t商談会の開催、見本市への出品\n"
                 "鳥取県\t鳥取県ハノイ窓口\tベトナム\tハノイ\t③業務委託\t株式会社うしお\t令和4年6月"
                 "\t観光課\t"
                 "派遣2名、現地1名\t進出を助けるため\t相談への対応、通訳の手配\n"
                 "島根県\t島根県タイ駐在\tタイ\tバンコク\tｂ．機関等派遣\t\tH30.4\t商工課\t2+0\t"
                 "客を迎えるため\t観光案内、情報の発信\n",
                 FORMAT_OFFICES, 3, want);
    static const struct cell places[] = {
        {0, "country", "ペルー"}, {0, "city", "リマ"},    {1, "country", "ベトナム"},
        {1, "city", "ハノイ"},    {2, "country", "タイ"}, {2, "city", "バンコク"},
    };
    ASSERT_CELLS(
        "country and city in one cell",
        "団体名\t拠点名\t国・都市\t形態\t設置年度\t主管課\t計\t派遣\t現地\t設置理由\t活動内容\n"
        "鳥取県\t鳥取県リマ事務所\tペルー・リマ\ta\tH17\t観光課\t4\t1\t3\t干物を売るため\t商談会の"
        "開催\n"
        "鳥取県\t鳥取県ハノイ窓口\tベトナム（ハノイ）\tc\tR4\t観光課\t3\t2\t1\t進出を助けるため\t相"
        "談への対応\n"
        "島根県\t島根県タイ駐在\tバンコク（タイ）\tb\tH30\t商工課\t2\t2\t0\t客を迎えるため\t観光案"
        "内\n",
        FORMAT_OFFICES, 3, places);
}

static void headings_over_rows_fill_their_column(void **state)
{
    (void)state;
    static const struct cell want[] = {
        {0, "organization", "鳥取県"},     {1, "organization", "鳥取県"},
        {2, "organization", "しまかげ市"}, {1, "department", ""},
        {2, "name", "タイ駐在"},
    };
    ASSERT_CELLS("bodies as headings",
                 "拠点名\t国\t都市\t形態\t設置年度\t主管課\t計\t派遣\t現地\t設置理由\t活動内容\n"
                 "■ 鳥取県\n"
                 "リマ事務所\tペルー\tリマ\ta\tH17\t観光課\t4\t1\t3\t干物を売るため\t商談会の開催\n"
                 "ハノイ窓口\tベトナム\tハノイ\tc\tR4\t\t3\t2\t1\t進出を助けるため\t相談への対応\n"
                 "■ しまかげ市\n"
                 "タイ駐在\tタイ\tバンコク\tb\tH30\t商工課\t2\t2\t0\t客を迎えるため\t観光案内\n",
                 FORMAT_OFFICES, 3, want);
}

/* 現地, 都市, 活動 stand in headers, too; and in a sheet without damage a name in Latin letters is no
 * company. */
static void rows_that_sound_like_headers_are_rows(void **state)
{
    (void)state;
    static const struct cell want[] = {
        {0, "name", "姉妹都市駐在員"}, {0, "contractor", "現地在住者"},
        {1, "name", "姉妹都市駐在員"}, {2, "name", "Harbor Desk"},
        {2, "contractor", ""},
    };
    ASSERT_CELLS(
        "values with words of headers",
        "番号,自治体名,拠点名,国名,所在地,設置形態,委託先,設置年,担当課,職員数,設置の目的,活動内容,"
        "URL,備考\n"
        "1,鳥取県,姉妹都市駐在員,ペルー,リマ,C,現地在住者,1978年度,国際課,1（うち派遣0）,"
        "姉妹都市との交流活動を進めるため,都市の情報の収集,,\n"
        "2,鳥取県,姉妹都市駐在員,タイ,バンコク,C,現地在住者,1980年度,国際課,1（うち派遣0）,"
        "姉妹都市との交流活動を進めるため,都市の情報の収集,,\n"
        "3,鳥取県,Harbor "
        "Desk,台湾,台北,A,,1999年度,国際課,2（うち派遣1）,産品を売るため,商談の手伝い,,\n"
        "4,島根県,島根県ソウル事務所,韓国,ソウル,A,,2001年度,国際課,2（うち派遣1）,産品を売るため,"
        "商談の手伝い,,\n",
        FORMAT_CSV, 4, want);
}

static void amounts_may_have_decimals_and_units(void **state)
{
    (void)state;
    static const struct cell want[] = {
        {0, "budget", "7362"},
        {1, "budget", "500"},
        {2, "budget", "0"},
        {0, "note", ""},
    };
    ASSERT_CELLS(
        "million yen",
        "部局名\t課名\t施策名\t事業内容\t対象国・地域\t予算（百万円）\t備考\n"
        "港湾部\t国際課\t留学生の受入れ事業\t留学生を町に迎え、冬の漁を教える。\tタイ\t7.362\t\n"
        "港湾部\t国際課\t語学講座\t夜の教室を開き、港の言葉を学ぶ。\t台湾\t0.5\t\n"
        "港湾部\t魚市場室\t海外商談会事業\t干物を持って海を渡り、店を開く。\tベトナム\t0.000\t\n",
        FORMAT_PROJECTS, 3, want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_values_stand_in_one_cell),
        cmocka_unit_test(headings_over_rows_fill_their_column),
        cmocka_unit_test(rows_that_sound_like_headers_are_rows),
        cmocka_unit_test(amounts_may_have_decimals_and_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
