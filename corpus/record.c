/* record.c - see record.h. */
#include "corpus/record.h"

enum { LIST_FIRST = 16 }; /* elements of the first allocation */

/* array with room for one more of size bytes behind count elements; NULL when out of memory.
 * How much room there is talloc knows. */
static void *grown(TALLOC_CTX *mem, void *array, size_t count, size_t size)
{
    size_t cap = array ? talloc_get_size(array) / size : 0;
    if (count < cap)
        return array;
    return talloc_realloc_size(mem, array, (cap ? cap * 2 : LIST_FIRST) * size);
}

struct record *record_new(TALLOC_CTX *mem)
{
    struct record *r = talloc(mem, struct record);
    if (r)
        *r = (struct record){0};
    return r;
}

struct slice record_copy(struct record *r, struct slice s)
{
    char *p = talloc_size(r, s.len ? s.len : 1);
    if (!p)
        return (struct slice){NULL, 0};
    if (s.len)
        memcpy(p, s.ptr, s.len);
    return (struct slice){p, s.len};
}

static struct field *find(const struct record *r, struct slice key)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (slice_eq(r->fields[i].key, key))
            return &r->fields[i];
    return NULL;
}

/* The field of that key, appended as null where there is none; NULL when out of memory. */
static struct field *field_of(struct record *r, struct slice key)
{
    struct field *f = find(r, key);
    if (f)
        return f;
    struct field *list = grown(r, r->fields, r->field_count, sizeof(*list));
    if (!list)
        return NULL;
    r->fields = list;
    struct slice own = record_copy(r, key);
    if (!own.ptr)
        return NULL;
    f = &r->fields[r->field_count++];
    *f = (struct field){.key = own, .value = {.type = VALUE_NULL}};
    return f;
}

static bool set(struct record *r, struct slice key, struct value v, struct err *err)
{
    struct field *f = field_of(r, key);
    if (!f)
        return err_nomem(err, "field of a record");
    f->value = v;
    return true;
}

bool record_set_string(struct record *r, struct slice key, struct slice s, struct err *err)
{
    struct slice own = record_copy(r, s);
    if (!own.ptr)
        return err_nomem(err, "text of a record");
    return set(r, key, (struct value){.type = VALUE_STRING, .string = own}, err);
}

bool record_set_int(struct record *r, struct slice key, int64_t n, struct err *err)
{
    return set(r, key, (struct value){.type = VALUE_INT, .integer = n}, err);
}

bool record_set_real(struct record *r, struct slice key, double n, struct err *err)
{
    return set(r, key, (struct value){.type = VALUE_REAL, .real = n}, err);
}

bool record_set_bool(struct record *r, struct slice key, bool b, struct err *err)
{
    return set(r, key, (struct value){.type = VALUE_BOOL, .integer = b}, err);
}

bool record_set_null(struct record *r, struct slice key, struct err *err)
{
    return set(r, key, (struct value){.type = VALUE_NULL}, err);
}

bool record_add_item(struct record *r, struct slice key, struct slice s, struct err *err)
{
    struct field *f = field_of(r, key);
    struct slice own = record_copy(r, s);
    if (!f || !own.ptr)
        return err_nomem(err, "list of a record");
    if (f->value.type != VALUE_LIST)
        f->value = (struct value){.type = VALUE_LIST};
    struct slice *at = grown(r, f->value.list.at, f->value.list.count, sizeof(*at));
    if (!at)
        return err_nomem(err, "list of a record");
    f->value.list.at = at;
    at[f->value.list.count++] = own;
    return true;
}

bool record_add_repair(struct record *r, struct repair repair, struct err *err)
{
    struct repair *list = grown(r, r->repairs, r->repair_count, sizeof(*list));
    if (!list)
        return err_nomem(err, "repairs of a record");
    r->repairs = list;
    struct repair own = {record_copy(r, repair.field), record_copy(r, repair.what),
                         record_copy(r, repair.from), record_copy(r, repair.why)};
    if (!own.field.ptr || !own.what.ptr || !own.from.ptr || !own.why.ptr)
        return err_nomem(err, "repairs of a record");
    r->repairs[r->repair_count++] = own;
    return true;
}

const struct value *record_get(const struct record *r, struct slice key)
{
    const struct field *f = find(r, key);
    return f && f->value.type != VALUE_NULL ? &f->value : NULL;
}

struct slice record_string(const struct record *r, struct slice key)
{
    const struct value *v = record_get(r, key);
    return v && v->type == VALUE_STRING ? v->string : (struct slice){NULL, 0};
}

int64_t record_int(const struct record *r, struct slice key, int64_t fallback)
{
    const struct value *v = record_get(r, key);
    return v && v->type == VALUE_INT ? v->integer : fallback;
}

void value_write_json(const struct value *v, struct buf *out)
{
    switch (v->type) {
    case VALUE_NULL: buf_puts(out, "null"); break;
    case VALUE_STRING: buf_put_json(out, v->string); break;
    case VALUE_INT: buf_printf(out, "%lld", (long long)v->integer); break;
    case VALUE_REAL: buf_printf(out, "%.17g", v->real); break;
    case VALUE_BOOL: buf_puts(out, v->integer ? "true" : "false"); break;
    case VALUE_LIST:
        buf_putc(out, '[');
        for (size_t i = 0; i < v->list.count; i++) {
            if (i)
                buf_putc(out, ',');
            buf_put_json(out, v->list.at[i]);
        }
        buf_putc(out, ']');
        break;
    }
}

/* Writes "key":"s" with a comma before it where it is not the first. */
static void write_pair(const char *key, struct slice s, bool first, struct buf *out)
{
    buf_printf(out, "%s\"%s\":", first ? "" : ",", key);
    buf_put_json(out, s);
}

void record_write_json(const struct record *r, struct buf *out)
{
    buf_putc(out, '{');
    write_pair("id", r->id, true, out);
    write_pair("kind", r->kind, false, out);
    if (r->title.len)
        write_pair("title", r->title, false, out);
    else
        buf_puts(out, ",\"title\":null");
    write_pair("source", r->source, false, out);
    if (r->line)
        buf_printf(out, ",\"line\":%u", (unsigned)r->line);
    for (size_t i = 0; i < r->field_count; i++) {
        buf_putc(out, ',');
        buf_put_json(out, r->fields[i].key);
        buf_putc(out, ':');
        value_write_json(&r->fields[i].value, out);
    }
    if (r->repair_count) {
        buf_puts(out, ",\"repairs\":[");
        for (size_t i = 0; i < r->repair_count; i++) {
            const struct repair *p = &r->repairs[i];
            buf_puts(out, i ? ",{" : "{");
            write_pair("field", p->field, true, out);
            write_pair("what", p->what, false, out);
            write_pair("from", p->from, false, out);
            write_pair("why", p->why, false, out);
            buf_putc(out, '}');
        }
        buf_putc(out, ']');
    }
    buf_putc(out, '}');
}

/* The packed form, version 1. A string is its length in bytes and the bytes; a number is a
 * varint, signed ones folded (0 -1 1 -2 ...), a real its eight bytes, low first.
 *   version, id, kind, title, source, line,
 *   number of fields, each: key, type, value,
 *   number of repairs, each: field, what, from, why
 * and nothing behind. */
enum { PACK_VERSION = 1 };

static void pack_string(struct slice s, struct buf *out)
{
    buf_put_varint(out, s.len);
    buf_put_slice(out, s);
}

static void pack_value(const struct value *v, struct buf *out)
{
    buf_putc(out, (char)v->type);
    switch (v->type) {
    case VALUE_NULL: break;
    case VALUE_STRING: pack_string(v->string, out); break;
    case VALUE_INT:
        buf_put_varint(out, (uint64_t)v->integer << 1 ^ (v->integer < 0 ? UINT64_MAX : 0));
        break;
    case VALUE_BOOL: buf_putc(out, v->integer ? 1 : 0); break;
    case VALUE_REAL: {
        uint64_t bits;
        memcpy(&bits, &v->real, sizeof(bits));
        for (int i = 0; i < 8; i++)
            buf_putc(out, (char)(bits >> (8 * i) & 0xFF));
        break;
    }
    case VALUE_LIST:
        buf_put_varint(out, v->list.count);
        for (size_t i = 0; i < v->list.count; i++)
            pack_string(v->list.at[i], out);
        break;
    }
}

/* Packs with the given line: the hash leaves it out. */
static void pack(const struct record *r, uint32_t line, struct buf *out)
{
    buf_putc(out, PACK_VERSION);
    pack_string(r->id, out);
    pack_string(r->kind, out);
    pack_string(r->title, out);
    pack_string(r->source, out);
    buf_put_varint(out, line);
    buf_put_varint(out, r->field_count);
    for (size_t i = 0; i < r->field_count; i++) {
        pack_string(r->fields[i].key, out);
        pack_value(&r->fields[i].value, out);
    }
    buf_put_varint(out, r->repair_count);
    for (size_t i = 0; i < r->repair_count; i++) {
        pack_string(r->repairs[i].field, out);
        pack_string(r->repairs[i].what, out);
        pack_string(r->repairs[i].from, out);
        pack_string(r->repairs[i].why, out);
    }
}

void record_pack(const struct record *r, struct buf *out)
{
    pack(r, r->line, out);
}

struct cursor {
    const unsigned char *at, *end;
    bool broken;
};

static unsigned take_byte(struct cursor *c)
{
    if (c->at == c->end) {
        c->broken = true;
        return 0;
    }
    return *c->at++;
}

static uint64_t take_varint(struct cursor *c)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        unsigned b = take_byte(c);
        n |= (uint64_t)(b & 0x7F) << shift;
        if (!(b & 0x80))
            return n;
    }
    c->broken = true;
    return 0;
}

static struct slice take_string(struct cursor *c)
{
    uint64_t len = take_varint(c);
    if (c->broken || len > (uint64_t)(c->end - c->at)) {
        c->broken = true;
        return (struct slice){NULL, 0};
    }
    struct slice s = {(const char *)c->at, (size_t)len};
    c->at += len;
    return s;
}

/* A number of things that take at least min bytes each, so that a forged one allocates no more
 * than the bytes there are. */
static size_t take_count(struct cursor *c, size_t min)
{
    uint64_t n = take_varint(c);
    if (n > (uint64_t)(c->end - c->at) / min)
        c->broken = true;
    return c->broken ? 0 : (size_t)n;
}

/* False when out of memory; broken bytes are told by the cursor. */
static bool take_value(struct record *r, struct cursor *c, struct value *v)
{
    unsigned type = take_byte(c);
    if (type > VALUE_LIST) {
        c->broken = true;
        return true;
    }
    *v = (struct value){.type = (enum value_type)type};
    switch (v->type) {
    case VALUE_NULL: break;
    case VALUE_STRING: v->string = take_string(c); break;
    case VALUE_INT: {
        uint64_t n = take_varint(c);
        v->integer = (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
        break;
    }
    case VALUE_BOOL: v->integer = take_byte(c) != 0; break;
    case VALUE_REAL: {
        uint64_t bits = 0;
        for (int i = 0; i < 8; i++)
            bits |= (uint64_t)take_byte(c) << (8 * i);
        memcpy(&v->real, &bits, sizeof(bits));
        break;
    }
    case VALUE_LIST: {
        size_t count = take_count(c, 1);
        struct slice *at = count ? talloc_size(r, count * sizeof(*at)) : NULL;
        if (count && !at)
            return false;
        for (size_t i = 0; i < count; i++)
            at[i] = take_string(c);
        v->list.at = at;
        v->list.count = count;
        break;
    }
    }
    return true;
}

bool record_unpack(TALLOC_CTX *mem, struct slice packed, struct record **ret, struct err *err)
{
    struct cursor c = {(const unsigned char *)packed.ptr,
                       (const unsigned char *)packed.ptr + packed.len, false};
    if (packed.len == 0 || take_byte(&c) != PACK_VERSION)
        return err_set(err, ERR_STORE, "stored record: not of version %d", PACK_VERSION);
    struct record *r = record_new(mem);
    if (!r)
        return err_nomem(err, "stored record");
    r->id = take_string(&c);
    r->kind = take_string(&c);
    r->title = take_string(&c);
    r->source = take_string(&c);
    uint64_t line = take_varint(&c);
    if (line > UINT32_MAX)
        c.broken = true;
    r->line = (uint32_t)line;

    bool room = true;
    size_t fields = take_count(&c, 2);
    if (fields) {
        r->fields = talloc_size(r, fields * sizeof(*r->fields));
        room = r->fields != NULL;
        for (size_t i = 0; i < fields && room && !c.broken; i++) {
            r->fields[i].key = take_string(&c);
            room = take_value(r, &c, &r->fields[i].value);
            r->field_count = i + 1;
        }
    }
    size_t repairs = take_count(&c, 4);
    if (repairs && room) {
        r->repairs = talloc_size(r, repairs * sizeof(*r->repairs));
        room = r->repairs != NULL;
        for (size_t i = 0; i < repairs && room && !c.broken; i++) {
            struct repair *p = &r->repairs[i];
            p->field = take_string(&c);
            p->what = take_string(&c);
            p->from = take_string(&c);
            p->why = take_string(&c);
            r->repair_count = i + 1;
        }
    }
    if (!room || c.broken || c.at != c.end) {
        talloc_free(r);
        return room ? err_set(err, ERR_STORE, "stored record: broken after %zu of %zu bytes",
                              (size_t)(c.at - (const unsigned char *)packed.ptr), packed.len)
                    : err_nomem(err, "stored record");
    }
    *ret = r;
    return true;
}

/* Ceiling of the packed form while hashing, in bytes; beyond it the hash covers what fits. */
enum { HASH_MAX = 255 << 20 };

uint64_t record_hash(const struct record *r)
{
    struct buf b;
    buf_init(&b, NULL, HASH_MAX);
    pack(r, 0, &b);
    /* FNV-1a (Fowler, Noll, Vo; 64 bits), with the final mix of MurmurHash3 (Appleby, public
     * domain) so that all bits depend on all bytes. */
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < b.len; i++)
        h = (h ^ (unsigned char)b.ptr[i]) * 0x100000001B3u;
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53u;
    h ^= h >> 33;
    buf_done(&b);
    return h;
}
