/* readers.h - what the readers of this room share: a document being read, its lines, its rows.
 *
 * The door (reader.c) decodes a file, recognises it and calls one of the readers below; each is
 * one file. A reader walks over lines or rows and hands over records; it never stops at
 * something odd, but tells it (reading_skip, reading_remark, repairs of a record).
 * Private to corpus/. Threads: a reading belongs to one thread.
 */
#ifndef CORPUS_READERS_H
#define CORPUS_READERS_H
#include "corpus/reader.h"

/* Longest record in bytes of its strings; a longer one is skipped and told. */
enum { READING_RECORD_MAX = 8 << 20 };
/* Longest file in bytes that is read as a whole; JSONL is streamed and has no limit.
 * Source: talloc takes no block of 256 MiB or more. */
#define READING_FILE_MAX ((size_t)255 << 20)

struct line {
    struct slice text; /* valid UTF-8, without its end */
    uint32_t no;       /* 1.. in the file */
};

struct reading {
    TALLOC_CTX *mem; /* freed after the document; a reader may allocate here */
    const struct source *src;
    const struct vocab *vocab; /* may be NULL: then no gazetteer helps */
    const struct reader_sink *sink;
    struct slice text;        /* the whole document, LF line ends, no BOM */
    const struct line *lines; /* all of it; broken lines are left out and told */
    size_t line_count;
    uint32_t records; /* handed over so far */
    uint32_t skipped; /* told so far */
};

/* Rows of cells: what is left of a table once its file format is taken off. */
struct row {
    const struct slice *cells; /* blanks at both ends taken off; empty ones kept */
    size_t count;
    uint32_t line;
    uint64_t carried; /* bit i: cell i holds the text of a merged cell that begins in a row above */
};
/* Cells that can be told as carried; those behind them are not. */
enum { ROW_CARRIED_MAX = 64 };
static inline void row_carry(struct row *row, size_t cell)
{
    if (cell < ROW_CARRIED_MAX)
        row->carried |= (uint64_t)1 << cell;
}
static inline bool row_carried(uint64_t carried, size_t cell)
{
    return cell < ROW_CARRIED_MAX && carried >> cell & 1;
}
struct grid {
    const struct row *rows;
    size_t count;
};

/* A new record of kind with the id <source id>/<local>, or the next running number where local
 * is empty. NULL when out of memory. */
struct record *reading_record(struct reading *r, const char *kind, struct slice local,
                              uint32_t line);
/* Hands rec over, its title, publisher, date and url filled from the source where it has none.
 * rec is gone after it, whatever it returns. False: stop and pass *err on. */
bool reading_emit(struct reading *r, struct record *rec, struct err *err);
void reading_skip(struct reading *r, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void reading_remark(struct reading *r, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* For helpers that give text back: memory ran out, and what they give is less than it should be.
 * Returns that. The reading fails for it, at the latest when the record at hand is handed over. */
struct slice reading_lost(struct slice less);

/* s without ASCII and ideographic blanks at its ends. */
struct slice slice_trim(struct slice s);

/* Cuts lines at tabs. *ret is owned by r->mem. */
bool grid_of_tabs(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                  struct err *err);

/* Cuts lines where two blanks or more stand, as pdftotext -layout sets columns. */
bool grid_of_blanks(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                    struct err *err);
/* Runs of two blanks or more within s. */
size_t grid_gaps(struct slice s);

/* Readers of tables, by alignment to a schema. A grid may hold everything that stands in the
 * document: titles, repeated headers, totals. */
bool offices_read(struct reading *r, const struct grid *g, struct err *err);
bool projects_read(struct reading *r, const struct grid *g, struct err *err);
/* The schema that g is a table of: FORMAT_OFFICES, FORMAT_PROJECTS, or FORMAT_AUTO for none. */
enum format table_recognize(const struct vocab *vocab, const struct grid *g);
/* Any table with a header: handed to one of the above where it is one of theirs, else a document
 * record for each row. */
bool grid_read(struct reading *r, const struct grid *g, struct err *err);

/* Readers of running text; they use r->lines. */
bool minutes_read(struct reading *r, struct err *err);
bool plan_read(struct reading *r, struct err *err);
bool guide_read(struct reading *r, struct err *err);
bool markdown_read(struct reading *r, struct err *err);
bool text_read(struct reading *r, struct err *err);
/* HTML as a whole (r->text). */
bool html_read(struct reading *r, struct err *err);
/* Cells separated by comma (quoted as in RFC 4180) or tab. */
bool csv_read(struct reading *r, char separator, struct err *err);
/* The sheets of a workbook (the bytes of an .xlsx file) as tables; format as for corpus_read. */
bool xlsx_read(struct reading *r, struct slice bytes, enum format format, struct err *err);
/* One line of JSONL. */
bool jsonl_line(struct reading *r, struct slice line, uint32_t no, struct err *err);

/* What the text of r looks like; never FORMAT_AUTO. */
enum format recognize(struct reading *r);
#endif
