/* era.h - years as Japanese papers write them.
 *
 * H26, 平成26年度, 平成二十六年, R元, 令和元年度, 2014年, 2014年度, S63; ranges H20-H27, 2008～2015年,
 * R5.4-R6.3, 平成20年度から27年度; decades 昭和60年代, 2010年代. Full-width forms too.
 * Source of the eras: Meiji 1868, Taisho 1912, Showa 1926, Heisei 1989, Reiwa 2019; a fiscal
 * year is named by the year of its April.
 */
#ifndef DICT_ERA_H
#define DICT_ERA_H
#include "dict/slice.h"
#include <stdint.h>

/* Years outside of these are none. */
enum { YEARS_FIRST = 1868, YEARS_LAST = 2100 };

struct years {
    int from, to; /* Christian years, inclusive; from <= to */
    bool fiscal;  /* the text said 年度 (or a bare era letter form, as tables do) */
    bool exact;   /* era letter, era name, 年 or 年度 was written: a bare 2014 is not exact */
};

/* Reads a year or range of years at the beginning of s (any width). Returns the bytes it
 * took, 0 where none begins here. Years outside YEARS_FIRST..YEARS_LAST are not years. */
size_t years_parse(struct slice s, struct years *ret);

/* Reads s as a whole, blanks around it allowed: what a filter or cell holds. */
bool years_parse_all(struct slice s, struct years *ret);

/* The same as questions and filters say them, also open at one side: 2010年以降, 平成20年以前,
 * 令和元年から, 2015年までに, ～H27 and, where s ends with it, H20～. The open end is YEARS_FIRST or
 * YEARS_LAST. Papers do not go through this: there 2010年以降 speaks of 2010. */
size_t years_asked(struct slice s, struct years *ret);
bool years_asked_all(struct slice s, struct years *ret);
#endif
