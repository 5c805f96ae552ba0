/* glass_spell.c - see glass_spell.h.
 */
#include "indexer/glass_spell.h"

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

void glass_put_positions(struct buf *out, const uint32_t *positions, uint32_t count)
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
