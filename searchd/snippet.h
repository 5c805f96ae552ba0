/* snippet.h - the passages of a hit that show why it was found, marked.
 *
 * Works on the stored bounds of tokens and the spellings that the lexicon knows for each term
 * looked for: no analysis. Not here: which documents are hits.
 */
#ifndef SEARCHD_SNIPPET_H
#define SEARCHD_SNIPPET_H
#include "searchd/understand.h"

enum {
    SNIPPET_BYTES = 420, /* of text in one snippet, about 140 characters */
    SNIPPETS_MAX = 3,    /* a hit */
    MARKER_WORDS_MAX = 4096,
};

/* What is marked: spellings of the words looked for. */
struct marker;
bool marker_new(struct backend *b, TALLOC_CTX *mem, const struct meaning *m, struct marker **ret,
                struct err *err);

/* Fills snippets and title_html of hit from its stored form; *seen: bit i is set where unit i
 * of the meaning stands in the record. Owned by mem. */
bool marker_hit(const struct marker *k, TALLOC_CTX *mem, const struct stored *s,
                struct answer_hit *hit, uint64_t *seen, struct err *err);
#endif
