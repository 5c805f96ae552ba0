/* server_finish.c - the end of every request: its answer is sent, counted and logged. */
#include "searchd/log.h"
#include "searchd/server_parts.h"
#include <time.h>

uint64_t server_now_ns(void)
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

void server_finish(struct server *s, const struct turn *t, struct response *a)
{
    char address[64] = "";
    if (s->config->access_log)
        conn_address(t->conn, address, sizeof(address));
    if (!a)
        a = s->broken;
    int status = conn_has(t->conn, a->etag) && a->status == 200 ? 304 : a->status;
    size_t bytes = conn_send(t->conn, a);
    double seconds = (double)(server_now_ns() - t->start_ns) / 1e9;
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

void server_finish_problem(struct server *s, const struct turn *t, int status, const char *detail,
                           const char *extra_fields)
{
    struct response *a = response_problem(status, detail, extra_fields);
    server_finish(s, t, a);
    response_release(a);
}
