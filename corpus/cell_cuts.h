/* cell_cuts.h - where a cell may be cut that holds what belongs to several columns.
 *
 * Not here: whether it is worth cutting (align.h). Linear in the text. Private to corpus/. Threads:
 * any.
 */
#ifndef CORPUS_CELL_CUTS_H
#define CORPUS_CELL_CUTS_H
#include "dict/slice.h"
#include "dict/vocab.h"

enum { CELL_CUTS_MAX = 20 };

/* Offsets at which the cell may be cut, ascending; how many. Blanks, ends of a known value,
 * beginnings of an address, a company or a bullet, ends of sentences. Long cells: only the first few
 * good ones. vocab may be NULL. */
size_t cell_cuts(struct slice cell, const struct vocab *vocab, size_t cuts[CELL_CUTS_MAX]);
#endif
