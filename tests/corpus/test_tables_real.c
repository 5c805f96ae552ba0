/* The real list of offices and table of projects, where they are at hand ($SENREI_SHARED), against
 * the facts that a person took from them. */
#include "corpus/reader.h"
#include "dict/utf8.h"
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// clang-format off
#include <cmocka.h>
// clang-format on

enum { RECORDS_MAX = 400, REMARKS_MAX = 64, TEXT_MAX = 2000 };

struct got {
    size_t count, remarks;
    struct record *record[RECORDS_MAX];
    char remark[REMARKS_MAX][300];
};

static bool take(void *ctx, struct record *rec, struct err *err)
{
    (void)err;
    struct got *g = ctx;
    assert_true(g->count < RECORDS_MAX);
    g->record[g->count++] = talloc_steal(g, rec);
    return true;
}

static void skipped(void *ctx, uint32_t line, const char *why)
{
    (void)ctx;
    fail_msg("line %u skipped: %s", (unsigned)line, why);
}

static void remark(void *ctx, uint32_t line, const char *what)
{
    (void)line;
    struct got *g = ctx;
    if (g->remarks < REMARKS_MAX)
        snprintf(g->remark[g->remarks++], sizeof(g->remark[0]), "%s", what);
}

static struct got *read_real(const char *id, enum format want)
{
    const char *shared = getenv("SENREI_SHARED");
    char dir[1000];
    struct source *src;
    size_t count = 0;
    struct err err;
    snprintf(dir, sizeof(dir), "%s/originals", shared ? shared : "");
    TALLOC_CTX *mem = talloc_new(NULL);
    if (!shared || !sources_find(mem, dir, &src, &count, &err)) {
        talloc_free(mem);
        print_message("skipped: no real documents (SENREI_SHARED)\n");
        skip();
    }
    struct got *g = talloc_zero(mem, struct got);
    struct reader_sink sink = {take, skipped, remark, g};
    for (size_t i = 0; i < count; i++) {
        enum format used;
        if (!slice_eq(src[i].id, slice_of(id)))
            continue;
        if (!corpus_read(&src[i], FORMAT_AUTO, NULL, &sink, &used, &err))
            fail_msg("%s: %s", id, err.msg);
        assert_string_equal(format_name(used), format_name(want));
    }
    return g;
}

/* A text without blanks, wide forms narrow, as characters; its length. */
static size_t plain(struct slice s, uint32_t *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0, len; i < s.len && n < max; i += len) {
        uint32_t c = utf8_at(s, i, &len);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (char_class(c) != CHAR_SPACE && c != 0x3001)
            out[n++] = c;
    }
    return n;
}

/* Characters to change, drop or add to make a of b. */
static size_t distance(struct slice a, struct slice b)
{
    static uint32_t x[TEXT_MAX], y[TEXT_MAX];
    static size_t row[TEXT_MAX + 1];
    size_t n = plain(a, x, TEXT_MAX), m = plain(b, y, TEXT_MAX);
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t before = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t here = before + (x[i - 1] != y[j - 1]);
            before = row[j];
            here = here < row[j] + 1 ? here : row[j] + 1;
            row[j] = here < row[j - 1] + 1 ? here : row[j - 1] + 1;
        }
    }
    return row[m];
}

static struct slice text_of(const struct value *v, char buf[32])
{
    if (v && v->type == VALUE_STRING)
        return v->string;
    if (v && v->type == VALUE_INT) {
        int n = snprintf(buf, 32, "%lld", (long long)v->integer);
        return (struct slice){buf, (size_t)n};
    }
    return (struct slice){0};
}

struct bar {
    const char *key;
    size_t equal; /* records at least that are equal */
    size_t near;  /* and equal but for a few damaged characters */
};

/* Compares field by field and prints how many agree. */
static void compare(const struct got *g, const char *facts, size_t records, const struct bar *bars,
                    size_t count)
{
    static char line[1 << 16];
    FILE *f = fopen(facts, "r");
    assert_non_null(f);
    size_t equal[24] = {0}, near[24] = {0}, seen = 0;
    while (fgets(line, sizeof(line), f)) {
        json_t *o = json_loads(line, 0, NULL);
        const char *id = json_string_value(json_object_get(o, "id"));
        const struct record *rec = NULL;
        for (size_t i = 0; i < g->count && !rec; i++)
            if (slice_eq(g->record[i]->id, slice_of(id)))
                rec = g->record[i];
        if (!rec)
            fail_msg("%s is not read", id);
        seen++;
        for (size_t k = 0; k < count; k++) {
            char a[32], b[32];
            const json_t *v = json_object_get(o, bars[k].key);
            if (json_is_integer(v))
                snprintf(b, sizeof(b), "%lld", (long long)json_integer_value(v));
            struct slice want = json_is_string(v)    ? slice_of(json_string_value(v))
                                : json_is_integer(v) ? slice_of(b)
                                                     : (struct slice){0};
            size_t far = distance(text_of(record_get(rec, slice_of(bars[k].key)), a), want);
            equal[k] += far == 0;
            near[k] += far * 5 <= utf8_count(want) || far == 0 || (far == 1 && want.len > 6);
        }
        json_decref(o);
    }
    fclose(f);
    assert_int_equal(seen, records);
    assert_int_equal(g->count, records);
    bool ok = true;
    for (size_t k = 0; k < count; k++) {
        printf("%-17s equal %3zu, but for damage %3zu of %zu\n", bars[k].key, equal[k], near[k],
               records);
        if (equal[k] < bars[k].equal || near[k] < bars[k].near) {
            print_error("%s: wanted %zu and %zu\n", bars[k].key, bars[k].equal, bars[k].near);
            ok = false;
        }
    }
    assert_true(ok);
}

static void offices_agree_with_the_facts(void **state)
{
    (void)state;
    struct got *g = read_real("offices-r07", FORMAT_OFFICES);
    static const struct bar bars[] = {
        {"form", 298, 298},        {"form_text", 298, 298},   {"fy", 298, 298},
        {"year", 298, 298},        {"staff_total", 298, 298}, {"staff_dispatched", 298, 298},
        {"staff_local", 298, 298}, {"country", 298, 298},     {"organization", 294, 298},
        {"name", 291, 297},        {"city", 292, 297},        {"contractor", 279, 297},
        {"department", 295, 296},  {"url", 294, 298},
    };
    compare(g, "../corpus/facts/offices-r07.jsonl", 298, bars, sizeof(bars) / sizeof(bars[0]));
    talloc_free(talloc_parent(g));
}

static void printed_totals_are_reproduced_and_the_contradiction_named(void **state)
{
    (void)state;
    struct got *g = read_real("offices-r07", FORMAT_OFFICES);
    static const char *const wanted[] = {
        "bodies: 64, as printed",
        "offices: 298, as printed",
        "countries and regions: 28, as printed",
        "form a: 65, as printed",
        "form b: 21, as printed",
        "form c: 209, as printed",
        "form d: 3, as printed",
        "staff: 374, as printed",
        "staff dispatched: 108, as printed",
        "staff local: 266, as printed",
        "row 12-23 contradicts itself: 1 = 1 + 1",
    };
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        bool told = false;
        for (size_t k = 0; k < g->remarks; k++)
            told |= strcmp(g->remark[k], wanted[i]) == 0;
        if (!told)
            fail_msg("not told: %s", wanted[i]);
    }
    talloc_free(talloc_parent(g));
}

static void projects_agree_with_the_facts(void **state)
{
    (void)state;
    struct got *g = read_real("gunma-projects-r03", FORMAT_PROJECTS);
    static const struct bar bars[] = {
        {"pillar", 93, 93},       {"section", 93, 93},   {"bureau", 93, 93},
        {"division", 93, 93},     {"name", 93, 93},      {"fy", 93, 93},
        {"year", 93, 93},         {"budget", 93, 93},    {"status", 93, 93},
        {"budget_next", 93, 93},  {"countries", 92, 92}, {"period", 84, 84},
        {"participants", 80, 80},
    };
    compare(g, "../corpus/facts/gunma-projects-r03.jsonl", 93, bars,
            sizeof(bars) / sizeof(bars[0]));
    talloc_free(talloc_parent(g));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offices_agree_with_the_facts),
        cmocka_unit_test(printed_totals_are_reproduced_and_the_contradiction_named),
        cmocka_unit_test(projects_agree_with_the_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
