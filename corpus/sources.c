/* sources.c - sources_find(): the documents of a file or folder, named by its sources.tsv. */
#include "corpus/reader.h"
#include "corpus/readers.h"
#include "dict/utf8.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    DEPTH_MAX = 32,         /* folders within folders */
    TSV_LINE_MAX = 1 << 16, /* bytes of a line of sources.tsv */
};

struct found {
    TALLOC_CTX *mem;
    struct source *at;
    size_t count;
    struct err *err;
};

static bool add(struct found *f, struct source s)
{
    struct source *at = talloc_realloc_size(f->mem, f->at, (f->count + 1) * sizeof(*at));
    if (!at)
        return err_nomem(f->err, "sources");
    f->at = at;
    f->at[f->count++] = s;
    return true;
}

/* A file name without folder and extension. */
static struct slice stem(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice name = slice_of(slash ? slash + 1 : path);
    const char *dot = memrchr(name.ptr, '.', name.len);
    if (dot && dot > name.ptr)
        name.len = (size_t)(dot - name.ptr);
    return name;
}

static bool add_file(struct found *f, const char *path)
{
    struct source s = {.path = talloc_strdup(f->mem, path)};
    if (!s.path)
        return err_nomem(f->err, "sources");
    s.id = strcmp(path, "-") == 0 ? SLICE_LIT("stdin") : stem(s.path);
    return add(f, s);
}

/* One line of sources.tsv in folder dir: file id kind title publisher date url. */
static bool add_line(struct found *f, const char *dir, const char *tsv, unsigned no,
                     struct slice line)
{
    struct slice cells[7] = {{0}};
    char *own = talloc_strndup(f->mem, line.ptr, line.len);
    if (!own)
        return err_nomem(f->err, "sources");
    size_t n = 0;
    for (size_t start = 0; start <= line.len && n < 7; n++) {
        const char *tab = memchr(own + start, '\t', line.len - start);
        size_t stop = tab ? (size_t)(tab - own) : line.len;
        cells[n] = slice_trim((struct slice){own + start, stop - start});
        start = stop + 1;
    }
    if (utf8_valid(line) != line.len)
        return err_set(f->err, ERR_INPUT, "%s:%u: not UTF-8", tsv, no);
    if (cells[0].len == 0)
        return err_set(f->err, ERR_INPUT, "%s:%u: no file named", tsv, no);
    struct source s = {.path = talloc_asprintf(f->mem, "%s/%.*s", dir, SLICE_ARG(cells[0])),
                       .id = cells[1],
                       .kind = cells[2],
                       .title = cells[3],
                       .publisher = cells[4],
                       .date = cells[5],
                       .url = cells[6]};
    if (!s.path)
        return err_nomem(f->err, "sources");
    if (s.id.len == 0)
        s.id = stem(s.path);
    if (memchr(s.id.ptr, '/', s.id.len))
        return err_set(f->err, ERR_INPUT, "%s:%u: id with a slash: %.*s", tsv, no, SLICE_ARG(s.id));
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->at[i].path, s.path) == 0)
            return err_set(f->err, ERR_INPUT, "%s:%u: file named twice: %.*s", tsv, no,
                           SLICE_ARG(cells[0]));
    return add(f, s);
}

/* *found: whether there is a sources.tsv in dir. */
static bool add_tsv(struct found *f, const char *dir, bool *found)
{
    char *path = talloc_asprintf(f->mem, "%s/sources.tsv", dir);
    FILE *in = path ? fopen(path, "re") : NULL;
    *found = in != NULL;
    if (!in)
        return path ? true : err_nomem(f->err, "sources");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    bool ok = true;
    for (unsigned no = 1; ok && (len = getline(&line, &room, in)) >= 0; no++) {
        struct slice s = {line, (size_t)len};
        while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
            s.len--;
        if (no == 1 && slice_starts(s, SLICE_LIT("\xEF\xBB\xBF")))
            s = slice_sub(s, 3, s.len);
        if (no == 1 && !slice_starts(s, SLICE_LIT("file\t")) && !slice_eq(s, SLICE_LIT("file")))
            ok = err_set(f->err, ERR_INPUT,
                         "%s:1: no header line (file id kind title publisher date url)", path);
        else if (s.len > TSV_LINE_MAX)
            ok = err_set(f->err, ERR_INPUT, "%s:%u: line longer than %d bytes", path, no,
                         TSV_LINE_MAX);
        else if (no > 1 && s.len > 0 && *s.ptr != '#')
            ok = add_line(f, dir, path, no, s);
    }
    free(line);
    fclose(in);
    return ok;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* What is no document though it lies among them. */
static bool is_beside(const char *name)
{
    size_t len = strlen(name);
    return name[0] == '.' || strcmp(name, "sources.tsv") == 0 || strcmp(name, "README.md") == 0 ||
           (len > 0 && name[len - 1] == '~');
}

static bool add_folder(struct found *f, const char *dir, int depth)
{
    bool tsv;
    if (depth > DEPTH_MAX)
        return err_set(f->err, ERR_INPUT, "%s: more than %d folders deep", dir, DEPTH_MAX);
    if (!add_tsv(f, dir, &tsv))
        return false;
    struct dirent **names;
    int n = scandir(dir, &names, NULL, by_name);
    if (n < 0)
        return err_set(f->err, ERR_INPUT, "%s: %s", dir, strerror(errno));
    bool ok = true;
    for (int i = 0; i < n; i++) {
        char *path = NULL;
        if (ok && !is_beside(names[i]->d_name)) {
            path = talloc_asprintf(f->mem, "%s/%s", dir, names[i]->d_name);
            ok = path || err_nomem(f->err, "sources");
        }
        struct stat st;
        if (path && stat(path, &st) == 0) {
            /* Beside a sources.tsv only what it names is a document; folders below stand for
             * themselves. */
            if (S_ISDIR(st.st_mode))
                ok = add_folder(f, path, depth + 1);
            else if (S_ISREG(st.st_mode) && !tsv)
                ok = add_file(f, path);
        }
        free(names[i]);
    }
    free(names);
    return ok;
}

/* For a single file: its line of the sources.tsv beside it, where there is one. */
static bool add_single(struct found *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir =
        slash ? talloc_strndup(f->mem, path, (size_t)(slash - path)) : talloc_strdup(f->mem, ".");
    const char *base = slash ? slash + 1 : path;
    if (!dir)
        return err_nomem(f->err, "sources");
    struct err ignored = {0};
    struct found listed = {.mem = f->mem, .err = &ignored};
    bool tsv;
    /* A list that is broken elsewhere must not keep a file from being read by its own name. */
    if (add_tsv(&listed, dir, &tsv) && tsv)
        for (size_t i = 0; i < listed.count; i++)
            if (strcmp(strrchr(listed.at[i].path, '/') + 1, base) == 0) {
                struct source s = listed.at[i];
                s.path = talloc_strdup(f->mem, path);
                return s.path ? add(f, s) : err_nomem(f->err, "sources");
            }
    return add_file(f, path);
}

bool sources_find(TALLOC_CTX *mem, const char *path, struct source **ret, size_t *count,
                  struct err *err)
{
    struct found f = {.mem = talloc_new(mem), .err = err};
    struct stat st;
    bool ok;
    if (!f.mem)
        return err_nomem(err, "sources");
    if (strcmp(path, "-") == 0)
        ok = add_file(&f, path);
    else if (stat(path, &st) != 0)
        ok = err_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
    else if (S_ISDIR(st.st_mode)) {
        char *dir = talloc_strdup(f.mem, path);
        size_t len = dir ? strlen(dir) : 0;
        while (len > 1 && dir[len - 1] == '/')
            dir[--len] = '\0';
        ok = dir ? add_folder(&f, dir, 0) : err_nomem(err, "sources");
        if (ok && f.count == 0)
            ok = err_set(err, ERR_INPUT, "%s: no document in it", path);
    } else
        ok = add_single(&f, path);
    if (!ok) {
        talloc_free(f.mem);
        return false;
    }
    *ret = f.at;
    *count = f.count;
    return true;
}
