/* notes.h - what the lexicon wants to know of words beside their counts: readings and spellings,
 * collected while records are analysed.
 *
 * A builder notes what is new to it, the pipeline takes its notes along with the finished
 * documents and merges them into those of the run. Bounded: NOTES_* below.
 */
#ifndef INDEXER_NOTES_H
#define INDEXER_NOTES_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

enum {
    NOTES_TERM_MAX = 60,      /* bytes; longer words have no entry in the lexicon */
    NOTES_SPELLINGS_MAX = 8,  /* kept of one word, the first seen */
    NOTES_WORDS_MAX = 1 << 22 /* words in all; further ones go without reading and spellings */
};

/* One at a time. */
struct notes;

struct note {
    struct slice term, reading;
    const struct slice *spellings;
    uint32_t spelling_count;
};

struct notes *notes_new(TALLOC_CTX *mem);
/* Adds what is not yet known; empty reading or spelling: nothing to add. Strings are copied.
 * Too long or too many: silently left out, as the lexicon is a help and no record. ERR_NOMEM. */
bool notes_add(struct notes *n, struct slice term, struct slice reading, struct slice spelling,
               struct err *err);
bool notes_merge(struct notes *into, const struct notes *from, struct err *err);
/* Empty note where term is unknown. Borrowed from n until it changes. */
struct note notes_find(const struct notes *n, struct slice term);
#endif
