/* positions.c - see positions.h.
 */
#include "indexer/positions.h"
#include "indexer/hash.h"
#include "indexer/varint.h"
#include <stdlib.h>

enum {
    MARK = 'P',
    WORDS_MAX_2 = 300,  /* words of which every second seed tells all apart by 2 bytes ... */
    WORDS_MAX_3 = 5000, /* ... by 3 */
    SEEDS = 256,
};

struct word {
    uint64_t hash;
    const struct store_term *term;
};

static int by_hash(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static uint64_t hash_of(struct slice term, unsigned seed, unsigned width)
{
    uint64_t hash = hash_bytes(term, seed);
    return width < 8 ? hash & (((uint64_t)1 << 8 * width) - 1) : hash;
}

/* Hashes the words and puts them in order; false where two are the same. */
static bool hash_all(struct word *words, size_t count, unsigned seed, unsigned width)
{
    for (size_t i = 0; i < count; i++)
        words[i].hash = hash_of(words[i].term->term, seed, width);
    qsort(words, count, sizeof(words[0]), by_hash);
    for (size_t i = 1; i < count; i++)
        if (words[i].hash == words[i - 1].hash)
            return false;
    return true;
}

static void put_list(const struct store_term *t, struct buf *out)
{
    bool more = t->position_count > 1;
    buf_put_varint(out, (uint64_t)t->positions[0] * 2 + more);
    if (more)
        buf_put_varint(out, t->position_count - 1);
    for (uint32_t i = 1; i < t->position_count; i++)
        buf_put_varint(out, t->positions[i] - t->positions[i - 1] - 1);
}

static void put_words(struct word *words, size_t count, struct buf *out)
{
    unsigned width = count <= WORDS_MAX_2 ? 2 : count <= WORDS_MAX_3 ? 3 : 4, seed = 0;
    while (seed < SEEDS && !hash_all(words, count, seed, width))
        seed++;
    if (seed == SEEDS) {
        width = 8;
        seed = 0;
        (void)hash_all(words, count, seed, width); /* whole hashes that are the same: never met */
    }
    buf_putc(out, (char)width);
    buf_putc(out, (char)seed);
    buf_put_varint(out, count);
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < width; k++)
            buf_putc(out, (char)(words[i].hash >> 8 * k));
    for (size_t i = 0; i < count; i++)
        put_list(words[i].term, out);
}

bool positions_put(const struct store_term *terms, size_t count, struct buf *out, struct err *err)
{
    struct word *words = talloc_array(NULL, struct word, (unsigned)count + 1);
    struct buf body;
    size_t n = 0;
    if (!words)
        return err_nomem(err, "positions");
    buf_init(&body, words, UINT32_MAX);
    for (size_t i = 0; i < count; i++)
        if (terms[i].position_count)
            words[n++].term = &terms[i];
    if (n)
        put_words(words, n, &body);
    buf_putc(out, MARK);
    buf_put_varint(out, body.len);
    buf_put_slice(out, buf_slice(&body));
    bool ok = buf_ok(&body) && buf_ok(out);
    talloc_free(words);
    return ok || err_nomem(err, "positions");
}

bool positions_split(struct slice data, struct slice *positions, struct slice *rest)
{
    uint64_t len;
    struct slice left = slice_sub(data, 1, data.len);
    if (data.len == 0 || data.ptr[0] != MARK || !varint_take(&left, &len) || len > left.len)
        return false;
    *positions = slice_sub(left, 0, (size_t)len);
    *rest = slice_sub(left, (size_t)len, left.len);
    return true;
}

static uint64_t hash_at(struct slice hashes, size_t i, unsigned width)
{
    uint64_t hash = 0;
    memcpy(&hash, hashes.ptr + i * width, width);
    return hash;
}

/* Steps over one list. */
static bool skip_list(struct slice *left)
{
    uint64_t first, more, gap;
    if (!varint_take(left, &first))
        return false;
    if (!(first & 1))
        return true;
    if (!varint_take(left, &more))
        return false;
    while (more-- > 0)
        if (!varint_take(left, &gap))
            return false;
    return true;
}

static bool damaged(struct err *err)
{
    return err_set(err, ERR_STORE, "the positions of a document are damaged; build the index anew");
}

static bool take_list(TALLOC_CTX *mem, struct slice left, uint32_t **ret, size_t *count,
                      struct err *err)
{
    uint64_t first, more = 0, gap;
    if (!varint_take(&left, &first) || ((first & 1) && !varint_take(&left, &more)) ||
        more > left.len)
        return damaged(err);
    uint32_t *list = talloc_array(mem, uint32_t, (unsigned)more + 1);
    if (!list)
        return err_nomem(err, "positions");
    list[0] = (uint32_t)(first / 2);
    for (size_t i = 1; i <= more; i++) {
        if (!varint_take(&left, &gap)) {
            talloc_free(list);
            return damaged(err);
        }
        list[i] = list[i - 1] + (uint32_t)gap + 1;
    }
    *ret = list;
    *count = (size_t)more + 1;
    return true;
}

bool positions_find(TALLOC_CTX *mem, struct slice positions, struct slice term, uint32_t **ret,
                    size_t *count, struct err *err)
{
    uint64_t words;
    if (positions.len == 0) {
        *count = 0;
        return true;
    }
    unsigned width = (unsigned char)positions.ptr[0];
    struct slice left = slice_sub(positions, 2, positions.len);
    if (positions.len < 2 || width < 2 || width > 8 || !varint_take(&left, &words) ||
        words > left.len / width)
        return damaged(err);
    struct slice lists = slice_sub(left, (size_t)words * width, left.len);
    uint64_t hash = hash_of(term, (unsigned char)positions.ptr[1], width);
    size_t low = 0, high = (size_t)words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hash_at(left, middle, width) < hash)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == words || hash_at(left, low, width) != hash) {
        *count = 0;
        return true;
    }
    for (size_t i = 0; i < low; i++)
        if (!skip_list(&lists))
            return damaged(err);
    return take_list(mem, lists, ret, count, err);
}
