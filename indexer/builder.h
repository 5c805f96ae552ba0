/* builder.h - what the pipeline asks of a builder beside schema.h: its notes for the lexicon.
 */
#ifndef INDEXER_BUILDER_H
#define INDEXER_BUILDER_H
#include "indexer/notes.h"
#include "indexer/schema.h"

/* Hands over what was noted since the last call; *ret is owned by mem. ERR_NOMEM. */
bool schema_builder_take_notes(struct schema_builder *b, TALLOC_CTX *mem, struct notes **ret,
                               struct err *err);
#endif
