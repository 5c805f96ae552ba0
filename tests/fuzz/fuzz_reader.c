/* A reader (FUZZ_FORMAT) against any bytes: it ends, hands over sound records or says why not. */
#include "corpus/reader.h"
#include "dict/data.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *ctx, struct record *rec, struct err *err)
{
    (void)ctx;
    /* What goes into the index comes out again. */
    struct buf b;
    struct record *back;
    buf_init(&b, rec, 64 << 20);
    record_pack(rec, &b);
    if (!record_unpack(rec, buf_slice(&b), &back, err))
        abort();
    if (record_hash(rec) != record_hash(back))
        abort();
    struct buf json; /* back borrows from b */
    buf_init(&json, rec, 64 << 20);
    record_write_json(back, &json);
    talloc_free(rec);
    return true;
}

static void told(void *ctx, uint32_t line, const char *what)
{
    (void)line;
    *(size_t *)ctx += strlen(what);
}

/* The dictionary's gazetteers, as the indexer has them; none where there is no dictionary. */
static const struct vocab *gazetteers(void)
{
    static struct vocab *vocab;
    static bool tried;
    struct err err;
    if (!tried) {
        TALLOC_CTX *mem = talloc_new(NULL);
        const char *dir;
        if (data_dir(mem, &dir, &err))
            vocab_open(NULL, dir, &vocab, &err);
        talloc_free(mem);
    }
    tried = true;
    return vocab;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1; /* one file, written anew for each input */
    if (fd < 0)
        fd = memfd_create("fuzz", 0);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        return 0;
    char path[40];
    size_t chars = 0;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    struct source src = {.path = path, .id = SLICE_LIT("fuzz"), .title = SLICE_LIT("題")};
    struct reader_sink sink = {take, told, told, &chars};
    enum format used;
    struct err err;
    corpus_read(&src, FUZZ_FORMAT, gazetteers(), &sink, &used, &err);
    return 0;
}
