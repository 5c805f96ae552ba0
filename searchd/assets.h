/* assets.h - the files of the page, embedded in the program at build.
 *
 * Scripts, style and pictures under /assets/<version>/, where the version is a hash over all of
 * them: an address that never changes its contents. Not here: the page itself (page.h).
 * Threads: any, nothing changes.
 */
#ifndef SEARCHD_ASSETS_H
#define SEARCHD_ASSETS_H
#include "dict/slice.h"

struct asset {
    struct slice name; /* file name */
    struct slice bytes;
    struct slice gzip; /* empty where compressing does not pay */
    const char *content_type;
    struct slice etag; /* with its quotes */
};

/* 16 hexadecimal digits over names and contents of all assets. */
extern const char asset_version[];
/* All of them; for asset_find() and tests. */
extern const struct asset asset_table[];
extern const size_t asset_count;

/* The file at a path: "/assets/<version>/app.js", or one of the few at fixed addresses
 * ("/favicon.ico", "/icon.svg"). *immutable: the address holds the contents' hash, keep it for
 * ever. NULL where there is none, also for another version. */
const struct asset *asset_find(struct slice path, bool *immutable);

/* A file by its name, NULL where there is none: the page's template. */
const struct asset *asset_named(struct slice name);
#endif
