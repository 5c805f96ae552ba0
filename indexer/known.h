/* known.h - the records that an index holds or a run has seen, by a hash of their id.
 *
 * 17 bytes a record. Two ids with the same 64-bit hash would be taken for one: at ten million
 * records the chance of a single such pair is one in 370,000.
 */
#ifndef INDEXER_KNOWN_H
#define INDEXER_KNOWN_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

/* One at a time. */
struct known;

struct known_record {
    uint64_t id;   /* hash of it */
    uint64_t hash; /* of the record */
    bool seen;     /* in this run */
};

struct known *known_new(TALLOC_CTX *mem);
/* The record of id, made where it is new (*fresh). NULL when out of memory. Valid until the next
 * call. */
struct known_record *known_get(struct known *k, struct slice id, bool *fresh);
/* The same, NULL where it is not known. */
struct known_record *known_find(struct known *k, struct slice id);
#endif
