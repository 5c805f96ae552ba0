/* kana: hiragana, katakana and romaji into each other. */
#include "dict/kana.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void romaji_is_read_as_an_input_method_reads_it(void **state)
{
    (void)state;
    const struct {
        const char *name, *in, *want;
    } rows[] = {
        {"Hepburn", "shinjuku", "シンジュク"},
        {"Kunrei", "sinzyuku", "シンジュク"},
        {"tu and tsu", "tutsu", "ツツ"},
        {"capitals", "Yorisoigata", "ヨリソイガタ"},
        {"doubled consonant", "hokkaidou", "ホッカイドウ"},
        {"tch", "matcha", "マッチャ"},
        {"n before a consonant", "kankou", "カンコウ"},
        {"nn before a vowel", "konna", "コンナ"},
        {"n with apostrophe", "kin'en", "キンエン"},
        {"n at the end", "taiwan", "タイワン"},
        {"m before b", "shimbun", "シンブン"},
        {"long mark", "sa-bisu", "サービス"},
        {"long vowels stay", "toukyou", "トウキョウ"},
        {"loan sounds", "dhizainfea", "ディザインフェア"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b;
        buf_init(&b, NULL, 1000);
        if (!kana_from_romaji(slice_of(rows[i].in), &b) ||
            !slice_eq(buf_slice(&b), slice_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].name, (int)b.len, b.ptr ? b.ptr : "");
        buf_done(&b);
    }
}

static void what_is_no_romaji_is_refused_whole(void **state)
{
    (void)state;
    const char *const rows[] = {"", "-a", "toeic", "xyz", "taiwa1", "東京", "str", "ak"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b;
        buf_init(&b, NULL, 1000);
        if (kana_from_romaji(slice_of(rows[i]), &b) || b.len)
            fail_msg("'%s' gave '%.*s'", rows[i], (int)b.len, b.ptr ? b.ptr : "");
        buf_done(&b);
    }
}

static void katakana_is_written_in_hepburn(void **state)
{
    (void)state;
    const struct {
        const char *name, *in, *want;
    } rows[] = {
        {"plain", "タイワン", "taiwan"},          {"contracted", "シンジュク", "shinjuku"},
        {"doubled", "ホッカイドウ", "hokkaidou"}, {"doubled ch", "マッチャ", "matcha"},
        {"long mark goes", "サーバー", "saba"},   {"loan sounds", "パーティ", "pati"},
        {"others stay", "2ツ", "2tsu"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b;
        buf_init(&b, NULL, 1000);
        kana_to_romaji(slice_of(rows[i].in), &b);
        if (!slice_eq(buf_slice(&b), slice_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].name, (int)b.len, b.ptr);
        buf_done(&b);
    }
}

static void katakana_becomes_hiragana(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL, 1000);
    kana_to_hiragana(SLICE_LIT("マンガ開拓ヴー"), &b);
    assert_true(slice_eq(buf_slice(&b), SLICE_LIT("まんが開拓ゔー")));
    buf_done(&b);
}

static void hiragana_becomes_katakana(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL, 1000);
    kana_to_katakana(SLICE_LIT("はんろ開拓ゔー"), &b);
    assert_true(slice_eq(buf_slice(&b), SLICE_LIT("ハンロ開拓ヴー")));
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(romaji_is_read_as_an_input_method_reads_it),
        cmocka_unit_test(what_is_no_romaji_is_refused_whole),
        cmocka_unit_test(katakana_is_written_in_hepburn),
        cmocka_unit_test(katakana_becomes_hiragana),
        cmocka_unit_test(hiragana_becomes_katakana),
    };
    return cmocka_run_group_tests_name("dict/kana", tests, NULL, NULL);
}
