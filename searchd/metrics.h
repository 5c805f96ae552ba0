/* metrics.h - what is counted, and its Prometheus text.
 *
 * Threads: one at a time (the event loop); what workers measure comes back with their work.
 */
#ifndef SEARCHD_METRICS_H
#define SEARCHD_METRICS_H
#include "dict/buf.h"
#include "searchd/conn.h"

enum metrics_route {
    ROUTE_SEARCH,
    ROUTE_SIMILAR,
    ROUTE_DOCUMENTS,
    ROUTE_SUGGEST,
    ROUTE_ANALYZE,
    ROUTE_FACETS,
    ROUTE_API_OTHER,
    ROUTE_PAGE,
    ROUTE_ASSET,
    ROUTE_STATE, /* healthz, readyz, metrics */
    ROUTE_SPEC,  /* openapi.json, opensearch.xml */
    ROUTE_NONE,  /* nothing is there, or it was no request */
    ROUTE_COUNT
};

enum metrics_rejection {
    REJECT_QUEUE,
    REJECT_RATE,
    REJECT_TOKEN,
    REJECT_HOST,
    REJECT_SYNTAX,
    REJECT_METHOD,
    REJECT_TIMEOUT,
    REJECT_COUNT
};

struct metrics;

struct metrics *metrics_create(TALLOC_CTX *mem);
/* A request was answered. */
void metrics_request(struct metrics *m, enum metrics_route route, int status, double seconds);
void metrics_cache(struct metrics *m, bool hit);
/* Joined a question that was being answered already. */
void metrics_shared(struct metrics *m);
void metrics_reject(struct metrics *m, enum metrics_rejection why);
/* A line of the access log was left out. */
void metrics_unlogged(struct metrics *m);
void metrics_end(struct metrics *m, enum conn_end why);

/* The state of the moment, which others know. */
struct metrics_now {
    size_t connections, queue, running, cache_answers, cache_bytes, workers;
    uint64_t generation, documents;
    uint64_t reloads, reload_failures;
    double reload_seconds; /* of the last one */
};
void metrics_write(const struct metrics *m, const struct metrics_now *now, struct buf *out);
#endif
