/* run_parts.h - what the files of a run share: run_index.c, which leads it, run_change.c and
 * run_metadata.c.
 */
#ifndef INDEXER_RUN_PARTS_H
#define INDEXER_RUN_PARTS_H
#include "indexer/glass_build.h"
#include "indexer/pipeline.h"
#include "indexer/run.h"

/* What a finished item belongs to. */
struct run_tag {
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
    struct run_tag *tags; /* two for each source: new, changed */
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

/* ---- The lexicon and the metadata (run_metadata.c) ---- */

/* Writes the lexicon of the words of s to the generation dir, for the next commit. */
bool run_write_lexicon(struct run *run, struct store *s, const char *dir, struct err *err);
/* Sets the metadata of the next commit: stamp, facets, number, sources. */
bool run_put_metadata(struct run *run, struct err *err);
/* Under which name the metadata have s, on mem; empty when out of memory. */
struct slice run_source_key(TALLOC_CTX *mem, const struct run_source *s);

/* ---- Changes to the present generation (run_change.c) ---- */

/* Opens it, checks that it is this program's, loads what it knows. */
bool run_change_begin(struct run *run, struct err *err);
/* Puts a finished record in, and commits from time to time. */
bool run_change_put(struct run *run, struct pipeline_item *item, struct err *err);
/* Removes what the sources of this run no longer have. */
bool run_change_prune(struct run *run, struct err *err);
bool run_change_commit(struct run *run, struct err *err);
#endif
