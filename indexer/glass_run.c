/* glass_run.c - see glass_run.h. Postings are kept as they come, in one array; that they are sorted
 * is glass_part.c's affair.
 */
#include "indexer/glass_run.h"
#include "indexer/glass_run_parts.h"
#include "indexer/glass_spell.h"
#include "indexer/hash.h"
#include "indexer/positions.h"
#include <stdlib.h>

static int run_free(struct glass_run *r)
{
    if (r->deflates)
        deflateEnd(&r->deflate);
    free(r->postings); /* by malloc: talloc stops at 256 MiB */
    return 0;
}

static void begin(struct glass_run *r)
{
    buf_clear(&r->names);
    buf_clear(&r->data);
    buf_clear(&r->samples);
    buf_clear(&r->values_bytes);
    buf_clear(&r->tags);
    r->term_count = r->posting_count = r->doc_count = r->value_count = 0;
    memset(r->table, 0, r->table_size * sizeof(r->table[0]));
    memset(r->slots, 0, sizeof(r->slots));
}

struct glass_run *glass_run_new(TALLOC_CTX *mem, const struct glass_plan *plan)
{
    struct glass_run *r = talloc_zero(mem, struct glass_run);
    if (!r)
        return NULL;
    talloc_set_destructor(r, run_free);
    buf_init(&r->names, r, GLASS_RUN_BYTES);
    buf_init(&r->data, r, GLASS_RUN_BYTES);
    buf_init(&r->samples, r, GLASS_RUN_BYTES);
    buf_init(&r->values_bytes, r, GLASS_RUN_BYTES);
    buf_init(&r->tags, r, GLASS_RUN_BYTES);
    r->plan = plan;
    r->work = texts_work_new(r);
    r->table_size = 1 << 12;
    r->table = talloc_zero_array(r, uint32_t, (unsigned)r->table_size);
    r->deflates = deflateInit2(&r->deflate, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9,
                               Z_DEFAULT_STRATEGY) == Z_OK;
    if (!r->work || !r->table || !r->deflates) {
        talloc_free(r);
        return NULL;
    }
    return r;
}

/* ---- Adding ---- */

/* Room for one more in an array on r. */
static bool room_for_one(struct glass_run *r, void **at, size_t count, size_t *cap, size_t each)
{
    if (count < *cap)
        return true;
    size_t want = *cap ? *cap * 2 : 1024;
    void *more = talloc_realloc_size(r, *at, want * each);
    if (!more)
        return false;
    *at = more;
    *cap = want;
    return true;
}

static bool room_for_postings(struct glass_run *r, size_t more)
{
    if (r->posting_count + more <= r->posting_cap)
        return true;
    size_t want = r->posting_cap ? r->posting_cap * 2 : 1 << 16;
    while (want < r->posting_count + more)
        want *= 2;
    struct glass_posting *p = realloc(r->postings, want * sizeof(*p));
    if (!p)
        return false;
    r->postings = p;
    r->posting_cap = want;
    return true;
}

static bool grow_table(struct glass_run *r)
{
    size_t size = r->table_size * 2;
    uint32_t *table = talloc_zero_size(r, size * sizeof(uint32_t));
    if (!table)
        return false;
    talloc_free(r->table);
    r->table = table;
    r->table_size = size;
    for (size_t i = 0; i < r->term_count; i++) {
        size_t at = r->terms[i].hash & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = (uint32_t)i + 1;
    }
    return true;
}

/* Index of the term of that name, made where it is new; false when out of memory. */
static bool find(struct glass_run *r, struct slice name, uint32_t *ret)
{
    uint32_t hash = (uint32_t)hash_bytes(name, 0);
    size_t mask = r->table_size - 1, at = hash & mask;
    for (; r->table[at]; at = (at + 1) & mask) {
        const struct glass_term *t = &r->terms[r->table[at] - 1];
        if (t->hash == hash && t->len == name.len &&
            memcmp(r->names.ptr + t->name, name.ptr, name.len) == 0) {
            *ret = r->table[at] - 1;
            return true;
        }
    }
    if (!room_for_one(r, (void **)&r->terms, r->term_count, &r->term_cap, sizeof(r->terms[0])))
        return false;
    uint32_t offset = (uint32_t)r->names.len;
    buf_put_slice(&r->names, name);
    r->terms[r->term_count++] =
        (struct glass_term){.hash = hash, .name = offset, .len = (uint32_t)name.len};
    r->table[at] = (uint32_t)r->term_count;
    *ret = (uint32_t)r->term_count - 1;
    return buf_ok(&r->names) && (r->term_count * 2 < r->table_size || grow_table(r));
}

static bool add_values(struct glass_run *r, const struct store_document *doc)
{
    struct glass_doc *d = &r->docs[r->doc_count];
    d->value = (uint32_t)r->value_count;
    for (size_t i = 0; i < doc->value_count; i++) {
        const struct store_value *v = &doc->values[i];
        if (v->bytes.len == 0 || v->slot > GLASS_SLOT_MAX)
            continue;
        if (!room_for_one(r, (void **)&r->values, r->value_count, &r->value_cap,
                          sizeof(r->values[0])))
            return false;
        r->slots[v->slot] = true;
        size_t at = r->value_count++; /* in order of slot: they are few */
        for (; at > d->value && r->values[at - 1].slot > v->slot; at--)
            r->values[at] = r->values[at - 1];
        r->values[at] = (struct glass_value){v->slot, (uint32_t)r->doc_count,
                                             (uint32_t)r->values_bytes.len, (uint32_t)v->bytes.len};
        buf_put_slice(&r->values_bytes, v->bytes);
    }
    d->value_count = (uint32_t)(r->value_count - d->value);
    return true;
}

bool glass_run_add(struct glass_run *r, uint32_t docid, const struct store_document *doc,
                   struct err *err)
{
    if (!room_for_one(r, (void **)&r->docs, r->doc_count, &r->doc_cap, sizeof(r->docs[0])) ||
        !room_for_postings(r, doc->term_count))
        return err_nomem(err, "postings");
    struct glass_doc *d = &r->docs[r->doc_count];
    *d = (struct glass_doc){.docid = docid, .terms = (uint32_t)doc->term_count};
    for (size_t i = 0; i < doc->term_count; i++) {
        const struct store_term *t = &doc->terms[i];
        uint32_t term, before = (uint32_t)r->tags.len;
        if (!find(r, t->term, &term))
            return err_nomem(err, "postings");
        if (t->position_count && r->plan->xapian_positions)
            glass_put_positions(&r->tags, t->positions, t->position_count);
        r->postings[r->posting_count++] = (struct glass_posting){
            term, (uint32_t)r->doc_count, t->wdf, before, (uint32_t)r->tags.len - before};
        r->terms[term].count++;
        d->length += t->wdf;
    }
    d->data = (uint32_t)r->data.len;
    if (!r->plan->xapian_positions && !positions_put(doc->terms, doc->term_count, &r->data, err))
        return false;
    texts_pack(r->plan->texts, r->work, doc->data, &r->data);
    d->data_len = (uint32_t)r->data.len - d->data;
    if (texts_wants(docid)) {
        buf_put_varint(&r->samples, doc->data.len);
        buf_put_slice(&r->samples, doc->data);
    }
    if (!add_values(r, doc) || !buf_ok(&r->data) || !buf_ok(&r->samples) ||
        !buf_ok(&r->values_bytes) || !buf_ok(&r->tags))
        return err_nomem(err, "postings");
    r->doc_count++;
    return true;
}

bool glass_run_finish(struct glass_run *r, TALLOC_CTX *mem, struct glass_part **ret,
                      struct err *err)
{
    struct glass_part *part = glass_part_of(r, mem);
    begin(r);
    if (!part)
        return err_nomem(err, "postings");
    *ret = part;
    return true;
}
