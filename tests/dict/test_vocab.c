/* vocab: what words have to do with each other, by the shipped tables. */
#include "dict/vocab.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static int open_vocab(void **state)
{
    struct vocab *v;
    struct err err;
    const char *dir = getenv("SENREI_DATA");
    if (!dir || !vocab_open(NULL, dir, &v, &err))
        return -1;
    *state = v;
    return 0;
}

static int close_vocab(void **state)
{
    talloc_free(*state);
    return 0;
}

static const char *const relation_names[] = {"spelling", "synonym", "narrower", "related",
                                             "broader"};

static void words_bring_what_goes_with_them(void **state)
{
    const struct vocab *v = *state;
    const struct {
        const char *word, *other;
        int want; /* enum relation, -1 none */
    } rows[] = {
        {"販路開拓", "販路拡大", REL_SYNONYM},
        {"販路拡大", "販路開拓", REL_SYNONYM},
        {"販路開拓", "商談会", REL_RELATED},
        {"ＪＥＴＲＯ", "日本貿易振興機構", REL_SPELLING},
        {"ジェトロ", "JETRO", REL_SPELLING},
        {"販路開拓", "海外販路開拓", -1}, /* holds the word itself */
        {"海外販路開拓", "販路開拓", REL_SYNONYM},
        {"クレア", "自治体国際化協会", REL_SPELLING},
        {"食", "食品", REL_NARROWER}, /* another word, though it holds the kanji */
        {"クレア", "国際協力機構", -1},
        {"JICA", "国際協力機構", REL_SPELLING},
        {"外国語指導助手", "ALT", REL_SPELLING},
        {"観光客誘致", "観光誘客", REL_SYNONYM},
        {"企業誘致", "対日投資", REL_RELATED},
        {"締切", "期限", REL_SYNONYM},
        {"閉鎖", "廃止", REL_SYNONYM},
        {"共同設置", "共同事務所", -1},
        {"問い合わせ先", "連絡先", REL_SYNONYM},
        {"申込み期限", "締切", REL_SYNONYM},
        {"締め切り", "期限", REL_SYNONYM},
        {"売り込み", "セールス", REL_SYNONYM},
        {"東南アジア", "タイ", REL_NARROWER},
        {"東南アジア", "ホーチミン", REL_NARROWER},
        {"東南アジア", "韓国", -1},
        {"アセアン", "ASEAN", REL_SPELLING},
        {"アセアン", "ベトナム", REL_NARROWER},
        {"北欧", "スウェーデン", REL_NARROWER},
        {"欧州", "フランス", REL_NARROWER},
        {"中華圏", "台湾", REL_NARROWER},
        {"タイ", "ASEAN", REL_BROADER},
        {"豪州", "オーストラリア", REL_SPELLING},
        {"ヴェトナム", "越南", REL_SPELLING},
        {"べとなむ", "越南", REL_SPELLING},
        {"北東北", "青森県", REL_NARROWER},
        {"九州", "福岡市", REL_NARROWER},
        {"静岡県", "静岡", REL_SPELLING},
        {"静岡県", "浜松市", -1},
        {"和牛", "畜産物", REL_BROADER},
        {"米", "アメリカ", -1},
        {"働く", "就労", REL_SYNONYM}, /* what people say brings what papers write */
        {"就労", "働く", -1},
        {"住居費", "家賃", REL_RELATED},
        {"アポ", "アポイント", REL_SPELLING}, /* though the long form holds it */
        {"B2C", "消費者向け", REL_SPELLING},
        {"ベンチャー企業", "スタートアップ", REL_SYNONYM},
        {"宣伝", "PR", REL_RELATED}, /* one fills the records, the other is rare */
        {"減る", "減少", REL_SYNONYM},
        {"減少", "減る", REL_SYNONYM},
        {"見知らぬ言葉", "タイ", -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct related *list;
        size_t count;
        struct err err;
        int got = -1;
        assert_true(vocab_related(v, NULL, slice_of(rows[i].word), &list, &count, &err));
        for (size_t k = 0; k < count && got < 0; k++)
            if (slice_eq(list[k].word, slice_of(rows[i].other)))
                got = (int)list[k].relation;
        if (got != rows[i].want)
            fail_msg("%s, %s: %s", rows[i].word, rows[i].other,
                     got < 0 ? "nothing" : relation_names[got]);
        talloc_free(list);
    }
}

static void nearest_come_first_and_nothing_twice(void **state)
{
    const struct vocab *v = *state;
    const char *const words[] = {"アジア", "東南アジア", "販路開拓", "観光誘客", "欧米豪"};
    for (size_t i = 0; i < 5; i++) {
        struct related *list;
        size_t count;
        struct err err;
        assert_true(vocab_related(v, NULL, slice_of(words[i]), &list, &count, &err));
        assert_true(count > 3);
        for (size_t k = 0; k < count; k++) {
            if (k > 0 && list[k].relation < list[k - 1].relation)
                fail_msg("%s: %.*s out of order", words[i], SLICE_ARG(list[k].word));
            if (slice_eq(list[k].word, slice_of(words[i])))
                fail_msg("%s: brings itself", words[i]);
            for (size_t m = 0; m < k; m++)
                if (slice_eq(list[k].word, list[m].word))
                    fail_msg("%s: %.*s twice", words[i], SLICE_ARG(list[k].word));
        }
        talloc_free(list);
    }
}

static void the_longest_entry_is_taken_off_the_front(void **state)
{
    const struct {
        const char *text, *want;
    } rows[] = {
        {"台湾観光誘客", "台湾"},
        {"観光誘客台湾", "観光誘客"},
        {"シンガポール事務所", "シンガポール"},
        {"独自事務所", "独自事務所"},
        {"ﾍﾞﾄﾅﾑ企業", "ﾍﾞﾄﾅﾑ"},
        {"Ho Chi Minh city", "Ho Chi Minh"},
        {"タイムリー", ""},
        {"海外展開した企業", "海外展開"},
        {"問い合せ先は", "問い合せ先"},
        {"印刷", ""},
        {"仏", "仏"},
        {"JETROS", ""},
        {"", ""},
        {" 台湾", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t n = vocab_longest(*state, slice_of(rows[i].text));
        if (n != strlen(rows[i].want))
            fail_msg("%s: %.*s", rows[i].text, (int)n, rows[i].text);
    }
}

static void places_are_known_in_all_their_names(void **state)
{
    const struct {
        const char *word;
        enum place_kind kind;
        const char *name, *country;
    } rows[] = {
        {"米国", PLACE_COUNTRY, "アメリカ", ""},
        {"英国", PLACE_COUNTRY, "イギリス", ""},
        {"豪州", PLACE_COUNTRY, "オーストラリア", ""},
        {"独", PLACE_COUNTRY, "ドイツ", ""},
        {"タイ王国", PLACE_COUNTRY, "タイ", ""},
        {"taiwan", PLACE_COUNTRY, "台湾", ""},
        {"Ｖｉｅｔ　Ｎａｍ", PLACE_COUNTRY, "ベトナム", ""},
        {"New Zealand", PLACE_COUNTRY, "ニュージーランド", ""},
        {"プサン", PLACE_CITY, "釜山", "韓国"},
        {"ホーチミン市", PLACE_CITY, "ホーチミン", "ベトナム"},
        {"サイゴン", PLACE_CITY, "ホーチミン", "ベトナム"},
        {"大連", PLACE_CITY, "大連", "中国"},
        {"シリコンヴァレー", PLACE_CITY, "シリコンバレー", "アメリカ"},
        {"Los Angeles", PLACE_CITY, "ロサンゼルス", "アメリカ"},
        {"ユジノサハリンスク", PLACE_CITY, "ユジノサハリンスク", "ロシア"},
        {"EU", PLACE_REGION, "EU", ""},
        {"ヨーロッパ", PLACE_REGION, "ヨーロッパ", ""},
        {"北海道", PLACE_PREFECTURE, "北海道", ""},
        {"群馬", PLACE_PREFECTURE, "群馬県", ""},
        {"大阪", PLACE_PREFECTURE, "大阪府", ""},
        {"美祢市", PLACE_MUNICIPALITY, "美祢市", ""},
        {"茅ケ崎市", PLACE_MUNICIPALITY, "茅ヶ崎市", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct place p;
        if (!vocab_place(*state, slice_of(rows[i].word), &p))
            fail_msg("%s: unknown", rows[i].word);
        if (p.kind != rows[i].kind || !slice_eq(p.name, slice_of(rows[i].name)) ||
            !slice_eq(p.country, slice_of(rows[i].country)))
            fail_msg("%s: %d %.*s %.*s", rows[i].word, (int)p.kind, SLICE_ARG(p.name),
                     SLICE_ARG(p.country));
    }
    struct place p;
    assert_false(vocab_place(*state, SLICE_LIT("米"), &p));
    assert_false(vocab_place(*state, SLICE_LIT("観光"), &p));
}

static void words_name_values_of_filters(void **state)
{
    const struct {
        const char *word, *facet, *value;
    } rows[] = {
        {"独自事務所", "form", "a"},
        {"機関等派遣", "form", "b"},
        {"業務委託等", "form", "c"},
        {"継続", "status", "継続"},
        {"新規", "status", "新規"},
        {"ヴェトナム", "country", "ベトナム"},
        {"上海", "city", "上海"},
        {"群馬県", "organization", "群馬県"},
        {"神戸市", "organization", "神戸市"},
        {"議事録", "kind", "minutes"},
        {"回答", "role", "answer"},
    };
    struct facet_word f;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!vocab_facet(*state, slice_of(rows[i].word), &f) ||
            !slice_eq(f.facet, slice_of(rows[i].facet)) ||
            !slice_eq(f.value, slice_of(rows[i].value)))
            fail_msg("%s is not %s %s", rows[i].word, rows[i].facet, rows[i].value);
    assert_false(vocab_facet(*state, SLICE_LIT("拠点"), &f));
    assert_false(vocab_facet(*state, SLICE_LIT("東南アジア"), &f));
}

static void asking_has_no_weight(void **state)
{
    const char *const asking[] = {"とは", "何か", "どこですか", "ありますか", "教えて", "事例"};
    const char *const meant[] = {"観光", "支援", "相談", "コロナ", "領家"};
    for (size_t i = 0; i < 6; i++)
        if (!vocab_is_question(*state, slice_of(asking[i])))
            fail_msg("%s has weight", asking[i]);
    for (size_t i = 0; i < 5; i++)
        if (vocab_is_question(*state, slice_of(meant[i])))
            fail_msg("%s has none", meant[i]);
}

static void scanning_damage_is_mended_where_it_stands(void **state)
{
    const struct {
        const char *name, *text, *right; /* right: NULL where nothing is to be mended */
        size_t start, end;
    } rows[] = {
        {"doubled", "ジェットロの事務所", "ジェトロ", 0, 15},
        {"large small kana", "台湾フアムツアー実施", "ファムツアー", 6, 24},
        {"mark for kana", "クレーレポート", "クレアレポート", 0, 21},
        {"one lost", "ユジノサリンスク", "ユジノサハリンスク", 0, 24},
        {"one other", "ニジノサハリンスク", "ユジノサハリンスク", 0, 27},
        {"as near to two names of one city", "ベンガロール", "バンガロール", 0, 18},
        {"kanji for kana", "ジェト口と", "ジェトロ", 0, 12},
        {"another kanji", "力ナダへ", "カナダ", 0, 9},
        {"company behind", "東洋ワーク樹 ", "(株)", 15, 18},
        {"company before", "樹サンフェル", "(株)", 0, 3},
        {"Latin word", "(OLAR)", "CLAIR", 1, 5},
        {"Latin word, a letter lost", "CLAR", "CLAIR", 0, 4},
        {"broken by a blank", "株式会社フェアコンサル ディング、", "フェアコンサルティング", 12,
         46},
        {"inside a longer run", "株式会社フェアコンサルディング", "フェアコンサルティング", 12, 45},
        {"first of two", "ジェットロ コンサルタント", "ジェトロ", 0, 15},
        {"broken, else whole", "ユジノ サハリンスク", "ユジノサハリンスク", 0, 28},
        {"BAD two words", "タイ バンコク", NULL, 0, 0},
        {"BAD two cells", "コンサル\tティング", NULL, 0, 0},
        {"BAD blank at the end", "コンサル ", NULL, 0, 0},
        {"BAD known word", "ジェトロ", NULL, 0, 0},
        {"BAD another country", "オーストリア", NULL, 0, 0},
        {"BAD fruit trees", "果樹の輸出", NULL, 0, 0},
        {"BAD a person", "直樹氏", NULL, 0, 0},
        {"BAD two nations", "カナダ二国間", NULL, 0, 0},
        {"BAD inside a word", "POLARIS", NULL, 0, 0},
        {"BAD a near word", "アドバイザリー", NULL, 0, 0},
        {"BAD common words", "テレビとラジオのニュース", NULL, 0, 0},
        {"BAD dash before a name", "ーロンドン", NULL, 0, 0},
        {"BAD kin of a common word", "フットワーク", NULL, 0, 0},
        {"BAD kin with another head", "リノベーション", NULL, 0, 0},
        {"BAD a farm", "ファームツアー", NULL, 0, 0},
        {"BAD a chance in the middle", "クリスマスマラソン", NULL, 0, 0},
        {"BAD nothing", "", NULL, 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mend *list;
        size_t count;
        struct err err;
        assert_true(vocab_mend(*state, NULL, slice_of(rows[i].text), &list, &count, &err));
        if (count != (rows[i].right ? 1 : 0))
            fail_msg("%s: %s: %zu mends, %.*s", rows[i].name, rows[i].text, count,
                     count ? (int)list[0].right.len : 0, count ? list[0].right.ptr : "");
        if (count && (list[0].start != rows[i].start || list[0].end != rows[i].end ||
                      !slice_eq(list[0].right, slice_of(rows[i].right))))
            fail_msg("%s: %s: %u-%u %.*s", rows[i].name, rows[i].text, list[0].start, list[0].end,
                     SLICE_ARG(list[0].right));
        talloc_free(list);
    }
}

static double mend_ms(const struct vocab *v, size_t times)
{
    const char *piece = "台湾フアムツアーとカタカナカタカナカタカナ口カタカナ樹の取組";
    size_t n = strlen(piece);
    char *text = malloc(n * times);
    struct mend *list;
    size_t count;
    struct err err;
    struct timespec from, to;
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * n, piece, n);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_true(vocab_mend(v, NULL, (struct slice){text, n * times}, &list, &count, &err));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_true(count >= times);
    talloc_free(list);
    free(text);
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static void mending_takes_time_by_length(void **state)
{
    double once = mend_ms(*state, 500), ten = mend_ms(*state, 5000);
    /* Twice the proportion is the clock's; a hundred times would be the square. */
    if (ten > 25 * once + 5)
        fail_msg("%.2f ms, ten times as long %.2f ms", once, ten);
}

static void organizations_and_places_are_gazetteers(void **state)
{
    assert_true(vocab_is(*state, GAZ_COUNTRY, SLICE_LIT("米国")));
    assert_false(vocab_is(*state, GAZ_COUNTRY, SLICE_LIT("上海")));
    assert_true(vocab_is(*state, GAZ_CITY, SLICE_LIT("上海")));
    assert_true(vocab_is(*state, GAZ_CITY, SLICE_LIT("シンガポール")));
    assert_false(vocab_is(*state, GAZ_CITY, SLICE_LIT("タイ")));
    assert_true(vocab_is(*state, GAZ_ORGANIZATION, SLICE_LIT("北九州市")));
    assert_true(vocab_is(*state, GAZ_ORGANIZATION, SLICE_LIT("CLAIR")));
    assert_false(vocab_is(*state, GAZ_ORGANIZATION, SLICE_LIT("観光課")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_bring_what_goes_with_them),
        cmocka_unit_test(nearest_come_first_and_nothing_twice),
        cmocka_unit_test(the_longest_entry_is_taken_off_the_front),
        cmocka_unit_test(places_are_known_in_all_their_names),
        cmocka_unit_test(words_name_values_of_filters),
        cmocka_unit_test(asking_has_no_weight),
        cmocka_unit_test(scanning_damage_is_mended_where_it_stands),
        cmocka_unit_test(mending_takes_time_by_length),
        cmocka_unit_test(organizations_and_places_are_gazetteers),
    };
    return cmocka_run_group_tests_name("dict/vocab", tests, open_vocab, close_vocab);
}
