/* number.h - numbers and amounts in every spelling: 三億円 = 3億円 = 300,000千円, 二〇一四, ７か国.
 *
 * Any width. Not here: years (era.h).
 */
#ifndef DICT_NUMBER_H
#define DICT_NUMBER_H
#include "dict/slice.h"
#include <stdint.h>

struct number {
    int64_t value;     /* with 千 万 億 兆 and the 千 of 千円 multiplied out */
    struct slice unit; /* canonical counter right behind it (円, 人, か国, ...), empty if none;
                        * static or borrowed from the text */
};

/* Reads a number at the beginning of s; returns the bytes taken (with unit), 0 if none.
 * Overflow beyond 10^18 reads as none. */
size_t number_parse(struct slice s, struct number *ret);
#endif
