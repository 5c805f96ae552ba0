/* Requests: reading a head in pieces gives what reading it at once gives, and what comes out of an
 * address is UTF-8 without control characters. */
#include "dict/utf8.h"
#include "searchd/http.h"
#include "searchd/uri.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_address(struct slice target)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct api_request req;
    struct err err;
    if (uri_decode(mem, target, &req, &err)) {
        if (utf8_valid(req.path) != req.path.len || memchr(req.path.ptr, 0, req.path.len))
            abort();
        for (size_t i = 0; i < req.param_count; i++) {
            struct slice value = req.params[i].value;
            if (utf8_valid(value) != value.len || (value.len && memchr(value.ptr, 0, value.len)))
                abort();
        }
    }
    talloc_free(mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of its own size, so that a byte too far is seen by the address sanitizer. */
    char *bytes = malloc(size ? size : 1);
    if (!bytes)
        return 0;
    if (size)
        memcpy(bytes, data, size);
    struct http_request whole, piecewise;
    struct http_refusal why;
    struct http_scan scan = {0};
    size_t used = 0, used_piecewise = 0;
    enum http_outcome want = http_read((struct slice){bytes, size}, &scan, &whole, &used, &why);

    scan = (struct http_scan){0};
    enum http_outcome got = HTTP_MORE;
    size_t step = size ? 1 + data[size - 1] % 7 : 1;
    for (size_t len = 0; got == HTTP_MORE && len < size;) {
        len = len + step < size ? len + step : size;
        got = http_read((struct slice){bytes, len}, &scan, &piecewise, &used_piecewise, &why);
    }
    if (got != want)
        abort();
    if (want == HTTP_READY) {
        if (used != used_piecewise || used > size || !slice_eq(whole.target, piecewise.target) ||
            whole.keep_alive != piecewise.keep_alive || whole.has_body != piecewise.has_body)
            abort();
        http_etag_listed(whole.if_none_match, SLICE_LIT("\"a\""));
        check_address(whole.target);
    }
    check_address((struct slice){bytes, size});
    free(bytes);
    return 0;
}
