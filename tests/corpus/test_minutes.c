/* minutes: what a careful person would cut out of them. The texts are made up. */
#include "corpus/collect.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct want {
    const char *role, *section, *speaker, *affiliation, *text;
};

static void assert_passages(const struct collected *c, const struct want *want, size_t count)
{
    static const char *const keys[] = {"role", "section", "speaker", "affiliation", "text"};
    assert_int_equal(c->err.code, ERR_NONE);
    assert_int_equal(c->used, FORMAT_MINUTES);
    for (size_t i = 0; i < count; i++) {
        const char *const values[] = {want[i].role, want[i].section, want[i].speaker,
                                      want[i].affiliation, want[i].text};
        for (size_t k = 0; k < 5; k++)
            if (strcmp(got(c, i, keys[k]), values[k]) != 0)
                fail_msg("passage %zu, %s: \"%s\", wanted \"%s\"", i + 1, keys[k],
                         got(c, i, keys[k]), values[k]);
    }
    assert_int_equal(c->count, count);
}

/* Blank lines between all lines, a page break with its number within a sentence, an answer of
 * several bullets, a question from the floor. */
static void a_seminar_is_cut_at_its_marks(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "海辺の町づくりフォーラム\n\n議事録\n\n日時：令和5年6月3日 13時から\n\n"
            "司会：みなと大学准教授 浜野良子\n\n"
            "スピーカー：あおぞら市水産課長 磯村健一氏\n\n  しおかぜ町商工会会長 磯村勇氏\n\n"
            "1. 開会の挨拶：浜野良子（みなと大学准教授）\n\n"
            "本日は足元の悪い中を大勢お集まりいただき、まことにありがたく思\n\n"
            "う。どうぞ最後までお付き合いを。\n\n"
            "2. 報告：\n\n(1)「干物を海の外へ」 資料１\n\n磯村健一氏（あおぞら市水産課長）\n\n"
            "・ 干物の輸出は三年目に入った。去年までは一つの港からだけ船を出してい\n\n"
            "3\n\n\f たが、今年は二つに増えた。\n\n・ 課題は二つある。\n\n① 氷が足りない。\n\n"
            "② 箱が足りない。\n\n朝を売る\n\n(2) 磯村勇氏（しおかぜ町商工会会長）\n\n"
            "「朝市への道」 資料２\n\n・ 朝市は早い。\n\n"
            "3. 意見交換\n\n人手をどうするか\n\n（浜野良子）人手はどこから来るのか。\n\n"
            "→（あおぞら市・磯村氏）隣の町からも来てもらう。\n\n"
            "→（しおかぜ町・磯村氏）\n\n・うちは人が余る。\n\n・船も余る。\n\n"
            "Q. 干物の値段は上がるのか。\n\n→（浜野氏）上がらない。\n\n（了）\n"),
        FORMAT_AUTO);
    static const struct want want[] = {
        {"preface", "表題・開催概要", "", "", "海辺の町づくりフォーラム\n議事録"},
        {"preface", "表題・開催概要", "", "", "日時：令和5年6月3日 13時から"},
        {"preface", "表題・開催概要", "", "", "司会：みなと大学准教授 浜野良子"},
        {"preface", "表題・開催概要", "", "",
         "スピーカー：あおぞら市水産課長 磯村健一氏\nしおかぜ町商工会会長 磯村勇氏"},
        {"greeting", "1. 開会の挨拶", "浜野良子", "みなと大学准教授",
         "本日は足元の悪い中を大勢お集まりいただき、まことにありがたく思う。どうぞ最後までお付き合"
         "いを"
         "。"},
        {"report", "2. 報告 (1)「干物を海の外へ」", "磯村健一", "あおぞら市水産課長",
         "干物の輸出は三年目に入った。去年までは一つの港からだけ船を出していたが、今年は二つに増え"
         "た。"},
        {"report", "2. 報告 (1)「干物を海の外へ」", "磯村健一", "あおぞら市水産課長",
         "課題は二つある。\n① 氷が足りない。\n② 箱が足りない。"},
        {"report", "2. 報告 (2)「朝市への道」", "磯村勇", "しおかぜ町商工会会長", "朝市は早い。"},
        {"question", "3. 意見交換 人手をどうするか", "浜野良子", "みなと大学准教授",
         "人手はどこから来るのか。"},
        {"answer", "3. 意見交換 人手をどうするか", "磯村健一", "あおぞら市水産課長",
         "隣の町からも来てもらう。"},
        {"answer", "3. 意見交換 人手をどうするか", "磯村勇", "しおかぜ町商工会会長",
         "うちは人が余る。"},
        {"answer", "3. 意見交換 人手をどうするか", "磯村勇", "しおかぜ町商工会会長", "船も余る。"},
        {"question", "3. 意見交換 人手をどうするか", "", "", "干物の値段は上がるのか。"},
        {"answer", "3. 意見交換 人手をどうするか", "浜野良子", "みなと大学准教授", "上がらない。"},
    };
    assert_passages(c, want, sizeof(want) / sizeof(want[0]));
    assert_string_equal(got(c, 5, "meeting"), "海辺の町づくりフォーラム");
    assert_string_equal(got(c, 5, "date"), "2023-06-03");
    /* The full name is not what stood there: the record says so. */
    assert_int_equal(c->at[9]->repair_count, 1);
    assert_true(slice_eq(c->at[9]->repairs[0].from, SLICE_LIT("あおぞら市・磯村氏")));
    assert_int_equal(c->at[5]->repair_count, 0);
    /* A line over some of the talks is their heading, not the end of the talk before. */
    assert_string_equal(got(c, 7, "heading"),
                        "2. 報告： 朝を売る (2) 磯村勇氏（しおかぜ町商工会会長） "
                        "「朝市への道」 資料２");
    talloc_free(c);
}

static void an_assembly_is_cut_into_speeches(void **state)
{
    (void)state;
    struct collected *c =
        collect(SLICE_LIT("やまびこ町議会 会議録\n令和4年3月1日\n"
                          "○議長（谷川徹君）　これより会議を開きます。\n"
                          "○３番（森田花子君）　町営バスの便は増やせないのでしょうか。\n"
                          "　冬は特に困ります。\n"
                          "◎総務課長（木村進君）　運転手が足りず、今は増やせません。\n"
                          "○議長（谷川徹君）　以上で終わります。\n"),
                FORMAT_AUTO);
    static const struct want want[] = {
        {"preface", "表題・開催概要", "", "", "やまびこ町議会 会議録\n令和4年3月1日"},
        {"comment", "", "谷川徹", "議長", "これより会議を開きます。"},
        {"question", "", "森田花子", "３番",
         "町営バスの便は増やせないのでしょうか。\n冬は特に困ります。"},
        {"answer", "", "木村進", "総務課長", "運転手が足りず、今は増やせません。"},
        {"comment", "", "谷川徹", "議長", "以上で終わります。"},
    };
    assert_passages(c, want, sizeof(want) / sizeof(want[0]));
    talloc_free(c);
}

static void names_before_a_colon_speak(void **state)
{
    (void)state;
    struct collected *c = collect(SLICE_LIT("図書館を考える会 議事概要\n"
                                            "出席者：あかつき市教育委員会課長 星野明氏、市民 2名\n"
                                            "1. 協議\n"
                                            "星野課長：本は足りていますか。\n"
                                            "月島委員：足りていません。\n"
                                            "棚も古いです。\n"),
                                  FORMAT_MINUTES);
    assert_int_equal(c->err.code, ERR_NONE);
    assert_int_equal(c->count, 4);
    assert_string_equal(got(c, 2, "text"), "本は足りていますか。");
    assert_string_equal(got(c, 2, "role"), "question");
    assert_string_equal(got(c, 3, "role"), "answer");
    assert_string_equal(got(c, 3, "speaker"), "月島委員");
    assert_string_equal(got(c, 3, "text"), "足りていません。棚も古いです。");
    talloc_free(c);
}

/* The commonest layout of committees: numbered particulars, a list of members, then the talk. */
static void a_committee_has_its_particulars_numbered(void **state)
{
    (void)state;
    struct collected *c = collect(SLICE_LIT("第3回 みらい市水道審議会 会議録\n\n"
                                            "１　日時　令和6年2月9日（金）10時から\n"
                                            "２　場所　市役所 第2会議室\n"
                                            "３　出席者\n"
                                            "会長　泉水澄子　みらい大学教授\n"
                                            "委員　滝川 渡　商工会議所専務理事\n"
                                            "４　議　題\n（１）値段について\n"
                                            "５　議事\n"
                                            "（泉水会長）水道の値段について話したい。\n"
                                            "（滝川委員）上げないでほし\n"
                                            "い。\n"
                                            "Ｂ：私も同じ考えだ。\n"
                                            "６　次回の予定\n"),
                                  FORMAT_AUTO);
    static const struct want want[] = {
        {"preface", "表題・開催概要", "", "", "第3回 みらい市水道審議会 会議録"},
        {"preface", "表題・開催概要", "", "", "日時　令和6年2月9日（金）10時から"},
        {"preface", "表題・開催概要", "", "", "場所　市役所 第2会議室"},
        {"preface", "表題・開催概要", "", "",
         "出席者\n会長　泉水澄子　みらい大学教授\n委員　滝川 渡　商工会議所専務理事"},
        {"preface", "表題・開催概要", "", "", "議　題\n（１）値段について"},
        {"comment", "５　議事", "泉水澄子", "みらい大学教授", "水道の値段について話したい。"},
        {"comment", "５　議事", "滝川渡", "商工会議所専務理事", "上げないでほしい。"},
        {"comment", "５　議事", "Ｂ", "", "私も同じ考えだ。"},
        {"report", "６　次回の予定", "", "", "６　次回の予定"},
    };
    assert_passages(c, want, sizeof(want) / sizeof(want[0]));
    assert_string_equal(got(c, 0, "date"), "2024-02-09");
    talloc_free(c);
}

/* Headings in brackets or with Markdown's #, a chair, answers that say who gives them. */
static void headings_and_answers_in_other_marks(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT("灯台保存委員会　議事録\n\n開催場所　灯台下\n\n【議題１　塗り替えについて】\n\n"
                  "委員長：事務局から説明をお願いします。\n\n事務局：白く塗る。\n\n"
                  "岬委員：赤ではいけませんか。\n\n委員長：事務局どうぞ。\n\n事務局：白と決まってい"
                  "る。\n\n"
                  "【議題２　その他】\n\n沖委員：特になし。\n\n（閉会）\n"),
        FORMAT_AUTO);
    static const struct want lens[] = {
        {"preface", "表題・開催概要", "", "", "灯台保存委員会　議事録\n開催場所　灯台下"},
        {"comment", "【議題１　塗り替えについて】", "委員長", "", "事務局から説明をお願いします。"},
        {"comment", "【議題１　塗り替えについて】", "事務局", "", "白く塗る。"},
        {"question", "【議題１　塗り替えについて】", "岬委員", "", "赤ではいけませんか。"},
        {"comment", "【議題１　塗り替えについて】", "委員長", "", "事務局どうぞ。"},
        {"answer", "【議題１　塗り替えについて】", "事務局", "", "白と決まっている。"},
        {"comment", "【議題２　その他】", "沖委員", "", "特になし。"},
    };
    assert_passages(c, lens, sizeof(lens) / sizeof(lens[0]));
    talloc_free(c);
    c = collect(SLICE_LIT("# 市場の会 議事録\n\n- 参加者: 北野（県）、西川（商工会）\n\n"
                          "## 1. 講演\n\n講師：商工会　西川氏\n\n・ 市は朝に限る。\n\n"
                          "## 2. 質疑応答\n\n### 値段\n\n質問１　高くないか。\n\n"
                          "回答１（西川氏）　高くない。\n"),
                FORMAT_AUTO);
    static const struct want hashes[] = {
        {"preface", "表題・開催概要", "", "", "市場の会 議事録"},
        {"preface", "表題・開催概要", "", "", "- 参加者: 北野（県）、西川（商工会）"},
        {"report", "1. 講演", "西川", "商工会", "市は朝に限る。"},
        {"question", "2. 質疑応答 値段", "", "", "高くないか。"},
        {"answer", "2. 質疑応答 値段", "西川", "商工会", "高くない。"},
    };
    assert_passages(c, hashes, sizeof(hashes) / sizeof(hashes[0]));
    talloc_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seminar_is_cut_at_its_marks),
        cmocka_unit_test(an_assembly_is_cut_into_speeches),
        cmocka_unit_test(names_before_a_colon_speak),
        cmocka_unit_test(headings_and_answers_in_other_marks),
        cmocka_unit_test(a_committee_has_its_particulars_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
