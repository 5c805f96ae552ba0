/* decode.h - bytes of a file to UTF-8: which encoding it is, and the text in it.
 *
 * Knows UTF-8 and UTF-16 (byte order marks or not), CP932, EUC-JP and ISO-2022-JP. Line ends of
 * every kind (LF, CRLF, CR) become LF. Private to corpus/. Threads: any.
 */
#ifndef CORPUS_DECODE_H
#define CORPUS_DECODE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <talloc.h>

struct decoded {
    struct slice text;    /* LF line ends, no BOM; may hold invalid bytes where encoding is UTF-8 */
    const char *encoding; /* static: "UTF-8", "UTF-16LE", "CP932", ... */
};

/* Decodes bytes (borrowed as long as ret is used, ret->text may lie in them).
 * Errors: ERR_INPUT, not a text; ERR_NOMEM. */
bool decode_text(TALLOC_CTX *mem, struct slice bytes, struct decoded *ret, struct err *err);
#endif
