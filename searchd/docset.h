/* docset.h - a set of documents: one bit a document number.
 *
 * Sets of one index have one size, so that they are joined word by word; 400,000 documents are
 * 50 KB. Values with borrowed words; no thread shares one that changes.
 */
#ifndef SEARCHD_DOCSET_H
#define SEARCHD_DOCSET_H
#include "dict/memory.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <talloc.h>

struct docset {
    uint64_t *words;
    size_t size; /* words */
};

enum { DOCSET_END = 0xFFFFFFFF }; /* no further document */

/* The empty set of documents below bound, owned by mem; false when out of memory. */
static inline bool docset_new(TALLOC_CTX *mem, uint32_t bound, struct docset *ret)
{
    ret->size = ((size_t)bound + 63) / 64;
    ret->words = talloc_zero_array(mem, uint64_t, (unsigned)ret->size + 1);
    if (!ret->words)
        memory_out();
    return ret->words != NULL;
}

static inline void docset_free(struct docset *s)
{
    talloc_free(s->words);
    s->words = NULL;
}

static inline bool docset_has(const struct docset *s, uint32_t doc)
{
    return s->words[doc >> 6] >> (doc & 63) & 1;
}

static inline void docset_add(struct docset *s, uint32_t doc)
{
    s->words[doc >> 6] |= (uint64_t)1 << (doc & 63);
}

static inline void docset_drop(struct docset *s, uint32_t doc)
{
    s->words[doc >> 6] &= ~((uint64_t)1 << (doc & 63));
}

static inline void docset_clear(struct docset *s)
{
    memset(s->words, 0, s->size * sizeof(s->words[0]));
}

static inline void docset_join(struct docset *s, const struct docset *other)
{
    for (size_t i = 0; i < s->size; i++)
        s->words[i] |= other->words[i];
}

static inline void docset_subtract(struct docset *s, const struct docset *other)
{
    for (size_t i = 0; i < s->size; i++)
        s->words[i] &= ~other->words[i];
}

static inline uint32_t docset_count(const struct docset *s)
{
    /* Sums within ever wider fields (Warren, Hacker's Delight, 5-1): every processor has this. */
    uint64_t n = 0;
    for (size_t i = 0; i < s->size; i++) {
        uint64_t w = s->words[i];
        w -= w >> 1 & 0x5555555555555555u;
        w = (w & 0x3333333333333333u) + (w >> 2 & 0x3333333333333333u);
        w = (w + (w >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
        n += w * 0x0101010101010101u >> 56;
    }
    return (uint32_t)n;
}

/* The first document from `from` on, or DOCSET_END. */
static inline uint32_t docset_next(const struct docset *s, uint32_t from)
{
    size_t i = from >> 6;
    if (i >= s->size)
        return DOCSET_END;
    uint64_t word = s->words[i] & (UINT64_MAX << (from & 63));
    while (word == 0) {
        if (++i == s->size)
            return DOCSET_END;
        word = s->words[i];
    }
    return (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
}

/* for (each document d of s) */
#define DOCSET_EACH(d, s)                                                                          \
    for (uint32_t d = docset_next((s), 0); d != DOCSET_END; d = docset_next((s), d + 1))
#endif
