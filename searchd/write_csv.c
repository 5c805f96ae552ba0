/* write_csv.c - an answer as a table for a spreadsheet: RFC 4180 with a byte order mark.
 */
#include "searchd/answer.h"

static const char *const COLUMNS[] = {
    "id",           "kind",
    "title",        "organization",
    "country",      "city",
    "form",         "fy",
    "year",         "department",
    "contractor",   "name",
    "staff_total",  "staff_dispatched",
    "staff_local",  "reason",
    "activities",   "pillar",
    "section",      "bureau",
    "division",     "description",
    "countries",    "period",
    "participants", "budget",
    "plan",         "status",
    "budget_next",  "meeting",
    "date",         "speaker",
    "affiliation",  "role",
    "path",         "text",
    "url",          "note",
};
enum { COLUMN_COUNT = sizeof(COLUMNS) / sizeof(COLUMNS[0]) };

/* One cell. What a spreadsheet would run as a formula is given as text by an apostrophe. */
static void put_cell(struct buf *out, struct slice s)
{
    buf_putc(out, '"');
    if (s.len > 0 && memchr("=+-@\t\r", s.ptr[0], 6))
        buf_putc(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buf_putc(out, '"');
        if (s.ptr[i] != '\0')
            buf_putc(out, s.ptr[i]);
    }
    buf_putc(out, '"');
}

static void put_value(struct buf *out, const struct record *r, const char *column)
{
    struct slice key = slice_of(column);
    if (slice_eq(key, SLICE_LIT("id"))) {
        put_cell(out, r->id);
    } else if (slice_eq(key, SLICE_LIT("kind"))) {
        put_cell(out, r->kind);
    } else if (slice_eq(key, SLICE_LIT("title"))) {
        put_cell(out, r->title);
    } else {
        const struct value *v = record_get(r, key);
        if (!v)
            return;
        switch (v->type) {
        case VALUE_NULL: break;
        case VALUE_STRING: put_cell(out, v->string); break;
        case VALUE_INT:
        case VALUE_BOOL: buf_printf(out, "%lld", (long long)v->integer); break;
        case VALUE_REAL: buf_printf(out, "%.17g", v->real); break;
        case VALUE_LIST:
            buf_putc(out, '"');
            for (size_t i = 0; i < v->list.count; i++) {
                if (i)
                    buf_puts(out, "、");
                for (size_t k = 0; k < v->list.at[i].len; k++) {
                    if (v->list.at[i].ptr[k] == '"')
                        buf_putc(out, '"');
                    buf_putc(out, v->list.at[i].ptr[k]);
                }
            }
            buf_putc(out, '"');
            break;
        }
    }
}

void answer_write_csv(const struct answer *a, const struct search_params *p, struct buf *out)
{
    (void)p;
    bool used[COLUMN_COUNT] = {true, true, true};
    for (size_t i = 0; i < a->hit_count; i++)
        for (size_t c = 3; c < COLUMN_COUNT; c++)
            used[c] |= record_get(a->hits[i].record, slice_of(COLUMNS[c])) != NULL;
    buf_puts(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (used[c])
            buf_printf(out, "%s%s", c ? "," : "", COLUMNS[c]);
    buf_puts(out, ",collapsed\r\n");
    for (size_t i = 0; i < a->hit_count; i++) {
        for (size_t c = 0; c < COLUMN_COUNT; c++) {
            if (!used[c])
                continue;
            if (c)
                buf_putc(out, ',');
            put_value(out, a->hits[i].record, COLUMNS[c]);
        }
        buf_puts(out, ",\"");
        for (size_t k = 0; k < a->hits[i].collapsed_count; k++)
            buf_printf(out, "%s%.*s", k ? " " : "", SLICE_ARG(a->hits[i].collapsed[k]));
        buf_puts(out, "\"\r\n");
    }
}
