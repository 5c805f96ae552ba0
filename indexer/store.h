/* store.h - libxapian behind plain C: databases are opened and read.
 *
 * With store_writer.h (changes) and store_search.h (libxapian's own matcher) the only door to it,
 * here and in searchd. For all three:
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

/* Metadata that are the store's own. Data is packed and unpacked here: what is given and got is
 * plain. */
#define STORE_TEXTS         "texts"     /* the dictionaries of documents' data, texts.h */
#define STORE_POSITIONS     "positions" /* STORE_POSITIONS_OWN: with the data, positions.h */
#define STORE_POSITIONS_OWN "own"

/* Has end() called, which must not return, where libxapian ends the program: 1.4.22 does when
 * memory runs out in functions of its own that may not throw. */
void store_on_terminate(void (*end)(void));

/* ---- Opening ---- */

struct store;

/* Opens paths[count] (folder, stub file or HOST:PORT each) as one. Free with talloc_free.
 * Errors: ERR_NOT_FOUND (nothing at a path), ERR_STORE. */
bool store_open(TALLOC_CTX *mem, const char *const *paths, size_t count, struct store **ret,
                struct err *err);
/* *changed: whether there was anything newer. */
bool store_reopen(struct store *s, bool *changed, struct err *err);
/* Whether all of it lies on this machine: what follows is then cheap enough to be read whole. */
bool store_is_local(const struct store *s);
/* Databases that are read as one: document d is in number (d - 1) % shards. */
uint32_t store_shards(const struct store *s);
/* Xapian's own consistency check of the database at path; problems are told to line(). */
bool store_check(const char *path, void (*line)(void *ctx, const char *text), void *ctx,
                 size_t *problems, struct err *err);

/* ---- Reading across documents ---- */

bool store_doc_count(struct store *s, uint32_t *ret, struct err *err);
/* Highest document number given out; 0 where there is none. */
bool store_last_document(struct store *s, uint32_t *ret, struct err *err);
/* One value of the metadata, owned by mem; empty where there is none. */
bool store_metadata(struct store *s, TALLOC_CTX *mem, struct slice key, struct slice *ret,
                    struct err *err);
/* Documents that hold term; 0 where none. */
bool store_term_freq(struct store *s, struct slice term, uint32_t *ret, struct err *err);
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

/* ---- Reading one document ---- */

/* Data of the one document that holds unique_term, owned by mem. ERR_NOT_FOUND. */
bool store_find(struct store *s, TALLOC_CTX *mem, struct slice unique_term, struct slice *ret,
                struct err *err);
/* Data of a document, owned by mem. */
bool store_data(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice *ret,
                struct err *err);
/* A value of a document, owned by mem; empty where it has none. */
bool store_read_value(struct store *s, TALLOC_CTX *mem, uint32_t docid, uint32_t slot,
                      struct slice *ret, struct err *err);
/* Where term, a word of a document, stands there: *count positions, ascending, owned by mem. Of a
 * term that is not in the document or has no positions: see positions_find(). */
bool store_positions(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice term,
                     uint32_t **ret, size_t *count, struct err *err);

#ifdef __cplusplus
}
#endif
#endif
