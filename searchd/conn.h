/* conn.h - connections: accepting, reading one request after the other, sending, ending.
 *
 * Bounded in every direction: how many there are in all and per address, how long a request may
 * take to arrive, an answer to be taken, a client to say nothing. A request is read only when the
 * one before it has been answered and taken, so pipelining costs no memory.
 * Not here: what is answered (server.h). Threads: one at a time (the event loop).
 */
#ifndef SEARCHD_CONN_H
#define SEARCHD_CONN_H
#include "dict/err.h"
#include "searchd/http.h"
#include "searchd/peers.h"
#include "searchd/response.h"
#include <event2/event.h>

struct conns;
struct conn;
struct ssl_ctx_st;

struct conns_options {
    unsigned max;           /* connections at once */
    unsigned head_ms;       /* for a whole request head, from its first byte or the connection */
    unsigned idle_ms;       /* between two requests */
    unsigned answer_ms;     /* until calls.send is due: then late() is called */
    unsigned take_ms;       /* for the client to take a whole answer */
    unsigned linger_ms;     /* for reading off what is not wanted before closing */
    struct ssl_ctx_st *tls; /* borrowed; NULL for plain HTTP */
};

/* Why a connection was turned away or cut off. */
enum conn_end {
    CONN_END_FULL,    /* too many in all */
    CONN_END_PEER,    /* too many from its address */
    CONN_END_NETWORK, /* its address is not allowed */
    CONN_END_HEAD,    /* its request took too long to arrive */
    CONN_END_TAKE,    /* it did not take its answer */
    CONN_END_TLS,     /* the handshake failed */
    CONN_END_FILES,   /* no file descriptors are left */
    CONN_END_COUNT
};

struct conn_calls {
    void *ctx;
    bool (*allowed)(void *ctx, const struct sockaddr *addr);
    /* A request is there; answer it with conn_send(), now or later. req: borrowed for the call. */
    void (*request)(void *ctx, struct conn *c, const struct http_request *req);
    /* What came was no request; answer with conn_send(). */
    void (*refused)(void *ctx, struct conn *c, const struct http_refusal *why);
    /* The answer is overdue: send something else. conn_user() is what was set. */
    void (*late)(void *ctx, struct conn *c);
    /* The connection with a user still set is going: do not send to it any more. */
    void (*gone)(void *ctx, struct conn *c);
    void (*ended)(void *ctx, enum conn_end why);
};

/* calls, options: copied. Free with talloc_free: closes everything. */
bool conns_create(TALLOC_CTX *mem, struct event_base *base, struct peers *peers,
                  const struct conns_options *options, const struct conn_calls *calls,
                  struct conns **ret, struct err *err);
/* Accepts from a listening socket, which it owns from now on. */
bool conns_listen(struct conns *all, int fd, struct err *err);
/* Accepts no more, closes what is idle; the rest ends after its answer. empty() is called once
 * none is left, possibly at once. */
void conns_stop(struct conns *all, void (*empty)(void *ctx), void *ctx);
size_t conns_count(const struct conns *all);

/* Sends an answer to the request that waits, taking references of its own, and returns how many
 * bytes of a body belong to it (0 for HEAD and 304). The connection may be gone after that. */
size_t conn_send(struct conn *c, struct response *a);
/* True where conn_send() will send a 304 for this etag. */
bool conn_has(const struct conn *c, struct slice etag);

void conn_set_user(struct conn *c, void *user);
void *conn_user(const struct conn *c);
struct peer *conn_peer(const struct conn *c);
/* Client's address in words, without port. Returns out. */
const char *conn_address(const struct conn *c, char *out, size_t size);
/* Milliseconds of a clock that only goes forward. */
uint64_t conn_now_ms(void);
#endif
