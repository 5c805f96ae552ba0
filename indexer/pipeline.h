/* pipeline.h - records through several analysing threads, results in the order of the records.
 *
 * The caller's thread puts records in; they are gathered into chunks, each chunk is worked off by
 * one thread, and finished chunks come back to the caller, in order, from within pipeline_put()
 * and pipeline_end(). For a build, a chunk becomes a run (glass_run.h), its documents numbered in the
 * order of reading whatever the threads do; else its documents are handed back.
 *
 * Bounded: at most jobs + 2 chunks are on their way, each of at most the bytes that the memory
 * ceiling leaves it.
 */
#ifndef INDEXER_PIPELINE_H
#define INDEXER_PIPELINE_H
#include "indexer/builder.h"
#include "indexer/glass_run.h"

struct pipeline_item {
    struct record *record;     /* owned by the chunk */
    void *tag;                 /* the caller's */
    struct store_document doc; /* but for a build; owned by the chunk */
    bool failed;
    struct err why;
};

struct pipeline_chunk {
    struct pipeline_item *items;
    size_t count;
    struct notes *notes;
    struct glass_part *part; /* for a build */
};

struct pipeline_config {
    unsigned jobs;
    uint64_t memory; /* bytes, for everything here */
    const struct analyzer *analyzer;
    const struct vocab *vocab;
    struct facet_table *facets;
    const struct glass_plan *plan; /* of a build, else NULL */
    /* Takes a finished chunk, which is freed afterwards. False with *err ends the run. */
    bool (*finished)(void *ctx, struct pipeline_chunk *chunk, struct err *err);
    void *ctx;
};

/* One at a time. Freeing it stops the threads. */
struct pipeline;

bool pipeline_start(TALLOC_CTX *mem, const struct pipeline_config *config, struct pipeline **ret,
                    struct err *err);
/* Takes over rec. Waits where too much is on its way. Errors: what finished() or a thread said. */
bool pipeline_put(struct pipeline *p, struct record *rec, void *tag, struct err *err);
/* Works off everything that was put in. The pipeline may be fed again. */
bool pipeline_end(struct pipeline *p, struct err *err);
#endif
