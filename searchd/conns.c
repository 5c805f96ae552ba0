/* conns.c - see conn.h: accepting, turning away, timeouts, and the end of all connections. */
#include "searchd/conn_parts.h"
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SWEEP_MS = 200 }; /* how late a timeout may be noticed */

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
    conn_enter(c, CONN_READING);
    bufferevent_setcb(bev, conn_on_read, conn_on_written, conn_on_event, c);
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
        conn_enter(c, CONN_WAITING);
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
    if (all->listener_count == CONN_LISTENERS_MAX)
        return err_set(err, ERR_INPUT, "more than %d addresses to listen on", CONN_LISTENERS_MAX);
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
