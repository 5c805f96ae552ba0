/* store_search.h - what is asked of an index, as a tree of operators, and libxapian's own answer.
 *
 * What holds for all calls stands in store.h. Over an index on this machine searchd answers
 * by a matcher of its own (searchd/match.h), which reads the same trees.
 */
#ifndef INDEXER_STORE_SEARCH_H
#define INDEXER_STORE_SEARCH_H
#include "indexer/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Most words of a phrase or nearness. */
enum { STORE_PHRASE_MAX = 1024 };

/* Deepest nesting of a query; beyond it ERR_INPUT. */
enum { STORE_QUERY_DEPTH = 64 };

enum query_op {
    QUERY_NOTHING,
    QUERY_ALL,
    QUERY_TERM, /* term */
    QUERY_AND,  /* kids */
    QUERY_OR,
    QUERY_AND_NOT,   /* kids[0] without any of the others */
    QUERY_AND_MAYBE, /* kids[0], ranked higher where others match too */
    QUERY_FILTER,    /* kids[0], where all others match too, without their weight */
    QUERY_SYNONYM,   /* kids weighed as one term */
    QUERY_PHRASE,    /* kids (terms) in order within window */
    QUERY_NEAR,      /* kids (terms) within window */
    QUERY_SCALE,     /* kids[0], weight times scale; 0 makes it a pure condition */
    QUERY_RANGE,     /* low <= value of slot <= high, bytewise */
};
struct query {
    enum query_op op;
    struct slice term;      /* QUERY_TERM: prefix and all */
    uint32_t window;        /* words: PHRASE, NEAR */
    double scale;           /* SCALE */
    uint32_t slot;          /* RANGE */
    struct slice low, high; /* RANGE; an empty bound is open */
    struct query **kids;
    size_t count;
    /* For who explains scores (searchd/explain.h), not read here: what the node adds to a score
     * ("synonym"), NULL where its kids say it; and the piece of the question that it is about. */
    const char *what;
    struct slice about;
};

enum { STORE_NO_SLOT = 0xFFFFFFFF };

struct store_search {
    const struct query *query;
    uint32_t offset, limit;
    uint32_t check_at_least; /* matches to look at in any case; UINT32_MAX: all of them */
    uint32_t collapse_slot;  /* or STORE_NO_SLOT; documents without the value stay single */
    uint32_t sort_slot;      /* or STORE_NO_SLOT: by relevance; ties by relevance. Documents
                              * without the value come last (a remote index puts them first
                              * when ascending) */
    bool sort_descending;
    uint32_t facet_slot; /* or STORE_NO_SLOT: counted in *facets over all that are looked at */
    double k1, b;        /* BM25 */
    double member_score; /* share of a hit's score that a folded document has to reach */
};

struct store_hit {
    uint32_t docid;
    double score;
    struct slice data; /* ptr NULL where it was not read: of a matcher of one's own */
    uint32_t *members; /* documents folded into this one, best first */
    size_t member_count;
};

/* How often each distinct value of facet_slot was seen, by shard. */
struct store_facet {
    struct slice value;
    uint32_t shard, count;
};

struct store_result {
    struct store_hit *hits;
    size_t hit_count;
    uint32_t total; /* matching documents, best estimate, after collapsing */
    bool total_is_estimate;
    uint32_t uncollapsed; /* the same before collapsing, best estimate */
    struct store_facet *facets;
    size_t facet_count;
};

/* Runs the search by libxapian's matcher; the result is owned by mem. It does not tell which
 * documents were folded, and of several shards knows no more than the first. Errors: ERR_STALE,
 * ERR_STORE, ERR_NOMEM. */
bool store_run(struct store *s, TALLOC_CTX *mem, const struct store_search *search,
               struct store_result *ret, struct err *err);

#ifdef __cplusplus
}
#endif
#endif
