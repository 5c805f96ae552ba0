/* group.h - the collapse group of a record: what tells near-identical records of one organization.
 *
 * The value of a record (SLOT_GROUP) is its owner, a hash of its words and, where there are enough
 * of them, a sample of those words by minimal hashes: the share of equal samples estimates what
 * share of all words two records have in common (Broder, On the resemblance and containment of
 * documents, 1997). What goes into it stands in schema.c; the builder feeds the words of the
 * fields that count, and who opens an index joins what is alike.
 */
#ifndef INDEXER_GROUP_H
#define INDEXER_GROUP_H
#include "dict/analyze.h"
#include "dict/vocab.h"

enum {
    GROUP_OWNER = 8,    /* bytes: hash of the kind and the organization; first, so that values of
                         * one owner are neighbours in order */
    GROUP_SAMPLES = 64, /* bytes: the estimate's deviation is at most 1/16 */
    GROUP_BYTES = GROUP_OWNER + 8 + GROUP_SAMPLES,
};

struct group {
    uint64_t owner, hash;
    uint64_t least[GROUP_SAMPLES];
    uint32_t words;
};

/* Begins a group for an organization (or section), already in the spelling that counts. */
void group_begin(struct group *g, struct slice kind, struct slice organization);
/* Adds a word unless it is a place, a number or a particle. v: may be NULL. */
void group_add(struct group *g, const struct token *t, const struct vocab *v);
/* Writes the group's value, of up to GROUP_BYTES; its length, 0 where it has fewer than words_min
 * words. sample: records that are nearly equal are alike, not only equal ones. */
size_t group_value(const struct group *g, uint32_t words_min, bool sample, char ret[GROUP_BYTES]);
/* Do two values belong to near-identical records? Values of other shapes are alike if equal. */
bool group_alike(struct slice a, struct slice b);
#endif
