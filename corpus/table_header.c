/* table_header.c - see table_header.h. */
#include "corpus/table_header.h"
#include "corpus/cell.h"
#include "dict/utf8.h"

enum { NAME_MAX_BYTES = 240 };

/* Header text without blanks, circled numbers, marks; lower case, narrow. */
static struct slice plain(struct slice s, char *out)
{
    size_t n = 0;
    for (size_t i = 0, len; i < s.len && n + 4 < NAME_MAX_BYTES; i += len) {
        uint32_t c = utf8_at(s, i, &len);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z')
            c += 32;
        if (char_class(c) == CHAR_SPACE || (c >= 0x2460 && c <= 0x2473) || c == '*' || c == '"')
            continue;
        n += utf8_put(c, out + n);
    }
    return (struct slice){out, n};
}

/* How well a header text names the column: 0 not at all, 1000 exactly. */
static int match(const struct schema_column *column, struct slice text)
{
    int best = 0;
    if (slice_eq(text, slice_of(column->key)))
        return 1000;
    struct slice rest = slice_of(column->headers);
    while (rest.len) {
        size_t bar = slice_find(rest, SLICE_LIT("|"));
        struct slice name = slice_sub(rest, 0, bar);
        rest = slice_sub(rest, bar + 1, rest.len);
        int score = 0;
        if (slice_eq(text, name))
            score = 900 + (int)name.len;
        else if (name.len >= 6 && (slice_starts(text, name) || slice_ends(text, name)))
            score = 200 + (int)name.len;
        else if (name.len >= 6 && slice_find(text, name) < text.len)
            score = 100 + (int)name.len;
        else if (name.len >= 2 && name.len < 6 && slice_starts(text, name) &&
                 text.len < name.len + 16)
            score = 50 + (int)name.len;
        if (score > best)
            best = score;
    }
    return best;
}

static int year_in(struct slice text)
{
    for (size_t i = 0, len; i < text.len; i += len) {
        int year;
        if (cell_year(slice_sub(text, i, text.len), &year))
            return year;
        utf8_at(text, i, &len);
    }
    return 0;
}

/* Where a header tells the years, the earlier one is the year done, the later the year planned. */
static void order_years(const struct schema *s, struct header *h, const struct row *row,
                        const char *done, const char *planned)
{
    int a = schema_find(s, done), b = schema_find(s, planned);
    size_t at_a = HEADER_CELLS_MAX, at_b = HEADER_CELLS_MAX;
    if (a < 0 || b < 0)
        return;
    for (size_t i = 0; i < h->count; i++) {
        if (h->column[i] == a)
            at_a = i;
        if (h->column[i] == b)
            at_b = i;
    }
    if (at_a == HEADER_CELLS_MAX || at_b == HEADER_CELLS_MAX)
        return;
    int year_a = year_in(row->cells[at_a]), year_b = year_in(row->cells[at_b]);
    if (year_a && year_b && year_a > year_b) {
        h->column[at_a] = b;
        h->column[at_b] = a;
    }
}

static size_t inversions(const struct header *h)
{
    size_t n = 0;
    int last = -1;
    for (size_t i = 0; i < h->count; i++) {
        if (h->column[i] < 0)
            continue;
        n += h->column[i] < last;
        last = h->column[i];
    }
    return n;
}

/* A header that names either of two columns (both budgets, both numbers) names the one in whose
 * place it stands. */
static void settle_twins(const struct schema *s, struct header *h)
{
    for (size_t i = 0; i < h->count; i++) {
        int c = h->column[i];
        if (c < 0)
            continue;
        for (size_t twin = 0; twin < s->count; twin++) {
            bool free = s->columns[twin].kind == s->columns[c].kind && (int)twin != c;
            for (size_t k = 0; k < h->count; k++)
                free = free && h->column[k] != (int)twin;
            if (!free || s->columns[c].kind == CELL_COUNT)
                continue;
            size_t before = inversions(h);
            h->column[i] = (int)twin;
            if (inversions(h) >= before)
                h->column[i] = c;
            else
                break;
        }
    }
}

static int64_t unit_of(struct slice text)
{
    static const struct {
        const char *name;
        int64_t thousandths;
    } units[] = {
        {"百万円", 1000000}, {"千円", 1000}, {"万円", 10000}, {"億円", 100000000}, {"円", 1}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (slice_find(text, slice_of(units[i].name)) < text.len)
            return units[i].thousandths;
    return 0;
}

/* A cell that holds a value, as headers do not. */
static bool is_data(struct slice cell, struct slice text)
{
    int year;
    char letter;
    struct cell_look look;
    if (text.len > 150 || cell_number(text) >= 0 || cell_year(text, &year) == text.len ||
        slice_starts(text, SLICE_LIT("http")))
        return text.len > 0;
    if (cell_is_country(NULL, text) || cell_is_city(NULL, text) ||
        cell_is_organization(NULL, text) || cell_letter(text, &letter) == text.len)
        return true;
    cell_look(cell, NULL, &look);
    return look.chars > 12 && cell_is_sentence(&look);
}

bool header_read(const struct schema *s, const struct row *row, struct header *ret)
{
    *ret = (struct header){.count = row->count < HEADER_CELLS_MAX ? row->count : HEADER_CELLS_MAX};
    int score[HEADER_CELLS_MAX][SCHEMA_COLUMNS_MAX];
    size_t filled = 0, data = 0;
    for (size_t i = 0; i < ret->count; i++) {
        char bytes[NAME_MAX_BYTES];
        struct slice text = plain(row->cells[i], bytes);
        ret->column[i] = -1;
        if (text.len)
            filled++;
        data += text.len > 0 && is_data(row->cells[i], text);
        for (size_t c = 0; c < s->count; c++)
            score[i][c] =
                text.len && text.len < NAME_MAX_BYTES - 8 ? match(&s->columns[c], text) : 0;
        for (size_t c = 0; c < s->count; c++)
            if (s->columns[c].kind == CELL_MONEY && score[i][c])
                ret->unit[c] = unit_of(text);
    }
    bool used[SCHEMA_COLUMNS_MAX] = {false};
    for (;;) { /* the best pair first; of equal ones the leftmost cell and column */
        int best = 0;
        size_t cell = 0, column = 0;
        for (size_t i = 0; i < ret->count; i++)
            for (size_t c = 0; c < s->count && ret->column[i] < 0; c++)
                if (!used[c] && score[i][c] > best) {
                    best = score[i][c];
                    cell = i;
                    column = c;
                }
        if (best == 0)
            break;
        used[column] = true;
        ret->column[cell] = (int)column;
        ret->matched++;
        ret->strong += best >= 900;
    }
    settle_twins(s, ret);
    order_years(s, ret, row, "budget", "budget_next");
    order_years(s, ret, row, "description", "plan");
    return ret->matched >= 3 && data * 4 <= filled && ret->matched * 2 >= filled &&
           (ret->strong >= 2 || (ret->matched >= 6 && data == 0));
}

bool header_order(const struct schema *s, const struct header *h, uint8_t *order)
{
    uint8_t named[SCHEMA_COLUMNS_MAX];
    size_t n = 0, inversions = 0;
    bool in[SCHEMA_COLUMNS_MAX] = {false};
    for (size_t i = 0; i < h->count; i++)
        if (h->column[i] >= 0) {
            named[n++] = (uint8_t)h->column[i];
            in[h->column[i]] = true;
            if (n > 1 && named[n - 2] > named[n - 1])
                inversions++;
        }
    for (size_t c = 0; c < s->count; c++)
        order[c] = (uint8_t)c;
    if (inversions == 0 || n < 4)
        return false;
    /* Columns without a header stand behind the one that they follow in the schema. */
    size_t count = n;
    memcpy(order, named, n);
    for (size_t c = 0; c < s->count; c++) {
        if (in[c])
            continue;
        size_t at = 0;
        for (size_t i = 0; c > 0 && i < count; i++)
            if (order[i] == c - 1)
                at = i + 1;
        memmove(order + at + 1, order + at, count - at);
        order[at] = (uint8_t)c;
        count++;
        in[c] = true;
    }
    return true;
}
