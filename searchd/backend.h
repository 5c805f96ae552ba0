/* backend.h - what a worker thread searches with: its own readers of the index, its analysis.
 */
#ifndef SEARCHD_BACKEND_H
#define SEARCHD_BACKEND_H
#include "dict/analyze.h"
#include "dict/readings.h"
#include "dict/vocab.h"
#include "indexer/index.h"
#include "indexer/lexicon.h"
#include "indexer/schema.h"
#include "indexer/store.h"
#include "searchd/match.h"

/* Shared by all workers, never changed after start. */
struct shared {
    const struct analyzer *analyzer;
    const struct vocab *vocab;
    const struct readings *readings; /* of its words */
    const char *const *indexes;      /* --index, as given: folder, stub file or HOST:PORT */
    size_t index_count;
};

/* How many documents hold a term or a phrase: common words and their widenings are asked for every
 * time; counting phrases was a sixth of a question, and reading what is told of terms another
 * twentieth. */
enum { FREQS_KNOWN = 1 << 15 };
struct freq_known {
    uint64_t key; /* hash of the term or of the phrase's words; 0: none. The last one at a place
                   * stays */
    uint32_t freq;
};

/* What is opened of one generation: gone over to as a whole, so that a failure changes nothing. */
struct edition;

/* One thread's. */
struct backend {
    const struct shared *shared;
    struct analysis *analysis;
    struct slice *homophones; /* runs of kanji that sound alike */
    size_t homophone_count;
    struct edition *edition; /* owns all below */
    struct store *store;
    struct matcher *matcher;     /* NULL where libxapian's own is used: remote indexes */
    struct lexicon *lexicon;     /* NULL where there is none (remote) */
    struct facet_table **facets; /* of each index */
    struct store **parts;        /* each index by itself, where there are several */
    struct freq_known *freqs;    /* [FREQS_KNOWN] */
    uint64_t generation;         /* sum over the indexes; changes with every commit or swap */
};

/* Opens everything; freed with talloc_free. Errors: ERR_STORE (also: other stamp), ERR_NOT_FOUND. */
bool backend_open(TALLOC_CTX *mem, const struct shared *shared, struct backend **ret,
                  struct err *err);
/* Runs a search over the index: by the matcher, or by libxapian's own. Errors: as store_run(). */
bool backend_run(struct backend *b, TALLOC_CTX *mem, const struct store_search *search,
                 struct store_result *ret, struct err *err);
/* The document of a hit, owned by mem. Errors: ERR_STALE, ERR_STORE, ERR_NOMEM. */
bool backend_document(struct backend *b, TALLOC_CTX *mem, const struct store_hit *hit,
                      struct stored **ret, struct err *err);
/* Opens the newest generation apart from any backend: the long part of going over to it. Freed with
 * talloc_free, or given to a backend of whatever thread. Errors: as backend_open(). */
bool edition_open(const struct shared *shared, struct edition **ret, struct err *err);
uint64_t edition_generation(const struct edition *e);
/* Goes over to e, which is the backend's from now on, and lets go of what was there before. */
void backend_take(struct backend *b, struct edition *e);
/* Goes over to the newest generation if there is one; on failure the old one stays in use. */
bool backend_refresh(struct backend *b, struct err *err);
/* The newest generation's number without opening it: a few file look-ups. */
bool backend_newest(const struct shared *shared, uint64_t *ret, struct err *err);
#endif
