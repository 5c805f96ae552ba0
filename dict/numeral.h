/* numeral.h - digits and numeral characters, one at a time: what era.c and number.c share.
 *
 * Not here: what the number means. Inputs are valid UTF-8, any width. No allocation.
 * Threads: any.
 */
#ifndef DICT_NUMERAL_H
#define DICT_NUMERAL_H
#include "dict/slice.h"
#include <stdint.h>

/* The character at byte `at` with full-width ASCII and the ideographic space made plain; its
 * bytes in *len. 0 with *len 0 at the end of s. */
uint32_t numeral_char(struct slice s, size_t at, size_t *len);

/* Bytes of blanks from `at` on. */
size_t numeral_blanks(struct slice s, size_t at);

/* Value of a digit 0-9 or of 〇零一二..九; -1 for anything else. *kanji says which. */
int numeral_digit(uint32_t c, bool *kanji);

/* 10, 100, 1000 for 十百千, 10^4, 10^8, 10^12 for 万億兆; 0 for anything else. */
int64_t numeral_power(uint32_t c);
#endif
