/* utf8.h - UTF-8 as bytes: checking, stepping, cutting, and what sort of character it is.
 *
 * Not here: folding of any kind (normalize.h). No allocation. Threads: any.
 */
#ifndef DICT_UTF8_H
#define DICT_UTF8_H
#include "dict/slice.h"
#include <stdint.h>

/* Bytes from the start of s that are valid UTF-8 (RFC 3629: no surrogates, no overlong
 * forms); s.len where all of it is. */
size_t utf8_valid(struct slice s);

/* The character at byte `at` of valid UTF-8, its length in bytes to *len (1..4).
 * at < s.len must hold and stand at the start of a character. */
uint32_t utf8_at(struct slice s, size_t at, size_t *len);

/* Start of the character before byte `at`; at > 0. */
size_t utf8_before(struct slice s, size_t at);

/* Largest n <= max where s may be cut between characters; s.len where max >= s.len. */
size_t utf8_floor(struct slice s, size_t max);

/* Writes c to out (room for 4), returns its bytes. c: a Unicode scalar value. */
size_t utf8_put(uint32_t c, char *out);

/* Characters in s. */
size_t utf8_count(struct slice s);

enum char_class {
    CHAR_SPACE,    /* blanks, line ends, ideographic space */
    CHAR_SYMBOL,   /* punctuation, marks, everything else */
    CHAR_DIGIT,    /* 0-9, also full-width */
    CHAR_LATIN,    /* letters of any alphabet but kana */
    CHAR_HIRAGANA, /* with its iteration marks */
    CHAR_KATAKANA, /* with U+30FC long mark and half-width forms; not the middle dot */
    CHAR_KANJI,    /* ideographs of every block, 々 〆 〇 ヶ excluded (katakana) */
};

enum char_class char_class(uint32_t c);
bool char_is_hiragana(uint32_t c);
bool char_is_katakana(uint32_t c);
bool char_is_kana(uint32_t c); /* either */
bool char_is_kanji(uint32_t c);

/* Is every character of s so, and is there one? */
bool utf8_all(struct slice s, bool (*so)(uint32_t c));
/* Is some character of s so? */
bool utf8_any(struct slice s, bool (*so)(uint32_t c));

/* s without blanks (CHAR_SPACE) at its ends. */
struct slice utf8_trim(struct slice s);
#endif
