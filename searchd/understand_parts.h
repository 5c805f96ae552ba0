/* understand_parts.h - what the files of understanding share; nobody else includes it.
 *
 *   understand.c  walks the tree of the question and hands each leaf on
 *   join.c        joins words that a blank separates and yet are one thing
 *   cut.c         cuts a run of text into units
 *   unit.c        begins a unit and finishes it: names, widenings, weight
 *   guess.c       finds what was meant by a word that the index lacks
 *   widen.c       finds what else would do in a unit's place
 *   name.c        finds the values of records that a unit names
 *   wording.c     analyses words and counts them in the index
 *
 * Each calls those below it alone.
 */
#ifndef SEARCHD_UNDERSTAND_PARTS_H
#define SEARCHD_UNDERSTAND_PARTS_H
#include "dict/buf.h"
#include "dict/era.h"
#include "searchd/freq.h"
#include "searchd/understand.h"

/* One question while it is read. */
struct reader {
    struct backend *b;
    TALLOC_CTX *mem;
    const struct search_params *p;
    struct meaning *m;
    size_t runs;  /* begun so far */
    bool negated; /* what is read now is taken away */
    bool corrected;
    struct buf mended; /* the query with its corrections */
    size_t copied;     /* bytes of the query already in mended */
};

enum {
    FIGURES_SHARE = 50, /* a year or a figure is taken to hold for one record in so many */
};

/* ---- join.c ---- */

/* kids[0], or what it is together with the kids behind it, as text of its own: an entry of the
 * vocabulary (観光 誘客, yorisoigata shien), a figure (職員数 3人). *took: how many kids that are, at least 1. */
bool join_words(struct reader *w, struct ask *const *kids, size_t count, struct ask *ret,
                size_t *took, struct err *err);

/* ---- cut.c ---- */

/* The units of a run of text without blanks. */
bool cut_run(struct reader *w, struct slice run, struct err *err);

/* ---- unit.c ---- */

/* The next unit, empty but for its text; NULL where there are UNITS_MAX. */
struct unit *unit_new(struct reader *w, enum said_kind kind, struct slice text);
/* Fills the unit's pairs of characters from its analysis. */
bool unit_bigrams(struct reader *w, struct unit *u, const struct tokens *t, struct err *err);
/* The unit is of those years. */
void unit_years(struct reader *w, struct unit *u, const struct years *y);
/* The unit is an amount of money in yen, however it is written. */
bool unit_amount(struct reader *w, struct unit *u, int64_t yen, struct err *err);
/* Names, widens and weighs a unit whose typed wording is filled. alone: nothing else stands in
 * its run, so that pieces of it may be looked for. */
bool unit_finish(struct reader *w, struct unit *u, bool alone, struct err *err);

/* ---- guess.c ---- */

/* A word that the index lacks, or one typed in kana or romaji: what was meant becomes the unit's
 * typed wording, and is told as a widening. */
bool guess_meant(struct reader *w, struct unit *u, struct err *err);

/* ---- widen.c ---- */

/* What goes with word by the vocabulary. */
bool widen_related(struct reader *w, struct unit *u, struct slice word, struct err *err);
/* Words of the index that hold the short word of the unit: 水道 for 水. */
bool widen_parts(struct reader *w, struct unit *u, struct err *err);
/* What the spelling of the unit's one word stands for beside it: other words spelt so (開く for 開き),
 * what goes with their base forms (減少 for 減っ), the same word in kana (まんが for 漫画). */
bool widen_spelling(struct reader *w, struct unit *u, struct err *err);
/* Has the person taken this widening away? */
bool widen_taken_away(const struct reader *w, struct slice text);
/* Adds terms of the index, as they are, as a widening that text tells; *added: some record has
 * them. */
bool widen_add_terms(struct reader *w, struct unit *u, struct slice text, const struct slice *terms,
                     size_t count, enum widening_kind kind, bool *added, struct err *err);
/* Adds text as a widening, where any record has it; *added tells. */
bool widen_add(struct reader *w, struct unit *u, struct slice text, enum widening_kind kind,
               bool *added, struct err *err);

/* ---- name.c ---- */

/* The unit names value of a facet, where any record has it. */
bool unit_name(struct reader *w, struct unit *u, enum facet f, struct slice value, struct err *err);
/* The unit names what word is as a place. */
bool unit_place(struct reader *w, struct unit *u, struct slice word, struct err *err);
/* Everything that word names. */
bool unit_find_names(struct reader *w, struct unit *u, struct slice word, struct err *err);

/* ---- wording.c ---- */

/* s in memory of the question. */
struct slice reader_copy(const struct reader *w, struct slice s);

/* Analyses text into a wording of its content words in space, with their frequencies. */
bool wording_make(struct reader *w, struct slice text, enum term_space space, struct wording *ret,
                  struct err *err);
/* The wording of one term of space, as it is, that text stands for. */
bool wording_of_term(struct reader *w, struct slice text, enum term_space space, struct slice term,
                     struct wording *ret, struct err *err);
/* Documents of its rarest word: more cannot hold all. */
uint32_t wording_least(const struct wording *g);
/* Is every word of it in the index? */
bool wording_found(const struct wording *g);
#endif
