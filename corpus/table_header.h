/* table_header.h - headers of tables: which column a header cell names. Private to corpus/. */
#ifndef CORPUS_TABLE_HEADER_H
#define CORPUS_TABLE_HEADER_H
#include "corpus/readers.h"
#include "corpus/schema.h"

enum { HEADER_CELLS_MAX = 64 };

struct header {
    int column[HEADER_CELLS_MAX];     /* of each cell, -1 none */
    size_t count;                     /* cells */
    size_t matched;                   /* columns found */
    size_t strong;                    /* found by a whole name */
    int64_t unit[SCHEMA_COLUMNS_MAX]; /* as in struct table, 0 not told */
};

/* Reads a row as a header. True where it is one: several columns, and hardly anything else. */
bool header_read(const struct schema *s, const struct row *row, struct header *ret);

/* The order of the schema's columns under this header; as in the schema where the header does not
 * clearly say otherwise. True where it says otherwise. */
bool header_order(const struct schema *s, const struct header *h, uint8_t *order);
#endif
