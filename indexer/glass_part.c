/* glass_part.c - a run is sorted and laid out. The terms are sorted, each once, and the postings
 * follow by counting: by term for the lists, then by document again, which gives each document its
 * terms in order without comparing any.
 */
#include "indexer/glass_run_parts.h"
#include "indexer/glass_spell.h"
#include <stdlib.h>

enum { DEFLATE_MIN = 18 }; /* shorter tags stay as they are, as in Xapian */

/* ---- Sorting ---- */

struct ranked {
    uint64_t head; /* the first eight bytes, so that most pairs need no look at the names */
    uint32_t term;
};

static struct slice name_of(const struct glass_run *r, uint32_t term)
{
    return (struct slice){r->names.ptr + r->terms[term].name, r->terms[term].len};
}

static int by_name(const void *a, const void *b, void *ctx)
{
    const struct ranked *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return slice_cmp(name_of(ctx, x->term), name_of(ctx, y->term));
}

/* The terms in order; postings by term, and by document in order of term. */
struct sorted {
    struct ranked *ranks;
    struct glass_posting *by_term, *by_doc; /* by_doc: term is the rank */
};

static bool sort(struct glass_run *r, TALLOC_CTX *mem, struct sorted *ret)
{
    struct sorted s;
    s.ranks = talloc_array(mem, struct ranked, (unsigned)r->term_count + 1);
    s.by_term = talloc_size(mem, (r->posting_count + 1) * sizeof(struct glass_posting));
    s.by_doc = talloc_size(mem, (r->posting_count + 1) * sizeof(struct glass_posting));
    uint32_t *next = talloc_array(mem, uint32_t, (unsigned)r->doc_count + 1);
    if (!s.ranks || !s.by_term || !s.by_doc || !next)
        return false;
    for (uint32_t i = 0; i < r->term_count; i++) {
        struct slice name = name_of(r, i);
        uint64_t head = 0;
        memcpy(&head, name.ptr, name.len < 8 ? name.len : 8);
        s.ranks[i] = (struct ranked){__builtin_bswap64(head), i};
    }
    qsort_r(s.ranks, r->term_count, sizeof(s.ranks[0]), by_name, r);
    uint32_t first = 0;
    for (size_t i = 0; i < r->term_count; i++) {
        struct glass_term *t = &r->terms[s.ranks[i].term];
        t->first = first;
        first += t->count;
        t->count = 0;
    }
    for (size_t i = 0; i < r->posting_count; i++) {
        struct glass_term *t = &r->terms[r->postings[i].term];
        s.by_term[t->first + t->count++] = r->postings[i];
    }
    first = 0;
    for (size_t i = 0; i < r->doc_count; i++) {
        next[i] = first;
        first += r->docs[i].terms;
    }
    for (uint32_t i = 0; i < r->term_count; i++) {
        const struct glass_term *t = &r->terms[s.ranks[i].term];
        for (uint32_t k = t->first; k < t->first + t->count; k++) {
            struct glass_posting p = s.by_term[k];
            p.term = i;
            s.by_doc[next[p.doc]++] = p;
        }
    }
    *ret = s;
    return true;
}

/* ---- By document ---- */

/* Appends the length and bytes of tag, deflated where that is shorter. */
static void put_tag(struct glass_run *r, struct slice tag, struct buf *out)
{
    size_t bound = tag.len > DEFLATE_MIN ? tag.len : 0, before = out->len;
    /* The length is known afterwards: it is written in front of where the stream then stands. */
    enum { LENGTH_MAX = 10 };
    char *p = bound ? buf_reserve(out, bound + LENGTH_MAX) : NULL;
    if (p) {
        r->deflate.next_in = (unsigned char *)(uintptr_t)tag.ptr;
        r->deflate.avail_in = (unsigned)tag.len;
        r->deflate.next_out = (unsigned char *)p + LENGTH_MAX;
        r->deflate.avail_out = (unsigned)tag.len - 1;
        int end = deflate(&r->deflate, Z_FINISH);
        size_t len = tag.len - 1 - r->deflate.avail_out;
        if (deflateReset(&r->deflate) == Z_OK && end == Z_STREAM_END) {
            buf_put_varint(out, len * 2 + 1);
            memmove(out->ptr + out->len, out->ptr + before + LENGTH_MAX, len);
            out->len += len;
            return;
        }
    }
    buf_put_varint(out, tag.len * 2);
    buf_put_slice(out, tag);
}

/* The term list of a document, as in Xapian 1.4: backends/glass/glass_termlisttable.cc. */
static void put_terms(const struct glass_run *r, const struct ranked *ranks,
                      const struct glass_doc *d, const struct glass_posting *postings,
                      struct buf *out)
{
    struct slice last = {0};
    if (d->terms == 0)
        return;
    buf_put_varint(out, d->length);
    buf_put_varint(out, d->terms);
    for (uint32_t i = 0; i < d->terms; i++) {
        struct slice name = name_of(r, ranks[postings[i].term].term);
        uint32_t wdf = postings[i].wdf;
        size_t same = 0;
        while (same < name.len && same < last.len && name.ptr[same] == last.ptr[same])
            same++;
        /* A small wdf goes into the byte that says how much is shared. */
        size_t both = wdf < 127 ? (wdf + 1) * (last.len + 1) + same : 256;
        if (i > 0)
            buf_putc(out, (char)(both < 256 ? both : same));
        buf_putc(out, (char)(name.len - same));
        buf_put_slice(out, slice_sub(name, same, name.len));
        if (i == 0 || both >= 256)
            buf_put_varint(out, wdf);
        last = name;
    }
}

static void put_documents(struct glass_run *r, const struct sorted *s, struct glass_part *part)
{
    struct buf tag;
    const struct glass_posting *postings = s->by_doc;
    buf_init(&tag, part, GLASS_RUN_BYTES);
    for (size_t i = 0; i < r->doc_count; i++) {
        const struct glass_doc *d = &r->docs[i];
        buf_put_varint(&part->documents, d->docid);
        buf_put_varint(&part->documents, (uint64_t)d->data_len * 2);
        buf_put(&part->documents, r->data.ptr + d->data, d->data_len);
        buf_clear(&tag);
        put_terms(r, s->ranks, d, postings, &tag);
        postings += d->terms;
        put_tag(r, buf_slice(&tag), &part->documents);
        buf_clear(&tag);
        uint32_t next = 0;
        for (uint32_t k = d->value; k < d->value + d->value_count; k++) {
            buf_put_varint(&tag, r->values[k].slot - next);
            next = r->values[k].slot + 1;
        }
        put_tag(r, buf_slice(&tag), &part->documents);
        if (!buf_ok(&tag))
            part->documents.failed = true;
    }
    buf_done(&tag);
}

/* ---- By term ---- */

static void put_entry(struct buf *out, struct slice key, const struct buf *body)
{
    buf_put_varint(out, key.len);
    buf_put_slice(out, key);
    buf_put_varint(out, body->len);
    buf_put_slice(out, buf_slice(body));
    if (body->failed)
        out->failed = true;
}

/* The same for a term: since a zero ends it in a key, those within are marked. */
static void put_term_entry(struct buf *out, struct slice term, const struct buf *body)
{
    char key[2 * STORE_TERM_MAX];
    size_t len = 0;
    if (!memchr(term.ptr, 0, term.len)) {
        put_entry(out, term, body);
        return;
    }
    for (size_t i = 0; i < term.len && len + 2 <= sizeof(key); i++) {
        key[len++] = term.ptr[i];
        if (term.ptr[i] == 0)
            key[len++] = (char)0xFF;
    }
    put_entry(out, (struct slice){key, len}, body);
}

static struct slice value_of(const struct glass_run *r, const struct glass_value *v)
{
    return (struct slice){r->values_bytes.ptr + v->bytes, v->len};
}

/* Number and bounds of the values of a slot. */
static void put_slot_stats(const struct glass_run *r, uint32_t slot, struct buf *body,
                           struct buf *out)
{
    struct slice low = {0}, high = {0};
    uint32_t count = 0;
    for (size_t i = 0; i < r->value_count; i++) {
        if (r->values[i].slot != slot)
            continue;
        struct slice bytes = value_of(r, &r->values[i]);
        if (count == 0 || slice_cmp(bytes, low) < 0)
            low = bytes;
        if (count == 0 || slice_cmp(bytes, high) > 0)
            high = bytes;
        count++;
    }
    buf_clear(body);
    buf_put_varint(body, count);
    buf_put_varint(body, low.len);
    buf_put_slice(body, low);
    buf_put_varint(body, high.len);
    buf_put_slice(body, high);
    char key[3] = {0, (char)GLASS_STATS, (char)slot};
    put_entry(out, (struct slice){key, slot == 0 ? 2 : 3}, body);
}

/* The values themselves. */
static void put_slot(const struct glass_run *r, uint32_t slot, struct buf *body, struct buf *out)
{
    uint32_t last = 0;
    buf_clear(body);
    for (size_t i = 0; i < r->value_count; i++) {
        const struct glass_value *v = &r->values[i];
        uint32_t docid = r->docs[v->doc].docid;
        if (v->slot != slot)
            continue;
        buf_put_varint(body, docid - last - 1);
        buf_put_varint(body, v->len);
        buf_put_slice(body, value_of(r, v));
        last = docid;
    }
    char key[3] = {0, (char)GLASS_VALUES, (char)slot};
    put_entry(out, (struct slice){key, sizeof(key)}, body);
}

static void put_lengths(const struct glass_run *r, struct buf *body, struct glass_part *part)
{
    static const char key[2] = {0, (char)GLASS_LENGTHS};
    uint32_t last = 0;
    buf_clear(body);
    buf_put_varint(body, 0); /* Xapian's own compaction leaves these two at zero */
    buf_put_varint(body, 0);
    for (size_t i = 0; i < r->doc_count; i++) {
        const struct glass_doc *d = &r->docs[i];
        buf_put_varint(body, d->docid - last - 1);
        buf_put_varint(body, d->length);
        last = d->docid;
        part->length_sum += d->length;
        if (d->length && (d->length < part->length_min || part->length_min == 0))
            part->length_min = d->length;
        if (d->length > part->length_max)
            part->length_max = d->length;
    }
    part->count = (uint32_t)r->doc_count;
    part->last_docid = last;
    if (r->doc_count)
        put_entry(&part->postings, (struct slice){key, sizeof(key)}, body);
}

static void put_lists(const struct glass_run *r, const struct sorted *s, struct buf *body,
                      struct glass_part *part)
{
    struct buf positions;
    buf_init(&positions, part, GLASS_RUN_BYTES);
    for (size_t i = 0; i < r->term_count; i++) {
        const struct glass_term *t = &r->terms[s->ranks[i].term];
        const struct glass_posting *p = s->by_term + t->first;
        uint32_t last = 0, last_positions = 0;
        uint64_t sum = 0;
        for (uint32_t k = 0; k < t->count; k++)
            sum += p[k].wdf;
        buf_clear(body);
        buf_clear(&positions);
        buf_put_varint(body, t->count);
        buf_put_varint(body, sum);
        for (uint32_t k = 0; k < t->count; k++, p++) {
            uint32_t docid = r->docs[p->doc].docid;
            buf_put_varint(body, docid - last - 1);
            buf_put_varint(body, p->wdf);
            last = docid;
            if (p->wdf > part->wdf_max)
                part->wdf_max = p->wdf;
            if (p->positions_len == 0)
                continue;
            buf_put_varint(&positions, docid - last_positions);
            buf_put_varint(&positions, p->positions_len);
            buf_put(&positions, r->tags.ptr + p->positions, p->positions_len);
            last_positions = docid;
        }
        put_term_entry(&part->postings, name_of(r, s->ranks[i].term), body);
        if (positions.len)
            put_term_entry(&part->positions, name_of(r, s->ranks[i].term), &positions);
    }
}

struct glass_part *glass_part_of(struct glass_run *r, TALLOC_CTX *mem)
{
    struct glass_part *part = talloc_zero(mem, struct glass_part);
    TALLOC_CTX *scratch = talloc_new(r);
    struct sorted s;
    struct buf body;
    if (!part || !scratch || !sort(r, scratch, &s)) {
        talloc_free(scratch);
        talloc_free(part);
        return NULL;
    }
    buf_init(&part->documents, part, GLASS_RUN_BYTES);
    buf_init(&part->samples, part, GLASS_RUN_BYTES);
    buf_init(&part->postings, part, GLASS_RUN_BYTES);
    buf_init(&part->positions, part, GLASS_RUN_BYTES);
    buf_init(&body, scratch, GLASS_RUN_BYTES);
    put_documents(r, &s, part);
    buf_put_slice(&part->samples, buf_slice(&r->samples));
    for (uint32_t slot = 0; slot <= GLASS_SLOT_MAX; slot++)
        if (r->slots[slot])
            put_slot_stats(r, slot, &body, &part->postings);
    for (uint32_t slot = 0; slot <= GLASS_SLOT_MAX; slot++)
        if (r->slots[slot])
            put_slot(r, slot, &body, &part->postings);
    put_lengths(r, &body, part);
    put_lists(r, &s, &body, part);
    talloc_free(scratch);
    if (!buf_ok(&part->documents) || !buf_ok(&part->postings) || !buf_ok(&part->positions) ||
        !buf_ok(&part->samples))
        TALLOC_FREE(part);
    return part;
}
