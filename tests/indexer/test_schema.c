/* schema: a record becomes terms, values and data as the prose of schema.c says. Uses the real
 * analyzer, so the texts are plain ones. */
#include "dict/data.h"
#include "indexer/builder.h"
#include "indexer/group.h"
#include "indexer/mark.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct kit {
    struct analyzer *analyzer;
    struct vocab *vocab;
    struct facet_table *facets;
    struct schema_builder *builder;
};

static int make_kit(void **state)
{
    struct kit *k = talloc_zero(NULL, struct kit);
    struct err err;
    const char *dir;
    if (!data_dir(k, &dir, &err) || !analyzer_open(k, dir, &k->analyzer, &err) ||
        !vocab_open(k, dir, &k->vocab, &err)) {
        print_error("%s\n", err.msg);
        return -1;
    }
    k->facets = facet_table_new(k);
    k->builder = schema_builder_new(k, k->analyzer, k->vocab, k->facets);
    *state = k;
    return k->builder ? 0 : -1;
}

static int drop_kit(void **state)
{
    return talloc_free(*state);
}

static struct record *record_of(TALLOC_CTX *mem, const char *id, const char *kind,
                                const char *const *pairs)
{
    struct err err;
    struct record *r = record_new(mem);
    r->id = record_copy(r, slice_of(id));
    r->kind = record_copy(r, slice_of(kind));
    r->source = record_copy(r, SLICE_LIT("s"));
    for (size_t i = 0; pairs[i]; i += 2)
        assert_true(record_set_string(r, slice_of(pairs[i]), slice_of(pairs[i + 1]), &err));
    return r;
}

static struct store_document build(struct kit *k, TALLOC_CTX *mem, const struct record *r)
{
    struct err err;
    struct store_document doc;
    if (!schema_build(k->builder, mem, r, &doc, &err))
        fail_msg("%s", err.msg);
    return doc;
}

static const struct store_term *find_term(const struct store_document *doc, const char *t)
{
    for (size_t i = 0; i < doc->term_count; i++)
        if (slice_eq(doc->terms[i].term, slice_of(t)))
            return &doc->terms[i];
    return NULL;
}

static struct slice value_of(const struct store_document *doc, enum value_slot slot)
{
    for (size_t i = 0; i < doc->value_count; i++)
        if (doc->values[i].slot == slot)
            return doc->values[i].bytes;
    return (struct slice){0};
}

static void fields_weigh_and_keep_apart(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const char *const pairs[] = {"reason", "観光", "note", "観光", NULL};
    struct store_document doc = build(k, mem, record_of(mem, "s/1", "document", pairs));
    const struct store_term *t = find_term(&doc, "観光");
    assert_non_null(t);
    assert_int_equal(t->wdf, 2 + 1);
    assert_int_equal(t->position_count, 2);
    assert_true(t->positions[1] - t->positions[0] >= SCHEMA_GAP);
    assert_non_null(find_term(&doc, "R観光"));
    assert_non_null(find_term(&doc, "E観光"));
    assert_null(find_term(&doc, "A観光"));
    /* A pair that is a word of the document is that alone. */
    assert_null(find_term(&doc, "B観光"));
    assert_non_null(find_term(&doc, "Qs/1"));
    assert_non_null(find_term(&doc, "XKdocument"));
    assert_non_null(find_term(&doc, "XSs"));
    talloc_free(mem);
}

static void pairs_across_words_are_indexed_once(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const char *const pairs[] = {"text", "観光地の開発", NULL};
    struct store_document doc = build(k, mem, record_of(mem, "s/1", "document", pairs));
    assert_non_null(find_term(&doc, "B光地"));
    assert_non_null(find_term(&doc, "B地の"));
    assert_null(find_term(&doc, "Bの開"));
    assert_true(find_term(&doc, "開発") || find_term(&doc, "B開発"));
    assert_false(find_term(&doc, "開発") && find_term(&doc, "B開発"));
    talloc_free(mem);
}

static void what_stands_for_the_whole_are_terms(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    /* An office of a city, in a list that クレア publishes. */
    const char *const office[] = {"organization", "横浜市", "note", "（注）観光の 窓口",
                                  "publisher",    "クレア", NULL};
    struct store_document doc = build(k, mem, record_of(mem, "s/1", "office", office));
    assert_non_null(find_term(&doc, "XV注観光の窓口"));
    assert_non_null(find_term(&doc, "XLmunicipality"));
    const struct store_term *particle = find_term(&doc, "Fの");
    assert_non_null(particle);
    assert_int_equal(particle->wdf, 0);
    assert_null(find_term(&doc, "クレア"));
    /* A plan of its publisher's own. */
    const char *const plan[] = {"text", "研修を行う", "publisher", "クレア", NULL};
    doc = build(k, mem, record_of(mem, "s/2", "plan", plan));
    assert_non_null(find_term(&doc, "クレア"));
    assert_null(find_term(&doc, "XVクレア"));
    assert_null(find_term(&doc, "XLmunicipality"));
    /* Longer than anybody types as a whole: 41 characters of three bytes. */
    char text[41 * 3 + 1] = "";
    for (size_t i = 0; i < 41; i++)
        memcpy(text + 3 * i, "観", 4);
    const char *const longer[] = {"text", text, NULL};
    doc = build(k, mem, record_of(mem, "s/3", "plan", longer));
    for (size_t i = 0; i < doc.term_count; i++)
        assert_false(slice_starts(doc.terms[i].term, SLICE_LIT("XV観")));
    talloc_free(mem);
}

static void no_term_stands_twice_and_positions_ascend(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const char *const pairs[] = {"text",
                                 "平成26年度の観光客誘致と観光客の受け入れ、JETROとジェトロ。",
                                 "note", "台湾での観光客誘致、予算は3億円", NULL};
    struct store_document doc = build(k, mem, record_of(mem, "s/2", "document", pairs));
    for (size_t i = 0; i < doc.term_count; i++) {
        for (size_t j = i + 1; j < doc.term_count; j++)
            if (slice_eq(doc.terms[i].term, doc.terms[j].term))
                fail_msg("%.*s stands twice", SLICE_ARG(doc.terms[i].term));
        for (uint32_t p = 1; p < doc.terms[i].position_count; p++)
            if (doc.terms[i].positions[p - 1] >= doc.terms[i].positions[p])
                fail_msg("%.*s: positions do not ascend", SLICE_ARG(doc.terms[i].term));
    }
    assert_non_null(find_term(&doc, "Cy2014"));
    talloc_free(mem);
}

static void stored_bounds_cut_out_the_words(void **state)
{
    struct kit *k = *state;
    struct err err;
    TALLOC_CTX *mem = talloc_new(k);
    const char *const pairs[] = {"text", "観光、「誘致」の予算", NULL};
    struct store_document doc = build(k, mem, record_of(mem, "s/3", "document", pairs));
    struct stored *stored;
    if (!stored_unpack(mem, doc.data, &stored, &err))
        fail_msg("%s", err.msg);
    assert_true(slice_eq(stored->record->id, SLICE_LIT("s/3")));
    assert_int_equal(stored->field_count, 1);
    const struct stored_field *f = &stored->fields[0];
    struct slice text = record_string(stored->record, f->key);
    const char *const want[] = {"観光", "誘致", "予算"};
    assert_int_equal(f->token_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(
            slice_eq(slice_sub(text, f->bounds[2 * i], f->bounds[2 * i + 1]), slice_of(want[i])));
    /* Any cut of the bytes is an error or a shorter document, never a crash. */
    for (size_t n = 0; n < doc.data.len; n++)
        if (!stored_unpack(mem, slice_sub(doc.data, 0, n), &stored, &err))
            assert_int_equal(err.code, ERR_STORE);
    talloc_free(mem);
}

static void near_copies_of_one_organization_share_a_group(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
#define ACTIVITIES                                                                                 \
    "の市場調査、県産品の販路開拓、観光客の誘致、現地企業との商談会の開催、留学生の支援"
    const struct {
        const char *name, *organization, *activities;
        bool same;
    } rows[] = {
        {"another place", "A県", "タイで" ACTIVITIES, true},
        {"another organization", "B県", "タイで" ACTIVITIES, false},
        {"a little more", "A県", "韓国で県人会と、" ACTIVITIES, true},
        {"other activities", "A県",
         "港湾の利用促進と航空路線の誘致、姉妹都市との交流、国際会議への職員の派遣と通訳", false},
    };
    const char *const first[] = {"organization", "A県", "activities", "台湾で" ACTIVITIES, NULL};
    struct store_document a = build(k, mem, record_of(mem, "s/1", "office", first));
    struct slice group = value_of(&a, SLOT_GROUP);
    assert_int_equal(group.len, GROUP_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const pairs[] = {"organization", rows[i].organization, "activities",
                                     rows[i].activities, NULL};
        struct store_document b = build(k, mem, record_of(mem, "s/2", "office", pairs));
        if (group_alike(group, value_of(&b, SLOT_GROUP)) != rows[i].same)
            fail_msg("%s: %s", rows[i].name, rows[i].same ? "differs" : "is the same");
    }
    const char *const brief[] = {"organization", "A県", "activities", "観光誘致", NULL};
    struct store_document c = build(k, mem, record_of(mem, "s/4", "office", brief));
    assert_int_equal(value_of(&c, SLOT_GROUP).len, 0);
    talloc_free(mem);
}

static void years_and_dates_have_slots(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const struct {
        const char *name, *key, *value, *year, *date;
    } rows[] = {
        {"written fiscal year", "fy", "H23", "2011", ""},
        {"date", "date", "2014-07-08", "2014", "20140708"},
        {"date without zeros", "date", "2014/7/8", "2014", "20140708"},
        {"month alone", "date", "2014-07", "2014", "201407"},
        {"no date at all", "date", "0000-00-00", "", ""},
        {"words", "date", "不明", "", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const pairs[] = {"text", "本文", rows[i].key, rows[i].value, NULL};
        struct store_document doc = build(k, mem, record_of(mem, "s/1", "document", pairs));
        if (!slice_eq(value_of(&doc, SLOT_YEAR), slice_of(rows[i].year)) ||
            !slice_eq(value_of(&doc, SLOT_DATE), slice_of(rows[i].date)))
            fail_msg("%s: %.*s %.*s", rows[i].name, SLICE_ARG(value_of(&doc, SLOT_YEAR)),
                     SLICE_ARG(value_of(&doc, SLOT_DATE)));
    }
    talloc_free(mem);
}

static void remembered_texts_give_the_same_document(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const char *const pairs[] = {"speaker", "観光振興課長", "text",
                                 "台湾からの観光客の誘致を進める", NULL};
    struct record *r = record_of(mem, "s/1", "document", pairs);
    struct store_document first = build(k, mem, r);
    for (int again = 0; again < 3; again++) {
        struct store_document doc = build(k, mem, r);
        assert_int_equal(doc.term_count, first.term_count);
        assert_true(slice_eq(doc.data, first.data));
        for (size_t i = 0; i < doc.term_count; i++) {
            const struct store_term *a = &doc.terms[i], *b = &first.terms[i];
            assert_true(slice_eq(a->term, b->term));
            assert_int_equal(a->wdf, b->wdf);
            assert_int_equal(a->position_count, b->position_count);
            assert_memory_equal(a->positions, b->positions,
                                a->position_count * sizeof(a->positions[0]));
        }
    }
    talloc_free(mem);
}

struct seen {
    const struct facet_table *table;
    char text[200];
};

static void note_country(void *ctx, enum facet f, uint32_t ordinal)
{
    struct seen *s = ctx;
    struct slice v = facet_table_value(s->table, f, ordinal);
    if (f == FACET_COUNTRY)
        snprintf(s->text + strlen(s->text), sizeof(s->text) - strlen(s->text), "%.*s ",
                 SLICE_ARG(v));
}

static void several_countries_are_several_values(void **state)
{
    struct kit *k = *state;
    TALLOC_CTX *mem = talloc_new(k);
    const struct {
        const char *name, *countries, *want;
    } rows[] = {
        {"one", "台湾", "台湾 "},
        {"list", "台湾、タイ", "台湾 タイ "},
        {"middle dots", "台湾・タイ", "台湾 タイ "},
        {"an unknown one is no country", "台湾、どこか", "台湾 "},
        {"languages are none", "簡体字、タイ", "タイ "},
        {"and others", "タイ、台湾ほか", "タイ 台湾 "},
        {"empty parts", "、台湾、", "台湾 "},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const pairs[] = {"countries", rows[i].countries, NULL};
        struct store_document doc = build(k, mem, record_of(mem, "s/1", "project", pairs));
        struct seen s = {k->facets, ""};
        facet_unpack(value_of(&doc, SLOT_FACETS), note_country, &s);
        if (strcmp(s.text, rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, s.text);
    }
    talloc_free(mem);
}

static void facet_tables_survive_saving_and_refuse_damage(void **state)
{
    struct err err;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct facet_table *t = facet_table_new(mem), *again;
    struct buf saved;
    (void)state;
    buf_init(&saved, mem, 1 << 20);
    for (uint32_t i = 0; i < 300; i++) {
        char name[16];
        uint32_t ordinal;
        snprintf(name, sizeof(name), "市%u", i);
        assert_true(facet_table_intern(t, FACET_CITY, slice_of(name), &ordinal, &err));
        assert_int_equal(ordinal, i);
        assert_true(facet_table_intern(t, FACET_CITY, slice_of(name), &ordinal, &err));
        assert_int_equal(ordinal, i);
    }
    facet_table_save(t, &saved);
    assert_true(facet_table_load(mem, buf_slice(&saved), &again, &err));
    assert_true(slice_eq(facet_table_value(again, FACET_CITY, 299), SLICE_LIT("市299")));
    assert_int_equal(facet_table_value(again, FACET_CITY, 300).len, 0);
    assert_int_equal(facet_table_value(again, FACET_FORM, 0).len, 0);
    for (size_t n = 1; n < saved.len; n += 7)
        assert_false(facet_table_load(mem, slice_sub(buf_slice(&saved), 0, n), &again, &err));
    talloc_free(mem);
}

static void terms_fit_into_the_index(void **state)
{
    (void)state;
    struct err err;
    TALLOC_CTX *mem = talloc_new(NULL);
    char gi[300];
    for (size_t i = 0; i < sizeof(gi); i += 3)
        memcpy(gi + i, "議", 3);
    struct slice a, b, c;
    assert_true(schema_term(mem, SPACE_ID, (struct slice){gi, 300}, &a, &err));
    assert_true(schema_term(mem, SPACE_ID, (struct slice){gi, 297}, &b, &err));
    assert_true(schema_term(mem, SPACE_ID, (struct slice){gi, 243}, &c, &err));
    assert_true(a.len <= STORE_TERM_MAX);
    assert_false(slice_eq(a, b));
    assert_int_equal(c.len, 244);
    talloc_free(mem);
}

static void marks_are_read_back(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const char *const none[] = {NULL};
    struct record_mark mark;
    struct buf b;
    buf_init(&b, mem, 1000);
    const struct {
        const char *name, *id, *source;
    } rows[] = {{"own id", "s/7", "s"}, {"foreign id", "t/7", ""}, {"no local part", "s", ""}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        buf_clear(&b);
        record_mark_write(record_of(mem, rows[i].id, "document", none), &b);
        if (!record_mark_read(buf_slice(&b), &mark) || !slice_eq(mark.id, slice_of(rows[i].id)) ||
            !slice_eq(mark.source, slice_of(rows[i].source)))
            fail_msg("%s", rows[i].name);
    }
    assert_false(record_mark_read(SLICE_LIT("short"), &mark));
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_weigh_and_keep_apart),
        cmocka_unit_test(pairs_across_words_are_indexed_once),
        cmocka_unit_test(what_stands_for_the_whole_are_terms),
        cmocka_unit_test(no_term_stands_twice_and_positions_ascend),
        cmocka_unit_test(stored_bounds_cut_out_the_words),
        cmocka_unit_test(near_copies_of_one_organization_share_a_group),
        cmocka_unit_test(years_and_dates_have_slots),
        cmocka_unit_test(remembered_texts_give_the_same_document),
        cmocka_unit_test(several_countries_are_several_values),
        cmocka_unit_test(facet_tables_survive_saving_and_refuse_damage),
        cmocka_unit_test(terms_fit_into_the_index),
        cmocka_unit_test(marks_are_read_back),
    };
    return cmocka_run_group_tests(tests, make_kit, drop_kit);
}
