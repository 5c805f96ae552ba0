/* run_metadata.c - what an index says of itself beside its documents: the lexicon and the metadata.
 */
#include "indexer/folder.h"
#include "indexer/index.h"
#include "indexer/lexicon_file.h"
#include "indexer/run_parts.h"
#include <inttypes.h>
#include <stdlib.h>

enum {
    FACETS_MAX = 1 << 30,                 /* bytes of the saved table */
    SOURCE_KEY_MAX = STORE_TERM_MAX - 20, /* bytes: Xapian takes as much and its own mark */
};

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

bool run_write_lexicon(struct run *run, struct store *s, const char *dir, struct err *err)
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

struct slice run_source_key(TALLOC_CTX *mem, const struct run_source *s)
{
    char *key = talloc_asprintf(mem, "source:%.*s", SLICE_ARG(s->src.id));
    return slice_sub(slice_of(key), 0, SOURCE_KEY_MAX);
}

bool run_put_metadata(struct run *run, struct err *err)
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
        struct slice key = run_source_key(mem, s);
        char *value = talloc_asprintf(mem, "%s\t%.*s\t%.*s", path ? path : s->src.path,
                                      SLICE_ARG(s->kind), SLICE_ARG(s->src.title));
        free(path);
        ok = key.len && value ? set_metadata(run, key, slice_of(value), err)
                              : err_nomem(err, "metadata");
    }
    talloc_free(mem);
    return ok;
}
