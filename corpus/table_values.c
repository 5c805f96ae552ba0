/* table_values.c - values of aligned rows: carried down from rows above, marked with what they went
 * through, or kept whole where they fit no columns. */
#include "corpus/table.h"
#include "dict/buf.h"

/* Is the column gone from the rows around, not from this one alone? */
static bool column_lost(const struct table *t, size_t at, size_t column)
{
    size_t lost = 0, rows = 0;
    for (size_t i = at > 4 ? at - 4 : 0; i < t->count && i < at + 5; i++) {
        const struct table_row *row = &t->rows[i];
        if (row->line != TABLE_RECORD || row->page != t->rows[at].page)
            continue;
        rows++;
        lost += row->a.field[column].how == ALIGN_LOST;
    }
    return lost * 3 > rows * 2;
}

void table_carry(const struct schema *s, struct table *t)
{
    int bureau = schema_find(s, "bureau"), division = schema_find(s, "division");
    int organization = schema_find(s, "organization"), group = schema_find(s, "group");
    int title = schema_find(s, "name"), fy = schema_find(s, "fy"), note = schema_find(s, "note");
    struct table_row *before = NULL;
    struct slice over[SCHEMA_COLUMNS_MAX] = {0}; /* headings that stand for a column */
    for (size_t i = 0; i < t->count; i++) {
        struct table_row *row = &t->rows[i];
        if (row->line == TABLE_HEADING && row->fills >= 0)
            over[row->fills] = row->text;
        if (row->line != TABLE_RECORD)
            continue;
        for (size_t c = 0; c < s->count; c++) {
            row->value[c] = row->a.field[c].text;
            bool stray = over[c].len && row->a.field[c].how == ALIGN_MOVED;
            if (stray && note >= 0 && row->a.field[note].text.len == 0)
                row->a.field[note] = row->a.field[c];
            if ((row->value[c].len == 0 || stray) && over[c].len) {
                row->value[c] = over[c];
                row->carried[c] = SLICE_LIT("a heading over the rows");
            }
        }
        bool same = true; /* still the same body as in the row before */
        for (size_t c = 0; c < s->count; c++) {
            if (!s->columns[c].carried || row->value[c].len || !before)
                continue;
            bool lost = row->a.field[c].how == ALIGN_LOST;
            if ((int)c == bureau && lost && column_lost(t, i, c) && division >= 0 &&
                row->a.field[division].text.len &&
                !slice_eq(row->a.field[division].text, before->value[division]))
                continue; /* the column is gone: another division's bureau is not told */
            if ((int)c == organization) {
                if (lost && group >= 0 && row->value[group].len && before->value[group].len &&
                    !slice_eq(row->value[group], before->value[group]))
                    continue;
            } else if (organization >= 0) {
                same = slice_eq(row->value[organization], before->value[organization]);
                /* Under a heading an empty cell is not merged with the one above. */
                if (lost || !same || row->carried[organization].len == 0 || over[organization].len)
                    continue;
            } else if ((int)c == title && division >= 0 && row->carried[division].len == 0 &&
                       row->value[division].len) {
                if (fy >= 0 && row->a.field[division].how != ALIGN_LOST &&
                    row->carried[bureau].len == 0)
                    continue;
            }
            row->value[c] = before->value[c];
            row->carried[c] = SLICE_LIT("empty: as in the row above");
        }
        /* A division whose bureau is known from elsewhere has that one, not the row above's. */
        if (bureau >= 0 && division >= 0 && row->carried[bureau].len &&
            !row->carried[division].len) {
            for (size_t k = i; k-- > 0;) {
                if (t->rows[k].line == TABLE_RECORD && !t->rows[k].carried[division].len &&
                    slice_eq(t->rows[k].value[division], row->value[division]) &&
                    t->rows[k].value[bureau].len) {
                    row->value[bureau] = t->rows[k].value[bureau];
                    row->carried[bureau] =
                        SLICE_LIT("empty: the bureau of this division elsewhere");
                    break;
                } else if (i - k > 2000) {
                    break;
                }
            }
        }
        before = row;
    }
}

bool table_emit_kept(struct reading *r, const struct table_row *row, const char *kind,
                     struct slice local, struct err *err)
{
    struct record *rec = reading_record(r, kind, local, row->no);
    if (!rec)
        return err_nomem(err, "a record");
    struct buf text;
    buf_init(&text, rec, READING_RECORD_MAX);
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].len == 0)
            continue;
        if (text.len)
            buf_putc(&text, ' ');
        buf_put_slice(&text, row->cells[i]);
    }
    reading_remark(r, row->no, "row kept whole: its cells fit no columns");
    struct repair kept = {SLICE_LIT("note"), SLICE_LIT("kept"), buf_slice(&text),
                          SLICE_LIT("the row fits no columns")};
    bool ok = buf_ok(&text) || err_nomem(err, "the text of a row");
    ok = ok && record_set_string(rec, SLICE_LIT("note"), kept.from, err) &&
         record_add_repair(rec, kept, err);
    if (!ok) {
        talloc_free(rec);
        return false;
    }
    return reading_emit(r, rec, err);
}

bool table_repairs(const struct schema *s, const struct table_row *row, struct record *rec,
                   struct err *err)
{
    for (size_t c = 0; c < s->count; c++) {
        const struct align_field *f = &row->a.field[c];
        struct repair repair = {.field = slice_of(s->columns[c].key)};
        if (row->carried[c].len) {
            repair.what = SLICE_LIT("carried");
            repair.from = SLICE_LIT("a row above");
            repair.why = row->carried[c];
        } else if (f->text.len == 0) {
            continue;
        } else if (row_carried(row->merged, f->cell)) {
            repair.what = SLICE_LIT("carried");
            repair.from = SLICE_LIT("a row above");
            repair.why = SLICE_LIT("a merged cell");
        } else if (f->how == ALIGN_PART) {
            repair.what = SLICE_LIT("split");
            repair.from = f->cell < row->count ? row->cells[f->cell] : (struct slice){0};
            repair.why = SLICE_LIT("glued to its neighbour in one cell");
        } else if (f->how == ALIGN_MOVED) {
            repair.what = SLICE_LIT("moved");
            repair.from = SLICE_LIT("another column's place");
            repair.why = SLICE_LIT("it looks like this column, not like the one it stood in");
        } else if (f->how == ALIGN_JOINED) {
            repair.what = SLICE_LIT("joined");
            repair.from = SLICE_LIT("two cells");
            repair.why = SLICE_LIT("cut in two");
        } else {
            continue;
        }
        if (!record_add_repair(rec, repair, err))
            return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        if (i < ALIGN_CELLS_MAX ? !row->a.left[i] : row->cells[i].len == 0)
            continue;
        struct repair repair = {.field = SLICE_LIT("note"),
                                .what = SLICE_LIT("kept"),
                                .from = row->cells[i],
                                .why = SLICE_LIT("a cell that fits no column")};
        if (!record_add_repair(rec, repair, err))
            return false;
    }
    return true;
}
