/* glass_table.c - see glass_table.h: one open block a level, written when the next item does not
 * fit.
 */
#include "indexer/glass_table.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
    LEVELS = 10, /* as Xapian's cursors have; each holds a hundred times the one below */
    DIRECTORY = 11,
    LEAF_HEAD = 3, /* size and flags, key length */
    COMPONENT = 2, /* its number */
    DIRECTORY_ITEM = 2,
    ITEM_MAX = (GLASS_BLOCK - DIRECTORY - 4 * DIRECTORY_ITEM) / 4, /* Xapian has four in a block */
    CUT_MIN = 300, /* bytes left in a block that are worth cutting a tag for */
    FLAG_DEFLATED = 0x80,
    FLAG_LAST = 0x40,
    FLAG_FIRST = 0x20,
};

struct block {
    uint8_t bytes[GLASS_BLOCK];
    uint32_t number;
    unsigned items, low; /* low: where the items begin */
};

struct glass_table {
    int fd;
    const char *path;
    struct block *levels[LEVELS];
    unsigned top; /* the root's level */
    uint32_t blocks;
    uint64_t entries;
    uint8_t last_key[GLASS_KEY_MAX];
    size_t last_len;
};

static void put2(uint8_t *p, size_t n)
{
    p[0] = (uint8_t)(n >> 8);
    p[1] = (uint8_t)n;
}

static void put4(uint8_t *p, uint32_t n)
{
    put2(p, n >> 16);
    put2(p + 2, n & 0xFFFF);
}

static int table_free(struct glass_table *t)
{
    if (t->fd >= 0)
        close(t->fd);
    return 0;
}

static void begin_block(struct glass_table *t, unsigned level)
{
    struct block *b = t->levels[level];
    memset(b->bytes, 0, sizeof(b->bytes));
    b->number = t->blocks++;
    b->items = 0;
    b->low = GLASS_BLOCK;
}

static size_t room(const struct block *b)
{
    return b->low - DIRECTORY - DIRECTORY_ITEM * b->items;
}

/* Room for an item of size bytes, entered in the directory; there must be enough. */
static uint8_t *put_item(struct block *b, size_t size)
{
    b->low -= (unsigned)size;
    put2(b->bytes + DIRECTORY + DIRECTORY_ITEM * b->items++, b->low);
    return b->bytes + b->low;
}

static bool write_block(struct glass_table *t, unsigned level, struct err *err)
{
    struct block *b = t->levels[level];
    put4(b->bytes, 1);
    b->bytes[4] = (uint8_t)level;
    put2(b->bytes + 5, room(b));
    put2(b->bytes + 7, room(b));
    put2(b->bytes + 9, DIRECTORY + DIRECTORY_ITEM * b->items);
    for (size_t done = 0; done < GLASS_BLOCK;) {
        ssize_t n = pwrite(t->fd, b->bytes + done, GLASS_BLOCK - done,
                           (off_t)b->number * GLASS_BLOCK + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(err, ERR_STORE, "%s: %s", t->path, strerror(n ? errno : ENOSPC));
        done += (size_t)n;
    }
    return true;
}

static void put_branch(struct block *b, struct slice key, size_t component, uint32_t child)
{
    uint8_t *p = put_item(b, 4 + 1 + key.len + COMPONENT);
    put4(p, child);
    p[4] = (uint8_t)key.len;
    if (key.len)
        memcpy(p + 5, key.ptr, key.len);
    put2(p + 5 + key.len, component);
}

bool glass_table_open(TALLOC_CTX *mem, const char *path, struct glass_table **ret, struct err *err)
{
    struct glass_table *t = talloc_zero(mem, struct glass_table);
    if (!t)
        return err_nomem(err, "table");
    t->fd = -1;
    talloc_set_destructor(t, table_free);
    t->path = talloc_strdup(t, path);
    t->levels[0] = talloc(t, struct block);
    if (!t->path || !t->levels[0]) {
        talloc_free(t);
        return err_nomem(err, "table");
    }
    t->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (t->fd < 0) {
        err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
        talloc_free(t);
        return false;
    }
    begin_block(t, 0);
    uint8_t *p = put_item(t->levels[0], LEAF_HEAD);
    p[0] = FLAG_FIRST | FLAG_LAST;
    *ret = t;
    return true;
}

/* Writes the block of level and begins another, which holds what comes from (key, component) on. */
static bool next_block(struct glass_table *t, unsigned level, struct slice key, size_t component,
                       struct err *err)
{
    uint32_t before = t->levels[level]->number;
    if (!write_block(t, level, err))
        return false;
    begin_block(t, level);
    uint32_t number = t->levels[level]->number;
    if (++level > t->top) {
        if (level == LEVELS)
            return err_set(err, ERR_BUG, "%s: more than %d levels", t->path, LEVELS);
        t->levels[level] = talloc(t, struct block);
        if (!t->levels[level])
            return err_nomem(err, "table");
        t->top = level;
        begin_block(t, level);
        put_branch(t->levels[level], (struct slice){0}, 0, before);
    }
    if (room(t->levels[level]) >= 4 + 1 + key.len + COMPONENT + DIRECTORY_ITEM) {
        put_branch(t->levels[level], key, component, number);
        return true;
    }
    if (!next_block(t, level, key, component, err))
        return false;
    put_branch(t->levels[level], (struct slice){0}, 0, number);
    return true;
}

/* The next leaf, beginning with (key, component). */
static bool next_leaf(struct glass_table *t, struct slice key, size_t component, struct err *err)
{
    size_t same = 0;
    while (same < key.len && same < t->last_len && (uint8_t)key.ptr[same] == t->last_key[same])
        same++;
    return next_block(t, 0, slice_sub(key, 0, same + 1), component, err);
}

bool glass_table_add(struct glass_table *t, struct slice key, struct slice tag, bool deflated,
                     struct err *err)
{
    if (key.len == 0 || key.len > GLASS_KEY_MAX)
        return err_set(err, ERR_BUG, "%s: a key of %zu bytes", t->path, key.len);
    struct slice left = tag;
    for (size_t component = 1; component == 1 || left.len; component++) {
        struct block *b = t->levels[0];
        size_t head = LEAF_HEAD + key.len + (component > 1 ? COMPONENT : 0);
        size_t size = head + left.len < ITEM_MAX ? head + left.len : ITEM_MAX;
        size_t free_bytes = room(b) > DIRECTORY_ITEM ? room(b) - DIRECTORY_ITEM : 0;
        if (size > free_bytes && free_bytes >= head + CUT_MIN)
            size = free_bytes;
        if (size > free_bytes && !next_leaf(t, key, component, err))
            return false;
        uint8_t *p = put_item(b, size);
        size_t taken = size - head;
        put2(p, size - LEAF_HEAD);
        p[0] = (uint8_t)(p[0] | (component == 1 ? FLAG_FIRST : 0) |
                         (taken == left.len ? FLAG_LAST : 0) | (deflated ? FLAG_DEFLATED : 0));
        p[2] = (uint8_t)key.len;
        memcpy(p + LEAF_HEAD, key.ptr, key.len);
        if (component > 1)
            put2(p + LEAF_HEAD + key.len, component);
        if (taken)
            memcpy(p + head, left.ptr, taken);
        left = slice_sub(left, taken, left.len);
        memcpy(t->last_key, key.ptr, key.len);
        t->last_len = key.len;
        if (component == UINT16_MAX)
            return err_set(err, ERR_INPUT, "%s: an entry of %zu bytes", t->path, tag.len);
    }
    t->entries++;
    return true;
}

bool glass_table_finish(struct glass_table *t, struct glass_root *ret, struct err *err)
{
    if (t->entries == 0) {
        *ret = (struct glass_root){0};
        return unlink(t->path) == 0 || err_set(err, ERR_STORE, "%s: %s", t->path, strerror(errno));
    }
    for (unsigned level = 0; level <= t->top; level++)
        if (!write_block(t, level, err))
            return false;
    *ret = (struct glass_root){t->levels[t->top]->number, t->blocks, t->top, t->entries};
    return true;
}
