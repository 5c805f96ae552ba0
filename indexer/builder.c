/* builder.c - a record becomes the document that is written: its texts are analysed into terms,
 * its data is kept. What each of them is stands in schema.c.
 */
#include "dict/utf8.h"
#include "indexer/builder_parts.h"
#include "indexer/field_cache.h"
#include "indexer/stored.h"

enum { DATA_MAX = 256 << 20 }; /* bytes of stored data */

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
    buf_init(&b->whole, b, 1024);
    b->space.mem = b;
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
        if (!build_add(bd, SPACE_WORD, t->term, rule->weight, bd->position + t->position))
            return false;
        if (t->kind == TOKEN_WORD && !note_word(bd, t, slice_sub(text, t->start, t->end)))
            return false;
        if (bd->grouping)
            group_add(&bd->group, t, bd->b->vocab);
        return rule->space == SPACE_WORD ||
               build_add(bd, rule->space, t->term, 1, TERMSET_NO_POSITION);
    case TOKEN_FUNCTION: return build_add(bd, SPACE_FUNCTION, t->term, 0, TERMSET_NO_POSITION);
    case TOKEN_CANON: return build_add(bd, SPACE_CANON, t->term, 1, TERMSET_NO_POSITION);
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
                !build_add(bd, SPACE_MENDED, tokens.at[k].term, weight, TERMSET_NO_POSITION))
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

/* What a field says as a whole, so that who types just that finds this record first. */
static bool add_value_term(struct build *bd, struct slice text)
{
    struct schema_builder *b = bd->b;
    buf_clear(&b->whole);
    return schema_value(&b->space, text, &b->whole, bd->err) &&
           build_add(bd, SPACE_VALUE_IS, buf_slice(&b->whole), SCHEMA_WHOLE_WDF,
                     TERMSET_NO_POSITION);
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
            !build_add(bd, SPACE_BIGRAM, tokens.bigrams[i], rule.weight, TERMSET_NO_POSITION))
            return false;
    /* The publisher is the same in each record of a document. */
    if (!slice_eq(key, SLICE_LIT("publisher")) && !add_value_term(bd, text))
        return false;
    if (rule.space == SPACE_ORGANIZATION)
        add_reading(bd, &tokens, text);
    if (index != SIZE_MAX && bounds)
        stored_put_field(index, bd->b->bounds, bounds, &bd->b->data);
    return add_mended(bd, text, rule.weight);
}

/* What stands in each record of a document says nothing of one: shown, not searched. Who publishes is
 * the one who acts, but in a list of what others do: not all their offices have to do with クレア. */
static bool is_of_the_source(const struct record *r, struct slice key)
{
    return slice_eq(key, SLICE_LIT("source_title")) ||
           (slice_eq(key, SLICE_LIT("publisher")) &&
            record_string(r, SLICE_LIT("organization")).len > 0);
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
        if (is_of_the_source(r, f->key))
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

static bool build_all(struct build *bd, struct store_document *ret)
{
    struct schema_builder *b = bd->b;
    if (bd->r->id.len == 0)
        return err_set(bd->err, ERR_INPUT, "a record without id");
    if (!termset_begin(b->terms, bd->err))
        return false;
    struct slice organization = build_organization(bd);
    group_begin(&bd->group, bd->r->kind, organization);
    stored_begin(bd->r, &b->scratch, &b->data);
    if (!add_texts(bd) || !build_whole(bd, organization))
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
