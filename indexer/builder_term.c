/* builder_term.c - one term of the record on its way: prefix and token, the longest ones hashed. */
#include "indexer/builder_parts.h"

bool build_add(struct build *bd, enum term_space space, struct slice token, uint32_t wdf,
               uint32_t position)
{
    struct slice prefix = slice_of(schema_prefix(space));
    if (token.len == 0)
        return true;
    if (prefix.len + token.len <= STORE_TERM_MAX - 1 && !memchr(token.ptr, 0, token.len))
        return termset_add(bd->b->terms, prefix.ptr, token, wdf, position, bd->err);
    struct slice term;
    if (!schema_term(bd->mem, space, token, &term, bd->err))
        return false;
    bool ok = termset_add(bd->b->terms, "", term, wdf, position, bd->err);
    talloc_free((void *)(uintptr_t)term.ptr);
    return ok;
}
