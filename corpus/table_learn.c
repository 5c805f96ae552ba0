/* table_learn.c - what a page and the document tell about the columns of their rows. */
#include "corpus/table_learn.h"
#include "corpus/cell.h"

enum { REGULAR_ROWS = 3 }; /* fewer do not show that a table is regular */

/* Part of the cells that must stand under their header in a regular table, and what the header adds
 * there and elsewhere: less than what tells a clear cell in its column from the same in another, so
 * that a shifted row is still seen. */
static const float REGULAR = 0.95F, REGULAR_TRUST = 5.0F, TRUST = 2.5F;

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

void table_expect_columns(const struct aligner *al, struct page *page)
{
    const struct schema *s = al->s;
    bool named[SCHEMA_COLUMNS_MAX] = {false};
    bool of_all = page->header.matched * 3 >= s->count * 2;
    bool of_rows = page->header.count >= al->width && page->header.matched * 3 >= al->width * 2;
    if (!of_all && !of_rows)
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

/* How often each column stood at each cell, in rows of one length. */
struct places {
    float at[ALIGN_CELLS_MAX * SCHEMA_COLUMNS_MAX];
    size_t total[ALIGN_CELLS_MAX]; /* rows that fill the cell */
    size_t rows;
};

static void count_places(const struct aligner *al, size_t from, size_t to, size_t cells,
                         struct places *ret)
{
    *ret = (struct places){0};
    for (size_t i = from; i < to; i++) {
        const struct table_row *row = &al->t->rows[i];
        if (row->line != TABLE_RECORD || row->count != cells)
            continue;
        ret->rows++;
        for (size_t k = 0; k < cells && k < ALIGN_CELLS_MAX; k++)
            ret->total[k] += !cell_is_blank(row->cells[k]);
        for (size_t c = 0; c < al->s->count; c++) {
            const struct align_field *f = &row->a.field[c];
            if (f->text.len && f->how != ALIGN_JOINED)
                ret->at[f->cell * SCHEMA_COLUMNS_MAX + c] += 1;
        }
    }
}

/* A header may name either of two columns ("形態" the letter or the wording): where all rows agree
 * on one that no other header names, that is it. */
static void settle_by_rows(const struct schema *s, struct header *h, const struct places *p)
{
    for (size_t k = 0; k < h->count; k++) {
        const float *at = &p->at[k * SCHEMA_COLUMNS_MAX];
        size_t best = 0;
        for (size_t c = 1; c < s->count; c++)
            if (at[c] > at[best])
                best = c;
        bool named = h->column[k] < 0 || at[best] < REGULAR * (float)p->total[k];
        for (size_t i = 0; i < h->count && !named; i++)
            named = h->column[i] == (int)best;
        if (!named && p->total[k] > 0)
            h->column[k] = (int)best;
    }
}

/* Is the header right for nearly every cell of the rows below it, all of them as long as it? */
static bool page_regular(const struct schema *s, struct page *page, const struct places *p,
                         size_t rows)
{
    float right = 0, all = 0;
    size_t named = 0, filled = 0;
    if (!page->has_header || page->header.count > ALIGN_CELLS_MAX || p->rows < rows)
        return false;
    settle_by_rows(s, &page->header, p);
    for (size_t k = 0; k < page->header.count; k++) {
        int c = page->header.column[k];
        filled += p->total[k] > 0;
        if (c < 0)
            continue;
        named++;
        right += p->at[k * SCHEMA_COLUMNS_MAX + (size_t)c];
        all += (float)p->total[k];
    }
    return named * 2 > filled && all > 0 && right >= REGULAR * all;
}

bool table_is_regular(struct aligner *al)
{
    struct places *p = talloc(al->r->mem, struct places);
    size_t seen = 0;
    bool regular = p != NULL;
    for (size_t i = 0; i < al->page_count && regular; i++) {
        size_t to = i + 1 < al->page_count ? al->pages[i + 1].first : al->t->count, rows = 0;
        for (size_t k = al->pages[i].first; k < to; k++)
            rows += al->t->rows[k].line == TABLE_RECORD || al->t->rows[k].line == TABLE_KEPT;
        if (rows == 0)
            continue;
        count_places(al, al->pages[i].first, to, al->pages[i].header.count, p);
        regular = page_regular(al->s, &al->pages[i], p, rows);
        seen += rows;
    }
    talloc_free(p);
    return regular && seen >= REGULAR_ROWS;
}

bool table_learn_page(struct aligner *al, struct page *page, size_t from, size_t to, size_t cells)
{
    const struct schema *s = al->s;
    size_t rows = 0, lost[SCHEMA_COLUMNS_MAX] = {0};
    struct places *p = talloc(al->r->mem, struct places);
    if (!p)
        return false;
    count_places(al, from, to, cells, p);
    for (size_t i = from; i < to; i++) {
        if (al->t->rows[i].line != TABLE_RECORD)
            continue;
        rows++;
        for (size_t c = 0; c < s->count; c++)
            lost[c] += al->t->rows[i].a.field[c].how == ALIGN_LOST;
    }
    float *at = p->at;
    const size_t *total = p->total;
    if (rows < 2) {
        talloc_free(p);
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
            trusted[k] =
                al->regular || ((before == 0 || header_right(page, at, s->count, before - 1)) &&
                                (behind == cells || header_right(page, at, s->count, behind)) &&
                                (before > 0 || behind < cells));
            any |= trusted[k];
        }
    for (size_t k = 0; k < cells && k < ALIGN_CELLS_MAX; k++)
        for (size_t c = 0; c < s->count; c++) {
            float *bonus = &at[k * SCHEMA_COLUMNS_MAX + c];
            float weight = (float)total[k] / ((float)total[k] + 2.0F);
            float part = total[k] ? *bonus / (float)total[k] : 0;
            *bonus = total[k] ? weight * (3.5F * part - 1.5F * (1 - part)) : 0;
            if (trusted[k] && page->header.column[k] == (int)c)
                *bonus += al->regular ? REGULAR_TRUST : TRUST;
        }
    if (p->rows >= 2 || any) {
        page->prior.at = at;
        page->prior.at_cells = cells;
    } else {
        talloc_free(p);
    }
    return true;
}
