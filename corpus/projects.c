/* projects.c - rows of a table of projects as records.
 *
 * Not here: which cell stands in which column (table.h).
 */
#include "corpus/cell.h"
#include "corpus/table.h"
#include "corpus/tidy.h"
#include "dict/buf.h"
#include "dict/utf8.h"
#include <stdio.h>

enum column {
    BUREAU,
    DIVISION,
    NAME,
    FY,
    DESCRIPTION,
    COUNTRIES,
    PERIOD,
    PARTICIPANTS,
    BUDGET,
    PLAN,
    STATUS,
    BUDGET_NEXT,
    NOTE,
};

enum { ASIDE_CHARS = 18 }; /* characters of a description that tell equal names apart */

static bool put(struct record *rec, const char *key, struct slice s, struct err *err)
{
    return s.len && !cell_is_blank(s) ? record_set_string(rec, slice_of(key), s, err)
                                      : record_set_null(rec, slice_of(key), err);
}

/* An amount in thousand yen; words around it go to the note. */
static bool put_money(struct record *rec, const struct table_row *row, size_t column, int64_t unit,
                      struct slice *note, struct err *err)
{
    struct slice s = row->value[column], key = slice_of(schema_projects.columns[column].key);
    int64_t n = 0;
    size_t at = 0;
    int digits = 0;
    for (size_t len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        if (c >= 0xFF10 && c <= 0xFF19)
            c -= 0xFEE0;
        if ((c == ',' || c == 0xFF0C) && digits)
            continue;
        if (c < '0' || c > '9' || ++digits > 12)
            break;
        n = n * 10 + (int64_t)(c - '0');
    }
    int64_t parts = 1; /* of the unit, that n counts */
    if (digits && digits <= 9 && slice_starts(slice_sub(s, at, s.len), SLICE_LIT("."))) {
        int64_t behind;
        size_t took = cell_digits(s, at + 1, 3, &behind);
        for (size_t i = 0; i < took; i++)
            parts *= 10;
        n = took ? n * parts + behind : n;
        at += took ? took + 1 : 0;
    }
    struct slice rest = cell_trim(slice_sub(s, at, s.len));
    static const struct {
        const char *name;
        int64_t unit;
    } units[] = {
        {"百万円", 1000000}, {"千円", 1000}, {"万円", 10000}, {"億円", 100000000}, {"円", 1}};
    for (size_t i = 0; digits && i < sizeof(units) / sizeof(units[0]); i++)
        if (slice_starts(rest, slice_of(units[i].name))) {
            unit = units[i].unit;
            rest = cell_trim(slice_sub(rest, strlen(units[i].name), rest.len));
            break;
        }
    if (rest.len && !cell_is_blank(rest)) {
        char *text = talloc_asprintf(rec, "%s: %.*s", column == BUDGET ? "予算" : "次年度予算",
                                     SLICE_ARG(tidy_brackets(rest)));
        if (!text)
            return err_nomem(err, "a note");
        *note = tidy_append(rec, *note, slice_of(text));
    }
    if (digits == 0 || digits > 12)
        return record_set_null(rec, key, err);
    return record_set_int(rec, key, n * unit / 1000 / parts, err);
}

/* The beginning of a text, up to a mark. */
static struct slice beginning(struct slice s)
{
    size_t i = 0, chars = 0;
    for (size_t len; i < s.len && chars < ASIDE_CHARS; i += len, chars++) {
        uint32_t c = utf8_at(s, i, &len);
        if (chars >= 4 && (c == 0x3001 || c == 0x3002 || c == '(' || char_class(c) == CHAR_SPACE))
            break;
    }
    return slice_sub(s, 0, i);
}

static bool repeated(const struct table *t, size_t at)
{
    for (size_t i = at > 300 ? at - 300 : 0; i < t->count && i < at + 300; i++)
        if (i != at && t->rows[i].line == TABLE_RECORD &&
            slice_eq(t->rows[i].value[NAME], t->rows[at].value[NAME]))
            return true;
    return false;
}

static bool set_title(struct record *rec, const struct table *t, size_t at, struct err *err)
{
    const struct slice *v = t->rows[at].value;
    struct slice about =
        v[DESCRIPTION].len && !cell_is_blank(v[DESCRIPTION]) ? v[DESCRIPTION] : v[PLAN];
    char *title =
        about.len && repeated(t, at)
            ? talloc_asprintf(rec, "%.*s（%.*s）", SLICE_ARG(v[NAME]), SLICE_ARG(beginning(about)))
            : talloc_asprintf(rec, "%.*s", SLICE_ARG(v[NAME]));
    if (!title)
        return err_nomem(err, "a title");
    rec->title = slice_of(title);
    return true;
}

static bool emit(struct reading *r, const struct table *t, size_t at, struct slice pillar,
                 struct slice section, struct err *err)
{
    const struct table_row *row = &t->rows[at];
    const struct slice *v = row->value;
    struct record *rec = reading_record(r, "project", (struct slice){0}, row->no);
    if (!rec)
        return err_nomem(err, "a record");
    struct slice note = v[NOTE];
    int year = 0;
    size_t took = cell_year(v[FY], &year);
    struct slice fy = slice_sub(v[FY], 0, took ? took : v[FY].len);
    bool ok = set_title(rec, t, at, err) && put(rec, "pillar", pillar, err) &&
              put(rec, "section", section, err) &&
              put(rec, "bureau", tidy_department(rec, v[BUREAU]), err) &&
              put(rec, "division", tidy_department(rec, v[DIVISION]), err) &&
              put(rec, "name", tidy_name(rec, v[NAME]), err) && put(rec, "fy", fy, err) &&
              (year ? record_set_int(rec, SLICE_LIT("year"), year, err)
                    : record_set_null(rec, SLICE_LIT("year"), err)) &&
              put(rec, "description", v[DESCRIPTION], err) &&
              put(rec, "countries", tidy_places(rec, v[COUNTRIES]), err) &&
              put(rec, "period", tidy_range(rec, v[PERIOD]), err) &&
              put(rec, "participants", v[PARTICIPANTS], err) &&
              put_money(rec, row, BUDGET, t->unit[BUDGET], &note, err) &&
              put(rec, "plan", v[PLAN], err) && put(rec, "status", v[STATUS], err) &&
              put_money(rec, row, BUDGET_NEXT, t->unit[BUDGET_NEXT], &note, err) &&
              put(rec, "note", note, err) && table_repairs(&schema_projects, row, rec, err);
    if (!ok) {
        talloc_free(rec);
        return false;
    }
    return reading_emit(r, rec, err);
}

/* "1-1「…」": a number within a number is a section, a number alone a pillar. */
static bool is_section(struct slice s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
        i++;
    return i > 0 && i + 1 < s.len && (s.ptr[i] == '-' || s.ptr[i] == '.') && s.ptr[i + 1] >= '0' &&
           s.ptr[i + 1] <= '9';
}

bool projects_read(struct reading *r, const struct grid *g, struct err *err)
{
    struct table table;
    if (!table_align(r, &schema_projects, g, &table, err))
        return false;
    struct slice pillar = {0}, section = {0};
    bool seen = false;
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        bool ok = true;
        switch (row->line) {
        case TABLE_HEADING:
            if (is_section(row->text)) {
                section = row->text;
            } else {
                pillar = row->text;
                section = (struct slice){0};
            }
            break;
        case TABLE_RECORD:
            ok = emit(r, &table, i, pillar, section, err);
            seen = true;
            break;
        case TABLE_KEPT: ok = table_emit_kept(r, row, "project", (struct slice){0}, err); break;
        case TABLE_TOTAL:
        case TABLE_OTHER:
            if (seen && row->text.len)
                reading_remark(r, row->no, "under the table: %.*s",
                               SLICE_ARG(beginning(row->text)));
            break;
        }
        if (!ok)
            return false;
    }
    return true;
}
