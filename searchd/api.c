/* api.c - see api.h. */
#include "searchd/api.h"
#include "dict/memory.h"
#include "searchd/reply.h"
#include "searchd/search.h"

enum {
    BODY_MAX = 64 << 20,      /* bytes of one answer */
    ANALYZE_TEXT_MAX = 65536, /* bytes */
    SUGGEST_LIMIT = 10,
};

static const char JSON_TYPE[] = "application/json; charset=utf-8";
#define DOCUMENTS SLICE_LIT("/api/documents/")

enum route {
    ROUTE_NONE,
    ROUTE_SEARCH,
    ROUTE_SIMILAR,
    ROUTE_SUGGEST,
    ROUTE_ANALYZE,
    ROUTE_FACETS,
    ROUTE_DOCUMENT
};

static enum route route_of(struct slice path)
{
    static const struct {
        const char *path;
        enum route route;
    } table[] = {
        {"/api/search", ROUTE_SEARCH},   {"/api/similar", ROUTE_SIMILAR},
        {"/api/suggest", ROUTE_SUGGEST}, {"/api/analyze", ROUTE_ANALYZE},
        {"/api/facets", ROUTE_FACETS},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (slice_eq(path, slice_of(table[i].path)))
            return table[i].route;
    return slice_starts(path, DOCUMENTS) && path.len > DOCUMENTS.len ? ROUTE_DOCUMENT : ROUTE_NONE;
}

bool api_knows(struct slice path)
{
    return route_of(path) != ROUTE_NONE;
}

/* The one parameter of a small route, and perhaps a limit; everything else is unknown. */
static bool one_param(const struct api_request *req, const char *name, struct slice *value,
                      uint32_t *limit, struct err *err)
{
    bool seen = name == NULL;
    for (size_t i = 0; i < req->param_count; i++) {
        const struct param *p = &req->params[i];
        if (name && slice_eq(p->name, slice_of(name))) {
            *value = p->value;
            seen = true;
        } else if (limit && slice_eq(p->name, SLICE_LIT("limit"))) {
            uint32_t n = 0;
            for (size_t k = 0; k < p->value.len && k < 5; k++)
                if (p->value.ptr[k] < '0' || p->value.ptr[k] > '9')
                    n = 1000;
                else
                    n = n * 10 + (uint32_t)(p->value.ptr[k] - '0');
            if (n < 1 || n > 100 || p->value.len > 3)
                return err_set(err, ERR_INPUT,
                               "parameter limit: a whole number of 1 to 100, not '%.*s'",
                               SLICE_ARG(p->value));
            *limit = n;
        } else {
            return err_set(err, ERR_INPUT, "unknown parameter '%.*s'", SLICE_ARG(p->name));
        }
    }
    return seen || err_set(err, ERR_INPUT, "parameter %s: missing", name);
}

void api_key(const struct api_request *req, struct buf *out)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct search_params p;
    struct err err;
    enum route route = route_of(req->path);
    if (mem && (route == ROUTE_SEARCH || route == ROUTE_SIMILAR)) {
        if (params_parse(mem, req->params, req->param_count, route == ROUTE_SIMILAR, &p, &err)) {
            buf_put_slice(out, req->path);
            buf_putc(out, '?');
            params_write(&p, out);
        }
    } else if (mem && route != ROUTE_NONE) {
        buf_put_slice(out, req->path);
        buf_putc(out, '?');
        for (size_t i = 0; i < req->param_count; i++) {
            params_escape(req->params[i].name, out);
            buf_putc(out, '=');
            params_escape(req->params[i].value, out);
            buf_putc(out, '&');
        }
    }
    talloc_free(mem);
}

void api_problem(TALLOC_CTX *mem, int status, struct slice detail, struct api_response *resp)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "Bad request"},        {404, "Not found"},
        {405, "Method not allowed"}, {408, "Request timeout"},
        {413, "Content too large"},  {414, "URI too long"},
        {429, "Too many requests"},  {431, "Header fields too large"},
        {500, "Internal error"},     {503, "Service unavailable"},
    };
    const char *title = "Error";
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
        if (titles[i].status == status)
            title = titles[i].title;
    *resp = (struct api_response){.status = status,
                                  .content_type = "application/problem+json; charset=utf-8"};
    buf_init(&resp->body, mem, 1 << 16);
    buf_printf(&resp->body,
               "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":", title,
               status);
    buf_put_json(&resp->body, detail);
    buf_puts(&resp->body, "}\n");
}

/* What the caller can do about each kind of failure. */
static int status_of(enum err_code code)
{
    switch (code) {
    case ERR_INPUT: return 400;
    case ERR_NOT_FOUND: return 404;
    case ERR_BUSY:
    case ERR_STALE:
    case ERR_STORE: return 503;
    case ERR_NONE:
    case ERR_NOMEM:
    case ERR_BUG: return 500;
    }
    return 500;
}

static bool answer_search(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                          bool similar, struct api_response *resp, struct err *err)
{
    struct search_params p;
    struct answer a;
    if (!params_parse(mem, req->params, req->param_count, similar, &p, err) ||
        !search_run(b, mem, &p, &a, err))
        return false;
    switch (p.format) {
    case ANSWER_JSON: answer_write_json(&a, &p, &resp->body); break;
    case ANSWER_CSV:
        resp->content_type = "text/csv; charset=utf-8";
        resp->filename = "senrei.csv";
        answer_write_csv(&a, &p, &resp->body);
        break;
    case ANSWER_JSONL:
        resp->content_type = "application/jsonl; charset=utf-8";
        resp->filename = "senrei.jsonl";
        answer_write_jsonl(&a, &p, &resp->body);
        break;
    }
    return true;
}

static bool answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                   struct api_response *resp, struct err *err)
{
    struct slice value = {NULL, 0};
    uint32_t limit = SUGGEST_LIMIT;
    switch (route_of(req->path)) {
    case ROUTE_SEARCH: return answer_search(b, req, mem, false, resp, err);
    case ROUTE_SIMILAR: return answer_search(b, req, mem, true, resp, err);
    case ROUTE_SUGGEST:
        if (!one_param(req, "q", &value, &limit, err))
            return false;
        if (value.len > PARAMS_QUERY_MAX)
            return err_set(err, ERR_INPUT, "parameter q: longer than %d bytes", PARAMS_QUERY_MAX);
        return reply_suggest(b, mem, value, limit, &resp->body, err);
    case ROUTE_ANALYZE:
        if (!one_param(req, "text", &value, NULL, err))
            return false;
        if (value.len > ANALYZE_TEXT_MAX)
            return err_set(err, ERR_INPUT, "parameter text: longer than %d bytes",
                           ANALYZE_TEXT_MAX);
        return reply_analyze(b, mem, value, &resp->body, err);
    case ROUTE_FACETS:
        return one_param(req, NULL, &value, NULL, err) && reply_facets(b, mem, &resp->body, err);
    case ROUTE_DOCUMENT:
        return one_param(req, NULL, &value, NULL, err) &&
               reply_document(b, mem, slice_sub(req->path, DOCUMENTS.len, req->path.len),
                              &resp->body, err);
    case ROUTE_NONE: break;
    }
    return err_set(err, ERR_NOT_FOUND, "no such address");
}

void api_answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                struct api_response *resp)
{
    struct err err = {0};
    bool ok = false;
    memory_begin();
    for (int again = 0; again < 3 && !ok; again++) {
        *resp = (struct api_response){.status = 200, .content_type = JSON_TYPE, .cacheable = true};
        buf_init(&resp->body, mem, BODY_MAX);
        ok = answer(b, req, mem, resp, &err);
        if (!ok && (err.code != ERR_STALE || !backend_refresh(b, &err)))
            break;
    }
    if (ok && !buf_ok(&resp->body))
        ok = err_set(&err, ERR_NOMEM, "the answer is too large");
    if (ok && memory_was_out())
        ok = err_nomem(&err, "the answer is not whole");
    if (!ok)
        api_problem(mem, status_of(err.code), slice_of(err.msg), resp);
    resp->generation = b->generation;
}
