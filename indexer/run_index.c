/* run_index.c - a run that writes: a build beside the old index, or changes to it.
 *
 * A build (--full, or the first run) lets the pipeline make runs, merges them into the next
 * generation, writes its lexicon and makes it the present one. Changes go to the present
 * generation through one durable writer.
 *
 * The order of a commit, so that a kill at any moment leaves something whole: the lexicon (a
 * help that may run ahead of the database), the database, `current`. What is missing of the
 * three is made up for by the next run.
 */
#include "indexer/folder.h"
#include "indexer/glass_build.h"
#include "indexer/index.h"
#include "indexer/known.h"
#include "indexer/lexicon_file.h"
#include "indexer/mark.h"
#include "indexer/pipeline.h"
#include "indexer/run.h"
#include "indexer/store_writer.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FACETS_MAX = 1 << 30, /* bytes of the saved table */
    COMMIT_MEMORY = 64,   /* a commit at least for each such part of the memory ceiling read */
};

/* What a finished item belongs to. */
struct tag {
    struct run_source *source;
    bool changed; /* else new */
};

struct run {
    const struct run_options *o;
    struct run_report *report;
    const struct analyzer *analyzer;
    const struct vocab *vocab;
    struct folder *folder;
    struct pipeline *pipeline;
    struct facet_table *facets;
    struct notes *notes;
    struct known *known;
    struct progress progress;
    struct tag *tags; /* two for each source: new, changed */
    struct run_source *source;
    uint64_t done_bytes, source_bytes;
    uint64_t commit; /* number of the last one */
    bool build;
    /* changes */
    struct store_writer *writer;
    uint64_t pending, pending_bytes;
    bool dirty; /* something to commit */
    /* build */
    const char *next; /* path of the generation to be */
    struct glass_build *out;
    struct glass_plan plan;
};

static void tell_skip(struct run *run, struct run_source *s, uint32_t line, const char *why)
{
    progress_clear(&run->progress);
    run_tell_skip(run->report, s, line, why);
}

/* ---- Commit ---- */

struct words {
    struct lexicon_writer *writer;
    const struct notes *notes;
    struct err *err;
    bool ok;
};

static bool add_word(void *ctx, struct slice term, uint32_t freq)
{
    struct words *w = ctx;
    w->ok = lexicon_writer_word(w->writer, term, freq, w->notes, w->err);
    return w->ok;
}

static bool write_lexicon(struct run *run, struct store *s, const char *dir, struct err *err)
{
    struct words w = {lexicon_writer_new(run->folder), run->notes, err, true};
    if (!w.writer)
        return err_nomem(err, "lexicon");
    bool ok = store_each_word(s, add_word, &w, err) && w.ok &&
              lexicon_writer_save(w.writer, dir, run->commit + 1, err);
    talloc_free(w.writer);
    return ok;
}

static bool set_metadata(struct run *run, struct slice key, struct slice value, struct err *err)
{
    return run->build ? glass_build_metadata(run->out, key, value, err)
                      : store_set_metadata(run->writer, key, value, err);
}

static bool put_metadata(struct run *run, struct err *err)
{
    TALLOC_CTX *mem = talloc_new(run->folder);
    struct buf facets;
    const char *stamp;
    buf_init(&facets, mem, FACETS_MAX);
    facet_table_save(run->facets, &facets);
    char *commit = talloc_asprintf(mem, "%" PRIu64, run->commit + 1);
    bool ok = buf_ok(&facets) && commit ? true : err_nomem(err, "metadata");
    ok = ok && index_stamp(mem, analyzer_stamp(run->analyzer), &stamp, err) &&
         set_metadata(run, SLICE_LIT("stamp"), slice_of(stamp), err) &&
         set_metadata(run, SLICE_LIT("facets"), buf_slice(&facets), err) &&
         set_metadata(run, SLICE_LIT("commit"), slice_of(commit), err);
    for (size_t i = 0; ok && i < run->report->source_count; i++) {
        const struct run_source *s = &run->report->sources[i];
        if (s->superseded || s->failed || s->records == 0)
            continue;
        char *path = realpath(s->src.path, NULL);
        char *key = talloc_asprintf(mem, "source:%.*s", SLICE_ARG(s->src.id));
        char *value = talloc_asprintf(mem, "%s\t%.*s\t%.*s", path ? path : s->src.path,
                                      SLICE_ARG(s->kind), SLICE_ARG(s->src.title));
        free(path);
        struct slice short_key = slice_sub(slice_of(key), 0, STORE_TERM_MAX - 20);
        ok = key && value ? set_metadata(run, short_key, slice_of(value), err)
                          : err_nomem(err, "metadata");
    }
    talloc_free(mem);
    return ok;
}

static bool commit(struct run *run, struct err *err)
{
    if (!write_lexicon(run, store_writer_view(run->writer), folder_generation(run->folder), err) ||
        !put_metadata(run, err) || !store_commit(run->writer, err))
        return false;
    run->commit++;
    run->pending = run->pending_bytes = 0;
    run->dirty = false;
    return folder_publish(run->folder, folder_generation(run->folder), run->commit, err);
}

/* ---- What comes back from the pipeline ---- */

static bool write_item(struct run *run, struct pipeline_item *item, struct err *err)
{
    struct slice term;
    if (!schema_term(item->record, SPACE_ID, item->record->id, &term, err) ||
        !store_replace(run->writer, term, &item->doc, err))
        return false;
    run->dirty = true;
    run->pending++;
    run->pending_bytes += item->doc.data.len;
    if (run->pending < run->o->commit_every && run->pending_bytes < run->o->memory / COMMIT_MEMORY)
        return true;
    return commit(run, err);
}

static bool finished(void *ctx, struct pipeline_chunk *chunk, struct err *err)
{
    struct run *run = ctx;
    if (!notes_merge(run->notes, chunk->notes, err))
        return false;
    for (size_t i = 0; i < chunk->count; i++) {
        struct pipeline_item *item = &chunk->items[i];
        struct tag *tag = item->tag;
        if (item->failed && item->why.code != ERR_INPUT)
            return err_set(err, item->why.code, "%.*s: %s", SLICE_ARG(item->record->id),
                           item->why.msg);
        if (item->failed) {
            char why[400];
            snprintf(why, sizeof(why), "%.*s: %s", SLICE_ARG(item->record->id), item->why.msg);
            tell_skip(run, tag->source, item->record->line, why);
            continue;
        }
        if (!run->build && !write_item(run, item, err))
            return false;
        if (tag->changed)
            tag->source->changed++;
        else
            tag->source->added++;
    }
    return !run->build || glass_build_add(run->out, chunk->part, err);
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

/* ---- Changes to an index ---- */

struct marks {
    struct run *run;
    bool ok;
    struct err *err;
    /* removal */
    struct slice source;
    struct slice *ids;
    size_t count;
};

static bool learn_mark(void *ctx, uint32_t docid, struct slice value)
{
    struct marks *m = ctx;
    struct record_mark mark;
    bool fresh;
    (void)docid;
    if (!record_mark_read(value, &mark))
        return true;
    struct known_record *k = known_get(m->run->known, mark.id, &fresh);
    if (!k) {
        m->ok = err_nomem(m->err, "ids");
        return false;
    }
    k->hash = mark.hash;
    return true;
}

static bool gone_mark(void *ctx, uint32_t docid, struct slice value)
{
    struct marks *m = ctx;
    struct record_mark mark;
    (void)docid;
    if (!record_mark_read(value, &mark) || !slice_eq(mark.source, m->source))
        return true;
    const struct known_record *k = known_find(m->run->known, mark.id);
    if (k && k->seen)
        return true;
    if ((m->count & (m->count - 1)) == 0) {
        struct slice *more = talloc_realloc(m->run->folder, m->ids, struct slice,
                                            (unsigned)(m->count ? m->count * 2 : 1));
        m->ok = more || err_nomem(m->err, "ids");
        if (!more)
            return false;
        m->ids = more;
    }
    char *id = talloc_memdup(m->ids, mark.id.ptr, mark.id.len);
    m->ok = id || err_nomem(m->err, "ids");
    m->ids[m->count++] = (struct slice){id, mark.id.len};
    return m->ok;
}

/* Removes the records of s that this run has not seen. */
static bool prune_source(struct run *run, struct run_source *s, struct err *err)
{
    struct marks m = {.run = run, .ok = true, .err = err, .source = s->src.id};
    bool ok =
        store_each_value(store_writer_view(run->writer), SLOT_RECORD, gone_mark, &m, err) && m.ok;
    for (size_t i = 0; ok && i < m.count; i++) {
        struct slice term;
        ok = schema_term(m.ids, SPACE_ID, m.ids[i], &term, err) &&
             store_delete(run->writer, term, err);
        s->deleted++;
        run->dirty = true;
    }
    talloc_free(m.ids);
    return ok;
}

/* True where the index has s from another file: then it replaces that one whole. */
static bool came_from_elsewhere(struct run *run, const struct run_source *s, bool *ret,
                                struct err *err)
{
    TALLOC_CTX *mem = talloc_new(run->folder);
    struct slice before;
    char *key = talloc_asprintf(mem, "source:%.*s", SLICE_ARG(s->src.id));
    bool ok = key ? store_metadata(store_writer_view(run->writer), mem,
                                   slice_sub(slice_of(key), 0, STORE_TERM_MAX - 20), &before, err)
                  : err_nomem(err, "sources");
    if (ok) {
        char *path = realpath(s->src.path, NULL);
        struct slice now = slice_of(path ? path : s->src.path);
        size_t tab = slice_find(before, SLICE_LIT("\t"));
        *ret = before.len && !slice_eq(slice_sub(before, 0, tab), now);
        free(path);
    }
    talloc_free(mem);
    return ok;
}

static bool prune(struct run *run, struct err *err)
{
    for (size_t i = 0; i < run->report->source_count; i++) {
        struct run_source *s = &run->report->sources[i];
        /* A record that is not seen may stand in what could not be read: it is kept. */
        bool whole = run->o->prune && s->skip_count == 0;
        if (s->superseded || s->failed || s->records == 0)
            continue;
        if (run->o->prune && !whole)
            run_tell_remark(run->o, s, 0, "nothing is deleted: parts of it could not be read");
        if (!whole && !came_from_elsewhere(run, s, &whole, err))
            return false;
        if (whole && !prune_source(run, s, err))
            return false;
    }
    return true;
}

/* Loads what the index knows: marks, facets, lexicon; checks its stamp. */
static bool load(struct run *run, struct err *err)
{
    struct store *view = store_writer_view(run->writer);
    struct slice value;
    TALLOC_CTX *mem = talloc_new(run->folder);
    bool ok = store_metadata(view, mem, SLICE_LIT("stamp"), &value, err) &&
              index_check_stamp(value, analyzer_stamp(run->analyzer), err) &&
              store_metadata(view, mem, SLICE_LIT("facets"), &value, err) &&
              facet_table_load(run->folder, value, &run->facets, err) &&
              store_metadata(view, mem, SLICE_LIT("commit"), &value, err);
    uint64_t committed = ok && value.len ? strtoull(value.ptr, NULL, 10) : 0;
    run->commit = folder_commit_number(run->folder);
    /* A run was killed between the database's commit and the pointer's. */
    if (ok && committed > run->commit) {
        run->commit = committed;
        ok = folder_publish(run->folder, folder_generation(run->folder), committed, err);
    }
    struct lexicon *lexicon;
    struct err why;
    if (ok && lexicon_open(mem, folder_generation(run->folder), &lexicon, &why)) {
        ok = lexicon_to_notes(lexicon, run->notes, err);
        run->dirty = lexicon_commit(lexicon) != committed;
    } else {
        run->dirty = true; /* missing or damaged: written anew */
    }
    talloc_free(mem);
    struct marks m = {.run = run, .ok = true, .err = err};
    return ok && store_each_value(view, SLOT_RECORD, learn_mark, &m, err) && m.ok;
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

static bool change_index(struct run *run, struct err *err)
{
    if (!store_writer_open(run->folder, folder_generation(run->folder), &run->writer, err) ||
        !load(run, err) || !start_pipeline(run, err) || !read_sources(run, err) || !prune(run, err))
        return false;
    progress_say(&run->progress, "committing");
    return (!run->dirty || commit(run, err)) &&
           store_doc_count(store_writer_view(run->writer), &run->report->documents, err);
}

/* ---- A build ---- */

static bool finish_build(struct run *run, struct err *err)
{
    struct store *s = NULL;
    progress_say(&run->progress, "merging");
    if (!put_metadata(run, err) || !glass_build_finish(run->out, err) ||
        !store_open(run->folder, &run->next, 1, &s, err))
        return false;
    run->report->documents = glass_build_count(run->out);
    bool ok = write_lexicon(run, s, run->next, err);
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
    run.tags = talloc_zero_array(run.folder, struct tag, (unsigned)ret->source_count * 2);
    uint64_t total = 0;
    bool ok = run.notes && run.known && run.tags ? true : err_nomem(err, "run");
    for (size_t i = 0; ok && i < ret->source_count; i++) {
        run.tags[2 * i] = (struct tag){&ret->sources[i], false};
        run.tags[2 * i + 1] = (struct tag){&ret->sources[i], true};
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
