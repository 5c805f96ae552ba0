/* The real minutes, plan and guide, where they are at hand: cut as the facts that were taken from
 * them by hand are, and nothing of their text lost. */
#include "corpus/collect.h"
#include "dict/utf8.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct document {
    const char *id;
    enum format format;
    const char *keys[5];  /* that must be as in the facts */
    unsigned bar_percent; /* of the records */
    const char *may_lack; /* characters of tables of contents and closing marks */
} documents[] = {
    {"seminar-2014", FORMAT_MINUTES, {"section", "role"}, 93, "了"},
    {"seminar-2014", FORMAT_MINUTES, {"speaker", "affiliation"}, 95, "了"},
    {"clair-plan-r02", FORMAT_PLAN, {"path"}, 90, ""},
    {"jetro-secondment-2026", FORMAT_GUIDE, {"path"}, 85, "目次"},
};

/* The original of a document, NULL where there is none. */
static struct collected *original(const char *id, enum format want)
{
    const char *shared = getenv("SENREI_SHARED");
    char dir[1000];
    snprintf(dir, sizeof(dir), "%s/originals", shared ? shared : "");
    struct source *src;
    size_t count;
    struct err err;
    void *mem = talloc_new(NULL);
    struct collected *c = NULL;
    if (shared && sources_find(mem, dir, &src, &count, &err))
        for (size_t i = 0; i < count && !c; i++)
            if (slice_eq(src[i].id, slice_of(id)))
                c = collect_file(src[i].path, id, FORMAT_AUTO);
    talloc_free(mem);
    if (c)
        assert_int_equal(c->used, want);
    return c;
}

/* Blanks, widths of brackets and scanning damage of one name do not count. */
static void plain(const char *s, char *out, size_t room)
{
    static const struct {
        const char *from, *to;
    } same[] = {{"（", "("}, {"）", ")"}, {" ", ""}, {"　", ""}, {"／", "/"}, {"ェット", "ェト"}};
    size_t n = 0;
    while (*s && n + 8 < room) {
        size_t k = 0;
        while (k < 6 && strncmp(s, same[k].from, strlen(same[k].from)) != 0)
            k++;
        if (k < 6) {
            n += (size_t)snprintf(out + n, room - n, "%s", same[k].to);
            s += strlen(same[k].from);
        } else
            out[n++] = *s++;
    }
    out[n] = '\0';
}

static void cuts_are_those_of_the_facts(void **state)
{
    (void)state;
    for (size_t d = 0; d < sizeof(documents) / sizeof(documents[0]); d++) {
        const struct document *doc = &documents[d];
        struct collected *c = original(doc->id, doc->format);
        if (!c) {
            print_message("skipped: no originals under SENREI_SHARED\n");
            skip();
        }
        char path[600], a[2000], b[2000];
        snprintf(path, sizeof(path), "%s/%s.jsonl", FACTS_DIR, doc->id);
        struct collected *facts = collect_file(path, doc->id, FORMAT_JSONL);
        assert_int_equal(c->count, facts->count);
        size_t right = 0;
        for (size_t i = 0; i < c->count; i++) {
            bool same = true;
            for (size_t k = 0; doc->keys[k]; k++) {
                plain(got(c, i, doc->keys[k]), a, sizeof(a));
                plain(got(facts, i, doc->keys[k]), b, sizeof(b));
                same = same && strcmp(a, b) == 0;
            }
            right += same;
        }
        print_message("%s %s: %zu of %zu\n", doc->id, doc->keys[0], right, c->count);
        if (right * 100 < c->count * doc->bar_percent)
            fail_msg("%s: %zu of %zu, bar %u%%", doc->id, right, c->count, doc->bar_percent);
        talloc_free(c);
        talloc_free(facts);
    }
}

static void count_letters(struct slice s, int sign, int *counts)
{
    for (size_t at = 0, len; at < s.len; at += len) {
        uint32_t ch = utf8_at(s, at, &len);
        enum char_class k = char_class(ch);
        if (ch >= 0x80 && ch < 0x10000 &&
            (k == CHAR_KANJI || k == CHAR_HIRAGANA || k == CHAR_KATAKANA))
            counts[ch] += sign;
    }
}

/* The whole of a file; freed with mem. */
static struct slice slurp(void *mem, const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *bytes = talloc_size(mem, 1 << 22);
    size_t n = fread(bytes, 1, 1 << 22, f);
    fclose(f);
    return (struct slice){bytes, n};
}

static void no_character_is_lost(void **state)
{
    (void)state;
    const char *shared = getenv("SENREI_SHARED");
    for (size_t d = 1; d < sizeof(documents) / sizeof(documents[0]); d++) {
        struct collected *c = original(documents[d].id, documents[d].format);
        if (!c) {
            print_message("skipped: no originals under SENREI_SHARED\n");
            skip();
        }
        int *counts = talloc_zero_array(c, int, 0x10000);
        char dir[1000];
        snprintf(dir, sizeof(dir), "%s/originals", shared);
        struct source *src;
        size_t count;
        struct err err;
        assert_true(sources_find(c, dir, &src, &count, &err));
        for (size_t i = 0; i < count; i++)
            if (slice_eq(src[i].id, slice_of(documents[d].id)))
                count_letters(slurp(c, src[i].path), 1, counts);
        struct buf b;
        buf_init(&b, c, 1 << 24);
        for (size_t i = 0; i < c->count; i++)
            record_write_json(c->at[i], &b);
        count_letters(buf_slice(&b), -1, counts);
        for (uint32_t ch = 0x80; ch < 0x10000; ch++) {
            char s[5] = "";
            utf8_put(ch, s);
            if (counts[ch] > 0 && !strstr(documents[d].may_lack, s))
                fail_msg("%s: %d times %s lost", documents[d].id, counts[ch], s);
        }
        talloc_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_are_those_of_the_facts),
        cmocka_unit_test(no_character_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
