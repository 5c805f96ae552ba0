/* offices.c - rows of a list of overseas offices as records, and the totals that it prints.
 *
 * Not here: which cell stands in which column (table.h).
 */
#include "corpus/cell.h"
#include "corpus/office.h"
#include "corpus/tidy.h"
#include <stdio.h>

/* One text where two should be: its wording decides whether it is the reason or what is done. */
static void sort_texts(struct table_row *row)
{
    struct slice *v = row->value;
    if ((v[OFFICE_REASON].len > 0) == (v[OFFICE_ACTIVITIES].len > 0))
        return;
    size_t is = v[OFFICE_REASON].len ? OFFICE_REASON : OFFICE_ACTIVITIES,
           other = OFFICE_REASON + OFFICE_ACTIVITIES - is;
    struct cell_look look;
    cell_look(v[is], NULL, &look);
    enum cell_kind kinds[2] = {schema_offices.columns[is].kind, schema_offices.columns[other].kind};
    if ((is == OFFICE_REASON && look.stops) ||
        cell_score(&look, kinds[1]) < cell_score(&look, kinds[0]) + 1.2F)
        return;
    v[other] = v[is];
    v[is] = (struct slice){0};
    row->a.field[other] = row->a.field[is];
    row->a.field[other].how = ALIGN_MOVED;
    row->a.field[is] = (struct align_field){.how = ALIGN_LOST};
}

static void add_note(TALLOC_CTX *mem, struct office *o, struct slice text)
{
    text = tidy_brackets(cell_trim(text));
    if (text.len)
        o->note = tidy_append(mem, o->note, text);
}

/* Is the host just the office's name again, or nearly all of it, what the name has in brackets
 * aside? ジェトロ for ジェトロ共同事務所 says more. */
static bool names_again(struct slice name, struct slice host)
{
    size_t open = slice_ends(name, SLICE_LIT(")")) || slice_ends(name, SLICE_LIT("）"))
                      ? tidy_find_bracket(slice_sub(name, 3, name.len)) + 3
                      : name.len;
    return slice_find(name, host) < name.len && host.len * 3 > open * 2;
}

/* "業務委託等 (国内の業者に一括) 東洋ワーク(株)": the label is the form's, brackets are a note, the rest
 * is who does it. */
static void read_form(TALLOC_CTX *mem, struct office *o)
{
    struct slice text = o->row->value[OFFICE_FORM_TEXT], letter = o->row->value[OFFICE_FORM];
    char c = 0;
    if (cell_letter(letter, &c))
        o->form = c;
    char by_label = 0;
    size_t label = cell_label(text, &by_label);
    if (!o->form && by_label) {
        o->form = by_label;
        o->form_guessed = true;
    }
    struct slice rest = text;
    if (by_label) {
        rest = slice_sub(text, label, text.len);
        if (slice_starts(text, SLICE_LIT("個人に委託")) && o->contractor.len == 0)
            o->contractor = SLICE_LIT("個人");
    }
    rest = cell_trim(rest);
    if (!cell_begins_body(rest) &&
        (slice_starts(rest, SLICE_LIT("(")) || slice_starts(rest, SLICE_LIT("（")))) {
        size_t end = slice_ends(rest, SLICE_LIT(")")) ? rest.len : tidy_bracket_end(rest);
        if (end < rest.len || by_label) {
            struct slice host = tidy_name(mem, tidy_brackets(slice_sub(rest, 0, end)));
            if (host.len == 0 || !names_again(o->name, host))
                add_note(mem, o, slice_sub(rest, 0, end));
            rest = cell_trim(slice_sub(rest, end, rest.len));
        }
    }
    if (rest.len == 0)
        return;
    if (by_label && o->contractor.len == 0) {
        o->contractor = tidy_company(mem, rest);
        o->contractor_split = true;
    } else {
        add_note(mem, o, rest);
    }
}

/* "中国・上海", "上海（中国）": country and city in one cell. False where it holds no country. */
static bool split_place(const struct vocab *vocab, struct slice both, struct slice *country,
                        struct slice *city)
{
    static const char *const marks[] = {"・", "（", "(", "／", "/", "　", " "};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t at = slice_find(both, slice_of(marks[i]));
        if (at == 0 || at >= both.len)
            continue;
        struct slice a = cell_trim(slice_sub(both, 0, at));
        struct slice b = slice_sub(both, at, both.len);
        size_t open = tidy_bracket_end(b);
        b = open == b.len && tidy_find_bracket(b) == 0
                ? tidy_brackets(b)
                : cell_trim(slice_sub(b, strlen(marks[i]), b.len));
        bool first = cell_is_country(vocab, a);
        if (b.len == 0 || (!first && !cell_is_country(vocab, b)))
            continue;
        *country = first ? a : b;
        *city = first ? b : a;
        return true;
    }
    return false;
}

static void read_texts(TALLOC_CTX *mem, const struct vocab *vocab, struct office *o)
{
    const struct slice *v = o->row->value;
    size_t open = tidy_find_bracket(v[OFFICE_ORGANIZATION]);
    o->organization = cell_trim(slice_sub(v[OFFICE_ORGANIZATION], 0, open));
    if (open < v[OFFICE_ORGANIZATION].len)
        add_note(mem, o, slice_sub(v[OFFICE_ORGANIZATION], open, v[OFFICE_ORGANIZATION].len));
    o->name = tidy_name(mem, v[OFFICE_NAME]);
    o->country = v[OFFICE_COUNTRY];
    struct slice aside = {0}, city = v[OFFICE_CITY];
    struct slice both = city.len == 0 ? o->country : o->country.len == 0 ? city : aside;
    if (!cell_is_country(vocab, both) && split_place(vocab, both, &o->country, &city))
        o->place_split = both;
    o->city = tidy_city(mem, vocab, city, &aside);
    add_note(mem, o, aside);
    struct slice by = cell_trim(v[OFFICE_CONTRACTOR]);
    if (!cell_begins_body(by) && slice_starts(by, SLICE_LIT("(")) && slice_ends(by, SLICE_LIT(")")))
        add_note(mem, o, by); /* a bracket that stood behind the form */
    else
        o->contractor = tidy_company(mem, by);
    o->department = tidy_department(mem, v[OFFICE_DEPARTMENT]);
    size_t took = cell_date(v[OFFICE_FY], &o->year);
    if (took == 0)
        took = cell_year(v[OFFICE_FY], &o->year);
    o->fy = slice_sub(v[OFFICE_FY], 0, took ? took : v[OFFICE_FY].len);
    if (took && took < v[OFFICE_FY].len)
        add_note(mem, o, slice_sub(v[OFFICE_FY], took, v[OFFICE_FY].len));
    size_t second =
        slice_find(slice_sub(v[OFFICE_URL], 1, v[OFFICE_URL].len), SLICE_LIT("http")) + 1;
    o->url = cell_trim(slice_sub(v[OFFICE_URL], 0, second));
    if (second < v[OFFICE_URL].len)
        add_note(mem, o, slice_sub(v[OFFICE_URL], second, v[OFFICE_URL].len));
    read_form(mem, o);
    add_note(mem, o, v[OFFICE_NOTE]);
}

/* A count each, or all of them in the cell of the total. */
static void read_staff(struct office *o)
{
    int64_t heads[3];
    for (int k = 0; k < 3; k++)
        o->staff[k] = -1;
    for (int k = 0; k < 3; k++)
        if (cell_heads(o->row->value[OFFICE_TOTAL + k], heads)) {
            bool parts = heads[1] >= 0 || heads[2] >= 0;
            for (int i = 0; i < 3 && parts; i++)
                o->staff[i] = o->staff[i] < 0 ? heads[i] : o->staff[i];
            if (!parts)
                o->staff[k] = heads[0];
        }
    office_complete_staff(o);
}

static bool label_is(struct slice s, const char *word)
{
    return slice_find(s, slice_of(word)) < s.len;
}

/* What an office without a name is for: by its department first, then by its texts. */
static const char *purpose(const struct office *o)
{
    struct slice why = o->row->value[OFFICE_REASON], what = o->row->value[OFFICE_ACTIVITIES];
    if (label_is(o->department, "観光") || label_is(o->department, "誘客"))
        return "(観光)";
    if (label_is(why, "県産品") || label_is(what, "県産品") || label_is(why, "特産品"))
        return "(県産品)";
    if (label_is(why, "誘客") || label_is(what, "誘客") || label_is(what, "観光客") ||
        label_is(why, "観光客"))
        return "(観光)";
    return "";
}

static bool set_title(struct record *rec, const struct office *o, struct err *err)
{
    struct slice body = o->organization, name = o->name;
    struct slice place = o->city.len ? o->city : o->country;
    char *title = NULL;
    if (name.len)
        title = slice_starts(name, body)
                    ? talloc_asprintf(rec, "%.*s", SLICE_ARG(name))
                    : talloc_asprintf(rec, "%.*s %.*s", SLICE_ARG(body), SLICE_ARG(name));
    else if (body.len || place.len)
        title = talloc_asprintf(rec, "%.*s %.*sの委託先%s", SLICE_ARG(body), SLICE_ARG(place),
                                purpose(o));
    if (!title)
        return name.len || body.len || place.len ? err_nomem(err, "a title") : true;
    rec->title = cell_trim(slice_of(title));
    return true;
}

static bool put(struct record *rec, const char *key, struct slice s, struct err *err)
{
    return s.len && !cell_is_blank(s) ? record_set_string(rec, slice_of(key), s, err)
                                      : record_set_null(rec, slice_of(key), err);
}

static bool put_int(struct record *rec, const char *key, int64_t n, struct err *err)
{
    return n >= 0 ? record_set_int(rec, slice_of(key), n, err)
                  : record_set_null(rec, slice_of(key), err);
}

static bool guessed(struct record *rec, const char *key, const char *from, const char *why,
                    struct err *err)
{
    return record_add_repair(
        rec, (struct repair){slice_of(key), SLICE_LIT("guessed"), slice_of(from), slice_of(why)},
        err);
}

static bool emit(struct reading *r, const struct office *o, struct err *err)
{
    static const char *const labels[] = {"独自事務所", "機関等派遣", "業務委託等", "その他"};
    static const char *const staff[] = {"staff_total", "staff_dispatched", "staff_local"};
    const struct slice *v = o->row->value;
    char id[64], printed[32];
    int n = snprintf(id, sizeof(id), "%lld-%lld", (long long)o->group, (long long)o->number);
    if (o->repeated) {
        n = snprintf(id, sizeof(id), "%lld-%lld-%u", (long long)o->group, (long long)o->number,
                     (unsigned)o->row->no);
        reading_remark(r, o->row->no, "the number %lld-%lld stands twice", (long long)o->group,
                       (long long)o->number);
    }
    struct record *rec = reading_record(r, "office", (struct slice){id, (size_t)n}, o->row->no);
    if (!rec)
        return err_nomem(err, "a record");
    struct slice form = o->form ? (struct slice){&o->form, 1} : (struct slice){0};
    bool ok =
        set_title(rec, o, err) && put(rec, "organization", o->organization, err) &&
        put(rec, "name", o->name, err) && put(rec, "country", o->country, err) &&
        put(rec, "city", o->city, err) && put(rec, "form", form, err) &&
        put(rec, "form_text", o->form ? slice_of(labels[o->form - 'a']) : (struct slice){0}, err) &&
        put(rec, "contractor", o->contractor, err) && put(rec, "fy", o->fy, err) &&
        put_int(rec, "year", o->year ? o->year : -1, err) &&
        put(rec, "department", o->department, err) && put_int(rec, staff[0], o->staff[0], err) &&
        put_int(rec, staff[1], o->staff[1], err) && put_int(rec, staff[2], o->staff[2], err) &&
        put(rec, "reason", v[OFFICE_REASON], err) &&
        put(rec, "activities", v[OFFICE_ACTIVITIES], err) && put(rec, "url", o->url, err) &&
        put(rec, "note", o->note, err) && table_repairs(&schema_offices, o->row, rec, err);
    if (ok && o->group_guessed)
        ok = guessed(rec, "group", "the rows above", "the number is lost", err);
    if (ok && o->number_guessed)
        ok = guessed(rec, "number", "the rows above", "the number is lost", err);
    if (ok && o->form_guessed)
        ok = guessed(rec, "form", "form_text", "the letter is lost", err);
    if (ok && o->contractor_split)
        ok = record_add_repair(rec,
                               (struct repair){SLICE_LIT("contractor"), SLICE_LIT("split"),
                                               v[OFFICE_FORM_TEXT],
                                               SLICE_LIT("stood in one cell with the form")},
                               err);
    static const char *const place[] = {"country", "city"};
    for (size_t i = 0; i < 2 && ok && o->place_split.len; i++)
        ok = record_add_repair(rec,
                               (struct repair){slice_of(place[i]), SLICE_LIT("split"),
                                               o->place_split,
                                               SLICE_LIT("country and city in one cell")},
                               err);
    if (ok && o->staff_summed >= 0)
        ok =
            guessed(rec, staff[o->staff_summed], "the other two counts", "its column is lost", err);
    if (ok && o->staff_fixed >= 0) {
        snprintf(printed, sizeof(printed), "printed %lld", (long long)o->staff_printed);
        ok = guessed(rec, staff[o->staff_fixed], printed,
                     "fits neither the row nor the printed total", err);
    }
    if (!ok) {
        talloc_free(rec);
        return false;
    }
    return reading_emit(r, rec, err);
}

/* An office's local id is its numbers; a row that has none is named by its line. */
static bool emit_kept(struct reading *r, const struct table_row *row, struct err *err)
{
    char id[32];
    int n = snprintf(id, sizeof(id), "line-%u", (unsigned)row->no);
    return table_emit_kept(r, row, "office", (struct slice){id, (size_t)n}, err);
}

bool offices_read(struct reading *r, const struct grid *g, struct err *err)
{
    struct table table;
    struct office_totals totals;
    if (!table_align(r, &schema_offices, g, &table, err))
        return false;
    struct office *list = talloc_zero_array(r->mem, struct office, (unsigned)table.count + 1);
    size_t count = 0;
    if (!list)
        return err_nomem(err, "a list of offices");
    for (size_t i = 0; i < table.count; i++) {
        if (table.rows[i].line != TABLE_RECORD)
            continue;
        struct office *o = &list[count++];
        sort_texts(&table.rows[i]);
        o->row = &table.rows[i];
        read_staff(o);
        read_texts(r->mem, r->vocab, o);
    }
    if (!office_number(r->mem, list, count, err))
        return false;
    office_read_totals(&table, &totals);
    office_check_staff(r, &totals, list, count);
    office_report(r, &totals, list, count);
    size_t next = 0;
    for (size_t i = 0; i < table.count; i++) {
        const struct table_row *row = &table.rows[i];
        bool ok = true;
        switch (row->line) {
        case TABLE_RECORD: ok = emit(r, &list[next++], err); break;
        case TABLE_KEPT: ok = emit_kept(r, row, err); break;
        case TABLE_HEADING:
        case TABLE_TOTAL:
        case TABLE_OTHER: break;
        }
        if (!ok)
            return false;
    }
    return true;
}
