/* entries.h - the lexemes of the dictionary's entries, worked out when first met and kept.
 *
 * Private to the room.
 */
#ifndef DICT_ENTRIES_H
#define DICT_ENTRIES_H
#include "dict/lexeme.h"
#include "dict/morph.h"

/* One at a time. Bounded by the size of the dictionary. */
struct entries;

/* tagger, inner (a lattice that nobody else uses) and variants are borrowed for the life of the result.
 * Owned by mem; NULL where memory is out. */
struct entries *entries_new(TALLOC_CTX *mem, mecab_t *tagger, mecab_lattice_t *inner,
                            const struct variants *variants);

/* The lexeme of the entry that a node's feature string belongs to, borrowed from it;
 * surface: the entry's word, borrowed for the call. NULL on ERR_NOMEM. */
const struct lexeme *entries_find(struct entries *lex, const char *feature, struct slice surface,
                                  struct err *err);
#endif
