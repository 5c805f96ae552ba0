/* data.c - see data.h. */
#include "dict/data.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool data_dir(TALLOC_CTX *mem, const char **ret, struct err *err)
{
    const char *env = getenv("SENREI_DATA");
    if (env && *env) {
        if (!is_folder(env))
            return err_set(err, ERR_STORE, "no folder '%s' (named by SENREI_DATA)", env);
        char *copy = talloc_strdup(mem, env);
        if (!copy)
            return err_nomem(err, "data folder");
        *ret = copy;
        return true;
    }
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    if (n <= 0)
        return err_set(err, ERR_STORE, "cannot tell where this program is; set SENREI_DATA");
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash)
        *slash = '\0';
    char *path = talloc_asprintf(mem, "%s/../share/senrei", exe);
    if (!path)
        return err_nomem(err, "data folder");
    if (!is_folder(path)) {
        err_set(err, ERR_STORE, "no folder '%s'; set SENREI_DATA to where user.dic is", path);
        talloc_free(path);
        return false;
    }
    *ret = path;
    return true;
}
