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

/* Adds doc if the other set has it; no jump, which in long lists no processor foresees. */
static inline void docset_add_if(struct docset *s, uint32_t doc, const struct docset *other)
{
    s->words[doc >> 6] |= other->words[doc >> 6] & (uint64_t)1 << (doc & 63);
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

/* Bits that are set: sums within ever wider fields (Warren, Hacker's Delight, 5-1), as not every
 * processor counts them itself. */
static inline uint32_t docset_ones(uint64_t w)
{
    w -= w >> 1 & 0x5555555555555555u;
    w = (w & 0x3333333333333333u) + (w >> 2 & 0x3333333333333333u);
    w = (w + (w >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (uint32_t)(w * 0x0101010101010101u >> 56);
}

static inline uint32_t docset_count(const struct docset *s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s->size; i++)
        n += docset_ones(s->words[i]);
    return n;
}

/* Whether there are fewer than n: cheap where there are many more, or hardly any. */
static inline bool docset_fewer(const struct docset *s, uint32_t n)
{
    uint32_t seen = 0;
    for (size_t i = 0; seen < n && i < s->size; i++)
        if (s->words[i])
            seen += docset_ones(s->words[i]);
    return seen < n;
}

/* Documents that are in both. */
static inline uint32_t docset_count_both(const struct docset *s, const struct docset *other)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s->size; i++)
        n += docset_ones(s->words[i] & other->words[i]);
    return n;
}

/* A walk through a set, 64 documents at a time. */
struct docset_walk {
    const struct docset *set;
    size_t next;   /* word to come */
    uint64_t left; /* of the last word, the documents to come */
};

/* The next document, or DOCSET_END. */
static inline uint32_t docset_step(struct docset_walk *w)
{
    while (w->left == 0) {
        if (w->next == w->set->size)
            return DOCSET_END;
        w->left = w->set->words[w->next++];
    }
    uint32_t doc = (uint32_t)(w->next * 64 - 64) + (uint32_t)__builtin_ctzll(w->left);
    w->left &= w->left - 1;
    return doc;
}

/* for (each document d of s): d itself may leave s meanwhile; what else changes may be missed. */
#define DOCSET_EACH(d, s)                                                                          \
    for (struct docset_walk walk_##d = {(s), 0, 0}; walk_##d.set; walk_##d.set = NULL)             \
        for (uint32_t d; (d = docset_step(&walk_##d)) != DOCSET_END;)
#endif
