/* http.h - the head of a request, read strictly (RFC 9112), and the words of a response.
 *
 * A pure function over bytes: no sockets, no allocation, nothing kept but where to go on.
 * libevent's own evhttp is not used because what a stranger may do has to be bounded here:
 * evhttp 2.1.12 counts no connections, restarts its timeout with every byte, takes folded
 * headers, blanks before colons and a length beside chunks, and says ISO-8859-1.
 */
#ifndef SEARCHD_HTTP_H
#define SEARCHD_HTTP_H
#include "dict/slice.h"

enum {
    HTTP_LINE_MAX = 8192,   /* bytes of the request line with its line end */
    HTTP_FIELDS_MAX = 8192, /* bytes of all header lines together */
    HTTP_FIELD_COUNT_MAX = 100,
    HTTP_HEAD_MAX = HTTP_LINE_MAX + HTTP_FIELDS_MAX + 16, /* with the blank lines around */
};

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_OTHER, /* any other token */
};

/* All slices are borrowed from the bytes read. */
struct http_request {
    enum http_method method;
    struct slice target; /* path and query as sent, "/" first; absolute form cut down to them */
    bool http11;         /* else HTTP/1.0 */
    bool keep_alive;     /* the client would send another one */
    bool has_body;       /* one was announced: it is not read, so the connection has to end */
    bool gzip;           /* Accept-Encoding takes gzip */
    struct slice host;   /* empty where there is none */
    struct slice authorization, if_none_match;
};

enum http_outcome {
    HTTP_MORE,    /* not all there yet */
    HTTP_READY,   /* *ret and *used are set */
    HTTP_REFUSED, /* *why is set; nothing that follows can be trusted */
};

/* How far the bytes of one head have been looked at; zero to begin with. */
struct http_scan {
    size_t at, line; /* next byte to look at, start of its line */
    size_t skipped;  /* blank lines before the request line, bytes */
    size_t fields;   /* start of the header lines; 0 while in the request line */
};

struct http_refusal {
    int status;
    const char *detail; /* static */
};

/* Looks for one head at the start of bytes, which only grow between calls with the same scan.
 * used: bytes of the head. Linear over all calls together. Threads: any. */
enum http_outcome http_read(struct slice bytes, struct http_scan *scan, struct http_request *ret,
                            size_t *used, struct http_refusal *why);

/* "Not Found" for 404, "Error" for what is not used here. Static. */
const char *http_reason(int status);

/* True where the list of an If-None-Match field holds etag (with its quotes), compared weakly. */
bool http_etag_listed(struct slice field, struct slice etag);
#endif
