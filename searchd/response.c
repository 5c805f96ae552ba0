/* response.c - see response.h. */
#include "searchd/response.h"
#include "searchd/http.h"
#include <inttypes.h>
#include <zlib.h>

enum {
    HEAD_MAX = 8192,
    GZIP_MIN = 1400, /* bytes; below, one packet carries it anyway */
};

/* Nothing on this site runs, frames or loads anything from elsewhere. */
static const char security_fields[] = "X-Content-Type-Options: nosniff\r\n"
                                      "Referrer-Policy: no-referrer\r\n"
                                      "X-Frame-Options: DENY\r\n"
                                      "Cross-Origin-Resource-Policy: same-origin\r\n";
static const char data_policy[] =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
static const char page_policy[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

/* Compresses on mem; empty where it saves less than a tenth. Level 1: on JSON, the next level
 * costs more time than the bytes it saves are worth on a local network. */
static struct slice compress_body(TALLOC_CTX *mem, struct slice body)
{
    struct slice none = {NULL, 0};
    if (body.len < GZIP_MIN || body.len > UINT32_MAX / 2)
        return none;
    z_stream z = {0};
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return none;
    size_t room = body.len - body.len / 10;
    char *out = talloc_size(mem, room);
    int done = Z_MEM_ERROR;
    if (out) {
        z.next_in = (Bytef *)(uintptr_t)body.ptr; /* zlib only reads it */
        z.avail_in = (uInt)body.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)room;
        done = deflate(&z, Z_FINISH);
    }
    size_t len = z.total_out;
    deflateEnd(&z);
    if (done != Z_STREAM_END) {
        talloc_free(out);
        return none;
    }
    return (struct slice){out, len};
}

/* The header lines that a 200 and its 304 share. */
static void put_shared(struct buf *b, const struct response *a, const struct response_options *o)
{
    switch (o->keeping) {
    case RESPONSE_NO_STORE: buf_puts(b, "Cache-Control: no-store\r\n"); break;
    case RESPONSE_REVALIDATE: buf_puts(b, "Cache-Control: no-cache\r\n"); break;
    case RESPONSE_FOR_EVER:
        buf_puts(b, "Cache-Control: public, max-age=31536000, immutable\r\n");
        break;
    }
    if (a->etag.len)
        buf_printf(b, "ETag: %.*s\r\n", SLICE_ARG(a->etag));
    if (o->keeping != RESPONSE_NO_STORE)
        buf_puts(b, "Vary: Accept-Encoding\r\n");
}

/* A file name for Content-Disposition: RFC 6266 with the plain form only. */
static void put_filename(struct buf *b, const char *name)
{
    buf_puts(b, "Content-Disposition: attachment; filename=\"");
    for (; *name; name++)
        if ((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
            (*name >= '0' && *name <= '9') || *name == '.' || *name == '-' || *name == '_')
            buf_putc(b, *name);
    buf_puts(b, "\"\r\n");
}

static struct slice make_head(const struct response *a, const struct api_response *resp,
                              const struct response_options *o, int status, bool gzip,
                              size_t length)
{
    struct buf b;
    buf_init(&b, a->mem, HEAD_MAX);
    buf_printf(&b, "HTTP/1.1 %d %s\r\nServer: senrei\r\n", status, http_reason(status));
    put_shared(&b, a, o);
    buf_puts(&b, security_fields);
    buf_puts(&b, o->page ? page_policy : data_policy);
    if (o->extra_fields)
        buf_puts(&b, o->extra_fields);
    if (status != 304) {
        buf_printf(&b, "Content-Type: %s\r\n", resp->content_type);
        if (resp->filename)
            put_filename(&b, resp->filename);
        if (gzip)
            buf_puts(&b, "Content-Encoding: gzip\r\n");
        buf_printf(&b, "Content-Length: %zu\r\n", length);
    }
    return buf_ok(&b) ? buf_slice(&b) : (struct slice){NULL, 0};
}

struct response *response_build(TALLOC_CTX *mem, const struct api_response *resp,
                                const struct response_options *o)
{
    struct response *a = talloc_zero(mem, struct response);
    if (!a)
        return NULL;
    a->mem = mem;
    a->refs = 1;
    a->status = resp->status;
    a->generation = resp->generation;
    a->cacheable = resp->cacheable;
    a->body = buf_slice(&resp->body);
    a->etag = o->etag;
    a->gzip_body = o->gzip_body;
    a->packed = o->gzip || o->gzip_body.len || a->body.len < GZIP_MIN;
    if (o->gzip && a->gzip_body.len == 0)
        a->gzip_body = compress_body(mem, a->body);

    a->head = make_head(a, resp, o, resp->status, false, a->body.len);
    if (a->gzip_body.len)
        a->gzip_head = make_head(a, resp, o, resp->status, true, a->gzip_body.len);
    if (a->etag.len)
        a->unchanged_head = make_head(a, resp, o, 304, false, 0);
    if (a->head.len == 0 || (a->gzip_body.len && a->gzip_head.len == 0) ||
        (a->etag.len && a->unchanged_head.len == 0)) {
        talloc_free(a);
        return NULL;
    }
    a->bytes = talloc_total_size(mem);
    return a;
}

struct response *response_problem(int status, const char *detail, const char *extra_fields)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    if (!mem)
        return NULL;
    struct api_response resp = {0};
    api_problem(mem, status, slice_of(detail), &resp);
    struct response *a = response_build(mem, &resp,
                                        &(struct response_options){
                                            .extra_fields = extra_fields,
                                        });
    if (!a)
        talloc_free(mem);
    return a;
}

struct response *response_ref(struct response *a)
{
    a->refs++;
    return a;
}

void response_release(struct response *a)
{
    if (a && --a->refs == 0)
        talloc_free(a->mem);
}
