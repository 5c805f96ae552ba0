/* scratch.c - see scratch.h.
 */
#include "indexer/scratch.h"
#include "indexer/folder.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ok.h"

int scratch_make(void **state)
{
    struct scratch *p = talloc_zero(NULL, struct scratch);
    snprintf(p->dir, sizeof(p->dir), "/tmp/senrei-scratch-XXXXXX");
    if (!mkdtemp(p->dir))
        return -1;
    snprintf(p->path, sizeof(p->path), "%s/db", p->dir);
    *state = p;
    return 0;
}

int scratch_drop(void **state)
{
    struct scratch *p = *state;
    struct err err;
    bool ok = folder_remove(p->dir, &err);
    talloc_free(p);
    return ok ? 0 : -1;
}

const char *scratch_path(struct scratch *p, const char *name)
{
    return talloc_asprintf(p, "%s/%s", p->dir, name);
}

struct store *scratch_open(struct scratch *p, const char *path)
{
    struct err err;
    struct store *s = NULL;
    OK(store_open(p, &path, 1, &s, &err));
    return s;
}

struct store_search search_of(const struct query *q, uint32_t limit)
{
    return (struct store_search){.query = q,
                                 .limit = limit,
                                 .check_at_least = UINT32_MAX,
                                 .collapse_slot = STORE_NO_SLOT,
                                 .sort_slot = STORE_NO_SLOT,
                                 .facet_slot = STORE_NO_SLOT,
                                 .k1 = 1.2,
                                 .b = 0.75};
}
