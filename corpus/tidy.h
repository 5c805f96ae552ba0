/* tidy.h - values of cells without what the layout did to them: line wraps, blanks before
 * brackets, list marks. Spelling is never changed. Private to corpus/.
 *
 * Returned slices are borrowed from the argument or on mem; empty when out of memory.
 */
#ifndef CORPUS_TIDY_H
#define CORPUS_TIDY_H
#include "dict/slice.h"
#include "dict/vocab.h"

/* Offset of the first opening bracket, s.len where there is none. */
size_t tidy_find_bracket(struct slice s);
/* s begins with an opening bracket: offset behind the one that closes it. */
size_t tidy_bracket_end(struct slice s);
/* "(x)" without its brackets where they hold all of s. */
struct slice tidy_brackets(struct slice s);
/* a, and b behind it after a blank. */
struct slice tidy_append(TALLOC_CTX *mem, struct slice a, struct slice b);
/* No blank before a bracket. */
struct slice tidy_name(TALLOC_CTX *mem, struct slice s);
/* Wraps closed but behind 部 局 本部 室, where a blank divides two bodies. */
struct slice tidy_department(TALLOC_CTX *mem, struct slice s);
/* Wraps closed; 、 between two companies. */
struct slice tidy_company(TALLOC_CTX *mem, struct slice s);
/* Cities with 、 between; the state before a city and 市 behind a known one dropped; what stands in
 * brackets to *aside. */
struct slice tidy_city(TALLOC_CTX *mem, const struct vocab *vocab, struct slice s,
                       struct slice *aside);
/* No blank behind ～ ~ 、. */
struct slice tidy_range(TALLOC_CTX *mem, struct slice s);
/* Places with 、 between instead of blanks. */
struct slice tidy_places(TALLOC_CTX *mem, struct slice s);
#endif
