/* listen.h - sockets to accept from: opened here, or handed over by systemd.
 */
#ifndef SEARCHD_LISTEN_H
#define SEARCHD_LISTEN_H
#include "dict/err.h"
#include <sys/socket.h>
#include <talloc.h>

struct listening {
    int fd;      /* owned by whoever takes it */
    char *shown; /* "127.0.0.1:8080", "[::1]:8080" with the port in use */
    struct sockaddr_storage addr;
};

/* Binds ADDR:PORT and listens. Errors: ERR_INPUT, not an address; ERR_STORE, in use or not ours. */
bool listen_open(TALLOC_CTX *mem, const char *text, struct listening *ret, struct err *err);
/* The sockets that systemd passed (sd_listen_fds(3)); *count 0 where it did not. */
bool listen_inherited(TALLOC_CTX *mem, struct listening **ret, size_t *count, struct err *err);
/* Tells the service manager, if there is one: "READY=1", "STOPPING=1" (sd_notify(3)). */
void listen_notify(const char *state);
#endif
