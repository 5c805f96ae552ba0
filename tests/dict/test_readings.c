/* test_readings.c - words of the vocabulary by reading, and the nearest in katakana. */
#include "dict/distance.h"
#include "dict/readings.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int build(void **state)
{
    struct analyzer *a;
    struct vocab *v;
    struct readings *r = NULL;
    struct err err = {ERR_NONE, ""};
    const char *data = getenv("SENREI_DATA");
    TALLOC_CTX *mem = talloc_new(NULL);
    if (!data || !analyzer_open(mem, data, &a, &err) || !vocab_open(mem, data, &v, &err) ||
        !readings_build(mem, a, v, &r, &err))
        fail_msg("%s", err.msg);
    *state = r;
    return 0;
}

static int drop(void **state)
{
    talloc_free(talloc_parent(*state));
    return 0;
}

static void words_are_found_by_their_reading(void **state)
{
    const struct {
        const char *name, *kana, *want; /* "": none */
    } rows[] = {
        {"kanji", "ハンロカイタク", "販路開拓"},
        {"katakana", "プロモーション", "プロモーション"},
        {"without its long marks", "プロモション", "プロモーション"},
        {"as romaji writes long vowels", "カンコユキャク", "観光誘客"},
        {"two syllables that romaji runs together", "ミホニチ", "見本市"},
        {"a place", "タイワン", "台湾"},
        {"BAD another word", "ハンロカイタ", ""},
        {"BAD a question", "オシエテ", ""},
        {"BAD no kana", "abc", ""},
        {"BAD nothing", "", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct slice words[READINGS_SAME_MAX];
        size_t n = readings_find(*state, slice_of(rows[i].kana), words);
        bool found = n == 0 && *rows[i].want == 0;
        for (size_t k = 0; k < n; k++)
            found |= slice_eq(words[k], slice_of(rows[i].want));
        if (!found)
            fail_msg("%s: %s is not read as %s", rows[i].name, rows[i].kana, rows[i].want);
    }
}

static void the_nearest_word_in_katakana_is_found(void **state)
{
    const struct {
        const char *name, *text;
        size_t max, want; /* distance */
        const char *word;
    } rows[] = {
        {"a letter too few", "アンテナショプ", 2, 1, "アンテナショップ"},
        {"two exchanged", "コーディネータ", 1, 1, "コーディネーター"},
        {"never the word itself", "セミナー", 1, 2, NULL},
        {"too far", "アンテナ", 1, 2, NULL},
        {"BAD nothing", "", 1, 2, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct slice word = {NULL, 0};
        size_t d = readings_nearest(*state, slice_of(rows[i].text), rows[i].max, &word);
        if (d != rows[i].want || (rows[i].word && !slice_eq(word, slice_of(rows[i].word))))
            fail_msg("%s: %zu from '%.*s'", rows[i].name, d, SLICE_ARG(word));
    }
}

static void distance_counts_an_exchange_once(void **state)
{
    (void)state;
    const struct {
        const char *name, *a, *b;
        size_t max, want;
    } rows[] = {
        {"same", "タイ", "タイ", 2, 0},
        {"one more", "タイ", "タイワ", 2, 1},
        {"another", "タイ", "タロ", 2, 1},
        {"exchanged", "タイワン", "タインワ", 2, 1},
        {"bounded", "タイ", "シンガポール", 2, 3},
        {"nothing", "", "タイ", 2, 2},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t a[DISTANCE_MAX], b[DISTANCE_MAX];
        size_t n = distance_chars(slice_of(rows[i].a), a),
               m = distance_chars(slice_of(rows[i].b), b);
        if (distance(a, n, b, m, rows[i].max) != rows[i].want)
            fail_msg("%s: %zu", rows[i].name, distance(a, n, b, m, rows[i].max));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_by_their_reading),
        cmocka_unit_test(the_nearest_word_in_katakana_is_found),
        cmocka_unit_test(distance_counts_an_exchange_once),
    };
    return cmocka_run_group_tests(tests, build, drop);
}
