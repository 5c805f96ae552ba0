/* search.h - a question in, an answer out: everything between parameters and the bytes sent.
 *
 * The question is parsed (question.h), understood (understand.h), planned (plan.h), run, and
 * what was found is given its snippets (snippet.h) and facets. The answer is plain data
 * (answer.h); items that resemble one are found by similar.h.
 */
#ifndef SEARCHD_SEARCH_H
#define SEARCHD_SEARCH_H
#include "searchd/answer.h"
#include "searchd/backend.h"

/* Answers p. Everything in *ret is owned by mem or borrowed from p.
 * Errors: ERR_INPUT (the query), ERR_NOT_FOUND (similar: no such id), ERR_STALE (twice in a row),
 * ERR_STORE, ERR_NOMEM. Threads: one at a time per backend. */
bool search_run(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                struct answer *ret, struct err *err);
#endif
