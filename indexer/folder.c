/* folder.c - see folder.h. Every change that others may see is a rename after an fsync.
 */
#include "indexer/folder.h"
#include "dict/slice.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_FILES = 32 }; /* descriptors that walks may hold */

struct folder {
    const char *dir;
    int lock; /* descriptor */
    bool has_index;
    struct current current;
    char *generation;
};

static int folder_free(struct folder *f)
{
    if (f->lock >= 0)
        close(f->lock);
    return 0;
}

static bool fail(struct err *err, const char *path)
{
    return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path) != 0 && errno != ENOENT ? -1 : 0;
}

bool folder_remove(const char *path, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) != 0 && errno == ENOENT)
        return true;
    if (nftw(path, remove_one, OPEN_FILES, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return fail(err, path);
    return true;
}

uint64_t folder_size(const char *path)
{
    uint64_t bytes = 0;
    DIR *d = opendir(path);
    if (!d)
        return 0;
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (!S_ISDIR(st.st_mode)) {
            bytes += (uint64_t)st.st_blocks * 512;
            continue;
        }
        char *below = talloc_asprintf(NULL, "%s/%s", path, e->d_name);
        bytes += below ? folder_size(below) : 0;
        talloc_free(below);
    }
    closedir(d);
    return bytes;
}

/* One of the names that an index folder has, gen-... and build among them. */
static bool own_name(const char *name)
{
    return strcmp(name, "current") == 0 || strcmp(name, "current.new") == 0 ||
           strcmp(name, "lock") == 0 ||
           (strncmp(name, "gen-", 4) == 0 && strspn(name + 4, "0123456789") == strlen(name + 4));
}

/* Refuses a folder that is somebody else's. */
static bool look_around(const char *dir, struct err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return fail(err, dir);
    bool ok = true;
    for (struct dirent *e; ok && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !own_name(e->d_name))
            ok = err_set(err, ERR_INPUT,
                         "%s is not an index: it holds \"%s\"; give an empty or new folder", dir,
                         e->d_name);
    closedir(d);
    return ok;
}

static bool make_folder(const char *dir, struct err *err)
{
    struct stat st;
    if (stat(dir, &st) == 0) {
        if (!S_ISDIR(st.st_mode))
            return err_set(err, ERR_INPUT, "%s is a file, not an index folder", dir);
        return true;
    }
    char *part = talloc_strdup(NULL, dir);
    if (!part)
        return err_nomem(err, "index folder");
    bool ok = true;
    for (char *p = part + 1; ok; p++) {
        if (*p && *p != '/')
            continue;
        char c = *p;
        *p = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            ok = fail(err, part);
        *p = c;
        if (!c)
            break;
    }
    talloc_free(part);
    return ok;
}

static bool take_lock(struct folder *f, struct err *err)
{
    char *path = talloc_asprintf(f, "%s/lock", f->dir);
    if (!path)
        return err_nomem(err, "lock");
    f->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (f->lock < 0)
        return fail(err, path);
    char pid[24] = "";
    if (flock(f->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fail(err, path);
        ssize_t len = pread(f->lock, pid, sizeof(pid) - 1, 0);
        pid[len > 0 ? strspn(pid, "0123456789") : 0] = '\0';
        return err_set(err, ERR_BUSY, "another indexer is at work on %s (pid %s)", f->dir,
                       *pid ? pid : "unknown");
    }
    int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    /* The number is for people; where it cannot be written the lock holds all the same. */
    if (ftruncate(f->lock, 0) == 0 && pwrite(f->lock, pid, (size_t)len, 0) != len)
        (void)ftruncate(f->lock, 0);
    return true;
}

/* Removes everything of ours but what `current` names. */
static bool clean(struct folder *f, struct err *err)
{
    DIR *d = opendir(f->dir);
    if (!d)
        return fail(err, f->dir);
    bool ok = true;
    for (struct dirent *e; ok && (e = readdir(d));) {
        if (!own_name(e->d_name) || strcmp(e->d_name, "lock") == 0 ||
            strcmp(e->d_name, "current") == 0 ||
            (f->has_index && strcmp(e->d_name, f->current.name) == 0))
            continue;
        char *path = talloc_asprintf(f, "%s/%s", f->dir, e->d_name);
        ok = path ? folder_remove(path, err) : err_nomem(err, "index folder");
        talloc_free(path);
    }
    closedir(d);
    return ok;
}

bool folder_open(TALLOC_CTX *mem, const char *dir, struct folder **ret, struct err *err)
{
    struct folder *f = talloc_zero(mem, struct folder);
    if (!f)
        return err_nomem(err, "index folder");
    f->lock = -1;
    talloc_set_destructor(f, folder_free);
    f->dir = talloc_strdup(f, dir);
    if (!f->dir) {
        err_nomem(err, "index folder");
        goto fail;
    }
    struct err why;
    if (!make_folder(dir, err) || !look_around(dir, err) || !take_lock(f, err))
        goto fail;
    f->has_index = current_read(dir, &f->current, &why);
    if (!f->has_index && why.code != ERR_NOT_FOUND) {
        *err = why;
        goto fail;
    }
    if (f->has_index) {
        f->generation = talloc_asprintf(f, "%s/%s", dir, f->current.name);
        if (!f->generation) {
            err_nomem(err, "index folder");
            goto fail;
        }
    }
    if (!clean(f, err))
        goto fail;
    *ret = f;
    return true;
fail:
    talloc_free(f);
    return false;
}

bool folder_has_index(const struct folder *f)
{
    return f->has_index;
}

uint64_t folder_commit_number(const struct folder *f)
{
    return f->current.commit;
}

const char *folder_generation(const struct folder *f)
{
    return f->generation;
}

const char *folder_next(struct folder *f, TALLOC_CTX *mem, struct err *err)
{
    unsigned number = f->has_index ? (unsigned)strtoul(f->current.name + 4, NULL, 10) : 0;
    char *path = talloc_asprintf(mem, "%s/gen-%06u", f->dir, (number + 1) % 1000000);
    if (!path) {
        err_nomem(err, "index folder");
        return NULL;
    }
    return folder_remove(path, err) ? path : NULL;
}

static bool sync_path(const char *path, int flags, struct err *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return fail(err, path);
    bool ok = fsync(fd) == 0 || fail(err, path);
    close(fd);
    return ok;
}

/* Syncs the files of a generation and the folder itself. */
static bool sync_files(const char *dir, struct err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return fail(err, dir);
    bool ok = true;
    for (struct dirent *e; ok && (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        char *path = talloc_asprintf(NULL, "%s/%s", dir, e->d_name);
        ok = path ? sync_path(path, O_RDONLY, err) : err_nomem(err, "index folder");
        talloc_free(path);
    }
    closedir(d);
    return ok && sync_path(dir, O_RDONLY | O_DIRECTORY, err);
}

static bool write_current(struct folder *f, const struct current *c, struct err *err)
{
    char *fresh = talloc_asprintf(f, "%s/current.new", f->dir);
    char *path = talloc_asprintf(f, "%s/current", f->dir);
    bool ok = fresh && path;
    if (!ok) {
        err_nomem(err, "index folder");
        goto out;
    }
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        ok = fail(err, fresh);
        goto out;
    }
    char line[64];
    int len = snprintf(line, sizeof(line), "%s %" PRIu64 "\n", c->name, c->commit);
    if (write(fd, line, (size_t)len) != len || fsync(fd) != 0)
        ok = fail(err, fresh);
    close(fd);
    if (ok && rename(fresh, path) != 0)
        ok = fail(err, path);
out:
    talloc_free(fresh);
    talloc_free(path);
    return ok;
}

bool folder_publish(struct folder *f, const char *path, uint64_t commit, struct err *err)
{
    const char *name = strrchr(path, '/') + 1;
    struct current c = {.commit = commit};
    snprintf(c.name, sizeof(c.name), "%s", name);
    bool swap = !f->has_index || strcmp(name, f->current.name) != 0;
    char *generation = talloc_strdup(f, path);
    if (!generation)
        return err_nomem(err, "index folder");
    if ((swap && !sync_files(path, err)) || !write_current(f, &c, err)) {
        talloc_free(generation);
        return false;
    }
    char *old = f->generation;
    f->generation = generation;
    f->current = c;
    bool had = f->has_index;
    f->has_index = true;
    /* Readers see the new one already. Where that cannot be made to last, either may be the present
     * one after a crash of the machine: both stay. */
    bool ok = sync_path(f->dir, O_RDONLY | O_DIRECTORY, err);
    ok = ok && (!swap || !had || folder_remove(old, err));
    talloc_free(old);
    return ok;
}

void folder_give_up(struct folder *f, const char *path)
{
    struct err ignored; /* the next run removes what is left */
    if (!f->has_index || strcmp(path, f->generation) != 0)
        (void)folder_remove(path, &ignored);
}
