/* name.c - see understand_parts.h: the whole values of records that a unit names: a country, a form of
 * office, a speaker.
 */
#include "searchd/understand_parts.h"

static bool name_add(struct reader *w, struct unit *u, enum term_space space, enum facet f,
                     struct slice value, struct err *err)
{
    struct named n = {.space = space, .facet = f, .value = reader_copy(w, value)};
    if (value.len == 0)
        return true;
    if (!term_freq(w->b, w->mem, n.space, value, &n.freq, err))
        return false;
    if (n.freq == 0)
        return true;
    for (size_t k = 0; k < u->name_count; k++)
        if (u->names[k].space == n.space && slice_eq(u->names[k].value, value))
            return true;
    u->names = talloc_realloc(w->mem, u->names, struct named, (unsigned)u->name_count + 1);
    if (!u->names)
        return err_nomem(err, "query");
    u->names[u->name_count++] = n;
    u->known = true;
    return true;
}

bool unit_name(struct reader *w, struct unit *u, enum facet f, struct slice value, struct err *err)
{
    return name_add(w, u, schema_facet_space(f), f, value, err);
}

bool unit_place(struct reader *w, struct unit *u, struct slice word, struct err *err)
{
    struct place place;
    if (!vocab_place(w->b->shared->vocab, word, &place))
        return true;
    switch (place.kind) {
    case PLACE_COUNTRY: return unit_name(w, u, FACET_COUNTRY, place.name, err);
    case PLACE_CITY: return unit_name(w, u, FACET_CITY, place.name, err);
    case PLACE_PREFECTURE:
    case PLACE_MUNICIPALITY: return unit_name(w, u, FACET_ORGANIZATION, place.name, err);
    case PLACE_REGION: break;
    }
    return true;
}

bool unit_find_names(struct reader *w, struct unit *u, struct slice word, struct err *err)
{
    struct facet_word fw;
    if (vocab_facet(w->b->shared->vocab, word, &fw)) {
        for (int f = 0; f < FACET_COUNT; f++)
            if (slice_eq(fw.facet, slice_of(facet_name((enum facet)f))) &&
                !unit_name(w, u, (enum facet)f, fw.value, err))
                return false;
        if (slice_eq(fw.facet, SLICE_LIT("role")) &&
            !name_add(w, u, SPACE_ROLE_IS, FACET_COUNT, fw.value, err))
            return false;
        if (slice_eq(fw.facet, SLICE_LIT("level")) &&
            !name_add(w, u, SPACE_LEVEL_IS, FACET_COUNT, fw.value, err))
            return false;
    }
    if (!unit_place(w, u, word, err))
        return false;
    /* A whole value as it stands in the records. */
    static const enum facet whole[] = {FACET_COUNTRY, FACET_CITY, FACET_ORGANIZATION,
                                       FACET_SPEAKER};
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        if (!unit_name(w, u, whole[i], word, err))
            return false;
    return true;
}

/* The level of a body by the last character of its name, as the index has it by the place table; empty
 * for what is neither. */
static struct slice level_of(struct slice organization)
{
    static const struct {
        const char *end, *level;
    } levels[] = {
        {"都", "prefecture"},   {"道", "prefecture"},   {"府", "prefecture"},
        {"県", "prefecture"},   {"市", "municipality"}, {"区", "municipality"},
        {"町", "municipality"}, {"村", "municipality"},
    };
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (slice_ends(organization, slice_of(levels[i].end)))
            return slice_of(levels[i].level);
    return (struct slice){0};
}

bool named_holds(const struct named *n, const struct record *r)
{
    struct slice have;
    if (n->space == SPACE_LEVEL_IS)
        have = level_of(record_string(r, SLICE_LIT("organization")));
    else if (n->space == SPACE_ROLE_IS)
        have = record_string(r, SLICE_LIT("role"));
    else if (n->facet == FACET_KIND)
        have = r->kind;
    else
        have = record_string(r, slice_of(facet_name(n->facet)));
    return have.len > 0 && slice_find(have, n->value) <= have.len;
}
