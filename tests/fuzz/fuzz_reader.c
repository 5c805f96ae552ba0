/* A reader (FUZZ_FORMAT) against any bytes: it ends, hands over sound records or says why not.
 * With FUZZ_WORKBOOK the bytes are the parts of a workbook, divided by NUL: a mutated zip file would
 * hardly ever get as far as them. */
#include "corpus/reader.h"
#include "dict/data.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef FUZZ_WORKBOOK
#include <archive.h>
#include <archive_entry.h>
#endif

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

#ifdef FUZZ_WORKBOOK
/* A workbook of the parts in data; its bytes, 0 where it has no room. */
static size_t pack(const uint8_t *data, size_t size, char *out, size_t room)
{
    static const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
                                        "xl/styles.xml", "xl/workbook.xml"};
    size_t used = 0;
    struct archive *a = archive_write_new();
    bool ok = a && archive_write_set_format_zip(a) == ARCHIVE_OK &&
              archive_write_set_options(a, "compression=store") == ARCHIVE_OK &&
              archive_write_open_memory(a, out, room, &used) == ARCHIVE_OK;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ok; i++) {
        const uint8_t *nul = memchr(data, 0, size);
        size_t len = nul ? (size_t)(nul - data) : size;
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, names[i]);
        archive_entry_set_size(e, (la_int64_t)len);
        archive_entry_set_filetype(e, AE_IFREG);
        ok = archive_write_header(a, e) == ARCHIVE_OK &&
             archive_write_data(a, data, len) == (la_ssize_t)len;
        archive_entry_free(e);
        data += nul ? len + 1 : len;
        size -= nul ? len + 1 : len;
    }
    ok = archive_write_close(a) == ARCHIVE_OK && ok;
    archive_write_free(a);
    return ok ? used : 0;
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef FUZZ_WORKBOOK
    static char packed[1 << 18];
    size = size ? pack(data, size, packed, sizeof(packed)) : 0;
    data = (const uint8_t *)packed;
#endif
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
