/* server.c - see server.h. */
#include "searchd/assets.h"
#include "searchd/server_parts.h"
#include "searchd/spec.h"

enum {
    STOP_SECONDS = 10, /* for what runs when the end is asked for */
    LINGER_MS = 2000,
};

static bool is_allowed(void *ctx, const struct sockaddr *addr)
{
    struct server *s = ctx;
    return access_address(s->access, addr);
}

static void on_ended(void *ctx, enum conn_end why)
{
    struct server *s = ctx;
    metrics_end(s->metrics, why);
}

static struct response *fixed(int status, const char *type, struct slice body, const char *etag)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    if (!mem)
        return NULL;
    struct api_response resp = {.status = status, .content_type = type};
    resp.body.ptr = (char *)(uintptr_t)body.ptr; /* only read */
    resp.body.len = body.len;
    struct response *a = response_build(
        mem, &resp,
        &(struct response_options){.keeping = etag ? RESPONSE_REVALIDATE : RESPONSE_NO_STORE,
                                   .etag = slice_of(etag),
                                   .gzip = true});
    if (!a)
        talloc_free(mem);
    return a;
}

static bool make_answers(struct server *s)
{
    s->alive = fixed(
        200, "application/json; charset=utf-8",
        SLICE_LIT("{\"status\":\"ok\",\"name\":\"senrei\",\"version\":\"" SENREI_VERSION "\"}\n"),
        NULL);
    s->openapi = fixed(200, "application/json; charset=utf-8", spec_openapi(), NULL);
    s->method =
        response_problem(405, "only GET and HEAD are answered here", "Allow: GET, HEAD\r\n");
    s->overloaded = response_problem(503, "too many questions are waiting; try again soon",
                                     "Retry-After: 1\r\n");
    s->late = response_problem(504, "the answer took too long", NULL);
    s->broken = response_problem(500, "memory ran out", NULL);
    s->assets = talloc_zero_array(s, struct response *, (unsigned)asset_count + 1);
    if (!s->assets)
        return false;
    return s->alive && s->openapi && s->method && s->overloaded && s->late && s->broken;
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct server *s = arg;
    s->gave_up = true;
    event_base_loopbreak(s->base);
}

static void on_empty(void *ctx)
{
    struct server *s = ctx;
    event_base_loopexit(s->base, NULL);
}

static int server_destroy(struct server *s)
{
    talloc_free(s->conns); /* each client that waits leaves its question */
    s->conns = NULL;
    if (!s->gave_up) {
        struct work *rest = answering_stop(s->answering);
        while (rest) {
            struct question *q = (struct question *)rest;
            rest = rest->next;
            server_free_question(s, q);
        }
    }
    talloc_free(s->cache);
    s->cache = NULL;
    if (s->finished)
        event_free(s->finished);
    if (s->deadline)
        event_free(s->deadline);
    response_release(s->alive);
    response_release(s->openapi);
    response_release(s->method);
    response_release(s->overloaded);
    response_release(s->late);
    response_release(s->broken);
    for (size_t i = 0; s->assets && i < asset_count; i++)
        response_release(s->assets[i]);
    return 0;
}

bool server_create(TALLOC_CTX *mem, struct event_base *base, const struct config *config,
                   const struct access *access, struct ssl_ctx_st *tls, struct answering *answering,
                   const int *fds, size_t count, unsigned max_connections, struct server **ret,
                   struct err *err)
{
    struct server *s = talloc_zero(mem, struct server);
    if (!s)
        return err_nomem(err, "server");
    s->base = base;
    s->config = config;
    s->access = access;
    s->answering = answering;
    for (size_t i = 0; i < SERVER_JOIN_BUCKETS; i++)
        LIST_INIT(&s->running[i]);
    talloc_set_destructor(s, server_destroy);
    bool given = config->max_per_address != UINT64_MAX;
    const struct peers_options peers = {
        .connections = given ? (unsigned)config->max_per_address : 256,
        .loopback_connections = given ? (unsigned)config->max_per_address : 0,
        .rate = (unsigned)config->rate,
        .burst = (unsigned)config->rate * 2,
    };
    const struct conns_options options = {
        .max = max_connections,
        .head_ms = (unsigned)config->head_timeout * 1000,
        .idle_ms = (unsigned)config->idle_timeout * 1000,
        .answer_ms = (unsigned)config->timeout * 1000,
        .take_ms = (unsigned)config->take_timeout * 1000,
        .linger_ms = LINGER_MS,
        .tls = tls,
    };
    const struct conn_calls calls = {
        s,       is_allowed, server_on_request, server_on_refused, server_on_late, server_on_gone,
        on_ended};
    s->peers = peers_create(s, &peers);
    s->metrics = metrics_create(s);
    s->cache = cache_create(s, (size_t)config->cache, (size_t)config->cache_mb << 20);
    s->finished = event_new(base, workers_fd(answering_workers(answering)), EV_READ | EV_PERSIST,
                            server_on_finished, s);
    s->deadline = event_new(base, -1, 0, on_deadline, s);
    bool ok = s->peers && s->metrics && s->cache && s->finished && s->deadline && make_answers(s) &&
              event_add(s->finished, NULL) == 0;
    if (!ok)
        err_nomem(err, "server");
    ok = ok && conns_create(s, base, s->peers, &options, &calls, &s->conns, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = conns_listen(s->conns, fds[i], err);
    if (!ok) {
        talloc_free(s);
        return false;
    }
    *ret = s;
    return true;
}

void server_stop(struct server *s)
{
    if (s->stopping)
        return;
    s->stopping = true;
    event_add(s->deadline, &(struct timeval){STOP_SECONDS, 0});
    conns_stop(s->conns, on_empty, s);
}

bool server_gave_up(const struct server *s)
{
    return s->gave_up;
}
