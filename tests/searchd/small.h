/* small.h - a searchable index of the few records in small.jsonl, for tests.
 */
#ifndef TESTS_SEARCHD_SMALL_H
#define TESTS_SEARCHD_SMALL_H
#include "searchd/backend.h"

struct small {
    struct shared shared;
    struct backend *backend;
    char folder[64]; /* temporary: the index */
    const char *index;
};

/* Builds the index and opens it; small_free removes it (NULL: nothing). Fails the test where
 * it cannot. */
struct small *small_open(void);
void small_free(struct small *s);
/* The same for a group of tests, which find it in *state. */
int small_setup(void **state);
int small_teardown(void **state);
#endif
