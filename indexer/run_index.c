/* run_index.c - a run that writes: a build beside the old index, or changes to it.
 *
 * A build (--full, or the first run) lets the pipeline make runs, merges them into the next
 * generation, writes its lexicon and makes it the present one. Changes go to the present
 * generation through one durable writer (run_change.c).
 */
#include "indexer/folder.h"
#include "indexer/known.h"
#include "indexer/mark.h"
#include "indexer/run_parts.h"
#include <stdio.h>

static void tell_skip(struct run *run, struct run_source *s, uint32_t line, const char *why)
{
    progress_clear(&run->progress);
    run_tell_skip(run->report, s, line, why);
}

/* ---- What comes back from the pipeline ---- */

static bool finished(void *ctx, struct pipeline_chunk *chunk, struct err *err)
{
    struct run *run = ctx;
    if (!notes_merge(run->notes, chunk->notes, err))
        return false;
    for (size_t i = 0; i < chunk->count; i++) {
        struct pipeline_item *item = &chunk->items[i];
        struct run_tag *tag = item->tag;
        if (item->failed && item->why.code != ERR_INPUT)
            return err_set(err, item->why.code, "%.*s: %s", SLICE_ARG(item->record->id),
                           item->why.msg);
        if (item->failed) {
            char why[400];
            snprintf(why, sizeof(why), "%.*s: %s", SLICE_ARG(item->record->id), item->why.msg);
            tell_skip(run, tag->source, item->record->line, why);
            continue;
        }
        if (!run->build && !run_change_put(run, item, err))
            return false;
        if (tag->changed)
            tag->source->changed++;
        else
            tag->source->added++;
    }
    return !run->build || glass_build_add(run->out, chunk->part, err);
}

static bool start_pipeline(struct run *run, struct err *err)
{
    struct pipeline_config config = {
        .jobs = run->o->jobs,
        .memory = run->o->memory,
        .analyzer = run->analyzer,
        .vocab = run->vocab,
        .facets = run->facets,
        .plan = run->build ? &run->plan : NULL,
        .finished = finished,
        .ctx = run,
    };
    return pipeline_start(run->folder, &config, &run->pipeline, err);
}

/* ---- What comes in from the readers ---- */

static size_t text_bytes(const struct record *r)
{
    size_t n = r->title.len;
    for (size_t i = 0; i < r->field_count; i++)
        if (r->fields[i].value.type == VALUE_STRING)
            n += r->fields[i].value.string.len;
    return n;
}

static bool sink_record(void *ctx, struct record *rec, struct err *err)
{
    struct run *run = ctx;
    struct run_source *s = run->source;
    size_t bytes = text_bytes(rec);
    run->source_bytes += bytes;
    s->records++;
    run_count_repairs(s, rec);
    progress_step(&run->progress,
                  run->done_bytes +
                      (run->source_bytes < s->size || !s->size ? run->source_bytes : s->size));
    if (!s->kind.len)
        s->kind = (struct slice){talloc_strndup(run->report->sources, rec->kind.ptr, rec->kind.len),
                                 rec->kind.len};
    bool fresh;
    struct known_record *k = known_get(run->known, rec->id, &fresh);
    if (!k) {
        talloc_free(rec);
        return err_nomem(err, "ids");
    }
    if (k->seen) {
        char why[400];
        snprintf(why, sizeof(why), "the id %.*s stands twice; this one is left out",
                 SLICE_ARG(rec->id));
        tell_skip(run, s, rec->line, why);
        talloc_free(rec);
        return true;
    }
    k->seen = true;
    uint64_t hash = run->build ? 0 : record_hash(rec);
    if (!run->build && !fresh && k->hash == hash) {
        s->unchanged++;
        talloc_free(rec);
        return true;
    }
    k->hash = hash;
    size_t index = (size_t)(s - run->report->sources);
    return pipeline_put(run->pipeline, rec, &run->tags[2 * index + (fresh ? 0 : 1)], err);
}

static void sink_skipped(void *ctx, uint32_t line, const char *why)
{
    struct run *run = ctx;
    tell_skip(run, run->source, line, why);
}

static void sink_remark(void *ctx, uint32_t line, const char *what)
{
    struct run *run = ctx;
    progress_clear(&run->progress);
    run_tell_remark(run->o, run->source, line, what);
}

/* Reads one source; that nothing in it is usable is told and no failure of the run. */
static bool read_source(struct run *run, struct run_source *s, struct err *err)
{
    struct reader_sink sink = {sink_record, sink_skipped, sink_remark, run};
    enum format used;
    struct err why;
    run->source = s;
    run->source_bytes = 0;
    if (!corpus_read(&s->src, run->o->format, run->vocab, &sink, &used, &why)) {
        if (why.code != ERR_INPUT && why.code != ERR_NOT_FOUND)
            return err_set(err, why.code, "%s", why.msg);
        s->failed = true;
        tell_skip(run, s, 0, why.msg);
    }
    run->done_bytes += s->size;
    return true;
}

static bool read_sources(struct run *run, struct err *err)
{
    struct run_report *r = run->report;
    for (size_t i = 0; i < r->source_count; i++)
        if (!r->sources[i].superseded && !read_source(run, &r->sources[i], err))
            return false;
    /* A source that gave nothing: the one before it with the same id takes its place again. */
    for (size_t i = r->source_count; i-- > 0;) {
        struct run_source *bad = &r->sources[i];
        if (bad->superseded || bad->records)
            continue;
        for (size_t k = i; k-- > 0;) {
            if (!r->sources[k].superseded || !slice_eq(r->sources[k].src.id, bad->src.id))
                continue;
            r->sources[k].superseded = false;
            if (!read_source(run, &r->sources[k], err))
                return false;
            if (r->sources[k].records)
                break;
        }
    }
    return pipeline_end(run->pipeline, err);
}

/* ---- Changes, a build ---- */

static bool change_index(struct run *run, struct err *err)
{
    if (!run_change_begin(run, err) || !start_pipeline(run, err) || !read_sources(run, err) ||
        !run_change_prune(run, err))
        return false;
    progress_say(&run->progress, "committing");
    return (!run->dirty || run_change_commit(run, err)) &&
           store_doc_count(store_writer_view(run->writer), &run->report->documents, err);
}

static bool finish_build(struct run *run, struct err *err)
{
    struct store *s = NULL;
    progress_say(&run->progress, "merging");
    if (!run_put_metadata(run, err) || !glass_build_finish(run->out, err) ||
        !store_open(run->folder, &run->next, 1, &s, err))
        return false;
    run->report->documents = glass_build_count(run->out);
    bool ok = run_write_lexicon(run, s, run->next, err);
    talloc_free(s);
    return ok && folder_publish(run->folder, run->next, run->commit + 1, err);
}

static bool build_index(struct run *run, struct err *err)
{
    run->facets = facet_table_new(run->folder);
    run->commit = folder_commit_number(run->folder);
    run->plan = (struct glass_plan){texts_new(run->folder), run->o->remote};
    run->next = folder_next(run->folder, run->folder, err);
    if (!run->facets || !run->plan.texts || !run->next)
        return run->next ? err_nomem(err, "build") : false;
    if (!glass_build_begin(run->folder, run->next, &run->plan, &run->out, err) ||
        !start_pipeline(run, err) || !read_sources(run, err))
        return false;
    return glass_build_count(run->out) == 0 || finish_build(run, err);
}

/* ---- The run ---- */

static bool is_empty(const char *generation, bool *ret, struct err *err)
{
    struct store *s;
    uint32_t count;
    if (!store_open(NULL, &generation, 1, &s, err))
        return false;
    bool ok = store_doc_count(s, &count, err);
    talloc_free(s);
    *ret = count == 0;
    return ok;
}

bool run_index(TALLOC_CTX *mem, const struct run_options *o, const struct analyzer *analyzer,
               const struct vocab *vocab, struct run_report *ret, struct err *err)
{
    double begun = progress_now();
    struct run run = {.o = o, .report = ret, .analyzer = analyzer, .vocab = vocab};
    if (!run_find_sources(mem, o, ret, err))
        return false;
    if (ret->source_count == 0) {
        ret->nothing = true;
        return true;
    }
    if (!folder_open(mem, o->index, &run.folder, err))
        return false;
    run.notes = notes_new(run.folder);
    run.known = known_new(run.folder);
    run.tags = talloc_zero_array(run.folder, struct run_tag, (unsigned)ret->source_count * 2);
    uint64_t total = 0;
    bool ok = run.notes && run.known && run.tags ? true : err_nomem(err, "run");
    for (size_t i = 0; ok && i < ret->source_count; i++) {
        run.tags[2 * i] = (struct run_tag){&ret->sources[i], false};
        run.tags[2 * i + 1] = (struct run_tag){&ret->sources[i], true};
        total += ret->sources[i].superseded ? 0 : ret->sources[i].size;
    }
    run.build = o->full || !folder_has_index(run.folder);
    if (ok && !run.build)
        ok = is_empty(folder_generation(run.folder), &run.build, err);
    progress_begin(&run.progress, o->progress, total);
    ok = ok && (run.build ? build_index(&run, err) : change_index(&run, err));
    progress_clear(&run.progress);
    talloc_free(run.pipeline);
    if (run.next && (!ok || glass_build_count(run.out) == 0))
        folder_give_up(run.folder, run.next);
    uint64_t records = 0;
    for (size_t i = 0; i < ret->source_count; i++)
        records += ret->sources[i].records;
    ret->nothing = records == 0;
    talloc_free(run.writer);
    talloc_free(run.folder);
    ret->bytes = folder_size(o->index);
    ret->seconds = progress_now() - begun;
    return ok;
}
