/* glass_build.c - see glass_build.h. The merge is glass_merge.c.
 */
#include "indexer/glass_build.h"
#include "indexer/glass_merge.h"
#include "indexer/glass_spell.h"
#include "indexer/glass_table.h"
#include "indexer/varint.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    VERSION_MAX = 1024,
    TABLES =
        6, /* as in the version file: postings, data, term lists, positions, spelling, synonyms */
    POSTINGS = 0,
    DATA = 1,
    TERMS = 2,
    POSITIONS = 3,
    DEFLATE_MIN = 18, /* from that length Xapian tries to deflate what it adds to a table later */
};

struct metadata {
    struct slice key, value;
};

struct glass_build {
    const char *dir;
    const struct glass_plan *plan;
    struct glass_table *data, *terms;
    struct glass_spool *postings, *positions;
    struct metadata *metadata;
    size_t metadata_count;
    struct glass_root roots[TABLES];
    uint32_t count, last_docid, length_min, length_max, wdf_max;
    uint64_t length_sum;
};

uint32_t glass_build_count(const struct glass_build *b)
{
    return b->count;
}

static bool open_table(TALLOC_CTX *mem, const char *dir, const char *name, struct glass_table **ret,
                       struct err *err)
{
    char *path = talloc_asprintf(mem, "%s/%s.glass", dir, name);
    bool ok = path ? glass_table_open(mem, path, ret, err) : err_nomem(err, "table");
    talloc_free(path);
    return ok;
}

bool glass_build_begin(TALLOC_CTX *mem, const char *dir, const struct glass_plan *plan,
                       struct glass_build **ret, struct err *err)
{
    struct glass_build *b = talloc_zero(mem, struct glass_build);
    if (!b)
        return err_nomem(err, "index");
    b->plan = plan;
    b->dir = talloc_strdup(b, dir);
    bool ok = b->dir ? true : err_nomem(err, "index");
    if (ok && mkdir(dir, 0777) != 0)
        ok = err_set(err, ERR_STORE, "%s: %s", dir, strerror(errno));
    ok = ok && open_table(b, dir, "docdata", &b->data, err) &&
         open_table(b, dir, "termlist", &b->terms, err) &&
         glass_spool_open(b, dir, &b->postings, err) &&
         glass_spool_open(b, dir, &b->positions, err);
    if (!ok) {
        talloc_free(b);
        return false;
    }
    *ret = b;
    return true;
}

/* Takes a tag as put_tag() in glass_run.c writes it. */
static bool take_tag(struct slice *left, struct slice *tag, bool *deflated)
{
    uint64_t n;
    if (!varint_take(left, &n) || n / 2 > left->len)
        return false;
    *deflated = n & 1;
    *tag = slice_sub(*left, 0, n / 2);
    *left = slice_sub(*left, n / 2, left->len);
    return true;
}

static bool add_documents(struct glass_build *b, struct slice left, struct err *err)
{
    struct buf key;
    buf_init(&key, b, 16);
    bool ok = true;
    while (ok && left.len) {
        uint64_t docid;
        struct slice tags[3];
        bool deflated[3];
        ok = varint_take(&left, &docid);
        for (int i = 0; ok && i < 3; i++)
            ok = take_tag(&left, &tags[i], &deflated[i]);
        if (!ok)
            return err_set(err, ERR_BUG, "a broken run of documents");
        buf_clear(&key);
        glass_put_docid(&key, (uint32_t)docid);
        ok = (tags[0].len == 0 ||
              glass_table_add(b->data, buf_slice(&key), tags[0], deflated[0], err)) &&
             glass_table_add(b->terms, buf_slice(&key), tags[1], deflated[1], err);
        buf_putc(&key, 0); /* behind the document's terms: the slots of its values */
        ok = ok && (tags[2].len == 0 ||
                    glass_table_add(b->terms, buf_slice(&key), tags[2], deflated[2], err));
    }
    buf_done(&key);
    return ok;
}

bool glass_build_add(struct glass_build *b, const struct glass_part *part, struct err *err)
{
    if (part->count == 0)
        return true;
    b->count += part->count;
    b->last_docid = part->last_docid;
    b->length_sum += part->length_sum;
    if (part->length_min && (part->length_min < b->length_min || b->length_min == 0))
        b->length_min = part->length_min;
    if (part->length_max > b->length_max)
        b->length_max = part->length_max;
    if (part->wdf_max > b->wdf_max)
        b->wdf_max = part->wdf_max;
    return texts_learn(b->plan->texts, buf_slice(&part->samples), b->count, err) &&
           add_documents(b, buf_slice(&part->documents), err) &&
           glass_spool_add(b->postings, buf_slice(&part->postings), err) &&
           glass_spool_add(b->positions, buf_slice(&part->positions), err);
}

bool glass_build_metadata(struct glass_build *b, struct slice key, struct slice value,
                          struct err *err)
{
    struct metadata *more =
        talloc_realloc(b, b->metadata, struct metadata, (unsigned)b->metadata_count + 1);
    if (!more)
        return err_nomem(err, "metadata");
    b->metadata = more;
    char *k = talloc_size(more, key.len + 2), *v = talloc_memdup(more, value.ptr, value.len);
    if (!k || (!v && value.len))
        return err_nomem(err, "metadata");
    k[0] = 0;
    k[1] = (char)GLASS_METADATA;
    memcpy(k + 2, key.ptr, key.len);
    if (value.len) /* as in Xapian: empty is none */
        b->metadata[b->metadata_count++] = (struct metadata){{k, key.len + 2}, {v, value.len}};
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct metadata *x = a, *y = b;
    return slice_cmp(x->key, y->key);
}

/* One of the two merges, on a thread. */
struct merge {
    struct glass_spool *spool;
    bool positions;
    struct glass_table *table;
    struct glass_root *root;
    struct err err;
    bool ok;
};

static void *merge_main(void *arg)
{
    struct merge *m = arg;
    m->ok = glass_merge(m->spool, m->positions, m->table, &m->err) &&
            glass_table_finish(m->table, m->root, &m->err);
    return NULL;
}

static bool merge_lists(struct glass_build *b, struct err *err)
{
    struct merge postings = {.spool = b->postings, .root = &b->roots[POSTINGS]};
    struct merge positions = {
        .spool = b->positions, .positions = true, .root = &b->roots[POSITIONS]};
    if (!open_table(b, b->dir, "postlist", &postings.table, err) ||
        !open_table(b, b->dir, "position", &positions.table, err))
        return false;
    if (b->metadata_count)
        qsort(b->metadata, b->metadata_count, sizeof(b->metadata[0]), by_key);
    for (size_t i = 0; i < b->metadata_count; i++)
        if ((i + 1 == b->metadata_count || by_key(&b->metadata[i], &b->metadata[i + 1]) != 0) &&
            !glass_table_add(postings.table, b->metadata[i].key, b->metadata[i].value, false, err))
            return false;
    pthread_t thread;
    bool apart = pthread_create(&thread, NULL, merge_main, &positions) == 0;
    merge_main(&postings);
    if (apart)
        pthread_join(thread, NULL);
    else
        merge_main(&positions);
    const struct merge *bad = postings.ok ? &positions : &postings;
    return (postings.ok && positions.ok) || err_set(err, bad->err.code, "%s", bad->err.msg);
}

/* The version file, as in Xapian 1.4: backends/glass/glass_version.cc. */
static bool write_version(const struct glass_build *b, struct err *err)
{
    static const char magic[16] = "\x0f\x0dXapian Glass\x04\x6e"; /* the format of 2016-03-14 */
    struct buf out, free_blocks;
    char uuid[16], path[4096];
    buf_init(&out, NULL, VERSION_MAX);
    buf_init(&free_blocks, NULL, VERSION_MAX);
    if (getrandom(uuid, sizeof(uuid), 0) != (ssize_t)sizeof(uuid))
        return err_set(err, ERR_STORE, "no random bytes: %s", strerror(errno));
    buf_put(&out, magic, sizeof(magic));
    buf_put(&out, uuid, sizeof(uuid));
    buf_put_varint(&out, 1); /* revision */
    for (int i = 0; i < TABLES; i++) {
        const struct glass_root *r = &b->roots[i];
        buf_put_varint(&out, r->block);
        buf_put_varint(&out, r->level << 2 | 2 | (r->blocks == 0)); /* 2: leaves are in order */
        buf_put_varint(&out, r->entries);
        buf_put_varint(&out, GLASS_BLOCK >> 11);
        buf_put_varint(&out, i == TERMS || i > POSITIONS ? DEFLATE_MIN : 0);
        buf_clear(&free_blocks);
        if (r->blocks) { /* revision, first block behind the table, an empty list of free ones */
            buf_put_varint(&free_blocks, 1);
            buf_put_varint(&free_blocks, r->blocks);
            buf_put(&free_blocks, "\0\0\0\0", 4);
        }
        buf_put_varint(&out, free_blocks.len);
        buf_put_slice(&out, buf_slice(&free_blocks));
    }
    buf_put_varint(&out, b->count);
    buf_put_varint(&out, b->last_docid - b->count);
    buf_put_varint(&out, b->length_min);
    buf_put_varint(&out, b->wdf_max);
    buf_put_varint(&out, b->length_max - b->wdf_max);
    buf_put_varint(&out, 0); /* oldest changeset */
    buf_put_varint(&out, b->length_sum);
    buf_put_varint(&out, 0); /* of spelling words */
    snprintf(path, sizeof(path), "%s/iamglass", b->dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && buf_ok(&out) && write(fd, out.ptr, out.len) == (ssize_t)out.len;
    if (!ok)
        err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    buf_done(&out);
    buf_done(&free_blocks);
    return ok;
}

static bool keep_plan(struct glass_build *b, struct err *err)
{
    struct buf saved;
    buf_init(&saved, b, UINT32_MAX);
    texts_save(b->plan->texts, &saved);
    bool ok = buf_ok(&saved)
                  ? glass_build_metadata(b, SLICE_LIT(STORE_TEXTS), buf_slice(&saved), err)
                  : err_nomem(err, "dictionaries");
    buf_done(&saved);
    return ok &&
           (b->plan->xapian_positions || glass_build_metadata(b, SLICE_LIT(STORE_POSITIONS),
                                                              SLICE_LIT(STORE_POSITIONS_OWN), err));
}

bool glass_build_finish(struct glass_build *b, struct err *err)
{
    return keep_plan(b, err) && merge_lists(b, err) &&
           glass_table_finish(b->data, &b->roots[DATA], err) &&
           glass_table_finish(b->terms, &b->roots[TERMS], err) && write_version(b, err);
}
