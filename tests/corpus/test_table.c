/* Small tables in our own words, each with one kind of damage, through the door of the room. */
#include "corpus/collect.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
// clang-format off
#include <cmocka.h>
// clang-format on

/* Reads text; fails where nothing could be read. */
static struct collected *read_text(const char *text, enum format format)
{
    struct collected *c = collect(slice_of(text), format);
    if (c->err.code != ERR_NONE)
        fail_msg("%s", c->err.msg);
    return c;
}

static void expect(const struct collected *g, size_t at, const char *key, const char *want)
{
    assert_true(at < g->count);
    const struct value *v = record_get(g->at[at], slice_of(key));
    char text[300] = "";
    if (v && v->type == VALUE_STRING)
        snprintf(text, sizeof(text), "%.*s", SLICE_ARG(v->string));
    else if (v && v->type == VALUE_INT)
        snprintf(text, sizeof(text), "%lld", (long long)v->integer);
    if (strcmp(text, want) != 0)
        fail_msg("record %zu, %s: read \"%s\", wanted \"%s\"", at, key, text, want);
}

static bool repaired(const struct collected *g, size_t at, const char *field, const char *what)
{
    for (size_t i = 0; i < g->at[at]->repair_count; i++)
        if (slice_eq(g->at[at]->repairs[i].field, slice_of(field)) &&
            slice_eq(g->at[at]->repairs[i].what, slice_of(what)))
            return true;
    return false;
}

#define HEAD                                                                                                                         \
    "No\tNo\t団体名\t拠点名\t設置国・地域\t拠点都市等\t区分\t拠点形態\t委託先の名称\t設置年度\t主" \
    "管部課名\t計\t派遣\t現地\t"                                                                                            \
    "設置理由\t主な活動内容\tURL\t備考\n"
#define PARIS                                                                                                                  \
    "1\t1\t鳥取県\t鳥取県パリ事務所\tフランス\tパリ\ta\t独自事務所\t\tH5\t商工部国際課\t3\t1\t2\t" \
    "欧州で産品を売り込むため\t"                                                                                   \
    "商談会の開催、見本市への出品、訪問客の案内\thttps://example.jp/paris\t\n"
#define HANOI                                                                                          \
    "1\t2\t鳥取県\t鳥取県ハノイデスク\tベトナム\tハノイ\tc\t業務委託等\t(株)" \
    "やまびこ\tR4\t商工部国際課\t1\t0\t1\t"                                                  \
    "進出する企業を助けるため\t相談への対応、現地の情報の提供、通訳の手配\t\t令和4年6月に開設\n"

static void a_plain_list_is_read(void **state)
{
    (void)state;
    struct collected *g = read_text("海外拠点の一覧\n" HEAD PARIS HANOI, FORMAT_AUTO);
    assert_int_equal(g->used, FORMAT_OFFICES);
    assert_int_equal(g->count, 2);
    assert_true(slice_eq(g->at[0]->id, SLICE_LIT("doc/1-1")));
    assert_true(slice_eq(g->at[1]->title, SLICE_LIT("鳥取県ハノイデスク")));
    expect(g, 0, "contractor", "");
    expect(g, 0, "year", "1993");
    expect(g, 0, "staff_local", "2");
    expect(g, 0, "url", "https://example.jp/paris");
    expect(g, 1, "contractor", "(株)やまびこ");
    expect(g, 1, "activities", "相談への対応、現地の情報の提供、通訳の手配");
    expect(g, 1, "note", "令和4年6月に開設");
    assert_int_equal(g->at[0]->repair_count, 0);
    talloc_free(g);
}

static void damaged_rows_find_their_columns(void **state)
{
    (void)state;
    static const struct {
        const char *name, *row, *key[3], *want[3], *field, *what;
    } rows[] = {
        {"letter and wording glued",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc "
         "業務委託等\t個人\tH30\t観光課\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"form", "contractor", "department"},
         {"c", "個人", "観光課"},
         "form",
         "split"},
        {"wording and company glued",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等 "
         "あおぞら有限公司\tH30\t観光課\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"form_text", "contractor", "fy"},
         {"業務委託等", "あおぞら有限公司", "H30"},
         "contractor",
         "split"},
        {"company where the department should be",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\tH30\tMilano Service "
         "Ltd\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"contractor", "department", "year"},
         {"Milano Service Ltd", "", "2018"},
         "contractor",
         "moved"},
        {"department behind the counts",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t1\t0\t1\t観光交流部観光課\t観光客を増やすため\t宣伝、案内、情報の収集\t\t"
         "\n",
         {"department", "staff_total", "reason"},
         {"観光交流部観光課", "1", "観光客を増やすため"},
         "department",
         "moved"},
        {"empty cells inserted",
         "1\t3\t\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\t\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t観光課\t1\t\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"city", "staff_local", "contractor"},
         {"ミラノ", "1", "(株)やまびこ"},
         NULL,
         NULL},
        {"reason and activities in one cell",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t観光課\t1\t0\t1\t北イタリアからの観光客を増やすため。 ・旅行会社への宣伝 "
         "・案内 ・情報の収集\t\t\n",
         {"reason", "activities", "url"},
         {"北イタリアからの観光客を増やすため。", "・旅行会社への宣伝 ・案内 ・情報の収集", ""},
         "activities",
         "split"},
        {"total lost",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t観光課\t1\t2\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"staff_dispatched", "staff_local", "staff_total"},
         {"1", "2", "3"},
         "staff_total",
         "guessed"},
        {"numbers lost",
         "鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t観光課\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"organization", "name", "year"},
         {"鳥取県", "鳥取県ミラノ連絡員", "2018"},
         "number",
         "guessed"},
        {"merged cells",
         "\t3\t\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\t(株)"
         "やまびこ\tH30\t\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"organization", "department", "city"},
         {"鳥取県", "商工部国際課", "ミラノ"},
         "organization",
         "carried"},
        {"broken over two lines",
         "1\t3\t鳥取県\t鳥取県ミラノ連絡員\tイタリア\tミラノ\tc\t業務委託等\n(株)"
         "やまびこ\tH30\t観光課\t1\t0\t1\t観光客を増やすため\t宣伝、案内、情報の収集\t\t\n",
         {"contractor", "year", "reason"},
         {"(株)やまびこ", "2018", "観光客を増やすため"},
         NULL,
         NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[8000];
        snprintf(text, sizeof(text), "%s%s%s%s", HEAD, PARIS, HANOI, rows[i].row);
        struct collected *g = read_text(text, FORMAT_OFFICES);
        print_message("%s\n", rows[i].name);
        assert_int_equal(g->count, 3);
        assert_true(slice_eq(g->at[2]->id, SLICE_LIT("doc/1-3")));
        for (size_t k = 0; k < 3; k++)
            expect(g, 2, rows[i].key[k], rows[i].want[k]);
        if (rows[i].field && !repaired(g, 2, rows[i].field, rows[i].what))
            fail_msg("%s: %s is not marked as %s", rows[i].name, rows[i].field, rows[i].what);
        talloc_free(g);
    }
}

static void totals_are_compared_and_a_contradiction_is_named(void **state)
{
    (void)state;
    struct collected *g = read_text(
        HEAD PARIS HANOI "2\t1\tみどり市\tみどり市デリー窓口\tインド\tデリー\tb\t機関等派遣\t"
                         "\tR2\t企画課\t2\t1\t2\t交流を深めるため\t連絡、調整、案内\t\t\n"
                         "\n全体\t自治体数\t拠点数\t設置国・地域数\t設置都市数\t形態別拠点数\n"
                         "\t2\t4\t3\t3\ta\t1\n\t\t\t\t\tb\t1\n"
                         "職員数\n計\t6\t2\t4\n",
        FORMAT_OFFICES);
    assert_int_equal(g->count, 3);
    assert_non_null(strstr(g->told, "row 2-1 contradicts itself: 2 = 1 + 2"));
    assert_non_null(strstr(g->told, "bodies: 2, as printed"));
    assert_non_null(strstr(g->told, "offices: the list prints 4, its rows give 3"));
    assert_non_null(strstr(g->told, "form b: 1, as printed"));
    assert_non_null(strstr(g->told, "staff local: 4, as printed"));
    expect(g, 2, "staff_local", "1");
    assert_true(repaired(g, 2, "staff_local", "guessed"));
    talloc_free(g);
}

static void a_row_that_fits_nothing_is_kept_whole(void **state)
{
    (void)state;
    struct collected *g =
        read_text(HEAD PARIS "ここから先は\t調整の途中で\t数字はまだ無い\n" HANOI, FORMAT_OFFICES);
    assert_int_equal(g->count, 3);
    size_t kept = 0;
    for (size_t i = 0; i < g->count; i++)
        if (repaired(g, i, "note", "kept")) {
            kept++;
            expect(g, i, "note", "ここから先は 調整の途中で 数字はまだ無い");
        }
    assert_int_equal(kept, 1);
    talloc_free(g);
}

static void projects_of_another_prefecture_are_read_by_their_header(void **state)
{
    (void)state;
    struct collected *g =
        read_text("事業名\t担当部局\t課名\t事業費（百万円）\t開始年度\t事業概要\t区分\t備考\n"
                  "姉妹都市との交流事業\t企画部\t国際課\t12\tH20\t中学生を互いに送り、家庭に泊まっ"
                  "て学ぶ。\t継続\t\n"
                  "産品の輸出促進事業\t農林部\t流通課\t3\tR1\t輸出をめざす農家に専門家を送り、商談"
                  "の場を設ける。\t新規\t国の交付金による\n"
                  "留学生の就職支援\t\t労政課\t1\tR2\t県内の企業を見て回る催しを開く。\t廃止\t\n",
                  FORMAT_AUTO);
    assert_int_equal(g->used, FORMAT_PROJECTS);
    assert_int_equal(g->count, 3);
    expect(g, 0, "name", "姉妹都市との交流事業");
    expect(g, 0, "budget", "12000");
    expect(g, 0, "division", "国際課");
    expect(g, 1, "status", "新規");
    expect(g, 1, "note", "国の交付金による");
    expect(g, 2, "bureau", "農林部");
    expect(g, 2, "year", "2020");
    assert_true(repaired(g, 2, "bureau", "carried"));
    talloc_free(g);
}

static void headings_over_projects_are_their_pillar_and_section(void **state)
{
    (void)state;
    struct collected *g =
        read_text("担当部局\t担当課\t事業名\t開始年度\t事業内容\t対象国・地域\t期間\t参加者\tR2当初"
                  "予算額(千円)\tR3予定\t継続・新規\tR3当初予算額(千円)\t備考\n"
                  "1 人を育てる\n1-1「学校の国際理解」\n"
                  "教育庁\t学校課\t英語の催し\tH28\t高校生が英語で発表し合う催しを開く。\t-"
                  "\t通年\t120名\t1,500(会場費)\t\t継続\t1,400\t\n"
                  "\t\t留学の手引き\tR2\t留学を考える生徒に手引きを配る。\t米国、豪州\tR2.4～R3."
                  "3\t-\t-\t\t新規\t300\t\n"
                  "2 地域をひらく\n"
                  "警察本部\t教養課\t通訳の研修\tH9\t通訳に当たる職員を育てる。\t\t通年\t12人\t0\t"
                  "\t継続\t0\t\n",
                  FORMAT_PROJECTS);
    assert_int_equal(g->count, 3);
    expect(g, 0, "pillar", "1 人を育てる");
    expect(g, 0, "section", "1-1「学校の国際理解」");
    expect(g, 0, "budget", "1500");
    expect(g, 0, "note", "予算: 会場費");
    expect(g, 1, "bureau", "教育庁");
    expect(g, 1, "division", "学校課");
    expect(g, 1, "budget", "");
    expect(g, 1, "budget_next", "300");
    expect(g, 1, "countries", "米国、豪州");
    expect(g, 2, "pillar", "2 地域をひらく");
    expect(g, 2, "section", "");
    expect(g, 2, "budget", "0");
    talloc_free(g);
}

static void other_tables_are_not_taken_for_these(void **state)
{
    (void)state;
    struct collected *g = read_text(
        "品名\t数量\t単価\t置き場\t担当\nりんご\t3\t120\t棚A\t田中\nみかん\t5\t80\t棚B\t鈴木\n",
        FORMAT_AUTO);
    assert_int_equal(g->used, FORMAT_TSV);
    assert_int_equal(g->count, 2);
    talloc_free(g);
}

static void odd_rows_do_no_harm(void **state)
{
    (void)state;
    char *text = talloc_strdup(NULL, HEAD PARIS);
    for (int i = 0; i < 70; i++)
        text = talloc_strdup_append(text, "1\t");
    text = talloc_strdup_append(text, "\n\t\t\t\t\n(\t)\t(((\t、\t-\t・\t①\n" HANOI);
    struct collected *g = read_text(text, FORMAT_OFFICES);
    bool found = false;
    for (size_t i = 0; i < g->count; i++)
        found |=
            slice_eq(record_string(g->at[i], SLICE_LIT("contractor")), SLICE_LIT("(株)やまびこ"));
    assert_true(found);
    assert_non_null(strstr(g->told, "cells"));
    talloc_free(g);
    talloc_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_list_is_read),
        cmocka_unit_test(damaged_rows_find_their_columns),
        cmocka_unit_test(totals_are_compared_and_a_contradiction_is_named),
        cmocka_unit_test(a_row_that_fits_nothing_is_kept_whole),
        cmocka_unit_test(projects_of_another_prefecture_are_read_by_their_header),
        cmocka_unit_test(headings_over_projects_are_their_pillar_and_section),
        cmocka_unit_test(other_tables_are_not_taken_for_these),
        cmocka_unit_test(odd_rows_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
