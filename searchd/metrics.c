/* metrics.c - see metrics.h. */
#include "searchd/metrics.h"
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Upper bounds in seconds; a cached answer takes some 20 microseconds, a bad query a second. */
static const double bounds[] = {.00005, .0001, .00025, .0005, .001, .0025, .005, .01,
                                .025,   .05,   .1,     .25,   .5,   1,     2.5,  10};
enum { BOUND_COUNT = sizeof(bounds) / sizeof(bounds[0]) };

static const int statuses[] = {200, 304, 400, 401, 403, 404, 405, 408, 413, 414,
                               421, 422, 429, 431, 500, 501, 503, 504, 505, 0};
enum { STATUS_COUNT = sizeof(statuses) / sizeof(statuses[0]) }; /* the last: all others */

static const char *const route_names[ROUTE_COUNT] = {
    [ROUTE_SEARCH] = "search",   [ROUTE_SIMILAR] = "similar", [ROUTE_DOCUMENTS] = "documents",
    [ROUTE_SUGGEST] = "suggest", [ROUTE_ANALYZE] = "analyze", [ROUTE_FACETS] = "facets",
    [ROUTE_API_OTHER] = "api",   [ROUTE_PAGE] = "page",       [ROUTE_ASSET] = "asset",
    [ROUTE_STATE] = "state",     [ROUTE_SPEC] = "spec",       [ROUTE_NONE] = "none",
};
static const char *const reject_names[REJECT_COUNT] = {
    [REJECT_QUEUE] = "queue",     [REJECT_RATE] = "rate",     [REJECT_TOKEN] = "token",
    [REJECT_HOST] = "host",       [REJECT_SYNTAX] = "syntax", [REJECT_METHOD] = "method",
    [REJECT_TIMEOUT] = "timeout",
};
static const char *const end_names[CONN_END_COUNT] = {
    [CONN_END_FULL] = "full",         [CONN_END_PEER] = "per_address",
    [CONN_END_NETWORK] = "network",   [CONN_END_HEAD] = "slow_request",
    [CONN_END_TAKE] = "slow_taker",   [CONN_END_TLS] = "tls",
    [CONN_END_FILES] = "descriptors",
};

struct metrics {
    struct timespec started;
    uint64_t requests[ROUTE_COUNT][STATUS_COUNT];
    uint64_t within[ROUTE_COUNT][BOUND_COUNT + 1];
    double seconds[ROUTE_COUNT];
    uint64_t hits, misses, shared, unlogged;
    uint64_t rejected[REJECT_COUNT], ended[CONN_END_COUNT];
};

struct metrics *metrics_create(TALLOC_CTX *mem)
{
    struct metrics *m = talloc_zero(mem, struct metrics);
    if (m)
        clock_gettime(CLOCK_REALTIME, &m->started);
    return m;
}

void metrics_request(struct metrics *m, enum metrics_route route, int status, double seconds)
{
    size_t s = 0;
    while (statuses[s] != status && statuses[s] != 0)
        s++;
    size_t b = 0;
    while (b < BOUND_COUNT && seconds > bounds[b])
        b++;
    m->requests[route][s]++;
    m->within[route][b]++;
    m->seconds[route] += seconds;
}

void metrics_cache(struct metrics *m, bool hit)
{
    if (hit)
        m->hits++;
    else
        m->misses++;
}

void metrics_shared(struct metrics *m)
{
    m->shared++;
}

void metrics_reject(struct metrics *m, enum metrics_rejection why)
{
    m->rejected[why]++;
}

void metrics_unlogged(struct metrics *m)
{
    m->unlogged++;
}

void metrics_end(struct metrics *m, enum conn_end why)
{
    m->ended[why]++;
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP senrei_%s %s\n# TYPE senrei_%s %s\n", name, help, name, type);
}

static void number(struct buf *out, const char *name, const char *type, const char *help,
                   double value)
{
    head(out, name, type, help);
    buf_printf(out, "senrei_%s %.17g\n", name, value);
}

static void write_requests(const struct metrics *m, struct buf *out)
{
    head(out, "http_requests_total", "counter", "Requests answered.");
    for (size_t r = 0; r < ROUTE_COUNT; r++)
        for (size_t s = 0; s < STATUS_COUNT; s++)
            if (m->requests[r][s]) {
                char status[16] = "other";
                if (statuses[s])
                    snprintf(status, sizeof(status), "%d", statuses[s]);
                buf_printf(out,
                           "senrei_http_requests_total{route=\"%s\",status=\"%s\"} %" PRIu64 "\n",
                           route_names[r], status, m->requests[r][s]);
            }
    head(out, "http_request_seconds", "histogram",
         "Time from a whole request to its answer being sent.");
    for (size_t r = 0; r < ROUTE_COUNT; r++) {
        uint64_t sum = 0;
        for (size_t b = 0; b <= BOUND_COUNT; b++)
            sum += m->within[r][b];
        if (sum == 0)
            continue;
        sum = 0;
        for (size_t b = 0; b < BOUND_COUNT; b++) {
            sum += m->within[r][b];
            buf_printf(out,
                       "senrei_http_request_seconds_bucket{route=\"%s\",le=\"%g\"} %" PRIu64 "\n",
                       route_names[r], bounds[b], sum);
        }
        sum += m->within[r][BOUND_COUNT];
        buf_printf(out,
                   "senrei_http_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n"
                   "senrei_http_request_seconds_sum{route=\"%s\"} %.9g\n"
                   "senrei_http_request_seconds_count{route=\"%s\"} %" PRIu64 "\n",
                   route_names[r], sum, route_names[r], m->seconds[r], route_names[r], sum);
    }
}

static void write_process(struct buf *out)
{
    unsigned long all = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f) {
        if (fscanf(f, "%lu %lu", &all, &pages) != 2)
            pages = 0;
        fclose(f);
    }
    number(out, "process_resident_bytes", "gauge", "Resident memory.",
           (double)pages * (double)sysconf(_SC_PAGESIZE));
    unsigned files = 0;
    DIR *dir = opendir("/proc/self/fd");
    if (dir) {
        while (readdir(dir))
            files++;
        closedir(dir);
    }
    number(out, "process_open_files", "gauge", "Open file descriptors.",
           files > 3 ? files - 3 : 0); /* not ".", ".." and the folder itself */
    struct rusage use;
    if (getrusage(RUSAGE_SELF, &use) == 0)
        number(out, "process_cpu_seconds_total", "counter", "Processor time, user and system.",
               (double)use.ru_utime.tv_sec + (double)use.ru_utime.tv_usec / 1e6 +
                   (double)use.ru_stime.tv_sec + (double)use.ru_stime.tv_usec / 1e6);
}

void metrics_write(const struct metrics *m, const struct metrics_now *now, struct buf *out)
{
    write_requests(m, out);
    head(out, "cache_lookups_total", "counter", "Questions looked up among the kept answers.");
    buf_printf(out,
               "senrei_cache_lookups_total{result=\"hit\"} %" PRIu64
               "\nsenrei_cache_lookups_total{result=\"miss\"} %" PRIu64 "\n",
               m->hits, m->misses);
    number(out, "shared_answers_total", "counter",
           "Questions that joined an equal one being answered.", (double)m->shared);
    head(out, "rejected_total", "counter", "Requests and connections turned away, by reason.");
    for (size_t i = 0; i < REJECT_COUNT; i++)
        buf_printf(out, "senrei_rejected_total{reason=\"%s\"} %" PRIu64 "\n", reject_names[i],
                   m->rejected[i]);
    for (size_t i = 0; i < CONN_END_COUNT; i++)
        buf_printf(out, "senrei_rejected_total{reason=\"%s\"} %" PRIu64 "\n", end_names[i],
                   m->ended[i]);
    number(out, "log_lines_dropped_total", "counter",
           "Lines of the access log left out because nobody read them.", (double)m->unlogged);
    number(out, "connections", "gauge", "Open connections.", (double)now->connections);
    number(out, "queue_depth", "gauge", "Questions waiting for a thread.", (double)now->queue);
    number(out, "questions_running", "gauge", "Questions waiting or being answered.",
           (double)now->running);
    number(out, "workers", "gauge", "Search threads.", (double)now->workers);
    number(out, "cache_answers", "gauge", "Answers kept.", (double)now->cache_answers);
    number(out, "cache_bytes", "gauge", "Memory of the answers kept.", (double)now->cache_bytes);
    number(out, "index_generation", "gauge", "Generation of the index in service.",
           (double)now->generation);
    number(out, "index_documents", "gauge", "Documents in it.", (double)now->documents);
    number(out, "index_reloads_total", "counter", "Changes to a newer generation, by all threads.",
           (double)now->reloads);
    number(out, "index_reload_failures_total", "counter", "Changes that failed.",
           (double)now->reload_failures);
    number(out, "index_reload_seconds", "gauge", "Time that opening the newest generation took.",
           now->reload_seconds);
    number(out, "start_time_seconds", "gauge", "When the daemon was started (Unix time).",
           (double)m->started.tv_sec + (double)m->started.tv_nsec / 1e9);
    write_process(out);
}
