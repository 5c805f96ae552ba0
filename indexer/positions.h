/* positions.h - where the words of a document stand, kept in front of its data.
 *
 * Xapian has an entry of its table for each word of each document, of which the key takes ten times
 * what it says: a third of the index, read only for the few documents that come to the top of a
 * question for words side by side. Here a document has all of its positions in one piece.
 *
 *   'P' · varint length · unless that is 0: byte width of hashes, byte width of places, byte seed,
 *   varint words, for each word its hash, in order, seeded so that no two are the same; in the same
 *   order its place: first position * 2 + (1 if there are more); and of each word with more: varint
 *   bytes that follow, varints of the gaps - 1. Hashes and places have the low byte first.
 *
 * zstd's frames begin otherwise, so data tells by itself whether it has positions.
 */
#ifndef INDEXER_POSITIONS_H
#define INDEXER_POSITIONS_H
#include "dict/buf.h"
#include "dict/err.h"
#include "indexer/store_writer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Appends the positions of terms. ERR_NOMEM. */
bool positions_put(const struct store_term *terms, size_t count, struct buf *out, struct err *err);
/* Cuts data into its positions, empty where no word has any, and the rest; false where it has no
 * positions in front. Borrowed from data. */
bool positions_split(struct slice data, struct slice *positions, struct slice *rest);
/* The positions of a term that has any in the document: *count in *ret, owned by mem. Of another
 * term: none, or by chance (1 in 65,536 times the words of the document) those of a word. Errors:
 * ERR_STORE (damaged), ERR_NOMEM. */
bool positions_find(TALLOC_CTX *mem, struct slice positions, struct slice term, uint32_t **ret,
                    size_t *count, struct err *err);

#ifdef __cplusplus
}
#endif
#endif
