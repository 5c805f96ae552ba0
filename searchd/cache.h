/* cache.h - answers kept by what was asked, the least lately used going first.
 *
 * Two levels in one table: the canonical key of a question, and the addresses under which it has
 * been asked, so that a repeated address is found without being decoded. An answer of another
 * generation than the one in service is never given.
 * Threads: one at a time (the event loop).
 */
#ifndef SEARCHD_CACHE_H
#define SEARCHD_CACHE_H
#include "searchd/response.h"

struct cache;

/* At most answers of them (0: nothing is kept), in at most bytes. Free with talloc_free. NULL when
 * out of memory. */
struct cache *cache_create(TALLOC_CTX *mem, size_t answers, size_t bytes);

/* From now on only answers of this generation are given. */
void cache_set_generation(struct cache *c, uint64_t generation);

/* What was kept for an address, or for a canonical key; NULL if nothing. Borrowed until the next
 * call: take a reference. An answer found by its key is found by address as well from now on. */
struct response *cache_by_address(struct cache *c, struct slice address);
struct response *cache_by_key(struct cache *c, struct slice key, struct slice address);

/* Keeps a reference to a under key and address. Nothing happens where a is of another generation,
 * too large (over an eighth of all bytes) or memory is out. */
void cache_put(struct cache *c, struct slice key, struct slice address, struct response *a);

size_t cache_count(const struct cache *c);
size_t cache_bytes(const struct cache *c);
#endif
