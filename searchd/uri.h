/* uri.h - the address of a request taken apart and decoded, strictly.
 *
 * Not here: what paths and parameters mean. Threads: any.
 */
#ifndef SEARCHD_URI_H
#define SEARCHD_URI_H
#include "dict/err.h"
#include "searchd/api.h"

enum { URI_PARAM_MAX = 64 }; /* parameters of one request */

/* Splits target ("/path?name=value&...") and decodes it on mem: percent signs everywhere, plus
 * as a blank in the query. Empty parameters ("&&") are left out; a name without "=" has an empty
 * value. target: borrowed until mem is freed.
 * Errors: ERR_INPUT, broken percent sign, zero byte or other control character, not UTF-8, too
 * many parameters; the message says where. ERR_NOMEM. */
bool uri_decode(TALLOC_CTX *mem, struct slice target, struct api_request *ret, struct err *err);
#endif
