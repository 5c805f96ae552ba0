/* analyze: the terms of a text, where they stand, and what they are. */
#include "dict/analyze.h"
#include "dict/buf.h"
#include "dict/data.h"
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static TALLOC_CTX *all;
static struct analyzer *analyzer;
static struct analysis *analysis;

static int open_analyzer(void **state)
{
    (void)state;
    struct err err;
    const char *dir;
    all = talloc_new(NULL);
    if (!data_dir(all, &dir, &err) || !analyzer_open(all, dir, &analyzer, &err))
        fail_msg("%s", err.msg);
    analysis = analysis_new(analyzer, analyzer);
    return analysis ? 0 : -1;
}

static int close_analyzer(void **state)
{
    (void)state;
    return talloc_free(all);
}

/* The terms as one line: words plain, number with #, function with -, canonical with =. */
static void terms_of(const char *text, struct buf *out)
{
    static const char marks[] = {[TOKEN_NUMBER] = '#', [TOKEN_FUNCTION] = '-', [TOKEN_CANON] = '='};
    struct tokens t;
    struct err err;
    buf_clear(out);
    if (!analysis_run(analysis, slice_of(text), &t, &err))
        fail_msg("%s: %s", text, err.msg);
    for (size_t i = 0; i < t.count; i++) {
        if (i)
            buf_putc(out, ' ');
        if (t.at[i].kind != TOKEN_WORD)
            buf_putc(out, marks[t.at[i].kind]);
        buf_put_slice(out, t.at[i].term);
    }
}

static void words_get_the_terms_they_share_with_other_spellings(void **state)
{
    (void)state;
    const struct {
        const char *name, *in, *want;
    } rows[] = {
        {"nothing", " 、。", ""},
        {"compound in its parts", "中小企業海外展開支援", "中小 企業 海外 展開 支援"},
        {"okurigana", "受け入れ、受入れ、受入、受け入れる", "受入 受入 受入 受入"},
        {"okurigana of verbs", "取り組む、取組み、取組", "取組 取組 取組"},
        {"okurigana with another word behind the rule", "組み合わせ、組合", "組合せ 組合"},
        {"particles between kanji are no okurigana", "目の前", "目 -の 前"},
        {"variants", "子ども、子供", "子供 子供"},
        {"long mark at the end", "サーバー、サーバ、ツアー", "サーバ サーバ ツアー"},
        {"names", "髙﨑、齋藤、斉藤", "高崎 斉藤 斉藤"},
        {"places", "霞ヶ関、霞が関", "霞ケ関 霞ケ関"},
        {"prefecture apart from its name", "大阪府、大阪", "大阪 府 大阪"},
        {"long nouns in their words", "中小企業庁、羽田空港、地方自治体",
         "中小 企業 庁 羽田 空港 地方 自治体"},
        {"GA in katakana is no KE of a place", "シンガポール、バンガロール",
         "シンガポール バンガロール"},
        {"numerals are digits", "第二回、第2回", "-第 =n2回 #2 回 -第 =n2回 #2 回"},
        {"domain's words", "インバウンド、ファムツアー", "インバウンド ファムツア"},
        {"middle dot", "クレア・ジェトロ", "クレア ジェトロ"},
        {"letters and digits", "TOEIC730", "=toeic730 toeic #730"},
        {"digits before a word", "７事務所", "=n7事務所 #7 事務所"},
        {"counter", "９ヶ国", "=n9か国 #9 か国"},
        {"amounts", "三億円、300,000千円",
         "=n300000000円 #300000000 円 =n300000000円 #300000000 円"},
        {"era year", "平成26年度", "=y2014 平成 #26 年度"},
        {"era letter", "H23", "=h23 =y2011 h #23"},
        {"year in kanji", "令和元年", "=y2019 令和 元年"},
        {"years from to", "平成25年度～27年度", "=y2013 =y2014 =y2015 平成 #25 年度 #27 年度"},
        {"polite prefix", "ご案内、御案内", "-ご 案内 -御 案内"},
        {"unknown katakana stays whole", "ズンドコベロンチョ", "ズンドコベロンチョ"},
        {"katakana made of words", "インドサポートデスク、タイビジネスサポートデスク",
         "インド サポート デスク タイ ビジネス サポート デスク"},
        {"a suffix of things, wherever it stands", "等、展示会等", "-等 展示 会 -等"},
    };
    struct buf b;
    buf_init(&b, NULL, 10000);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        terms_of(rows[i].in, &b);
        if (!slice_eq(buf_slice(&b), slice_of(rows[i].want)))
            fail_msg("%s: '%.*s'", rows[i].name, (int)b.len, b.ptr ? b.ptr : "");
    }
    buf_done(&b);
}

static void tokens_stand_where_the_original_has_them(void **state)
{
    (void)state;
    struct tokens t;
    struct err err;
    /* ㈱ 0..3, 髙島屋 3..12, の 12..15, 「 15..18, H26 18..21 */
    assert_true(analysis_run(analysis, SLICE_LIT("㈱髙島屋の「H26"), &t, &err));
    const struct {
        const char *term;
        uint32_t position, start, end;
    } want[] = {
        {"株式会社", 0, 0, 3}, {"高島屋", 1, 3, 12}, {"の", 2, 12, 15}, {"h26", 3, 18, 21},
        {"y2014", 3, 18, 21},  {"h", 3, 18, 19},     {"26", 4, 19, 21},
    };
    assert_int_equal(t.count, sizeof(want) / sizeof(want[0]));
    for (size_t i = 0; i < t.count; i++)
        if (!slice_eq(t.at[i].term, slice_of(want[i].term)) ||
            t.at[i].position != want[i].position || t.at[i].start != want[i].start ||
            t.at[i].end != want[i].end)
            fail_msg("%s: '%.*s' %u %u..%u", want[i].term, SLICE_ARG(t.at[i].term),
                     t.at[i].position, t.at[i].start, t.at[i].end);
}

static void each_word_of_a_written_out_form_has_the_whole_original(void **state)
{
    (void)state;
    struct tokens t;
    struct err err;
    assert_true(analysis_run(analysis, SLICE_LIT("（公財）東京"), &t, &err));
    assert_int_equal(t.count, 4); /* 公益 財団 法人 東京 */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(t.at[i].position, i);
        assert_int_equal(t.at[i].start, 0);
        assert_int_equal(t.at[i].end, 12);
    }
    assert_int_equal(t.at[3].start, 12);
}

static void names_and_readings_are_told(void **state)
{
    (void)state;
    struct tokens t;
    struct err err;
    assert_true(analysis_run(analysis, SLICE_LIT("台湾の観光ズンドコ"), &t, &err));
    assert_int_equal(t.count, 4);
    assert_true(t.at[0].proper);
    assert_true(slice_eq(t.at[0].reading, SLICE_LIT("タイワン")));
    assert_false(t.at[2].proper);
    assert_true(slice_eq(t.at[2].reading, SLICE_LIT("カンコウ")));
    assert_true(slice_eq(t.at[3].reading, SLICE_LIT("ズンドコ")));
}

static void bigrams_pair_neighbours_but_none_begins_with_hiragana(void **state)
{
    (void)state;
    struct tokens t;
    struct err err;
    assert_true(analysis_run(analysis, SLICE_LIT("県産品を売るA級、タイ"), &t, &err));
    const char *const want[] = {"県産", "産品", "品を", "売る", "タイ"};
    assert_int_equal(t.bigram_count, sizeof(want) / sizeof(want[0]));
    for (size_t i = 0; i < t.bigram_count; i++)
        if (!slice_eq(t.bigrams[i], slice_of(want[i])))
            fail_msg("%zu: '%.*s', wanted %s", i, SLICE_ARG(t.bigrams[i]), want[i]);
}

static void long_terms_are_cut_and_stay_apart(void **state)
{
    (void)state;
    char text[3 * 300 + 3 + 3 * 300];
    for (size_t i = 0; i < 600; i++)
        memcpy(text + 3 * i + (i >= 300 ? 3 : 0), i == 599 ? "イ" : "ァ", 3);
    memcpy(text + 900, "。", 3);
    char latin[500];
    memset(latin, 'x', sizeof(latin));
    struct tokens t;
    struct err err;
    assert_true(analysis_run(analysis, (struct slice){text, sizeof(text)}, &t, &err));
    for (size_t i = 0; i < t.count; i++)
        if (t.at[i].term.len > ANALYZE_TERM_MAX)
            fail_msg("a term of %zu bytes", t.at[i].term.len);
    assert_true(analysis_run(analysis, (struct slice){latin, 500}, &t, &err));
    assert_int_equal(t.count, 1);
    assert_int_equal(t.at[0].term.len, ANALYZE_TERM_MAX);
    struct buf first;
    buf_init(&first, NULL, 1000);
    buf_put_slice(&first, t.at[0].term);
    latin[499] = 'y';
    assert_true(analysis_run(analysis, (struct slice){latin, 500}, &t, &err));
    assert_false(slice_eq(buf_slice(&first), t.at[0].term));
    buf_done(&first);
}

static void texts_over_the_ceiling_are_refused(void **state)
{
    (void)state;
    size_t size = ANALYZE_BYTES_MAX + 1;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    struct tokens t;
    struct err err;
    assert_false(analysis_run(analysis, (struct slice){text, size}, &t, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_true(analysis_run(analysis, (struct slice){text, size - 1}, &t, &err));
    assert_int_equal(t.count, 1);
    free(text);
}

static void stamps_are_equal_for_equal_data_and_missing_data_is_told(void **state)
{
    (void)state;
    struct err err;
    const char *dir;
    struct analyzer *again;
    assert_true(data_dir(all, &dir, &err));
    assert_true(analyzer_open(all, dir, &again, &err));
    assert_string_equal(analyzer_stamp(analyzer), analyzer_stamp(again));
    assert_true(strlen(analyzer_stamp(analyzer)) >= 16);
    talloc_free(again);
    assert_false(analyzer_open(NULL, "/nonexistent", &again, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.msg, "/nonexistent"));
}

/* Calls each(word, form) for the lines "word<TAB>form..." of a table; returns how many there were. */
static size_t each_line(const char *path, void (*each)(const char *word, const char *form))
{
    FILE *f = fopen(path, "re");
    if (!f)
        fail_msg("%s is missing", path);
    char line[512];
    size_t count = 0;
    while (fgets(line, sizeof(line), f)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        char *tab = strchr(line, '\t');
        if (!tab)
            fail_msg("%s: no tab in '%s'", path, line);
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\t\r\n")] = '\0';
        each(line, tab + 1);
        count++;
    }
    fclose(f);
    return count;
}

static void comes_out_whole(const char *word, const char *form)
{
    (void)form;
    struct tokens t;
    struct err err;
    if (!analysis_run(analysis, slice_of(word), &t, &err))
        fail_msg("%s: %s", word, err.msg);
    if (t.count != 1 || t.at[0].end != strlen(word) || t.at[0].reading.len == 0)
        fail_msg("'%s' is cut into %zu, or has no reading", word, t.count);
}

static void comes_out_as(const char *word, const char *form)
{
    struct buf b;
    buf_init(&b, NULL, 1000);
    terms_of(word, &b);
    if (!slice_eq(buf_slice(&b), slice_of(form)))
        fail_msg("'%s' is '%.*s', the table says %s", word, (int)b.len, b.ptr, form);
    buf_done(&b);
}

static void each_word_of_the_domain_comes_out_whole(void **state)
{
    (void)state;
    assert_true(each_line("../dict/data/words.tsv", comes_out_whole) > 0);
}

static void each_variant_comes_out_as_the_table_says(void **state)
{
    (void)state;
    assert_true(each_line("../dict/data/variants.tsv", comes_out_as) > 0);
}

/* What the property test below has counted. */
struct symmetry {
    size_t spans, equal;
    char example[600];
};

enum { SPAN_MAX = 4 };

/* Takes spans of one to four words that open and close with a word of meaning, analyses each by
 * itself and compares the terms. */
static void compare_spans(struct slice text, struct symmetry *sum)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct tokens t;
    struct err err;
    if (!analysis_run(analysis, text, &t, &err))
        fail_msg("%s", err.msg);
    struct token *words = talloc_zero_size(mem, (t.count + 1) * sizeof(*words));
    size_t n = 0;
    for (size_t i = 0; i < t.count; i++) {
        const struct token *at = &t.at[i];
        if (at->start >= at->end || at->end > text.len || at->term.len == 0 ||
            at->term.len > ANALYZE_TERM_MAX || (i && at->position < t.at[i - 1].position))
            fail_msg("token %zu of '%.*s' breaks the rules", i, SLICE_ARG(text));
        if (at->kind == TOKEN_CANON)
            continue;
        words[n] = *at;
        words[n++].term.ptr = talloc_memdup(mem, at->term.ptr, at->term.len);
    }
    for (size_t i = 0; i < n; i += 3) {
        size_t last = i + i / 3 % SPAN_MAX;
        if (last >= n || words[i].kind == TOKEN_FUNCTION || words[last].kind == TOKEN_FUNCTION)
            continue;
        struct slice span = slice_sub(text, words[i].start, words[last].end);
        if (!analysis_run(analysis, span, &t, &err))
            fail_msg("%s", err.msg);
        size_t at = i;
        bool equal = true;
        for (size_t k = 0; k < t.count && equal; k++)
            if (t.at[k].kind != TOKEN_CANON)
                equal = at <= last && slice_eq(t.at[k].term, words[at++].term);
        equal = equal && at == last + 1;
        sum->spans++;
        sum->equal += equal;
        if (!equal)
            snprintf(sum->example, sizeof(sum->example), "'%.*s' in '%.*s'", SLICE_ARG(span),
                     (int)(text.len < 300 ? text.len : 300), text.ptr);
    }
    talloc_free(mem);
}

static void a_spelling_has_the_terms_of_every_word_spelt_so(void **state)
{
    (void)state;
    const struct {
        const char *word, *term;
        enum token_kind kind;
    } rows[] = {
        {"整え", "整える", TOKEN_WORD}, /* 整える, 整う: only a sentence tells */
        {"整え", "整う", TOKEN_WORD},
        {"な", "だ", TOKEN_FUNCTION}, /* 静かな, 行くな */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct homograph h[HOMOGRAPHS_MAX];
        struct err err;
        size_t count;
        bool found = false;
        assert_true(analysis_homographs(analysis, slice_of(rows[i].word), h, &count, &err));
        for (size_t k = 0; k < count; k++)
            found |= slice_eq(h[k].term, slice_of(rows[i].term)) && h[k].kind == rows[i].kind;
        if (!found)
            fail_msg("%s is not %s", rows[i].word, rows[i].term);
    }
    struct homograph none[HOMOGRAPHS_MAX];
    struct err err;
    size_t count;
    assert_true(analysis_homographs(analysis, SLICE_LIT(""), none, &count, &err));
    assert_int_equal(count, 0);
}

/* Share of spans that must keep their terms. The rest (a stem that reads as noun or verb, the
 * middle of a written-out form) is found by bigrams. */
static const double symmetry_least = 0.99;

static void a_part_of_a_text_has_the_terms_it_has_in_the_text(void **state)
{
    (void)state;
    static const char *const files[] = {"offices-r07", "gunma-projects-r03", "seminar-2014",
                                        "clair-plan-r02", "jetro-secondment-2026"};
    struct symmetry sum = {0};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[100];
        snprintf(path, sizeof(path), "../corpus/facts/%s.jsonl", files[i]);
        FILE *f = fopen(path, "re");
        if (!f)
            fail_msg("%s is missing", path);
        json_t *record;
        while ((record = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
            const char *key;
            json_t *value;
            json_object_foreach(record, key,
                                value) if (json_is_string(value) && strcmp(key, "url") != 0)
                compare_spans((struct slice){json_string_value(value), json_string_length(value)},
                              &sum);
            json_decref(record);
        }
        fclose(f);
    }
    print_message("%zu of %zu spans keep their terms\n", sum.equal, sum.spans);
    assert_true(sum.spans > 1000);
    if ((double)sum.equal < symmetry_least * (double)sum.spans)
        fail_msg("%zu of %zu spans keep their terms; the last that does not: %s", sum.equal,
                 sum.spans, sum.example);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_get_the_terms_they_share_with_other_spellings),
        cmocka_unit_test(tokens_stand_where_the_original_has_them),
        cmocka_unit_test(each_word_of_a_written_out_form_has_the_whole_original),
        cmocka_unit_test(names_and_readings_are_told),
        cmocka_unit_test(bigrams_pair_neighbours_but_none_begins_with_hiragana),
        cmocka_unit_test(long_terms_are_cut_and_stay_apart),
        cmocka_unit_test(a_spelling_has_the_terms_of_every_word_spelt_so),
        cmocka_unit_test(each_word_of_the_domain_comes_out_whole),
        cmocka_unit_test(each_variant_comes_out_as_the_table_says),
        cmocka_unit_test(a_part_of_a_text_has_the_terms_it_has_in_the_text),
        cmocka_unit_test(texts_over_the_ceiling_are_refused),
        cmocka_unit_test(stamps_are_equal_for_equal_data_and_missing_data_is_told),
    };
    return cmocka_run_group_tests_name("dict/analyze", tests, open_analyzer, close_analyzer);
}
