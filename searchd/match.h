/* match.h - our own matcher: which documents a query finds and how well, over local indexes.
 *
 * Libxapian's matcher goes document by document through a tree of iterators; this one goes term
 * by term over posting lists held in memory, and has all matches as a set: totals, folding and
 * facets are exact and nearly free, and words that stand side by side are looked at only in the
 * documents that may come to the top.
 *
 *   docset.h    sets of documents            postings.h  posting lists, cached
 *   columns.h   lengths, years, groups ...   match.h     which documents, how well
 *   rank.h      the best of them, folded, counted
 *
 * Scores are those of Xapian::BM25Weight with k2 = 0, k3 = 1, min_normlen = 0.5 (Robertson and
 * Zaragoza, The Probabilistic Relevance Framework, 2009). A tree of queries means what it means in
 * store_search.h. Not here: indexes on other machines, which store_run() asks.
 */
#ifndef SEARCHD_MATCH_H
#define SEARCHD_MATCH_H
#include "indexer/store_search.h"
#include "searchd/columns.h"
#include "searchd/postings.h"

/* One state of one index: everything that questions share. Belongs to one thread. */
struct matcher {
    struct store *store;
    struct columns columns;
    struct postings *postings;
    double k1, b;
    float *norms;   /* [bound]: k1 * (1 - b + b * length / mean) for k1 and b */
    float *scores;  /* [bound] of the question at hand, zero between questions */
    uint32_t *wdfs; /* [bound] of a synonym, zero in between */
};

/* Reads what it needs of s; free with talloc_free before s. Errors: ERR_STALE, ERR_STORE,
 * ERR_NOMEM. */
bool matcher_open(TALLOC_CTX *mem, struct store *s, struct matcher **ret, struct err *err);

/* What a set of documents is to be, as long as not every phrase in them has been looked at. */
enum match_side {
    MATCH_EXACT, /* the documents that match; once that costs too much, as MATCH_OVER */
    MATCH_OVER,  /* those and perhaps more: words that are there are taken to stand as asked */
    MATCH_UNDER, /* those or fewer: what is taken away from others */
};

/* One question. Everything of it is owned by mem. */
struct match {
    struct matcher *matcher;
    TALLOC_CTX *mem;
    const struct query *query;
    struct docset found;     /* all documents that match, and of the uncertain ones perhaps more */
    struct docset uncertain; /* not settled: their scores are upper bounds */
    struct docset scored;    /* what found was at first: where scores may stand */
    bool estimated;          /* some of found may not match: there were too many to look at */
    uint32_t held, failed;   /* of those settled since */
    struct phrase_verdict *verdicts; /* on phrases so far: a table by hash, a power of two */
    size_t verdict_size, verdict_count;
    enum match_side side;
    uint32_t looks; /* at positions, that are left */
    struct err *err;
};

/* Finds the documents and scores them: matcher->scores[d] for d of found. Errors: ERR_INPUT
 * (nested too deeply), ERR_STALE, ERR_STORE, ERR_NOMEM. After it, successful or not,
 * match_end(). */
bool match_begin(struct matcher *m, TALLOC_CTX *mem, const struct query *q, double k1, double b,
                 struct match *ret, struct err *err);
/* Makes certain of a document of found: whether it matches (else it leaves found) and its score,
 * kept in matcher->scores. */
bool match_settle(struct match *m, uint32_t doc, bool *matches);
void match_end(struct match *m);
#endif
