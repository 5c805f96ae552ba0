/* main.c - the daemon: reads its options, opens everything, serves until it is told to end. */
#include "dict/data.h"
#include "searchd/access.h"
#include "searchd/answering.h"
#include "searchd/config.h"
#include "searchd/listen.h"
#include "searchd/log.h"
#include "searchd/sandbox.h"
#include "searchd/server.h"
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, FILES_KEPT = 256 /* descriptors for indexes and all but connections */ };

struct daemon {
    struct config config;
    struct shared shared;
    struct listening *listening;
    size_t listening_count;
    struct access *access;
    SSL_CTX *tls;
    struct answering *answering;
    struct event_base *base;
    struct server *server;
};

static bool open_sockets(TALLOC_CTX *mem, struct daemon *d, struct err *err)
{
    if (!listen_inherited(mem, &d->listening, &d->listening_count, err))
        return false;
    if (d->listening_count > 0)
        return true;
    const struct config_list *wanted = &d->config.listen;
    d->listening = talloc_zero_array(mem, struct listening, (unsigned)wanted->count);
    if (!d->listening)
        return err_nomem(err, "sockets");
    for (size_t i = 0; i < wanted->count; i++) {
        if (!listen_open(mem, wanted->items[i], &d->listening[i], err))
            return false;
        d->listening_count++;
    }
    return true;
}

/* A search that others can reach is somebody's decision, not a slip. */
static bool check_reach(const struct daemon *d, struct err *err)
{
    if (d->config.allow.count > 0 || d->config.token_file)
        return true;
    for (size_t i = 0; i < d->listening_count; i++)
        if (!access_is_loopback((const struct sockaddr *)&d->listening[i].addr))
            return err_set(err, ERR_INPUT,
                           "%s can be reached by others: say who may with --allow NET "
                           "(or --allow all) or --token-file FILE",
                           d->listening[i].shown);
    return true;
}

static bool open_shared(TALLOC_CTX *mem, struct daemon *d, struct err *err)
{
    const char *data = d->config.data;
    struct analyzer *analyzer;
    struct vocab *vocab;
    struct readings *readings;
    if ((!data && !data_dir(mem, &data, err)) || !analyzer_open(mem, data, &analyzer, err) ||
        !vocab_open(mem, data, &vocab, err) ||
        !readings_build(mem, analyzer, vocab, &readings, err))
        return false;
    d->shared = (struct shared){.analyzer = analyzer,
                                .vocab = vocab,
                                .readings = readings,
                                .indexes = d->config.index.items,
                                .index_count = d->config.index.count};
    return true;
}

static bool open_all(TALLOC_CTX *mem, struct daemon *d, struct err *err)
{
    struct config *c = &d->config;
    if (!open_sockets(mem, d, err) || !check_reach(d, err))
        return false;
    if (!access_create(mem, c->allow.items, c->allow.count, c->host.items, c->host.count,
                       c->token_file, &d->access, err))
        return false;
    if (c->tls_cert && !access_tls(c->tls_cert, c->tls_key, &d->tls, err))
        return false;
    if (c->user && !sandbox_become(c->user, err))
        return false;
    if (c->workers == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        c->workers = cores > 0 ? (uint64_t)cores : 1;
    }
    unsigned files = sandbox_raise_files();
    unsigned max = files > 2 * FILES_KEPT ? files - FILES_KEPT : files / 2;
    if (c->max_connections != 0 && c->max_connections < max)
        max = (unsigned)c->max_connections;

    if (!open_shared(mem, d, err) ||
        !answering_start(mem, &d->shared, (size_t)c->workers, (size_t)c->queue, &d->answering, err))
        return false;
    sandbox_enter();
    /* No locks in libevent: only this thread uses it, workers come back over an eventfd. */
    d->base = event_base_new();
    if (!d->base)
        return err_nomem(err, "event loop");
    int *fds = talloc_array(mem, int, (unsigned)d->listening_count);
    if (!fds)
        return err_nomem(err, "sockets");
    for (size_t i = 0; i < d->listening_count; i++)
        fds[i] = d->listening[i].fd;
    return server_create(mem, d->base, c, d->access, d->tls, d->answering, fds, d->listening_count,
                         max, &d->server, err);
}

static void on_stop(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct daemon *d = arg;
    listen_notify("STOPPING=1");
    server_stop(d->server);
}

static void on_reopen(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct daemon *d = arg;
    log_event(LOG_INFO, "reopening the index", NULL);
    answering_reopen(d->answering);
}

static int serve(struct daemon *d)
{
    struct event *events[] = {
        evsignal_new(d->base, SIGTERM, on_stop, d),
        evsignal_new(d->base, SIGINT, on_stop, d),
        evsignal_new(d->base, SIGHUP, on_reopen, d),
    };
    enum { EVENTS = sizeof(events) / sizeof(events[0]) };
    for (size_t i = 0; i < EVENTS; i++)
        if (!events[i] || event_add(events[i], NULL) != 0)
            return EXIT_FAILURE;
    for (size_t i = 0; i < d->listening_count; i++)
        printf("senrei-searchd: serving on %s://%s/\n", d->tls ? "https" : "http",
               d->listening[i].shown);
    fflush(stdout);
    listen_notify("READY=1");
    int status = event_base_dispatch(d->base) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    if (server_gave_up(d->server))
        _exit(status); /* a search still runs, and nothing here has to be saved */
    for (size_t i = 0; i < EVENTS; i++)
        event_free(events[i]);
    return status;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    TALLOC_CTX *mem = talloc_new(NULL);
    struct daemon *d = mem ? talloc_zero(mem, struct daemon) : NULL;
    if (!d)
        return EXIT_FAILURE;
    struct err err;
    int status = EXIT_SUCCESS;
    if (!config_read(mem, argc, argv, &d->config, &err)) {
        fprintf(stderr, "senrei-searchd: %s\n", err.msg);
        if (err.code == ERR_INPUT)
            fprintf(stderr, "senrei-searchd: see --help\n");
        status = err.code == ERR_INPUT ? EXIT_USAGE : EXIT_FAILURE;
    } else if (d->config.show_help) {
        config_help(stdout);
    } else if (d->config.show_version) {
        printf("senrei-searchd %s\n", SENREI_VERSION);
    } else if (!open_all(mem, d, &err)) {
        fprintf(stderr, "senrei-searchd: %s\n", err.msg);
        status = err.code == ERR_INPUT ? EXIT_USAGE : EXIT_FAILURE;
    } else {
        status = serve(d);
    }
    if (d->server)
        talloc_free(d->server);
    else if (d->answering)
        answering_stop(d->answering);
    if (d->base)
        event_base_free(d->base);
    SSL_CTX_free(d->tls);
    talloc_free(mem);
    return status;
}
