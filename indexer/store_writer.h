/* store_writer.h - changes to a database, document by document.
 *
 * What holds for all calls stands in store.h. A whole database is not written here but by
 * glass_build.h, of the same documents.
 */
#ifndef INDEXER_STORE_WRITER_H
#define INDEXER_STORE_WRITER_H
#include "indexer/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- A document to be written ---- */

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

/* ---- Changes ---- */

/* One at a time. */
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

#ifdef __cplusplus
}
#endif
#endif
