/* entries.h - the lexemes of the dictionary's entries, worked out when first met and kept; and of
 * compounds in katakana, which are in no dictionary but made of its words.
 *
 * Private to the room.
 */
#ifndef DICT_ENTRIES_H
#define DICT_ENTRIES_H
#include "dict/lexeme.h"
#include "dict/morph.h"

/* One at a time. Bounded by the size of the dictionary and ENTRIES_COMPOUNDS_MAX. */
struct entries;

/* tagger, inner (a lattice that nobody else uses) and variants are borrowed for the life of the result.
 * Owned by mem; NULL where memory is out. */
struct entries *entries_new(TALLOC_CTX *mem, mecab_t *tagger, mecab_lattice_t *inner,
                            const struct variants *variants);

/* The lexeme of the entry that a node's feature string belongs to, borrowed from it;
 * surface: the entry's word, borrowed for the call. NULL on ERR_NOMEM. */
const struct lexeme *entries_find(struct entries *lex, const char *feature, struct slice surface,
                                  struct err *err);

enum {
    ENTRIES_COMPOUND_LEAST = 6, /* characters from which on a word in katakana may be cut */
    ENTRIES_COMPOUND_MOST = 24,
    ENTRIES_COMPOUNDS_MAX = 4096, /* kept at a time */
};

/* What a word in katakana that the dictionary lacks is made of (インドサポートデスク: インド サポート
 * デスク), where its nouns make up the whole; part_count is 0 where they do not. surface: borrowed
 * for the call; *ret: from the entries until the next call. Errors: ERR_NOMEM. */
bool entries_compound(struct entries *lex, struct slice surface, const struct lexeme **ret,
                      struct err *err);
#endif
