/* userdic - build-time tool: data/words.tsv to the CSV that mecab-dict-index reads.
 *
 * userdic WORDS.tsv > user.csv. Lines are "word<TAB>kind<TAB>reading in katakana"; # opens a
 * comment. Words are written in normalised form, as the analyzer shows them to MeCab. Connection
 * ids are those of mecab-ipadic 2.7.0 (left-id.def, right-id.def).
 */
#include "dict/normalize.h"
#include "dict/utf8.h"
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    int id; /* left and right are the same for nouns */
    const char *pos;
} kinds[] = {
    {"noun", 1285, "名詞,一般,*,*"},
    {"act", 1283, "名詞,サ変接続,*,*"}, /* takes する */
    {"name", 1288, "名詞,固有名詞,一般,*"},
    {"organization", 1292, "名詞,固有名詞,組織,*"},
    {"place", 1293, "名詞,固有名詞,地域,一般"},
    {"country", 1294, "名詞,固有名詞,地域,国"},
    {"surname", 1290, "名詞,固有名詞,人名,姓"},
    {"given", 1291, "名詞,固有名詞,人名,名"},
};

/* Below what the parts of a word cost together, more so the longer it is: words of ipadic cost some
 * 3000 to 6000 each, unknown katakana 10000 and more. Not so low that a short word breaks up a longer
 * unknown one. tests/dict/test_analyze.c checks that each word comes out whole. */
static int cost_of(size_t characters)
{
    int cost = 4500 - 1000 * (int)characters;
    return cost < -4000 ? -4000 : cost;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: userdic WORDS.tsv\n");
        return 2;
    }
    FILE *f = fopen(argv[1], "re");
    if (!f) {
        perror(argv[1]);
        return 1;
    }
    char *line = NULL;
    size_t room = 0, number = 0;
    int status = 0;
    while (getline(&line, &room, f) >= 0) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        line[strcspn(line, "\r\n")] = '\0';
        char *save = NULL, *word = strtok_r(line, "\t", &save), *kind = strtok_r(NULL, "\t", &save),
             *reading = strtok_r(NULL, "\t", &save);
        size_t k = 0, count = sizeof(kinds) / sizeof(kinds[0]);
        while (kind && k < count && strcmp(kinds[k].name, kind) != 0)
            k++;
        if (!word || !kind || !reading || k == count) {
            fprintf(stderr, "%s:%zu: wanted word, kind and reading\n", argv[1], number);
            status = 1;
            continue;
        }
        struct text t;
        struct err err;
        struct slice as_is = slice_of(word);
        if (utf8_valid(as_is) != as_is.len || !text_normalize(NULL, as_is, &t, &err)) {
            fprintf(stderr, "%s:%zu: no valid UTF-8\n", argv[1], number);
            status = 1;
            continue;
        }
        printf("%.*s,%d,%d,%d,%s,*,*,%.*s,%s,%s\n", SLICE_ARG(t.norm), kinds[k].id, kinds[k].id,
               cost_of(utf8_count(t.norm)), kinds[k].pos, SLICE_ARG(t.norm), reading, reading);
        talloc_free((void *)(uintptr_t)t.norm.ptr);
        talloc_free((void *)(uintptr_t)t.origin);
    }
    free(line);
    fclose(f);
    return status;
}
