/* hash.h - a fast 64-bit hash of bytes, for tables in memory and checksums of our own files.
 *
 * Eight bytes a step, multiply and fold (the mixing of wyhash, simplified). Not for anything
 * that an enemy could gain by colliding; the same on every little-endian machine.
 */
#ifndef INDEXER_HASH_H
#define INDEXER_HASH_H
#include "dict/slice.h"
#include <stdint.h>

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_bytes(struct slice s, uint64_t seed)
{
    uint64_t h = seed ^ 0x9E3779B97F4A7C15u ^ s.len, word;
    const char *p = s.ptr;
    size_t left = s.len;
    for (; left >= 8; left -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = hash_mix(h ^ word, 0xA0761D6478BD642Fu);
    }
    word = 0;
    if (left)
        memcpy(&word, p, left);
    return hash_mix(h ^ word, 0xE7037ED1A0B428DBu);
}
#endif
