/* lexicon.c - reading of a lexicon, mapped; the layout stands in lexicon_file.h.
 *
 * The whole file is checked once at opening, so that a look-up need not doubt an offset.
 */
#include "indexer/hash.h"
#include "indexer/lexicon_file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct lexicon {
    const struct lexicon_head *head; /* of the mapping */
    size_t size;
    const struct lexicon_entry *entries;
    const uint32_t *readings;
    const char *bytes;
    size_t bytes_len;
};

static int lexicon_free(struct lexicon *l)
{
    if (l->head)
        munmap((void *)(uintptr_t)l->head, l->size);
    return 0;
}

static bool check(struct lexicon *l)
{
    const struct lexicon_head *h = l->head;
    if (l->size < sizeof(*h) || memcmp(h->magic, LEXICON_MAGIC, sizeof(h->magic)) != 0 ||
        h->size != l->size || h->reading_count > h->count)
        return false;
    size_t tables = h->count * sizeof(struct lexicon_entry) + h->reading_count * sizeof(uint32_t);
    if (tables > l->size - sizeof(*h))
        return false;
    const char *all = (const char *)(h + 1);
    if (hash_bytes((struct slice){all, l->size - sizeof(*h)}, h->commit) != h->checksum)
        return false;
    l->entries = (const struct lexicon_entry *)(const void *)all;
    l->readings = (const uint32_t *)(const void *)(l->entries + h->count);
    l->bytes = all + tables;
    l->bytes_len = l->size - sizeof(*h) - tables;
    for (uint32_t i = 0; i < h->count; i++) {
        const struct lexicon_entry *e = &l->entries[i];
        if ((size_t)e->term + e->term_len > l->bytes_len ||
            (size_t)e->reading + e->reading_len > l->bytes_len ||
            (size_t)e->spellings + e->spellings_len > l->bytes_len)
            return false;
    }
    for (uint32_t i = 0; i < h->reading_count; i++)
        if (l->readings[i] >= h->count)
            return false;
    return true;
}

bool lexicon_open(TALLOC_CTX *mem, const char *path, struct lexicon **ret, struct err *err)
{
    struct lexicon *l = talloc_zero(mem, struct lexicon);
    char *file = l ? talloc_asprintf(l, "%s/lexicon", path) : NULL;
    if (!file) {
        talloc_free(l);
        return err_nomem(err, "lexicon");
    }
    talloc_set_destructor(l, lexicon_free);
    struct stat st;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        err_set(err, why == ENOENT || why == ENOTDIR ? ERR_NOT_FOUND : ERR_STORE, "%s: %s", file,
                strerror(why));
        talloc_free(l);
        return false;
    }
    l->size = (size_t)st.st_size;
    void *p = l->size ? mmap(NULL, l->size, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    close(fd);
    if (p != MAP_FAILED)
        l->head = p;
    if (p == MAP_FAILED || !check(l)) {
        err_set(err, ERR_STORE, "%s is damaged; run senrei-indexer again to write it anew", file);
        talloc_free(l);
        return false;
    }
    *ret = l;
    return true;
}

size_t lexicon_count(const struct lexicon *l)
{
    return l->head->count;
}

uint64_t lexicon_commit(const struct lexicon *l)
{
    return l->head->commit;
}

static struct slice term_of(const struct lexicon *l, const struct lexicon_entry *e)
{
    return (struct slice){l->bytes + e->term, e->term_len};
}

static struct slice reading_of(const struct lexicon *l, const struct lexicon_entry *e)
{
    return (struct slice){l->bytes + e->reading, e->reading_len};
}

struct lexicon_word lexicon_at(const struct lexicon *l, size_t i)
{
    const struct lexicon_entry *e = &l->entries[i];
    return (struct lexicon_word){term_of(l, e), reading_of(l, e), e->freq};
}

size_t lexicon_lower(const struct lexicon *l, struct slice term)
{
    size_t low = 0, high = l->head->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_cmp(term_of(l, &l->entries[middle]), term) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct lexicon_entry *entry_of(const struct lexicon *l, struct slice term)
{
    size_t i = lexicon_lower(l, term);
    return i < l->head->count && slice_eq(term_of(l, &l->entries[i]), term) ? &l->entries[i] : NULL;
}

size_t lexicon_by_reading(const struct lexicon *l, struct slice prefix, size_t *ret, size_t max)
{
    size_t low = 0, high = l->head->reading_count, found = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_cmp(reading_of(l, &l->entries[l->readings[middle]]), prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* Kept most frequent first by insertion: max is small. */
    for (; low < l->head->reading_count; low++) {
        size_t i = l->readings[low];
        if (!slice_starts(reading_of(l, &l->entries[i]), prefix))
            break;
        size_t at = found < max ? found++ : max;
        for (; at > 0 && l->entries[ret[at - 1]].freq < l->entries[i].freq; at--)
            if (at < max)
                ret[at] = ret[at - 1];
        if (at < max)
            ret[at] = i;
    }
    return found;
}

void lexicon_spellings(const struct lexicon *l, struct slice term,
                       bool (*each)(void *ctx, struct slice spelling), void *ctx)
{
    const struct lexicon_entry *e = entry_of(l, term);
    if (!e)
        return;
    struct slice left = {l->bytes + e->spellings, e->spellings_len};
    while (left.len) {
        size_t len = (unsigned char)left.ptr[0];
        if (len + 1 > left.len || !each(ctx, slice_sub(left, 1, 1 + len)))
            return;
        left = slice_sub(left, 1 + len, left.len);
    }
}

struct adding {
    struct notes *notes;
    struct slice term, reading;
    struct err *err;
    bool ok;
};

static bool add_spelling(void *ctx, struct slice spelling)
{
    struct adding *a = ctx;
    a->ok = notes_add(a->notes, a->term, a->reading, spelling, a->err);
    return a->ok;
}

bool lexicon_to_notes(const struct lexicon *l, struct notes *n, struct err *err)
{
    for (size_t i = 0; i < lexicon_count(l); i++) {
        struct lexicon_word w = lexicon_at(l, i);
        struct adding a = {n, w.term, w.reading, err, true};
        if ((w.reading.len || l->entries[i].spellings_len) &&
            !notes_add(n, w.term, w.reading, (struct slice){0}, err))
            return false;
        lexicon_spellings(l, w.term, add_spelling, &a);
        if (!a.ok)
            return false;
    }
    return true;
}
