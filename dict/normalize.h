/* normalize.h - one spelling for what reads the same, with the way back.
 *
 * NFKC and lower case, widths, kanji variants and old forms (髙﨑濵 -> 高崎浜), ヴ -> バ行,
 * company and corporation forms (㈱ (株) 株式会社), dashes and marks, 1,000 -> 1000, 3ヶ国 -> 3か国,
 * and the line end that a long line has in the middle of a Japanese sentence is taken out.
 * Anything that changes how the text is cut into words happens here, before MeCab; what only
 * unites two words (取り組み/取組) is the analyzer's (analyze.h).
 */
#ifndef DICT_NORMALIZE_H
#define DICT_NORMALIZE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

/* Raised with every change that makes another term of some text: part of the stamp. */
enum { NORMALIZE_VERSION = 2 };

struct text {
    struct slice norm;      /* normalised, valid UTF-8 */
    const uint32_t *origin; /* origin[0..norm.len]: for byte i of norm, the byte offset in the
                             * original at which the character that it came from begins;
                             * origin[norm.len] is the original's length */
};

/* Normalises original (valid UTF-8, under 4 GiB, borrowed for the call); ret is owned by mem.
 * Errors: ERR_NOMEM. Threads: any. */
bool text_normalize(TALLOC_CTX *mem, struct slice original, struct text *ret, struct err *err);

/* Memory that is used again for text after text. Zeroed but for mem to begin with; its bytes are
 * owned by mem. One at a time. */
struct text_space {
    TALLOC_CTX *mem;
    char *norm;
    uint32_t *origin;
    size_t cap; /* characters of norm, one more in origin */
};

/* The same into a space; ret is borrowed from the space until its next use. */
bool text_normalize_into(struct text_space *space, struct slice original, struct text *ret,
                         struct err *err);
#endif
