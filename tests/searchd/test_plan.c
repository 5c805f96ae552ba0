/* test_plan.c - which records of small.jsonl a question is planned to find, and for what. */
#include "searchd/find.h"
#include "searchd/plan.h"
#include "small.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct query *plan(struct small *s, TALLOC_CTX *mem, const char *name,
                          const struct search_params *p, enum plan_kind kind)
{
    struct question question;
    struct meaning m;
    struct query *q = NULL;
    struct err err;
    if (!question_parse(mem, p->q, understand_field, &question, &err) ||
        !understand(s->backend, mem, p, &question, &m, &err) ||
        !plan_query(s->backend, mem, p, &m, kind, &q, &err))
        fail_msg("%s: %s", name, err.msg);
    return q;
}

static int by_id(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* The ids that q finds, each one digit: in order of rank, or sorted. */
static void found(struct small *s, TALLOC_CTX *mem, const struct search_params *p,
                  const struct query *q, bool sorted, char ret[16])
{
    struct store_search search = find_search(p, q);
    struct store_result r;
    struct err err;
    if (!backend_run(s->backend, mem, &search, &r, &err))
        fail_msg("%s", err.msg);
    size_t n = 0;
    for (; n < r.hit_count && n < 15; n++) {
        struct stored *stored;
        assert_true(backend_document(s->backend, mem, &r.hits[n], &stored, &err));
        struct slice id = stored->record->id; /* small/1 */
        ret[n] = id.ptr[id.len - 1];
    }
    ret[n] = '\0';
    if (sorted)
        qsort(ret, n, 1, by_id);
}

static void questions_find_what_they_ask_for(void **state)
{
    const struct {
        const char *name, *q, *strict, *loose; /* ids, sorted */
    } rows[] = {
        {"a word", "多言語", "5", "5"},
        {"each of several words", "水道 多言語", "", "58"},
        {"either of two", "水道 OR 補助", "48", "48"},
        {"a word taken away", "相談 -多言語", "38", "38"},
        {"a place taken away in words", "韓国以外の観光", "2", "2"},
        {"a phrase", "\"企業の相談\"", "3", "3"},
        {"a phrase in another order", "\"相談の企業\"", "", ""},
        {"near", "試食会 NEAR/3 レストラン", "8", "8"},
        {"not so near", "申込 NEAR/2 水道", "", ""},
        {"the beginning of words", "レスト*", "8", "8"},
        {"a group is not given up", "(水道 OR 補助) 学校", "", "48"},
        {"a count of heads is not given up", "水道 現地職員2人", "", "1"},
        {"nor are years without an end", "水道 2015年以降", "", "245"},
        {"nor a field", "水道 年度:2002", "", "1"},
        {"the oldest of everything", "一番古い", "12345678", "12345678"},
        {"a word that nobody has", "蜃気楼", "", ""},
        {"a loanword inside another", "スト", "", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p = {.q = slice_of(rows[i].q), .limit = 10, .synonyms = true};
        char strict[16], loose[16];
        found(*state, mem, &p, plan(*state, mem, rows[i].name, &p, PLAN_STRICT), true, strict);
        found(*state, mem, &p, plan(*state, mem, rows[i].name, &p, PLAN_LOOSE), true, loose);
        if (strcmp(strict, rows[i].strict) != 0 || strcmp(loose, rows[i].loose) != 0)
            fail_msg("%s: '%s' strictly, '%s' loosely", rows[i].name, strict, loose);
        talloc_free(mem);
    }
}

static void what_answers_more_stands_first(void **state)
{
    const struct {
        const char *name, *q;
        char first;
    } rows[] = {
        {"both words before one", "水道 相談", '8'},
        {"the word before its synonym", "販路拡大", '1'},
        {"the word before its synonym, the other way", "販路開拓", '4'},
        {"a record of the place before one that speaks of it", "台湾 観光", '2'},
        {"a record's own year", "平成22年度設置", '3'},
        {"words side by side", "企業相談", '3'},
        {"a damaged compound before its words apart", "クレアレポート", '8'},
        {"the whole of a field", "海外販路開拓支援", '4'},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p = {.q = slice_of(rows[i].q), .limit = 10, .synonyms = true};
        char ids[16];
        found(*state, mem, &p, plan(*state, mem, rows[i].name, &p, PLAN_LOOSE), false, ids);
        if (ids[0] != rows[i].first)
            fail_msg("%s: %s", rows[i].name, ids);
        talloc_free(mem);
    }
}

static bool gives(const struct query *q, const char *what)
{
    if (q->what && strcmp(q->what, what) == 0)
        return true;
    for (size_t i = 0; i < q->count; i++)
        if (gives(q->kids[i], what))
            return true;
    return false;
}

static void words_set_apart_and_words_of_one_run_give_differently(void **state)
{
    const struct {
        const char *name, *q;
        bool all, side;
    } rows[] = {
        {"one word", "研修", false, false},
        {"set apart", "外国人 研修", true, false},
        {"in one run", "外国人研修", false, true},
        {"in one run, with a particle", "外国人の研修", false, true},
        {"both", "外国人研修 水道", true, true},
        {"four are hardly held together", "外国人 研修 水道 補助", false, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p = {.q = slice_of(rows[i].q), .limit = 10, .synonyms = true};
        const struct query *q = plan(*state, mem, rows[i].name, &p, PLAN_LOOSE);
        if (gives(q, "all words") != rows[i].all || gives(q, "side by side") != rows[i].side)
            fail_msg("%s: all words %d, side by side %d", rows[i].name, gives(q, "all words"),
                     gives(q, "side by side"));
        talloc_free(mem);
    }
}

static void filters_narrow_without_weight(void **state)
{
    struct slice office = SLICE_LIT("office"), thailand = SLICE_LIT("Thailand");
    const struct {
        const char *name, *q;
        enum facet facet;
        struct slice value;
        int from, to;
        const char *ids;
    } rows[] = {
        {"a kind", "相談", FACET_KIND, office, 0, 0, "3"},
        {"a country by another of its names", "", FACET_COUNTRY, thailand, 0, 0, "3"},
        {"years", "相談", FACET_KIND, {0}, 2021, 2021, "5"},
        {"years alone", "", FACET_KIND, {0}, 2002, 2010, "13"},
        {"a kind and years", "", FACET_KIND, office, 2003, 2020, "23"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p = {.q = slice_of(rows[i].q), .limit = 10, .synonyms = true};
        struct slice values[1] = {rows[i].value};
        struct years years[1] = {{.from = rows[i].from, .to = rows[i].to}};
        char ids[16];
        if (rows[i].value.len > 0) {
            p.filters[rows[i].facet].values = values;
            p.filters[rows[i].facet].count = 1;
        }
        if (rows[i].from > 0) {
            p.years = years;
            p.year_count = 1;
        }
        found(*state, mem, &p, plan(*state, mem, rows[i].name, &p, PLAN_STRICT), true, ids);
        if (strcmp(ids, rows[i].ids) != 0)
            fail_msg("%s: %s", rows[i].name, ids);
        talloc_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_find_what_they_ask_for),
        cmocka_unit_test(what_answers_more_stands_first),
        cmocka_unit_test(words_set_apart_and_words_of_one_run_give_differently),
        cmocka_unit_test(filters_narrow_without_weight),
    };
    return cmocka_run_group_tests(tests, small_setup, small_teardown);
}
