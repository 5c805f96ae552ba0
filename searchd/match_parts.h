/* match_parts.h - what the files of the matcher share; nobody else includes it.
 *
 *   match.c         opens, and puts a question
 *   match_judge.c   how well one document matches
 *   match_give.c    how well a whole set does
 *   match_gather.c  which documents match
 *   match_phrase.c  whether words stand as asked
 *   match_terms.c   one term
 *
 * Each calls those below it alone. What can fail returns false with *m->err filled; sets are on
 * m->mem.
 */
#ifndef SEARCHD_MATCH_PARTS_H
#define SEARCHD_MATCH_PARTS_H
#include "searchd/match.h"

/* ---- Terms (match_terms.c) ---- */

bool match_list(struct match *m, const struct query *term, const struct store_postings **ret);
/* Whether the documents of among are few enough to look each up in the list, rather than to walk
 * all of that. */
bool match_by_document(const struct store_postings *list, const struct docset *among);
/* Weight of a term that freq documents hold, before its frequency within a document. */
double match_weight(const struct match *m, double freq);
/* What a term of that weight gives to a document that holds it wdf times. */
double match_worth(const struct match *m, double weight, uint32_t wdf, uint32_t doc);
/* A PHRASE or NEAR of several words. */
bool match_is_phrase(const struct query *q);

/* ---- Phrases (match_phrase.c) ---- */

/* Whether the words of a phrase, which are all in doc, stand there as asked. */
bool match_phrase_holds(struct match *m, const struct query *q, uint32_t doc, bool *ret);

/* ---- Which documents (match_gather.c) ---- */

/* About how many documents q matches, at most; what needs positions comes last of all. */
bool match_expected(struct match *m, const struct query *q, double *ret);
bool match_empty_set(struct match *m, struct docset *ret);
/* Adds to into the documents of within that match q. */
bool match_gather(struct match *m, const struct query *q, const struct docset *within,
                  struct docset *into);
/* The same as a set of their own. */
bool match_subset(struct match *m, const struct query *q, const struct docset *within,
                  struct docset *ret);

/* ---- How well, for a whole set (match_give.c) ---- */

/* Adds what q is worth, times factor, to the scores of among, all of which match q; a term, a
 * synonym and an OR see for themselves which do. */
bool match_give(struct match *m, const struct query *q, const struct docset *among, double factor);
/* About how many documents hold a synonym's kid, by the estimates that libxapian makes: words are
 * independent, and a phrase stands in a quarter of the documents that have its words. */
bool match_frequency(struct match *m, const struct query *q, double *ret);
/* The frequency within doc of a synonym's kid that matches there: of several words, the least; of
 * alternatives, all of them. */
bool match_wdf(struct match *m, const struct query *q, uint32_t doc, uint32_t *ret);

/* ---- How well, for one document (match_judge.c) ---- */

struct match_verdict {
    bool matches;
    double score;
};
/* Whether doc matches q, and what q times factor gives it. */
bool match_judge(struct match *m, const struct query *q, uint32_t doc, double factor,
                 struct match_verdict *ret);
#endif
