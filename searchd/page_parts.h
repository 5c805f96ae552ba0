/* page_parts.h - the pieces of an answer in HTML: cards, facets, what was understood, paging.
 *
 * The same elements and classes as the script draws (web/cards.js, web/facets.js), so that one
 * style fits both and nothing moves when the script takes over. Everything from outside is
 * escaped here. Threads: any.
 */
#ifndef SEARCHD_PAGE_PARTS_H
#define SEARCHD_PAGE_PARTS_H
#include "searchd/search.h"

enum { PAGE_HITS = 20 }; /* hits a page */

/* Appends "/?..." of p, escaped for an attribute. The number of hits is the page's own affair. */
void page_put_address(struct buf *out, const struct search_params *p);
/* The list of hits. */
void page_put_hits(struct buf *out, const struct answer *a);
/* The lists to narrow by, each value a link that adds or removes it. */
void page_put_facets(struct buf *out, const struct answer *a, const struct search_params *p);
/* Chips of what was understood, and the sentences about an answer that does not quite fit. */
void page_put_understood(struct buf *out, const struct answer *a, const struct search_params *p);
/* Links to the other pages of the answer; nothing where there is one. */
void page_put_paging(struct buf *out, const struct answer *a, const struct search_params *p);
/* All fields of a record. */
void page_put_record(struct buf *out, const struct record *r);
/* Two to twelve records side by side. */
void page_put_comparison(struct buf *out, struct record *const *records, size_t count);
#endif
