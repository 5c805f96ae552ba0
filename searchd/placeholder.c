/* placeholder.c - lets the daemon be linked where the searching side is not in the tree yet.
 *
 * Every function here is weak: the real one takes its place as soon as it exists.
 */
#include "dict/data.h"
#include "searchd/api.h"
#define WEAK __attribute__((weak))

WEAK bool api_knows(struct slice path)
{
    return slice_starts(path, SLICE_LIT("/api/"));
}

WEAK void api_key(const struct api_request *req, struct buf *out)
{
    buf_put_slice(out, req->path);
    for (size_t i = 0; i < req->param_count; i++) {
        buf_putc(out, '\0');
        buf_put_slice(out, req->params[i].name);
        buf_putc(out, '=');
        buf_put_slice(out, req->params[i].value);
    }
}

WEAK void api_problem(TALLOC_CTX *mem, int status, struct slice detail, struct api_response *resp)
{
    *resp = (struct api_response){.status = status,
                                  .content_type = "application/problem+json; charset=utf-8"};
    buf_init(&resp->body, mem, 4096);
    buf_printf(&resp->body, "{\"type\":\"about:blank\",\"status\":%d,\"detail\":", status);
    buf_put_json(&resp->body, detail);
    buf_puts(&resp->body, "}\n");
}

WEAK void api_answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                     struct api_response *resp)
{
    (void)b;
    (void)req;
    api_problem(mem, 501, SLICE_LIT("searching is not built in"), resp);
}

WEAK bool backend_open(TALLOC_CTX *mem, const struct shared *shared, struct backend **ret,
                       struct err *err)
{
    struct backend *b = talloc_zero(mem, struct backend);
    if (!b)
        return err_nomem(err, "backend");
    b->shared = shared;
    *ret = b;
    return true;
}

WEAK bool backend_refresh(struct backend *b, struct err *err)
{
    (void)b;
    (void)err;
    return true;
}

WEAK bool backend_newest(const struct shared *shared, uint64_t *ret, struct err *err)
{
    (void)shared;
    (void)err;
    *ret = 0;
    return true;
}

WEAK bool data_dir(TALLOC_CTX *mem, const char **ret, struct err *err)
{
    (void)mem;
    (void)err;
    *ret = "";
    return true;
}

WEAK bool analyzer_open(TALLOC_CTX *mem, const char *data, struct analyzer **ret, struct err *err)
{
    (void)mem;
    (void)data;
    (void)err;
    *ret = NULL;
    return true;
}

WEAK bool vocab_open(TALLOC_CTX *mem, const char *data, struct vocab **ret, struct err *err)
{
    (void)mem;
    (void)data;
    (void)err;
    *ret = NULL;
    return true;
}
