/* termset.c - see termset.h. Two arrays a document (terms, positions), one table that outlives it.
 */
#include "indexer/termset.h"
#include "indexer/hash.h"
#include "indexer/schema.h"

enum {
    TABLE_FIRST = 1 << 13,
    BLOCK = 256 * 1024, /* bytes of term spellings allocated at a time */
    SURFACES = 6,       /* spellings told apart per term; further ones are no news */
    HEAD_MAX = 19,
};

/* What each look-up needs, two in a line of the cache: the table is larger than the caches. */
struct known {
    uint32_t hash;
    uint32_t stamp;      /* document in which it was last seen */
    uint32_t number;     /* among that document's terms */
    uint8_t len;         /* bytes */
    char head[HEAD_MAX]; /* the first of them, as a rule all */
};

/* The rest of it. */
struct more_known {
    const char *bytes; /* all of them */
    uint8_t noted;     /* the term itself was told as news */
    uint8_t surface_count;
    uint32_t surfaces[SURFACES]; /* hashes */
};

struct table_place {
    uint32_t hash, known; /* index + 1, 0 where it is free */
};

struct doc_term {
    uint32_t known;
    uint32_t wdf;
    uint32_t positions; /* how many */
    uint32_t last;      /* position */
};

struct occurrence {
    uint32_t term, position;
};

struct termset {
    TALLOC_CTX *bytes; /* parent of the blocks */
    char *block;
    size_t block_used;
    struct known *known;
    struct more_known *more; /* of the same index */
    size_t known_count, known_cap, more_cap;
    struct table_place *table; /* a power of two, at most half full */
    size_t table_size;
    uint32_t stamp;
    uint32_t last; /* index of the term last added */
    struct doc_term *terms;
    size_t term_count, term_cap;
    struct occurrence *occurrences;
    size_t occurrence_count, occurrence_cap;
};

static bool begin_table(struct termset *t)
{
    talloc_free(t->bytes);
    t->bytes = talloc_new(t);
    t->block = NULL;
    t->block_used = BLOCK;
    t->known_count = 0;
    t->stamp = 1;
    if (t->table)
        memset(t->table, 0, t->table_size * sizeof(t->table[0]));
    return t->bytes != NULL;
}

struct termset *termset_new(TALLOC_CTX *mem)
{
    struct termset *t = talloc_zero(mem, struct termset);
    if (!t || !begin_table(t)) {
        talloc_free(t);
        return NULL;
    }
    return t;
}

bool termset_begin(struct termset *t, struct err *err)
{
    t->term_count = t->occurrence_count = 0;
    if (t->known_count >= TERMSET_KEEP || t->stamp == UINT32_MAX) {
        if (!begin_table(t))
            return err_nomem(err, "terms");
    }
    t->stamp++;
    return true;
}

/* Doubles an array on t. */
static bool more(struct termset *t, void **at, size_t *cap, size_t each, size_t first)
{
    size_t want = *cap ? *cap * 2 : first;
    void *p = talloc_realloc_size(t, *at, want * each);
    if (!p)
        return false;
    *at = p;
    *cap = want;
    return true;
}

static bool grow_table(struct termset *t)
{
    /* A table that could not be had the last time is asked for again. */
    if ((t->known_count == t->known_cap &&
         !more(t, (void **)&t->known, &t->known_cap, sizeof(t->known[0]), TABLE_FIRST / 2)) ||
        (t->known_count == t->more_cap &&
         !more(t, (void **)&t->more, &t->more_cap, sizeof(t->more[0]), TABLE_FIRST / 2)))
        return false;
    size_t size = t->known_cap * 2;
    struct table_place *table = talloc_zero_size(t, size * sizeof(*table));
    if (!table)
        return false;
    talloc_free(t->table);
    t->table = table;
    t->table_size = size;
    for (size_t i = 0; i < t->known_count; i++) {
        size_t place = t->known[i].hash & (size - 1);
        while (table[place].known)
            place = (place + 1) & (size - 1);
        table[place] = (struct table_place){t->known[i].hash, (uint32_t)i + 1};
    }
    return true;
}

/* Room for the spelling of a term, kept until the table begins anew. */
static char *room(struct termset *t, size_t len)
{
    if (BLOCK - t->block_used < len) {
        t->block = talloc_size(t->bytes, BLOCK);
        if (!t->block)
            return NULL;
        t->block_used = 0;
    }
    char *p = t->block + t->block_used;
    t->block_used += len;
    return p;
}

static uint32_t hash_of(struct slice prefix, struct slice token)
{
    uint64_t seed = 0;
    memcpy(&seed, prefix.ptr, prefix.len < 8 ? prefix.len : 8);
    return (uint32_t)hash_bytes(token, seed);
}

static bool is(const struct termset *t, uint32_t known, struct slice prefix, struct slice token)
{
    const struct known *k = &t->known[known];
    if (k->len != prefix.len + token.len)
        return false;
    const char *bytes = k->len <= HEAD_MAX ? k->head : t->more[known].bytes;
    return memcmp(bytes, prefix.ptr, prefix.len) == 0 &&
           memcmp(bytes + prefix.len, token.ptr, token.len) == 0;
}

/* Where prefix + token stands in the table, or the free place for it. */
static size_t place_of(const struct termset *t, struct slice prefix, struct slice token,
                       uint32_t hash)
{
    size_t mask = t->table_size - 1, place = hash & mask;
    while (t->table[place].known &&
           !(t->table[place].hash == hash && is(t, t->table[place].known - 1, prefix, token)))
        place = (place + 1) & mask;
    return place;
}

/* Index of prefix + token among the known, made where it is new; false when out of memory. */
static bool find(struct termset *t, struct slice prefix, struct slice token, uint32_t *ret)
{
    if (t->known_count * 2 == t->table_size && !grow_table(t))
        return false;
    uint32_t hash = hash_of(prefix, token);
    size_t place = place_of(t, prefix, token, hash);
    if (t->table[place].known) {
        *ret = t->table[place].known - 1;
        return true;
    }
    size_t len = prefix.len + token.len;
    char *bytes = room(t, len);
    if (!bytes)
        return false;
    memcpy(bytes, prefix.ptr, prefix.len);
    memcpy(bytes + prefix.len, token.ptr, token.len);
    struct known *k = &t->known[t->known_count];
    *k = (struct known){.hash = hash, .len = (uint8_t)len};
    memcpy(k->head, bytes, len < HEAD_MAX ? len : HEAD_MAX);
    t->more[t->known_count] = (struct more_known){.bytes = bytes};
    *ret = (uint32_t)t->known_count++;
    t->table[place] = (struct table_place){hash, (uint32_t)t->known_count};
    return true;
}

bool termset_has(const struct termset *t, const char *prefix, struct slice token)
{
    if (!t->table_size)
        return false;
    struct slice before = slice_of(prefix);
    size_t place = place_of(t, before, token, hash_of(before, token));
    return t->table[place].known && t->known[t->table[place].known - 1].stamp == t->stamp;
}

bool termset_add(struct termset *t, const char *prefix, struct slice token, uint32_t wdf,
                 uint32_t position, struct err *err)
{
    struct slice before = slice_of(prefix);
    if (before.len + token.len > STORE_TERM_MAX || token.len == 0)
        return err_set(err, ERR_BUG, "a term of %zu bytes", before.len + token.len);
    uint32_t known;
    if (!find(t, before, token, &known))
        return err_nomem(err, "terms");
    struct known *k = &t->known[known];
    if (k->stamp != t->stamp) {
        if (t->term_count == t->term_cap &&
            !more(t, (void **)&t->terms, &t->term_cap, sizeof(t->terms[0]), 1024))
            return err_nomem(err, "terms");
        k->stamp = t->stamp;
        k->number = (uint32_t)t->term_count;
        t->terms[t->term_count++] = (struct doc_term){.known = known};
    }
    struct doc_term *d = &t->terms[k->number];
    d->wdf += wdf;
    t->last = known;
    if (position == TERMSET_NO_POSITION || (d->positions && d->last == position))
        return true;
    if (t->occurrence_count == t->occurrence_cap &&
        !more(t, (void **)&t->occurrences, &t->occurrence_cap, sizeof(t->occurrences[0]), 1024))
        return err_nomem(err, "terms");
    t->occurrences[t->occurrence_count++] = (struct occurrence){k->number, position};
    d->positions++;
    d->last = position;
    return true;
}

bool termset_is_news(struct termset *t, struct slice surface)
{
    struct more_known *k = &t->more[t->last];
    size_t len = t->known[t->last].len;
    bool news = !k->noted;
    k->noted = 1;
    if (surface.len == 0 || slice_eq(surface, (struct slice){k->bytes, len}))
        return news;
    uint32_t hash = (uint32_t)hash_bytes(surface, 1);
    for (uint8_t i = 0; i < k->surface_count; i++)
        if (k->surfaces[i] == hash)
            return news;
    if (k->surface_count == SURFACES)
        return news;
    k->surfaces[k->surface_count++] = hash;
    return true;
}

bool termset_finish(struct termset *t, TALLOC_CTX *mem, struct store_document *ret, struct err *err)
{
    size_t bytes_len = 0;
    for (size_t i = 0; i < t->term_count; i++)
        bytes_len += t->known[t->terms[i].known].len;
    size_t terms_size = t->term_count * sizeof(struct store_term);
    size_t positions_size = t->occurrence_count * sizeof(uint32_t);
    char *block = talloc_size(mem, terms_size + positions_size + bytes_len + 1);
    if (!block)
        return err_nomem(err, "terms");
    struct store_term *terms = (struct store_term *)(void *)block;
    uint32_t *positions = (uint32_t *)(void *)(block + terms_size);
    char *bytes = block + terms_size + positions_size;
    size_t first = 0;
    for (size_t i = 0; i < t->term_count; i++) {
        const struct doc_term *d = &t->terms[i];
        const struct known *k = &t->known[d->known];
        memcpy(bytes, k->len <= HEAD_MAX ? k->head : t->more[d->known].bytes, k->len);
        terms[i] = (struct store_term){{bytes, k->len}, d->wdf, positions + first, 0};
        bytes += k->len;
        first += d->positions;
    }
    for (size_t i = 0; i < t->occurrence_count; i++) {
        struct store_term *term = &terms[t->occurrences[i].term];
        positions[(size_t)(term->positions - positions) + term->position_count++] =
            t->occurrences[i].position;
    }
    ret->terms = terms;
    ret->term_count = t->term_count;
    return true;
}
