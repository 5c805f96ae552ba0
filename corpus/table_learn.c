/* table_learn.c - what a page and the document tell about the columns of their rows. */
#include "corpus/table_learn.h"
#include "corpus/cell.h"

static uint64_t hash_of(struct slice s)
{
    uint64_t h = 1469598103934665603U;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211U;
    return h ? h : 1;
}

static struct memory_slot *slot_of(const struct aligner *al, struct slice text, bool make)
{
    uint64_t hash = hash_of(text);
    for (size_t i = 0; i < 16; i++) {
        struct memory_slot *slot = &al->slots[(hash + i) & (al->slot_count - 1)];
        if (slot->hash == hash)
            return slot;
        if (slot->hash == 0) {
            if (!make)
                return NULL;
            slot->hash = hash;
            return slot;
        }
    }
    return NULL;
}

void table_remembered(const void *ctx, struct slice text, float *bonus)
{
    const struct aligner *al = ctx;
    if (text.len < 2)
        return;
    const struct memory_slot *slot = slot_of(al, text, false);
    if (!slot || slot->total < 3)
        return;
    for (size_t c = 0; c < al->s->count; c++) {
        float part = (float)slot->in[c] / (float)slot->total;
        bonus[c] += 2.5F * part - 1.0F * (1 - part);
    }
}

void table_remember(struct aligner *al, const struct table_row *row)
{
    for (size_t c = 0; c < al->s->count; c++) {
        const struct align_field *f = &row->a.field[c];
        enum cell_kind kind = al->s->columns[c].kind;
        if (f->text.len < 2 || kind == CELL_NUMBER || kind == CELL_COUNT || kind == CELL_MONEY ||
            f->how == ALIGN_JOINED)
            continue;
        struct memory_slot *slot = slot_of(al, f->text, true);
        if (slot && slot->total < 200) {
            slot->total++;
            slot->in[c]++;
        }
    }
}

void table_expect_columns(const struct schema *s, struct page *page)
{
    bool named[SCHEMA_COLUMNS_MAX] = {false};
    if (page->header.matched * 3 < s->count * 2)
        return;
    for (size_t i = 0; i < page->header.count; i++)
        if (page->header.column[i] >= 0)
            named[page->header.column[i]] = true;
    for (size_t c = 0; c < s->count; c++)
        page->prior.lost[c] = named[c] ? page->prior.lost[c] - 0.7F : page->prior.lost[c] * 0.5F;
}

/* Does the header name the column that most rows have at this cell? */
static bool header_right(const struct page *page, const float *at, size_t columns, size_t cell)
{
    size_t best = 0;
    for (size_t c = 1; c < columns; c++)
        if (at[cell * SCHEMA_COLUMNS_MAX + c] > at[cell * SCHEMA_COLUMNS_MAX + best])
            best = c;
    return page->header.column[cell] == (int)best;
}

bool table_learn_page(struct aligner *al, struct page *page, size_t from, size_t to, size_t cells)
{
    const struct schema *s = al->s;
    size_t rows = 0, lost[SCHEMA_COLUMNS_MAX] = {0}, of_length = 0;
    float *at = talloc_zero_array(al->r->mem, float, ALIGN_CELLS_MAX *SCHEMA_COLUMNS_MAX);
    size_t *total = talloc_zero_array(al->r->mem, size_t, ALIGN_CELLS_MAX);
    if (!at || !total)
        return false;
    for (size_t i = from; i < to; i++) {
        const struct table_row *row = &al->t->rows[i];
        if (row->line != TABLE_RECORD)
            continue;
        rows++;
        for (size_t c = 0; c < s->count; c++)
            lost[c] += row->a.field[c].how == ALIGN_LOST;
        if (row->count != cells)
            continue;
        of_length++;
        for (size_t k = 0; k < cells && k < ALIGN_CELLS_MAX; k++)
            total[k] += !cell_is_blank(row->cells[k]);
        for (size_t c = 0; c < s->count; c++) {
            const struct align_field *f = &row->a.field[c];
            if (f->text.len && f->how != ALIGN_JOINED)
                at[f->cell * SCHEMA_COLUMNS_MAX + c] += 1;
        }
    }
    if (rows < 2) {
        talloc_free(at);
        talloc_free(total);
        return true;
    }
    for (size_t c = 0; c < s->count; c++) {
        float part = (float)lost[c] / (float)rows;
        if (rows >= 3 && part > 0.7F)
            page->prior.lost[c] = -0.2F;
        else if (part < 0.2F)
            page->prior.lost[c] -= 0.5F;
    }
    /* Right positions of the header: where it fits this length of row, and is right to both sides. */
    bool trusted[ALIGN_CELLS_MAX + 1] = {false}, any = false;
    if (page->has_header && page->header.count == cells && cells <= ALIGN_CELLS_MAX)
        for (size_t k = 0; k < cells; k++) {
            size_t before = k, behind = k + 1;
            while (before > 0 && total[before - 1] == 0)
                before--;
            while (behind < cells && total[behind] == 0)
                behind++;
            trusted[k] = (before == 0 || header_right(page, at, s->count, before - 1)) &&
                         (behind == cells || header_right(page, at, s->count, behind)) &&
                         (before > 0 || behind < cells);
            any |= trusted[k];
        }
    for (size_t k = 0; k < cells && k < ALIGN_CELLS_MAX; k++)
        for (size_t c = 0; c < s->count; c++) {
            float *bonus = &at[k * SCHEMA_COLUMNS_MAX + c];
            float weight = (float)total[k] / ((float)total[k] + 2.0F);
            float part = total[k] ? *bonus / (float)total[k] : 0;
            *bonus = total[k] ? weight * (3.5F * part - 1.5F * (1 - part)) : 0;
            if (trusted[k] && page->header.column[k] == (int)c)
                *bonus += 2.5F;
        }
    talloc_free(total);
    if (of_length >= 2 || any) {
        page->prior.at = at;
        page->prior.at_cells = cells;
    } else {
        talloc_free(at);
    }
    return true;
}
