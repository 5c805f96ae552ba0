/* stored.h - writing the data of a document; reading it is schema.h's stored_unpack().
 */
#ifndef INDEXER_STORED_H
#define INDEXER_STORED_H
#include "indexer/schema.h"

/* Begins data with the record. Then stored_put_field() for some fields, in any order. */
void stored_begin(const struct record *r, struct buf *scratch, struct buf *out);
/* Token bounds of one text field: index 0 is the title, 1 + i is r->fields[i]. bounds as in
 * struct stored_field, ascending and not overlapping. */
void stored_put_field(size_t index, const uint32_t *bounds, size_t token_count, struct buf *out);
#endif
