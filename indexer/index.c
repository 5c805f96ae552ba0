/* index.c - the reader's side of an index folder. The writer's side is folder.c.
 */
#include "indexer/index.h"
#include "indexer/folder.h"
#include "indexer/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool current_read(const char *dir, struct current *ret, struct err *err)
{
    char path[4096], line[128];
    if ((size_t)snprintf(path, sizeof(path), "%s/current", dir) >= sizeof(path))
        return err_set(err, ERR_INPUT, "%s: the path is too long", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int why = errno;
        struct stat st;
        if (why == ENOENT && stat(dir, &st) == 0)
            return err_set(err, ERR_NOT_FOUND,
                           "%s holds no index; make one: senrei-indexer --index %s SOURCE", dir,
                           dir);
        if (why == ENOENT)
            return err_set(err, ERR_NOT_FOUND,
                           "%s: no such index; make one: senrei-indexer --index %s SOURCE", dir,
                           dir);
        if (why == ENOTDIR)
            return err_set(err, ERR_STORE, "%s is a file, not an index", dir);
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(why));
    }
    ssize_t len = read(fd, line, sizeof(line) - 1);
    int why = errno;
    close(fd);
    if (len < 0)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(why));
    if (len == 0)
        return err_set(err, ERR_STORE, "%s is empty; build the index anew with --full", path);
    line[len] = '\0';
    struct current c = {{0}, 0};
    unsigned number;
    if (sscanf(line, "gen-%6u %" SCNu64, &number, &c.commit) != 2)
        return err_set(err, ERR_STORE, "%s is damaged; build the index anew with --full", path);
    snprintf(c.name, sizeof(c.name), "gen-%06u", number % 1000000);
    *ret = c;
    return true;
}

bool index_current(TALLOC_CTX *mem, const char *dir, struct generation *ret, struct err *err)
{
    struct current c;
    if (!current_read(dir, &c, err))
        return false;
    char *path = talloc_asprintf(mem, "%s/%s", dir, c.name);
    if (!path)
        return err_nomem(err, "index");
    *ret = (struct generation){path, c.commit};
    return true;
}

bool index_open(TALLOC_CTX *mem, const char *dir, struct store **ret_store, struct generation *ret,
                struct err *err)
{
    enum { TRIES = 5 };
    struct generation g, newer;
    if (!index_current(mem, dir, &g, err))
        return false;
    for (int i = 0; i < TRIES; i++) {
        struct err why;
        if (store_open(mem, &g.path, 1, ret_store, &why)) {
            *ret = g;
            return true;
        }
        if (!index_current(mem, dir, &newer, err))
            return false;
        if (newer.number == g.number)
            return err_set(err, why.code == ERR_NOT_FOUND ? ERR_STORE : why.code, "%s", why.msg);
        g = newer;
    }
    return err_set(err, ERR_STALE, "%s changes faster than it can be opened", dir);
}

bool index_stamp(TALLOC_CTX *mem, const char *analyzer_stamp, const char **ret, struct err *err)
{
    *ret = talloc_asprintf(mem, "schema %d analyzer %s", SCHEMA_VERSION, analyzer_stamp);
    return *ret || err_nomem(err, "stamp");
}

bool index_check_stamp(struct slice stored, const char *analyzer_stamp, struct err *err)
{
    const char *own;
    if (!index_stamp(NULL, analyzer_stamp, &own, err))
        return false;
    bool same = slice_eq(stored, slice_of(own));
    if (!same)
        err_set(err, ERR_STORE,
                "the index was made with \"%.*s\", this program has \"%s\"; "
                "build it anew: senrei-indexer --full",
                SLICE_ARG(stored.len ? stored : SLICE_LIT("no stamp")), own);
    talloc_free((void *)(uintptr_t)own);
    return same;
}
