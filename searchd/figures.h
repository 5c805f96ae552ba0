/* figures.h - what a question says about the figures of a record: 派遣職員なし, 現地職員3人以上,
 * 1億円以上.
 *
 * Head counts of an office and the budget of a project; the bounds are those of whole numbers.
 * Not here: years (dict/era.h), amounts that stand in a text (dict/canon.h).
 */
#ifndef SEARCHD_FIGURES_H
#define SEARCHD_FIGURES_H
#include "corpus/record.h"
#include "dict/slice.h"

enum figure { FIGURE_STAFF, FIGURE_DISPATCHED, FIGURE_LOCAL, FIGURE_BUDGET };
enum { FIGURES = 4 };

/* The record's key of a figure; a budget is in thousand yen there. */
const char *figure_key(enum figure f);

/* A figure has to be within low..high, both included; high INT64_MAX: no bound. Budgets in yen. */
struct condition {
    enum figure figure;
    int64_t low, high;
};
enum { CONDITIONS_MAX = 2 }; /* 現地職員のみ speaks of two figures */

/* Reads the condition that s begins with; its bytes, 0 where it begins with none. An amount of
 * money without a bound (3億円) is none: it may stand in a text. */
size_t figures_parse(struct slice s, struct condition ret[CONDITIONS_MAX], size_t *count);

/* Does the record meet the condition? One without the figure does not. */
bool figures_hold(const struct condition *c, const struct record *r);
#endif
