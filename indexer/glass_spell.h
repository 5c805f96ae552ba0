/* glass_spell.h - how glass spells keys and positions, bit by bit as in Xapian 1.4: common/pack.h,
 * common/bitstream.cc. Not here: which of them stand where (glass_run.h, glass_merge.h).
 */
#ifndef INDEXER_GLASS_SPELL_H
#define INDEXER_GLASS_SPELL_H
#include "dict/buf.h"
#include <stdint.h>

/* Kinds of keys in the table of postings, by their second byte; the first is 0. All others are
 * terms. Source: Xapian 1.4, backends/glass/glass_values.h, common/pack.h. */
enum {
    GLASS_METADATA = 0xC0, /* then the name */
    GLASS_STATS = 0xD0,    /* of the values of a slot */
    GLASS_VALUES = 0xD8,   /* of a slot; then a document */
    GLASS_LENGTHS = 0xE0,  /* of documents */
};

/* Appends docid as it stands in keys: in order when compared as bytes. */
void glass_put_docid(struct buf *b, uint32_t docid);
/* Appends the positions of a term in a document: positions[count], ascending, at least one. */
void glass_put_positions(struct buf *b, const uint32_t *positions, uint32_t count);
#endif
