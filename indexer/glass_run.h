/* glass_run.h - the inverted lists of some consecutive documents, for glass_build.h.
 *
 * A thread adds the documents of a chunk, and gets them back sorted: what is kept by document, in
 * order of document, and what is kept by term, in order of term. No input or output, no libxapian.
 */
#ifndef INDEXER_GLASS_RUN_H
#define INDEXER_GLASS_RUN_H
#include "dict/buf.h"
#include "indexer/store_writer.h"
#include "indexer/texts.h"

/* What all runs of a build share. */
struct glass_plan {
    struct texts *texts;   /* packs data; learns from it (glass_build.h) */
    bool xapian_positions; /* in Xapian's own table, for an index on another machine, else with the
                            * data (positions.h) */
};

/* A finished run; every buffer is on it. */
struct glass_part {
    /* For each document: varint docid, then three tags (data, terms, slots used), each varint
     * length * 2 + 1 if it is a raw deflate stream, and the bytes. */
    struct buf documents;
    /* For each key in order: varint length, key (term escaped, without a document), varint length,
     * body: of terms and lengths varints documents, sum of wdf; of these and of values the first
     * docid - 1 and what glass has in a chunk: payload, then docid - last - 1 and payload. Of stats
     * the tag, but both bounds with their lengths. */
    struct buf postings;
    /* The same with a body of: varint docid - last, varint length, tag. */
    struct buf positions;
    struct buf samples; /* for texts_learn() */
    uint32_t count, last_docid, length_min, length_max, wdf_max;
    uint64_t length_sum;
};

/* One at a time. */
struct glass_run;

/* plan: borrowed. */
struct glass_run *glass_run_new(TALLOC_CTX *mem, const struct glass_plan *plan);
/* Adds a document; docids ascend. Errors: ERR_NOMEM, ERR_INPUT (a document beyond 4 GiB). */
bool glass_run_add(struct glass_run *r, uint32_t docid, const struct store_document *doc,
                   struct err *err);
/* Everything that was added, owned by mem; the run is empty again. ERR_NOMEM. */
bool glass_run_finish(struct glass_run *r, TALLOC_CTX *mem, struct glass_part **ret,
                      struct err *err);
#endif
