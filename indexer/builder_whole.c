/* builder_whole.c - what stands for a record as a whole: facets, figures, slots, its mark. */
#include "dict/utf8.h"
#include "indexer/builder_parts.h"
#include "indexer/countries.h"
#include "indexer/mark.h"
#include "indexer/when.h"
#include <inttypes.h>
#include <stdio.h>

enum {
    EXACT_MAX = 120,          /* bytes of a value that is a facet; longer ones are text */
    FACETS_OF_RECORD_MAX = 64 /* values of facets in one record */
};

static bool add_canon(struct build *bd, const char *before, int64_t n, const char *after)
{
    char text[48];
    snprintf(text, sizeof(text), "%s%" PRId64 "%s", before, n, after);
    return build_add(bd, SPACE_CANON, slice_of(text), 1, TERMSET_NO_POSITION);
}

/* ---- Whole values, facets ---- */

static bool add_facet(struct build *bd, enum facet facet, enum term_space space, struct slice value)
{
    value = utf8_trim(value);
    if (value.len == 0)
        return true;
    if (!build_add(bd, space, value, SCHEMA_WHOLE_WDF, TERMSET_NO_POSITION))
        return false;
    if (value.len > EXACT_MAX || bd->facet_count >= FACETS_OF_RECORD_MAX)
        return true;
    uint32_t ordinal;
    struct err full;
    if (!facet_table_intern(bd->b->facets, facet, value, &ordinal, &full))
        return full.code == ERR_INPUT || err_set(bd->err, full.code, "%s", full.msg);
    bd->facet_count++;
    buf_put_varint(&bd->b->packed, (uint64_t)ordinal * 16 + facet);
    return true;
}

static bool add_country(void *ctx, struct slice name)
{
    return add_facet(ctx, FACET_COUNTRY, SPACE_COUNTRY_IS, name);
}

static bool add_countries(struct build *bd, struct slice key)
{
    const struct value *v = record_get(bd->r, key);
    if (v && v->type == VALUE_STRING)
        return countries_each(bd->b->vocab, v->string, add_country, bd);
    if (v && v->type == VALUE_LIST)
        for (size_t i = 0; i < v->list.count; i++)
            if (!countries_each(bd->b->vocab, v->list.at[i], add_country, bd))
                return false;
    return true;
}

struct slice build_organization(struct build *bd)
{
    struct slice own = utf8_trim(record_string(bd->r, SLICE_LIT("organization")));
    if (own.len)
        return own;
    struct place place;
    struct slice publisher = utf8_trim(record_string(bd->r, SLICE_LIT("publisher")));
    if (publisher.len && bd->b->vocab && vocab_place(bd->b->vocab, publisher, &place) &&
        (place.kind == PLACE_PREFECTURE || place.kind == PLACE_MUNICIPALITY))
        return place.name;
    return (struct slice){0};
}

/* ---- Values ---- */

static bool add_value(struct build *bd, enum value_slot slot, struct slice bytes)
{
    char *copy = talloc_memdup(bd->mem, bytes.ptr, bytes.len);
    if (!copy)
        return err_nomem(bd->err, "values");
    bd->values[bd->value_count++] = (struct store_value){slot, {copy, bytes.len}};
    return true;
}

static bool add_sortable(struct build *bd, enum value_slot slot, int64_t n)
{
    char text[24];
    if (n < 0)
        return true;
    snprintf(text, sizeof(text), "%019" PRId64, n);
    return add_value(bd, slot, slice_of(text));
}

static bool add_when(struct build *bd)
{
    struct when when = when_of(bd->r);
    struct slice date = slice_of(when.date);
    char year[12];
    if (date.len && !add_value(bd, SLOT_DATE, date))
        return false;
    if (!when.year)
        return true;
    snprintf(year, sizeof(year), "%04d", when.year);
    return add_value(bd, SLOT_YEAR, slice_of(year)) &&
           add_facet(bd, FACET_YEAR, SPACE_YEAR_IS, slice_of(year));
}

/* Prefecture or municipality, so that 市町村 finds those of cities, towns and villages. */
static bool add_level(struct build *bd, struct slice organization)
{
    struct place place;
    if (organization.len == 0 || !bd->b->vocab ||
        !vocab_place(bd->b->vocab, organization, &place) ||
        (place.kind != PLACE_PREFECTURE && place.kind != PLACE_MUNICIPALITY))
        return true;
    return build_add(bd, SPACE_LEVEL_IS,
                     place.kind == PLACE_PREFECTURE ? SLICE_LIT("prefecture")
                                                    : SLICE_LIT("municipality"),
                     SCHEMA_WHOLE_WDF, TERMSET_NO_POSITION);
}

static bool add_whole_values(struct build *bd, struct slice organization)
{
    const struct record *r = bd->r;
    return build_add(bd, SPACE_ID, r->id, 0, TERMSET_NO_POSITION) &&
           add_facet(bd, FACET_KIND, SPACE_KIND_IS, r->kind) &&
           add_facet(bd, FACET_SOURCE, SPACE_SOURCE_IS, r->source) &&
           add_facet(bd, FACET_ORGANIZATION, SPACE_ORGANIZATION_IS, organization) &&
           add_countries(bd, SLICE_LIT("country")) && add_countries(bd, SLICE_LIT("countries")) &&
           add_facet(bd, FACET_CITY, SPACE_CITY_IS, record_string(r, SLICE_LIT("city"))) &&
           add_facet(bd, FACET_FORM, SPACE_FORM_IS, record_string(r, SLICE_LIT("form"))) &&
           add_facet(bd, FACET_SPEAKER, SPACE_SPEAKER_IS, record_string(r, SLICE_LIT("speaker"))) &&
           add_facet(bd, FACET_STATUS, SPACE_STATUS_IS, record_string(r, SLICE_LIT("status"))) &&
           build_add(bd, SPACE_ROLE_IS, utf8_trim(record_string(r, SLICE_LIT("role"))),
                     SCHEMA_WHOLE_WDF, TERMSET_NO_POSITION) &&
           add_level(bd, organization) && add_when(bd);
}

/* A number of people: "without dispatched staff" is a condition that people type, as is "with". */
static bool add_heads(struct build *bd, const char *key)
{
    char some[32];
    int64_t n = record_int(bd->r, slice_of(key), -1);
    snprintf(some, sizeof(some), "%s+", key);
    return (n < 0 || add_canon(bd, key, n, "")) &&
           (n <= 0 || build_add(bd, SPACE_CANON, slice_of(some), 1, TERMSET_NO_POSITION));
}

static bool add_numbers(struct build *bd)
{
    int64_t budget = record_int(bd->r, SLICE_LIT("budget"), -1); /* thousand yen */
    int64_t staff = record_int(bd->r, SLICE_LIT("staff_total"), -1);
    if (budget > 0 && budget < INT64_MAX / 1000 && !add_canon(bd, "n", budget * 1000, "円"))
        return false;
    static const char *const heads[] = {"staff_total", "staff_dispatched", "staff_local"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        if (!add_heads(bd, heads[i]))
            return false;
    return add_sortable(bd, SLOT_BUDGET, budget) && add_sortable(bd, SLOT_STAFF, staff);
}

static bool add_record_value(struct build *bd)
{
    struct buf bytes;
    buf_init(&bytes, bd->mem, 16 + bd->r->id.len);
    record_mark_write(bd->r, &bytes);
    if (!buf_ok(&bytes))
        return err_nomem(bd->err, "values");
    bd->values[bd->value_count++] = (struct store_value){SLOT_RECORD, buf_slice(&bytes)};
    return true;
}

static bool add_group(struct build *bd)
{
    char group[GROUP_BYTES];
    bool office = slice_eq(bd->r->kind, SLICE_LIT("office"));
    size_t len = group_value(&bd->group, office ? SCHEMA_GROUP_WORDS : 1, office, group);
    return len == 0 || add_value(bd, SLOT_GROUP, (struct slice){group, len});
}

bool build_whole(struct build *bd, struct slice organization)
{
    struct schema_builder *b = bd->b;
    if (!add_whole_values(bd, organization) || !add_numbers(bd) || !add_group(bd) ||
        !add_record_value(bd))
        return false;
    if (organization.len &&
        !add_value(bd, SLOT_ORGANIZATION, bd->has_reading ? buf_slice(&b->reading) : organization))
        return false;
    return b->packed.len == 0 || add_value(bd, SLOT_FACETS, buf_slice(&b->packed));
}
