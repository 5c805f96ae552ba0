/* reader.h - documents in, records out: the door to this room.
 *
 * A file is read, its encoding and format are recognised by content, and the reader of that
 * format hands out one record after another. Nothing in the file stops the rest of it; what
 * could not be used is told with file, line and reason.
 */
#ifndef CORPUS_READER_H
#define CORPUS_READER_H
#include "corpus/record.h"
#include "dict/vocab.h"

enum format {
    FORMAT_AUTO,
    FORMAT_OFFICES,
    FORMAT_PROJECTS,
    FORMAT_MINUTES,
    FORMAT_PLAN,
    FORMAT_GUIDE,
    FORMAT_JSONL,
    FORMAT_TSV,
    FORMAT_CSV,
    FORMAT_MARKDOWN,
    FORMAT_HTML,
    FORMAT_TEXT,
};
/* "auto" ... "text"; false for another name. */
bool format_parse(struct slice name, enum format *ret);
const char *format_name(enum format f);

/* One document: a line of sources.tsv, or a file without one. */
struct source {
    const char *path;                                   /* "-" is standard input */
    struct slice id, kind, title, publisher, date, url; /* empty where not told; id never */
};

/* Finds the documents of path: a file, a folder (recursively, honouring sources.tsv beside the
 * files), or "-". Array owned by mem, in the order of sources.tsv, then by name.
 * Errors: ERR_INPUT (unreadable, broken sources.tsv: file:line: why), ERR_NOMEM. */
bool sources_find(TALLOC_CTX *mem, const char *path, struct source **ret, size_t *count,
                  struct err *err);

struct reader_sink {
    /* Takes over rec (its talloc context). False with *err stops the reading. */
    bool (*record)(void *ctx, struct record *rec, struct err *err);
    /* Something was left out: line is 1.. or 0 for the whole file. */
    void (*skipped)(void *ctx, uint32_t line, const char *why);
    /* Something of the whole document worth telling: a printed total that differs, ... */
    void (*remark)(void *ctx, uint32_t line, const char *what);
    void *ctx;
};

/* Reads one document. Fills title, publisher, date and url of records from the source where the
 * document does not tell. *used: the format it was read as.
 * Errors: ERR_INPUT nothing usable in it (empty, unreadable, not text, no record);
 * whatever the sink returned. Threads: any, one document each. */
bool corpus_read(const struct source *src, enum format format, const struct vocab *vocab,
                 const struct reader_sink *sink, enum format *used, struct err *err);
#endif
