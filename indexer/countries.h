/* countries.h - the countries that a value of a record names: one, or a list in any punctuation.
 */
#ifndef INDEXER_COUNTRIES_H
#define INDEXER_COUNTRIES_H
#include "dict/slice.h"
#include "dict/vocab.h"

/* Calls each() for every country or region in value, in the form that records use: a city gives its
 * country, what the gazetteer does not know (簡体字, 各派遣国) is none. Without a gazetteer (vocab
 * NULL) nothing can be told apart: every piece of the list is given. False where each() returned
 * false, which ends it. Threads: any. */
bool countries_each(const struct vocab *v, struct slice value,
                    bool (*each)(void *ctx, struct slice name), void *ctx);
#endif
