/* offices.c - rows of a list of overseas offices as records, and the totals that it prints.
 *
 * Not here: which cell stands in which column (table.h).
 */
#include "corpus/cell.h"
#include "corpus/table.h"
#include "corpus/tidy.h"
#include <stdio.h>

enum column {
    GROUP,
    NUMBER,
    ORGANIZATION,
    NAME,
    COUNTRY,
    CITY,
    FORM,
    FORM_TEXT,
    CONTRACTOR,
    FY,
    DEPARTMENT,
    TOTAL,
    DISPATCHED,
    LOCAL,
    REASON,
    ACTIVITIES,
    URL,
    NOTE,
};

/* What is made of one row. Numbers are -1 where not told. */
struct office {
    const struct table_row *row;
    int64_t group, number, staff[3];
    bool group_guessed, number_guessed;
    int staff_fixed; /* index of the count that was put right, -1 none */
    int64_t staff_printed;
    int staff_summed; /* index of the count that is out of the other two, -1 none */
    char form;
    bool form_guessed;
    int year;
    struct slice organization, name, country, city, contractor, fy, department, url, note;
    bool contractor_split;
};

/* One text where two should be: its wording decides whether it is the reason or what is done. */
static void sort_texts(struct table_row *row)
{
    struct slice *v = row->value;
    if ((v[REASON].len > 0) == (v[ACTIVITIES].len > 0))
        return;
    size_t is = v[REASON].len ? REASON : ACTIVITIES, other = REASON + ACTIVITIES - is;
    struct cell_look look;
    cell_look(v[is], NULL, &look);
    enum cell_kind kinds[2] = {schema_offices.columns[is].kind, schema_offices.columns[other].kind};
    if ((is == REASON && look.stops) ||
        cell_score(&look, kinds[1]) < cell_score(&look, kinds[0]) + 1.2F)
        return;
    v[other] = v[is];
    v[is] = (struct slice){0};
    row->a.field[other] = row->a.field[is];
    row->a.field[other].how = ALIGN_MOVED;
    row->a.field[is] = (struct align_field){.how = ALIGN_LOST};
}

/* What the list prints about itself, -1 where it does not. */
struct totals {
    int64_t bodies, offices, countries, cities, forms[4], staff[3];
    uint32_t line;
};

static void add_note(TALLOC_CTX *mem, struct office *o, struct slice text)
{
    text = tidy_brackets(cell_trim(text));
    if (text.len)
        o->note = tidy_append(mem, o->note, text);
}

/* "業務委託等 (国内の業者に一括) 東洋ワーク(株)": the label is the form's, brackets are a note, the rest
 * is who does it. */
static void read_form(TALLOC_CTX *mem, struct office *o)
{
    struct slice text = o->row->value[FORM_TEXT], letter = o->row->value[FORM];
    char c = 0;
    if (cell_letter(letter, &c))
        o->form = c;
    char by_label = cell_label(text);
    if (!o->form && by_label) {
        o->form = by_label;
        o->form_guessed = true;
    }
    struct slice rest = text;
    if (by_label) {
        rest = slice_sub(text, cell_label_length(text), text.len);
        if (slice_starts(text, SLICE_LIT("個人に委託")) && o->contractor.len == 0)
            o->contractor = SLICE_LIT("個人");
    }
    rest = cell_trim(rest);
    if (!cell_begins_body(rest) &&
        (slice_starts(rest, SLICE_LIT("(")) || slice_starts(rest, SLICE_LIT("（")))) {
        size_t end = slice_ends(rest, SLICE_LIT(")")) ? rest.len : tidy_bracket_end(rest);
        if (end < rest.len || by_label) {
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

static void read_texts(TALLOC_CTX *mem, const struct vocab *vocab, struct office *o)
{
    const struct slice *v = o->row->value;
    size_t open = tidy_find_bracket(v[ORGANIZATION]);
    o->organization = cell_trim(slice_sub(v[ORGANIZATION], 0, open));
    if (open < v[ORGANIZATION].len)
        add_note(mem, o, slice_sub(v[ORGANIZATION], open, v[ORGANIZATION].len));
    o->name = tidy_name(mem, v[NAME]);
    o->country = v[COUNTRY];
    struct slice aside = {0};
    o->city = tidy_city(mem, vocab, v[CITY], &aside);
    add_note(mem, o, aside);
    struct slice by = cell_trim(v[CONTRACTOR]);
    if (!cell_begins_body(by) && slice_starts(by, SLICE_LIT("(")) && slice_ends(by, SLICE_LIT(")")))
        add_note(mem, o, by); /* a bracket that stood behind the form */
    else
        o->contractor = tidy_company(mem, by);
    o->department = tidy_department(mem, v[DEPARTMENT]);
    size_t took = cell_year(v[FY], &o->year);
    o->fy = slice_sub(v[FY], 0, took ? took : v[FY].len);
    if (took && took < v[FY].len)
        add_note(mem, o, slice_sub(v[FY], took, v[FY].len));
    size_t second = slice_find(slice_sub(v[URL], 1, v[URL].len), SLICE_LIT("http")) + 1;
    o->url = cell_trim(slice_sub(v[URL], 0, second));
    if (second < v[URL].len)
        add_note(mem, o, slice_sub(v[URL], second, v[URL].len));
    read_form(mem, o);
    add_note(mem, o, v[NOTE]);
}

/* Numbers of group and office: as printed, or as the neighbours demand. */
static void number(struct office *list, size_t count)
{
    int64_t group = 0, last = 0;
    struct slice organization = {0};
    for (size_t i = 0; i < count; i++) {
        struct office *o = &list[i];
        int64_t a = cell_number(o->row->value[GROUP]), b = cell_number(o->row->value[NUMBER]);
        bool same = i > 0 && (o->organization.len ? slice_eq(o->organization, organization)
                                                  : (a < 0 || a == group) && (b < 0 || b > last));
        if ((a < 0) != (b < 0)) { /* one of them: which? */
            int64_t n = a < 0 ? b : a;
            if (n == (same ? group : group + 1) && n != (same ? last + 1 : 1)) {
                a = n;
                b = -1;
            } else {
                a = -1;
                b = n;
            }
        }
        if (a < 0 && b >= 0 && i > 0 && b == last + 1 && o->organization.len == 0)
            same = true;
        o->group_guessed = a < 0;
        o->number_guessed = b < 0;
        o->group = a >= 0 ? a : same ? group : group + 1;
        o->number = b >= 0 ? b : o->group == group ? last + 1 : 1;
        if (i > 0 && o->group == group && o->number <= last &&
            (o->group_guessed || o->number_guessed)) {
            o->number = last + 1;
            o->number_guessed = true;
        }
        group = o->group;
        last = o->number;
        organization = o->organization;
    }
}

static bool label_is(struct slice s, const char *word)
{
    return slice_find(s, slice_of(word)) < s.len;
}

static void read_total(struct totals *t, struct slice label, int64_t n)
{
    if (label_is(label, "形態"))
        return;
    if (label_is(label, "自治体数") || label_is(label, "団体数"))
        t->bodies = n;
    else if (label_is(label, "拠点数"))
        t->offices = n;
    else if (label_is(label, "国"))
        t->countries = n;
    else if (label_is(label, "都市"))
        t->cities = n;
}

static void read_totals(const struct table *table, struct totals *t)
{
    *t = (struct totals){-1, -1, -1, -1, {-1, -1, -1, -1}, {-1, -1, -1}, 0};
    const struct table_row *labels = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct table_row *row = &table->rows[i];
        if (row->line != TABLE_TOTAL)
            continue;
        size_t numbers = 0;
        int64_t found[3] = {-1, -1, -1};
        char letter = 0;
        bool sum = false;
        for (size_t c = 0; c < row->count; c++) {
            int64_t n = cell_number(row->cells[c]);
            if (n >= 0) {
                if (letter)
                    t->forms[letter - 'a'] = n;
                else if (labels && c < labels->count && !sum)
                    read_total(t, labels->cells[c], n);
                if (numbers < 3)
                    found[numbers] = n;
                numbers++;
            }
            size_t length = cell_letter(row->cells[c], &letter);
            if (length == 0 || length != row->cells[c].len)
                letter = 0;
            sum |= slice_eq(row->cells[c], SLICE_LIT("計")) ||
                   slice_eq(row->cells[c], SLICE_LIT("合計"));
        }
        if (sum && numbers == 3)
            memcpy(t->staff, found, sizeof(found));
        if (numbers == 0)
            labels = row;
        if (numbers && t->line == 0)
            t->line = row->no;
    }
}

/* Different values of a text column, counting the parts of lists divided by 、. */
static int64_t distinct(TALLOC_CTX *mem, const struct office *list, size_t count,
                        struct slice (*value)(const struct office *), bool parts)
{
    size_t slots = 64;
    while (slots < count * 4)
        slots *= 2;
    struct slice *seen = talloc_zero_array(mem, struct slice, (unsigned)slots);
    int64_t n = 0;
    for (size_t i = 0; seen && i < count; i++) {
        struct slice rest = value(&list[i]);
        while (rest.len) {
            size_t cut = parts ? slice_find(rest, SLICE_LIT("、")) : rest.len;
            struct slice part = slice_sub(rest, 0, cut);
            rest = slice_sub(rest, cut + strlen("、"), rest.len);
            uint64_t h = 14695981039346656037U;
            for (size_t k = 0; k < part.len; k++)
                h = (h ^ (unsigned char)part.ptr[k]) * 1099511628211U;
            size_t at = h & (slots - 1), tries = 0;
            while (seen[at].len && !slice_eq(seen[at], part) && tries++ < slots)
                at = (at + 1) & (slots - 1);
            if (seen[at].len == 0 && part.len) {
                seen[at] = part;
                n++;
            }
            if (n * 2 > (int64_t)slots)
                return n;
        }
    }
    talloc_free(seen);
    return n;
}

static struct slice organization_of(const struct office *o)
{
    return o->organization;
}
static struct slice country_of(const struct office *o)
{
    return o->country;
}
static struct slice city_of(const struct office *o)
{
    return o->city;
}

static int64_t staff_sum(const struct office *list, size_t count, int which)
{
    int64_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (list[i].staff[which] > 0)
            n += list[i].staff[which];
    return n;
}

static void compare(struct reading *r, const struct totals *t, const char *what, int64_t printed,
                    int64_t found)
{
    if (printed < 0)
        return;
    if (printed == found)
        reading_remark(r, t->line, "%s: %lld, as printed", what, (long long)found);
    else
        reading_remark(r, t->line, "%s: the list prints %lld, its rows give %lld", what,
                       (long long)printed, (long long)found);
}

/* A count that is lost with its column, out of the other two. */
static void complete_staff(struct office *o)
{
    int64_t *n = o->staff;
    int lost = -1, known = 0;
    for (int k = 0; k < 3; k++) {
        if (n[k] >= 0)
            known++;
        else if (o->row->a.field[TOTAL + k].how == ALIGN_LOST)
            lost = k;
    }
    o->staff_summed = -1;
    if (known != 2 || lost < 0)
        return;
    int64_t value = lost == 0 ? n[1] + n[2] : lost == 1 ? n[0] - n[2] : n[0] - n[1];
    if (value < 0)
        return;
    n[lost] = value;
    o->staff_summed = lost;
}

/* A row whose counts do not add up: told; put right only where the printed totals leave one way. */
static void check_staff(struct reading *r, const struct totals *t, struct office *list,
                        size_t count)
{
    static const char *const names[] = {"total", "dispatched", "local"};
    for (size_t i = 0; i < count; i++) {
        struct office *o = &list[i];
        int64_t *n = o->staff;
        o->staff_fixed = -1;
        if (n[0] < 0 || n[1] < 0 || n[2] < 0 || n[0] == n[1] + n[2])
            continue;
        reading_remark(r, o->row->no, "row %lld-%lld contradicts itself: %lld = %lld + %lld",
                       (long long)o->group, (long long)o->number, (long long)n[0], (long long)n[1],
                       (long long)n[2]);
        int64_t right[3] = {n[1] + n[2], n[0] - n[2], n[0] - n[1]};
        int way = -1, ways = 0;
        for (int k = 0; k < 3; k++) {
            int64_t sum = staff_sum(list, count, k);
            if (t->staff[k] >= 0 && sum != t->staff[k] && right[k] >= 0 &&
                sum - n[k] + right[k] == t->staff[k]) {
                way = k;
                ways++;
            }
        }
        if (ways != 1)
            continue;
        int64_t sum = staff_sum(list, count, way);
        reading_remark(r, o->row->no,
                       "row %lld-%lld: %s staff read as %lld: with the printed %lld the rows give "
                       "%lld, the list %lld",
                       (long long)o->group, (long long)o->number, names[way], (long long)right[way],
                       (long long)n[way], (long long)sum, (long long)t->staff[way]);
        o->staff_fixed = way;
        o->staff_printed = n[way];
        n[way] = right[way];
    }
}

static void report(struct reading *r, const struct totals *t, const struct office *list,
                   size_t count)
{
    if (t->line == 0)
        return;
    compare(r, t, "bodies", t->bodies, distinct(r->mem, list, count, organization_of, false));
    compare(r, t, "offices", t->offices, (int64_t)count);
    compare(r, t, "countries and regions", t->countries,
            distinct(r->mem, list, count, country_of, false));
    compare(r, t, "cities", t->cities, distinct(r->mem, list, count, city_of, true));
    for (int f = 0; f < 4; f++) {
        int64_t n = 0;
        char what[] = "form x";
        for (size_t i = 0; i < count; i++)
            n += list[i].form == 'a' + f;
        what[5] = (char)('a' + f);
        compare(r, t, what, t->forms[f], n);
    }
    compare(r, t, "staff", t->staff[0], staff_sum(list, count, 0));
    compare(r, t, "staff dispatched", t->staff[1], staff_sum(list, count, 1));
    compare(r, t, "staff local", t->staff[2], staff_sum(list, count, 2));
}

/* What an office without a name is for: by its department first, then by its texts. */
static const char *purpose(const struct office *o)
{
    struct slice why = o->row->value[REASON], what = o->row->value[ACTIVITIES];
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
        put(rec, "reason", v[REASON], err) && put(rec, "activities", v[ACTIVITIES], err) &&
        put(rec, "url", o->url, err) && put(rec, "note", o->note, err) &&
        table_repairs(&schema_offices, o->row, rec, err);
    if (ok && o->group_guessed)
        ok = guessed(rec, "group", "the rows above", "the number is lost", err);
    if (ok && o->number_guessed)
        ok = guessed(rec, "number", "the rows above", "the number is lost", err);
    if (ok && o->form_guessed)
        ok = guessed(rec, "form", "form_text", "the letter is lost", err);
    if (ok && o->contractor_split)
        ok = record_add_repair(rec,
                               (struct repair){SLICE_LIT("contractor"), SLICE_LIT("split"),
                                               v[FORM_TEXT],
                                               SLICE_LIT("stood in one cell with the form")},
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

/* A row that could not be put into columns: whole, and flagged. */
static bool emit_kept(struct reading *r, const struct table_row *row, struct err *err)
{
    char id[32];
    int n = snprintf(id, sizeof(id), "line-%u", (unsigned)row->no);
    struct record *rec = reading_record(r, "office", (struct slice){id, (size_t)n}, row->no);
    if (!rec)
        return err_nomem(err, "a record");
    struct slice text = table_row_text(rec, row);
    reading_remark(r, row->no, "row kept whole: its cells fit no columns");
    if (!put(rec, "note", text, err) ||
        !record_add_repair(rec,
                           (struct repair){SLICE_LIT("note"), SLICE_LIT("kept"), text,
                                           SLICE_LIT("the row fits no columns")},
                           err)) {
        talloc_free(rec);
        return false;
    }
    return reading_emit(r, rec, err);
}

bool offices_read(struct reading *r, const struct grid *g, struct err *err)
{
    struct table table;
    struct totals totals;
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
        for (int k = 0; k < 3; k++)
            o->staff[k] = cell_number(o->row->value[TOTAL + k]);
        complete_staff(o);
        read_texts(r->mem, r->vocab, o);
    }
    number(list, count);
    read_totals(&table, &totals);
    check_staff(r, &totals, list, count);
    report(r, &totals, list, count);
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
