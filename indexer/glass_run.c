/* glass_run.c - see glass_run.h. Postings are kept as they come, in one array; at the end the terms
 * are sorted, each once, and the postings follow by counting: by term for the lists, then by
 * document again, which gives each document its terms in order without comparing any.
 */
#include "indexer/glass_run.h"
#include "indexer/hash.h"
#include "indexer/positions.h"
#include "indexer/varint.h"
#include <stdlib.h>
#include <zlib.h>

enum {
    BYTES_MAX = UINT32_MAX, /* of a buffer: offsets are 32 bits */
    DEFLATE_MIN = 18,       /* shorter tags stay as they are, as in Xapian */
    SLOT_MAX = 127,         /* of a value: one byte in keys */
};

struct run_term {
    uint32_t hash, name, len; /* name: offset */
    uint32_t count, first;    /* postings; where they begin once sorted */
};

struct posting {
    uint32_t term, doc, wdf;           /* doc: index */
    uint32_t positions, positions_len; /* where their tag stands; 0 bytes: it has none */
};

struct run_doc {
    uint32_t docid, length, terms; /* terms: how many */
    uint32_t data, data_len;
    uint32_t value, value_count; /* the first of them */
};

struct run_value {
    uint32_t slot, doc, bytes, len;
};

struct glass_run {
    const struct glass_plan *plan;
    struct texts_work *work;
    struct buf names, data, samples, values_bytes, tags; /* data: packed */
    uint32_t *table; /* index of a term + 1; a power of two, at most half full */
    size_t table_size;
    struct run_term *terms;
    size_t term_count, term_cap;
    struct posting *postings;
    size_t posting_count, posting_cap;
    struct run_doc *docs;
    size_t doc_count, doc_cap;
    struct run_value *values;
    size_t value_count, value_cap;
    bool slots[SLOT_MAX + 1]; /* that any value is in */
    z_stream deflate;
    bool deflates;
};

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
    buf_init(&r->names, r, BYTES_MAX);
    buf_init(&r->data, r, BYTES_MAX);
    buf_init(&r->samples, r, BYTES_MAX);
    buf_init(&r->values_bytes, r, BYTES_MAX);
    buf_init(&r->tags, r, BYTES_MAX);
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

/* ---- Spelling, as in Xapian 1.4: common/pack.h, common/bitstream.cc ---- */

void glass_put_docid(struct buf *b, uint32_t docid)
{
    if (docid < 0x8000) {
        buf_putc(b, (char)(docid >> 8));
        buf_putc(b, (char)docid);
        return;
    }
    unsigned len = 3;
    for (uint32_t rest = docid >> 22; rest; rest >>= 7)
        len++;
    /* As many leading ones as there are bytes behind the first, less one. */
    buf_putc(b, (char)((uint64_t)docid >> 8 * (len - 1) | 0xFFu << (10 - len)));
    for (unsigned i = len - 1; i-- > 0;)
        buf_putc(b, (char)(docid >> 8 * i));
}

struct bits {
    struct buf *out;
    uint64_t held;
    unsigned count;
};

/* value, of 0 .. outof - 1, in as few bits as tell it apart; those in the middle are shorter. */
static void put_bits(struct bits *b, uint32_t value, uint32_t outof)
{
    unsigned width = outof > 1 ? 32 - (unsigned)__builtin_clz(outof - 1) : 0;
    uint64_t spare = ((uint64_t)1 << width) - outof, middle = (outof - spare) / 2;
    if (spare && value >= middle + spare)
        value = (uint32_t)(value - (middle + spare)) | (uint32_t)1 << (width - 1);
    else if (spare && value >= middle)
        width--;
    b->held |= (uint64_t)value << b->count;
    for (b->count += width; b->count >= 8; b->count -= 8, b->held >>= 8)
        buf_putc(b->out, (char)b->held);
}

/* Interpolative code (Moffat and Stuiver; Witten and others, Managing Gigabytes, 3.4) of what lies
 * between positions from and to. */
static void put_between(struct bits *b, const uint32_t *positions, uint32_t from, uint32_t to)
{
    while (from + 1 < to) {
        uint32_t middle = from + (to - from) / 2;
        put_bits(b, positions[middle] - positions[from] - (middle - from),
                 positions[to] - positions[from] - (to - from) + 1);
        put_between(b, positions, from, middle);
        from = middle;
    }
}

static void put_positions(struct buf *out, const uint32_t *positions, uint32_t count)
{
    uint32_t last = positions[count - 1];
    buf_put_varint(out, last);
    if (count == 1)
        return;
    struct bits b = {.out = out};
    put_bits(&b, positions[0], last);
    put_bits(&b, count - 2, last - positions[0]);
    put_between(&b, positions, 0, count - 1);
    if (b.count)
        buf_putc(out, (char)b.held);
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
    struct posting *p = realloc(r->postings, want * sizeof(*p));
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
        const struct run_term *t = &r->terms[r->table[at] - 1];
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
        (struct run_term){.hash = hash, .name = offset, .len = (uint32_t)name.len};
    r->table[at] = (uint32_t)r->term_count;
    *ret = (uint32_t)r->term_count - 1;
    return buf_ok(&r->names) && (r->term_count * 2 < r->table_size || grow_table(r));
}

static bool add_values(struct glass_run *r, const struct store_document *doc)
{
    struct run_doc *d = &r->docs[r->doc_count];
    d->value = (uint32_t)r->value_count;
    for (size_t i = 0; i < doc->value_count; i++) {
        const struct store_value *v = &doc->values[i];
        if (v->bytes.len == 0 || v->slot > SLOT_MAX)
            continue;
        if (!room_for_one(r, (void **)&r->values, r->value_count, &r->value_cap,
                          sizeof(r->values[0])))
            return false;
        r->slots[v->slot] = true;
        size_t at = r->value_count++; /* in order of slot: they are few */
        for (; at > d->value && r->values[at - 1].slot > v->slot; at--)
            r->values[at] = r->values[at - 1];
        r->values[at] = (struct run_value){v->slot, (uint32_t)r->doc_count,
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
    struct run_doc *d = &r->docs[r->doc_count];
    *d = (struct run_doc){.docid = docid, .terms = (uint32_t)doc->term_count};
    for (size_t i = 0; i < doc->term_count; i++) {
        const struct store_term *t = &doc->terms[i];
        uint32_t term, before = (uint32_t)r->tags.len;
        if (!find(r, t->term, &term))
            return err_nomem(err, "postings");
        if (t->position_count && r->plan->xapian_positions)
            put_positions(&r->tags, t->positions, t->position_count);
        r->postings[r->posting_count++] = (struct posting){term, (uint32_t)r->doc_count, t->wdf,
                                                           before, (uint32_t)r->tags.len - before};
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

/* ---- Finishing ---- */

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
    struct posting *by_term, *by_doc; /* by_doc: term is the rank */
};

static bool sort(struct glass_run *r, TALLOC_CTX *mem, struct sorted *ret)
{
    struct sorted s;
    s.ranks = talloc_array(mem, struct ranked, (unsigned)r->term_count + 1);
    s.by_term = talloc_size(mem, (r->posting_count + 1) * sizeof(struct posting));
    s.by_doc = talloc_size(mem, (r->posting_count + 1) * sizeof(struct posting));
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
        struct run_term *t = &r->terms[s.ranks[i].term];
        t->first = first;
        first += t->count;
        t->count = 0;
    }
    for (size_t i = 0; i < r->posting_count; i++) {
        struct run_term *t = &r->terms[r->postings[i].term];
        s.by_term[t->first + t->count++] = r->postings[i];
    }
    first = 0;
    for (size_t i = 0; i < r->doc_count; i++) {
        next[i] = first;
        first += r->docs[i].terms;
    }
    for (uint32_t i = 0; i < r->term_count; i++) {
        const struct run_term *t = &r->terms[s.ranks[i].term];
        for (uint32_t k = t->first; k < t->first + t->count; k++) {
            struct posting p = s.by_term[k];
            p.term = i;
            s.by_doc[next[p.doc]++] = p;
        }
    }
    *ret = s;
    return true;
}

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
                      const struct run_doc *d, const struct posting *postings, struct buf *out)
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
    const struct posting *postings = s->by_doc;
    buf_init(&tag, part, BYTES_MAX);
    for (size_t i = 0; i < r->doc_count; i++) {
        const struct run_doc *d = &r->docs[i];
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

/* Bounds and number of the values of a slot, or the values themselves. */
static void put_slot(const struct glass_run *r, uint32_t slot, bool stats, struct buf *body,
                     struct buf *out)
{
    struct slice low = {0}, high = {0};
    uint32_t count = 0, last = 0;
    buf_clear(body);
    for (size_t i = 0; i < r->value_count; i++) {
        const struct run_value *v = &r->values[i];
        struct slice bytes = {r->values_bytes.ptr + v->bytes, v->len};
        uint32_t docid = r->docs[v->doc].docid;
        if (v->slot != slot)
            continue;
        if (count == 0 || slice_cmp(bytes, low) < 0)
            low = bytes;
        if (count == 0 || slice_cmp(bytes, high) > 0)
            high = bytes;
        count++;
        if (stats)
            continue;
        buf_put_varint(body, docid - last - 1);
        buf_put_varint(body, bytes.len);
        buf_put_slice(body, bytes);
        last = docid;
    }
    if (count == 0)
        return;
    if (stats) {
        buf_put_varint(body, count);
        buf_put_varint(body, low.len);
        buf_put_slice(body, low);
        buf_put_varint(body, high.len);
        buf_put_slice(body, high);
    }
    char key[8] = {0, (char)(stats ? GLASS_STATS : GLASS_VALUES), (char)slot};
    put_entry(out, (struct slice){key, stats && slot == 0 ? 2 : 3}, body);
}

static void put_lengths(const struct glass_run *r, struct buf *body, struct glass_part *part)
{
    static const char key[2] = {0, (char)GLASS_LENGTHS};
    uint32_t last = 0;
    buf_clear(body);
    buf_put_varint(body, 0); /* Xapian's own compaction leaves these two at zero */
    buf_put_varint(body, 0);
    for (size_t i = 0; i < r->doc_count; i++) {
        const struct run_doc *d = &r->docs[i];
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
    buf_init(&positions, part, BYTES_MAX);
    for (size_t i = 0; i < r->term_count; i++) {
        const struct run_term *t = &r->terms[s->ranks[i].term];
        const struct posting *p = s->by_term + t->first;
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

bool glass_run_finish(struct glass_run *r, TALLOC_CTX *mem, struct glass_part **ret,
                      struct err *err)
{
    struct glass_part *part = talloc_zero(mem, struct glass_part);
    TALLOC_CTX *scratch = talloc_new(r);
    struct sorted s;
    struct buf body;
    if (!part || !scratch || !sort(r, scratch, &s)) {
        talloc_free(scratch);
        talloc_free(part);
        return err_nomem(err, "postings");
    }
    buf_init(&part->documents, part, BYTES_MAX);
    buf_init(&part->samples, part, BYTES_MAX);
    buf_init(&part->postings, part, BYTES_MAX);
    buf_init(&part->positions, part, BYTES_MAX);
    buf_init(&body, scratch, BYTES_MAX);
    put_documents(r, &s, part);
    buf_put_slice(&part->samples, buf_slice(&r->samples));
    for (int stats = 1; stats >= 0; stats--)
        for (uint32_t slot = 0; slot <= SLOT_MAX; slot++)
            if (r->slots[slot])
                put_slot(r, slot, stats, &body, &part->postings);
    put_lengths(r, &body, part);
    put_lists(r, &s, &body, part);
    talloc_free(scratch);
    begin(r);
    if (!buf_ok(&part->documents) || !buf_ok(&part->postings) || !buf_ok(&part->positions) ||
        !buf_ok(&part->samples)) {
        talloc_free(part);
        return err_nomem(err, "postings");
    }
    *ret = part;
    return true;
}
