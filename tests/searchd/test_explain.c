/* test_explain.c - the parts of an explanation are the whole score. */
#include "searchd/search.h"
#include "small.h"
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void parts_add_up_to_the_score(void **state)
{
    struct small *s = *state;
    const struct {
        const char *name, *q, *what; /* a part that the first hit has */
    } rows[] = {
        {"a word", "出向", "typed"},
        {"a synonym", "販路開拓", "synonym"},
        {"a related word", "観光誘客", "typed"},
        {"a place", "台湾 観光", "name"},
        {"a reading", "はんろかくだい", "typed"},
        {"a phrase", "\"販路拡大\"", "typed"},
        {"a year", "平成22年度設置", "typed"},
        {"a bound", "派遣職員2名 バンコク", "typed"},
        {"either", "出向 OR 水道", "typed"},
        {"without", "相談 -多言語", "typed"},
        {"a sentence", "外国人住民の相談に多言語で応じる窓口と補助の事業を教えて", "pairs"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct search_params p = {
            .q = slice_of(rows[i].q), .limit = 5, .synonyms = true, .explain = true};
        struct answer a;
        struct err err;
        if (!search_run(s->backend, mem, &p, &a, &err))
            fail_msg("%s: %s", rows[i].name, err.msg);
        if (a.hit_count == 0)
            fail_msg("%s: nothing found", rows[i].name);
        bool has = false;
        for (size_t h = 0; h < a.hit_count; h++) {
            json_t *e = json_loadb(a.hits[h].explanation.ptr, a.hits[h].explanation.len, 0, NULL);
            json_t *parts = json_object_get(e, "parts"), *part;
            double sum = 0;
            size_t k;
            json_array_foreach(parts, k, part)
            {
                sum += json_number_value(json_object_get(part, "weight"));
                has |= h == 0 &&
                       strcmp(json_string_value(json_object_get(part, "what")), rows[i].what) == 0;
            }
            if (fabs(sum - a.hits[h].score) > 0.01)
                fail_msg("%s: hit %zu has %.4f, its parts %.4f", rows[i].name, h, a.hits[h].score,
                         sum);
            json_decref(e);
        }
        if (!has)
            fail_msg("%s: the first hit has no part '%s'", rows[i].name, rows[i].what);
        talloc_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_to_the_score),
    };
    return cmocka_run_group_tests(tests, small_setup, small_teardown);
}
