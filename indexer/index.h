/* index.h - the folder that --index names: generations, the pointer to the present one, stamps.
 *
 *   DIR/current            "gen-000007 42": the present generation and the number of its last
 *                          commit; replaced by rename, at every commit and every swap
 *   DIR/gen-000007/        a Xapian database, complete and committed
 *   DIR/gen-000007/lexicon see lexicon.h
 *   DIR/lock               held (flock) by the one indexer at work, its process id inside
 *
 * A reader opens what `current` names and looks again when told to or when it is stale. A build
 * removes the generation before it once `current` names the new one; readers that have it open
 * keep it. The writing side is folder.h.
 */
#ifndef INDEXER_INDEX_H
#define INDEXER_INDEX_H
#include "dict/err.h"
#include "dict/slice.h"
#include "indexer/store.h"
#include <stdint.h>
#include <talloc.h>

struct generation {
    const char *path; /* of the database */
    uint64_t number;  /* rises with every swap and commit */
};

/* The present generation behind dir, owned by mem: one small file is read. Errors: ERR_NOT_FOUND
 * (no index there: how to make one), ERR_STORE (a folder that is something else). */
bool index_current(TALLOC_CTX *mem, const char *dir, struct generation *ret, struct err *err);

/* Opens the present generation, and the next one where it is swapped at that very moment.
 * Both are owned by mem. Errors: as index_current() and store_open(). */
bool index_open(TALLOC_CTX *mem, const char *dir, struct store **ret_store, struct generation *ret,
                struct err *err);

/* Writes what an index keeps under the metadata "stamp": schema version and analyzer stamp. */
bool index_stamp(TALLOC_CTX *mem, const char *analyzer_stamp, const char **ret, struct err *err);
/* Compares the stamp stored in an index (metadata "stamp") with the analyzer's and the schema's.
 * ERR_STORE with both where they differ: the index must be built anew. */
bool index_check_stamp(struct slice stored, const char *analyzer_stamp, struct err *err);
#endif
