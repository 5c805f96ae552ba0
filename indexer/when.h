/* when.h - the year of a record, and its date where it has one.
 *
 * Not here: years that a text speaks of; the analyzer finds those.
 */
#ifndef INDEXER_WHEN_H
#define INDEXER_WHEN_H
#include "corpus/record.h"

struct when {
    int year;      /* 1000 to 9999; 0: unknown */
    char date[12]; /* YYYYMMDD, or as much of it as is known from the year on; "": unknown */
};

/* The year is that of the field "year", else of "fy", in any spelling (dict/era.h), else of "date".
 * Threads: any. */
struct when when_of(const struct record *r);
#endif
