/* plan_figures.c - what is said in figures, as a query: years, heads, money. */
#include "dict/era.h"
#include "searchd/plan_parts.h"
#include "searchd/tune.h"
#include <inttypes.h>
#include <stdio.h>

#define YEAR_WEIGHT TUNE("YEAR", 4.0)

struct query *plan_said_years(TALLOC_CTX *mem, const struct unit *u)
{
    enum { NAMED_MAX = 30 };
    struct query *any = plan_node(mem, QUERY_OR);
    if (u->whole)
        return plan_scale(mem, plan_years(mem, u->year_from, u->year_to), 0);
    bool open = u->year_from == YEARS_FIRST || u->year_to == YEARS_LAST;
    /* Of 2010年以降 papers say 2010 and nothing of the years that follow. */
    int from = u->year_from == YEARS_FIRST ? u->year_to : u->year_from;
    int to = open ? from : u->year_to < from + NAMED_MAX ? u->year_to : from + NAMED_MAX - 1;
    for (int y = from; y <= to; y++) {
        char name[16];
        snprintf(name, sizeof(name), "y%04d", y);
        plan_add(mem, any, plan_scale(mem, plan_term(mem, SPACE_CANON, slice_of(name)), 0.5));
    }
    if (open) {
        plan_add(mem, any, plan_years(mem, u->year_from, u->year_to));
        return any;
    }
    /* The record's own year, before a year that its text speaks of. */
    struct query *own = plan_node(mem, QUERY_OR);
    for (int y = from; y <= to; y++) {
        char name[16];
        snprintf(name, sizeof(name), "%04d", y);
        plan_add(mem, own, plan_term(mem, SPACE_YEAR_IS, slice_of(name)));
    }
    if (u->founded) { /* of an office it is the year in which it was set up, of a guide it is not */
        struct query *office = plan_node(mem, QUERY_FILTER);
        plan_add(mem, office, plan_simplify(own));
        plan_add(mem, office, plan_term(mem, SPACE_KIND_IS, SLICE_LIT("office")));
        own = office;
    }
    plan_add(mem, any, plan_scale(mem, plan_simplify(own), YEAR_WEIGHT));
    return any;
}

struct query *plan_said_figures(TALLOC_CTX *mem, const struct unit *u)
{
    enum { COUNTS_MAX = 100 }; /* of heads, one by one */
    struct query *all = plan_node(mem, QUERY_AND);
    for (size_t i = 0; i < u->condition_count; i++) {
        const struct condition *c = &u->conditions[i];
        const char *key = figure_key(c->figure);
        if (c->figure == FIGURE_BUDGET) {
            plan_add(mem, all, plan_range(mem, SLOT_BUDGET, (c->low + 999) / 1000, c->high / 1000));
            continue;
        }
        struct query *any = plan_node(mem, QUERY_SYNONYM);
        if (c->low == 1 && c->high == INT64_MAX) {
            plan_add(mem, any,
                     plan_term(mem, SPACE_CANON, slice_of(talloc_asprintf(mem, "%s+", key))));
        } else {
            int64_t last = c->high - c->low < COUNTS_MAX ? c->high : c->low + COUNTS_MAX;
            for (int64_t n = c->low; n <= last; n++)
                plan_add(mem, any,
                         plan_term(mem, SPACE_CANON,
                                   slice_of(talloc_asprintf(mem, "%s%" PRId64, key, n))));
        }
        plan_add(mem, all, plan_simplify(any));
    }
    return plan_simplify(all);
}
