/* collect.h - for tests: text in, the records that corpus_read makes of it. */
#ifndef TESTS_CORPUS_COLLECT_H
#define TESTS_CORPUS_COLLECT_H
#include "corpus/reader.h"

struct collected {
    struct record **at;
    size_t count;
    char told[2000]; /* "skipped 3: why\n" and "remark 3: what\n" in order */
    enum format used;
    struct err err; /* code ERR_NONE where all went well */
};

/* Reads bytes as a file named "doc"; free with talloc_free. */
struct collected *collect(struct slice bytes, enum format format);
/* The same from a file. id is the source's. */
struct collected *collect_file(const char *path, const char *id, enum format format);
/* The string under key of record i, "" where it has none; borrowed. NUL-terminated. */
const char *got(const struct collected *c, size_t i, const char *key);
#endif
