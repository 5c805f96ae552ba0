/* freq.h - how many documents hold a word, a pair of characters, a phrase, and what that weighs.
 *
 * Not here: what the words are for.
 */
#ifndef SEARCHD_FREQ_H
#define SEARCHD_FREQ_H
#include "searchd/backend.h"

/* Documents that hold the word in space. Errors: ERR_STALE, ERR_STORE, ERR_NOMEM. */
bool term_freq(struct backend *b, TALLOC_CTX *mem, enum term_space space, struct slice word,
               uint32_t *ret, struct err *err);
/* Documents that hold a pair of characters. A pair that is a word of its document is indexed as
 * that alone; one that begins with hiragana is not indexed and reads as held by one. */
bool pair_freq(struct backend *b, TALLOC_CTX *mem, struct slice pair, uint32_t *ret,
               struct err *err);
/* Documents that hold terms[count] side by side; counted where some word is rare enough for that
 * to be cheap, else the documents of the rarest. freqs[count]: documents of each. */
bool phrase_freq(struct backend *b, TALLOC_CTX *mem, const struct slice *terms,
                 const uint32_t *freqs, size_t count, uint32_t *ret, struct err *err);
/* BM25's idf of a word in freq of n documents. */
double idf_of(uint32_t freq, uint32_t n);
#endif
