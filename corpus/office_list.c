/* office_list.c - what is looked at over a whole list of offices: numbers, sums, printed totals. */
#include "corpus/cell.h"
#include "corpus/office.h"

/* What is known of one body while the list is numbered. */
struct body {
    struct slice name;
    int64_t group, last;
};
/* Bodies by name, and pairs of numbers in use. */
struct bodies {
    struct body *body;
    uint64_t *pair;
    size_t slots; /* a power of two, at least twice the offices */
    int64_t groups;
};

static uint64_t hash_of(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t h = 14695981039346656037U;
    for (size_t k = 0; k < len; k++)
        h = (h ^ p[k]) * 1099511628211U;
    return h;
}

static struct body *body_of(struct bodies *b, struct slice name)
{
    size_t at = hash_of(name.ptr, name.len) & (b->slots - 1);
    while (b->body[at].group && !slice_eq(b->body[at].name, name))
        at = (at + 1) & (b->slots - 1);
    if (b->body[at].group == 0)
        b->body[at] = (struct body){name, ++b->groups, 0};
    return &b->body[at];
}

/* Marks the pair as used; true where it already was. */
static bool pair_used(struct bodies *b, int64_t group, int64_t number)
{
    int64_t both[2] = {group, number};
    uint64_t key = hash_of(both, sizeof(both)) | 1;
    size_t at = key & (b->slots - 1);
    while (b->pair[at] && b->pair[at] != key)
        at = (at + 1) & (b->slots - 1);
    bool used = b->pair[at] == key;
    b->pair[at] = key;
    return used;
}

/* No row tells both numbers: bodies are counted as they appear, offices within them. */
static void number_anew(struct bodies *b, struct office *list, size_t count)
{
    struct body *before = NULL;
    bool runs = false; /* the one number of the rows does not begin again with a body */
    for (size_t i = 1; i < count; i++) {
        int64_t a = cell_number(list[i - 1].row->value[OFFICE_NUMBER]);
        int64_t n = cell_number(list[i].row->value[OFFICE_NUMBER]);
        if (a < 0)
            a = cell_number(list[i - 1].row->value[OFFICE_GROUP]);
        if (n < 0)
            n = cell_number(list[i].row->value[OFFICE_GROUP]);
        runs |= a > 0 && n == a + 1 && list[i].organization.len &&
                !slice_eq(list[i].organization, list[i - 1].organization);
    }
    for (size_t i = 0; i < count; i++) {
        struct office *o = &list[i];
        struct body *body = o->organization.len || !before ? body_of(b, o->organization) : before;
        int64_t n = cell_number(o->row->value[OFFICE_NUMBER]);
        if (n < 0)
            n = cell_number(o->row->value[OFFICE_GROUP]);
        bool printed = !runs && n > body->last && n <= body->last + 50;
        o->group = body->group;
        o->number = printed ? n : body->last + 1;
        o->group_guessed = true;
        o->number_guessed = !printed;
        body->last = o->number;
        before = body;
    }
}

/* Numbers of group and office: as printed, or as the neighbours demand. */
static void number_on(struct office *list, size_t count)
{
    int64_t group = 0, last = 0;
    struct slice organization = {0};
    for (size_t i = 0; i < count; i++) {
        struct office *o = &list[i];
        int64_t a = cell_number(o->row->value[OFFICE_GROUP]),
                b = cell_number(o->row->value[OFFICE_NUMBER]);
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

bool office_number(TALLOC_CTX *mem, struct office *list, size_t count, struct err *err)
{
    struct bodies b = {.slots = 64};
    size_t told = 0;
    while (b.slots < count * 2)
        b.slots *= 2;
    b.body = talloc_zero_array(mem, struct body, (unsigned)b.slots);
    b.pair = talloc_zero_array(mem, uint64_t, (unsigned)b.slots);
    if (!b.body || !b.pair)
        return err_nomem(err, "a list of offices");
    for (size_t i = 0; i < count; i++)
        told += cell_number(list[i].row->value[OFFICE_GROUP]) >= 0 &&
                cell_number(list[i].row->value[OFFICE_NUMBER]) >= 0;
    if (told * 5 < count)
        number_anew(&b, list, count);
    else
        number_on(list, count);
    for (size_t i = 0; i < count; i++)
        list[i].repeated = pair_used(&b, list[i].group, list[i].number);
    talloc_free(b.body);
    talloc_free(b.pair);
    return true;
}

static bool label_is(struct slice s, const char *word)
{
    return slice_find(s, slice_of(word)) < s.len;
}

static void read_total(struct office_totals *t, struct slice label, int64_t n)
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

void office_read_totals(const struct table *table, struct office_totals *t)
{
    *t = (struct office_totals){-1, -1, -1, -1, {-1, -1, -1, -1}, {-1, -1, -1}, 0};
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

static void compare(struct reading *r, const struct office_totals *t, const char *what,
                    int64_t printed, int64_t found)
{
    if (printed < 0)
        return;
    if (printed == found)
        reading_remark(r, t->line, "%s: %lld, as printed", what, (long long)found);
    else
        reading_remark(r, t->line, "%s: the list prints %lld, its rows give %lld", what,
                       (long long)printed, (long long)found);
}

void office_complete_staff(struct office *o)
{
    int64_t *n = o->staff;
    int lost = -1, known = 0;
    for (int k = 0; k < 3; k++) {
        if (n[k] >= 0)
            known++;
        else if (o->row->a.field[OFFICE_TOTAL + k].how == ALIGN_LOST)
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

void office_check_staff(struct reading *r, const struct office_totals *t, struct office *list,
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

void office_report(struct reading *r, const struct office_totals *t, const struct office *list,
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
