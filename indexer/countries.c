/* countries.c - see countries.h. A middle dot parts countries only where nothing else does: it
 * stands within names, too.
 */
#include "indexer/countries.h"
#include "dict/utf8.h"

struct countries {
    const struct vocab *vocab;
    bool (*each)(void *ctx, struct slice name);
    void *ctx;
};

/* s without 等, ほか and the like behind a place. */
static struct slice without_tail(struct slice s)
{
    static const char *const tails[] = {"等", "など", "ほか", "他"};
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
        if (slice_ends(s, slice_of(tails[i])))
            return utf8_trim(slice_sub(s, 0, s.len - strlen(tails[i])));
    return s;
}

/* The place that s names, in the form that records use; false where it is no country or region. */
static bool country_of(const struct vocab *v, struct slice s, struct slice *ret)
{
    struct place place;
    if (!v || (!vocab_place(v, s, &place) && !vocab_place(v, without_tail(s), &place)))
        return false;
    switch (place.kind) {
    case PLACE_COUNTRY:
    case PLACE_REGION: *ret = place.name; return true;
    case PLACE_CITY: *ret = place.country; return place.country.len > 0;
    case PLACE_PREFECTURE:
    case PLACE_MUNICIPALITY: return false;
    }
    return false;
}

/* First byte and length of the separator of a list of countries in s; s.len where none.
 * dots: the middle dot is one, too. */
static size_t separator(struct slice s, bool dots, size_t *len)
{
    static const char *const marks[] = {"、", "，", ",", "､", "/", "／", "\n", "；", ";", "・"};
    size_t best = s.len, count = sizeof(marks) / sizeof(marks[0]) - (dots ? 0 : 1);
    *len = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = slice_find(s, slice_of(marks[i]));
        if (at < best) {
            best = at;
            *len = strlen(marks[i]);
        }
    }
    return best;
}

static bool tell(const struct countries *c, struct slice s, bool dots)
{
    struct slice name;
    s = utf8_trim(s);
    if (s.len == 0)
        return true;
    if (country_of(c->vocab, s, &name))
        return c->each(c->ctx, name);
    size_t len, at = separator(s, dots, &len);
    if (at == s.len && !dots)
        return tell(c, s, true);
    if (at == s.len)
        return c->vocab || c->each(c->ctx, s);
    for (;;) {
        if (!tell(c, slice_sub(s, 0, at), dots))
            return false;
        if (at == s.len)
            return true;
        s = slice_sub(s, at + len, s.len);
        at = separator(s, dots, &len);
    }
}

bool countries_each(const struct vocab *v, struct slice value,
                    bool (*each)(void *ctx, struct slice name), void *ctx)
{
    struct countries c = {v, each, ctx};
    return tell(&c, value, false);
}
