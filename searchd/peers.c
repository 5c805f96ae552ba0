/* peers.c - see peers.h. */
#include "searchd/peers.h"
#include <netinet/in.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>

enum {
    BUCKETS = 4096,
    RESTING_MAX = 16384, /* addresses remembered for their rate after they have left */
};

struct peer {
    struct peer *next; /* in its bucket */
    TAILQ_ENTRY(peer) resting;
    uint64_t key[2], bucket;
    unsigned connections;
    bool loopback;
    uint64_t last_ms; /* of the last request */
    double tokens;    /* requests that may come now */
};

struct peers {
    struct peers_options options;
    uint64_t seed;
    size_t resting_count;
    TAILQ_HEAD(resting, peer) resting; /* without a connection, the longest so first */
    struct peer *buckets[BUCKETS];
};

struct peers *peers_create(TALLOC_CTX *mem, const struct peers_options *options)
{
    struct peers *p = talloc_zero(mem, struct peers);
    if (!p)
        return NULL;
    p->options = *options;
    TAILQ_INIT(&p->resting);
    if (getrandom(&p->seed, sizeof(p->seed), 0) != sizeof(p->seed))
        p->seed = (uint64_t)(uintptr_t)p;
    return p;
}

/* IPv4 becomes its mapped form. Returns whether it is an address of this machine's loopback. */
static bool key_of(const struct sockaddr *addr, uint64_t key[2])
{
    unsigned char bytes[16] = {0};
    bool loopback = false;
    if (addr->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)addr;
        bytes[10] = bytes[11] = 0xFF;
        memcpy(bytes + 12, &in->sin_addr, 4);
        loopback = bytes[12] == 127;
    } else if (addr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const void *)addr;
        memcpy(bytes, &in->sin6_addr, 16);
        if (IN6_IS_ADDR_V4MAPPED(&in->sin6_addr)) {
            loopback = bytes[12] == 127;
        } else {
            loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
            if (!loopback)
                memset(bytes + 8, 0, 8);
        }
    }
    memcpy(key, bytes, 16);
    return loopback;
}

static void forget(struct peers *p, struct peer *peer)
{
    struct peer **at = &p->buckets[peer->bucket];
    while (*at != peer)
        at = &(*at)->next;
    *at = peer->next;
    TAILQ_REMOVE(&p->resting, peer, resting);
    p->resting_count--;
    talloc_free(peer);
}

struct peer *peers_enter(struct peers *p, const struct sockaddr *addr)
{
    uint64_t key[2];
    bool loopback = key_of(addr, key);
    uint64_t hash = (key[0] ^ p->seed) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ (hash >> 32) ^ key[1]) * 0x9E3779B97F4A7C15u;
    uint64_t bucket = (hash >> 40) % BUCKETS;
    struct peer *peer = p->buckets[bucket];
    while (peer && (peer->key[0] != key[0] || peer->key[1] != key[1]))
        peer = peer->next;
    if (!peer) {
        peer = talloc_zero(p, struct peer);
        if (!peer)
            return NULL;
        *peer = (struct peer){.next = p->buckets[bucket],
                              .key = {key[0], key[1]},
                              .bucket = bucket,
                              .loopback = loopback,
                              .tokens = p->options.burst};
        p->buckets[bucket] = peer;
    } else if (peer->connections == 0) {
        TAILQ_REMOVE(&p->resting, peer, resting);
        p->resting_count--;
    }
    unsigned max = loopback ? p->options.loopback_connections : p->options.connections;
    if (max != 0 && peer->connections >= max)
        return NULL;
    peer->connections++;
    return peer;
}

void peers_leave(struct peers *p, struct peer *peer)
{
    if (--peer->connections > 0)
        return;
    TAILQ_INSERT_TAIL(&p->resting, peer, resting);
    p->resting_count++;
    size_t keep = p->options.rate ? RESTING_MAX : 0;
    while (p->resting_count > keep)
        forget(p, TAILQ_FIRST(&p->resting));
}

bool peers_request(struct peers *p, struct peer *peer, uint64_t now_ms)
{
    if (p->options.rate == 0)
        return true;
    if (peer->last_ms != 0)
        peer->tokens += (double)(now_ms - peer->last_ms) * p->options.rate / 1000.0;
    if (peer->tokens > p->options.burst)
        peer->tokens = p->options.burst;
    peer->last_ms = now_ms;
    if (peer->tokens < 1)
        return false;
    peer->tokens -= 1;
    return true;
}
