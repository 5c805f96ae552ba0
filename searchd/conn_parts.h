/* conn_parts.h - what conn.c (one connection) and conns.c (all of them) share; nobody else includes
 * it.
 */
#ifndef SEARCHD_CONN_PARTS_H
#define SEARCHD_CONN_PARTS_H
#include "searchd/conn.h"
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <sys/queue.h>
#include <time.h>

enum {
    CONN_LISTENERS_MAX = 16,
    CONN_INPUT_MAX = HTTP_HEAD_MAX + 4096, /* bytes read ahead of a client that does not wait */
};

/* Each state has one timeout, so its connections stand in the order in which they end. */
enum conn_state {
    CONN_READING, /* a request has begun to arrive, or the connection is new */
    CONN_IDLE,    /* nothing of the next request is there */
    CONN_WAITING, /* a request is being answered */
    CONN_SENDING, /* the answer is going out */
    CONN_LINGER,  /* all is sent; what still comes is thrown away */
    CONN_STATES
};

TAILQ_HEAD(conn_queue, conn);

struct conn {
    TAILQ_ENTRY(conn) queue;
    struct conns *all;
    struct bufferevent *bev;
    int fd;
    enum conn_state state;
    bool busy;    /* conn_advance() is on the stack: free later */
    bool dead;    /* to be freed then */
    bool again;   /* conn_advance() is to go round once more */
    bool eof;     /* the client sends no more */
    bool last;    /* close after this answer */
    bool discard; /* what follows is not a request: linger */
    bool full;    /* no more is read until the next request's turn */
    bool http11, head_only, gzip;
    uint64_t deadline_ms;
    struct http_scan scan;
    char *if_none_match; /* owned; NULL for none */
    size_t if_none_match_len;
    void *user;
    struct peer *peer;
    struct sockaddr_storage addr;
    socklen_t addr_len;
};

struct conns {
    struct event_base *base;
    struct peers *peers;
    struct conns_options options;
    struct conn_calls calls;
    struct evconnlistener *listeners[CONN_LISTENERS_MAX];
    size_t listener_count;
    struct event *sweep, *resume;
    struct conn_queue queues[CONN_STATES];
    size_t count;
    int reserve; /* a descriptor to give up when there are no others */
    bool stopping;
    void (*empty)(void *ctx);
    void *empty_ctx;
    time_t date_at;
    char date[64]; /* "Date: ...\r\n" */
    size_t date_len;
};

/* ---- conn.c: one connection ---- */

/* Goes over to a state, whose timeout begins now. */
void conn_enter(struct conn *c, enum conn_state state);
/* Ends it, at once or as soon as conn_advance() is off the stack. */
void conn_close(struct conn *c);
/* Ends it at once. */
void conn_free(struct conn *c);
/* What libevent calls. */
void conn_on_read(struct bufferevent *bev, void *arg);
void conn_on_written(struct bufferevent *bev, void *arg);
void conn_on_event(struct bufferevent *bev, short what, void *arg);
#endif
