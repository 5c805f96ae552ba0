/* kana.h - kana and romaji.
 *
 * Romaji follows Hepburn and Kunrei input spellings, as an input method takes them.
 */
#ifndef DICT_KANA_H
#define DICT_KANA_H
#include "dict/buf.h"

/* Appends s with hiragana turned into katakana; other characters stay. */
void kana_to_katakana(struct slice s, struct buf *out);
/* Appends s with katakana turned into hiragana; other characters stay. */
void kana_to_hiragana(struct slice s, struct buf *out);
/* A letter or mark that romaji is written with. */
bool kana_is_romaji(uint32_t c);
/* Appends romaji s (ASCII letters, any case, also - and ') as katakana; false, and nothing
 * appended, where some of it is no romaji. */
bool kana_from_romaji(struct slice s, struct buf *out);
/* Appends katakana s as lower-case Hepburn without long marks, for search as you type. */
void kana_to_romaji(struct slice s, struct buf *out);
#endif
