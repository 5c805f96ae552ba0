/* vocab_fold.h - the key under which the vocabulary keeps a word.
 *
 * Coarser than normalize.h and blind to whether text went through it before: width and case,
 * hiragana as katakana, ヴァ as バ, ヶ as ケ, old kanji as new, okurigana of compounds dropped
 * (問い合わせ先, 問合せ先), without blanks, middle dots and double hyphens. A matter of looking up
 * alone: keys are never indexed or shown.
 * Inputs are valid UTF-8. No allocation. Threads: any.
 */
#ifndef DICT_VOCAB_FOLD_H
#define DICT_VOCAB_FOLD_H
#include "dict/slice.h"

/* Longest key in bytes; longer words are in no table. */
enum { FOLD_MAX = 192, FOLD_CHAR_MAX = 12 };

/* The key bytes of the character(s) at `at` to out (perhaps none); their bytes in s to *taken. */
size_t fold_char(struct slice s, size_t at, size_t *taken, char out[FOLD_CHAR_MAX]);

/* The key of s to out; its bytes, 0 where nothing is left or it is longer than FOLD_MAX. */
size_t fold_key(struct slice s, char out[FOLD_MAX]);
#endif
