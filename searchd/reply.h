/* reply.h - the smaller answers of the API as JSON: suggestions, tokens, facets, one record.
 *
 * Each writes a whole JSON document. Searches are written by answer.h's writers.
 */
#ifndef SEARCHD_REPLY_H
#define SEARCHD_REPLY_H
#include "searchd/backend.h"

/* {"query","suggestions":[{"text","kind","count"}]} for the beginning of a word in kana, kanji or
 * romaji; at most limit of them. Errors: as the store. */
bool reply_suggest(struct backend *b, TALLOC_CTX *mem, struct slice q, uint32_t limit,
                   struct buf *out, struct err *err);
/* {"text","tokens":[{"surface","term","reading","kind","position","start","end"}],"bigrams"} */
bool reply_analyze(struct backend *b, TALLOC_CTX *mem, struct slice text, struct buf *out,
                   struct err *err);
/* {"total","facets":{"country":[{"value","count"}]}} over everything. */
bool reply_facets(struct backend *b, TALLOC_CTX *mem, struct buf *out, struct err *err);
/* The whole record. ERR_NOT_FOUND. */
bool reply_document(struct backend *b, TALLOC_CTX *mem, struct slice id, struct buf *out,
                    struct err *err);
#endif
