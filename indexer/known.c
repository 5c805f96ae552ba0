/* known.c - an open-addressing table; a hash of 0 marks a free place.
 */
#include "indexer/known.h"
#include "indexer/hash.h"

struct known {
    struct known_record *at; /* a power of two, at most half full */
    size_t size, count;
};

struct known *known_new(TALLOC_CTX *mem)
{
    return talloc_zero(mem, struct known);
}

static struct known_record *place_of(const struct known *k, uint64_t id)
{
    size_t i = (size_t)id & (k->size - 1);
    while (k->at[i].id && k->at[i].id != id)
        i = (i + 1) & (k->size - 1);
    return &k->at[i];
}

static bool grow(struct known *k)
{
    struct known old = *k;
    size_t size = old.size ? old.size * 2 : 1024;
    struct known_record *at = talloc_zero_size(k, size * sizeof(*at));
    if (!at)
        return false;
    k->at = at;
    k->size = size;
    for (size_t i = 0; i < old.size; i++)
        if (old.at[i].id)
            *place_of(k, old.at[i].id) = old.at[i];
    talloc_free(old.at);
    return true;
}

static uint64_t hash_of(struct slice id)
{
    uint64_t h = hash_bytes(id, 7);
    return h ? h : 1;
}

struct known_record *known_get(struct known *k, struct slice id, bool *fresh)
{
    if (k->count * 2 >= k->size && !grow(k))
        return NULL;
    uint64_t h = hash_of(id);
    struct known_record *r = place_of(k, h);
    *fresh = r->id == 0;
    if (*fresh) {
        r->id = h;
        k->count++;
    }
    return r;
}

struct known_record *known_find(struct known *k, struct slice id)
{
    if (!k->size)
        return NULL;
    struct known_record *r = place_of(k, hash_of(id));
    return r->id ? r : NULL;
}
