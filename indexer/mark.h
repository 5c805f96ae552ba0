/* mark.h - the mark of a record in SLOT_RECORD: by it an incremental run sees what is unchanged
 * and what a source no longer holds, without touching documents.
 *
 * 8 bytes record_hash(), most significant first; varint length of the source's part of the id (0
 * where the id does not begin with its source); the id.
 */
#ifndef INDEXER_MARK_H
#define INDEXER_MARK_H
#include "corpus/record.h"

struct record_mark {
    uint64_t hash;
    struct slice source, id; /* borrowed */
};

void record_mark_write(const struct record *r, struct buf *out);
/* False where the bytes are no mark. */
bool record_mark_read(struct slice bytes, struct record_mark *ret);
#endif
