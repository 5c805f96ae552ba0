/* api.h - a request in, an answer out: the seam between HTTP (server.h) and searching.
 *
 * The server decodes the address and hands path and parameters to a worker thread, which calls
 * api_answer(). Everything about parameters, routes under /api and their JSON is here and above;
 * connections, caching, threads and static files are on the other side.
 */
#ifndef SEARCHD_API_H
#define SEARCHD_API_H
#include "dict/buf.h"
#include "searchd/backend.h"
#include "searchd/params.h"

struct api_request {
    struct slice path; /* "/api/search", "/api/documents/offices-r07/1-3" */
    const struct param *params;
    size_t param_count;
};

struct api_response {
    int status;               /* HTTP */
    const char *content_type; /* with charset */
    const char *filename;     /* for Content-Disposition, or NULL */
    struct buf body;          /* on mem */
    uint64_t generation;      /* of the index that answered, 0 if none was asked */
    bool cacheable;           /* the same question at the same generation has the same answer */
};

/* True where path is one of this room's. */
bool api_knows(struct slice path);

/* Two requests with equal keys have equal answers at the same generation: the path and its
 * parameters in canonical order, defaults left out. Appends to out; nothing for bad requests. */
void api_key(const struct api_request *req, struct buf *out);

/* Answers; never fails: what goes wrong becomes a problem document (RFC 9457) in resp.
 * resp->body is owned by mem. Threads: one at a time per backend. */
void api_answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                struct api_response *resp);

/* Fills resp with a problem document. detail: UTF-8, may be empty. */
void api_problem(TALLOC_CTX *mem, int status, struct slice detail, struct api_response *resp);
#endif
