/* test_question.c - the query language. */
#include "dict/buf.h"
#include "searchd/question.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Twenty characters without a blank. */
#define TWENTY "海外事務所設置経緯調査海外事務所設置経緯"

static bool known(struct slice name)
{
    return slice_eq(name, SLICE_LIT("国")) || slice_eq(name, SLICE_LIT("country")) ||
           slice_eq(name, SLICE_LIT("年度"));
}

struct row {
    const char *name, *q, *want;
    size_t notes;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct question q;
        struct err err;
        struct buf out;
        buf_init(&out, mem, 1 << 20);
        if (!question_parse(mem, slice_of(rows[i].q), known, &q, &err))
            fail_msg("%s: %s", rows[i].name, err.msg);
        ask_write(q.root, &out);
        buf_putc(&out, 0);
        if (strcmp(out.ptr, rows[i].want) != 0)
            fail_msg("%s: read as %s, wanted %s", rows[i].name, out.ptr, rows[i].want);
        if (q.note_count != rows[i].notes)
            fail_msg("%s: %zu notes, wanted %zu", rows[i].name, q.note_count, rows[i].notes);
        talloc_free(mem);
    }
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows[0]))

static void operators_are_read_in_both_widths(void **state)
{
    (void)state;
    const struct row rows[] = {
        {"one word", "観光", "観光", 0},
        {"blank", "観光 台湾", "(all 観光 台湾)", 0},
        {"ideographic blank", "観光　台湾", "(all 観光 台湾)", 0},
        {"or", "観光 OR 輸出", "(any 観光 輸出)", 0},
        {"or binds looser", "a b OR c", "(any (all a b) c)", 0},
        {"full-width or", "観光 ＯＲ 輸出", "(any 観光 輸出)", 0},
        {"bar", "観光|輸出", "(any 観光 輸出)", 0},
        {"lower-case or is a word", "a or b", "(all a or b)", 0},
        {"and", "a AND b", "(all a b)", 0},
        {"minus", "観光 -台湾", "(all 観光 (not 台湾))", 0},
        {"full-width minus", "観光　－台湾", "(all 観光 (not 台湾))", 0},
        {"minus inside a word", "R5-R6", "R5-R6", 0},
        {"not", "観光 NOT 台湾", "(all 観光 (not 台湾))", 0},
        {"only not", "-台湾", "(all (not 台湾))", 0},
        {"lines of a list", "-海外企業の誘致 -展示会への参加 -広報",
         "(all 海外企業の誘致 展示会への参加 広報)", 1},
        /* Over eighty characters: nobody types so many words, but somebody may an expression. */
        {"a long text", TWENTY TWENTY TWENTY TWENTY TWENTY " -台湾",
         "(all " TWENTY TWENTY TWENTY TWENTY TWENTY " 台湾)", 1},
        {"a long expression", "(" TWENTY TWENTY TWENTY TWENTY TWENTY " OR 見本市) -台湾",
         "(all (any " TWENTY TWENTY TWENTY TWENTY TWENTY " 見本市) (not 台湾))", 0},
        {"a word with a particle in it", "行事 -子どもの日", "(all 行事 (not 子どもの日))", 0},
        {"phrase", "\"人的 ネットワーク\"", "(phrase 人的 ネットワーク)", 0},
        {"curly quotes", "“人的”", "(phrase 人的)", 0},
        {"full-width quotes", "＂人的＂ 支援", "(all (phrase 人的) 支援)", 0},
        {"parentheses", "(a OR b) c", "(all (any a b) c)", 0},
        {"full-width parentheses", "（a ＯＲ b）　c", "(all (any a b) c)", 0},
        {"nested conjunction", "(a b) c", "(all a b c)", 0},
        {"prefix", "レスト*", "(prefix レスト)", 0},
        {"full-width prefix", "レスト＊", "(prefix レスト)", 0},
        {"near", "a NEAR/5 b", "(near/5 a b)", 0},
        {"near chain", "a NEAR/5 b NEAR/3 c", "(near/5 a b c)", 0},
        {"near default", "a ＮＥＡＲ b", "(near/10 a b)", 0},
        {"near window bounded", "a NEAR/99999 b", "(near/50 a b)", 0},
        {"field", "国:タイ", "(field 国 タイ)", 0},
        {"full-width colon", "国：タイ 観光", "(all (field 国 タイ) 観光)", 0},
        {"field with phrase", "country:\"中 国\"", "(field country (phrase 中 国))", 0},
        {"field with choice", "国:(タイ OR 韓国)", "(field 国 (any タイ 韓国))", 0},
        {"field then blank", "国: タイ", "(field 国 タイ)", 0},
        {"excluded field", "-国:タイ", "(all (not (field 国 タイ)))", 0},
        {"colon of no field", "14:00", "14:00", 0},
        {"range in a field", "年度:H20-H27", "(field 年度 H20-H27)", 0},
        {"company mark", "(株)サンフェル 委託", "(all (株)サンフェル 委託)", 0},
        {"company mark behind", "サンフェル（株）", "サンフェル（株）", 0},
    };
    CHECK(rows);
}

static void exceptions_said_in_words_exclude(void **state)
{
    (void)state;
    const struct row rows[] = {
        {"behind a blank", "観光レップ 東京都以外", "(all 観光レップ (except 東京都))", 0},
        {"before a noun", "東京都以外の観光レップ", "(all (except 東京都) 観光レップ)", 0},
        {"after a particle", "観光で上海以外", "(all 観光で (except 上海))", 0},
        {"removed", "台湾を除く事務所", "(all (except 台湾) 事務所)", 0},
        {"without a name", "以外", "以外", 0},
        {"alone", "台湾以外", "(all (except 台湾))", 0},
    };
    CHECK(rows);
}

static void broken_questions_are_read_kindly(void **state)
{
    (void)state;
    const struct row rows[] = {
        {"empty", "", "nothing", 0},
        {"blanks", " 　\t", "nothing", 0},
        {"open quote", "\"人的 支援", "(phrase 人的 支援)", 1},
        {"empty quotes", "\"\" 観光", "観光", 0},
        {"open parenthesis", "(a OR b", "(any a b)", 1},
        {"closing parenthesis", "a) b", "(all a b)", 1},
        {"empty parentheses", "() a", "a", 0},
        {"or at the end", "a OR", "a", 1},
        {"or at the front", "OR a", "a", 1},
        {"only or", "OR", "nothing", 1},
        {"not at the end", "a NOT", "a", 1},
        {"near alone", "NEAR/3 a", "a", 1},
        {"minus alone", "a - b", "(all a - b)", 0},
        {"asterisk alone", "*", "*", 0},
        {"field without value", "国:", "nothing", 0},
    };
    CHECK(rows);
}

static void depth_and_length_are_bounded(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf text;
    struct question q;
    struct err err;
    buf_init(&text, mem, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_putc(&text, '(');
    buf_puts(&text, "a");
    assert_true(question_parse(mem, buf_slice(&text), known, &q, &err));
    buf_clear(&text);
    for (int i = 0; i < 100; i++)
        buf_puts(&text, "w ");
    assert_true(question_parse(mem, buf_slice(&text), known, &q, &err));
    assert_int_equal(q.leaves, QUESTION_LEAVES_MAX);
    assert_int_equal(q.note_count, 1);
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_are_read_in_both_widths),
        cmocka_unit_test(exceptions_said_in_words_exclude),
        cmocka_unit_test(broken_questions_are_read_kindly),
        cmocka_unit_test(depth_and_length_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
