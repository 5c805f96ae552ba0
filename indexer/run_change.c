/* run_change.c - changes to the present generation of an index: what it knows, records put and taken
 * away, commits.
 *
 * The order of a commit, so that a kill at any moment leaves something whole: the lexicon (a
 * help that may run ahead of the database), the database, `current`. What is missing of the
 * three is made up for by the next run.
 */
#include "indexer/folder.h"
#include "indexer/index.h"
#include "indexer/known.h"
#include "indexer/lexicon_file.h"
#include "indexer/mark.h"
#include "indexer/run_parts.h"
#include <stdlib.h>

/* A commit at least for each such part of the memory ceiling read. */
enum { COMMIT_MEMORY = 64 };

/* ---- What the index knows ---- */

struct learning {
    struct known *known;
    struct err *err;
    bool ok;
};

static bool learn_mark(void *ctx, uint32_t docid, struct slice value)
{
    struct learning *l = ctx;
    struct record_mark mark;
    bool fresh;
    (void)docid;
    if (!record_mark_read(value, &mark))
        return true;
    struct known_record *k = known_get(l->known, mark.id, &fresh);
    if (!k) {
        l->ok = err_nomem(l->err, "ids");
        return false;
    }
    k->hash = mark.hash;
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
    struct learning l = {run->known, err, true};
    return ok && store_each_value(view, SLOT_RECORD, learn_mark, &l, err) && l.ok;
}

bool run_change_begin(struct run *run, struct err *err)
{
    return store_writer_open(run->folder, folder_generation(run->folder), &run->writer, err) &&
           load(run, err);
}

/* ---- Putting and committing ---- */

bool run_change_commit(struct run *run, struct err *err)
{
    if (!run_write_lexicon(run, store_writer_view(run->writer), folder_generation(run->folder),
                           err) ||
        !run_put_metadata(run, err) || !store_commit(run->writer, err))
        return false;
    run->commit++;
    run->pending = run->pending_bytes = 0;
    run->dirty = false;
    return folder_publish(run->folder, folder_generation(run->folder), run->commit, err);
}

bool run_change_put(struct run *run, struct pipeline_item *item, struct err *err)
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
    return run_change_commit(run, err);
}

/* ---- Taking away ---- */

struct gone {
    const struct run *run;
    struct slice source;
    struct slice *ids; /* of the records of source that this run has not seen */
    size_t count;
    struct err *err;
    bool ok;
};

static bool gone_mark(void *ctx, uint32_t docid, struct slice value)
{
    struct gone *g = ctx;
    struct record_mark mark;
    (void)docid;
    if (!record_mark_read(value, &mark) || !slice_eq(mark.source, g->source))
        return true;
    const struct known_record *k = known_find(g->run->known, mark.id);
    if (k && k->seen)
        return true;
    if ((g->count & (g->count - 1)) == 0) {
        struct slice *more = talloc_realloc(g->run->folder, g->ids, struct slice,
                                            (unsigned)(g->count ? g->count * 2 : 1));
        g->ok = more || err_nomem(g->err, "ids");
        if (!more)
            return false;
        g->ids = more;
    }
    char *id = talloc_memdup(g->ids, mark.id.ptr, mark.id.len);
    g->ok = id || err_nomem(g->err, "ids");
    g->ids[g->count++] = (struct slice){id, mark.id.len};
    return g->ok;
}

/* Removes the records of s that this run has not seen. */
static bool prune_source(struct run *run, struct run_source *s, struct err *err)
{
    struct gone g = {.run = run, .source = s->src.id, .err = err, .ok = true};
    bool ok =
        store_each_value(store_writer_view(run->writer), SLOT_RECORD, gone_mark, &g, err) && g.ok;
    for (size_t i = 0; ok && i < g.count; i++) {
        struct slice term;
        ok = schema_term(g.ids, SPACE_ID, g.ids[i], &term, err) &&
             store_delete(run->writer, term, err);
        s->deleted++;
        run->dirty = true;
    }
    talloc_free(g.ids);
    return ok;
}

/* True where the index has s from another file: then it replaces that one whole. */
static bool came_from_elsewhere(struct run *run, const struct run_source *s, bool *ret,
                                struct err *err)
{
    TALLOC_CTX *mem = talloc_new(run->folder);
    struct slice before, key = run_source_key(mem, s);
    bool ok = key.len ? store_metadata(store_writer_view(run->writer), mem, key, &before, err)
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

bool run_change_prune(struct run *run, struct err *err)
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
