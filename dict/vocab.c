/* vocab.c - see vocab.h: looking words up. Opening is in vocab_load.c, mending in vocab_mend.c. */
#include "dict/utf8.h"
#include "dict/vocab_impl.h"

/* Most words that one word brings along: a continent with its countries and cities. */
enum { RELATED_MAX = 400 };

uint32_t vocab_hash(uint32_t h, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)bytes[i]) * 16777619U;
    return h;
}

int32_t vocab_find_key(const struct vocab *v, uint32_t hash, struct slice key)
{
    for (size_t i = hash & (v->slot_count - 1); v->slots[i] != NONE;
         i = (i + 1) & (v->slot_count - 1)) {
        const struct word *w = &v->words[v->slots[i]];
        if (w->hash == hash && slice_eq(w->key, key))
            return v->slots[i];
    }
    return NONE;
}

int32_t vocab_find(const struct vocab *v, struct slice word)
{
    char key[FOLD_MAX];
    size_t len = fold_key(word, key);
    if (len == 0)
        return NONE;
    return vocab_find_key(v, vocab_hash(VOCAB_HASH_START, key, len), (struct slice){key, len});
}

struct gathering {
    const struct vocab *v;
    int32_t words[RELATED_MAX];
    enum relation relations[RELATED_MAX];
    size_t count;
};

/* A synonym that holds a word gathered before finds nothing new: 海外販路開拓 beside 販路開拓. Places
 * are whole names (インド, インドネシア), spellings wanted as they are. */
static bool held(const struct gathering *g, int32_t word, enum relation relation)
{
    const struct word *w = &g->v->words[word];
    if (relation == REL_SPELLING || relation == REL_BROADER || w->place != NONE)
        return false;
    for (size_t i = 0; i < g->count; i++) {
        struct slice key = g->v->words[g->words[i]].key;
        /* One kanji is no word of its own inside another: 食, 食品. */
        if (key.len > 3 && slice_find(w->key, key) < w->key.len)
            return true;
    }
    return false;
}

static void gather(struct gathering *g, int32_t word, enum relation relation)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->words[i] == word)
            return;
    if (held(g, word, relation))
        return;
    if (g->count == RELATED_MAX)
        return;
    g->words[g->count] = word;
    g->relations[g->count++] = relation;
}

static void gather_edges(struct gathering *g, int32_t from, enum relation relation,
                         enum relation as)
{
    for (int32_t e = g->v->words[from].edge_first; e != NONE; e = g->v->edges[e].next)
        if (g->v->edges[e].relation == relation)
            gather(g, g->v->edges[e].to, as);
}

/* What lies in the place, level by level: the list itself is the queue. */
static void gather_within(struct gathering *g, int32_t place)
{
    const struct vocab *v = g->v;
    size_t next = g->count;
    for (;;) {
        for (int32_t l = v->places[place].child_first; l != NONE; l = v->links[l].next)
            gather(g, v->places[v->links[l].to].word, REL_NARROWER);
        if (next >= g->count)
            return;
        place = v->words[g->words[next++]].place;
        if (place == NONE)
            return;
    }
}

bool vocab_related(const struct vocab *v, TALLOC_CTX *mem, struct slice word, struct related **ret,
                   size_t *count, struct err *err)
{
    struct gathering g = {.v = v};
    int32_t w = vocab_find(v, word);
    *count = 0;
    *ret = NULL;
    if (w == NONE)
        return true;
    gather(&g, w, REL_SPELLING); /* itself first, left out below */
    gather_edges(&g, w, REL_SPELLING, REL_SPELLING);
    size_t same = g.count;
    for (size_t i = 0; i < same; i++)
        gather_edges(&g, g.words[i], REL_SYNONYM, REL_SYNONYM);
    size_t near = g.count;
    for (size_t i = same; i < near; i++)
        gather_edges(&g, g.words[i], REL_SPELLING, REL_SYNONYM);
    /* Who names a prefecture means that body, not the cities in it, which are bodies themselves. */
    if (v->words[w].place != NONE && v->places[v->words[w].place].kind != PLACE_PREFECTURE)
        gather_within(&g, v->words[w].place);
    for (size_t i = 0; i < same; i++)
        gather_edges(&g, g.words[i], REL_NARROWER, REL_NARROWER);
    for (size_t i = 0; i < same; i++)
        gather_edges(&g, g.words[i], REL_RELATED, REL_RELATED);
    if (v->words[w].place != NONE)
        for (int32_t l = v->places[v->words[w].place].parent_first; l != NONE; l = v->links[l].next)
            gather(&g, v->places[v->links[l].to].word, REL_BROADER);
    for (size_t i = 0; i < same; i++)
        gather_edges(&g, g.words[i], REL_BROADER, REL_BROADER);
    if (g.count == 1)
        return true;
    struct related *list = talloc_array(mem, struct related, (unsigned)g.count - 1);
    if (!list)
        return err_nomem(err, "related words");
    for (size_t i = 1; i < g.count; i++)
        list[i - 1] = (struct related){v->words[g.words[i]].text, g.relations[i]};
    *ret = list;
    *count = g.count - 1;
    return true;
}

/* Does a run of letters or katakana go on from `end` of s? Then no word ends there. */
static bool run_goes_on(struct slice s, size_t end)
{
    size_t len;
    if (end == 0 || end >= s.len)
        return false;
    enum char_class last = char_class(utf8_at(s, utf8_before(s, end), &len));
    enum char_class next = char_class(utf8_at(s, end, &len));
    return last == next && (last == CHAR_KATAKANA || last == CHAR_LATIN || last == CHAR_DIGIT);
}

size_t vocab_longest(const struct vocab *v, struct slice text)
{
    char key[FOLD_MAX];
    size_t used = 0, best = 0, chars = 0;
    uint32_t hash = VOCAB_HASH_START;
    for (size_t at = 0, taken; at < text.len; at += taken) {
        char c[FOLD_CHAR_MAX];
        size_t n = fold_char(text, at, &taken, c);
        if (n == 0 && at == 0)
            return 0; /* begins with a blank */
        if (n == 0)
            continue;
        if (used + n > FOLD_MAX)
            break;
        memcpy(key + used, c, n);
        used += n;
        hash = vocab_hash(hash, c, n);
        /* One character (独, 印) is a word only where nothing follows: 印刷. */
        if (++chars == 1 && at + taken < text.len)
            continue;
        if (vocab_find_key(v, hash, (struct slice){key, used}) != NONE &&
            !run_goes_on(text, at + taken))
            best = at + taken;
    }
    return best;
}

/* The country that a city lies in, perhaps through its state. */
static struct slice country_of(const struct vocab *v, int32_t place)
{
    for (int32_t l = v->places[place].parent_first; l != NONE; l = v->links[l].next) {
        const struct place_entry *up = &v->places[v->links[l].to];
        if (up->kind == PLACE_COUNTRY)
            return v->words[up->word].text;
    }
    for (int32_t l = v->places[place].parent_first; l != NONE; l = v->links[l].next)
        if (v->places[v->links[l].to].kind == PLACE_CITY)
            return country_of(v, v->links[l].to);
    return (struct slice){NULL, 0};
}

bool vocab_place(const struct vocab *v, struct slice word, struct place *ret)
{
    int32_t w = vocab_find(v, word);
    if (w == NONE || v->words[w].place == NONE)
        return false;
    const struct place_entry *p = &v->places[v->words[w].place];
    ret->kind = p->kind;
    ret->name = v->words[p->word].text;
    ret->country =
        p->kind == PLACE_CITY ? country_of(v, v->words[w].place) : (struct slice){NULL, 0};
    return true;
}

bool vocab_facet(const struct vocab *v, struct slice word, struct facet_word *ret)
{
    struct place place;
    int32_t w = vocab_find(v, word);
    if (w == NONE)
        return false;
    if (v->words[w].filter != NONE) {
        *ret = v->filters[v->words[w].filter];
        return true;
    }
    if (!vocab_place(v, word, &place))
        return false;
    switch (place.kind) {
    case PLACE_REGION: return false;
    case PLACE_COUNTRY: ret->facet = SLICE_LIT("country"); break;
    case PLACE_CITY: ret->facet = SLICE_LIT("city"); break;
    case PLACE_PREFECTURE:
    case PLACE_MUNICIPALITY: ret->facet = SLICE_LIT("organization"); break;
    }
    ret->value = place.name;
    return true;
}

bool vocab_is_question(const struct vocab *v, struct slice term)
{
    int32_t w = vocab_find(v, term);
    return w != NONE && (v->words[w].flags & WORD_QUESTION);
}

size_t vocab_count(const struct vocab *v)
{
    return v->word_count;
}

struct slice vocab_at(const struct vocab *v, size_t i)
{
    return v->words[i].text;
}

bool vocab_is(const struct vocab *v, enum gazetteer g, struct slice word)
{
    struct place place;
    int32_t w = vocab_find(v, word);
    if (w == NONE)
        return false;
    bool is_place = vocab_place(v, word, &place);
    switch (g) {
    case GAZ_COUNTRY: return is_place && place.kind == PLACE_COUNTRY;
    case GAZ_CITY:
        /* A city state is both. */
        return is_place &&
               (place.kind == PLACE_CITY || slice_eq(place.name, SLICE_LIT("シンガポール")) ||
                slice_eq(place.name, SLICE_LIT("香港")));
    case GAZ_ORGANIZATION:
        return (v->words[w].flags & WORD_ORGANIZATION) ||
               (is_place && (place.kind == PLACE_PREFECTURE || place.kind == PLACE_MUNICIPALITY));
    }
    return false;
}
