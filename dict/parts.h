/* parts.h - the words inside a long dictionary entry.
 *
 * mecab-ipadic lists names such as 中小企業庁 and 羽田空港 as one noun, which would hide 企業 and 空港
 * from a search. Where the dictionary's own words make up such an entry, they take its place.
 * Private to the room.
 */
#ifndef DICT_PARTS_H
#define DICT_PARTS_H
#include "dict/morph.h"

/* A word of the dictionary within an entry. */
struct part {
    const mecab_node_t *node; /* borrowed from the lattice until it is used again */
    size_t start, end;        /* bytes in the entry */
};

enum { PARTS_MAX = 8 };

/* The best way to cut noun (kanji alone, borrowed until the lattice is used again) in two or more
 * known words, the cheapest one with few words of one character;
 * *count: their number, 0 where there is no way or more than PARTS_MAX words.
 * Whether the words are of a fitting kind is for the caller to see. lattice: one at a time, left
 * without constraints. Errors: ERR_NOMEM. */
bool parts_of(mecab_t *tagger, mecab_lattice_t *lattice, struct slice noun,
              struct part parts[PARTS_MAX], size_t *count, struct err *err);
#endif
