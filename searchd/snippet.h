/* snippet.h - the passages of a hit that show why it was found, marked.
 *
 * Not here: which documents are hits, nor what in them is marked (marks.h).
 */
#ifndef SEARCHD_SNIPPET_H
#define SEARCHD_SNIPPET_H
#include "searchd/marks.h"

enum {
    SNIPPET_BYTES = 420, /* of text in one snippet, about 140 characters */
    SNIPPETS_MAX = 3,    /* a hit */
};

/* Fills snippets and title_html of hit from its stored form; *seen: bit i is set where unit i
 * of the meaning stands in the record. Owned by mem. */
bool snippet_fill(const struct marker *k, TALLOC_CTX *mem, const struct stored *s,
                  struct answer_hit *hit, uint64_t *seen, struct err *err);
#endif
