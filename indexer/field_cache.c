/* field_cache.c - a table of finished analyses, and a filter of hashes seen once.
 */
#include "indexer/field_cache.h"
#include "indexer/hash.h"

enum { TABLE = 1 << 14, SEEN = 1 << 14 }; /* powers of two */

struct kept {
    struct kept *next; /* of the same place */
    struct slice text;
    struct tokens tokens;
};

struct field_cache {
    TALLOC_CTX *mem; /* of everything kept */
    size_t bytes;
    struct kept *table[TABLE];
    uint32_t seen[SEEN]; /* the hash last seen at each place */
};

struct field_cache *field_cache_new(TALLOC_CTX *mem)
{
    struct field_cache *c = talloc_zero(mem, struct field_cache);
    if (c && !(c->mem = talloc_new(c)))
        TALLOC_FREE(c);
    return c;
}

/* Copies s behind *to. */
static struct slice put(char **to, struct slice s)
{
    char *p = *to;
    if (s.len)
        memcpy(p, s.ptr, s.len);
    *to += s.len;
    return (struct slice){p, s.len};
}

/* A copy of text and tokens in one block; NULL when out of memory. */
static struct kept *copy(struct field_cache *c, struct slice text, const struct tokens *t)
{
    size_t strings = text.len;
    for (size_t i = 0; i < t->count; i++)
        strings += t->at[i].term.len + t->at[i].reading.len;
    for (size_t i = 0; i < t->bigram_count; i++)
        strings += t->bigrams[i].len;
    size_t size = sizeof(struct kept) + t->count * sizeof(struct token) +
                  t->bigram_count * sizeof(struct slice) + strings;
    struct kept *k = talloc_size(c->mem, size);
    if (!k)
        return NULL;
    struct token *tokens = (struct token *)(k + 1);
    struct slice *bigrams = (struct slice *)(tokens + t->count);
    char *to = (char *)(bigrams + t->bigram_count);
    k->text = put(&to, text);
    for (size_t i = 0; i < t->count; i++) {
        tokens[i] = t->at[i];
        tokens[i].term = put(&to, t->at[i].term);
        tokens[i].reading = put(&to, t->at[i].reading);
    }
    for (size_t i = 0; i < t->bigram_count; i++)
        bigrams[i] = put(&to, t->bigrams[i]);
    k->tokens = (struct tokens){tokens, t->count, bigrams, t->bigram_count};
    c->bytes += size;
    return k;
}

bool field_cache_run(struct field_cache *c, struct analysis *an, struct slice text,
                     struct tokens *ret, struct err *err)
{
    if (text.len > FIELD_CACHE_TEXT_MAX)
        return analysis_run(an, text, ret, err);
    uint64_t hash = hash_bytes(text, 3);
    struct kept **place = &c->table[hash & (TABLE - 1)];
    for (const struct kept *k = *place; k; k = k->next)
        if (slice_eq(k->text, text)) {
            *ret = k->tokens;
            return true;
        }
    if (!analysis_run(an, text, ret, err))
        return false;
    uint32_t *seen = &c->seen[hash >> 32 & (SEEN - 1)];
    if (*seen != (uint32_t)hash) {
        *seen = (uint32_t)hash;
        return true;
    }
    if (c->bytes > FIELD_CACHE_BYTES) {
        talloc_free(c->mem);
        memset(c->table, 0, sizeof(c->table));
        c->bytes = 0;
        c->mem = talloc_new(c);
        if (!c->mem)
            return err_nomem(err, "analyses");
    }
    struct kept *k = copy(c, text, ret);
    if (!k)
        return err_nomem(err, "analyses");
    k->next = *place;
    *place = k;
    return true;
}
