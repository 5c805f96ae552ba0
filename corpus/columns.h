/* columns.h - tables whose columns are set by blanks, as pdftotext -layout prints them: cells by
 * where they stand, rows put together from the lines that their cells are wrapped over.
 *
 * Not here: lines that are rows by themselves (grid_of_blanks). Private to corpus/. Threads: one at
 * a time. Linear in the lines.
 */
#ifndef CORPUS_COLUMNS_H
#define CORPUS_COLUMNS_H
#include "corpus/readers.h"

/* ret is owned by r->mem; without rows where the lines are no such table: where hardly a row goes
 * over several lines. Errors: ERR_NOMEM. */
bool grid_of_columns(struct reading *r, const struct line *lines, size_t count, struct grid *ret,
                     struct err *err);
#endif
