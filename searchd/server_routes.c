/* server_routes.c - see server_parts.h: what is answered at once, and where the rest goes. */
#include "searchd/assets.h"
#include "searchd/page.h"
#include "searchd/server_parts.h"
#include "searchd/spec.h"
#include "searchd/uri.h"
#include <inttypes.h>

enum { TEXT_MAX = 1 << 20 }; /* bytes of a text made on the spot */

/* An answer of the moment with a body made by put(), which is given the host asked for. */
static void finish_text(struct server *s, const struct turn *t, int status, const char *type,
                        void (*put)(struct server *, struct slice host, struct buf *),
                        struct slice host)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct response *a = NULL;
    if (mem) {
        struct api_response resp = {.status = status, .content_type = type};
        buf_init(&resp.body, mem, TEXT_MAX);
        put(s, host, &resp.body);
        if (buf_ok(&resp.body))
            a = response_build(mem, &resp,
                               &(struct response_options){.keeping = RESPONSE_NO_STORE});
        if (!a)
            talloc_free(mem);
    }
    server_finish(s, t, a);
    response_release(a);
}

static void put_metrics(struct server *s, struct slice host, struct buf *out)
{
    (void)host;
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

static void put_ready(struct server *s, struct slice host, struct buf *out)
{
    (void)host;
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
    server_finish(s, t, *kept);
    return true;
}

/* The description with this server's address in it: the one that it was asked under. */
static void put_opensearch(struct server *s, struct slice host, struct buf *out)
{
    struct slice text = spec_opensearch();
    const struct slice mark = SLICE_LIT("{{base}}");
    size_t at;
    while ((at = slice_find(text, mark)) <= text.len) {
        buf_put_slice(out, slice_sub(text, 0, at));
        if (host.len) {
            buf_puts(out, s->config->tls_cert ? "https://" : "http://");
            buf_put_html(out, host);
        }
        text = slice_sub(text, at + mark.len, text.len);
    }
    buf_put_slice(out, text);
}

static bool answer_fixed(struct server *s, struct turn *t, struct slice path, struct slice host)
{
    t->how = "static";
    if (slice_eq(path, SLICE_LIT("/healthz"))) {
        t->route = ROUTE_STATE;
        server_finish(s, t, s->alive);
    } else if (slice_eq(path, SLICE_LIT("/readyz"))) {
        t->route = ROUTE_STATE;
        finish_text(s, t, s->stopping ? 503 : 200, "application/json; charset=utf-8", put_ready,
                    host);
    } else if (slice_eq(path, SLICE_LIT("/metrics"))) {
        t->route = ROUTE_STATE;
        finish_text(s, t, 200, "text/plain; version=0.0.4; charset=utf-8", put_metrics, host);
    } else if (slice_eq(path, SLICE_LIT("/openapi.json"))) {
        t->route = ROUTE_SPEC;
        server_finish(s, t, s->openapi);
    } else if (slice_eq(path, SLICE_LIT("/opensearch.xml"))) {
        t->route = ROUTE_SPEC;
        finish_text(s, t, 200, "application/opensearchdescription+xml; charset=utf-8",
                    put_opensearch, host);
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
        server_finish(s, t, NULL);
        return;
    }
    if (!uri_decode(mem, t->target, &decoded, &err)) {
        talloc_free(mem);
        metrics_reject(s->metrics, REJECT_SYNTAX);
        server_finish_problem(s, t, err.code == ERR_NOMEM ? 503 : 400, err.msg, NULL);
        return;
    }
    if (api_knows(decoded.path)) {
        t->route = server_api_route(decoded.path);
        t->how = "miss";
        server_answer_question(s, t, mem, QUESTION_API, &decoded, req->gzip);
        return;
    }
    if (page_knows(decoded.path)) {
        t->route = ROUTE_PAGE;
        t->how = "miss";
        server_answer_question(s, t, mem, QUESTION_PAGE, &decoded, req->gzip);
        return;
    }
    bool done = answer_fixed(s, t, decoded.path, req->host);
    done = done || answer_asset(s, t, decoded.path);
    talloc_free(mem);
    if (!done)
        server_finish_problem(s, t, 404, "nothing is at this address", NULL);
}

void server_on_request(void *ctx, struct conn *c, const struct http_request *req)
{
    struct server *s = ctx;
    struct turn t = {.conn = c,
                     .target = req->target,
                     .method = req->method,
                     .route = ROUTE_NONE,
                     .start_ns = server_now_ns(),
                     .how = "refused"};
    if (!peers_request(s->peers, conn_peer(c), conn_now_ms())) {
        metrics_reject(s->metrics, REJECT_RATE);
        server_finish_problem(s, &t, 429, "too many requests from this address",
                              "Retry-After: 1\r\n");
        return;
    }
    if (!access_host(s->access, req->host)) {
        metrics_reject(s->metrics, REJECT_HOST);
        server_finish_problem(s, &t, 421, "this host name is not served here", NULL);
        return;
    }
    /* Whether it is alive may be asked without a token: it tells nothing else. */
    if (!access_token(s->access, req->authorization) &&
        !slice_eq(req->target, SLICE_LIT("/healthz"))) {
        metrics_reject(s->metrics, REJECT_TOKEN);
        server_finish_problem(s, &t, 401, "a bearer token is wanted",
                              "WWW-Authenticate: Bearer realm=\"senrei\"\r\n");
        return;
    }
    if (req->method == HTTP_OTHER) {
        metrics_reject(s->metrics, REJECT_METHOD);
        server_finish(s, &t, s->method);
        return;
    }
    if (req->has_body) {
        metrics_reject(s->metrics, REJECT_SYNTAX);
        server_finish_problem(s, &t, 413, "a request here has no body", NULL);
        return;
    }
    if (!server_answer_kept(s, &t, req->gzip))
        answer_request(s, &t, req);
}

void server_on_refused(void *ctx, struct conn *c, const struct http_refusal *why)
{
    struct server *s = ctx;
    metrics_reject(s->metrics, REJECT_SYNTAX);
    struct turn t = {.conn = c,
                     .target = SLICE_LIT(""),
                     .method = HTTP_OTHER,
                     .route = ROUTE_NONE,
                     .start_ns = server_now_ns(),
                     .how = "refused"};
    server_finish_problem(s, &t, why->status, why->detail, NULL);
}
