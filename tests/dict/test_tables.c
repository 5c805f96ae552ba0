/* The tables of the vocabulary: what is shipped loads, and what cannot be meant is refused with
 * file and line. The checks themselves are in dict/vocab_load.c, so that an operator's own edit
 * of a table is checked too. */
#include "dict/vocab.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const tables[] = {"places.tsv",  "organizations.tsv", "synonyms.tsv",
                                     "filters.tsv", "questions.tsv",     "mend.tsv"};
enum { TABLE_COUNT = sizeof(tables) / sizeof(tables[0]) };

static void the_shipped_tables_load_in_time(void **state)
{
    (void)state;
    const char *dir = getenv("SENREI_DATA");
    struct vocab *v;
    struct err err;
    struct timespec from, to;
    assert_non_null(dir);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    if (!vocab_open(NULL, dir, &v, &err))
        fail_msg("%s", err.msg);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    print_message("loaded in %.1f ms\n", ms);
    talloc_free(v);
#ifndef SENREI_SANITIZED
    assert_true(ms < 30);
#endif
}

static void every_table_opens_with_its_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        char path[4096], line[256];
        snprintf(path, sizeof(path), "%s/%s", getenv("SENREI_DATA"), tables[i]);
        FILE *f = fopen(path, "r");
        if (!f || !fgets(line, sizeof(line), f) || strncmp(line, "# ", 2) != 0 ||
            strncmp(line + 2, tables[i], strlen(tables[i])) != 0)
            fail_msg("%s: does not open with its name", path);
        fclose(f);
    }
}

static void table_write(const char *dir, const char *name, const char *text)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void mistakes_are_told_with_file_and_line(void **state)
{
    (void)state;
    const struct {
        const char *name, *table, *text, *want;
    } rows[] = {
        {"a cycle", "places.tsv", "region\tA地\t\tB地\nregion\tB地\t\tA地\n",
         "places.tsv:1: lies within itself: A地"},
        {"within itself", "places.tsv", "# x\nregion\tA地\t\tA地\n",
         "places.tsv:2: lies within itself: A地"},
        {"unknown parent", "places.tsv", "country\tA国\t\tZ地\n",
         "places.tsv:1: no such place to lie in: Z地"},
        {"unknown kind", "places.tsv", "planet\tA国\n",
         "places.tsv:1: unknown kind of place: planet"},
        {"two places of one name", "places.tsv", "city\tA市\ncity\tB市\tＡ市\n",
         "places.tsv:2: names two places: A市"},
        {"alike once folded", "synonyms.tsv", "=\tヴェトナム|べとなむ\n",
         "synonyms.tsv:1: the same word twice, once folded: べとなむ"},
        {"empty word", "synonyms.tsv", "=\t甲||乙\n", "synonyms.tsv:1: empty or too long: "},
        {"lonely word", "synonyms.tsv", "~\t甲\n", "synonyms.tsv:1: a group needs two words: 甲"},
        {"unknown mark", "synonyms.tsv", "?\t甲|乙\n", "synonyms.tsv:1: unknown mark: ?"},
        {"too few columns", "synonyms.tsv", "=甲|乙\n", "synonyms.tsv:1: too few columns: =甲|乙"},
        {"too many columns", "synonyms.tsv", "=\t甲|乙\tc\td\te\n",
         "synonyms.tsv:1: too many columns: = 甲|乙 c d e"},
        {"blank at the edge", "synonyms.tsv", "=\t甲|乙 \n",
         "synonyms.tsv:1: blank at the edge of a column: = 甲|乙 "},
        {"name of two bodies", "organizations.tsv", "甲会\tKK\n乙会\tkk\n",
         "organizations.tsv:2: names two organizations: KK"},
        {"unknown facet", "filters.tsv", "colour\tred\t赤\n",
         "filters.tsv:1: unknown facet: colour"},
        {"unknown value", "filters.tsv", "form\te\t甲\n", "filters.tsv:1: no such value: e"},
        {"word of two values", "filters.tsv", "form\ta\t甲\nform\tb\t甲\n",
         "filters.tsv:2: names two values: 甲"},
        {"question twice", "questions.tsv", "何\n何\n",
         "questions.tsv:2: the same word twice, once folded: 何"},
        {"mend of nothing", "mend.tsv", "kana\tア\tア\n", "mend.tsv:1: nothing to mend: ア"},
        {"mend of another sort", "mend.tsv", "magic\tア\tイ\n",
         "mend.tsv:1: unknown sort of mend: magic"},
        {"not UTF-8", "mend.tsv", "known\t\xFF\n", "mend.tsv: not UTF-8 at byte 6"},
    };
    char dir[] = "/tmp/senrei-tables-XXXXXX";
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct vocab *v;
        struct err err = {ERR_NONE, ""};
        for (size_t t = 0; t < TABLE_COUNT; t++)
            table_write(dir, tables[t], strcmp(tables[t], rows[i].table) == 0 ? rows[i].text : "");
        if (vocab_open(NULL, dir, &v, &err))
            fail_msg("%s: was taken", rows[i].name);
        if (err.code != ERR_STORE || strncmp(err.msg, rows[i].want, strlen(rows[i].want)) != 0)
            fail_msg("%s: %s", rows[i].name, err.msg);
    }
    for (size_t t = 0; t < TABLE_COUNT; t++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", dir, tables[t]);
        unlink(path);
    }
    struct vocab *v;
    struct err err;
    assert_false(vocab_open(NULL, dir, &v, &err));
    assert_int_equal(err.code, ERR_STORE);
    rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_tables_load_in_time),
        cmocka_unit_test(every_table_opens_with_its_format),
        cmocka_unit_test(mistakes_are_told_with_file_and_line),
    };
    return cmocka_run_group_tests_name("dict/tables", tests, NULL, NULL);
}
