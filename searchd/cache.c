/* cache.c - see cache.h. */
#include "searchd/cache.h"
#include <sys/queue.h>
#include <sys/random.h>

enum { ADDRESSES_MAX = 4 }; /* spellings of one question that are remembered */

struct entry;

/* A name under which an entry is found. */
struct name {
    struct name *next; /* in its bucket */
    uint64_t hash;
    struct entry *entry;
    bool canonical;
    size_t len;
    char bytes[];
};

struct entry {
    TAILQ_ENTRY(entry) lru;
    struct response *answer;
    struct name *names[1 + ADDRESSES_MAX]; /* the key, then addresses, the oldest first */
    size_t name_count;
    size_t bytes;
};

struct cache {
    size_t max_count, max_bytes;
    size_t count, bytes;
    uint64_t generation, seed;
    size_t mask; /* buckets - 1 */
    struct name **buckets;
    TAILQ_HEAD(entries, entry) lru; /* the latest first */
};

/* FNV-1a over eight bytes at a time, mixed at the end; seeded, so that nobody can choose
 * addresses that fall into one bucket. */
static uint64_t hash_of(const struct cache *c, struct slice s)
{
    uint64_t h = c->seed ^ s.len;
    while (s.len >= 8) {
        uint64_t word;
        memcpy(&word, s.ptr, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 32;
        s.ptr += 8;
        s.len -= 8;
    }
    uint64_t word = 0;
    if (s.len)
        memcpy(&word, s.ptr, s.len);
    h = (h ^ word ^ c->seed) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

static int cache_destroy(struct cache *c);

struct cache *cache_create(TALLOC_CTX *mem, size_t answers, size_t bytes)
{
    struct cache *c = talloc_zero(mem, struct cache);
    if (!c)
        return NULL;
    c->max_count = answers;
    c->max_bytes = bytes;
    TAILQ_INIT(&c->lru);
    if (getrandom(&c->seed, sizeof(c->seed), 0) != sizeof(c->seed))
        c->seed = (uint64_t)(uintptr_t)c;
    size_t buckets = 16;
    while (buckets < answers * 2 && buckets < (1u << 22))
        buckets *= 2;
    c->mask = buckets - 1;
    c->buckets = talloc_zero_array(c, struct name *, (unsigned)buckets);
    if (!c->buckets) {
        talloc_free(c);
        return NULL;
    }
    talloc_set_destructor(c, cache_destroy);
    return c;
}

static void unlink_name(struct cache *c, struct name *n)
{
    struct name **at = &c->buckets[n->hash & c->mask];
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
    talloc_free(n);
}

static void drop(struct cache *c, struct entry *e)
{
    for (size_t i = 0; i < e->name_count; i++)
        unlink_name(c, e->names[i]);
    TAILQ_REMOVE(&c->lru, e, lru);
    c->count--;
    c->bytes -= e->bytes;
    response_release(e->answer);
    talloc_free(e);
}

static int cache_destroy(struct cache *c)
{
    while (!TAILQ_EMPTY(&c->lru))
        drop(c, TAILQ_FIRST(&c->lru));
    return 0;
}

void cache_set_generation(struct cache *c, uint64_t generation)
{
    /* What is there goes when it is looked for or when its place is needed: dropping everything
     * here would stop the loop for as long as that takes. */
    c->generation = generation;
}

static struct name *find_name(const struct cache *c, bool canonical, struct slice s, uint64_t hash)
{
    for (struct name *n = c->buckets[hash & c->mask]; n; n = n->next)
        if (n->hash == hash && n->len == s.len && n->canonical == canonical &&
            memcmp(n->bytes, s.ptr, s.len) == 0)
            return n;
    return NULL;
}

static struct entry *find(struct cache *c, bool canonical, struct slice s)
{
    if (c->count == 0)
        return NULL;
    struct name *n = find_name(c, canonical, s, hash_of(c, s));
    if (!n)
        return NULL;
    struct entry *e = n->entry;
    if (e->answer->generation != c->generation) {
        drop(c, e);
        return NULL;
    }
    if (TAILQ_FIRST(&c->lru) != e) {
        TAILQ_REMOVE(&c->lru, e, lru);
        TAILQ_INSERT_HEAD(&c->lru, e, lru);
    }
    return e;
}

struct response *cache_by_address(struct cache *c, struct slice address)
{
    struct entry *e = find(c, false, address);
    return e ? e->answer : NULL;
}

/* Lets e be found under one more name. */
static bool add_name(struct cache *c, struct entry *e, bool canonical, struct slice s)
{
    uint64_t hash = hash_of(c, s);
    if (find_name(c, canonical, s, hash))
        return true;
    struct name *n = talloc_size(e, sizeof(*n) + s.len);
    if (!n)
        return false;
    if (e->name_count == 1 + ADDRESSES_MAX) {
        e->bytes -= e->names[1]->len;
        c->bytes -= e->names[1]->len;
        unlink_name(c, e->names[1]);
        memmove(&e->names[1], &e->names[2], (ADDRESSES_MAX - 1) * sizeof(e->names[0]));
        e->name_count--;
    }
    *n = (struct name){.hash = hash,
                       .entry = e,
                       .canonical = canonical,
                       .len = s.len,
                       .next = c->buckets[hash & c->mask]};
    memcpy(n->bytes, s.ptr, s.len);
    c->buckets[hash & c->mask] = n;
    e->names[e->name_count++] = n;
    e->bytes += s.len;
    c->bytes += s.len;
    return true;
}

struct response *cache_by_key(struct cache *c, struct slice key, struct slice address)
{
    struct entry *e = find(c, true, key);
    if (!e)
        return NULL;
    add_name(c, e, false, address);
    return e->answer;
}

void cache_put(struct cache *c, struct slice key, struct slice address, struct response *a)
{
    size_t bytes = sizeof(struct entry) + a->bytes;
    if (c->max_count == 0 || a->generation != c->generation || bytes > c->max_bytes / 8)
        return;
    struct name *old = find_name(c, true, key, hash_of(c, key));
    if (old)
        drop(c, old->entry);
    /* An address belongs to one question; it is here only if its key is. */
    old = find_name(c, false, address, hash_of(c, address));
    if (old)
        drop(c, old->entry);

    struct entry *e = talloc_zero(c, struct entry);
    if (!e)
        return;
    e->answer = response_ref(a);
    e->bytes = bytes;
    c->bytes += bytes;
    c->count++;
    TAILQ_INSERT_HEAD(&c->lru, e, lru);
    if (!add_name(c, e, true, key) || !add_name(c, e, false, address)) {
        drop(c, e);
        return;
    }
    while (c->count > c->max_count || c->bytes > c->max_bytes)
        drop(c, TAILQ_LAST(&c->lru, entries));
}

size_t cache_count(const struct cache *c)
{
    return c->count;
}

size_t cache_bytes(const struct cache *c)
{
    return c->bytes;
}
