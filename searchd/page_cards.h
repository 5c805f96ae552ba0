/* page_cards.h - records in HTML: as the hits of an answer, whole, and side by side.
 *
 * The same elements and classes as the script draws (web/cards.js), so that one style fits both and
 * nothing moves when the script takes over. Everything from outside is escaped here. Threads: any.
 */
#ifndef SEARCHD_PAGE_CARDS_H
#define SEARCHD_PAGE_CARDS_H
#include "searchd/answer.h"

/* The list of hits. */
void page_put_hits(struct buf *out, const struct answer *a);
/* All fields of a record. */
void page_put_record(struct buf *out, const struct record *r);
/* count >= 1 records side by side. */
void page_put_comparison(struct buf *out, struct record *const *records, size_t count);
#endif
