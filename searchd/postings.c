/* postings.c - see postings.h: a hash table whose entries hang in a list by last use. */
#include "searchd/postings.h"
#include "indexer/hash.h"

enum {
    BUCKETS = 1 << 13,
    ENTRY_BYTES = 200, /* of an entry beside its lists */
};

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* by last use */
    struct slice term;
    uint64_t hash;
    struct store_postings list;
};

struct postings {
    struct store *store;
    size_t limit, bytes;
    struct entry ends; /* .older is the newest, .newer the oldest */
    struct entry *buckets[BUCKETS];
};

static size_t bytes_of(const struct entry *e)
{
    return ENTRY_BYTES + e->term.len + e->list.count * (sizeof(uint32_t) + sizeof(uint16_t));
}

static void detach(struct entry *e)
{
    e->newer->older = e->older;
    e->older->newer = e->newer;
}

static void attach_newest(struct postings *p, struct entry *e)
{
    e->newer = &p->ends;
    e->older = p->ends.older;
    p->ends.older->newer = e;
    p->ends.older = e;
}

struct postings *postings_new(TALLOC_CTX *mem, struct store *s, size_t bytes)
{
    struct postings *p = talloc_zero(mem, struct postings);
    if (!p)
        return NULL;
    p->store = s;
    p->limit = bytes;
    p->ends.newer = p->ends.older = &p->ends;
    return p;
}

bool postings_get(struct postings *p, struct slice term, const struct store_postings **ret,
                  struct err *err)
{
    uint64_t hash = hash_bytes(term, 0);
    struct entry **bucket = &p->buckets[hash % BUCKETS];
    for (struct entry *e = *bucket; e; e = e->next)
        if (e->hash == hash && slice_eq(e->term, term)) {
            detach(e);
            attach_newest(p, e);
            *ret = &e->list;
            return true;
        }
    struct entry *e = talloc_zero(p, struct entry);
    char *copy = e ? talloc_strndup(e, term.ptr, term.len) : NULL;
    if (!copy) {
        talloc_free(e);
        return err_nomem(err, "postings");
    }
    e->term = (struct slice){copy, term.len};
    e->hash = hash;
    if (!store_read_postings(p->store, e, term, &e->list, err)) {
        talloc_free(e);
        return false;
    }
    e->next = *bucket;
    *bucket = e;
    attach_newest(p, e);
    p->bytes += bytes_of(e);
    *ret = &e->list;
    return true;
}

void postings_trim(struct postings *p)
{
    while (p->bytes > p->limit && p->ends.newer != &p->ends) {
        struct entry *e = p->ends.newer;
        struct entry **at = &p->buckets[e->hash % BUCKETS];
        while (*at != e)
            at = &(*at)->next;
        *at = e->next;
        detach(e);
        p->bytes -= bytes_of(e);
        talloc_free(e);
    }
}

bool postings_find(const struct store_postings *list, uint32_t doc, uint32_t *wdf)
{
    /* Halves without a jump: which half it is, no processor foresees. */
    const uint32_t *at = list->documents;
    *wdf = 0;
    if (list->count == 0)
        return false;
    for (size_t left = list->count; left > 1; left -= left / 2)
        at += left / 2 & -(size_t)(at[left / 2 - 1] < doc);
    if (*at != doc)
        return false;
    *wdf = list->wdfs[at - list->documents];
    return true;
}
