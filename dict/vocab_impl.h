/* vocab_impl.h - the inside of a vocabulary, for vocab*.c alone.
 *
 * Words are numbered; a hash of their keys (vocab_fold.h) finds the number. Relations are
 * chains of edges from word to word, places a graph of their own. vocab_load.c builds one,
 * vocab.c and vocab_mend.c look words up in it.
 */
#ifndef DICT_VOCAB_IMPL_H
#define DICT_VOCAB_IMPL_H
#include "dict/vocab.h"
#include "dict/vocab_fold.h"
#include "dict/vocab_table.h"

enum { NONE = -1 };

enum word_flag {
    WORD_ORGANIZATION = 1,
    WORD_QUESTION = 2,
    WORD_KNOWN = 4, /* a word that mending may restore */
};

struct word {
    struct slice key, text; /* text: as the first table that has it writes it */
    uint32_t hash;
    int32_t place;  /* of places, NONE */
    int32_t filter; /* of filters, NONE */
    unsigned flags;
    int32_t edge_first, edge_last;
};

struct edge {
    enum relation relation;
    int32_t to; /* word */
    int32_t next;
};

struct place_entry {
    enum place_kind kind;
    int32_t word;
    int32_t child_first, child_last, parent_first; /* of links */
    struct slice parents;                          /* as the table lists them */
    uint32_t line;
};

struct link {
    int32_t to; /* place */
    int32_t next;
};

/* A confusion of characters in kana, or a whole word. */
struct mend_rule {
    struct slice wrong, right;
};

/* A name of katakana that damaged runs are compared with. */
enum { NAME_CHARS_MAX = 24 };
struct kana_name {
    int32_t word;
    uint64_t bag; /* bit (c mod 64) for each of its characters */
    size_t count;
    uint32_t chars[NAME_CHARS_MAX];
};

struct vocab {
    struct word *words;
    size_t word_count;
    int32_t *slots; /* words by hash; slot_count is a power of two, at least twice word_count */
    size_t slot_count;
    struct edge *edges;
    size_t edge_count;
    struct place_entry *places;
    size_t place_count;
    struct link *links;
    size_t link_count;
    struct facet_word *filters;
    size_t filter_count;
    struct mend_rule *kana_rules, *word_rules, *company_rules;
    size_t kana_rule_count, word_rule_count, company_rule_count;
    /* Whether a word or company rule begins with the character, by the low 16 bits of it: asked at
     * each character of each text. */
    bool rule_begins[1 << 16];
    struct kana_name *names;
    size_t name_count;
};

/* FNV-1a, continued from h. Start: VOCAB_HASH_START. */
enum { VOCAB_HASH_START = 0x811C9DC5 };
uint32_t vocab_hash(uint32_t h, const char *bytes, size_t len);

/* The word of that key, NONE. */
int32_t vocab_find_key(const struct vocab *v, uint32_t hash, struct slice key);
int32_t vocab_find(const struct vocab *v, struct slice word);
#endif
