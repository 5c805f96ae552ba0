/* vocab_table.c - see vocab_table.h */
#include "dict/vocab_table.h"
#include "dict/utf8.h"
#include <errno.h>
#include <stdio.h>

/* No table is near this; a wrong file is not read into memory. */
enum { TABLE_BYTES_MAX = 16 << 20 };

bool row_error(const struct row *row, const char *why, struct slice word, struct err *err)
{
    return err_set(err, ERR_STORE, "%s:%u: %s: %.*s", row->file, row->line, why, SLICE_ARG(word));
}

bool list_next(struct slice *list, struct slice *item)
{
    if (list->len == 0)
        return false;
    size_t bar = slice_find(*list, SLICE_LIT("|"));
    *item = slice_sub(*list, 0, bar);
    *list = slice_sub(*list, bar + 1, list->len);
    return true;
}

static bool file_read(TALLOC_CTX *mem, const char *path, struct slice *ret, struct err *err)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    size_t len = 0, cap = 64 << 10;
    char *bytes = talloc_array(mem, char, (unsigned)cap);
    for (size_t n; bytes && (n = fread(bytes + len, 1, cap - len, f)) > 0;) {
        len += n;
        if (len > TABLE_BYTES_MAX)
            break;
        if (len == cap)
            bytes = talloc_realloc(mem, bytes, char, (unsigned)(cap *= 2));
    }
    bool broken = ferror(f) != 0;
    fclose(f);
    if (!bytes)
        return err_nomem(err, path);
    if (broken || len > TABLE_BYTES_MAX)
        return err_set(err, ERR_STORE, "%s: %s", path, broken ? "read error" : "too long");
    *ret = (struct slice){bytes, len};
    return true;
}

static bool blank_edge(struct slice s)
{
    return s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
}

static bool row_split(struct slice line, size_t min, struct row *row, struct err *err)
{
    size_t count = 0;
    for (struct slice rest = line;; count++) {
        if (count == TABLE_COLUMNS)
            return row_error(row, "too many columns", line, err);
        size_t tab = slice_find(rest, SLICE_LIT("\t"));
        row->at[count] = slice_sub(rest, 0, tab);
        if (blank_edge(row->at[count]))
            return row_error(row, "blank at the edge of a column", line, err);
        if (tab >= rest.len) {
            count++;
            break;
        }
        rest = slice_sub(rest, tab + 1, rest.len);
    }
    if (count < min)
        return row_error(row, "too few columns", line, err);
    for (; count < TABLE_COLUMNS; count++)
        row->at[count] = (struct slice){NULL, 0};
    return true;
}

bool table_read(TALLOC_CTX *mem, const char *dir, const char *name, size_t min,
                bool (*take)(void *ctx, const struct row *row, struct err *err), void *ctx,
                struct err *err)
{
    struct slice rest;
    char *path = talloc_asprintf(mem, "%s/%s", dir, name);
    if (!path)
        return err_nomem(err, name);
    if (!file_read(mem, path, &rest, err))
        return false;
    struct row row = {.file = name, .line = 0};
    size_t valid = utf8_valid(rest);
    if (valid != rest.len)
        return err_set(err, ERR_STORE, "%s: not UTF-8 at byte %zu", name, valid);
    while (rest.len > 0) {
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        struct slice line = slice_sub(rest, 0, end);
        rest = slice_sub(rest, end + 1, rest.len);
        row.line++;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (!row_split(line, min, &row, err) || !take(ctx, &row, err))
            return false;
    }
    return true;
}
