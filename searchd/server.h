/* server.h - the server in its event loop: what is answered at once, what goes to a thread, what
 * is turned away.
 *
 * Runs in the event loop and never searches, reads a file of the index or waits. Equal questions
 * that are asked while one is being answered wait for its answer.
 * Not here: connections (conn.h), searching (answering.h), options (config.h).
 */
#ifndef SEARCHD_SERVER_H
#define SEARCHD_SERVER_H
#include "searchd/access.h"
#include "searchd/answering.h"
#include "searchd/config.h"
#include <event2/event.h>

struct server;

/* Listens on fds[count] (owned from now on). config, access, answering, tls: borrowed.
 * max_connections: as the descriptor limit allows. Free with talloc_free before the base. */
bool server_create(TALLOC_CTX *mem, struct event_base *base, const struct config *config,
                   const struct access *access, struct ssl_ctx_st *tls, struct answering *answering,
                   const int *fds, size_t count, unsigned max_connections, struct server **ret,
                   struct err *err);
/* Accepts nothing more, lets what runs end (10 s at most), then ends the loop. */
void server_stop(struct server *s);
/* True where server_stop() had to give up on a search. */
bool server_gave_up(const struct server *s);
#endif
