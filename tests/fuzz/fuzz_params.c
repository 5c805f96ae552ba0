/* Parameters of a search: what is accepted can be written in canonical order, is accepted again,
 * and is written the same. The cache relies on it. */
#include "searchd/params.h"
#include "searchd/uri.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads an address's query part and writes it in canonical order; false where it is refused. */
static bool canonical(TALLOC_CTX *mem, struct slice query, bool similar, struct buf *out)
{
    struct api_request req;
    struct search_params p;
    struct err err;
    struct buf target;
    buf_init(&target, mem, 1 << 20);
    buf_puts(&target, "/api/search?");
    buf_put_slice(&target, query);
    if (!uri_decode(mem, buf_slice(&target), &req, &err) ||
        !params_parse(mem, req.params, req.param_count, similar, &p, &err))
        return false;
    if (p.limit > PARAMS_LIMIT_MAX || p.offset + p.limit > PARAMS_DEPTH_MAX ||
        p.q.len > PARAMS_QUERY_MAX)
        abort();
    params_write(&p, out);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int similar = 0; similar < 2; similar++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        char *copy = talloc_memdup(mem, data, size);
        struct buf first, second;
        buf_init(&first, mem, 1 << 20);
        buf_init(&second, mem, 1 << 20);
        if (copy && canonical(mem, (struct slice){copy, size}, similar, &first) &&
            (!canonical(mem, buf_slice(&first), similar, &second) ||
             !slice_eq(buf_slice(&first), buf_slice(&second))))
            abort();
        talloc_free(mem);
    }
    return 0;
}
