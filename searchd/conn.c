#include "searchd/conn.h"
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/queue.h>
#include <time.h>
#include <unistd.h>

enum {
    LISTENERS_MAX = 16,
    BATCH_MAX = 32, /* pipelined requests answered before the others have their turn */
    INPUT_MAX = HTTP_HEAD_MAX + 4096, /* bytes read ahead of a client that does not wait */
    SWEEP_MS = 200,                   /* how late a timeout may be noticed */
    REFERENCE_MIN = 2048, /* bytes; shorter bodies are cheaper to copy than to refer to */
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
    struct evconnlistener *listeners[LISTENERS_MAX];
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

static void enter_state(struct conn *c, enum conn_state state)
{
    struct conns *all = c->all;
    TAILQ_REMOVE(&all->queues[c->state], c, queue);
    c->state = state;
    c->deadline_ms = conn_now_ms() + state_ms(&all->options, state);
    TAILQ_INSERT_TAIL(&all->queues[state], c, queue);
}

static void conn_free(struct conn *c)
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

static void conn_close(struct conn *c)
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
    if (!c->last && !c->all->stopping &&
        !(c->eof && evbuffer_get_length(bufferevent_get_input(c->bev)) == 0)) {
        c->scan = (struct http_scan){0};
        enter_state(c, CONN_IDLE);
        conn_advance(c);
        return;
    }
    if (c->discard && !c->eof && !c->all->options.tls) {
        /* Closing with bytes unread would reset the connection, and the client might lose the
         * answer that says what was wrong. */
        shutdown(c->fd, SHUT_WR);
        evbuffer_drain(bufferevent_get_input(c->bev), INPUT_MAX * 2);
        enter_state(c, CONN_LINGER);
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
    enter_state(c, CONN_SENDING);
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
        enter_state(c, CONN_READING);
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
        enter_state(c, CONN_WAITING);
        all->calls.request(all->calls.ctx, c, &req);
        if (!c->dead)
            evbuffer_drain(in, used);
        return true;
    case HTTP_REFUSED:
        c->http11 = true;
        c->head_only = c->gzip = false;
        c->last = c->discard = true;
        enter_state(c, CONN_WAITING);
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

static void on_read(struct bufferevent *bev, void *arg)
{
    struct conn *c = arg;
    switch (c->state) {
    case CONN_READING:
    case CONN_IDLE: conn_advance(c); break;
    case CONN_WAITING:
    case CONN_SENDING: break; /* stays where it is; the watermark bounds it */
    case CONN_LINGER: evbuffer_drain(bufferevent_get_input(bev), INPUT_MAX * 2); break;
    case CONN_STATES: break;
    }
}

static void on_written(struct bufferevent *bev, void *arg)
{
    struct conn *c = arg;
    if (c->state == CONN_SENDING && evbuffer_get_length(bufferevent_get_output(bev)) == 0)
        sent_all(c);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
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

static void refuse_connection(struct conns *all, int fd, enum conn_end why)
{
    all->calls.ended(all->calls.ctx, why);
    static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                               "Content-Length: 0\r\nConnection: close\r\n\r\n";
    if (!all->options.tls && why != CONN_END_NETWORK) {
        ssize_t n = send(fd, busy, sizeof(busy) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)n; /* a courtesy: whether it arrives changes nothing */
    }
    close(fd);
}

static struct bufferevent *make_bufferevent(struct conns *all, int fd)
{
    if (!all->options.tls)
        return bufferevent_socket_new(all->base, fd, BEV_OPT_CLOSE_ON_FREE);
    SSL *ssl = SSL_new(all->options.tls);
    if (!ssl)
        return NULL;
    struct bufferevent *bev = bufferevent_openssl_socket_new(
        all->base, fd, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (!bev)
        SSL_free(ssl);
    else
        bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
    return bev;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *addr,
                      int addr_len, void *arg)
{
    (void)listener;
    struct conns *all = arg;
    if (!all->calls.allowed(all->calls.ctx, addr)) {
        refuse_connection(all, fd, CONN_END_NETWORK);
        return;
    }
    if (all->count >= all->options.max) {
        /* Who has said nothing for the longest time makes room. */
        struct conn *oldest = TAILQ_FIRST(&all->queues[CONN_IDLE]);
        if (!oldest) {
            refuse_connection(all, fd, CONN_END_FULL);
            return;
        }
        all->calls.ended(all->calls.ctx, CONN_END_FULL);
        conn_close(oldest);
    }
    struct peer *peer = peers_enter(all->peers, addr);
    if (!peer) {
        refuse_connection(all, fd, CONN_END_PEER);
        return;
    }
    struct conn *c = calloc(1, sizeof(*c));
    struct bufferevent *bev = c ? make_bufferevent(all, fd) : NULL;
    if (!bev) {
        free(c);
        peers_leave(all->peers, peer);
        refuse_connection(all, fd, CONN_END_FULL);
        return;
    }
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    c->all = all;
    c->bev = bev;
    c->fd = fd;
    c->peer = peer;
    c->addr_len = (socklen_t)addr_len < sizeof(c->addr) ? (socklen_t)addr_len : sizeof(c->addr);
    memcpy(&c->addr, addr, c->addr_len);
    all->count++;
    c->state = CONN_READING;
    TAILQ_INSERT_TAIL(&all->queues[CONN_READING], c, queue);
    enter_state(c, CONN_READING);
    bufferevent_setcb(bev, on_read, on_written, on_event, c);
    bufferevent_setwatermark(bev, EV_READ, 0, INPUT_MAX);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

static void on_resume(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct conns *all = arg;
    for (size_t i = 0; i < all->listener_count; i++)
        evconnlistener_enable(all->listeners[i]);
}

/* accept() failed. Out of descriptors, the connection would stay in the backlog and wake the loop
 * for ever: the reserve is given up for a moment to take it and turn it away. */
static void on_accept_error(struct evconnlistener *listener, void *arg)
{
    struct conns *all = arg;
    int why = errno;
    if (why != EMFILE && why != ENFILE && why != ENOBUFS && why != ENOMEM)
        return;
    all->calls.ended(all->calls.ctx, CONN_END_FILES);
    if (all->reserve >= 0) {
        close(all->reserve);
        int fd = accept(evconnlistener_get_fd(listener), NULL, NULL);
        if (fd >= 0)
            close(fd);
        all->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
        struct conn *oldest = TAILQ_FIRST(&all->queues[CONN_IDLE]);
        if (oldest)
            conn_close(oldest);
        if (fd >= 0)
            return;
    }
    for (size_t i = 0; i < all->listener_count; i++)
        evconnlistener_disable(all->listeners[i]);
    event_add(all->resume, &(struct timeval){0, 100 * 1000});
}

static void end_overdue(struct conn *c)
{
    struct conns *all = c->all;
    switch (c->state) {
    case CONN_READING:
        all->calls.ended(all->calls.ctx, CONN_END_HEAD);
        if (evbuffer_get_length(bufferevent_get_input(c->bev)) == 0) {
            conn_close(c);
            return;
        }
        c->http11 = c->last = c->discard = true;
        enter_state(c, CONN_WAITING);
        all->calls.refused(all->calls.ctx, c,
                           &(struct http_refusal){408, "the request took too long to arrive"});
        return;
    case CONN_WAITING: all->calls.late(all->calls.ctx, c); return;
    case CONN_SENDING: all->calls.ended(all->calls.ctx, CONN_END_TAKE); break;
    case CONN_IDLE:
    case CONN_LINGER:
    case CONN_STATES: break;
    }
    conn_close(c);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct conns *all = arg;
    uint64_t now = conn_now_ms();
    for (int state = 0; state < CONN_STATES; state++) {
        struct conn *c;
        while ((c = TAILQ_FIRST(&all->queues[state])) && c->deadline_ms <= now)
            end_overdue(c);
    }
}

static int conns_destroy(struct conns *all)
{
    all->empty = NULL;
    for (size_t i = 0; i < all->listener_count; i++)
        if (all->listeners[i])
            evconnlistener_free(all->listeners[i]);
    for (int state = 0; state < CONN_STATES; state++)
        while (!TAILQ_EMPTY(&all->queues[state]))
            conn_free(TAILQ_FIRST(&all->queues[state]));
    if (all->sweep)
        event_free(all->sweep);
    if (all->resume)
        event_free(all->resume);
    if (all->reserve >= 0)
        close(all->reserve);
    return 0;
}

bool conns_create(TALLOC_CTX *mem, struct event_base *base, struct peers *peers,
                  const struct conns_options *options, const struct conn_calls *calls,
                  struct conns **ret, struct err *err)
{
    struct conns *all = talloc_zero(mem, struct conns);
    if (!all)
        return err_nomem(err, "connections");
    all->base = base;
    all->peers = peers;
    all->options = *options;
    all->calls = *calls;
    for (int state = 0; state < CONN_STATES; state++)
        TAILQ_INIT(&all->queues[state]);
    all->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
    talloc_set_destructor(all, conns_destroy);
    all->sweep = event_new(base, -1, EV_PERSIST, on_sweep, all);
    all->resume = event_new(base, -1, 0, on_resume, all);
    if (!all->sweep || !all->resume ||
        event_add(all->sweep, &(struct timeval){0, SWEEP_MS * 1000}) != 0) {
        talloc_free(all);
        return err_nomem(err, "connection timers");
    }
    *ret = all;
    return true;
}

bool conns_listen(struct conns *all, int fd, struct err *err)
{
    if (all->listener_count == LISTENERS_MAX)
        return err_set(err, ERR_INPUT, "more than %d addresses to listen on", LISTENERS_MAX);
    struct evconnlistener *l = evconnlistener_new(
        all->base, on_accept, all, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    if (!l)
        return err_nomem(err, "listener");
    evconnlistener_set_error_cb(l, on_accept_error);
    all->listeners[all->listener_count++] = l;
    return true;
}

void conns_stop(struct conns *all, void (*empty)(void *ctx), void *ctx)
{
    all->stopping = true;
    event_del(all->resume);
    for (size_t i = 0; i < all->listener_count; i++)
        evconnlistener_free(all->listeners[i]);
    all->listener_count = 0;
    static const enum conn_state quiet[] = {CONN_IDLE, CONN_READING};
    for (size_t i = 0; i < 2; i++) {
        struct conn *next;
        for (struct conn *c = TAILQ_FIRST(&all->queues[quiet[i]]); c; c = next) {
            next = TAILQ_NEXT(c, queue);
            int unread = 0;
            /* A request that is on its way already is still answered. */
            if (evbuffer_get_length(bufferevent_get_input(c->bev)) == 0 &&
                (ioctl(c->fd, FIONREAD, &unread) != 0 || unread == 0))
                conn_close(c);
        }
    }
    all->empty = empty;
    all->empty_ctx = ctx;
    if (all->count == 0)
        empty(ctx);
}

size_t conns_count(const struct conns *all)
{
    return all->count;
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
