/* lexicon.h - the words of an index with their readings, spellings and counts, in one file
 * beside the database: for suggestions, correction, readings, wildcards and marking.
 *
 * Kept outside the database because remote ones give none of it back, and mapped read-only by
 * the daemon. Written by the indexer at each commit, atomically; an index without one (remote)
 * works, only without these helps.
 */
#ifndef INDEXER_LEXICON_H
#define INDEXER_LEXICON_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

/* Shared once opened. */
struct lexicon;

struct lexicon_word {
    struct slice term;    /* as in SPACE_WORD */
    struct slice reading; /* katakana, maybe empty */
    uint32_t freq;        /* documents */
};

/* Maps the lexicon of the index at path. ERR_NOT_FOUND, ERR_STORE (damaged). */
bool lexicon_open(TALLOC_CTX *mem, const char *path, struct lexicon **ret, struct err *err);
size_t lexicon_count(const struct lexicon *l);
/* Word i in order of term, borrowed from the lexicon. */
struct lexicon_word lexicon_at(const struct lexicon *l, size_t i);
/* First word not before term. */
size_t lexicon_lower(const struct lexicon *l, struct slice term);
/* The same order by reading: indexes into lexicon_at of words whose reading begins with
 * prefix, at most max, most frequent first. Returns how many. */
size_t lexicon_by_reading(const struct lexicon *l, struct slice prefix, size_t *ret, size_t max);
/* Written forms (as they stand in the documents, not normalised) that gave this term, the term
 * itself not among them. each() until it returns false. */
void lexicon_spellings(const struct lexicon *l, struct slice term,
                       bool (*each)(void *ctx, struct slice spelling), void *ctx);
#endif
