/* glass_merge.c - see glass_merge.h: a heap of cursors, each with the part of its run that it
 * stands in.
 */
#include "indexer/glass_merge.h"
#include "indexer/glass_spell.h"
#include "indexer/varint.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    READ_BYTES = 64 * 1024,
    CHUNK_BYTES = 2000, /* of a list, in one entry of the table; as in Xapian */
    ENTRY_MAX = 1 << 30,
};

struct range {
    uint64_t from, to;
};

struct glass_spool {
    int fd;
    uint64_t size;
    struct range *runs;
    size_t count;
};

static int spool_free(struct glass_spool *s)
{
    if (s->fd >= 0)
        close(s->fd);
    return 0;
}

bool glass_spool_open(TALLOC_CTX *mem, const char *dir, struct glass_spool **ret, struct err *err)
{
    struct glass_spool *s = talloc_zero(mem, struct glass_spool);
    char *path = talloc_asprintf(s, "%s/spool-XXXXXX", dir);
    if (!path) {
        talloc_free(s);
        return err_nomem(err, "index");
    }
    talloc_set_destructor(s, spool_free);
    s->fd = mkostemp(path, O_CLOEXEC);
    if (s->fd < 0 || unlink(path) != 0) {
        err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
        talloc_free(s);
        return false;
    }
    *ret = s;
    return true;
}

bool glass_spool_add(struct glass_spool *s, struct slice run, struct err *err)
{
    if ((s->count & (s->count - 1)) == 0) {
        struct range *more =
            talloc_realloc(s, s->runs, struct range, (unsigned)(s->count ? s->count * 2 : 1));
        if (!more)
            return err_nomem(err, "index");
        s->runs = more;
    }
    s->runs[s->count++] = (struct range){s->size, s->size + run.len};
    while (run.len) {
        ssize_t n = pwrite(s->fd, run.ptr, run.len, (off_t)s->size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(err, ERR_STORE, "index: %s", strerror(n ? errno : ENOSPC));
        s->size += (uint64_t)n;
        run = slice_sub(run, (size_t)n, run.len);
    }
    return true;
}

/* ---- Cursors ---- */

struct cursor {
    struct range left; /* not yet read */
    size_t number;     /* of the run */
    struct buf bytes;  /* read */
    size_t next;       /* in bytes: behind the entry */
    struct slice key, body;
};

static bool broken(struct err *err)
{
    return err_set(err, ERR_BUG, "a broken run of postings");
}

/* Reads on until size bytes stand behind next, or the run ends. */
static bool fill(const struct glass_spool *s, struct cursor *c, size_t size, struct err *err)
{
    if (c->bytes.len - c->next >= size || c->left.from == c->left.to)
        return true;
    if (c->next)
        memmove(c->bytes.ptr, c->bytes.ptr + c->next, c->bytes.len - c->next);
    c->bytes.len -= c->next;
    c->next = 0;
    while (c->bytes.len < size && c->left.from < c->left.to) {
        uint64_t want = size - c->bytes.len < READ_BYTES ? READ_BYTES : size - c->bytes.len;
        if (want > c->left.to - c->left.from)
            want = c->left.to - c->left.from;
        char *p = buf_reserve(&c->bytes, want);
        if (!p)
            return err_nomem(err, "merging");
        ssize_t n = pread(s->fd, p, want, (off_t)c->left.from);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(err, ERR_STORE, "index: %s", n ? strerror(errno) : "a file was cut");
        c->bytes.len += (size_t)n;
        c->left.from += (uint64_t)n;
    }
    return true;
}

/* Moves to the next entry; key.len is 0 at the end of the run. */
static bool advance(const struct glass_spool *s, struct cursor *c, struct err *err)
{
    enum { HEAD = GLASS_KEY_MAX + 20 };
    if (!fill(s, c, HEAD, err))
        return false;
    struct slice left = slice_sub(buf_slice(&c->bytes), c->next, c->bytes.len);
    c->key = (struct slice){0};
    if (left.len == 0)
        return true;
    uint64_t key_len, body_len;
    if (!varint_take(&left, &key_len) || key_len == 0 || key_len > left.len)
        return broken(err);
    struct slice rest = slice_sub(left, key_len, left.len);
    if (!varint_take(&rest, &body_len) || body_len > ENTRY_MAX)
        return broken(err);
    size_t head = (size_t)(rest.ptr - (c->bytes.ptr + c->next));
    size_t key = (size_t)(left.ptr - (c->bytes.ptr + c->next));
    if (!fill(s, c, head + body_len, err))
        return false;
    if (c->bytes.len - c->next < head + body_len)
        return broken(err);
    c->key = (struct slice){c->bytes.ptr + c->next + key, key_len};
    c->body = (struct slice){c->bytes.ptr + c->next + head, body_len};
    c->next += head + body_len;
    return true;
}

static bool before(const struct cursor *a, const struct cursor *b)
{
    int c = slice_cmp(a->key, b->key);
    return c ? c < 0 : a->number < b->number;
}

struct heap {
    struct cursor **at;
    size_t count;
};

static void sink(struct heap *h, size_t i)
{
    struct cursor *c = h->at[i];
    for (size_t kid; (kid = 2 * i + 1) < h->count; i = kid) {
        if (kid + 1 < h->count && before(h->at[kid + 1], h->at[kid]))
            kid++;
        if (!before(h->at[kid], c))
            break;
        h->at[i] = h->at[kid];
    }
    h->at[i] = c;
}

/* ---- Entries of one key, put together ---- */

/* A list on its way into chunks. */
struct list {
    struct glass_table *to;
    struct slice key;
    bool values;             /* else of a term, or lengths */
    uint64_t count, wdf_sum; /* of the whole list */
    struct buf chunk, out, out_key;
    uint32_t first, last; /* docids of the chunk */
    bool begun;           /* a chunk was written */
};

/* Key and tag of a chunk: backends/glass/glass_postlist.cc, glass_values.cc. */
static bool write_chunk(struct list *l, bool is_last, struct err *err)
{
    buf_clear(&l->out);
    buf_clear(&l->out_key);
    buf_put_slice(&l->out_key, l->key);
    if (l->values) {
        glass_put_docid(&l->out_key, l->first);
    } else {
        if (!l->begun) {
            buf_put_varint(&l->out, l->count);
            buf_put_varint(&l->out, l->wdf_sum);
            buf_put_varint(&l->out, l->first - 1);
        } else {
            if (l->key.ptr[0] != 0) /* ends the term */
                buf_putc(&l->out_key, 0);
            glass_put_docid(&l->out_key, l->first);
        }
        buf_putc(&l->out, is_last ? '1' : '0');
        buf_put_varint(&l->out, l->last - l->first);
    }
    buf_put_slice(&l->out, buf_slice(&l->chunk));
    buf_clear(&l->chunk);
    l->begun = true;
    return buf_ok(&l->out) && buf_ok(&l->out_key)
               ? glass_table_add(l->to, buf_slice(&l->out_key), buf_slice(&l->out), false, err)
               : err_nomem(err, "merging");
}

/* The entries of one run. */
static bool add_entries(struct list *l, struct slice left, struct err *err)
{
    uint32_t docid = 0;
    while (left.len) {
        uint64_t gap, n;
        if (!varint_take(&left, &gap))
            return broken(err);
        struct slice payload = left;
        if (!varint_take(&left, &n) || (l->values && n > left.len))
            return broken(err);
        if (l->values)
            left = slice_sub(left, n, left.len);
        payload.len -= left.len;
        docid += (uint32_t)gap + 1;
        if (l->chunk.len >= CHUNK_BYTES && !write_chunk(l, false, err))
            return false;
        if (l->chunk.len == 0)
            l->first = docid;
        else
            buf_put_varint(&l->chunk, docid - l->last - 1);
        buf_put_slice(&l->chunk, payload);
        l->last = docid;
    }
    return true;
}

static bool merge_list(struct list *l, struct cursor **same, size_t count, struct err *err)
{
    l->key = same[0]->key;
    l->values = l->key.ptr[0] == 0 && (unsigned char)l->key.ptr[1] == GLASS_VALUES;
    l->begun = false;
    l->count = l->wdf_sum = 0;
    for (size_t i = 0; i < count && !l->values; i++) {
        uint64_t documents, sum;
        if (!varint_take(&same[i]->body, &documents) || !varint_take(&same[i]->body, &sum))
            return broken(err);
        l->count += documents;
        l->wdf_sum += sum;
    }
    for (size_t i = 0; i < count; i++)
        if (!add_entries(l, same[i]->body, err))
            return false;
    return write_chunk(l, true, err);
}

static bool take_string(struct slice *left, struct slice *ret)
{
    uint64_t len;
    if (!varint_take(left, &len) || len > left->len)
        return false;
    *ret = slice_sub(*left, 0, len);
    *left = slice_sub(*left, len, left->len);
    return true;
}

/* How many values a slot has, and their bounds: backends/glass/glass_values.cc. */
static bool merge_stats(struct list *l, struct cursor **same, size_t count, struct err *err)
{
    uint64_t sum = 0, n;
    struct slice low = {0}, high = {0}, a, b;
    for (size_t i = 0; i < count; i++) {
        if (!varint_take(&same[i]->body, &n) || !take_string(&same[i]->body, &a) ||
            !take_string(&same[i]->body, &b))
            return broken(err);
        if (sum == 0 || slice_cmp(a, low) < 0)
            low = a;
        if (sum == 0 || slice_cmp(b, high) > 0)
            high = b;
        sum += n;
    }
    buf_clear(&l->out);
    buf_put_varint(&l->out, sum);
    buf_put_varint(&l->out, low.len);
    buf_put_slice(&l->out, low);
    if (!slice_eq(low, high))
        buf_put_slice(&l->out, high);
    return buf_ok(&l->out) ? glass_table_add(l->to, same[0]->key, buf_slice(&l->out), false, err)
                           : err_nomem(err, "merging");
}

/* One entry for each document. */
static bool merge_positions(struct list *l, struct cursor **same, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct slice left = same[i]->body, tag;
        uint64_t gap, docid = 0;
        while (left.len) {
            if (!varint_take(&left, &gap) || !take_string(&left, &tag))
                return broken(err);
            docid += gap;
            buf_clear(&l->out_key);
            buf_put_slice(&l->out_key, same[0]->key);
            buf_putc(&l->out_key, 0);
            glass_put_docid(&l->out_key, (uint32_t)docid);
            if (!buf_ok(&l->out_key))
                return err_nomem(err, "merging");
            if (!glass_table_add(l->to, buf_slice(&l->out_key), tag, false, err))
                return false;
        }
    }
    return true;
}

static bool merge_key(struct list *l, bool positions, struct cursor **same, size_t count,
                      struct err *err)
{
    struct slice key = same[0]->key;
    if (positions)
        return merge_positions(l, same, count, err);
    if (key.len > 1 && key.ptr[0] == 0 && (unsigned char)key.ptr[1] == GLASS_STATS)
        return merge_stats(l, same, count, err);
    return merge_list(l, same, count, err);
}

static bool merge_all(struct glass_spool *s, bool positions, TALLOC_CTX *mem,
                      struct glass_table *to, struct err *err)
{
    struct cursor *cursors = talloc_zero_array(mem, struct cursor, (unsigned)s->count + 1);
    struct heap heap = {talloc_array(mem, struct cursor *, (unsigned)s->count + 1), 0};
    struct cursor **same = talloc_array(mem, struct cursor *, (unsigned)s->count + 1);
    struct list list = {.to = to};
    if (!cursors || !heap.at || !same)
        return err_nomem(err, "merging");
    buf_init(&list.chunk, mem, ENTRY_MAX);
    buf_init(&list.out, mem, ENTRY_MAX);
    buf_init(&list.out_key, mem, 1024);
    for (size_t i = 0; i < s->count; i++) {
        struct cursor *c = &cursors[i];
        c->left = s->runs[i];
        c->number = i;
        buf_init(&c->bytes, mem, ENTRY_MAX);
        if (!advance(s, c, err))
            return false;
        if (c->key.len)
            heap.at[heap.count++] = c;
    }
    for (size_t i = heap.count / 2; i-- > 0;)
        sink(&heap, i);
    while (heap.count) {
        size_t count = 0;
        do { /* out of the heap: their bodies are needed together */
            same[count++] = heap.at[0];
            heap.at[0] = heap.at[--heap.count];
            if (heap.count)
                sink(&heap, 0);
        } while (heap.count && slice_eq(heap.at[0]->key, same[0]->key));
        if (!merge_key(&list, positions, same, count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!advance(s, same[i], err))
                return false;
            if (same[i]->key.len == 0)
                continue;
            size_t at = heap.count++;
            for (; at > 0 && before(same[i], heap.at[(at - 1) / 2]); at = (at - 1) / 2)
                heap.at[at] = heap.at[(at - 1) / 2];
            heap.at[at] = same[i];
        }
    }
    return true;
}

bool glass_merge(struct glass_spool *s, bool positions, struct glass_table *to, struct err *err)
{
    /* Its own root: the two merges run at the same time. */
    TALLOC_CTX *mem = talloc_new(NULL);
    bool ok = mem ? merge_all(s, positions, mem, to, err) : err_nomem(err, "merging");
    talloc_free(mem);
    return ok;
}
