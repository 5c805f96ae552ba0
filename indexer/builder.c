/* builder.c - a record becomes the document that is written: analysis of its texts into terms,
 * whole values, slots, stored data. What each of them is stands in schema.c.
 */
#include "indexer/builder.h"
#include "dict/utf8.h"
#include "indexer/countries.h"
#include "indexer/field_cache.h"
#include "indexer/group.h"
#include "indexer/mark.h"
#include "indexer/stored.h"
#include "indexer/termset.h"
#include "indexer/when.h"
#include <inttypes.h>
#include <stdio.h>

enum {
    VALUES_MAX = 16,          /* at least one for each slot */
    EXACT_MAX = 120,          /* bytes of a value that is a facet; longer ones are text */
    DATA_MAX = 256 << 20,     /* bytes of stored data */
    FACETS_OF_RECORD_MAX = 64 /* values of facets in one record */
};

struct schema_builder {
    const struct vocab *vocab;
    struct facet_table *facets;
    struct analysis *analysis;
    struct field_cache *cache;
    struct termset *terms;
    struct notes *notes;
    struct buf data, scratch, packed, reading;
    uint32_t *bounds; /* of the field at hand */
    size_t bounds_cap;
};

/* One record on its way. */
struct build {
    struct schema_builder *b;
    const struct record *r;
    TALLOC_CTX *mem;
    struct store_value values[VALUES_MAX];
    size_t value_count;
    struct group group;
    bool grouping;        /* the field at hand goes into the group */
    bool has_reading;     /* b->reading holds the organization's */
    uint32_t position;    /* where the next field begins */
    size_t text_bytes;    /* so far */
    unsigned facet_count; /* values so far */
    struct err *err;
};

struct field_rule {
    const char *key;
    enum term_space space; /* SPACE_WORD: none of its own */
    uint32_t weight;
};

static const struct field_rule rules[] = {
    {"title", SPACE_TITLE, 1},
    {"name", SPACE_NAME, 3},
    {"organization", SPACE_ORGANIZATION, 2},
    {"country", SPACE_PLACE, 2},
    {"countries", SPACE_PLACE, 2},
    {"city", SPACE_PLACE, 2},
    {"reason", SPACE_REASON, 2},
    {"activities", SPACE_ACTIVITIES, 2},
    {"description", SPACE_ACTIVITIES, 2},
    {"speaker", SPACE_SPEAKER, 1},
    {"affiliation", SPACE_SPEAKER, 1},
    {"department", SPACE_DEPARTMENT, 1},
    {"bureau", SPACE_DEPARTMENT, 1},
    {"division", SPACE_DEPARTMENT, 1},
    {"contractor", SPACE_CONTRACTOR, 1},
    {"note", SPACE_NOTE, 1},
    {"path", SPACE_PATH, 1},
    {"section", SPACE_PATH, 1},
    {"pillar", SPACE_PATH, 1},
    {"meeting", SPACE_PATH, 1},
};

static struct field_rule rule_of(struct slice key)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (slice_eq(key, slice_of(rules[i].key)))
            return rules[i];
    return (struct field_rule){NULL, SPACE_WORD, 1};
}

struct schema_builder *schema_builder_new(TALLOC_CTX *mem, const struct analyzer *a,
                                          const struct vocab *v, struct facet_table *facets)
{
    struct schema_builder *b = talloc_zero(mem, struct schema_builder);
    if (!b)
        return NULL;
    b->vocab = v;
    b->facets = facets;
    b->analysis = analysis_new(b, a);
    b->cache = field_cache_new(b);
    b->terms = termset_new(b);
    b->notes = notes_new(b);
    buf_init(&b->data, b, DATA_MAX);
    buf_init(&b->scratch, b, DATA_MAX);
    buf_init(&b->packed, b, 4096);
    buf_init(&b->reading, b, 1024);
    if (!b->analysis || !b->cache || !b->terms || !b->notes) {
        talloc_free(b);
        return NULL;
    }
    return b;
}

bool schema_builder_take_notes(struct schema_builder *b, TALLOC_CTX *mem, struct notes **ret,
                               struct err *err)
{
    struct notes *fresh = notes_new(b);
    if (!fresh)
        return err_nomem(err, "lexicon");
    *ret = talloc_steal(mem, b->notes);
    b->notes = fresh;
    return true;
}

/* ---- Terms ---- */

static bool add(struct build *bd, enum term_space space, struct slice token, uint32_t wdf,
                uint32_t position)
{
    struct slice prefix = slice_of(schema_prefix(space));
    if (token.len == 0)
        return true;
    if (prefix.len + token.len <= STORE_TERM_MAX - 1 && !memchr(token.ptr, 0, token.len))
        return termset_add(bd->b->terms, prefix.ptr, token, wdf, position, bd->err);
    struct slice term;
    if (!schema_term(bd->mem, space, token, &term, bd->err))
        return false;
    bool ok = termset_add(bd->b->terms, "", term, wdf, position, bd->err);
    talloc_free((void *)(uintptr_t)term.ptr);
    return ok;
}

static bool note_word(struct build *bd, const struct token *t, struct slice surface)
{
    if (t->term.len > NOTES_TERM_MAX || !termset_is_news(bd->b->terms, surface))
        return true;
    return notes_add(bd->b->notes, t->term, t->reading, surface, bd->err);
}

static bool add_token(struct build *bd, const struct token *t, struct slice text,
                      const struct field_rule *rule)
{
    switch (t->kind) {
    case TOKEN_WORD:
    case TOKEN_NUMBER:
        if (!add(bd, SPACE_WORD, t->term, rule->weight, bd->position + t->position))
            return false;
        if (t->kind == TOKEN_WORD && !note_word(bd, t, slice_sub(text, t->start, t->end)))
            return false;
        if (bd->grouping)
            group_add(&bd->group, t, bd->b->vocab);
        return rule->space == SPACE_WORD || add(bd, rule->space, t->term, 1, TERMSET_NO_POSITION);
    case TOKEN_FUNCTION: return true; /* in nearly every document: nothing is found by them */
    case TOKEN_CANON: return add(bd, SPACE_CANON, t->term, 1, TERMSET_NO_POSITION);
    }
    return true;
}

/* Notes where token t stands, for stored data; overlapping readings of one place are left out. */
static bool add_bounds(struct build *bd, const struct token *t, size_t *count)
{
    struct schema_builder *b = bd->b;
    if ((t->kind != TOKEN_WORD && t->kind != TOKEN_NUMBER) || t->end <= t->start ||
        (*count && t->start < b->bounds[2 * *count - 1]))
        return true;
    if (2 * *count + 2 > b->bounds_cap) {
        size_t cap = b->bounds_cap ? b->bounds_cap * 2 : 2048;
        uint32_t *more = talloc_realloc_size(b, b->bounds, cap * sizeof(uint32_t));
        if (!more)
            return err_nomem(bd->err, "word bounds");
        b->bounds = more;
        b->bounds_cap = cap;
    }
    b->bounds[2 * *count] = t->start;
    b->bounds[2 * *count + 1] = t->end;
    ++*count;
    return true;
}

static bool add_mended(struct build *bd, struct slice text, uint32_t weight)
{
    struct mend *mends = NULL;
    size_t count = 0;
    if (!bd->b->vocab)
        return true;
    if (!vocab_mend(bd->b->vocab, bd->mem, text, &mends, &count, bd->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct tokens tokens;
        if (!analysis_run(bd->b->analysis, mends[i].right, &tokens, bd->err))
            return false;
        for (size_t k = 0; k < tokens.count; k++)
            if (tokens.at[k].kind == TOKEN_WORD &&
                !add(bd, SPACE_MENDED, tokens.at[k].term, weight, TERMSET_NO_POSITION))
                return false;
    }
    talloc_free(mends);
    return true;
}

/* Keeps the reading of the organization for sorting. */
static void add_reading(struct build *bd, const struct tokens *tokens, struct slice text)
{
    buf_clear(&bd->b->reading);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *t = &tokens->at[i];
        if (t->kind == TOKEN_CANON)
            continue;
        buf_put_slice(&bd->b->reading,
                      t->reading.len ? t->reading : slice_sub(text, t->start, t->end));
    }
    bd->has_reading = buf_ok(&bd->b->reading) && bd->b->reading.len > 0;
}

/* Is the title put together from a field that is searched itself: an office's name, the section of
 * a speech? Then its words count there, and once: else all speeches below a heading that says what
 * was asked stand before the one that speaks of it. */
static bool title_repeats(const struct record *r)
{
    static const char *const keys[] = {"name", "section"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct slice s = record_string(r, slice_of(keys[i]));
        if (s.len && slice_find(r->title, s) < r->title.len)
            return true;
    }
    return false;
}

/* One text of one field. index as stored_put_field() has it; SIZE_MAX: bounds are not kept. */
static bool add_text(struct build *bd, struct slice key, struct slice text, size_t index)
{
    struct field_rule rule = rule_of(key);
    if (text.len == 0)
        return true;
    if (rule.space == SPACE_TITLE && title_repeats(bd->r))
        rule.weight = 0;
    bd->text_bytes += text.len;
    if (bd->text_bytes > SCHEMA_TEXT_MAX)
        return err_set(bd->err, ERR_INPUT, "longer than %d bytes", SCHEMA_TEXT_MAX);
    struct tokens tokens;
    if (!field_cache_run(bd->b->cache, bd->b->analysis, text, &tokens, bd->err))
        return false;
    size_t bounds = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *t = &tokens.at[i];
        if (t->position > last)
            last = t->position;
        if (!add_token(bd, t, text, &rule) || !add_bounds(bd, t, &bounds))
            return false;
    }
    bd->position += last + SCHEMA_GAP;
    for (size_t i = 0; i < tokens.bigram_count; i++)
        if (!termset_has(bd->b->terms, schema_prefix(SPACE_WORD), tokens.bigrams[i]) &&
            !add(bd, SPACE_BIGRAM, tokens.bigrams[i], rule.weight, TERMSET_NO_POSITION))
            return false;
    if (rule.space == SPACE_ORGANIZATION)
        add_reading(bd, &tokens, text);
    if (index != SIZE_MAX && bounds)
        stored_put_field(index, bd->b->bounds, bounds, &bd->b->data);
    return add_mended(bd, text, rule.weight);
}

static bool add_texts(struct build *bd)
{
    const struct record *r = bd->r;
    bool office = slice_eq(r->kind, SLICE_LIT("office"));
    bool project = slice_eq(r->kind, SLICE_LIT("project"));
    if (!add_text(bd, SLICE_LIT("title"), r->title, 0))
        return false;
    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->fields[i];
        /* The title of the whole document stands in each of its records: shown, not searched. */
        if (slice_eq(f->key, SLICE_LIT("source_title")))
            continue;
        bd->grouping = (office && (slice_eq(f->key, SLICE_LIT("reason")) ||
                                   slice_eq(f->key, SLICE_LIT("activities")))) ||
                       (project && slice_eq(f->key, SLICE_LIT("name")));
        if (f->value.type == VALUE_STRING && !add_text(bd, f->key, f->value.string, i + 1))
            return false;
        if (f->value.type == VALUE_LIST)
            for (size_t k = 0; k < f->value.list.count; k++)
                if (!add_text(bd, f->key, f->value.list.at[k], SIZE_MAX))
                    return false;
    }
    bd->grouping = false;
    return true;
}

static bool add_canon(struct build *bd, const char *before, int64_t n, const char *after)
{
    char text[48];
    snprintf(text, sizeof(text), "%s%" PRId64 "%s", before, n, after);
    return add(bd, SPACE_CANON, slice_of(text), 1, TERMSET_NO_POSITION);
}

/* ---- Whole values, facets ---- */

static bool add_facet(struct build *bd, enum facet facet, enum term_space space, struct slice value)
{
    value = utf8_trim(value);
    if (value.len == 0)
        return true;
    if (!add(bd, space, value, SCHEMA_WHOLE_WDF, TERMSET_NO_POSITION))
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

static struct slice organization_of(struct build *bd)
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
    return add_canon(bd, "y", when.year, "") && add_value(bd, SLOT_YEAR, slice_of(year)) &&
           add_facet(bd, FACET_YEAR, SPACE_YEAR_IS, slice_of(year));
}

static bool add_whole_values(struct build *bd, struct slice organization)
{
    const struct record *r = bd->r;
    return add(bd, SPACE_ID, r->id, 0, TERMSET_NO_POSITION) &&
           add_facet(bd, FACET_KIND, SPACE_KIND_IS, r->kind) &&
           add_facet(bd, FACET_SOURCE, SPACE_SOURCE_IS, r->source) &&
           add_facet(bd, FACET_ORGANIZATION, SPACE_ORGANIZATION_IS, organization) &&
           add_countries(bd, SLICE_LIT("country")) && add_countries(bd, SLICE_LIT("countries")) &&
           add_facet(bd, FACET_CITY, SPACE_CITY_IS, record_string(r, SLICE_LIT("city"))) &&
           add_facet(bd, FACET_FORM, SPACE_FORM_IS, record_string(r, SLICE_LIT("form"))) &&
           add_facet(bd, FACET_SPEAKER, SPACE_SPEAKER_IS, record_string(r, SLICE_LIT("speaker"))) &&
           add_facet(bd, FACET_STATUS, SPACE_STATUS_IS, record_string(r, SLICE_LIT("status"))) &&
           add(bd, SPACE_ROLE_IS, utf8_trim(record_string(r, SLICE_LIT("role"))), 0,
               TERMSET_NO_POSITION) &&
           add_when(bd);
}

/* A number of people: "without dispatched staff" is a condition that people type, as is "with". */
static bool add_heads(struct build *bd, const char *key)
{
    char some[32];
    int64_t n = record_int(bd->r, slice_of(key), -1);
    snprintf(some, sizeof(some), "%s+", key);
    return (n < 0 || add_canon(bd, key, n, "")) &&
           (n <= 0 || add(bd, SPACE_CANON, slice_of(some), 1, TERMSET_NO_POSITION));
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

static bool build_all(struct build *bd, struct store_document *ret)
{
    struct schema_builder *b = bd->b;
    if (bd->r->id.len == 0)
        return err_set(bd->err, ERR_INPUT, "a record without id");
    if (!termset_begin(b->terms, bd->err))
        return false;
    struct slice organization = organization_of(bd);
    group_begin(&bd->group, bd->r->kind, organization);
    stored_begin(bd->r, &b->scratch, &b->data);
    if (!add_texts(bd) || !add_whole_values(bd, organization) || !add_numbers(bd) ||
        !add_group(bd) || !add_record_value(bd))
        return false;
    if (organization.len &&
        !add_value(bd, SLOT_ORGANIZATION, bd->has_reading ? buf_slice(&b->reading) : organization))
        return false;
    if (b->packed.len && !add_value(bd, SLOT_FACETS, buf_slice(&b->packed)))
        return false;
    if (!buf_ok(&b->data) || !buf_ok(&b->packed))
        return err_nomem(bd->err, "stored document");
    struct store_document doc = {0};
    if (!termset_finish(b->terms, bd->mem, &doc, bd->err))
        return false;
    char *data = talloc_memdup(bd->mem, b->data.ptr, b->data.len);
    struct store_value *values =
        talloc_memdup(bd->mem, bd->values, bd->value_count * sizeof(bd->values[0]));
    if (!data || !values)
        return err_nomem(bd->err, "document");
    doc.data = (struct slice){data, b->data.len};
    doc.values = values;
    doc.value_count = bd->value_count;
    *ret = doc;
    return true;
}

bool schema_build(struct schema_builder *b, TALLOC_CTX *mem, const struct record *r,
                  struct store_document *ret, struct err *err)
{
    struct build bd = {.b = b, .r = r, .mem = mem, .err = err};
    buf_clear(&b->data);
    buf_clear(&b->packed);
    return build_all(&bd, ret);
}
