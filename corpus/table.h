/* table.h - a whole grid aligned to a schema: pages, headers, two passes, values carried down.
 *
 * Rows of a page support each other: the first pass aligns each row by itself, the second with
 * what the first found out about the page (lost columns, places) and the document (texts that
 * stand in one column everywhere). Not here: what a kind makes of its values (offices.c,
 * projects.c). Private to corpus/.
 */
#ifndef CORPUS_TABLE_H
#define CORPUS_TABLE_H
#include "corpus/align.h"
#include "corpus/readers.h"

enum table_line {
    TABLE_RECORD,  /* a row of the table */
    TABLE_KEPT,    /* hardly fits the schema, but stands among rows */
    TABLE_HEADING, /* one cell over the rows below: text */
    TABLE_TOTAL,   /* sums and what stands around them, by its label */
    TABLE_OTHER,   /* titles, remarks under the table */
};

/* One row, after alignment. */
struct table_row {
    enum table_line line;
    uint32_t no;               /* line in the file */
    const struct slice *cells; /* with continuation lines joined */
    size_t count;
    uint64_t merged;   /* as in struct row; 0 for a row put together from several */
    struct slice text; /* of TABLE_HEADING */
    int fills; /* of TABLE_HEADING: the column that it stands for in the rows below, or -1 */
    size_t page;
    struct alignment a;
    struct slice value[SCHEMA_COLUMNS_MAX];   /* empty where it has none */
    struct slice carried[SCHEMA_COLUMNS_MAX]; /* why, where the value is from another row */
    bool continued;                           /* put together from several lines */
};

struct table {
    struct table_row *rows;
    size_t count;
    /* How many units of the schema one unit of a money column is worth, by 1000: 1000 is equal,
     * 1 for yen in a schema of thousand yen. By column. */
    int64_t unit[SCHEMA_COLUMNS_MAX];
};

/* Aligns g. ret is owned by r->mem. Errors: ERR_NOMEM. */
bool table_align(struct reading *r, const struct schema *s, const struct grid *g, struct table *ret,
                 struct err *err);

/* Fills the values of rows: what the alignment found, and what merged cells above hold. */
void table_carry(const struct schema *s, struct table *t);

/* Marks in rec what the row's values went through, column by column: moved, split, joined,
 * carried; cells that found no column go to the field "note" of the repairs with what = kept. */
bool table_repairs(const struct schema *s, const struct table_row *row, struct record *rec,
                   struct err *err);

/* Hands over a row that could not be put into columns as a record of kind: its cells, a blank
 * between, whole in "note", with the repair "kept" and a remark. local: its local id, or empty for
 * the next running number. Errors: ERR_NOMEM (also: longer than READING_RECORD_MAX bytes),
 * whatever the sink returned. */
bool table_emit_kept(struct reading *r, const struct table_row *row, const char *kind,
                     struct slice local, struct err *err);
#endif
