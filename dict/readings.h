/* readings.h - the words of the vocabulary by how they are read: はんろかいたく, hanrokaitaku and
 * ハンロカイタク are 販路開拓; and the nearest of those written in katakana.
 *
 * Readings come from the analyzer. Two that differ in long marks alone (シンガポル, joho) are one,
 * as romaji leaves them out. Not here: words of an index that no table has.
 */
#ifndef DICT_READINGS_H
#define DICT_READINGS_H
#include "dict/analyze.h"
#include "dict/vocab.h"

/* Shared once built. */
struct readings;

enum { READINGS_SAME_MAX = 8 }; /* words of one reading */

/* Reads every word of the vocabulary, about 0.1 s. Errors: as analysis_run(). */
bool readings_build(TALLOC_CTX *mem, const struct analyzer *a, const struct vocab *v,
                    struct readings **ret, struct err *err);

/* The words read as kana (katakana), borrowed from the vocabulary; returns how many. */
size_t readings_find(const struct readings *r, struct slice kana,
                     struct slice ret[READINGS_SAME_MAX]);

/* The word in katakana nearest to text, at most max letters away (kana_distance); its distance,
 * max + 1 where there is none. Never text itself. */
size_t readings_nearest(const struct readings *r, struct slice text, size_t max, struct slice *ret);
#endif
