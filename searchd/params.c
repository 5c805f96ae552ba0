/* params.c - see params.h. */
#include "searchd/params.h"
#include "dict/utf8.h"
#include <stdlib.h>

static const char *const SORT_NAMES[] = {"relevance", "year", "-year", "organization"};
static const char *const FORMAT_NAMES[] = {"json", "csv", "jsonl"};

static bool is(struct slice s, const char *name)
{
    return slice_eq(s, slice_of(name));
}

static bool read_switch(const struct param *p, bool *ret, struct err *err)
{
    if (is(p->value, "on"))
        *ret = true;
    else if (is(p->value, "off"))
        *ret = false;
    else
        return err_set(err, ERR_INPUT, "parameter %.*s: on or off, not '%.*s'", SLICE_ARG(p->name),
                       SLICE_ARG(p->value));
    return true;
}

static bool read_number(const struct param *p, uint32_t max, uint32_t *ret, struct err *err)
{
    uint64_t n = 0;
    bool ok = p->value.len > 0 && p->value.len <= 9;
    for (size_t i = 0; ok && i < p->value.len; i++) {
        ok = p->value.ptr[i] >= '0' && p->value.ptr[i] <= '9';
        n = n * 10 + (uint64_t)(p->value.ptr[i] - '0');
    }
    if (!ok || n > max)
        return err_set(err, ERR_INPUT, "parameter %.*s: a whole number of 0 to %u, not '%.*s'",
                       SLICE_ARG(p->name), max, SLICE_ARG(p->value));
    *ret = (uint32_t)n;
    return true;
}

/* Index of value among names[count]; count where it is none of them. */
static size_t name_index(struct slice value, const char *const *names, size_t count)
{
    size_t i = 0;
    while (i < count && !is(value, names[i]))
        i++;
    return i;
}

static bool filter_add(TALLOC_CTX *mem, struct filter *f, const struct param *p, struct err *err)
{
    if (p->value.len == 0)
        return true; /* what a form sends for a box left empty */
    if (f->count >= PARAMS_VALUES_MAX)
        return err_set(err, ERR_INPUT, "parameter %.*s: more than %d values", SLICE_ARG(p->name),
                       PARAMS_VALUES_MAX);
    for (size_t i = 0; i < f->count; i++)
        if (slice_eq(f->values[i], p->value))
            return true;
    struct slice *more = talloc_realloc(mem, f->values, struct slice, (unsigned)f->count + 1);
    if (!more)
        return err_nomem(err, "parameters");
    f->values = more;
    f->values[f->count++] = p->value;
    return true;
}

static bool years_add(TALLOC_CTX *mem, struct search_params *s, const struct param *p,
                      struct err *err)
{
    if (p->value.len == 0)
        return true;
    struct years y;
    if (!years_asked_all(p->value, &y))
        return err_set(err, ERR_INPUT,
                       "parameter year: a year or range such as 2011, 2008-2015, H20-H27, R7, "
                       "平成26年度, 2010-, not '%.*s'",
                       SLICE_ARG(p->value));
    if (s->year_count >= PARAMS_VALUES_MAX)
        return err_set(err, ERR_INPUT, "parameter year: more than %d values", PARAMS_VALUES_MAX);
    struct years *more = talloc_realloc(mem, s->years, struct years, (unsigned)s->year_count + 1);
    if (!more)
        return err_nomem(err, "parameters");
    s->years = more;
    s->years[s->year_count++] = y;
    return true;
}

static bool read_match(const struct param *p, bool *all, struct err *err)
{
    if (is(p->value, "all"))
        *all = true;
    else if (is(p->value, "auto"))
        *all = false;
    else
        return err_set(err, ERR_INPUT, "parameter match: auto or all, not '%.*s'",
                       SLICE_ARG(p->value));
    return true;
}

static bool read_choice(const struct param *p, const char *const *names, size_t count, size_t *ret,
                        struct err *err)
{
    size_t i = name_index(p->value, names, count);
    if (i == count) {
        char list[64] = "";
        for (size_t k = 0; k < count; k++) {
            strcat(list, k ? ", " : ""); /* NOLINT: our own names, 45 bytes at most */
            strcat(list, names[k]);      /* NOLINT */
        }
        return err_set(err, ERR_INPUT, "parameter %.*s: one of %s, not '%.*s'", SLICE_ARG(p->name),
                       list, SLICE_ARG(p->value));
    }
    *ret = i;
    return true;
}

static bool read_one(TALLOC_CTX *mem, const struct param *p, bool similar, struct search_params *s,
                     struct err *err)
{
    for (int f = 0; f < FACET_COUNT; f++)
        if (f != FACET_YEAR && is(p->name, facet_name((enum facet)f)))
            return filter_add(mem, &s->filters[f], p, err);
    if (is(p->name, "year"))
        return years_add(mem, s, p, err);
    if (is(p->name, "sort")) {
        size_t i;
        if (!read_choice(p, SORT_NAMES, 4, &i, err))
            return false;
        s->sort = (enum sort_order)i;
        return true;
    }
    if (is(p->name, "format")) {
        size_t i;
        if (!read_choice(p, FORMAT_NAMES, 3, &i, err))
            return false;
        s->format = (enum answer_format)i;
        return true;
    }
    if (is(p->name, "offset"))
        return read_number(p, PARAMS_DEPTH_MAX, &s->offset, err);
    if (is(p->name, "limit"))
        return read_number(p, PARAMS_LIMIT_MAX, &s->limit, err);
    if (is(p->name, "collapse"))
        return read_switch(p, &s->collapse, err);
    if (is(p->name, "facets"))
        return read_switch(p, &s->facets, err);
    if (is(p->name, "full"))
        return read_switch(p, &s->full, err);
    if (is(p->name, "explain"))
        return read_switch(p, &s->explain, err);
    if (similar && is(p->name, "id")) {
        s->id = p->value;
        return true;
    }
    if (similar && is(p->name, "other"))
        return read_switch(p, &s->other, err);
    if (!similar && is(p->name, "q")) {
        if (p->value.len > PARAMS_QUERY_MAX)
            return err_set(err, ERR_INPUT, "parameter q: longer than %d bytes", PARAMS_QUERY_MAX);
        s->q = p->value;
        return true;
    }
    if (!similar && is(p->name, "synonyms"))
        return read_switch(p, &s->synonyms, err);
    if (!similar && is(p->name, "without"))
        return filter_add(mem, &s->without, p, err);
    if (!similar && is(p->name, "match"))
        return read_match(p, &s->match_all, err);
    return err_set(err, ERR_INPUT, "unknown parameter '%.*s'", SLICE_ARG(p->name));
}

/* Parameters that may stand more than once. */
static bool repeatable(struct slice name)
{
    for (int f = 0; f < FACET_COUNT; f++)
        if (is(name, facet_name((enum facet)f)))
            return true;
    return is(name, "without");
}

bool params_parse(TALLOC_CTX *mem, const struct param *params, size_t count, bool similar,
                  struct search_params *ret, struct err *err)
{
    struct search_params s = {
        .limit = 10, .synonyms = true, .collapse = true, .facets = true, .sort = SORT_RELEVANCE};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++)
            if (slice_eq(params[k].name, params[i].name) && !repeatable(params[i].name))
                return err_set(err, ERR_INPUT, "parameter %.*s: given twice",
                               SLICE_ARG(params[i].name));
        if (!read_one(mem, &params[i], similar, &s, err))
            return false;
    }
    if (s.offset + s.limit > PARAMS_DEPTH_MAX)
        return err_set(err, ERR_INPUT, "parameters offset and limit: together at most %d",
                       PARAMS_DEPTH_MAX);
    if (similar && s.id.len == 0)
        return err_set(err, ERR_INPUT, "parameter id: missing");
    *ret = s;
    return true;
}

void params_escape(struct slice s, struct buf *out)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~') {
            buf_putc(out, (char)c);
        } else {
            buf_putc(out, '%');
            buf_putc(out, hex[c >> 4]);
            buf_putc(out, hex[c & 15]);
        }
    }
}

static void write_pair(struct buf *out, bool *first, const char *name, struct slice value)
{
    if (!*first)
        buf_putc(out, '&');
    *first = false;
    buf_puts(out, name);
    buf_putc(out, '=');
    params_escape(value, out);
}

static int by_bytes(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

static void write_filter(struct buf *out, bool *first, const char *name, const struct filter *f)
{
    if (f->count == 0)
        return;
    struct slice sorted[PARAMS_VALUES_MAX];
    memcpy(sorted, f->values, f->count * sizeof(sorted[0]));
    qsort(sorted, f->count, sizeof(sorted[0]), by_bytes);
    for (size_t i = 0; i < f->count; i++)
        write_pair(out, first, name, sorted[i]);
}

static void write_number(struct buf *out, bool *first, const char *name, uint32_t n)
{
    char digits[16];
    snprintf(digits, sizeof(digits), "%u", n);
    write_pair(out, first, name, slice_of(digits));
}

void params_write(const struct search_params *p, struct buf *out)
{
    bool first = true;
    if (p->id.len > 0)
        write_pair(out, &first, "id", p->id);
    if (p->q.len > 0)
        write_pair(out, &first, "q", p->q);
    for (int f = 0; f < FACET_COUNT; f++)
        if (f != FACET_YEAR)
            write_filter(out, &first, facet_name((enum facet)f), &p->filters[f]);
    for (size_t i = 0; i < p->year_count; i++) {
        char range[32];
        const struct years *y = &p->years[i];
        if (y->from == y->to)
            snprintf(range, sizeof(range), "%d", y->from);
        else
            snprintf(range, sizeof(range), "%d-%d", y->from, y->to);
        write_pair(out, &first, "year", slice_of(range));
    }
    write_filter(out, &first, "without", &p->without);
    if (p->sort != SORT_RELEVANCE)
        write_pair(out, &first, "sort", slice_of(SORT_NAMES[p->sort]));
    if (p->offset != 0)
        write_number(out, &first, "offset", p->offset);
    if (p->limit != 10)
        write_number(out, &first, "limit", p->limit);
    if (!p->synonyms)
        write_pair(out, &first, "synonyms", SLICE_LIT("off"));
    if (!p->collapse)
        write_pair(out, &first, "collapse", SLICE_LIT("off"));
    if (p->match_all)
        write_pair(out, &first, "match", SLICE_LIT("all"));
    if (!p->facets)
        write_pair(out, &first, "facets", SLICE_LIT("off"));
    if (p->full)
        write_pair(out, &first, "full", SLICE_LIT("on"));
    if (p->explain)
        write_pair(out, &first, "explain", SLICE_LIT("on"));
    if (p->other)
        write_pair(out, &first, "other", SLICE_LIT("on"));
    if (p->format != ANSWER_JSON)
        write_pair(out, &first, "format", slice_of(FORMAT_NAMES[p->format]));
}
