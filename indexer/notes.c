/* notes.c - a hash table of words, each with its reading and a short list of spellings.
 */
#include "indexer/notes.h"
#include "indexer/hash.h"

struct entry {
    struct slice term, reading;
    struct slice *spellings;
    uint32_t spelling_count;
};

struct notes {
    struct entry *at;
    size_t count, cap;
    uint32_t *table; /* index + 1; a power of two, at most half full */
    size_t table_size;
};

enum { NOTES_FIRST = 256 };

struct notes *notes_new(TALLOC_CTX *mem)
{
    return talloc_zero(mem, struct notes);
}

static size_t find_place(const struct notes *n, struct slice term)
{
    size_t mask = n->table_size - 1;
    size_t i = hash_bytes(term, 0) & mask;
    while (n->table[i] && !slice_eq(n->at[n->table[i] - 1].term, term))
        i = (i + 1) & mask;
    return i;
}

static bool grow(struct notes *n)
{
    size_t cap = n->cap ? n->cap * 2 : NOTES_FIRST;
    struct entry *at = talloc_realloc(n, n->at, struct entry, (unsigned)cap);
    if (!at)
        return false;
    n->at = at;
    uint32_t *table = talloc_zero_array(n, uint32_t, (unsigned)(cap * 2));
    if (!table)
        return false;
    talloc_free(n->table);
    n->table = table;
    n->table_size = cap * 2;
    n->cap = cap;
    for (size_t i = 0; i < n->count; i++)
        n->table[find_place(n, n->at[i].term)] = (uint32_t)i + 1;
    return true;
}

/* A copy of s; ptr NULL when out of memory. */
static struct slice copy(struct notes *n, struct slice s)
{
    char *p = talloc_memdup(n, s.ptr, s.len);
    return (struct slice){p, s.len};
}

static bool add_spelling(struct notes *n, struct entry *e, struct slice spelling, struct err *err)
{
    if (spelling.len == 0 || spelling.len > NOTES_TERM_MAX ||
        e->spelling_count == NOTES_SPELLINGS_MAX || slice_eq(spelling, e->term))
        return true;
    for (uint32_t i = 0; i < e->spelling_count; i++)
        if (slice_eq(e->spellings[i], spelling))
            return true;
    if ((e->spelling_count & (e->spelling_count - 1)) == 0) {
        unsigned cap = e->spelling_count ? e->spelling_count * 2 : 1;
        struct slice *at = talloc_realloc(n, e->spellings, struct slice, cap);
        if (!at)
            return err_nomem(err, "lexicon");
        e->spellings = at;
    }
    struct slice kept = copy(n, spelling);
    if (!kept.ptr)
        return err_nomem(err, "lexicon");
    e->spellings[e->spelling_count++] = kept;
    return true;
}

bool notes_add(struct notes *n, struct slice term, struct slice reading, struct slice spelling,
               struct err *err)
{
    if (term.len == 0 || term.len > NOTES_TERM_MAX)
        return true;
    if (n->count == n->cap && n->count < NOTES_WORDS_MAX && !grow(n))
        return err_nomem(err, "lexicon");
    size_t place = find_place(n, term);
    if (!n->table[place]) {
        if (n->count >= NOTES_WORDS_MAX)
            return true;
        struct slice kept = copy(n, term);
        if (!kept.ptr)
            return err_nomem(err, "lexicon");
        n->at[n->count] = (struct entry){.term = kept};
        n->table[place] = (uint32_t)++n->count;
    }
    struct entry *e = &n->at[n->table[place] - 1];
    if (e->reading.len == 0 && reading.len && reading.len <= 2 * NOTES_TERM_MAX) {
        e->reading = copy(n, reading);
        if (!e->reading.ptr)
            return err_nomem(err, "lexicon");
    }
    return add_spelling(n, e, spelling, err);
}

bool notes_merge(struct notes *into, const struct notes *from, struct err *err)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct entry *e = &from->at[i];
        if (!notes_add(into, e->term, e->reading, (struct slice){0}, err))
            return false;
        for (uint32_t s = 0; s < e->spelling_count; s++)
            if (!notes_add(into, e->term, e->reading, e->spellings[s], err))
                return false;
    }
    return true;
}

struct note notes_find(const struct notes *n, struct slice term)
{
    if (n->table_size) {
        size_t place = find_place(n, term);
        if (n->table[place]) {
            const struct entry *e = &n->at[n->table[place] - 1];
            return (struct note){e->term, e->reading, e->spellings, e->spelling_count};
        }
    }
    return (struct note){.term = term};
}
