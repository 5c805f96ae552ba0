/* distance.h - how many letters two words differ in.
 */
#ifndef DICT_DISTANCE_H
#define DICT_DISTANCE_H
#include "dict/slice.h"
#include <stdint.h>

enum { DISTANCE_MAX = 32 }; /* letters of a word that is compared */

/* The characters of s; 0 where there are more than DISTANCE_MAX. */
size_t distance_chars(struct slice s, uint32_t out[DISTANCE_MAX]);

/* Edit distance with neighbours exchanged counted once (optimal string alignment); more than
 * max reads as max + 1. */
size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, size_t max);
#endif
