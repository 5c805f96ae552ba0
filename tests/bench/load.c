/* load.c - asks an HTTP server on this machine the same addresses over and over.
 *
 *   load PORT CONNECTIONS SECONDS FILE     FILE: one path with query a line
 *
 * One thread and one keep-alive connection each; every connection starts elsewhere in the list.
 * Prints one JSON object: requests, errors, qps, p50_ms, p95_ms, p99_ms, max_ms, bytes.
 * Only 127.0.0.1 is ever asked.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
    PATHS_MAX = 20000,
    CONNECTIONS_MAX = 256,
    SAMPLES_MAX = 400000, /* latencies kept a connection */
    ANSWER_MAX = 4 << 20, /* bytes of one answer */
    TIMEOUT_S = 20,
};

struct plan {
    uint16_t port;
    double until; /* seconds of the monotonic clock */
    char **paths;
    size_t path_count;
};

struct connection {
    const struct plan *plan;
    size_t first; /* where in the list it starts */
    pthread_t thread;
    float *ms;
    size_t samples;
    uint64_t requests, errors, bytes;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int dial(uint16_t port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct timeval limit = {.tv_sec = TIMEOUT_S};
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
        if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
            return fd;
        close(fd);
    }
    return -1;
}

/* Reads one answer with a Content-Length; its status, or 0 where there was none. *whole: bytes. */
static int answer(int fd, char *into, size_t *whole, bool *keep)
{
    size_t have = 0;
    char *body = NULL;
    while (!body && have < ANSWER_MAX - 1) {
        ssize_t n = recv(fd, into + have, ANSWER_MAX - 1 - have, 0);
        if (n <= 0)
            return 0;
        have += (size_t)n;
        into[have] = '\0';
        body = strstr(into, "\r\n\r\n");
    }
    if (!body)
        return 0;
    *body = '\0';
    body += 4;
    const char *length = strcasestr(into, "\ncontent-length:");
    if (!length)
        return 0;
    size_t want = (size_t)(body - into) + strtoul(length + 16, NULL, 10);
    *keep = !strcasestr(into, "\nconnection: close");
    while (have < want) {
        if (want >= ANSWER_MAX)
            return 0;
        ssize_t n = recv(fd, into + have, want - have, 0);
        if (n <= 0)
            return 0;
        have += (size_t)n;
    }
    *whole = have;
    return strncmp(into, "HTTP/1.", 7) == 0 ? atoi(into + 9) : 0;
}

static void *ask(void *arg)
{
    struct connection *c = arg;
    char *into = malloc(ANSWER_MAX), request[8192];
    int fd = -1;
    for (size_t i = c->first; into && now() < c->plan->until; i++) {
        int len = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                           c->plan->paths[i % c->plan->path_count]);
        double start = now();
        if (fd < 0)
            fd = dial(c->plan->port);
        size_t whole = 0;
        bool keep = false;
        int status = 0;
        if (fd >= 0 && len > 0 && (size_t)len < sizeof(request) &&
            send(fd, request, (size_t)len, MSG_NOSIGNAL) == len)
            status = answer(fd, into, &whole, &keep);
        c->requests++;
        c->bytes += whole;
        c->errors += status != 200;
        if (c->samples < SAMPLES_MAX)
            c->ms[c->samples++] = (float)((now() - start) * 1000);
        if (!keep && fd >= 0) {
            close(fd);
            fd = -1;
        }
    }
    if (fd >= 0)
        close(fd);
    free(into);
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS FILE\n");
        return 2;
    }
    size_t count = strtoul(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    FILE *f = fopen(argv[4], "re");
    if (!f || count < 1 || count > CONNECTIONS_MAX || seconds <= 0 || seconds > 600) {
        fprintf(stderr, "load: 1 to %d connections, up to 600 seconds, a file of addresses\n",
                CONNECTIONS_MAX);
        return 2;
    }
    struct plan plan = {.port = (uint16_t)strtoul(argv[1], NULL, 10)};
    plan.paths = calloc(PATHS_MAX, sizeof(*plan.paths));
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    while (plan.paths && plan.path_count < PATHS_MAX && (len = getline(&line, &size, f)) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line)
            plan.paths[plan.path_count++] = strdup(line);
    }
    free(line);
    fclose(f);
    if (plan.path_count == 0) {
        fprintf(stderr, "load: %s: no address in it\n", argv[4]);
        return 2;
    }

    double start = now();
    plan.until = start + seconds;
    struct connection *all = calloc(count, sizeof(*all));
    float *every = malloc(count * SAMPLES_MAX * sizeof(*every));
    if (!all || !every) {
        fprintf(stderr, "load: out of memory\n");
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        all[i].plan = &plan;
        all[i].first = i * plan.path_count / count;
        all[i].ms = every + i * SAMPLES_MAX;
        if (pthread_create(&all[i].thread, NULL, ask, &all[i]) != 0) {
            fprintf(stderr, "load: no thread\n");
            return 1;
        }
    }
    uint64_t requests = 0, errors = 0, bytes = 0;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        pthread_join(all[i].thread, NULL);
        requests += all[i].requests;
        errors += all[i].errors;
        bytes += all[i].bytes;
        memmove(every + n, all[i].ms, all[i].samples * sizeof(*every));
        n += all[i].samples;
    }
    double took = now() - start;
    qsort(every, n, sizeof(*every), ascending);
    printf("{\"requests\":%llu,\"errors\":%llu,\"qps\":%.1f,\"p50_ms\":%.3f,\"p95_ms\":%.3f,"
           "\"p99_ms\":%.3f,\"max_ms\":%.3f,\"bytes\":%llu}\n",
           (unsigned long long)requests, (unsigned long long)errors, (double)requests / took,
           n ? (double)every[n / 2] : 0, n ? (double)every[n * 95 / 100] : 0,
           n ? (double)every[n * 99 / 100] : 0, n ? (double)every[n - 1] : 0,
           (unsigned long long)bytes);
    free(every);
    free(all);
    return 0;
}
