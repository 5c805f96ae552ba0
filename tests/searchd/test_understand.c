/* test_understand.c - what a question is taken to mean, over the index of small.jsonl. */
#include "dict/buf.h"
#include "searchd/understand.h"
#include "small.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void read_question(struct small *s, TALLOC_CTX *mem, const char *name, const char *q,
                          struct meaning *ret)
{
    struct search_params p = {.q = slice_of(q), .synonyms = true};
    struct question question;
    struct err err;
    struct search_params *kept = talloc_memdup(mem, &p, sizeof(p));
    if (!question_parse(mem, p.q, understand_field, &question, &err) ||
        !understand(s->backend, mem, kept, &question, ret, &err))
        fail_msg("%s: %s", name, err.msg);
}

/* One unit in a line: -excluded, ?optional, [dropped], terms, =names, years, figures. */
static void write_unit(const struct unit *u, struct buf *out)
{
    buf_puts(out, u->excluded ? "-" : u->optional ? "?" : "");
    buf_puts(out, u->dropped ? "[" : "");
    buf_put_slice(out, u->text);
    buf_puts(out, u->dropped ? "]" : "");
    if (u->typed.count > 0 && !u->dropped)
        for (size_t i = 0; i < u->typed.count; i++) {
            buf_puts(out, i ? "+" : "(");
            buf_put_slice(out, u->typed.terms[i]);
            buf_puts(out, i + 1 == u->typed.count ? ")" : "");
        }
    for (size_t i = 0; i < u->name_count; i++) {
        buf_printf(out, "=%s:",
                   u->names[i].facet == FACET_COUNT ? schema_prefix(u->names[i].space)
                                                    : facet_name(u->names[i].facet));
        buf_put_slice(out, u->names[i].value);
    }
    if (u->kind == SAID_YEARS)
        buf_printf(out, "%d..%d", u->year_from, u->year_to);
    for (size_t i = 0; i < u->condition_count; i++)
        buf_printf(out, "<%s %" PRId64 "..%" PRId64 ">", figure_key(u->conditions[i].figure),
                   u->conditions[i].low,
                   u->conditions[i].high == INT64_MAX ? -1 : u->conditions[i].high);
}

struct row {
    const char *name, *q, *want;
};

static void check(struct small *s, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct meaning m;
        struct buf out;
        buf_init(&out, mem, 1 << 16);
        read_question(s, mem, rows[i].name, rows[i].q, &m);
        for (size_t k = 0; k < m.count; k++) {
            buf_puts(&out, k ? " " : "");
            write_unit(&m.units[k], &out);
        }
        buf_putc(&out, 0);
        if (strcmp(out.ptr, rows[i].want) != 0)
            fail_msg("%s: %s is read as %s, wanted %s", rows[i].name, rows[i].q, out.ptr,
                     rows[i].want);
        talloc_free(mem);
    }
}
#define CHECK(rows) check(*state, rows, sizeof(rows) / sizeof(rows[0]))

static void runs_are_cut_into_words_and_entries(void **state)
{
    const struct row rows[] = {
        {"a word", "出向", "出向(出向)"},
        {"an entry of two words", "観光誘客", "観光誘客(観光+誘客)"},
        {"a compound", "韓国観光誘客", "韓国(韓国)=country:韓国=city:ソウル 観光誘客(観光+誘客)"},
        {"particles fall away", "道産品の販路拡大", "道産品(道産+品) 販路拡大(販路+拡大)"},
        {"words of asking carry nothing", "寄り添い型とは何か", "寄り添い(寄添) 型(型) [とは何か]"},
        {"only words of asking are the words", "事例", "事例(事例)"},
        {"an entry with a blank inside", "観光 誘客", "観光 誘客(観光+誘客)"},
        {"a blank where words would lose theirs", "申込 締切", "申込(申込) 締切(締切)"},
        {"said twice", "商談会 商談会", "商談会(商談+会) [商談会]"},
        {"nothing but grammar", "における", "における(における)"},
        {"grammar beside a word falls away", "学校における", "学校(学校)"},
        {"a colon in pasted text", "担当：相談窓口", "担当(担当) 相談窓口(相談+窓口)"},
        {"a colon with a blank", "場所: 相談窓口", "場所(場所) 相談窓口(相談+窓口)"},
        {"a field asked for stays one", "担当:相談窓口", "相談窓口(相談+窓口)"},
        {"and what is taken away", "観光 -担当：相談窓口", "観光(観光) -相談窓口(相談+窓口)"},
    };
    CHECK(rows);
}

static void words_name_values_that_records_have(void **state)
{
    const struct row rows[] = {
        {"a country", "台湾", "台湾(台湾)=country:台湾=city:台北"},
        {"a country by another name", "Thailand", "Thailand(thailand)=country:タイ=city:バンコク"},
        {"a city", "バンコク", "バンコク(バンコク)=city:バンコク"},
        {"a form of office", "業務委託等", "業務委託等(業務+委託)=form:c"},
        {"an organization", "群馬県", "群馬県(群馬+県)=organization:群馬県"},
        {"a prefecture without its suffix", "福岡", "福岡(福岡)=organization:福岡県"},
        {"a speaker", "山田花子", "山田花子(山田+花子)=speaker:山田花子"},
        {"a country that no record has", "ペルー", "ペルー(ペルー)"},
        {"a field asked for", "団体:群馬", "群馬(群馬)=organization:群馬県"},
        {"what ought to be", "出るべきか", "出る(出る) ?べきか=kind:minutes"},
        {"a level of bodies", "市町村", "市町村(市町村)=XL:municipality"},
    };
    CHECK(rows);
}

static void figures_are_bounds_not_words(void **state)
{
    const struct row rows[] = {
        {"a year", "平成22年度", "平成22年度2010..2010"},
        {"since", "2010年以降", "2010年以降2010..2100"},
        {"until, within a run", "平成20年以前の事務所", "平成20年以前1868..2008 事務所(事務所)"},
        {"with a mark in front", "～H15", "～H151868..2003"},
        {"in a field", "年度:H20-H27", "H20-H272008..2015"},
        {"founded in a year", "平成22年度設置", "平成22年度2010..2010 ?設置(設置)=kind:office"},
        {"founded, apart", "H22 開設", "H222010..2010 ?開設(開設)=kind:office"},
        {"founded, without a year", "設置", "設置(設置)"},
        {"head count", "派遣職員2名", "派遣職員2名<staff_dispatched 2..2>"},
        {"head count behind a blank", "職員数 3人", "職員数3人<staff_total 3..3>"},
        {"bound behind another", "職員 3人 以上", "職員3人以上<staff_total 3..-1>"},
        {"none, behind a blank", "派遣職員 なし", "派遣職員なし<staff_dispatched 0..0>"},
        {"since, behind a blank", "2010年 以降", "2010年以降2010..2100"},
        {"two years are no range", "2010年 2015年", "2010年2010..2010 2015年2015..2015"},
        {"only local staff", "現地職員のみ",
         "現地職員のみ<staff_local 1..-1><staff_dispatched 0..0>"},
        {"a budget", "予算 1億円以上", "予算(予算) 1億円以上<budget 100000000..-1>"},
        {"an amount", "三億円", "三億円(n300000000円)<budget 300000000..300000000>"},
        {"the same amount", "300,000千円",
         "300,000千円(n300000000円)<budget 300000000..300000000>"},
    };
    CHECK(rows);
}

static void what_is_not_wanted_is_marked(void **state)
{
    const struct row rows[] = {
        {"minus", "観光 -台湾", "観光(観光) -台湾(台湾)=country:台湾=city:台北"},
        {"said in words", "韓国以外の観光", "-韓国(韓国)=country:韓国=city:ソウル 観光(観光)"},
    };
    CHECK(rows);
}

static void errors_are_mended_where_the_index_lacks_the_word(void **state)
{
    const struct {
        const char *name, *q, *want; /* the suggestion, "" none */
    } rows[] = {
        {"a kanji that sounds alike", "販路開択", "販路開拓"},
        {"a kanji that looks alike", "職員派遺", "職員派遣"},
        {"between particles", "タイの販路開択を支援", "タイの販路開拓を支援"},
        {"a letter too few", "レストン", "レストラン"},
        {"a loanword of its own is no error", "スキー", ""},
        {"a sentence is no error", "SNSを使った発信", ""},
        {"a word that is there", "商談会", ""},
        {"a word of the dictionary that is not", "教会", ""},
        {"nor are words of asking", "何を知りたい", ""},
        {"a city of the vocabulary is not another", "新北市", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct meaning m;
        read_question(*state, mem, rows[i].name, rows[i].q, &m);
        if (!slice_eq(m.suggestion, slice_of(rows[i].want)))
            fail_msg("%s: '%.*s' instead of %s", rows[i].name, SLICE_ARG(m.suggestion), rows[i].q);
        talloc_free(mem);
    }
}

static void words_bring_others_that_the_index_holds(void **state)
{
    const struct {
        const char *name, *q, *other;
        int kind; /* enum widening_kind, -1: not brought */
        uint32_t hits;
    } rows[] = {
        {"a reading that no record writes", "しまいとし", "姉妹都市", -1, 0},
        {"a loanword in hiragana", "ねっとわーく", "ネットワーク", -1, 0},
        {"a country in katakana", "タイワン", "台湾", WIDENED_READING, 1},
        {"romaji without long vowels", "shucho", "出張", -1, 0},
        {"romaji of a compound", "kankoyukyaku", "観光誘客", WIDENED_READING, 1},
        {"a name in full", "クレア", "自治体国際化協会", WIDENED_SPELLING, 1},
        {"a near synonym", "販路開拓", "販路拡大", WIDENED_SYNONYM, 1},
        {"another thing wanted with it", "販路開拓", "商談会", WIDENED_RELATED, 1},
        {"a country of the region", "東南アジア", "タイ", WIDENED_NARROWER, 1},
        {"a city of the country", "韓国", "ソウル", WIDENED_NARROWER, 1},
        {"hiragana", "はんろかくだい", "販路拡大", WIDENED_READING, 1},
        {"romaji with a blank", "kanko yukyaku", "観光誘客", WIDENED_READING, 1},
        {"kana with a blank", "はんろ かくだい", "販路拡大", WIDENED_READING, 1},
        {"romaji", "shukkousha", "出向者", WIDENED_READING, 1},
        {"what no record has", "販路開拓", "市場開拓", -1, 0},
        {"a word taken away is not brought by another", "販路開拓 -商談会", "商談会", -1, 0},
        {"what is brought beside it stays", "販路開拓 -商談会", "見本市", WIDENED_RELATED, 1},
        {"taken away in its spellings", "観光 -韓国", "ソウル", WIDENED_NARROWER, 1},
        {"but not what means nearly the same", "相談 -販路拡大", "販路開拓", -1, 0},
        {"no other thing where figures sort", "一番古い 販路開拓", "商談会", -1, 0},
        {"a near synonym where figures sort", "一番古い 販路開拓", "販路拡大", WIDENED_SYNONYM, 1},
        {"a part of a word", "水", "水道", WIDENED_PART, 1},
        {"no part from the middle of a loanword", "トラン", "レストラン", WIDENED_PART, 1},
        {"what goes with the base form", "増えている", "増加", WIDENED_SYNONYM, 1},
        {"the word in kana", "漫画", "まんが", WIDENED_SPELLING, 1},
        {"another word spelt the same", "開き", "開く", WIDENED_RELATED, 1},
        {"a verb by its base form", "広がった", "拡大", WIDENED_SYNONYM, 1},
        {"a verb of two kanji", "手伝った", "支援", WIDENED_SYNONYM, 2},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct meaning m;
        const struct wording *found = NULL;
        read_question(*state, mem, rows[i].name, rows[i].q, &m);
        for (size_t k = 0; k < m.count; k++)
            for (size_t j = 0; j < m.units[k].widening_count; j++)
                if (slice_eq(m.units[k].widenings[j].text, slice_of(rows[i].other)))
                    found = &m.units[k].widenings[j];
        if ((found ? (int)found->kind : -1) != rows[i].kind)
            fail_msg("%s: %s is widened otherwise", rows[i].name, rows[i].q);
        if (found && found->hits != rows[i].hits)
            fail_msg("%s: %u hits", rows[i].name, found->hits);
        talloc_free(mem);
    }
}

static void what_is_the_whole_of_a_field_is_known(void **state)
{
    const struct {
        const char *name, *q, *whole;
    } rows[] = {
        {"a name", "海外販路開拓支援", "海外販路開拓支援"},
        {"with blanks and marks", "「海外 販路開拓 支援」", "海外販路開拓支援"},
        {"a piece of it", "販路開拓支援", ""},
        {"with something taken away", "海外販路開拓支援 -群馬県", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct meaning m;
        read_question(*state, mem, rows[i].name, rows[i].q, &m);
        if (!slice_eq(m.whole, slice_of(rows[i].whole)))
            fail_msg("%s: '%.*s'", rows[i].name, SLICE_ARG(m.whole));
        talloc_free(mem);
    }
}

static void superlatives_ask_for_an_order(void **state)
{
    const struct {
        const char *name, *q;
        enum order order;
        const char *dropped; /* the superlative; "" none */
    } rows[] = {
        {"oldest", "一番古い事務所", ORDER_OLDEST, "一番古い"},
        {"in one word", "最古の事務所", ORDER_OLDEST, "最古"},
        {"newest", "観光 最も新しい", ORDER_NEWEST, "最も新しい"},
        {"most heads", "職員数が最も多い事務所", ORDER_MOST_STAFF, "職員数が最も多い"},
        {"heads behind the degree", "一番職員が少ない拠点", ORDER_LEAST_STAFF, "一番職員が少ない"},
        {"most heads in one word", "派遣職員最多", ORDER_MOST_STAFF, "派遣職員最多"},
        {"old without a degree", "古い事務所", ORDER_NONE, ""},
        {"the greatest of what has no number", "最大の課題", ORDER_NONE, ""},
        {"many of nobody", "最も多い国", ORDER_NONE, ""},
        {"first of a row is no degree", "一番町", ORDER_NONE, ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct meaning m;
        struct slice dropped = {0};
        read_question(*state, mem, rows[i].name, rows[i].q, &m);
        for (size_t k = 0; k < m.count; k++)
            if (m.units[k].kind == SAID_ORDER)
                dropped = m.units[k].text;
        if (m.order != rows[i].order || !slice_eq(dropped, slice_of(rows[i].dropped)))
            fail_msg("%s: order %d said by '%.*s'", rows[i].name, m.order, SLICE_ARG(dropped));
        talloc_free(mem);
    }
}

static void a_year_that_is_none_is_an_error(void **state)
{
    struct small *s = *state;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct search_params p = {.q = SLICE_LIT("年度:いつか"), .synonyms = true};
    struct question q;
    struct meaning m;
    struct err err;
    assert_true(question_parse(mem, p.q, understand_field, &q, &err));
    assert_false(understand(s->backend, mem, &p, &q, &m, &err));
    assert_int_equal(err.code, ERR_INPUT);
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_cut_into_words_and_entries),
        cmocka_unit_test(words_name_values_that_records_have),
        cmocka_unit_test(figures_are_bounds_not_words),
        cmocka_unit_test(what_is_not_wanted_is_marked),
        cmocka_unit_test(errors_are_mended_where_the_index_lacks_the_word),
        cmocka_unit_test(words_bring_others_that_the_index_holds),
        cmocka_unit_test(what_is_the_whole_of_a_field_is_known),
        cmocka_unit_test(superlatives_ask_for_an_order),
        cmocka_unit_test(a_year_that_is_none_is_an_error),
    };
    return cmocka_run_group_tests(tests, small_setup, small_teardown);
}
