/* group.h - the collapse group of a record: equal for near-identical records of one organization.
 *
 * What goes into it stands in schema.c. The builder feeds the words of the fields that count.
 */
#ifndef INDEXER_GROUP_H
#define INDEXER_GROUP_H
#include "dict/analyze.h"
#include "dict/vocab.h"

struct group {
    uint64_t hash;
    uint32_t words;
};

enum { GROUP_BYTES = 16 };

/* Begins a group for an organization (or section), already in the spelling that counts. */
void group_begin(struct group *g, struct slice kind, struct slice organization);
/* Adds a word unless it is a place, a number or a particle. v: may be NULL. */
void group_add(struct group *g, const struct token *t, const struct vocab *v);
/* Writes the group's value as hex digits; false where it has fewer than words_min words. */
bool group_value(const struct group *g, uint32_t words_min, char ret[GROUP_BYTES + 1]);
#endif
