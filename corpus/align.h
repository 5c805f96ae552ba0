/* align.h - puts the cells of one row into the columns of its schema.
 *
 * The best-scoring alignment wins: cells keep the order of the columns, but a column may be lost,
 * an empty cell inserted, a cell cut into neighbouring columns where they were glued, two cells
 * joined that were one, and a few cells may stand out of order. What a cell looks like is cell.h's;
 * what the other rows of the page suggest comes in as a prior (table.c). Not here: reading lines,
 * carrying values down.
 *
 * Cost: columns * pieces of the row, both bounded below, so linear in the number of rows.
 */
#ifndef CORPUS_ALIGN_H
#define CORPUS_ALIGN_H
#include "corpus/schema.h"
#include "dict/err.h"
#include "dict/slice.h"
#include "dict/vocab.h"
#include <stdint.h>
#include <talloc.h>

/* Cells of a row that are aligned; what stands behind them is left over (and told). */
enum { ALIGN_CELLS_MAX = 48 };

enum align_how {
    ALIGN_LOST,   /* no cell for the column */
    ALIGN_EMPTY,  /* an empty cell */
    ALIGN_WHOLE,  /* one cell */
    ALIGN_PART,   /* a part of a cell that holds other columns too */
    ALIGN_JOINED, /* several cells */
    ALIGN_MOVED,  /* a cell that stood out of the order of the columns */
};

struct align_field {
    struct slice text; /* borrowed from the row, or on mem when joined */
    enum align_how how;
    uint16_t cell; /* first cell */
};

struct alignment {
    float score;
    struct align_field field[SCHEMA_COLUMNS_MAX]; /* by column of the schema */
    bool left[ALIGN_CELLS_MAX];                   /* cells with text that found no column */
};

/* What is known beside the row itself. */
struct align_prior {
    uint8_t order[SCHEMA_COLUMNS_MAX]; /* columns of the schema as they stand in this table */
    /* at[cell * SCHEMA_COLUMNS_MAX + column]: bonus of a whole cell in a column; NULL for none.
     * cells: how many cells a row has that it is for. */
    const float *at;
    size_t at_cells;
    float lost[SCHEMA_COLUMNS_MAX]; /* score of a column without a cell */
    /* Adds to bonus[column] what other rows suggest for a text; NULL for none. */
    void (*memory)(const void *ctx, struct slice text, float *bonus);
    const void *memory_ctx;
};

/* Columns in the order of the schema, nothing known. */
void align_prior_init(struct align_prior *p, const struct schema *s);

/* Aligns cells[count] (trimmed, valid UTF-8). ret is filled; its joined texts are on mem.
 * Errors: ERR_NOMEM. Threads: any. */
bool align_row(TALLOC_CTX *mem, const struct schema *s, const struct align_prior *prior,
               const struct slice *cells, size_t count, const struct vocab *vocab,
               struct alignment *ret, struct err *err);
#endif
