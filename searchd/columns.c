/* columns.c - see columns.h. */
#include "searchd/columns.h"
#include "indexer/group.h"
#include "indexer/hash.h"
#include <stdlib.h>

struct distinct {
    struct slice bytes;
    uint64_t hash;
    uint32_t place; /* in order of appearance; its ordinal in the end */
};

/* A column while it is read: values in order of appearance, found by their hash. */
struct reading {
    TALLOC_CTX *mem;
    uint32_t *ordinals, bound;
    struct distinct *values;
    uint32_t count, room;
    uint32_t *slots, slot_count; /* place + 1 by hash; a power of two */
    bool failed;
};

static bool grow(struct reading *r)
{
    uint32_t room = r->room ? r->room * 2 : 64;
    struct distinct *values = talloc_realloc(r->mem, r->values, struct distinct, room);
    uint32_t *slots = talloc_zero_array(r->mem, uint32_t, room * 2);
    if (!values || !slots)
        return false;
    talloc_free(r->slots);
    r->values = values;
    r->slots = slots;
    r->room = room;
    r->slot_count = room * 2;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t at = (uint32_t)values[i].hash & (r->slot_count - 1);
        while (slots[at])
            at = (at + 1) & (r->slot_count - 1);
        slots[at] = i + 1;
    }
    return true;
}

static bool take_value(void *ctx, uint32_t doc, struct slice bytes)
{
    struct reading *r = ctx;
    if (doc >= r->bound || bytes.len == 0)
        return true;
    if (r->count == r->room && !grow(r)) {
        r->failed = true;
        return false;
    }
    uint64_t hash = hash_bytes(bytes, 0);
    uint32_t at = (uint32_t)hash & (r->slot_count - 1);
    while (r->slots[at]) {
        const struct distinct *v = &r->values[r->slots[at] - 1];
        if (v->hash == hash && slice_eq(v->bytes, bytes))
            break;
        at = (at + 1) & (r->slot_count - 1);
    }
    if (!r->slots[at]) {
        char *copy = talloc_memdup(r->mem, bytes.ptr, bytes.len);
        if (!copy) {
            r->failed = true;
            return false;
        }
        r->values[r->count] = (struct distinct){{copy, bytes.len}, hash, r->count};
        r->slots[at] = ++r->count;
    }
    r->ordinals[doc] = r->slots[at];
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return slice_cmp(((const struct distinct *)a)->bytes, ((const struct distinct *)b)->bytes);
}

static bool read_column(TALLOC_CTX *mem, struct store *s, uint32_t slot, uint32_t bound,
                        struct column *ret, struct err *err)
{
    struct reading r = {.mem = mem, .bound = bound};
    r.ordinals = talloc_zero_array(mem, uint32_t, bound);
    if (!r.ordinals)
        return err_nomem(err, "columns");
    if (!store_each_value(s, slot, take_value, &r, err))
        return false;
    uint32_t *ordinal_of = talloc_array(mem, uint32_t, r.count + 1);
    ret->values = talloc_zero_array(mem, struct slice, r.count + 1);
    if (r.failed || !ordinal_of || !ret->values)
        return err_nomem(err, "columns");
    if (r.count > 0)
        qsort(r.values, r.count, sizeof(r.values[0]), by_bytes);
    ordinal_of[0] = 0;
    for (uint32_t i = 0; i < r.count; i++) {
        ordinal_of[r.values[i].place + 1] = i + 1;
        ret->values[i + 1] = r.values[i].bytes;
    }
    for (uint32_t d = 0; d < bound; d++)
        r.ordinals[d] = ordinal_of[r.ordinals[d]];
    ret->ordinals = r.ordinals;
    ret->count = r.count + 1;
    talloc_free(ordinal_of);
    talloc_free(r.slots);
    talloc_free(r.values);
    return true;
}

enum { LEADERS_MAX = 64 }; /* groups of one owner that a value is compared with */

/* Gives values that are alike the ordinal of the first of them. Values of one owner are
 * neighbours. */
static bool join_alike(TALLOC_CTX *mem, struct column *c, uint32_t bound, struct err *err)
{
    uint32_t leaders[LEADERS_MAX], count = 0;
    uint32_t *leader = talloc_zero_array(mem, uint32_t, c->count);
    if (!leader)
        return err_nomem(err, "columns");
    for (uint32_t i = 1; i < c->count; i++) {
        struct slice owner = slice_sub(c->values[i], 0, GROUP_OWNER);
        if (count > 0 && !slice_starts(c->values[leaders[0]], owner))
            count = 0;
        uint32_t k = 0;
        while (k < count && !group_alike(c->values[leaders[k]], c->values[i]))
            k++;
        leader[i] = k < count ? leaders[k] : i;
        if (k == count && count < LEADERS_MAX)
            leaders[count++] = i;
    }
    for (uint32_t d = 0; d < bound; d++)
        c->ordinals[d] = leader[c->ordinals[d]];
    talloc_free(leader);
    return true;
}

static bool take_length(void *ctx, uint32_t doc, uint32_t length)
{
    struct columns *c = ctx;
    if (doc < c->bound) {
        c->lengths[doc] = length;
        docset_add(&c->all, doc);
        c->documents++;
    }
    return true;
}

bool columns_read(TALLOC_CTX *mem, struct store *s, struct columns *ret, struct err *err)
{
    struct columns c = {0};
    uint32_t last;
    if (!store_last_document(s, &last, err))
        return false;
    c.bound = last + 1;
    c.lengths = talloc_zero_array(mem, uint32_t, c.bound);
    if (!c.lengths || !docset_new(mem, c.bound, &c.all))
        return err_nomem(err, "columns");
    if (!store_each_length(s, take_length, &c, err) ||
        !read_column(mem, s, SLOT_YEAR, c.bound, &c.year, err) ||
        !read_column(mem, s, SLOT_ORGANIZATION, c.bound, &c.organization, err) ||
        !read_column(mem, s, SLOT_STAFF, c.bound, &c.staff, err) ||
        !read_column(mem, s, SLOT_GROUP, c.bound, &c.group, err) ||
        !join_alike(mem, &c.group, c.bound, err) ||
        !read_column(mem, s, SLOT_FACETS, c.bound, &c.facets, err))
        return false;
    double sum = 0;
    for (uint32_t d = 0; d < c.bound; d++)
        sum += c.lengths[d];
    c.mean_length = c.documents > 0 ? sum / c.documents : 0;
    *ret = c;
    return true;
}

const struct column *columns_of(const struct columns *c, uint32_t slot)
{
    switch (slot) {
    case SLOT_YEAR: return &c->year;
    case SLOT_ORGANIZATION: return &c->organization;
    case SLOT_STAFF: return &c->staff;
    case SLOT_GROUP: return &c->group;
    case SLOT_FACETS: return &c->facets;
    }
    return NULL;
}
