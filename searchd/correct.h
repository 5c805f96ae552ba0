/* correct.h - what an unknown word was probably meant to be: bounded by what the index holds.
 *
 * Katakana and Latin words by edit distance over the lexicon (one up to five characters, two
 * beyond), kanji by one character exchanged for another of the same reading, kana and
 * romaji by their reading. A word that is in the index is never corrected: that is
 * the caller's to see to.
 */
#ifndef SEARCHD_CORRECT_H
#define SEARCHD_CORRECT_H
#include "searchd/backend.h"

/* The best correction of word (normalised), owned by mem; empty where there is none. */
bool correct_spelling(struct backend *b, TALLOC_CTX *mem, struct slice word, struct slice *ret,
                      struct err *err);
/* The terms whose readings, put together, give kana (katakana); *count 0 where it does not come
 * out even. At most max of them. */
bool correct_reading(struct backend *b, TALLOC_CTX *mem, struct slice kana, struct slice *terms,
                     size_t max, size_t *count, struct err *err);
#endif
