/* vocab_load.c - vocab_open(): builds a vocabulary from its tables and refuses what cannot be
 * meant. */
#include "dict/utf8.h"
#include "dict/vocab_impl.h"

/* Appends one zeroed element to array *at of *count elements. */
#define GROW(v, at, count)                                                                         \
    (((at) = talloc_realloc((v), (at), __typeof__(*(at)), (unsigned)(count) + 1)) != NULL &&       \
     (memset(&(at)[(count)], 0, sizeof((at)[0])), (count)++, true))

static bool slots_grow(struct vocab *v, struct err *err)
{
    size_t count = v->slot_count ? v->slot_count * 2 : 4096;
    int32_t *slots = talloc_array(v, int32_t, (unsigned)count);
    if (!slots)
        return err_nomem(err, "vocabulary");
    for (size_t i = 0; i < count; i++)
        slots[i] = NONE;
    for (size_t w = 0; w < v->word_count; w++) {
        size_t i = v->words[w].hash & (count - 1);
        while (slots[i] != NONE)
            i = (i + 1) & (count - 1);
        slots[i] = (int32_t)w;
    }
    talloc_free(v->slots);
    v->slots = slots;
    v->slot_count = count;
    return true;
}

/* The number of word, new or known. */
static bool word_add(struct vocab *v, const struct row *row, struct slice text, int32_t *ret,
                     struct err *err)
{
    char key[FOLD_MAX];
    size_t len = fold_key(text, key);
    if (len == 0)
        return row_error(row, "empty or too long", text, err);
    uint32_t hash = vocab_hash(VOCAB_HASH_START, key, len);
    *ret = vocab_find_key(v, hash, (struct slice){key, len});
    if (*ret != NONE)
        return true;
    if ((v->word_count + 1) * 2 > v->slot_count && !slots_grow(v, err))
        return false;
    char *copy = talloc_memdup(v, key, len);
    /* talloc_realloc one by one would copy each time: rooms double. */
    size_t n = v->word_count;
    if ((n & (n - 1)) == 0)
        v->words = talloc_realloc(v, v->words, struct word, (unsigned)(n ? n * 2 : 1));
    if (!copy || !v->words)
        return err_nomem(err, "vocabulary");
    v->words[v->word_count] = (struct word){{copy, len}, text, hash, NONE, NONE, 0, NONE, NONE};
    size_t i = hash & (v->slot_count - 1);
    while (v->slots[i] != NONE)
        i = (i + 1) & (v->slot_count - 1);
    *ret = v->slots[i] = (int32_t)v->word_count++;
    return true;
}

static bool edge_add(struct vocab *v, int32_t from, int32_t to, enum relation relation,
                     struct err *err)
{
    size_t n = v->edge_count;
    if ((n & (n - 1)) == 0)
        v->edges = talloc_realloc(v, v->edges, struct edge, (unsigned)(n ? n * 2 : 1));
    if (!v->edges)
        return err_nomem(err, "vocabulary");
    v->edges[n] = (struct edge){relation, to, NONE};
    v->edge_count++;
    struct word *w = &v->words[from];
    *(w->edge_first == NONE ? &w->edge_first : &v->edges[w->edge_last].next) = (int32_t)n;
    w->edge_last = (int32_t)n;
    return true;
}

enum { GROUP_MAX = 64 };

/* The words of a list, each once: alike ones are a mistake in the table. */
static bool group_read(struct vocab *v, const struct row *row, struct slice list,
                       int32_t words[GROUP_MAX], size_t *count, struct err *err)
{
    struct slice item;
    while (list_next(&list, &item)) {
        int32_t w;
        if (*count == GROUP_MAX)
            return row_error(row, "too many words in a row", item, err);
        if (!word_add(v, row, item, &w, err))
            return false;
        for (size_t i = 0; i < *count; i++)
            if (words[i] == w)
                return row_error(row, "the same word twice, once folded", item, err);
        words[(*count)++] = w;
    }
    return true;
}

/* Every word of the group with every other. */
static bool group_join(struct vocab *v, const int32_t *words, size_t count, enum relation relation,
                       struct err *err)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j && !edge_add(v, words[i], words[j], relation, err))
                return false;
    return true;
}

/* synonyms.tsv: mark, words. */
static bool take_synonym(void *ctx, const struct row *row, struct err *err)
{
    struct vocab *v = ctx;
    int32_t words[GROUP_MAX];
    size_t count = 0;
    struct slice mark = row->at[0];
    if (!group_read(v, row, row->at[1], words, &count, err))
        return false;
    if (count < 2)
        return row_error(row, "a group needs two words", row->at[1], err);
    if (slice_eq(mark, SLICE_LIT("=")))
        return group_join(v, words, count, REL_SPELLING, err);
    if (slice_eq(mark, SLICE_LIT("~")))
        return group_join(v, words, count, REL_SYNONYM, err);
    if (slice_eq(mark, SLICE_LIT("+")))
        return group_join(v, words, count, REL_RELATED, err);
    bool broad = slice_eq(mark, SLICE_LIT(">"));
    if (!broad && !slice_eq(mark, SLICE_LIT("<")))
        return row_error(row, "unknown mark", mark, err);
    for (size_t i = 1; i < count; i++)
        if (!edge_add(v, words[0], words[i], broad ? REL_NARROWER : REL_SYNONYM, err) ||
            (broad && !edge_add(v, words[i], words[0], REL_BROADER, err)))
            return false;
    return true;
}

/* organizations.tsv: name, other names. */
static bool take_organization(void *ctx, const struct row *row, struct err *err)
{
    struct vocab *v = ctx;
    int32_t words[GROUP_MAX];
    size_t count = 0;
    if (!group_read(v, row, row->at[0], words, &count, err) ||
        !group_read(v, row, row->at[1], words, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (v->words[words[i]].flags & WORD_ORGANIZATION)
            return row_error(row, "names two organizations", v->words[words[i]].text, err);
        v->words[words[i]].flags |= WORD_ORGANIZATION;
    }
    return group_join(v, words, count, REL_SPELLING, err);
}

/* places.tsv: kind, name, other names, parents. */
static bool take_place(void *ctx, const struct row *row, struct err *err)
{
    static const char *const kinds[] = {"region", "country", "city", "prefecture", "municipality"};
    struct vocab *v = ctx;
    struct place_entry p = {PLACE_REGION, NONE, NONE, NONE, NONE, row->at[3], row->line};
    int32_t words[GROUP_MAX];
    size_t count = 0, kind = 0;
    while (kind < 5 && !slice_eq(row->at[0], slice_of(kinds[kind])))
        kind++;
    if (kind == 5)
        return row_error(row, "unknown kind of place", row->at[0], err);
    if (!group_read(v, row, row->at[1], words, &count, err))
        return false;
    if (count != 1)
        return row_error(row, "one name, please", row->at[1], err);
    if (!group_read(v, row, row->at[2], words, &count, err))
        return false;
    p.kind = (enum place_kind)kind;
    p.word = words[0];
    for (size_t i = 0; i < count; i++) {
        struct word *w = &v->words[words[i]];
        if (w->place != NONE)
            return row_error(row, "names two places", w->text, err);
        w->place = (int32_t)v->place_count;
    }
    size_t n = v->place_count;
    if ((n & (n - 1)) == 0)
        v->places = talloc_realloc(v, v->places, struct place_entry, (unsigned)(n ? n * 2 : 1));
    if (!v->places)
        return err_nomem(err, "places");
    v->places[v->place_count++] = p;
    return group_join(v, words, count, REL_SPELLING, err);
}

static bool link_add(struct vocab *v, int32_t to, int32_t *ret, struct err *err)
{
    size_t n = v->link_count;
    if ((n & (n - 1)) == 0)
        v->links = talloc_realloc(v, v->links, struct link, (unsigned)(n ? n * 2 : 1));
    if (!v->links)
        return err_nomem(err, "places");
    v->links[n] = (struct link){to, NONE};
    v->link_count++;
    *ret = (int32_t)n;
    return true;
}

/* Finds the parents by name, once all places are read. */
static bool places_link(struct vocab *v, struct err *err)
{
    struct row row = {.file = "places.tsv"};
    for (size_t i = 0; i < v->place_count; i++) {
        struct slice list = v->places[i].parents, item;
        row.line = v->places[i].line;
        while (list_next(&list, &item)) {
            int32_t w = vocab_find(v, item), up, down;
            int32_t parent = w == NONE ? NONE : v->words[w].place;
            if (parent == NONE)
                return row_error(&row, "no such place to lie in", item, err);
            if (!link_add(v, parent, &up, err) || !link_add(v, (int32_t)i, &down, err))
                return false;
            v->links[up].next = v->places[i].parent_first;
            v->places[i].parent_first = up;
            struct place_entry *p = &v->places[parent];
            *(p->child_first == NONE ? &p->child_first : &v->links[p->child_last].next) = down;
            p->child_last = down;
        }
    }
    return true;
}

/* Takes away places without parents until none is left; what stays lies within itself. */
static bool places_check(struct vocab *v, struct err *err)
{
    size_t n = v->place_count, head = 0, tail = 0;
    uint32_t *open = talloc_zero_array(v, uint32_t, (unsigned)n + 1);
    int32_t *queue = talloc_zero_array(v, int32_t, (unsigned)n + 1);
    if (!open || !queue)
        return err_nomem(err, "places");
    for (size_t i = 0; i < n; i++) {
        for (int32_t l = v->places[i].parent_first; l != NONE; l = v->links[l].next)
            open[i]++;
        if (open[i] == 0)
            queue[tail++] = (int32_t)i;
    }
    while (head < tail)
        for (int32_t l = v->places[queue[head++]].child_first; l != NONE; l = v->links[l].next)
            if (--open[v->links[l].to] == 0)
                queue[tail++] = v->links[l].to;
    struct row row = {.file = "places.tsv"};
    for (size_t i = 0; i < n && tail < n; i++)
        if (open[i] > 0) {
            row.line = v->places[i].line;
            return row_error(&row, "lies within itself", v->words[v->places[i].word].text, err);
        }
    talloc_free(open);
    talloc_free(queue);
    return true;
}

/* Is value one of those that records hold under facet (corpus/record.h)? Status is free text. */
static bool filter_value(struct slice facet, struct slice value)
{
    static const struct {
        const char *facet, *values;
    } known[] = {
        {"form", "a|b|c|d"},
        {"kind", "office|project|minutes|plan|guide|document"},
        {"role", "greeting|report|comment|question|answer"},
        {"level", "prefecture|municipality"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct slice list = slice_of(known[i].values), item;
        bool found = false;
        if (!slice_eq(facet, slice_of(known[i].facet)))
            continue;
        while (list_next(&list, &item))
            found = found || slice_eq(item, value);
        return found;
    }
    return value.len > 0;
}

/* filters.tsv: facet, value, words. */
static bool take_filter(void *ctx, const struct row *row, struct err *err)
{
    static const char *const facets[] = {"form", "status", "kind", "role", "level"};
    enum { FACETS = sizeof(facets) / sizeof(facets[0]) };
    struct vocab *v = ctx;
    int32_t words[GROUP_MAX];
    size_t count = 0, facet = 0;
    while (facet < FACETS && !slice_eq(row->at[0], slice_of(facets[facet])))
        facet++;
    if (facet == FACETS)
        return row_error(row, "unknown facet", row->at[0], err);
    if (!filter_value(row->at[0], row->at[1]))
        return row_error(row, "no such value", row->at[1], err);
    if (!group_read(v, row, row->at[2], words, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (v->words[words[i]].filter != NONE)
            return row_error(row, "names two values", v->words[words[i]].text, err);
        v->words[words[i]].filter = (int32_t)v->filter_count;
    }
    if (!GROW(v, v->filters, v->filter_count))
        return err_nomem(err, "filters");
    v->filters[v->filter_count - 1] = (struct facet_word){row->at[0], row->at[1]};
    return true;
}

/* questions.tsv: word. */
static bool take_question(void *ctx, const struct row *row, struct err *err)
{
    struct vocab *v = ctx;
    int32_t w;
    if (!word_add(v, row, row->at[0], &w, err))
        return false;
    if (v->words[w].flags & WORD_QUESTION)
        return row_error(row, "the same word twice, once folded", row->at[0], err);
    v->words[w].flags |= WORD_QUESTION;
    return true;
}

/* mend.tsv: sort, wrong, right. */
static bool take_mend(void *ctx, const struct row *row, struct err *err)
{
    struct vocab *v = ctx;
    struct mend_rule rule = {row->at[1], row->at[2]};
    int32_t w;
    bool grown;
    if (rule.wrong.len == 0 || slice_eq(rule.wrong, rule.right))
        return row_error(row, "nothing to mend", rule.wrong, err);
    if (slice_eq(row->at[0], SLICE_LIT("known"))) {
        if (!word_add(v, row, rule.wrong, &w, err))
            return false;
        v->words[w].flags |= WORD_KNOWN;
        return true;
    }
    if (slice_eq(row->at[0], SLICE_LIT("kana"))) {
        if ((grown = GROW(v, v->kana_rules, v->kana_rule_count)))
            v->kana_rules[v->kana_rule_count - 1] = rule;
    } else if (slice_eq(row->at[0], SLICE_LIT("word"))) {
        if (rule.right.len == 0)
            return row_error(row, "no right word", rule.wrong, err);
        if ((grown = GROW(v, v->word_rules, v->word_rule_count)))
            v->word_rules[v->word_rule_count - 1] = rule;
    } else if (slice_eq(row->at[0], SLICE_LIT("company"))) {
        if ((grown = GROW(v, v->company_rules, v->company_rule_count)))
            v->company_rules[v->company_rule_count - 1] = rule;
    } else {
        return row_error(row, "unknown sort of mend", row->at[0], err);
    }
    size_t len;
    if (!slice_eq(row->at[0], SLICE_LIT("kana")))
        v->rule_begins[utf8_at(rule.wrong, 0, &len) & 0xFFFF] = true;
    return grown || err_nomem(err, "mends");
}

/* The katakana names of the gazetteers and the words of mend.tsv, for comparing. */
static bool names_collect(struct vocab *v, struct err *err)
{
    v->names = talloc_array(v, struct kana_name, (unsigned)v->word_count + 1);
    if (!v->names)
        return err_nomem(err, "names");
    for (size_t w = 0; w < v->word_count; w++) {
        const struct word *word = &v->words[w];
        struct kana_name *name = &v->names[v->name_count];
        if (word->place == NONE && !(word->flags & (WORD_KNOWN | WORD_ORGANIZATION)))
            continue;
        size_t at = 0, len;
        *name = (struct kana_name){.word = (int32_t)w};
        while (at < word->text.len && name->count < NAME_CHARS_MAX) {
            uint32_t c = utf8_at(word->text, at, &len);
            if (char_class(c) != CHAR_KATAKANA)
                break;
            name->chars[name->count++] = c;
            name->bag |= UINT64_C(1) << (c & 63);
            at += len;
        }
        if (at == word->text.len && name->count >= 6)
            v->name_count++;
    }
    return true;
}

/* Reads every table of data_dir into v. */
static bool load(struct vocab *v, const char *data_dir, struct err *err)
{
    return slots_grow(v, err) && table_read(v, data_dir, "places.tsv", 2, take_place, v, err) &&
           places_link(v, err) && places_check(v, err) &&
           table_read(v, data_dir, "organizations.tsv", 1, take_organization, v, err) &&
           table_read(v, data_dir, "synonyms.tsv", 2, take_synonym, v, err) &&
           table_read(v, data_dir, "filters.tsv", 3, take_filter, v, err) &&
           table_read(v, data_dir, "questions.tsv", 1, take_question, v, err) &&
           table_read(v, data_dir, "mend.tsv", 2, take_mend, v, err) && names_collect(v, err);
}

bool vocab_open(TALLOC_CTX *mem, const char *data_dir, struct vocab **ret, struct err *err)
{
    struct vocab *v = talloc_zero(mem, struct vocab);
    if (!v)
        return err_nomem(err, "vocabulary");
    if (!load(v, data_dir, err)) {
        talloc_free(v);
        return false;
    }
    *ret = v;
    return true;
}
