/* correct.h - what an unknown word was probably meant to be: bounded by what the index holds.
 *
 * Katakana and Latin words by edit distance over the lexicon, katakana over the vocabulary too
 * (one up to five characters, two beyond), kanji by one character exchanged for another of the same
 * reading, kana and romaji by their reading. A word that is in the index is never corrected: that
 * is the caller's to see to.
 */
#ifndef SEARCHD_CORRECT_H
#define SEARCHD_CORRECT_H
#include "searchd/backend.h"

enum { CORRECTIONS_MAX = 2 };

/* The best corrections of word (normalised), likeliest first, owned by mem. Those of the
 * vocabulary may be in no record. */
bool correct_spelling(struct backend *b, TALLOC_CTX *mem, struct slice word,
                      struct slice ret[CORRECTIONS_MAX], size_t *count, struct err *err);
/* The terms whose readings, put together, give kana (katakana); *count 0 where it does not come
 * out even. At most max of them. */
bool correct_reading(struct backend *b, TALLOC_CTX *mem, struct slice kana, struct slice *terms,
                     size_t max, size_t *count, struct err *err);
#endif
