/* page_facets.h - in HTML, what leads from an answer to another: lists to narrow by, what was
 * understood, further pages.
 *
 * The same elements and classes as the script draws (web/facets.js). Everything from outside is
 * escaped here. Threads: any.
 */
#ifndef SEARCHD_PAGE_FACETS_H
#define SEARCHD_PAGE_FACETS_H
#include "searchd/answer.h"

/* The lists to narrow by, each value a link that adds or removes it. */
void page_put_facets(struct buf *out, const struct answer *a, const struct search_params *p);
/* Chips of what was understood, and the sentences about an answer that does not quite fit. */
void page_put_understood(struct buf *out, const struct answer *a, const struct search_params *p);
/* Links to the other pages of the answer; nothing where there is one. */
void page_put_paging(struct buf *out, const struct answer *a, const struct search_params *p);
#endif
