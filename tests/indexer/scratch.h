/* scratch.h - for tests: a folder of their own, databases in it, plain questions to them.
 */
#ifndef TESTS_INDEXER_SCRATCH_H
#define TESTS_INDEXER_SCRATCH_H
#include "indexer/store_search.h"

/* A talloc context, too. */
struct scratch {
    char dir[40];
    char path[48]; /* of the database that is to be in it */
};

/* Set-up and tear-down of a test; *state is the scratch. The folder goes with all that is in it. */
int scratch_make(void **state);
int scratch_drop(void **state);
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

/* A path in the folder, owned by p. */
const char *scratch_path(struct scratch *p, const char *name);
/* The database at path, owned by p. Fails the test where it cannot be opened. */
struct store *scratch_open(struct scratch *p, const char *path);
/* The best of what matches q (borrowed), as many as limit; all of it is looked at. */
struct store_search search_of(const struct query *q, uint32_t limit);
#endif
