/* peers.h - who is connected: connections and requests per second, counted by address.
 *
 * An IPv4 address counts by itself, an IPv6 one by its /64 network, which one customer has.
 * Threads: one at a time (the event loop).
 */
#ifndef SEARCHD_PEERS_H
#define SEARCHD_PEERS_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <talloc.h>

struct peers;
struct peer;

struct peers_options {
    unsigned connections;          /* at once from one address; 0: any number */
    unsigned loopback_connections; /* the same for this machine's own addresses */
    unsigned rate;                 /* requests per second from one address; 0: any number */
    unsigned burst;                /* requests that may come at once before the rate counts */
};

/* Free with talloc_free, after every peer has left. NULL when out of memory. */
struct peers *peers_create(TALLOC_CTX *mem, const struct peers_options *options);

/* Counts a connection from addr; NULL where it is one too many (or memory is out). */
struct peer *peers_enter(struct peers *p, const struct sockaddr *addr);
void peers_leave(struct peers *p, struct peer *peer);
/* Counts a request at now_ms (any clock that only goes forward); false where it is too many. */
bool peers_request(struct peers *p, struct peer *peer, uint64_t now_ms);
#endif
