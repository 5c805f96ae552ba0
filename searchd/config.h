/* config.h - the daemon's options: from the command line and one file, checked.
 *
 * Not here: opening what they name. Shared once read.
 */
#ifndef SEARCHD_CONFIG_H
#define SEARCHD_CONFIG_H
#include "dict/err.h"
#include <stdint.h>
#include <stdio.h>
#include <talloc.h>

/* Values given more than once, in order. */
struct config_list {
    const char **items;
    size_t count;
};

struct config {
    struct config_list index;  /* folder, stub file or HOST:PORT */
    struct config_list listen; /* ADDR:PORT */
    struct config_list allow;  /* networks, or "all" */
    struct config_list host;   /* names a request may ask for; none: any */
    uint64_t workers;          /* threads; 0: as many as there are cores */
    uint64_t cache;            /* answers kept */
    uint64_t cache_mb;
    uint64_t queue;           /* questions that may wait for a thread */
    uint64_t max_connections; /* 0: as many as the descriptor limit allows */
    uint64_t max_per_address; /* UINT64_MAX: not given */
    uint64_t rate;            /* requests per second and address; 0: any number */
    uint64_t head_timeout, idle_timeout, take_timeout; /* seconds */
    uint64_t timeout;                                  /* seconds until an answer is overdue */
    const char *token_file, *tls_cert, *tls_key, *user, *data;
    bool access_log;
    bool show_help, show_version;
};

/* Fills *ret from argv and the file named by --config, the command line going first. Strings are
 * owned by mem or argv. Errors: ERR_INPUT, wrong usage; ERR_STORE, the file cannot be read. */
bool config_read(TALLOC_CTX *mem, int argc, char **argv, struct config *ret, struct err *err);

/* Prints what --help says. */
void config_help(FILE *out);

/* Splits "127.0.0.1:8080", "[::1]:8080" or "name:8080"; port 0 to 65535. host: owned by mem. */
bool config_address(TALLOC_CTX *mem, const char *text, char **host, uint16_t *port,
                    struct err *err);
#endif
