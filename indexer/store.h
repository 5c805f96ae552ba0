/* store.h - libxapian behind plain C: the only door to it, here and in searchd.
 *
 * 1. Every call that can fail returns bool and fills *err last; no exception gets through.
 * 2. Strings are slices with their lengths; what is returned is owned by the talloc context
 *    given, or borrowed as said.
 * 3. ERR_STALE: the index moved on under a reader; store_reopen() and ask everything again.
 *    ERR_BUSY: another writer holds the lock. ERR_STORE: unreadable or unwritable.
 * 4. A reader or writer belongs to one thread at a time.
 *
 * What terms and slots mean is not here but in schema.h.
 */
#ifndef INDEXER_STORE_H
#define INDEXER_STORE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Longest term in bytes, prefix included; zero bytes count double. Source: Xapian 1.4. */
enum { STORE_TERM_MAX = 245 };
/* Most words of a phrase or nearness. */
enum { STORE_PHRASE_MAX = 1024 };

/* Metadata that are the store's own. Data is packed and unpacked here: what is given and got is
 * plain. */
#define STORE_TEXTS         "texts"     /* the dictionaries of documents' data, texts.h */
#define STORE_POSITIONS     "positions" /* STORE_POSITIONS_OWN: with the data, positions.h */
#define STORE_POSITIONS_OWN "own"

/* ---- Documents to be written ---- */

struct store_term {
    struct slice term;         /* prefix and all */
    uint32_t wdf;              /* within-document frequency, field weights applied */
    const uint32_t *positions; /* ascending; NULL for none */
    uint32_t position_count;
};
struct store_value {
    uint32_t slot;
    struct slice bytes;
};
struct store_document {
    const struct store_term *terms; /* in any order, no term twice */
    size_t term_count;
    const struct store_value *values;
    size_t value_count;
    struct slice data;
};

/* ---- Writing ---- */

/* Has end() called, which must not return, where libxapian ends the program: 1.4.22 does when
 * memory runs out in functions of its own that may not throw. */
void store_on_terminate(void (*end)(void));

/* Changes to a database; a whole one is written by glass_build.h. One at a time. */
struct store_writer;

/* Opens or creates the database at path for writing. Free with talloc_free: what was not
 * committed is dropped. Nothing is committed but by store_commit(). Errors: ERR_BUSY, ERR_STORE. */
bool store_writer_open(TALLOC_CTX *mem, const char *path, struct store_writer **ret,
                       struct err *err);
/* Replaces whatever document holds unique_term, or adds. */
bool store_replace(struct store_writer *w, struct slice unique_term,
                   const struct store_document *doc, struct err *err);
bool store_delete(struct store_writer *w, struct slice unique_term, struct err *err);
bool store_set_metadata(struct store_writer *w, struct slice key, struct slice value,
                        struct err *err);
bool store_commit(struct store_writer *w, struct err *err);
/* A reader of what the writer sees, pending changes included. Borrowed from the writer; shares
 * its thread. */
struct store *store_writer_view(struct store_writer *w);
/* Xapian's own consistency check of the database at path; problems are told to line(). */
bool store_check(const char *path, void (*line)(void *ctx, const char *text), void *ctx,
                 size_t *problems, struct err *err);

/* ---- Reading ---- */

struct store;

/* Opens paths[count] (folder, stub file or HOST:PORT each) as one. Free with talloc_free.
 * Errors: ERR_NOT_FOUND (nothing at a path), ERR_STORE. */
bool store_open(TALLOC_CTX *mem, const char *const *paths, size_t count, struct store **ret,
                struct err *err);
/* *changed: whether there was anything newer. */
bool store_reopen(struct store *s, bool *changed, struct err *err);
bool store_doc_count(struct store *s, uint32_t *ret, struct err *err);
/* Documents that hold term; 0 where none. */
bool store_term_freq(struct store *s, struct slice term, uint32_t *ret, struct err *err);
/* One value of the metadata, owned by mem; empty where there is none. */
bool store_metadata(struct store *s, TALLOC_CTX *mem, struct slice key, struct slice *ret,
                    struct err *err);
/* Data of the one document that holds unique_term, owned by mem. ERR_NOT_FOUND. */
bool store_find(struct store *s, TALLOC_CTX *mem, struct slice unique_term, struct slice *ret,
                struct err *err);
/* Each term that begins with prefix, in order, until each() returns false. */
bool store_each_term(struct store *s, struct slice prefix,
                     bool (*each)(void *ctx, struct slice term, uint32_t freq), void *ctx,
                     struct err *err);

/* The same for the terms that begin with no ASCII capital: those without a prefix. */
bool store_each_word(struct store *s, bool (*each)(void *ctx, struct slice term, uint32_t freq),
                     void *ctx, struct err *err);
/* Each document's value of slot, in order of document, until each() returns false. Documents
 * without one are left out. */
bool store_each_value(struct store *s, uint32_t slot,
                      bool (*each)(void *ctx, uint32_t docid, struct slice value), void *ctx,
                      struct err *err);

/* ---- Raw reading, for a matcher of one's own; cheap where store_is_local() ---- */

/* Whether all of it lies on this machine. */
bool store_is_local(const struct store *s);
/* Highest document number given out; 0 where there is none. */
bool store_last_document(struct store *s, uint32_t *ret, struct err *err);
/* Each document's length, the sum of its wdf, in order of document, until each() returns false. */
bool store_each_length(struct store *s, bool (*each)(void *ctx, uint32_t docid, uint32_t length),
                       void *ctx, struct err *err);
/* A whole posting list: documents ascending, with the wdf of each (at most 65,535). */
struct store_postings {
    uint32_t count;
    uint32_t *documents;
    uint16_t *wdfs;
};
/* The list of term, owned by mem; count 0 where no document holds it. */
bool store_read_postings(struct store *s, TALLOC_CTX *mem, struct slice term,
                         struct store_postings *ret, struct err *err);
/* Where term, a word of a document, stands there: *count positions, ascending, owned by mem. Of a
 * term that is not in the document or has no positions: see positions_find(). */
bool store_positions(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice term,
                     uint32_t **ret, size_t *count, struct err *err);
/* A value of a document, owned by mem; empty where it has none. */
bool store_read_value(struct store *s, TALLOC_CTX *mem, uint32_t docid, uint32_t slot,
                      struct slice *ret, struct err *err);
/* Data of a document, owned by mem. */
bool store_data(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice *ret,
                struct err *err);
/* Databases that are read as one: document d is in number (d - 1) % shards. */
uint32_t store_shards(const struct store *s);

/* ---- Queries ---- */

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
    struct slice data;
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
