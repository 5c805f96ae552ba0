/* marks.h - where in a text that stands which was asked for.
 *
 * Works on the stored bounds of tokens and the spellings that the lexicon knows for each term
 * looked for: no analysis. Not here: which passages are shown (snippet.h).
 */
#ifndef SEARCHD_MARKS_H
#define SEARCHD_MARKS_H
#include "searchd/understand.h"

enum { MARKER_WORDS_MAX = 4096 };

/* What is marked: spellings of the words looked for. Shared once built. */
struct marker;
/* m is borrowed. ERR_NOMEM. */
bool marker_new(struct backend *b, TALLOC_CTX *mem, const struct meaning *m, struct marker **ret,
                struct err *err);
/* What it was made of. */
const struct meaning *marker_meaning(const struct marker *k);

struct marker_word;
struct mark {
    uint32_t start, end; /* bytes of the text */
    uint64_t units;      /* of the meaning that it is about, unit_bit() */
    uint64_t evidence;   /* those of them that the record has, to judge by this mark alone */
    double weight;
    size_t token;                   /* its number in the field */
    bool whole;                     /* of a widening of several words: with the others of it */
    const struct marker_word *word; /* of which it is a spelling, or NULL */
};

/* The words of text, the field f of a record, that were asked for: their number, *ret on mem,
 * in order. Here and below: without memory there are none, and memory_out() is told. */
size_t marks_of_words(const struct marker *k, TALLOC_CTX *mem, struct slice text,
                      const struct stored_field *f, struct mark **ret);
/* The same of the units' own texts, as they were typed: for those that only pieces of words have
 * found. */
size_t marks_of_text(const struct marker *k, TALLOC_CTX *mem, struct slice text, struct mark **ret);
/* Appends text[from..to) in HTML, in it the marks[count] that lie within as <mark>. */
void marks_put(struct buf *out, struct slice text, size_t from, size_t to, const struct mark *marks,
               size_t count);
#endif
