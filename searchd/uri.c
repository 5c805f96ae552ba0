/* uri.c - see uri.h. */
#include "searchd/uri.h"
#include "dict/utf8.h"
#include <stdio.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes in to out (room for in.len). what: for messages. Text may hold line ends and tabs,
 * which people paste into search boxes; names and paths hold no control character at all. */
static bool decode(struct slice in, bool query, bool text, const char *what, char *out,
                   struct slice *ret, struct err *err)
{
    size_t len = 0;
    for (size_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        if (c == '%') {
            int high = i + 2 < in.len ? hex(in.ptr[i + 1]) : -1;
            int low = i + 2 < in.len ? hex(in.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(err, ERR_INPUT, "broken percent sign in the %s, at byte %zu", what,
                               i + 1);
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        bool control = (unsigned char)c < 0x20 || c == 0x7F;
        if (control && !(text && (c == '\t' || c == '\n' || c == '\r')))
            return err_set(err, ERR_INPUT, "control character %%%02X in the %s, at byte %zu",
                           (unsigned)(unsigned char)c, what, i + 1);
        out[len++] = c;
    }
    struct slice s = {out, len};
    size_t valid = utf8_valid(s);
    if (valid < len)
        return err_set(err, ERR_INPUT, "the %s is not UTF-8 after %zu bytes", what, valid);
    *ret = s;
    return true;
}

static bool decode_param(struct slice part, char *out, struct param *ret, struct err *err)
{
    const char *equals = memchr(part.ptr, '=', part.len);
    size_t len = equals ? (size_t)(equals - part.ptr) : part.len;
    struct param p = {SLICE_LIT(""), SLICE_LIT("")};
    if (!decode((struct slice){part.ptr, len}, true, false, "name of a parameter", out, &p.name,
                err))
        return false;
    if (!equals) {
        *ret = p;
        return true;
    }
    char what[80];
    snprintf(what, sizeof(what), "parameter '%.*s'", (int)utf8_floor(p.name, 60), p.name.ptr);
    if (!decode(slice_sub(part, len + 1, part.len), true, true, what, out + p.name.len, &p.value,
                err))
        return false;
    *ret = p;
    return true;
}

bool uri_decode(TALLOC_CTX *mem, struct slice target, struct api_request *ret, struct err *err)
{
    const char *mark = memchr(target.ptr, '?', target.len);
    size_t path_len = mark ? (size_t)(mark - target.ptr) : target.len;
    struct slice query = mark ? slice_sub(target, path_len + 1, target.len) : SLICE_LIT("");

    /* Decoding never makes longer, and parts do not overlap: one block holds them all. */
    char *out = talloc_size(mem, target.len + 1);
    if (!out)
        return err_nomem(err, "address");
    struct api_request req = {0};
    if (!decode((struct slice){target.ptr, path_len}, false, false, "path", out, &req.path, err))
        return false;
    out += path_len;

    size_t count = 0;
    for (size_t i = 0; i < query.len; i++)
        count += query.ptr[i] == '&';
    if (count + 1 > URI_PARAM_MAX)
        return err_set(err, ERR_INPUT, "more than %d parameters", URI_PARAM_MAX);
    struct param *params = talloc_array(mem, struct param, (unsigned)count + 1);
    if (!params)
        return err_nomem(err, "parameters");
    while (query.len > 0) {
        const char *amp = memchr(query.ptr, '&', query.len);
        size_t len = amp ? (size_t)(amp - query.ptr) : query.len;
        if (len > 0) {
            if (!decode_param((struct slice){query.ptr, len}, out, &params[req.param_count], err))
                return false;
            req.param_count++;
            out += len;
        }
        query = slice_sub(query, amp ? len + 1 : len, query.len);
    }
    req.params = params;
    *ret = req;
    return true;
}
