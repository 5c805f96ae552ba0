/* texts.c - see texts.h.
 */
#include "indexer/texts.h"
#include "indexer/varint.h"
#include <stdatomic.h>
#include <zdict.h>
#include <zstd.h>

enum {
    LEVEL = 6,                    /* a fifth smaller than 3, at 0.02 s a megabyte */
    DICTIONARY_BYTES = 110 << 10, /* zstd's own advice */
    LEARN_FIRST = 1000,           /* documents before the first dictionary */
    LEARN_FACTOR = 8,             /* times as many before the next */
    SAMPLE_ALL = 2000,            /* up to here every document is a sample, then each 4th ... */
    SAMPLE_SOME = 16000,          /* ... up to here, then each 16th */
    SAMPLE_BYTES = 4000,          /* of one document */
    SAMPLES_MAX = 2 << 20,        /* bytes of all; beyond it every second goes */
    UNPACKED_MAX = 256 << 20,     /* bytes */
};

struct dictionary {
    unsigned id;
    struct slice bytes;
    ZSTD_DDict *reading;
    ZSTD_CDict *writing; /* once it was the newest */
};

struct texts {
    struct dictionary *at;
    size_t count;
    _Atomic(ZSTD_CDict *) newest;
    struct buf samples;
    uint32_t learn_at;
};

struct texts_work {
    ZSTD_CCtx *packing;
    ZSTD_DCtx *unpacking;
};

static int texts_free(struct texts *t)
{
    for (size_t i = 0; i < t->count; i++) {
        ZSTD_freeCDict(t->at[i].writing);
        ZSTD_freeDDict(t->at[i].reading);
    }
    return 0;
}

struct texts *texts_new(TALLOC_CTX *mem)
{
    struct texts *t = talloc_zero(mem, struct texts);
    if (!t)
        return NULL;
    talloc_set_destructor(t, texts_free);
    buf_init(&t->samples, t, 4 * (size_t)SAMPLES_MAX);
    t->learn_at = LEARN_FIRST;
    return t;
}

static int work_free(struct texts_work *w)
{
    ZSTD_freeCCtx(w->packing);
    ZSTD_freeDCtx(w->unpacking);
    return 0;
}

struct texts_work *texts_work_new(TALLOC_CTX *mem)
{
    struct texts_work *w = talloc_zero(mem, struct texts_work);
    if (w)
        talloc_set_destructor(w, work_free);
    return w;
}

/* ---- Dictionaries ---- */

static struct dictionary *find(const struct texts *t, unsigned id)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->at[i].id == id)
            return &t->at[i];
    return NULL;
}

static bool add_dictionary(struct texts *t, struct slice bytes, struct err *err)
{
    struct dictionary d = {.id = ZDICT_getDictID(bytes.ptr, bytes.len)};
    if (d.id == 0)
        return err_set(err, ERR_STORE, "a dictionary of texts is damaged; build the index anew");
    if (find(t, d.id)) /* indexes that are opened together may share some */
        return true;
    struct dictionary *more = talloc_realloc(t, t->at, struct dictionary, (unsigned)t->count + 1);
    if (!more)
        return err_nomem(err, "dictionary");
    t->at = more;
    char *copy = talloc_memdup(t, bytes.ptr, bytes.len);
    if (!copy)
        return err_nomem(err, "dictionary");
    d.bytes = (struct slice){copy, bytes.len};
    d.reading = ZSTD_createDDict(copy, bytes.len);
    if (!d.reading)
        return err_nomem(err, "dictionary");
    t->at[t->count++] = d;
    return true;
}

bool texts_use_newest(struct texts *t, struct err *err)
{
    if (t->count == 0)
        return true;
    struct dictionary *last = &t->at[t->count - 1];
    if (!last->writing)
        last->writing = ZSTD_createCDict(last->bytes.ptr, last->bytes.len, LEVEL);
    if (!last->writing)
        return err_nomem(err, "dictionary");
    atomic_store(&t->newest, last->writing);
    return true;
}

bool texts_load(struct texts *t, struct slice saved, struct err *err)
{
    while (saved.len) {
        uint64_t len;
        if (!varint_take(&saved, &len) || len > saved.len)
            return err_set(err, ERR_STORE, "dictionaries of texts are damaged");
        if (!add_dictionary(t, slice_sub(saved, 0, len), err))
            return false;
        saved = slice_sub(saved, len, saved.len);
    }
    return true;
}

void texts_save(const struct texts *t, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++) {
        buf_put_varint(out, t->at[i].bytes.len);
        buf_put_slice(out, t->at[i].bytes);
    }
}

/* ---- Learning ---- */

bool texts_wants(uint32_t n)
{
    return n < SAMPLE_ALL || n % (n < SAMPLE_SOME ? 4 : 16) == 0;
}

/* Keeps every second sample. */
static void thin(struct texts *t)
{
    struct slice left = buf_slice(&t->samples);
    size_t kept = 0;
    for (unsigned i = 0; left.len; i++) {
        struct slice before = left;
        uint64_t len;
        if (!varint_take(&left, &len) || len > left.len)
            break;
        left = slice_sub(left, len, left.len);
        size_t size = before.len - left.len;
        if (i % 2 == 0) {
            memmove(t->samples.ptr + kept, before.ptr, size);
            kept += size;
        }
    }
    t->samples.len = kept;
}

static bool train(struct texts *t, struct err *err)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct slice left = buf_slice(&t->samples);
    uint64_t len;
    size_t count = 0, used = 0;
    for (; varint_take(&left, &len) && len <= left.len; count++)
        left = slice_sub(left, len, left.len);
    char *bytes = talloc_size(mem, t->samples.len + 1), *made = talloc_size(mem, DICTIONARY_BYTES);
    size_t *sizes = talloc_array(mem, size_t, (unsigned)count + 1);
    if (!bytes || !made || !sizes) {
        talloc_free(mem);
        return err_nomem(err, "dictionary");
    }
    left = buf_slice(&t->samples);
    for (size_t i = 0; i < count && varint_take(&left, &len); i++) {
        sizes[i] = len < SAMPLE_BYTES ? len : SAMPLE_BYTES;
        memcpy(bytes + used, left.ptr, sizes[i]);
        used += sizes[i];
        left = slice_sub(left, len, left.len);
    }
    size_t cap = used / 8 < DICTIONARY_BYTES ? used / 8 : DICTIONARY_BYTES;
    size_t size = ZDICT_trainFromBuffer(made, cap, bytes, sizes, (unsigned)count);
    bool ok = true; /* samples that have nothing in common make no dictionary */
    if (!ZDICT_isError(size))
        ok = add_dictionary(t, (struct slice){made, size}, err) && texts_use_newest(t, err);
    talloc_free(mem);
    return ok;
}

bool texts_learn(struct texts *t, struct slice samples, uint32_t count, struct err *err)
{
    buf_put_slice(&t->samples, samples);
    if (!buf_ok(&t->samples))
        return err_nomem(err, "dictionary");
    while (t->samples.len > SAMPLES_MAX)
        thin(t);
    if (count < t->learn_at)
        return true;
    while (t->learn_at <= count)
        t->learn_at *= LEARN_FACTOR;
    return train(t, err);
}

/* ---- Packing ---- */

void texts_pack(const struct texts *t, struct texts_work *w, struct slice data, struct buf *out)
{
    if (data.len == 0)
        return;
    if (!w->packing)
        w->packing = ZSTD_createCCtx();
    size_t bound = ZSTD_compressBound(data.len);
    char *to = buf_reserve(out, bound);
    if (!w->packing || !to) {
        out->failed = true;
        return;
    }
    const ZSTD_CDict *with = atomic_load(&t->newest);
    size_t size = with ? ZSTD_compress_usingCDict(w->packing, to, bound, data.ptr, data.len, with)
                       : ZSTD_compressCCtx(w->packing, to, bound, data.ptr, data.len, LEVEL);
    if (ZSTD_isError(size))
        out->failed = true;
    else
        out->len += size;
}

static bool damaged(struct err *err)
{
    return err_set(err, ERR_STORE, "a stored document is damaged; build the index anew");
}

bool texts_unpack(const struct texts *t, struct texts_work *w, TALLOC_CTX *mem, struct slice packed,
                  struct slice *ret, struct err *err)
{
    unsigned long long len = 0;
    if (packed.len) {
        len = ZSTD_getFrameContentSize(packed.ptr, packed.len);
        if (len == ZSTD_CONTENTSIZE_UNKNOWN || len == ZSTD_CONTENTSIZE_ERROR || len > UNPACKED_MAX)
            return damaged(err);
    }
    if (!w->unpacking)
        w->unpacking = ZSTD_createDCtx();
    char *to = talloc_size(mem, (size_t)len + 1);
    if (!to || !w->unpacking)
        return err_nomem(err, "stored document");
    if (packed.len) {
        unsigned id = ZSTD_getDictID_fromFrame(packed.ptr, packed.len);
        const struct dictionary *with = id ? find(t, id) : NULL;
        size_t size = id && !with
                          ? 0
                          : ZSTD_decompress_usingDDict(w->unpacking, to, (size_t)len, packed.ptr,
                                                       packed.len, with ? with->reading : NULL);
        if (size != len) {
            talloc_free(to);
            return damaged(err);
        }
    }
    to[len] = 0;
    *ret = (struct slice){to, (size_t)len};
    return true;
}
