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

static void put_fixed(uint64_t n, unsigned width, struct buf *out)
{
    for (unsigned k = 0; k < width; k++)
        buf_putc(out, (char)(n >> 8 * k));
}

/* What a word's place says of it. */
static uint64_t place_of(const struct store_term *t)
{
    return (uint64_t)t->positions[0] * 2 + (t->position_count > 1);
}

/* The gaps of a word that stands in several places. */
static void put_more(const struct store_term *t, struct buf *scratch, struct buf *out)
{
    buf_clear(scratch);
    for (uint32_t i = 1; i < t->position_count; i++)
        buf_put_varint(scratch, t->positions[i] - t->positions[i - 1] - 1);
    buf_put_varint(out, scratch->len);
    buf_put_slice(out, buf_slice(scratch));
    if (!buf_ok(scratch))
        out->failed = true;
}

static void put_words(struct word *words, size_t count, struct buf *scratch, struct buf *out)
{
    unsigned width = count <= WORDS_MAX_2 ? 2 : count <= WORDS_MAX_3 ? 3 : 4, seed = 0, wide = 1;
    while (seed < SEEDS && !hash_all(words, count, seed, width))
        seed++;
    if (seed == SEEDS) {
        width = 8;
        seed = 0;
        (void)hash_all(words, count, seed, width); /* whole hashes that are the same: never met */
    }
    for (size_t i = 0; i < count; i++)
        while (place_of(words[i].term) >> 8 * wide)
            wide++;
    buf_putc(out, (char)width);
    buf_putc(out, (char)wide);
    buf_putc(out, (char)seed);
    buf_put_varint(out, count);
    for (size_t i = 0; i < count; i++)
        put_fixed(words[i].hash, width, out);
    for (size_t i = 0; i < count; i++)
        put_fixed(place_of(words[i].term), wide, out);
    for (size_t i = 0; i < count; i++)
        if (words[i].term->position_count > 1)
            put_more(words[i].term, scratch, out);
}

bool positions_put(const struct store_term *terms, size_t count, struct buf *out, struct err *err)
{
    struct word *words = talloc_array(NULL, struct word, (unsigned)count + 1);
    struct buf body, scratch;
    size_t n = 0;
    if (!words)
        return err_nomem(err, "positions");
    buf_init(&body, words, UINT32_MAX);
    buf_init(&scratch, words, UINT32_MAX);
    for (size_t i = 0; i < count; i++)
        if (terms[i].position_count)
            words[n++].term = &terms[i];
    if (n)
        put_words(words, n, &scratch, &body);
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

static uint64_t fixed_at(struct slice numbers, size_t i, unsigned width)
{
    uint64_t n = 0;
    memcpy(&n, numbers.ptr + i * width, width);
    return n;
}

/* The first of the ascending hashes that is not below hash. */
static size_t first_from(struct slice hashes, size_t count, unsigned width, uint64_t hash)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (fixed_at(hashes, middle, width) < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool damaged(struct err *err)
{
    return err_set(err, ERR_STORE, "the positions of a document are damaged; build the index anew");
}

/* Of lists behind each other the one at index. */
static bool take_list(struct slice left, size_t index, struct slice *ret)
{
    uint64_t len;
    for (size_t i = 0; i <= index; i++) {
        if (!varint_take(&left, &len) || len > left.len)
            return false;
        *ret = slice_sub(left, 0, (size_t)len);
        left = slice_sub(left, (size_t)len, left.len);
    }
    return true;
}

static bool unpack(TALLOC_CTX *mem, uint32_t first, struct slice gaps, uint32_t **ret,
                   size_t *count, struct err *err)
{
    uint32_t *list = talloc_array(mem, uint32_t, (unsigned)gaps.len + 1);
    size_t n = 0;
    uint64_t gap;
    if (!list)
        return err_nomem(err, "positions");
    list[n++] = first;
    for (; varint_take(&gaps, &gap); n++)
        list[n] = list[n - 1] + (uint32_t)gap + 1;
    if (gaps.len) {
        talloc_free(list);
        return damaged(err);
    }
    *ret = list;
    *count = n;
    return true;
}

bool positions_find(TALLOC_CTX *mem, struct slice positions, struct slice term, uint32_t **ret,
                    size_t *count, struct err *err)
{
    uint64_t words;
    *count = 0;
    if (positions.len == 0)
        return true;
    struct slice left = slice_sub(positions, 3, positions.len), gaps = {0};
    if (positions.len < 3)
        return damaged(err);
    unsigned width = (unsigned char)positions.ptr[0], wide = (unsigned char)positions.ptr[1];
    if (width < 2 || width > 8 || wide < 1 || wide > 5 || !varint_take(&left, &words) ||
        words > left.len / (width + wide))
        return damaged(err);
    struct slice places = slice_sub(left, (size_t)words * width, left.len);
    uint64_t hash = hash_of(term, (unsigned char)positions.ptr[2], width);
    size_t word = first_from(left, (size_t)words, width, hash);
    if (word == words || fixed_at(left, word, width) != hash)
        return true;

    uint64_t place = fixed_at(places, word, wide);
    if (place & 1) {
        size_t before = 0; /* words with more */
        for (size_t i = 0; i < word; i++)
            before += places.ptr[i * wide] & 1;
        if (!take_list(slice_sub(places, (size_t)words * wide, places.len), before, &gaps))
            return damaged(err);
    }
    return unpack(mem, (uint32_t)(place / 2), gaps, ret, count, err);
}
