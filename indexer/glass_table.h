/* glass_table.h - writes one table of a Xapian database from entries that come in order.
 *
 * Xapian builds a database document by document, which sorts and inserts each term anew: twice
 * the time of analysing the text. A build knows all its entries in the end and can lay the tables
 * down in one pass, blocks full, as Xapian's own compaction would leave them.
 *
 * The format is that of the backend "glass" as Xapian 1.4 has kept it since 1.4.0
 * (backends/glass/glass_table.h, glass_version.cc): a B-tree of blocks, level 0 the leaves.
 *   block   revision (4 bytes, numbers are big-endian), level (1), largest gap (2), all that is
 *           free (2), end of the directory (2); the directory, 2 bytes an item, in order of key;
 *           the items, from the block's end down
 *   leaf    size - 3 and flags (2), key length (1), key, number of the component from the second
 *           on (2), tag. Longer tags are cut into components of one key.
 *   branch  number of a block (4), key length (1), key, component (2): that block begins there.
 *           Keys are as short as tells the two leaves apart.
 * The first leaf begins with an item without key and tag, a branch block with one without key.
 *
 * Not here: what the keys and tags mean (glass_build.h).
 */
#ifndef INDEXER_GLASS_TABLE_H
#define INDEXER_GLASS_TABLE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

enum { GLASS_BLOCK = 8192, GLASS_KEY_MAX = 255 /* bytes */ };

/* Where the tree of a finished table begins, for the database's version file. */
struct glass_root {
    uint32_t block;  /* number of the root */
    uint32_t blocks; /* in the file; 0: the table is empty and has no file */
    unsigned level;  /* of the root */
    uint64_t entries;
};

/* One at a time. */
struct glass_table;

/* Makes the file at path. Freeing the table closes it. Errors: ERR_STORE, ERR_NOMEM. */
bool glass_table_open(TALLOC_CTX *mem, const char *path, struct glass_table **ret, struct err *err);
/* Appends an entry; key: 1 to GLASS_KEY_MAX bytes, above that of the call before. deflated: the
 * tag is a raw deflate stream. Errors: ERR_STORE (the disk), ERR_BUG (a key out of bounds). */
bool glass_table_add(struct glass_table *t, struct slice key, struct slice tag, bool deflated,
                     struct err *err);
/* Writes what is left; nothing can be added afterwards. */
bool glass_table_finish(struct glass_table *t, struct glass_root *ret, struct err *err);
#endif
