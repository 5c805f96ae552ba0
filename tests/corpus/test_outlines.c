/* plans, guides, Markdown and HTML: what stands under which heading. The texts are made up. */
#include "corpus/collect.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct want {
    const char *path, *text;
};

static void assert_items(const struct collected *c, enum format used, const struct want *want,
                         size_t count)
{
    if (c->err.code != ERR_NONE)
        fail_msg("%s", c->err.msg);
    assert_int_equal(c->used, used);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(got(c, i, "path"), want[i].path) != 0)
            fail_msg("item %zu: path \"%s\", wanted \"%s\"", i + 1, got(c, i, "path"),
                     want[i].path);
        if (strcmp(got(c, i, "text"), want[i].text) != 0)
            fail_msg("item %zu: text \"%s\", wanted \"%s\"", i + 1, got(c, i, "text"),
                     want[i].text);
    }
    assert_int_equal(c->count, count);
}
#define ASSERT_ITEMS(c, used, want) assert_items(c, used, want, sizeof(want) / sizeof((want)[0]))

static void plans_are_ranked_by_numbers_not_by_hashes(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "# 令和9年度事業計画\n\nこの計画は町の一年を定める。\n\n"
            "### 1. 港を直す\n\n傷んだ岸壁から始める。\n\n"
            "#### ○ "
            "岸壁の工事\n\n北の岸壁を二百メートルにわたって直し、あわせて荷揚げのための広\n\n"
            "い場所を設ける。\n\n次に南を直す。\n\n"
            "## 2. 祭りを育てる\n\n#### 夏の夜祭\n\n祭りの夜を長くする。\n\n## ○ 花火\n\n千発。\n\n"
            "# 令和9年度事業計画の概要\n\n## 1 港\n\n- ① 岸壁の工事【新規】  \n・北の岸壁\n- ② "
            "灯台\n\n"
            "## 2 祭り\n\n- 〔夏〕\n- ① 花火\n"),
        FORMAT_AUTO);
    static const struct want want[] = {
        {"令和9年度事業計画", "この計画は町の一年を定める。"},
        {"1. 港を直す", "傷んだ岸壁から始める。"},
        {"1. 港を直す > 岸壁の工事", "北の岸壁を二百メートルにわたって直し、あわせて荷揚げのための"
                                     "広い場所を設ける。\n次に南を直す。"},
        {"2. 祭りを育てる夏の夜祭", "祭りの夜を長くする。"},
        {"2. 祭りを育てる夏の夜祭 > 花火", "千発。"},
        {"令和9年度事業計画の概要 > 1. 港", "岸壁の工事【新規】\n・北の岸壁"},
        {"令和9年度事業計画の概要 > 1. 港", "灯台"},
        {"令和9年度事業計画の概要 > 2. 祭り > 〔夏〕", "花火"},
    };
    ASSERT_ITEMS(c, FORMAT_PLAN, want);
    assert_string_equal(got(c, 5, "title"), "岸壁の工事【新規】");
    assert_string_equal(got(c, 5, "mark"), "①");
    talloc_free(c);
}

/* The same plan as running text: no markup, lines wrapped. */
static void plans_need_no_markup(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "令和9年度事業計画\n\nこの計画は町の一年を定める。\n\n"
            "1. 港を直す\n傷んだ岸壁から始める。\n\n○ 岸壁の工事\n"
            "北の岸壁を二百メートルにわたって直し、あわせて荷揚げのための広\nい場所を設ける。\n\n"
            "2. 祭りを育てる\n夏の夜祭\n祭りの夜を長くする。\n○ 花火\n千発。\n\n"
            "令和9年度事業計画の概要\n1 港\n① 岸壁の工事\n② 灯台\n2 祭り\n① 花火\n"),
        FORMAT_AUTO);
    static const struct want want[] = {
        {"令和9年度事業計画", "この計画は町の一年を定める。"},
        {"1. 港を直す", "傷んだ岸壁から始める。"},
        {"1. 港を直す > 岸壁の工事",
         "北の岸壁を二百メートルにわたって直し、あわせて荷揚げのための広い場所を設ける。"},
        {"2. 祭りを育てる夏の夜祭", "祭りの夜を長くする。"},
        {"2. 祭りを育てる夏の夜祭 > 花火", "千発。"},
        {"令和9年度事業計画の概要 > 1. 港", "岸壁の工事"},
        {"令和9年度事業計画の概要 > 1. 港", "灯台"},
        {"令和9年度事業計画の概要 > 2. 祭り", "花火"},
    };
    ASSERT_ITEMS(c, FORMAT_PLAN, want);
    assert_int_equal(c->at[3]->repair_count, 1);
    assert_true(slice_eq(c->at[3]->repairs[0].what, SLICE_LIT("joined")));
    talloc_free(c);
}

/* Goals, measures and numbers within numbers, as plans of prefectures have them. */
static void plans_count_in_many_ways(void **state)
{
    (void)state;
    struct collected *c =
        collect(SLICE_LIT("みさき県国際化ビジョン\n\n第１章　ねらい\n１　背景\n　船が減った。\n"
                          "２　期間\n　五年とする。\n\n第２章　施策\n基本目標１　海を渡る\n"
                          "施策１　干物を売る\n【取組】\n・市を開く\n【指標】\n市の数　三つ\n"
                          "施策２　船を増やす\n　港を直す。\n基本目標２　人を迎える\n"
                          "1-1 言葉\n　教室を開く。\n1-2 宿\n　宿を増やす。\n"),
                FORMAT_AUTO);
    static const struct want want[] = {
        {"第１章　ねらい > 1. 背景", "船が減った。"},
        {"第１章　ねらい > 2. 期間", "五年とする。"},
        {"第２章　施策 > 基本目標１　海を渡る > 施策１　干物を売る > 【取組】", "・市を開く"},
        {"第２章　施策 > 基本目標１　海を渡る > 施策１　干物を売る > 【指標】", "市の数　三つ"},
        {"第２章　施策 > 基本目標１　海を渡る > 施策２　船を増やす", "港を直す。"},
        {"第２章　施策 > 基本目標２　人を迎える > 1-1 言葉", "教室を開く。"},
        {"第２章　施策 > 基本目標２　人を迎える > 1-2 宿", "宿を増やす。"},
    };
    ASSERT_ITEMS(c, FORMAT_PLAN, want);
    assert_true(slice_eq(c->at[2]->title, SLICE_LIT("取組")));
    talloc_free(c);
}

static void guides_keep_rules_divisions_questions_and_tips_apart(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "2030年度\n\n研修生受入れのご案内\n\n町では研修生を迎えて一緒に働いてもらう。\n\n目次\n"
            "\n"
            "研修のきまりについて・・・・・・・3\n仕事の中身・・・・・・4\nお答えします・・・・5\n"
            "暮らしの手引き・・・・6\n\n"
            "研修のきまりについて\n\n1.期間\n\n(1)長さ\n\n一年とする。\n\n"
            "(2)延長\n\n- ①半年まで延ばせる。\n- ②二度は延ばせない。\n\n"
            "2. 条件\n\n- (1)健康な方。\n- "
            "(2)町が好きな方。\n\nただし、例外もある。\n\n※詳しくは窓口へ。\n\n"
            "申込み\n\n- 締切：三月\n- 場所：役場\n\n"
            "仕事の中身\n\n総務部 ※財政課は受入なし\t\n人事課\t<p>人を選ぶ。</p><p>人を育て\n\n"
            "\tる。</"
            "p>\n情報推\t計算機を扱うので根気が\n\n進課\tいる。\n\n<一日の例>\n\n午前の仕事\n\n・ "
            "掃除\n・ 電話\n\n"
            "お答えします\n\n<お金>\n\nQ 1：給料は出ますか。\n\nA "
            "1：出ます。\n\nＱ２：住まいは。\n\nＡ２：①寮②貸家\n\n"
            "暮らしの手引き\n\n<p>1.病院</p><p>町に一つ。</p>\t<p>2.店</p><p>三つ。</p>\n"),
        FORMAT_AUTO);
    static const struct want want[] = {
        {"2030年度 研修生受入れのご案内", "町では研修生を迎えて一緒に働いてもらう。"},
        {"研修のきまりについて > 1. 期間 > (1)長さ", "一年とする。"},
        {"研修のきまりについて > 1. 期間 > (2)延長 > ①", "半年まで延ばせる。"},
        {"研修のきまりについて > 1. 期間 > (2)延長 > ②", "二度は延ばせない。"},
        {"研修のきまりについて > 2. 条件 > (1)", "健康な方。"},
        {"研修のきまりについて > 2. 条件 > (2)", "町が好きな方。"},
        {"研修のきまりについて > 2. 条件", "ただし、例外もある。"},
        {"研修のきまりについて > 2. 条件 > ※", "詳しくは窓口へ。"},
        {"研修のきまりについて > 申込み", "締切：三月\n場所：役場"},
        {"仕事の中身 > 総務部 > 人事課", "※財政課は受入なし\n人を選ぶ。\n人を育てる。"},
        {"仕事の中身 > 総務部 > 情報推進課", "計算機を扱うので根気がいる。"},
        {"仕事の中身 > 一日の例 > 午前の仕事", "・ 掃除\n・ 電話"},
        {"お答えします > お金 > Q1", "Q 1：給料は出ますか。\nA 1：出ます。"},
        {"お答えします > お金 > Q2", "Ｑ２：住まいは。\nＡ２：①寮②貸家"},
        {"暮らしの手引き > 1. 病院", "町に一つ。"},
        {"暮らしの手引き > 2. 店", "三つ。"},
    };
    ASSERT_ITEMS(c, FORMAT_GUIDE, want);
    talloc_free(c);
}

static void guides_may_count_with_bare_numbers(void **state)
{
    (void)state;
    struct collected *c =
        collect(SLICE_LIT("令和7年度　海外研修生募集要項\n\n"
                          "１　目的\n　見聞を広める。\n"
                          "２　資格\n（１）勤続三年以上の者\n（２）健康な者\n"
                          "３　費用\n　ア　旅費　町が持つ。\n　イ　食費　各自が持つ。\n"
                          "４　よくある質問\n問１　試験はありますか。\n答１　あります。\n"
                          "５　問い合わせ先\n　国際課\n\n"
                          "困ったとき\n問１　道に迷いました。\n答　駅に戻ってください。\n"),
                FORMAT_AUTO);
    static const struct want want[] = {
        {"令和7年度　海外研修生募集要項 > 1. 目的", "見聞を広める。"},
        {"令和7年度　海外研修生募集要項 > 2. 資格 > （１）", "勤続三年以上の者"},
        {"令和7年度　海外研修生募集要項 > 2. 資格 > （２）", "健康な者"},
        {"令和7年度　海外研修生募集要項 > 3. 費用 > ア", "旅費　町が持つ。"},
        {"令和7年度　海外研修生募集要項 > 3. 費用 > イ", "食費　各自が持つ。"},
        {"令和7年度　海外研修生募集要項 > 4. よくある質問 > Q1",
         "問１　試験はありますか。\n答１　あります。"},
        {"令和7年度　海外研修生募集要項 > 5. 問い合わせ先", "国際課"},
        {"困ったとき > Q1", "問１　道に迷いました。\n答　駅に戻ってください。"},
    };
    ASSERT_ITEMS(c, FORMAT_GUIDE, want);
    talloc_free(c);
}

static void markdown_gives_sections_and_table_rows(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT("# 町の窓口\n\n役場は一つ。\n\n## 電話\n\n| 課 | 番号 |\n|---|---|\n"
                  "| 税務 | 12 |\n| 戸籍 | 34 |\n\n## 空き\n\n- [地図](http://example.jp/m)\n"),
        FORMAT_AUTO);
    static const struct want want[] = {
        {"町の窓口", "役場は一つ。"},
        {"", "税務\n12"},
        {"", "戸籍\n34"},
        {"町の窓口 > 空き", "- 地図 http://example.jp/m"},
    };
    ASSERT_ITEMS(c, FORMAT_MARKDOWN, want);
    assert_string_equal(got(c, 1, "課"), "税務");
    assert_string_equal(got(c, 2, "番号"), "34");
    talloc_free(c);
}

static void html_gives_text_and_rows_with_merged_cells(void **state)
{
    (void)state;
    struct collected *c =
        collect(SLICE_LIT("<!DOCTYPE html><html><head><title>港の表</title><style>p{}</style>"
                          "<script>if (1 < 2) document.write('<p>');</script></head><body>"
                          "<h1>港</h1><p>海&amp;山<br>川&#x3042;</p>"
                          "<table><tr><th>港名</th><th>深さ</th></tr>"
                          "<tr><td rowspan='2'>北</td><td>3</td></tr><tr><td>5</td></tr></table>"
                          "<p>終わり"),
                FORMAT_AUTO);
    static const struct want want[] = {
        {"港", "海&山\n川あ"},
        {"", "北\n3"},
        {"", "北\n5"},
        {"港", "終わり"},
    };
    ASSERT_ITEMS(c, FORMAT_HTML, want);
    assert_string_equal(got(c, 2, "港名"), "北");
    assert_int_equal(c->at[1]->repair_count, 0);
    assert_int_equal(c->at[2]->repair_count, 1);
    assert_true(slice_eq(c->at[2]->repairs[0].what, SLICE_LIT("carried")));
    talloc_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_ranked_by_numbers_not_by_hashes),
        cmocka_unit_test(plans_need_no_markup),
        cmocka_unit_test(plans_count_in_many_ways),
        cmocka_unit_test(guides_keep_rules_divisions_questions_and_tips_apart),
        cmocka_unit_test(guides_may_count_with_bare_numbers),
        cmocka_unit_test(markdown_gives_sections_and_table_rows),
        cmocka_unit_test(html_gives_text_and_rows_with_merged_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
