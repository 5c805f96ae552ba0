/* facets.c - facet values as small numbers, many of them packed into one value slot.
 *
 * SLOT_FACETS holds, for each facet value of a document, varint(ordinal * 16 + facet), so that
 * one pass over one slot counts everything. The ordinals' names are in the metadata "facets":
 * for each facet varint(count), then varint(length) and bytes of each value.
 */
#include "indexer/hash.h"
#include "indexer/schema.h"
#include "indexer/varint.h"
#include <pthread.h>

/* Most values of one facet: beyond it further ones are not counted (they stay searchable). */
enum { FACET_VALUES_MAX = 1 << 24 };

struct names {
    struct slice *at; /* by ordinal */
    uint32_t count, cap;
    uint32_t *table; /* ordinal + 1, open addressing; a power of two, at most half full */
    uint32_t table_size;
};

struct facet_table {
    pthread_mutex_t lock;
    struct names names[FACET_COUNT];
};

const char *facet_name(enum facet f)
{
    static const char *const names[FACET_COUNT] = {
        [FACET_KIND] = "kind",       [FACET_COUNTRY] = "country",
        [FACET_CITY] = "city",       [FACET_ORGANIZATION] = "organization",
        [FACET_FORM] = "form",       [FACET_YEAR] = "year",
        [FACET_SPEAKER] = "speaker", [FACET_STATUS] = "status",
        [FACET_SOURCE] = "source",
    };
    return names[f];
}

static int facet_table_free(struct facet_table *t)
{
    pthread_mutex_destroy(&t->lock);
    return 0;
}

struct facet_table *facet_table_new(TALLOC_CTX *mem)
{
    struct facet_table *t = talloc_zero(mem, struct facet_table);
    if (!t)
        return NULL;
    pthread_mutex_init(&t->lock, NULL);
    talloc_set_destructor(t, facet_table_free);
    return t;
}

/* Where value stands in the table, or the free place for it. */
static uint32_t find_place(const struct names *n, struct slice value)
{
    uint32_t mask = n->table_size - 1;
    uint32_t i = (uint32_t)hash_bytes(value, 0) & mask;
    while (n->table[i] && !slice_eq(n->at[n->table[i] - 1], value))
        i = (i + 1) & mask;
    return i;
}

static bool grow(struct facet_table *t, struct names *n)
{
    uint32_t cap = n->cap ? n->cap * 2 : 64;
    struct slice *at = talloc_realloc(t, n->at, struct slice, cap);
    if (!at)
        return false;
    n->at = at;
    uint32_t *table = talloc_zero_array(t, uint32_t, (size_t)cap * 2);
    if (!table)
        return false;
    talloc_free(n->table);
    n->table = table;
    n->table_size = cap * 2;
    n->cap = cap;
    for (uint32_t i = 0; i < n->count; i++)
        n->table[find_place(n, n->at[i])] = i + 1;
    return true;
}

static bool intern(struct facet_table *t, enum facet f, struct slice value, uint32_t *ret,
                   struct err *err)
{
    struct names *n = &t->names[f];
    if (n->count == n->cap && !grow(t, n))
        return err_nomem(err, "facets");
    uint32_t place = find_place(n, value);
    if (!n->table[place]) {
        if (n->count >= FACET_VALUES_MAX)
            return err_set(err, ERR_INPUT, "more than %d values of %s", FACET_VALUES_MAX,
                           facet_name(f));
        char *copy = talloc_size(t, value.len + 1);
        if (!copy)
            return err_nomem(err, "facets");
        if (value.len)
            memcpy(copy, value.ptr, value.len);
        n->at[n->count] = (struct slice){copy, value.len};
        n->table[place] = ++n->count;
    }
    *ret = n->table[place] - 1;
    return true;
}

bool facet_table_intern(struct facet_table *t, enum facet f, struct slice value, uint32_t *ret,
                        struct err *err)
{
    pthread_mutex_lock(&t->lock);
    bool ok = intern(t, f, value, ret, err);
    pthread_mutex_unlock(&t->lock);
    return ok;
}

struct slice facet_table_value(const struct facet_table *t, enum facet f, uint32_t ordinal)
{
    /* Readers have a table that no longer grows; the lock is the builders'. */
    const struct names *n = &t->names[f];
    return ordinal < n->count ? n->at[ordinal] : (struct slice){0};
}

void facet_table_save(const struct facet_table *t, struct buf *out)
{
    /* A commit in the middle of a run: the threads go on interning. */
    pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&t->lock;
    pthread_mutex_lock(lock);
    for (int f = 0; f < FACET_COUNT; f++) {
        const struct names *n = &t->names[f];
        buf_put_varint(out, n->count);
        for (uint32_t i = 0; i < n->count; i++) {
            buf_put_varint(out, n->at[i].len);
            buf_put_slice(out, n->at[i]);
        }
    }
    pthread_mutex_unlock(lock);
}

bool facet_table_load(TALLOC_CTX *mem, struct slice saved, struct facet_table **ret,
                      struct err *err)
{
    struct facet_table *t = facet_table_new(mem);
    if (!t)
        return err_nomem(err, "facets");
    struct slice left = saved;
    for (int f = 0; f < FACET_COUNT; f++) {
        uint64_t count = 0;
        if (left.len == 0 && saved.len == 0)
            break;
        if (!varint_take(&left, &count))
            goto damaged;
        for (uint64_t i = 0; i < count; i++) {
            uint64_t len;
            uint32_t ordinal;
            if (!varint_take(&left, &len) || len > left.len)
                goto damaged;
            if (!intern(t, (enum facet)f, slice_sub(left, 0, (size_t)len), &ordinal, err)) {
                talloc_free(t);
                return false;
            }
            if (ordinal != i)
                goto damaged;
            left = slice_sub(left, (size_t)len, left.len);
        }
    }
    *ret = t;
    return true;
damaged:
    talloc_free(t);
    return err_set(err, ERR_STORE, "the index's facet table is damaged; build the index anew");
}

void facet_unpack(struct slice packed, void (*each)(void *ctx, enum facet f, uint32_t ordinal),
                  void *ctx)
{
    uint64_t n;
    while (varint_take(&packed, &n)) {
        if ((n & 15) >= FACET_COUNT || n >> 4 > UINT32_MAX)
            return;
        each(ctx, (enum facet)(n & 15), (uint32_t)(n >> 4));
    }
}
