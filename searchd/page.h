/* page.h - the page as the server writes it: whole without any script, taken over by one.
 *
 * "/" with the search's parameters, records, similar ones, the comparison and the help, in HTML.
 * The template and the scripts are assets.h's; what is searched and how is search.h's.
 */
#ifndef SEARCHD_PAGE_H
#define SEARCHD_PAGE_H
#include "searchd/api.h"

/* True where path is a page: "/", "/help", "/compare", "/similar", "/documents/<id>". */
bool page_knows(struct slice path);

/* Answers with HTML; what goes wrong becomes a page that says so, with its status.
 * resp->body is owned by mem. Threads: one at a time per backend. */
void page_answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                 struct api_response *resp);
#endif
