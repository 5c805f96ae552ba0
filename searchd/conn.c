/* conn.c - see conn.h: one connection, from its first byte to its last. */
#include "searchd/conn_parts.h"
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

enum {
    BATCH_MAX = 32,       /* pipelined requests answered before the others have their turn */
    REFERENCE_MIN = 2048, /* bytes; shorter bodies are cheaper to copy than to refer to */
};

uint64_t conn_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static unsigned state_ms(const struct conns_options *o, enum conn_state state)
{
    switch (state) {
    case CONN_READING: return o->head_ms;
    case CONN_IDLE: return o->idle_ms;
    case CONN_WAITING: return o->answer_ms;
    case CONN_SENDING: return o->take_ms;
    case CONN_LINGER: return o->linger_ms;
    case CONN_STATES: break;
    }
    return 0;
}

void conn_enter(struct conn *c, enum conn_state state)
{
    struct conns *all = c->all;
    TAILQ_REMOVE(&all->queues[c->state], c, queue);
    c->state = state;
    c->deadline_ms = conn_now_ms() + state_ms(&all->options, state);
    TAILQ_INSERT_TAIL(&all->queues[state], c, queue);
}

void conn_free(struct conn *c)
{
    struct conns *all = c->all;
    if (c->user)
        all->calls.gone(all->calls.ctx, c);
    TAILQ_REMOVE(&all->queues[c->state], c, queue);
    if (all->options.tls) {
        /* Says goodbye without waiting for the client's. */
        SSL *ssl = bufferevent_openssl_get_ssl(c->bev);
        if (!SSL_in_init(ssl)) {
            SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
            SSL_shutdown(ssl);
        }
        ERR_clear_error(); /* the queue is the thread's: nothing of it may reach the next one */
    }
    bufferevent_free(c->bev);
    peers_leave(all->peers, c->peer);
    free(c->if_none_match);
    free(c);
    if (--all->count == 0 && all->stopping && all->empty)
        all->empty(all->empty_ctx);
}

void conn_close(struct conn *c)
{
    if (c->busy)
        c->dead = true;
    else
        conn_free(c);
}

static void conn_advance(struct conn *c);

/* The answer has gone out in full. */
static void sent_all(struct conn *c)
{
    if (c->full) {
        c->full = false;
        bufferevent_enable(c->bev, EV_READ);
    }
    if (!c->last && !c->all->stopping &&
        !(c->eof && evbuffer_get_length(bufferevent_get_input(c->bev)) == 0)) {
        c->scan = (struct http_scan){0};
        conn_enter(c, CONN_IDLE);
        conn_advance(c);
        return;
    }
    if (c->discard && !c->eof && !c->all->options.tls) {
        /* Closing with bytes unread would reset the connection, and the client might lose the
         * answer that says what was wrong. */
        shutdown(c->fd, SHUT_WR);
        evbuffer_drain(bufferevent_get_input(c->bev), CONN_INPUT_MAX * 2);
        conn_enter(c, CONN_LINGER);
        return;
    }
    conn_close(c);
}

static void release_body(const void *data, size_t len, void *arg)
{
    (void)data;
    (void)len;
    response_release(arg);
}

static const char *date_field(struct conns *all, size_t *len)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME_COARSE, &t);
    if (t.tv_sec != all->date_at) {
        struct tm tm;
        gmtime_r(&t.tv_sec, &tm);
        /* The C locale is in force: main() sets none. */
        all->date_len =
            strftime(all->date, sizeof(all->date), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
        all->date_at = t.tv_sec;
    }
    *len = all->date_len;
    return all->date;
}

/* Writes what the socket takes at once; *done: bytes of it. False: the connection is broken. */
static bool send_now(struct conn *c, struct iovec *iov, size_t count, size_t *done)
{
    struct msghdr msg = {.msg_iov = iov, .msg_iovlen = count};
    ssize_t n;
    do
        n = sendmsg(c->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    *done = n > 0 ? (size_t)n : 0;
    return n >= 0 || errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
}

size_t conn_send(struct conn *c, struct response *a)
{
    struct conns *all = c->all;
    c->user = NULL;
    bool unchanged = a->status == 200 && conn_has(c, a->etag);
    bool gzip = c->gzip && a->gzip_head.len > 0;
    struct slice head = unchanged ? a->unchanged_head : gzip ? a->gzip_head : a->head;
    struct slice body = gzip ? a->gzip_body : a->body;
    if (unchanged || c->head_only)
        body.len = 0;
    size_t sent = body.len;
    free(c->if_none_match);
    c->if_none_match = NULL;
    c->last = c->last || a->close || all->stopping;

    const char *end = c->last     ? "Connection: close\r\n\r\n"
                      : c->http11 ? "\r\n"
                                  : "Connection: keep-alive\r\n\r\n";
    size_t date_len;
    const char *date = date_field(all, &date_len);
    struct iovec iov[4] = {
        {(void *)(uintptr_t)head.ptr, head.len},
        {(void *)(uintptr_t)date, date_len},
        {(void *)(uintptr_t)end, strlen(end)},
        {(void *)(uintptr_t)body.ptr, body.len},
    };
    conn_enter(c, CONN_SENDING);
    struct evbuffer *out = bufferevent_get_output(c->bev);
    size_t done = 0;
    /* Straight to the socket: over the buffer it would cost two more calls of epoll_ctl and a
     * round of the loop. */
    if (!all->options.tls && evbuffer_get_length(out) == 0 && !send_now(c, iov, 4, &done)) {
        conn_close(c);
        return sent;
    }
    bool ok = true;
    for (size_t i = 0; i < 4 && ok; i++) {
        size_t skip = done < iov[i].iov_len ? done : iov[i].iov_len;
        done -= skip;
        const char *rest = (const char *)iov[i].iov_base + skip;
        size_t len = iov[i].iov_len - skip;
        if (len == 0)
            continue;
        if (i == 3 && len >= REFERENCE_MIN) {
            ok = evbuffer_add_reference(out, rest, len, release_body, response_ref(a)) == 0;
            if (!ok)
                response_release(a);
        } else {
            ok = evbuffer_add(out, rest, len) == 0;
        }
    }
    if (!ok) {
        conn_close(c);
        return sent;
    }
    if (evbuffer_get_length(out) == 0) {
        if (c->busy)
            c->again = true; /* conn_advance() goes on from here */
        else
            sent_all(c);
    }
    return sent;
}

bool conn_has(const struct conn *c, struct slice etag)
{
    return c->if_none_match &&
           http_etag_listed((struct slice){c->if_none_match, c->if_none_match_len}, etag);
}

/* Takes over what the answer depends on. */
static void take_request(struct conn *c, const struct http_request *req)
{
    c->http11 = req->http11;
    c->head_only = req->method == HTTP_HEAD;
    c->gzip = req->gzip;
    c->last = !req->keep_alive || req->has_body;
    c->discard = req->has_body || req->method == HTTP_OTHER;
    if (req->if_none_match.len) {
        c->if_none_match = malloc(req->if_none_match.len);
        if (c->if_none_match) {
            memcpy(c->if_none_match, req->if_none_match.ptr, req->if_none_match.len);
            c->if_none_match_len = req->if_none_match.len;
        }
    }
}

/* Reads one request off the input. False where there is none to be had. */
static bool read_request(struct conn *c)
{
    struct conns *all = c->all;
    struct evbuffer *in = bufferevent_get_input(c->bev);
    size_t len = evbuffer_get_length(in);
    if (len == 0) {
        if (c->eof)
            c->dead = true;
        return false;
    }
    if (c->state == CONN_IDLE)
        conn_enter(c, CONN_READING);
    if (len > HTTP_HEAD_MAX)
        len = HTTP_HEAD_MAX;
    const char *bytes = (const char *)evbuffer_pullup(in, (ev_ssize_t)len);
    if (!bytes) {
        c->dead = true;
        return false;
    }
    struct http_request req;
    struct http_refusal why;
    size_t used = 0;
    switch (http_read((struct slice){bytes, len}, &c->scan, &req, &used, &why)) {
    case HTTP_MORE:
        if (c->eof)
            c->dead = true;
        return false;
    case HTTP_READY:
        take_request(c, &req);
        conn_enter(c, CONN_WAITING);
        all->calls.request(all->calls.ctx, c, &req);
        if (!c->dead)
            evbuffer_drain(in, used);
        return true;
    case HTTP_REFUSED:
        c->http11 = true;
        c->head_only = c->gzip = false;
        c->last = c->discard = true;
        conn_enter(c, CONN_WAITING);
        all->calls.refused(all->calls.ctx, c, &why);
        return true;
    }
    return false;
}

static void conn_advance(struct conn *c)
{
    if (c->busy) {
        c->again = true;
        return;
    }
    c->busy = true;
    /* While it is busy nobody frees it, which analysers do not see. NOLINTNEXTLINE */
    for (unsigned round = 0; !c->dead && (c->state == CONN_READING || c->state == CONN_IDLE);
         round++) {
        if (round == BATCH_MAX) {
            bufferevent_trigger(c->bev, EV_READ,
                                BEV_TRIG_IGNORE_WATERMARKS | BEV_TRIG_DEFER_CALLBACKS);
            break;
        }
        c->again = false;
        if (!read_request(c))
            break;
        if (c->again && !c->dead && c->state == CONN_SENDING) {
            c->again = false;
            sent_all(c); /* leaves it idle for the next round, or dead */
        }
    }
    c->busy = false;
    if (c->dead)
        conn_free(c);
}

void conn_on_read(struct bufferevent *bev, void *arg)
{
    struct conn *c = arg;
    switch (c->state) {
    case CONN_READING:
    case CONN_IDLE: conn_advance(c); break;
    case CONN_WAITING:
    case CONN_SENDING:
        /* Stays where it is. Not by a watermark: libevent 2.1.12 crashes where it has no memory
         * for one. */
        if (evbuffer_get_length(bufferevent_get_input(bev)) >= CONN_INPUT_MAX) {
            c->full = true;
            bufferevent_disable(bev, EV_READ);
        }
        break;
    case CONN_LINGER: evbuffer_drain(bufferevent_get_input(bev), CONN_INPUT_MAX * 2); break;
    case CONN_STATES: break;
    }
}

void conn_on_written(struct bufferevent *bev, void *arg)
{
    struct conn *c = arg;
    if (c->state == CONN_SENDING && evbuffer_get_length(bufferevent_get_output(bev)) == 0)
        sent_all(c);
}

void conn_on_event(struct bufferevent *bev, short what, void *arg)
{
    struct conn *c = arg;
    if (what & BEV_EVENT_CONNECTED)
        return;
    if (what & BEV_EVENT_ERROR) {
        if (c->all->options.tls && bufferevent_get_openssl_error(bev) && c->state == CONN_READING)
            c->all->calls.ended(c->all->calls.ctx, CONN_END_TLS);
        conn_close(c);
        return;
    }
    if (what & BEV_EVENT_EOF) {
        c->eof = true;
        switch (c->state) {
        case CONN_READING:
        case CONN_IDLE: conn_advance(c); break;
        case CONN_WAITING:
        case CONN_SENDING:
            /* It may have closed its sending half only: it still gets its answer. */
            break;
        case CONN_LINGER:
        case CONN_STATES: conn_close(c); break;
        }
    }
}

void conn_set_user(struct conn *c, void *user)
{
    c->user = user;
}

void *conn_user(const struct conn *c)
{
    return c->user;
}

struct peer *conn_peer(const struct conn *c)
{
    return c->peer;
}

const char *conn_address(const struct conn *c, char *out, size_t size)
{
    if (getnameinfo((const struct sockaddr *)&c->addr, c->addr_len, out, (socklen_t)size, NULL, 0,
                    NI_NUMERICHOST) != 0)
        snprintf(out, size, "?");
    return out;
}
