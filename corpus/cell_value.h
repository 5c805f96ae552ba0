/* cell_value.h - values that can be read off a text by themselves: numbers, years, letters of a
 * legend and its wordings, head counts.
 *
 * Not here: how likely a text is as a cell of a column (cell.h). No allocation. Threads: any.
 * Private to corpus/.
 */
#ifndef CORPUS_CELL_VALUE_H
#define CORPUS_CELL_VALUE_H
#include "dict/slice.h"
#include <stdint.h>

/* True for what stands for nothing: empty, -, ―, ー, —, －. */
bool cell_is_blank(struct slice text);

/* text without blanks at its ends (ideographic ones too). */
struct slice cell_trim(struct slice text);

/* A fiscal year at the beginning of text ("H14", "R元", "平成26年度", "2014年度"); bytes taken, 0 for
 * none. *ret: the Christian year. */
size_t cell_year(struct slice text, int *ret);

/* A year and its month, and the day where there is one ("H17.7", "平成17年7月1日", "2005/7/1"), at the
 * beginning of text; bytes taken, 0 for none. *ret: the Christian year. */
size_t cell_date(struct slice text, int *ret);

/* A number of the whole text: digits of any width, commas; -1 where it is none. */
int64_t cell_number(struct slice text);

/* Digits at byte `at` of text, in any width, at most `most` of them; bytes, 0 for none. */
size_t cell_digits(struct slice text, size_t at, int most, int64_t *ret);

/* Full-width ASCII as ASCII, the ideographic blank as a blank. */
uint32_t cell_narrow(uint32_t c);

/* Letter of a legend, 'a'..'d', at the beginning of text in any width or case ("a", "(ａ)", "B:"; "①"
 * to "④" where nothing else stands there); bytes, 0 for none. */
size_t cell_letter(struct slice text, char *ret);

/* Wording of a form of office at the beginning of text, with a mark before it ("(c) 業務委託等"):
 * bytes, 0 for none. *ret: the letter that it stands for. */
size_t cell_label(struct slice text, char *ret);

/* Head counts of the whole text: "3", "3人", "3名（派遣1、現地2）", "2（うち派遣1）", "派遣1+現地2", "1+2".
 * heads: total, dispatched, local; -1 where not told and not to be had from the others. */
bool cell_heads(struct slice text, int64_t heads[3]);
#endif
