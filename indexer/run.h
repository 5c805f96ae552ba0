/* run.h - one run of the indexer: sources in, a committed index out, and what to tell of it.
 */
#ifndef INDEXER_RUN_H
#define INDEXER_RUN_H
#include "corpus/reader.h"
#include "dict/analyze.h"
#include "indexer/progress.h"

struct run_options {
    const char *index;
    const char *const *sources;
    size_t source_count;
    enum format format;
    bool full, prune;
    bool remote; /* a build that xapian-tcpsrv can serve */
    unsigned jobs;
    uint32_t commit_every;
    uint64_t memory; /* bytes */
    bool quiet;      /* no notes */
    bool progress;   /* draw a bar */
};

struct run_skip {
    uint32_t line;
    const char *why;
};

/* Skips kept for the statistics of one source; more are told on stderr and counted only. */
enum { RUN_SKIPS_MAX = 1000 };

/* What may have been done to a value of a record (struct repair, what): moved, split, ... */
enum { RUN_REPAIRS = 6 };

struct run_source {
    struct source src;
    struct slice kind;
    uint64_t records, added, changed, unchanged, deleted;
    uint64_t repairs[RUN_REPAIRS]; /* of its records, by what was done */
    struct run_skip *skips;
    size_t skip_count; /* all */
    bool failed;       /* nothing usable in it */
    bool superseded;   /* a later source has its id */
    uint64_t size;     /* of the file, bytes; 0 unknown */
};

struct run_report {
    struct run_source *sources;
    size_t source_count;
    bool skipped; /* some input was left out */
    bool nothing; /* no record in any source: the index was not touched */
    uint32_t documents;
    uint64_t bytes; /* of the index on disk */
    double seconds;
};

/* Finds the documents of all sources; what cannot be found is told and counted as skipped. Of
 * several with one id the last is taken, the others are marked superseded. */
bool run_find_sources(TALLOC_CTX *mem, const struct run_options *o, struct run_report *ret,
                      struct err *err);
/* Tells that something of path was left out, and counts it: "file:line: why" on stderr. */
void run_tell_skip(struct run_report *report, struct run_source *s, uint32_t line, const char *why);
/* Counts what was done to the values of rec. */
void run_count_repairs(struct run_source *s, const struct record *rec);
void run_tell_remark(const struct run_options *o, const struct run_source *s, uint32_t line,
                     const char *what);

/* Brings the index up to date. ret is owned by mem. Errors: whatever keeps the index from being
 * written (it is then as it was at its last commit). */
bool run_index(TALLOC_CTX *mem, const struct run_options *o, const struct analyzer *analyzer,
               const struct vocab *vocab, struct run_report *ret, struct err *err);
/* Writes the parsed records as JSONL to standard output. */
bool run_dump(TALLOC_CTX *mem, const struct run_options *o, const struct vocab *vocab,
              struct run_report *ret, struct err *err);
/* Verifies the index and says on standard output what it found and what to do. False with *err
 * where it is not sound. */
bool run_check(TALLOC_CTX *mem, const char *index, const char *analyzer_stamp, struct err *err);
/* The report as one JSON object with a line end. */
void run_report_json(const struct run_report *report, struct buf *out);
#endif
