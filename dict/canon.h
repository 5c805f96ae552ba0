/* canon.h - the canonical terms of years and amounts that begin at a place in a text.
 *
 * Private to the room. Not here: reading them (era.h, number.h).
 */
#ifndef DICT_CANON_H
#define DICT_CANON_H
#include "dict/slice.h"

enum {
    CANON_TERMS = 16, /* most terms of one place: a range of years yields one a year up to here */
    CANON_BYTES = 64, /* room for one term */
};

struct canon {
    size_t took; /* bytes of the text that the terms sum up, 0 where nothing begins there */
    size_t count;
    struct slice terms[CANON_TERMS]; /* "y2014", "n300000000円"; in bytes below */
    char bytes[CANON_TERMS][CANON_BYTES];
};

/* Reads the year, range of years or amount with a unit at the beginning of s (normalised text);
 * single blanks inside (2014 年度), as scans have them, are read over. */
void canon_read(struct slice s, struct canon *ret);

/* The value of a number without unit at the beginning of s as decimal digits in ret->bytes[0]:
 * 二十七 and 3億 as 27 and 300000000. whole: the number must take exactly this many bytes.
 * False where it is none. */
bool canon_value(struct slice s, size_t whole, struct canon *ret);
#endif
