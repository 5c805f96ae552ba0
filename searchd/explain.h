/* explain.h - how the score of a hit came about: what each word, widening and bonus gave.
 *
 * Each labelled node of the query (struct query, what) is asked by itself of the hits: dear, and
 * done only where explain=on asks for it.
 */
#ifndef SEARCHD_EXPLAIN_H
#define SEARCHD_EXPLAIN_H
#include "searchd/answer.h"
#include "searchd/understand.h"

/* Fills the explanation of hits[count], found by q: a JSON object with the score, its parts, and
 * the words that were found (seen, as snippet_fill() fills it) with their share of the question.
 * Owned by mem. Errors: ERR_STALE, ERR_STORE, ERR_NOMEM. */
bool explain_hits(struct backend *b, TALLOC_CTX *mem, const struct meaning *m,
                  const struct query *q, struct answer_hit *hits, size_t count,
                  const uint64_t *seen, struct err *err);
#endif
