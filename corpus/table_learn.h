/* table_learn.h - what a page and the document tell about the columns of their rows.
 *
 * For the second pass of table.c: places and lost columns of a page, texts that stand in one
 * column everywhere. Private to corpus/.
 */
#ifndef CORPUS_TABLE_LEARN_H
#define CORPUS_TABLE_LEARN_H
#include "corpus/table.h"
#include "corpus/table_header.h"

/* A text and the columns in which it stood. */
struct memory_slot {
    uint64_t hash;
    uint8_t in[SCHEMA_COLUMNS_MAX];
    uint16_t total;
};

struct page {
    struct align_prior prior;
    struct header header;
    bool has_header;
    size_t first; /* row */
};

struct aligner {
    struct reading *r;
    const struct schema *s;
    struct table *t;
    struct page *pages;
    size_t page_count;
    struct memory_slot *slots;
    size_t slot_count;     /* a power of two */
    size_t typical, width; /* cells with text in a usual row, and all cells */
    bool regular;          /* as table_is_regular() found */
};

/* Columns that the header of the page does not name are easily lost, those that it names hardly. */
void table_expect_columns(const struct aligner *al, struct page *page);

/* Are all rows as long as the header over them, and all headers right for nearly every cell? Then
 * nothing was lost, glued or shifted, and a header tells more than what its cell looks like. */
bool table_is_regular(struct aligner *al);

/* Fills the prior of a page for rows of so many cells, from its rows[from..to) as aligned so far.
 * False when out of memory. */
bool table_learn_page(struct aligner *al, struct page *page, size_t from, size_t to, size_t cells);

/* Remembers in which columns the texts of a row stand. */
void table_remember(struct aligner *al, const struct table_row *row);

/* For struct align_prior: a text that stood in one column several times belongs there again.
 * ctx: the aligner. */
void table_remembered(const void *ctx, struct slice text, float *bonus);
#endif
