/* stamp.c - see stamp.h. */
#include "dict/stamp.h"
#include "dict/lexeme.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system dictionary has 49 MB and is of one piece: a sample tells two releases apart, and
 * start-up does not wait for the disk. */
enum { SAMPLE = 4096, STRIDE_SYSTEM = 16 * SAMPLE, STRIDE_OWN = SAMPLE };

static bool mix(const char *folder, const char *name, off_t stride, uint64_t *stamp,
                struct err *err)
{
    char path[PATH_MAX], block[SAMPLE];
    if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) >= sizeof(path))
        return err_set(err, ERR_STORE, "the path '%s/%s' is too long", folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    uint64_t size = (uint64_t)st.st_size;
    *stamp = lexeme_hash(*stamp, &size, sizeof(size));
    for (off_t at = 0; at < st.st_size; at += stride) {
        ssize_t n = pread(fd, block, sizeof(block), at);
        if (n <= 0) {
            err_set(err, ERR_STORE, "%s: %s", path,
                    n < 0 ? strerror(errno) : "shorter than it was");
            close(fd);
            return false;
        }
        *stamp = lexeme_hash(*stamp, block, (size_t)n);
    }
    close(fd);
    return true;
}

bool stamp_files(const char *dictionary, const char *data_dir, uint64_t *stamp, struct err *err)
{
    /* user.dic and variants.tsv make the terms; the others decide which damage is mended, which
     * values of facets are one, and which records are near-identical. */
    static const char *const own[] = {"user.dic",   "variants.tsv",      "mend.tsv",
                                      "places.tsv", "organizations.tsv", "filters.tsv"};
    bool ok = mix(dictionary, "sys.dic", STRIDE_SYSTEM, stamp, err) &&
              mix(dictionary, "matrix.bin", STRIDE_SYSTEM, stamp, err) &&
              mix(dictionary, "unk.dic", STRIDE_OWN, stamp, err) &&
              mix(dictionary, "char.bin", STRIDE_SYSTEM, stamp, err);
    for (size_t i = 0; ok && i < sizeof(own) / sizeof(own[0]); i++)
        ok = mix(data_dir, own[i], STRIDE_OWN, stamp, err);
    return ok;
}
