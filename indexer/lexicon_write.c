/* lexicon_write.c - writing of a lexicon; the layout stands in lexicon_file.h.
 */
#include "dict/buf.h"
#include "indexer/hash.h"
#include "indexer/lexicon_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Ceiling of the strings: offsets are 32 bits. */
enum { STRINGS_MAX = 2000000000 };

struct lexicon_writer {
    struct lexicon_entry *entries;
    size_t count, cap;
    struct buf strings;
};

struct lexicon_writer *lexicon_writer_new(TALLOC_CTX *mem)
{
    struct lexicon_writer *w = talloc_zero(mem, struct lexicon_writer);
    if (w)
        buf_init(&w->strings, w, STRINGS_MAX);
    return w;
}

static uint32_t put(struct lexicon_writer *w, struct slice s)
{
    uint32_t at = (uint32_t)w->strings.len;
    buf_put_slice(&w->strings, s);
    return at;
}

bool lexicon_writer_word(struct lexicon_writer *w, struct slice term, uint32_t freq,
                         const struct notes *notes, struct err *err)
{
    if (term.len > NOTES_TERM_MAX || freq == 0 || !buf_ok(&w->strings))
        return true;
    if (w->count == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 4096;
        struct lexicon_entry *more = talloc_realloc_size(w, w->entries, cap * sizeof(*more));
        if (!more)
            return err_nomem(err, "lexicon");
        w->entries = more;
        w->cap = cap;
    }
    struct note note = notes_find(notes, term);
    struct lexicon_entry e = {.freq = freq, .term_len = (uint16_t)term.len};
    e.term = put(w, term);
    e.reading = put(w, note.reading);
    e.reading_len = (uint16_t)note.reading.len;
    e.spellings = (uint32_t)w->strings.len;
    for (uint32_t i = 0; i < note.spelling_count; i++) {
        buf_putc(&w->strings, (char)note.spellings[i].len);
        buf_put_slice(&w->strings, note.spellings[i]);
    }
    e.spellings_len = (uint16_t)(w->strings.len - e.spellings);
    w->entries[w->count++] = e;
    return true;
}

static int by_reading(const void *a, const void *b, void *ctx)
{
    const struct lexicon_writer *w = ctx;
    const struct lexicon_entry *x = &w->entries[*(const uint32_t *)a];
    const struct lexicon_entry *y = &w->entries[*(const uint32_t *)b];
    int c = slice_cmp((struct slice){w->strings.ptr + x->reading, x->reading_len},
                      (struct slice){w->strings.ptr + y->reading, y->reading_len});
    if (c)
        return c;
    return x->freq != y->freq ? (x->freq < y->freq) - (x->freq > y->freq) : (x > y) - (x < y);
}

static bool write_all(const char *path, struct slice s, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    bool ok = true;
    while (ok && s.len) {
        ssize_t n = write(fd, s.ptr, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            ok = err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
        else
            s = slice_sub(s, (size_t)n, s.len);
    }
    if (ok && fsync(fd) != 0)
        ok = err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    close(fd);
    return ok;
}

bool lexicon_writer_save(struct lexicon_writer *w, const char *dir, uint64_t commit,
                         struct err *err)
{
    uint32_t *order = talloc_array(w, uint32_t, (unsigned)w->count + 1);
    char *path = talloc_asprintf(w, "%s/lexicon", dir);
    char *fresh = talloc_asprintf(w, "%s/lexicon.new", dir);
    if (!order || !path || !fresh || !buf_ok(&w->strings))
        return err_nomem(err, "lexicon");
    struct lexicon_head head = {.count = (uint32_t)w->count, .commit = commit};
    memcpy(head.magic, LEXICON_MAGIC, sizeof(head.magic));
    for (uint32_t i = 0; i < head.count; i++)
        if (w->entries[i].reading_len)
            order[head.reading_count++] = i;
    qsort_r(order, head.reading_count, sizeof(order[0]), by_reading, w);

    struct buf file;
    size_t entries = w->count * sizeof(w->entries[0]);
    size_t readings = head.reading_count * sizeof(order[0]);
    head.size = sizeof(head) + entries + readings + w->strings.len;
    buf_init(&file, w, (size_t)head.size);
    buf_put(&file, &head, sizeof(head));
    buf_put(&file, w->entries, entries);
    buf_put(&file, order, readings);
    buf_put_slice(&file, buf_slice(&w->strings));
    if (!buf_ok(&file))
        return err_nomem(err, "lexicon");
    head.checksum = hash_bytes(slice_sub(buf_slice(&file), sizeof(head), file.len), commit);
    memcpy(file.ptr, &head, sizeof(head));
    bool ok = write_all(fresh, buf_slice(&file), err);
    if (ok && rename(fresh, path) != 0)
        ok = err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    if (!ok)
        unlink(fresh); /* a disk that is full wants no half files */
    return ok;
}
