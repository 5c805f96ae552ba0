/* response.h - an answer as it goes over the wire, built once and sent to any number of clients.
 *
 * Head and body are whole but for Date and Connection, which belong to the moment of sending.
 * Counted references without locks: a thread builds it, then it belongs to the event loop.
 */
#ifndef SEARCHD_RESPONSE_H
#define SEARCHD_RESPONSE_H
#include "searchd/api.h"

struct response {
    TALLOC_CTX *mem; /* holds this struct and all below; freed with the last reference */
    unsigned refs;
    int status;
    uint64_t generation;     /* of the index that answered, 0 if none was asked */
    bool cacheable;          /* the same question at the same generation has this answer */
    bool packed;             /* compressing was tried, or is not worth it */
    bool close;              /* the connection ends after it */
    size_t bytes;            /* memory it takes, about */
    struct slice head, body; /* head: status line to Content-Length, each with its CRLF */
    struct slice gzip_head, gzip_body; /* empty where it is not worth it */
    struct slice etag;                 /* with quotes; empty where there is none */
    struct slice unchanged_head;       /* of the 304 that says so */
};

/* How a body may be kept by browsers and proxies. */
enum response_keeping {
    RESPONSE_NO_STORE,   /* errors, state of the moment */
    RESPONSE_REVALIDATE, /* ask again, with the etag */
    RESPONSE_FOR_EVER,   /* the address changes with the content */
};

struct response_options {
    enum response_keeping keeping;
    struct slice etag;        /* with quotes, on mem or static; empty: none */
    bool gzip;                /* make a compressed twin where it saves something */
    struct slice gzip_body;   /* or here it is already */
    const char *extra_fields; /* further header lines, each ending in CRLF; NULL for none */
    bool page;                /* HTML: the longer content security policy */
};

/* Turns resp into an answer and takes mem, which owns resp->body, with it: response_release() frees
 * mem. One reference. NULL when out of memory (mem is then still the caller's). Threads: any. */
struct response *response_build(TALLOC_CTX *mem, const struct api_response *resp,
                                const struct response_options *options);
/* The same for a problem document made on the spot. detail may be NULL. */
struct response *response_problem(int status, const char *detail, const char *extra_fields);

struct response *response_ref(struct response *a);
/* NULL is taken. */
void response_release(struct response *a);
#endif
