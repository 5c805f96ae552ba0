#include "searchd/server.h"
#include "searchd/cache.h"
#include "searchd/conn.h"
#include "searchd/log.h"
#include "searchd/metrics.h"
#include "searchd/spec.h"
#include "searchd/uri.h"
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#if __has_include("searchd/assets.h")
#include "searchd/assets.h"
#define HAVE_ASSETS 1
#else
#define HAVE_ASSETS 0
#endif

#if __has_include("searchd/page.h")
#include "searchd/page.h"
#define HAVE_PAGE 1
#else
#define HAVE_PAGE 0
#endif

enum {
    STOP_SECONDS = 10,  /* for what runs when the end is asked for */
    JOIN_BUCKETS = 512, /* of questions being answered */
    METRICS_MAX = 1 << 20,
    LINGER_MS = 2000,
};

/* One client that waits for a question. */
struct ask {
    LIST_ENTRY(ask) asks;
    struct conn *conn;
    struct question *question;
    enum metrics_route route;
    bool joined;
    enum http_method method;
    uint64_t start_ns;
};

struct server {
    struct event_base *base;
    const struct config *config;
    const struct access *access;
    struct answering *answering;
    struct conns *conns;
    struct peers *peers;
    struct cache *cache;
    struct metrics *metrics;
    struct event *finished, *deadline;
    LIST_HEAD(running, question) running[JOIN_BUCKETS];
    size_t running_count;
    uint64_t generation; /* told to the cache */
    bool stopping, gave_up;
    struct response *alive, *openapi, *method, *overloaded, *late, *broken;
    struct response **assets; /* by their place in the table, made when first asked for */
};

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static const char *method_name(enum http_method m)
{
    switch (m) {
    case HTTP_GET: return "GET";
    case HTTP_HEAD: return "HEAD";
    case HTTP_OTHER: break;
    }
    return "other";
}

/* What is known of a request while it is being answered. */
struct turn {
    struct conn *conn;
    struct slice target;
    enum http_method method;
    enum metrics_route route;
    uint64_t start_ns;
    const char *how;
};

/* Sends, counts and logs. a: borrowed; NULL where memory ran out on the way. */
static void finish(struct server *s, const struct turn *t, struct response *a)
{
    char address[64] = "";
    if (s->config->access_log)
        conn_address(t->conn, address, sizeof(address));
    if (!a)
        a = s->broken;
    int status = conn_has(t->conn, a->etag) && a->status == 200 ? 304 : a->status;
    size_t bytes = conn_send(t->conn, a);
    double seconds = (double)(now_ns() - t->start_ns) / 1e9;
    metrics_request(s->metrics, t->route, status, seconds);
    const struct log_access line = {.address = address,
                                    .target = t->target,
                                    .method = method_name(t->method),
                                    .status = status,
                                    .bytes = bytes,
                                    .seconds = seconds,
                                    .how = t->how};
    if (s->config->access_log && !log_request(&line))
        metrics_unlogged(s->metrics);
}

static void finish_problem(struct server *s, const struct turn *t, int status, const char *detail,
                           const char *extra_fields)
{
    struct response *a = response_problem(status, detail, extra_fields);
    finish(s, t, a);
    response_release(a);
}

/* An answer of the moment with a body made by put(). */
static void finish_text(struct server *s, const struct turn *t, int status, const char *type,
                        void (*put)(struct server *, struct buf *))
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct response *a = NULL;
    if (mem) {
        struct api_response resp = {.status = status, .content_type = type};
        buf_init(&resp.body, mem, METRICS_MAX);
        put(s, &resp.body);
        if (buf_ok(&resp.body))
            a = response_build(mem, &resp,
                               &(struct response_options){.keeping = RESPONSE_NO_STORE});
        if (!a)
            talloc_free(mem);
    }
    finish(s, t, a);
    response_release(a);
}

static void put_metrics(struct server *s, struct buf *out)
{
    struct answering_state state;
    answering_state(s->answering, &state);
    const struct metrics_now now = {
        .connections = conns_count(s->conns),
        .queue = workers_waiting(answering_workers(s->answering)),
        .running = s->running_count,
        .cache_answers = cache_count(s->cache),
        .cache_bytes = cache_bytes(s->cache),
        .workers = (size_t)s->config->workers,
        .generation = state.generation,
        .documents = state.documents,
        .reloads = state.reloads,
        .reload_failures = state.reload_failures,
        .reload_seconds = state.reload_seconds,
    };
    metrics_write(s->metrics, &now, out);
}

static void put_ready(struct server *s, struct buf *out)
{
    struct answering_state state;
    answering_state(s->answering, &state);
    char trouble[256];
    answering_trouble(s->answering, trouble, sizeof(trouble));
    buf_printf(out, "{\"status\":\"%s\",\"generation\":%" PRIu64 ",\"documents\":%" PRIu64,
               s->stopping ? "stopping" : "ok", state.generation, state.documents);
    if (*trouble) {
        buf_puts(out, ",\"trouble\":");
        buf_put_json(out, slice_of(trouble));
    }
    buf_puts(out, "}\n");
}

/* ---- Questions ---- */

static struct running *bucket_of(struct server *s, struct slice key)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
    return &s->running[h % JOIN_BUCKETS];
}

static void forget_question(struct question *q)
{
    if (q->joinable) {
        q->joinable = false;
        LIST_REMOVE(q, running);
    }
}

static void free_question(struct server *s, struct question *q)
{
    forget_question(q);
    response_release(q->answer);
    talloc_free(q->mem);
    s->running_count--;
}

static void add_ask(struct question *q, struct ask *ask, const struct turn *t, bool joined)
{
    *ask = (struct ask){.conn = t->conn,
                        .question = q,
                        .route = t->route,
                        .joined = joined,
                        .method = t->method,
                        .start_ns = t->start_ns};
    LIST_INSERT_HEAD(&q->asks, ask, asks);
    conn_set_user(t->conn, ask);
}

static struct turn turn_of(const struct ask *ask)
{
    return (struct turn){ask->conn,  ask->question->address, ask->method,
                         ask->route, ask->start_ns,          ask->joined ? "shared" : "miss"};
}

/* Joins an equal question that is being answered, if it was put to the generation that is in
 * service now: who asks after a change gets no older answer. */
static bool join(struct server *s, const struct turn *t, struct slice key)
{
    struct question *q;
    LIST_FOREACH(q, bucket_of(s, key), running)
    if (q->generation == s->generation && slice_eq(q->key, key)) {
        struct ask *ask = talloc_zero(NULL, struct ask);
        if (!ask)
            return false;
        add_ask(q, ask, t, true);
        metrics_shared(s->metrics);
        return true;
    }
    return false;
}

/* Puts the question to a thread. mem holds the decoded request and key; taken over. */
static void put_question(struct server *s, const struct turn *t, TALLOC_CTX *mem,
                         enum question_kind kind, const struct api_request *req, struct slice key,
                         bool gzip)
{
    struct question *q = talloc_zero(mem, struct question);
    struct ask *ask = talloc_zero(NULL, struct ask);
    char *address = talloc_memdup(mem, t->target.ptr, t->target.len);
    if (!q || !ask || !address) {
        talloc_free(ask);
        talloc_free(mem);
        finish(s, t, NULL);
        return;
    }
    q->mem = mem;
    q->kind = kind;
    q->request = *req;
    q->due_ms = conn_now_ms() + s->config->timeout * 1000;
    q->gzip = gzip;
    q->key = key;
    q->address = (struct slice){address, t->target.len};
    LIST_INIT(&q->asks);
    if (!workers_push(answering_workers(s->answering), &q->work)) {
        talloc_free(ask);
        talloc_free(mem);
        metrics_reject(s->metrics, REJECT_QUEUE);
        finish(s, t, s->overloaded);
        return;
    }
    /* From here on the thread has it; what is set below is the loop's own. */
    s->running_count++;
    if (key.len) {
        q->generation = s->generation;
        q->joinable = true;
        LIST_INSERT_HEAD(bucket_of(s, key), q, running);
    }
    add_ask(q, ask, t, false);
}

/* Takes notice of a change of the index. */
static void follow_index(struct server *s)
{
    uint64_t generation = answering_generation(s->answering);
    if (generation != s->generation) {
        s->generation = generation;
        cache_set_generation(s->cache, generation);
    }
}

static void on_finished(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct server *s = arg;
    struct work *work = workers_take(answering_workers(s->answering));
    while (work) {
        struct question *q = (struct question *)work;
        work = work->next;
        /* Off the list before anything is sent: an answer may bring the next request with it. */
        forget_question(q);
        follow_index(s);
        if (q->answer && q->answer->cacheable && q->answer->status == 200 && q->key.len)
            cache_put(s->cache, q->key, q->address, q->answer);
        struct ask *ask;
        while ((ask = LIST_FIRST(&q->asks))) {
            LIST_REMOVE(ask, asks);
            struct turn t = turn_of(ask);
            talloc_free(ask);
            finish(s, &t, q->answer);
        }
        free_question(s, q);
    }
}

/* Takes one client off its question. */
static void leave_question(struct ask *ask)
{
    struct question *q = ask->question;
    LIST_REMOVE(ask, asks);
    talloc_free(ask);
    if (LIST_EMPTY(&q->asks)) {
        atomic_store(&q->dropped, true);
        forget_question(q);
    }
}

static void on_gone(void *ctx, struct conn *c)
{
    (void)ctx;
    leave_question(conn_user(c));
}

static void on_late(void *ctx, struct conn *c)
{
    struct server *s = ctx;
    struct ask *ask = conn_user(c);
    struct turn t = {.conn = c, .target = SLICE_LIT(""), .how = "late", .start_ns = now_ns()};
    metrics_reject(s->metrics, REJECT_TIMEOUT);
    if (!ask) {
        finish(s, &t, s->late);
        return;
    }
    t = turn_of(ask);
    t.how = "late";
    char target[HTTP_LINE_MAX]; /* the question may go with its last client */
    memcpy(target, t.target.ptr, t.target.len);
    t.target.ptr = target;
    conn_set_user(c, NULL);
    leave_question(ask);
    finish(s, &t, s->late);
}

/* ---- Routes ---- */

static enum metrics_route api_route(struct slice path)
{
    static const struct {
        struct slice prefix;
        enum metrics_route route;
    } rows[] = {
        {{"/api/search", 11}, ROUTE_SEARCH},       {{"/api/similar", 12}, ROUTE_SIMILAR},
        {{"/api/documents", 14}, ROUTE_DOCUMENTS}, {{"/api/suggest", 12}, ROUTE_SUGGEST},
        {{"/api/analyze", 12}, ROUTE_ANALYZE},     {{"/api/facets", 11}, ROUTE_FACETS},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (slice_starts(path, rows[i].prefix))
            return rows[i].route;
    return slice_starts(path, SLICE_LIT("/api/")) ? ROUTE_API_OTHER : ROUTE_PAGE;
}

/* Asked again as it was asked before: nothing needs to be decoded. */
static bool answer_from_cache(struct server *s, struct turn *t, bool gzip)
{
    follow_index(s);
    struct response *a = cache_by_address(s->cache, t->target);
    if (!a || (gzip && !a->packed))
        return false;
    t->route = api_route(t->target);
    t->how = "hit";
    metrics_cache(s->metrics, true);
    response_ref(a);
    finish(s, t, a);
    response_release(a);
    return true;
}

static void answer_question(struct server *s, struct turn *t, TALLOC_CTX *mem,
                            enum question_kind kind, const struct api_request *req, bool gzip)
{
    struct buf key;
    buf_init(&key, mem, HTTP_HEAD_MAX * 4);
    switch (kind) {
    case QUESTION_API: api_key(req, &key); break;
    case QUESTION_PAGE:
        /* No key of the API begins like this; pages are kept by address alone. */
        buf_puts(&key, "page ");
        buf_put_slice(&key, t->target);
        break;
    }
    if (!buf_ok(&key))
        key.len = 0;
    if (key.len) {
        struct response *a = cache_by_key(s->cache, buf_slice(&key), t->target);
        if (a && gzip && !a->packed)
            a = NULL; /* once more, for who takes it compressed: it stays for both then */
        metrics_cache(s->metrics, a != NULL);
        if (a) {
            t->how = "hit";
            response_ref(a);
            finish(s, t, a);
            response_release(a);
            talloc_free(mem);
            return;
        }
        if (join(s, t, buf_slice(&key))) {
            talloc_free(mem);
            return;
        }
    }
    put_question(s, t, mem, kind, req, buf_slice(&key), gzip);
}

#if HAVE_ASSETS
static bool answer_asset(struct server *s, struct turn *t, struct slice path)
{
    bool immutable = false;
    const struct asset *asset = asset_find(path, &immutable);
    if (!asset)
        return false;
    t->route = ROUTE_ASSET;
    struct response **kept = &s->assets[asset - asset_table];
    if (!*kept) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct api_response resp = {.status = 200, .content_type = asset->content_type};
        resp.body.ptr = (char *)(uintptr_t)asset->bytes.ptr; /* only read */
        resp.body.len = asset->bytes.len;
        *kept =
            mem ? response_build(mem, &resp,
                                 &(struct response_options){
                                     .keeping = immutable ? RESPONSE_FOR_EVER : RESPONSE_REVALIDATE,
                                     .etag = asset->etag,
                                     .gzip_body = asset->gzip})
                : NULL;
        if (!*kept)
            talloc_free(mem);
    }
    finish(s, t, *kept);
    return true;
}
#endif

static bool is_page(struct slice path)
{
#if HAVE_PAGE
    return page_knows(path);
#else
    return slice_eq(path, SLICE_LIT("/"));
#endif
}

/* The description with this server's address in it: the one that it was asked under. */
static void answer_opensearch(struct server *s, const struct turn *t, struct slice host)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct response *a = NULL;
    if (mem) {
        struct api_response resp = {
            .status = 200, .content_type = "application/opensearchdescription+xml; charset=utf-8"};
        buf_init(&resp.body, mem, METRICS_MAX);
        struct slice text = spec_opensearch();
        const struct slice mark = SLICE_LIT("{{base}}");
        size_t at;
        while ((at = slice_find(text, mark)) <= text.len) {
            buf_put_slice(&resp.body, slice_sub(text, 0, at));
            if (host.len) {
                buf_puts(&resp.body, s->config->tls_cert ? "https://" : "http://");
                buf_put_html(&resp.body, host);
            }
            text = slice_sub(text, at + mark.len, text.len);
        }
        buf_put_slice(&resp.body, text);
        if (buf_ok(&resp.body))
            a = response_build(mem, &resp,
                               &(struct response_options){.keeping = RESPONSE_NO_STORE});
        if (!a)
            talloc_free(mem);
    }
    finish(s, t, a);
    response_release(a);
}

static bool answer_fixed(struct server *s, struct turn *t, struct slice path, struct slice host)
{
    t->how = "static";
    if (slice_eq(path, SLICE_LIT("/healthz"))) {
        t->route = ROUTE_STATE;
        finish(s, t, s->alive);
    } else if (slice_eq(path, SLICE_LIT("/readyz"))) {
        t->route = ROUTE_STATE;
        finish_text(s, t, s->stopping ? 503 : 200, "application/json; charset=utf-8", put_ready);
    } else if (slice_eq(path, SLICE_LIT("/metrics"))) {
        t->route = ROUTE_STATE;
        finish_text(s, t, 200, "text/plain; version=0.0.4; charset=utf-8", put_metrics);
    } else if (slice_eq(path, SLICE_LIT("/openapi.json"))) {
        t->route = ROUTE_SPEC;
        finish(s, t, s->openapi);
    } else if (slice_eq(path, SLICE_LIT("/opensearch.xml"))) {
        t->route = ROUTE_SPEC;
        answer_opensearch(s, t, host);
    } else {
        return false;
    }
    return true;
}

static void answer_request(struct server *s, struct turn *t, const struct http_request *req)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct api_request decoded;
    struct err err;
    if (!mem) {
        finish(s, t, NULL);
        return;
    }
    if (!uri_decode(mem, t->target, &decoded, &err)) {
        talloc_free(mem);
        metrics_reject(s->metrics, REJECT_SYNTAX);
        finish_problem(s, t, err.code == ERR_NOMEM ? 503 : 400, err.msg, NULL);
        return;
    }
    if (api_knows(decoded.path)) {
        t->route = api_route(decoded.path);
        t->how = "miss";
        answer_question(s, t, mem, QUESTION_API, &decoded, req->gzip);
        return;
    }
    if (is_page(decoded.path)) {
        t->route = ROUTE_PAGE;
        t->how = "miss";
        answer_question(s, t, mem, QUESTION_PAGE, &decoded, req->gzip);
        return;
    }
    bool done = answer_fixed(s, t, decoded.path, req->host);
#if HAVE_ASSETS
    done = done || answer_asset(s, t, decoded.path);
#endif
    talloc_free(mem);
    if (!done)
        finish_problem(s, t, 404, "nothing is at this address", NULL);
}

static void on_request(void *ctx, struct conn *c, const struct http_request *req)
{
    struct server *s = ctx;
    struct turn t = {.conn = c,
                     .target = req->target,
                     .method = req->method,
                     .route = ROUTE_NONE,
                     .start_ns = now_ns(),
                     .how = "refused"};
    if (!peers_request(s->peers, conn_peer(c), conn_now_ms())) {
        metrics_reject(s->metrics, REJECT_RATE);
        finish_problem(s, &t, 429, "too many requests from this address", "Retry-After: 1\r\n");
        return;
    }
    if (!access_host(s->access, req->host)) {
        metrics_reject(s->metrics, REJECT_HOST);
        finish_problem(s, &t, 421, "this host name is not served here", NULL);
        return;
    }
    /* Whether it is alive may be asked without a token: it tells nothing else. */
    if (!access_token(s->access, req->authorization) &&
        !slice_eq(req->target, SLICE_LIT("/healthz"))) {
        metrics_reject(s->metrics, REJECT_TOKEN);
        finish_problem(s, &t, 401, "a bearer token is wanted",
                       "WWW-Authenticate: Bearer realm=\"senrei\"\r\n");
        return;
    }
    if (req->method == HTTP_OTHER) {
        metrics_reject(s->metrics, REJECT_METHOD);
        finish(s, &t, s->method);
        return;
    }
    if (req->has_body) {
        metrics_reject(s->metrics, REJECT_SYNTAX);
        finish_problem(s, &t, 413, "a request here has no body", NULL);
        return;
    }
    if (!answer_from_cache(s, &t, req->gzip))
        answer_request(s, &t, req);
}

static void on_refused(void *ctx, struct conn *c, const struct http_refusal *why)
{
    struct server *s = ctx;
    metrics_reject(s->metrics, REJECT_SYNTAX);
    struct turn t = {.conn = c,
                     .target = SLICE_LIT(""),
                     .method = HTTP_OTHER,
                     .route = ROUTE_NONE,
                     .start_ns = now_ns(),
                     .how = "refused"};
    finish_problem(s, &t, why->status, why->detail, NULL);
}

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

/* ---- Life ---- */

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
#if HAVE_ASSETS
    s->assets = talloc_zero_array(s, struct response *, (unsigned)asset_count + 1);
    if (!s->assets)
        return false;
#endif
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
            free_question(s, q);
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
#if HAVE_ASSETS
    for (size_t i = 0; s->assets && i < asset_count; i++)
        response_release(s->assets[i]);
#endif
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
    for (size_t i = 0; i < JOIN_BUCKETS; i++)
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
    const struct conn_calls calls = {s,       is_allowed, on_request, on_refused,
                                     on_late, on_gone,    on_ended};
    s->peers = peers_create(s, &peers);
    s->metrics = metrics_create(s);
    s->cache = cache_create(s, (size_t)config->cache, (size_t)config->cache_mb << 20);
    s->finished = event_new(base, workers_fd(answering_workers(answering)), EV_READ | EV_PERSIST,
                            on_finished, s);
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
