/* index.h - the folder that --index names: generations, the pointer to the present one, stamps.
 *
 *   DIR/current            one line: the name of the present generation; replaced by rename
 *   DIR/gen-000007/        a Xapian database, complete and committed
 *   DIR/gen-000007/lexicon see lexicon.h
 *   DIR/lock               held (flock) by the one indexer at work
 *
 * A reader opens what `current` names and looks again when told to or when it is stale.
 */
#ifndef INDEXER_INDEX_H
#define INDEXER_INDEX_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

struct generation {
    const char *path; /* of the database */
    uint64_t number;  /* rises with every swap and commit */
};

/* The present generation behind dir, owned by mem. Errors: ERR_NOT_FOUND (no index there: how to
 * make one), ERR_STORE (a folder that is something else). */
bool index_current(TALLOC_CTX *mem, const char *dir, struct generation *ret, struct err *err);

/* Compares the stamp stored in an index (metadata "stamp") with the analyzer's and the schema's.
 * ERR_STORE with both where they differ: the index must be built anew. */
bool index_check_stamp(struct slice stored, const char *analyzer_stamp, struct err *err);
#endif
