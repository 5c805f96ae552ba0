/* listen.c - see listen.h. */
#include "searchd/listen.h"
#include "searchd/config.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, INHERITED_FIRST = 3, INHERITED_MAX = 16 };

static bool describe(TALLOC_CTX *mem, int fd, struct listening *ret, struct err *err)
{
    socklen_t len = sizeof(ret->addr);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(fd, (struct sockaddr *)&ret->addr, &len) != 0 ||
        getnameinfo((struct sockaddr *)&ret->addr, len, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return err_set(err, ERR_STORE, "socket %d has no address", fd);
    ret->fd = fd;
    ret->shown = talloc_asprintf(mem, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    return ret->shown ? true : err_nomem(err, "address");
}

bool listen_open(TALLOC_CTX *mem, const char *text, struct listening *ret, struct err *err)
{
    char *host, service[8];
    uint16_t port;
    if (!config_address(mem, text, &host, &port, err))
        return false;
    snprintf(service, sizeof(service), "%u", port);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int why = getaddrinfo(host, service, &hints, &found);
    if (why != 0)
        return err_set(err, ERR_INPUT, "cannot listen on %s: %s", text, gai_strerror(why));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;
    bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0;
    if (ok && found->ai_family == AF_INET6)
        ok = setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)) == 0;
    ok = ok && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
    int error = errno;
    freeaddrinfo(found);
    if (!ok)
        err_set(err, ERR_STORE, "cannot listen on %s: %s", text,
                error == EADDRINUSE ? "the port is in use" : strerror(error));
    if (!ok || !describe(mem, fd, ret, err)) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    return true;
}

bool listen_inherited(TALLOC_CTX *mem, struct listening **ret, size_t *count, struct err *err)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    *count = 0;
    if (!pid || !fds || strtol(pid, NULL, 10) != (long)getpid())
        return true;
    long n = strtol(fds, NULL, 10);
    if (n < 1 || n > INHERITED_MAX)
        return err_set(err, ERR_INPUT, "LISTEN_FDS is '%s': 1 to %d sockets are taken", fds,
                       INHERITED_MAX);
    struct listening *all = talloc_zero_array(mem, struct listening, (unsigned)n);
    if (!all)
        return err_nomem(err, "sockets");
    for (long i = 0; i < n; i++) {
        int fd = INHERITED_FIRST + (int)i;
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        fcntl(fd, F_SETFL, O_NONBLOCK);
        if (!describe(mem, fd, &all[i], err))
            return false;
    }
    *ret = all;
    *count = (size_t)n;
    return true;
}

void listen_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    size_t len = path ? strlen(path) : 0;
    if (len < 2 || len >= sizeof(addr.sun_path) || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(addr.sun_path, path, len);
    if (path[0] == '@')
        addr.sun_path[0] = '\0'; /* the abstract namespace */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    ssize_t n = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&addr,
                       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
    (void)n; /* a manager that does not listen is no reason to stop */
    close(fd);
}
