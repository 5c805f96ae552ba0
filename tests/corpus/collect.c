#include "corpus/collect.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static bool take(void *ctx, struct record *rec, struct err *err)
{
    struct collected *c = ctx;
    if ((c->count & (c->count - 1)) == 0) { /* full at each power of two */
        size_t room = c->count ? 2 * c->count : 1;
        struct record **at = talloc_realloc_size(c, c->at, room * sizeof(*at));
        if (!at)
            return err_nomem(err, "test");
        c->at = at;
    }
    c->at[c->count++] = talloc_steal(c, rec);
    return true;
}

static void tell(struct collected *c, const char *what, uint32_t line, const char *why)
{
    size_t len = strlen(c->told);
    snprintf(c->told + len, sizeof(c->told) - len, "%s %u: %s\n", what, (unsigned)line, why);
}

static void skipped(void *ctx, uint32_t line, const char *why)
{
    tell(ctx, "skipped", line, why);
}

static void remark(void *ctx, uint32_t line, const char *what)
{
    tell(ctx, "remark", line, what);
}

struct collected *collect_file(const char *path, const char *id, enum format format)
{
    struct collected *c = talloc_zero(NULL, struct collected);
    struct source src = {.path = path, .id = slice_of(id)};
    struct reader_sink sink = {take, skipped, remark, c};
    corpus_read(&src, format, NULL, &sink, &c->used, &c->err);
    return c;
}

struct collected *collect(struct slice bytes, enum format format)
{
    int fd = memfd_create("doc", 0);
    char path[40];
    if (fd < 0 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len)
        return NULL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    struct collected *c = collect_file(path, "doc", format);
    close(fd);
    return c;
}

const char *got(const struct collected *c, size_t i, const char *key)
{
    if (i >= c->count)
        return "(no such record)";
    const struct record *r = c->at[i];
    struct buf b;
    buf_init(&b, c->at[i], 1 << 20);
    const struct value *v = record_get(r, slice_of(key));
    if (strcmp(key, "title") == 0)
        buf_put_slice(&b, r->title);
    else if (strcmp(key, "id") == 0)
        buf_put_slice(&b, r->id);
    else if (strcmp(key, "kind") == 0)
        buf_put_slice(&b, r->kind);
    else if (v && v->type == VALUE_STRING)
        buf_put_slice(&b, v->string);
    else if (v && v->type == VALUE_INT)
        buf_printf(&b, "%lld", (long long)v->integer);
    else if (v && v->type == VALUE_LIST)
        for (size_t k = 0; k < v->list.count; k++) {
            buf_puts(&b, k ? " > " : "");
            buf_put_slice(&b, v->list.at[k]);
        }
    buf_putc(&b, '\0');
    return b.ptr;
}
