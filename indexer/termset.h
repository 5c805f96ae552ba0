/* termset.h - the terms of one document, gathered without allocating per term.
 *
 * The spellings of terms seen lately stay in the table from document to document (most words of
 * a document were in an earlier one), and a stamp tells which belong to the present one: adding an
 * occurrence is one hash and one look-up. Once the table holds TERMSET_KEEP terms it begins anew,
 * which bounds its memory whatever the corpus.
 */
#ifndef INDEXER_TERMSET_H
#define INDEXER_TERMSET_H
#include "indexer/store_writer.h"

enum { TERMSET_KEEP = 1 << 19 };

/* One at a time. */
struct termset;

struct termset *termset_new(TALLOC_CTX *mem);
/* Forgets the document, begins another. */
bool termset_begin(struct termset *t, struct err *err);

enum { TERMSET_NO_POSITION = 0xFFFFFFFF };

/* Adds an occurrence of prefix + token (both borrowed for the call): wdf more, and a position
 * unless it is TERMSET_NO_POSITION. Positions of one term must ascend; a repeated one is taken
 * once. Errors: ERR_BUG, a term of no or over STORE_TERM_MAX bytes; ERR_NOMEM. */
bool termset_add(struct termset *t, const char *prefix, struct slice token, uint32_t wdf,
                 uint32_t position, struct err *err);
/* True where the document has prefix + token so far. */
bool termset_has(const struct termset *t, const char *prefix, struct slice token);
/* True the first time in the life of the table that surface was seen beside the term
 * last added, or that term itself was: worth a note (notes.h). */
bool termset_is_news(struct termset *t, struct slice surface);
/* Terms, positions and bytes as store_document wants them, in one block owned by mem. */
bool termset_finish(struct termset *t, TALLOC_CTX *mem, struct store_document *ret,
                    struct err *err);
#endif
