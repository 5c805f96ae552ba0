/* similar.h - items that resemble one: those that share its most telling words.
 */
#ifndef SEARCHD_SIMILAR_H
#define SEARCHD_SIMILAR_H
#include "searchd/answer.h"
#include "searchd/backend.h"

/* One attempt at /api/similar; errors as search_run(). */
bool similar_once(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                  struct answer *ret, struct err *err);
#endif
