/* normalize: one spelling, and the way back to the original. */
#include "dict/normalize.h"
#include "dict/utf8.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void what_reads_the_same_is_spelt_the_same(void **state)
{
    (void)state;
    const struct {
        const char *name, *in, *want;
    } rows[] = {
        {"empty", "", ""},
        {"full-width Latin and digits", "ＪＥＴＲＯ２０２６", "jetro2026"},
        {"half-width katakana with marks", "ｻﾎﾟｰﾄﾃﾞｽｸ", "サポートデスク"},
        {"mark as a character of its own", "か\xE3\x82\x99は\xE3\x82\x9C", "がぱ"},
        {"stray mark goes", "国゛際", "国際"},
        {"old forms", "國際髙﨑濵邊邉齋", "国際高崎浜辺辺斎"},
        {"outside the BMP", "𠮷田", "吉田"},
        {"variation selector goes", "葛\xF3\xA0\x84\x80城", "葛城"},
        {"VA", "ヴァイオリンとヴェネツィア", "バイオリンとベネツィア"},
        {"VU alone and before YU", "ラヴ デジャヴュ", "ラブ デジャビュ"},
        {"half-width VA", "ｳﾞｧ", "バ"},
        {"company, squared", "㈱山田", "株式会社山田"},
        {"company, brackets", "(株)山田", "株式会社山田"},
        {"company, wide brackets", "山田（株）", "山田株式会社"},
        {"foundation", "(公財)国際協会", "公益財団法人国際協会"},
        {"brackets around other words stay", "(株主)", "(株主)"},
        {"dash for a long mark", "サ―ビス サ－ビス", "サービス サービス"},
        {"dash elsewhere", "A－1", "a-1"},
        {"doubled long mark", "サーービス", "サービス"},
        {"long mark after a digit is a dash", "3ー5", "3-5"},
        {"wave dashes", "1〜2～3", "1~2~3"},
        {"ideographic space", "観光　誘客", "観光 誘客"},
        {"groups of three", "300,000千円と１，２３４", "300000千円と1234"},
        {"a list of numbers stays", "1,2,3 2019,2020", "1,2,3 2019,2020"},
        {"group then comma", "1,500, 2", "1500, 2"},
        {"counter ka", "3ヶ国 ５カ月 十ヵ所 2箇所", "3か国 5か月 十か所 2か所"},
        {"ka in a name stays", "霞ヶ関", "霞ヶ関"},
        {"accents go", "São Paulo Café", "sao paulo cafe"},
        {"circled digit, unit square", "①㌔", "1キロ"},
        {"era square", "㍻元年", "平成元年"},
        {"line end after a short line stays", "台湾\n韓国", "台湾\n韓国"},
        {"line end in a long line goes",
         "県内の企業が海外で物を売る道を開くために、三年前に港の近くに置かれた事\n務所である",
         "県内の企業が海外で物を売る道を開くために、三年前に港の近くに置かれた事務所である"},
        {"line end of a list stays", "東北の県の商工の課の参事の山田花子氏\n神戸の市の課の長の氏",
         "東北の県の商工の課の参事の山田花子氏\n神戸の市の課の長の氏"},
        {"empty line stays",
         "県内の企業が海外で物を売る道を開くために、三年前に港の近くに置かれた事\n\n務所である",
         "県内の企業が海外で物を売る道を開くために、三年前に港の近くに置かれた事\n\n務所である"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text t;
        struct err err;
        TALLOC_CTX *mem = talloc_new(NULL);
        if (!text_normalize(mem, slice_of(rows[i].in), &t, &err))
            fail_msg("%s: %s", rows[i].name, err.msg);
        if (!slice_eq(t.norm, slice_of(rows[i].want)))
            fail_msg("%s: '%.*s'", rows[i].name, SLICE_ARG(t.norm));
        talloc_free(mem);
    }
}

static void every_byte_knows_the_character_it_came_from(void **state)
{
    (void)state;
    struct text t;
    struct err err;
    TALLOC_CTX *mem = talloc_new(NULL);
    /* ㈱ at 0, ｶ at 3, ﾞ at 6, Ａ at 9, 1 at 12, "," at 13, 000 at 14 */
    assert_true(text_normalize(mem, SLICE_LIT("㈱ｶﾞＡ1,000"), &t, &err));
    assert_true(slice_eq(t.norm, SLICE_LIT("株式会社ガa1000")));
    const uint32_t want[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 9, 12, 14, 15, 16, 17};
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        if (t.origin[i] != want[i])
            fail_msg("byte %zu came from %u, wanted %u", i, t.origin[i], want[i]);
    talloc_free(mem);
}

static void any_character_comes_out_as_utf8_in_order(void **state)
{
    (void)state;
    struct text_space space = {.mem = talloc_new(NULL)};
    for (uint32_t c = 1; c < 0x30000; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char in[16] = "カ";
        size_t n = 3 + utf8_put(c, in + 3);
        memcpy(in + n, "ァ1,", 5);
        struct text t;
        struct err err;
        if (!text_normalize_into(&space, (struct slice){in, n + 5}, &t, &err))
            fail_msg("U+%04X: %s", c, err.msg);
        if (utf8_valid(t.norm) != t.norm.len)
            fail_msg("U+%04X: broken UTF-8", c);
        for (size_t i = 0; i < t.norm.len; i++)
            if (t.origin[i] > t.origin[i + 1] || t.origin[i] >= n + 5)
                fail_msg("U+%04X: byte %zu came from %u", c, i, t.origin[i]);
    }
    talloc_free(space.mem);
}

static void normalising_twice_changes_nothing(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const char *const rows[] = {"㈱髙島屋 ｳﾞｧｲｵﾘﾝ １,０００", "3ヶ国、サ―ビス〜Ａ", "①②㌔ ﬁ ½"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct text once, twice;
        struct err err;
        assert_true(text_normalize(mem, slice_of(rows[i]), &once, &err));
        assert_true(text_normalize(mem, once.norm, &twice, &err));
        if (!slice_eq(once.norm, twice.norm))
            fail_msg("'%.*s' then '%.*s'", SLICE_ARG(once.norm), SLICE_ARG(twice.norm));
    }
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_reads_the_same_is_spelt_the_same),
        cmocka_unit_test(every_byte_knows_the_character_it_came_from),
        cmocka_unit_test(any_character_comes_out_as_utf8_in_order),
        cmocka_unit_test(normalising_twice_changes_nothing),
    };
    return cmocka_run_group_tests_name("dict/normalize", tests, NULL, NULL);
}
