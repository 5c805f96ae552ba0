/* stored.c - the data of a document: its record, and where the words of its texts stand.
 *
 *   byte STORED_VERSION · varint length, record_pack() bytes ·
 *   for each text field: varint index (0 title, 1 + i field i), varint tokens, then per token
 *   varint(length * 4 + gap code), where the gap since the token before is 0, 3 or 6 bytes for
 *   codes 0..2 (one or two full-width marks), and a varint of its own after code 3.
 *
 * So a token costs one byte as a rule.
 */
#include "indexer/stored.h"
#include "dict/memory.h"
#include "indexer/varint.h"

enum { STORED_VERSION = 1 };

void stored_begin(const struct record *r, struct buf *scratch, struct buf *out)
{
    buf_clear(scratch);
    record_pack(r, scratch);
    buf_putc(out, STORED_VERSION);
    buf_put_varint(out, scratch->len);
    buf_put_slice(out, buf_slice(scratch));
    if (!buf_ok(scratch))
        out->failed = true;
}

void stored_put_field(size_t index, const uint32_t *bounds, size_t token_count, struct buf *out)
{
    buf_put_varint(out, index);
    buf_put_varint(out, token_count);
    uint32_t at = 0;
    for (size_t i = 0; i < token_count; i++) {
        uint32_t gap = bounds[2 * i] - at, len = bounds[2 * i + 1] - bounds[2 * i];
        uint32_t code = gap % 3 == 0 && gap <= 6 ? gap / 3 : 3;
        buf_put_varint(out, (uint64_t)len * 4 + code);
        if (code == 3)
            buf_put_varint(out, gap);
        at = bounds[2 * i + 1];
    }
}

static bool damaged(struct err *err)
{
    return err_set(err, ERR_STORE, "a stored document is damaged; build the index anew");
}

/* The text and key of field index; false where it has none. */
static bool text_of(const struct record *r, uint64_t index, struct slice *key, struct slice *text)
{
    if (index == 0) {
        *key = SLICE_LIT("title");
        *text = r->title;
        return true;
    }
    if (index > r->field_count || r->fields[index - 1].value.type != VALUE_STRING)
        return false;
    *key = r->fields[index - 1].key;
    *text = r->fields[index - 1].value.string;
    return true;
}

static bool take_bounds(TALLOC_CTX *mem, struct slice *left, uint64_t count, size_t text_len,
                        const uint32_t **ret)
{
    if (count > left->len) /* a token takes a byte at least */
        return false;
    uint32_t *bounds = talloc_array(mem, uint32_t, (unsigned)(2 * count + 1));
    if (!bounds) {
        memory_out();
        return false;
    }
    uint64_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t code, gap;
        if (!varint_take(left, &code))
            return false;
        gap = (code & 3) * 3;
        if ((code & 3) == 3 && !varint_take(left, &gap))
            return false;
        if (gap > text_len || code >> 2 > text_len || at + gap + (code >> 2) > text_len)
            return false;
        bounds[2 * i] = (uint32_t)(at + gap);
        at += gap + (code >> 2);
        bounds[2 * i + 1] = (uint32_t)at;
    }
    *ret = bounds;
    return true;
}

bool stored_unpack(TALLOC_CTX *mem, struct slice data, struct stored **ret, struct err *err)
{
    struct slice left = data;
    uint64_t len;
    if (left.len == 0 || left.ptr[0] != STORED_VERSION)
        return damaged(err);
    left = slice_sub(left, 1, left.len);
    if (!varint_take(&left, &len) || len > left.len)
        return damaged(err);
    struct stored *s = talloc_zero(mem, struct stored);
    if (!s)
        return err_nomem(err, "stored document");
    if (!record_unpack(s, slice_sub(left, 0, (size_t)len), &s->record, err)) {
        talloc_free(s);
        return false;
    }
    left = slice_sub(left, (size_t)len, left.len);
    s->fields = talloc_zero_array(s, struct stored_field, (unsigned)s->record->field_count + 1);
    if (!s->fields) {
        talloc_free(s);
        return err_nomem(err, "stored document");
    }
    while (left.len) {
        uint64_t index, count;
        struct slice key, text;
        struct stored_field *f = &s->fields[s->field_count];
        if (s->field_count > s->record->field_count || !varint_take(&left, &index) ||
            !varint_take(&left, &count) || !text_of(s->record, index, &key, &text) ||
            !take_bounds(s, &left, count, text.len, &f->bounds)) {
            talloc_free(s);
            return damaged(err);
        }
        f->key = key;
        f->token_count = (size_t)count;
        s->field_count++;
    }
    *ret = s;
    return true;
}
