/* lexeme.h - what the analyzer makes of one dictionary entry: its term, kind and reading.
 *
 * Private to the room. Worked out once per entry and kept, since it depends on the entry alone.
 * Not here: cutting text (analyze.c).
 */
#ifndef DICT_LEXEME_H
#define DICT_LEXEME_H
#include "dict/analyze.h"

enum lexeme_role {
    LEXEME_PLAIN,
    LEXEME_SYMBOL,  /* no token at all */
    LEXEME_NUMERAL, /* 名詞,数: joined with its neighbours */
    LEXEME_ERA,     /* 平成 令和 ...: a year may begin here */
};

enum {
    LEXEME_SPLIT_LEAST = 4, /* characters from which on a noun of kanji may be cut further */
    LEXEME_SPLIT_NAME =
        3, /* the same for a name of an organization that ends in 省 庁 ...: 外務省 */
    LEXEME_SPLIT_MOST = 24,
    LEXEME_PARTS_MAX = 8,

};

struct lexeme;

/* A word inside a dictionary entry. */
struct lexeme_part {
    uint32_t start, end; /* bytes in the entry's surface */
    const struct lexeme *lexeme;
};

struct lexeme {
    enum token_kind kind;
    enum lexeme_role role;
    bool proper;
    bool noun, affix, person; /* affix: prefix or suffix; person: a name of one */
    bool splits;              /* may be cut further: see parts.h */
    bool by_surface; /* unknown word: term and reading come from its surface (lexeme_unknown) */
    struct slice term, reading;
    const struct lexeme_part *parts; /* words that stand instead of it: 中小企業庁 = 中小 企業 庁 */
    size_t part_count;               /* 0: it is one word */
};

/* Spellings that are united, from data/variants.tsv. Shared once built. */
struct variants;

/* Reads "spelling<TAB>the form for it" lines; # opens a comment. Errors: ERR_STORE with file and
 * line. */
bool variants_open(TALLOC_CTX *mem, const char *path, struct variants **ret, struct err *err);

/* Fills *ret from a feature string of mecab-ipadic (borrowed for as long as *ret is used);
 * surface: the word as it stands in the normalised text, borrowed for the call. New bytes are
 * owned by mem. */
bool lexeme_make(TALLOC_CTX *mem, const struct variants *v, const char *feature,
                 struct slice surface, struct lexeme *ret, struct err *err);

/* The term of a word that the dictionary does not know, written to out (room for
 * ANALYZE_TERM_MAX), or borrowed from v or surface. */
struct slice lexeme_unknown(const struct variants *v, struct slice surface, char *out);

/* s, or where it is over ANALYZE_TERM_MAX its head and a hash of the whole, written to out. */
struct slice lexeme_fit(struct slice s, char *out);

/* A 64-bit hash of bytes (not for adversaries). */
uint64_t lexeme_hash(uint64_t seed, const void *bytes, size_t n);
#endif
