/* kanji.h - one form for each kanji that is written in several.
 *
 * Not here: words written with different kanji of different meaning (data/variants.tsv).
 */
#ifndef DICT_KANJI_H
#define DICT_KANJI_H
#include <stdint.h>

/* The form that dictionaries list: 髙 -> 高, 國 -> 国, 邊 邉 -> 辺; c itself where it is that.
 * Sources: the old forms in brackets of the List of Kanji for General Use (常用漢字表, 2010, and
 * its appendix), forms of the family register that JIS X 0208 lacks (﨑 髙 濵 栁 𠮷), and extended
 * forms beside the simplified ones that JIS X 0208 holds (鷗 鴎, 頰 頬). Made before
 * segmentation, since mecab-ipadic knows the latter alone. Threads: any. */
uint32_t kanji_fold(uint32_t c);

/* One form for kanji that stay apart in dictionaries but are mixed up in names: 斎 斉, 嶋 島,
 * 冨 富, 淵 渕. Made in terms only, after segmentation. Threads: any. */
uint32_t kanji_fold_name(uint32_t c);
#endif
