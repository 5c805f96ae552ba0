/* test_snippet.c - what of a record is shown, and what is marked in it. The records are made
 * here; the words looked for are known to the index of small.jsonl. */
#include "dict/buf.h"
#include "searchd/snippet.h"
#include "small.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static bool no_field(struct slice name)
{
    (void)name;
    return false;
}

/* A stored record of one field, its words at bounds[2 * tokens]. */
static struct stored *stored_of(TALLOC_CTX *mem, const char *text, const uint32_t *bounds,
                                size_t tokens)
{
    struct stored *s = talloc_zero(mem, struct stored);
    struct record *r = talloc_zero(s, struct record);
    r->kind = SLICE_LIT("guide");
    r->title = SLICE_LIT("表題");
    r->fields = talloc_zero_array(r, struct field, 1);
    r->fields[0].key = SLICE_LIT("text");
    r->fields[0].value.type = VALUE_STRING;
    r->fields[0].value.string = slice_of(text);
    r->field_count = 1;
    s->record = r;
    s->fields = talloc_zero_array(s, struct stored_field, 1);
    s->fields[0] = (struct stored_field){SLICE_LIT("text"), bounds, tokens};
    s->field_count = 1;
    return s;
}

static void show(struct small *s, TALLOC_CTX *mem, const char *q, const struct stored *stored,
                 struct answer_hit *hit, uint64_t *seen)
{
    struct search_params p = {.q = slice_of(q), .synonyms = true};
    struct question question;
    struct meaning *m = talloc_zero(mem, struct meaning);
    struct marker *marker;
    struct err err;
    *hit = (struct answer_hit){.record = stored->record};
    *seen = 0;
    if (!question_parse(mem, p.q, no_field, &question, &err) ||
        !understand(s->backend, mem, &p, &question, m, &err) ||
        !marker_new(s->backend, mem, m, &marker, &err) ||
        !snippet_fill(marker, mem, stored, hit, seen, &err))
        fail_msg("%s: %s", q, err.msg);
}

static void words_are_marked_and_the_rest_is_escaped(void **state)
{
    /* Bytes: three a character of Japanese, one of ASCII. */
    static const uint32_t one[] = {0, 6}, late[] = {8, 14}, two[] = {0, 6, 9, 15},
                          touching[] = {0, 6, 6, 12}, entry[] = {0, 3, 6, 12, 15, 21, 21, 24};
    const struct {
        const char *name, *q, *text;
        const uint32_t *bounds;
        size_t tokens;
        const char *want;
        uint64_t seen;
    } rows[] = {
        {"a word", "水道", "水道の話", one, 1, "<mark>水道</mark>の話", 1},
        {"signs of HTML", "水道", "<b> & \"\n水道", late, 1,
         "&lt;b&gt; &amp; &quot;\n<mark>水道</mark>", 1},
        {"two words", "水道 相談", "水道の相談", two, 2, "<mark>水道</mark>の<mark>相談</mark>", 3},
        {"words that touch are one mark", "水道 相談", "水道相談", touching, 2,
         "<mark>水道相談</mark>", 3},
        {"a single character only beside its others", "商談会", "会で水道の商談会", entry, 4,
         "会で水道の<mark>商談会</mark>", 1},
        {"one of two", "水道 研修", "水道の相談", two, 2, "<mark>水道</mark>の相談", 1},
        {"a word taken away is not marked", "水道 -相談", "水道の相談", two, 2,
         "<mark>水道</mark>の相談", 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct answer_hit hit;
        uint64_t seen;
        uint32_t *bounds = talloc_memdup(mem, rows[i].bounds, rows[i].tokens * 8);
        show(*state, mem, rows[i].q, stored_of(mem, rows[i].text, bounds, rows[i].tokens), &hit,
             &seen);
        if (hit.snippet_count != 1)
            fail_msg("%s: %zu snippets", rows[i].name, hit.snippet_count);
        if (!slice_eq(hit.snippets[0].html, slice_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].name, SLICE_ARG(hit.snippets[0].html));
        if (seen != rows[i].seen)
            fail_msg("%s: seen %llx", rows[i].name, (unsigned long long)seen);
        talloc_free(mem);
    }
}

/* Of a long text the passage is shown that has the word, from the beginning of its sentence. */
static void a_long_text_is_cut_around_its_marks(void **state)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct buf text;
    buf_init(&text, mem, 1 << 16);
    for (int i = 0; i < 100; i++)
        buf_puts(&text, "余白。"); /* 9 bytes */
    buf_puts(&text, "水道の話");
    for (int i = 0; i < 100; i++)
        buf_puts(&text, "。余白");
    uint32_t bounds[] = {900, 906};
    struct answer_hit hit;
    uint64_t seen;
    show(*state, mem, "水道", stored_of(mem, talloc_strndup(mem, text.ptr, text.len), bounds, 1),
         &hit, &seen);
    assert_int_equal(hit.snippet_count, 1);
    struct slice html = hit.snippets[0].html;
    if (!slice_starts(html, SLICE_LIT("…余白。余白。")) || !slice_ends(html, SLICE_LIT("…")) ||
        slice_find(html, SLICE_LIT("余白。<mark>水道</mark>の話。余白。")) > html.len)
        fail_msg("%.*s", SLICE_ARG(html));
    /* The two ellipses and the tags of the mark come on top. */
    assert_in_range(html.len, SNIPPET_BYTES - 10, SNIPPET_BYTES + 6 + 13);
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_marked_and_the_rest_is_escaped),
        cmocka_unit_test(a_long_text_is_cut_around_its_marks),
    };
    return cmocka_run_group_tests(tests, small_setup, small_teardown);
}
