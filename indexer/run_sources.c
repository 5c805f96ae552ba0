/* run_sources.c - which documents a run reads, what it says of them, and --dump.
 */
#include "indexer/run.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

void run_tell_skip(struct run_report *report, struct run_source *s, uint32_t line, const char *why)
{
    report->skipped = true;
    const char *path = strcmp(s->src.path, "-") == 0 ? "standard input" : s->src.path;
    /* A reader may have put the place in front already. */
    bool placed = strncmp(why, path, strlen(path)) == 0;
    if (placed)
        fprintf(stderr, "%s\n", why);
    else if (line)
        fprintf(stderr, "%s:%" PRIu32 ": %s\n", path, line, why);
    else
        fprintf(stderr, "%s: %s\n", path, why);
    if (s->skip_count++ >= RUN_SKIPS_MAX)
        return;
    if (!s->skips)
        s->skips = talloc_array(report->sources, struct run_skip, RUN_SKIPS_MAX);
    char *copy = s->skips ? talloc_strdup(s->skips, why) : NULL;
    if (copy)
        s->skips[s->skip_count - 1] = (struct run_skip){line, copy};
    else
        s->skip_count--;
}

static const char *const repair_names[RUN_REPAIRS] = {"moved",   "split",   "joined",
                                                      "carried", "guessed", "kept"};

void run_count_repairs(struct run_source *s, const struct record *rec)
{
    for (size_t i = 0; i < rec->repair_count; i++)
        for (size_t k = 0; k < RUN_REPAIRS; k++)
            s->repairs[k] += slice_eq(rec->repairs[i].what, slice_of(repair_names[k]));
}

void run_tell_remark(const struct run_options *o, const struct run_source *s, uint32_t line,
                     const char *what)
{
    if (o->quiet)
        return;
    if (line)
        fprintf(stderr, "%s:%" PRIu32 ": note: %s\n", s->src.path, line, what);
    else
        fprintf(stderr, "%s: note: %s\n", s->src.path, what);
}

static bool add_source(TALLOC_CTX *mem, struct run_report *r, const struct source *src,
                       struct err *err)
{
    struct run_source *more =
        talloc_realloc(mem, r->sources, struct run_source, (unsigned)r->source_count + 1);
    if (!more)
        return err_nomem(err, "sources");
    r->sources = more;
    struct stat st;
    struct run_source *s = &more[r->source_count++];
    *s = (struct run_source){.src = *src, .kind = src->kind};
    if (stat(src->path, &st) == 0 && S_ISREG(st.st_mode))
        s->size = (uint64_t)st.st_size;
    return true;
}

bool run_find_sources(TALLOC_CTX *mem, const struct run_options *o, struct run_report *ret,
                      struct err *err)
{
    struct run_report r = *ret;
    for (size_t i = 0; i < o->source_count; i++) {
        struct source *found;
        size_t count;
        struct err why;
        if (!sources_find(mem, o->sources[i], &found, &count, &why)) {
            if (why.code != ERR_INPUT && why.code != ERR_NOT_FOUND && why.code != ERR_STORE)
                return err_set(err, why.code, "%s", why.msg);
            r.skipped = true;
            fprintf(stderr, "%s\n", why.msg);
            continue;
        }
        for (size_t k = 0; k < count; k++)
            if (!add_source(mem, &r, &found[k], err))
                return false;
    }
    for (size_t i = 0; i < r.source_count; i++)
        for (size_t k = i + 1; k < r.source_count; k++)
            if (slice_eq(r.sources[i].src.id, r.sources[k].src.id))
                r.sources[i].superseded = true;
    for (size_t i = 0; i < r.source_count; i++)
        if (r.sources[i].superseded)
            run_tell_remark(o, &r.sources[i], 0, "left for a later source of the same id");
    *ret = r;
    return true;
}

/* ---- --dump ---- */

struct dump {
    const struct run_options *o;
    struct run_report *report;
    struct run_source *source;
    struct buf line;
};

static bool dump_record(void *ctx, struct record *rec, struct err *err)
{
    struct dump *d = ctx;
    buf_clear(&d->line);
    record_write_json(rec, &d->line);
    buf_putc(&d->line, '\n');
    talloc_free(rec);
    d->source->records++;
    if (!buf_ok(&d->line))
        return err_nomem(err, "record");
    if (fwrite(d->line.ptr, 1, d->line.len, stdout) != d->line.len)
        return err_set(err, ERR_STORE, "standard output: %s", strerror(errno));
    return true;
}

static void dump_skipped(void *ctx, uint32_t line, const char *why)
{
    struct dump *d = ctx;
    run_tell_skip(d->report, d->source, line, why);
}

static void dump_remark(void *ctx, uint32_t line, const char *what)
{
    struct dump *d = ctx;
    run_tell_remark(d->o, d->source, line, what);
}

bool run_dump(TALLOC_CTX *mem, const struct run_options *o, const struct vocab *vocab,
              struct run_report *ret, struct err *err)
{
    if (!run_find_sources(mem, o, ret, err))
        return false;
    struct dump d = {.o = o, .report = ret};
    buf_init(&d.line, mem, 1u << 30);
    uint64_t records = 0;
    for (size_t i = 0; i < ret->source_count; i++) {
        if (ret->sources[i].superseded)
            continue;
        d.source = &ret->sources[i];
        struct reader_sink sink = {dump_record, dump_skipped, dump_remark, &d};
        enum format used;
        struct err why;
        if (!corpus_read(&d.source->src, o->format, vocab, &sink, &used, &why)) {
            if (why.code != ERR_INPUT)
                return err_set(err, why.code, "%s", why.msg);
            run_tell_skip(ret, d.source, 0, why.msg);
        }
        records += d.source->records;
    }
    if (fflush(stdout) != 0)
        return err_set(err, ERR_STORE, "standard output: %s", strerror(errno));
    ret->nothing = records == 0;
    return true;
}

/* ---- --stats ---- */

void run_report_json(const struct run_report *report, struct buf *out)
{
    buf_puts(out, "{\"sources\":[");
    bool first = true;
    for (size_t i = 0; i < report->source_count; i++) {
        const struct run_source *s = &report->sources[i];
        if (s->superseded)
            continue;
        buf_puts(out, first ? "{\"id\":" : ",{\"id\":");
        first = false;
        buf_put_json(out, s->src.id);
        buf_puts(out, ",\"kind\":");
        if (s->kind.len)
            buf_put_json(out, s->kind);
        else
            buf_puts(out, "null");
        buf_printf(out,
                   ",\"records\":%" PRIu64 ",\"added\":%" PRIu64 ",\"changed\":%" PRIu64
                   ",\"unchanged\":%" PRIu64 ",\"deleted\":%" PRIu64 ",\"repairs\":{",
                   s->records, s->added, s->changed, s->unchanged, s->deleted);
        const char *comma = "";
        for (size_t k = 0; k < RUN_REPAIRS; k++)
            if (s->repairs[k]) {
                buf_printf(out, "%s\"%s\":%" PRIu64, comma, repair_names[k], s->repairs[k]);
                comma = ",";
            }
        buf_puts(out, "},\"skipped\":[");
        for (size_t k = 0; k < s->skip_count && k < RUN_SKIPS_MAX; k++) {
            buf_printf(out, "%s{\"line\":%" PRIu32 ",\"why\":", k ? "," : "", s->skips[k].line);
            buf_put_json(out, slice_of(s->skips[k].why));
            buf_putc(out, '}');
        }
        buf_puts(out, "]}");
    }
    buf_printf(out, "],\"documents\":%" PRIu32 ",\"bytes\":%" PRIu64 ",\"seconds\":%.3f}\n",
               report->documents, report->bytes, report->seconds);
}
