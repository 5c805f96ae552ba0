/* unit.c - see understand_parts.h: the terms of a unit, the names it stands for, its weight. */
#include "dict/memory.h"
#include "dict/utf8.h"
#include "searchd/understand_parts.h"
#include <inttypes.h>

enum { LATIN_RARE = 20 }; /* records: a word in letters that is in more of them is meant as such */

struct slice reader_copy(const struct reader *w, struct slice s)
{
    char *copy = talloc_strndup(w->mem, s.len ? s.ptr : "", s.len);
    if (!copy)
        memory_out();
    return copy ? (struct slice){copy, s.len} : (struct slice){"", 0};
}

bool wording_make(struct reader *w, struct slice text, enum term_space space, struct wording *ret,
                  struct err *err)
{
    struct tokens t;
    if (!analysis_run(w->b->analysis, text, &t, err))
        return false;
    struct wording out = {.text = text};
    out.terms = talloc_array(w->mem, struct slice, UNIT_TERMS_MAX);
    out.freqs = talloc_array(w->mem, uint32_t, UNIT_TERMS_MAX);
    if (!out.terms || !out.freqs)
        return err_nomem(err, "query");
    for (size_t i = 0; i < t.count && out.count < UNIT_TERMS_MAX; i++)
        if (t.at[i].kind == TOKEN_WORD || t.at[i].kind == TOKEN_NUMBER)
            out.terms[out.count++] = reader_copy(w, t.at[i].term);
    out.mended = talloc_zero_array(w->mem, uint32_t, UNIT_TERMS_MAX);
    for (size_t i = 0; i < out.count; i++) {
        if (!term_freq(w->b, w->mem, space, out.terms[i], &out.freqs[i], err))
            return false;
        if (space == SPACE_WORD && out.mended) {
            if (!term_freq(w->b, w->mem, SPACE_MENDED, out.terms[i], &out.mended[i], err))
                return false;
            out.freqs[i] += out.mended[i];
        }
    }
    *ret = out;
    return true;
}

uint32_t wording_least(const struct wording *g)
{
    uint32_t least = g->count ? g->freqs[0] : 0;
    for (size_t i = 1; i < g->count; i++)
        least = g->freqs[i] < least ? g->freqs[i] : least;
    return least;
}

bool wording_found(const struct wording *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->freqs[i] == 0)
            return false;
    return g->count > 0;
}

/* ---- Names ---- */

const struct whole_space whole_spaces[WHOLE_SPACES] = {
    {FACET_KIND, SPACE_KIND_IS},     {FACET_COUNTRY, SPACE_COUNTRY_IS},
    {FACET_CITY, SPACE_CITY_IS},     {FACET_ORGANIZATION, SPACE_ORGANIZATION_IS},
    {FACET_FORM, SPACE_FORM_IS},     {FACET_SPEAKER, SPACE_SPEAKER_IS},
    {FACET_STATUS, SPACE_STATUS_IS}, {FACET_SOURCE, SPACE_SOURCE_IS},
};

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
    for (size_t i = 0; i < WHOLE_SPACES; i++)
        if (whole_spaces[i].facet == f && !name_add(w, u, whole_spaces[i].space, f, value, err))
            return false;
    return true;
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

bool run_of(struct slice s, bool (*ok)(uint32_t c))
{
    size_t len;
    for (size_t i = 0; i < s.len; i += len)
        if (!ok(utf8_at(s, i, &len)))
            return false;
    return s.len > 0;
}

bool is_kana(uint32_t c)
{
    enum char_class k = char_class(c);
    return k == CHAR_HIRAGANA || k == CHAR_KATAKANA;
}

bool is_katakana(uint32_t c)
{
    return char_class(c) == CHAR_KATAKANA;
}

bool is_kanji(uint32_t c)
{
    return char_class(c) == CHAR_KANJI;
}

bool is_hiragana(uint32_t c)
{
    return char_class(c) == CHAR_HIRAGANA;
}

bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
}

struct unit *unit_new(struct reader *w, enum said_kind kind, struct slice text)
{
    if (w->m->count >= UNITS_MAX)
        return NULL;
    struct unit *u = &w->m->units[w->m->count++];
    *u = (struct unit){.kind = kind, .text = text, .run = w->runs, .space = SPACE_WORD};
    return u;
}

bool unit_finish(struct reader *w, struct unit *u, bool alone, struct err *err)
{
    if (wording_found(&u->typed))
        u->known = true;
    if (u->space == SPACE_WORD && u->kind == SAID_WORD && !unit_find_names(w, u, u->text, err))
        return false;
    if (w->p->synonyms && u->kind == SAID_WORD && !u->except) {
        if (!widen_related(w, u, u->text, err) || !widen_spelling(w, u, err))
            return false;
        /* Letters and hiragana may be a reading even where they are a word of some record. */
        bool latin =
            run_of(u->text, is_latin) && u->typed.count == 1 && u->typed.freqs[0] < LATIN_RARE;
        if ((!u->known || latin || run_of(u->text, is_hiragana)) && !guess_meant(w, u, err))
            return false;
        size_t chars = utf8_count(u->text);
        if (alone && (chars == 1 || (!u->known && chars <= 4)) && !widen_parts(w, u, err))
            return false;
    }
    if (u->kind == SAID_WORD && u->space == SPACE_WORD && u->typed.count > 1 &&
        wording_found(&u->typed) &&
        !phrase_freq(w->b, w->mem, u->typed.terms, u->typed.freqs, u->typed.count, &u->typed.hits,
                     err))
        return false;
    u->hits = u->meant ? 0 : wording_least(&u->typed);
    uint32_t freq = w->m->documents;
    for (size_t i = 0; i < u->typed.count; i++)
        if (u->typed.freqs[i] < freq)
            freq = u->typed.freqs[i];
    if (freq == 0)
        for (size_t i = 0; i < u->widening_count; i++)
            for (size_t k = 0; k < u->widenings[i].count; k++)
                if (freq == 0 || u->widenings[i].freqs[k] < freq)
                    freq = u->widenings[i].freqs[k];
    if (freq == 0 && u->name_count > 0)
        freq = u->names[0].freq;
    u->idf = idf_of(freq, w->m->documents);
    return true;
}

bool unit_bigrams(struct reader *w, struct unit *u, const struct tokens *t, struct err *err)
{
    u->bigrams = talloc_array(w->mem, struct slice, (unsigned)t->bigram_count + 1);
    if (!u->bigrams)
        return err_nomem(err, "query");
    for (size_t i = 0; i < t->bigram_count && u->bigram_count < UNIT_BIGRAMS_MAX; i++)
        u->bigrams[u->bigram_count++] = reader_copy(w, t->bigrams[i]);
    return true;
}

void unit_years(struct reader *w, struct unit *u, const struct years *y)
{
    u->year_from = y->from;
    u->year_to = y->to;
    u->hits = UNIT_UNCOUNTED;
    u->known = true;
    u->idf = idf_of(w->m->documents / FIGURES_SHARE, w->m->documents);
}

bool unit_amount(struct reader *w, struct unit *u, int64_t yen, struct err *err)
{
    u->conditions[u->condition_count++] = (struct condition){FIGURE_BUDGET, yen, yen};
    u->space = SPACE_CANON;
    u->typed = (struct wording){.text = u->text,
                                .terms = talloc_array(w->mem, struct slice, 1),
                                .freqs = talloc_array(w->mem, uint32_t, 1),
                                .count = 1};
    if (!u->typed.terms || !u->typed.freqs)
        return err_nomem(err, "query");
    char *term = talloc_asprintf(w->mem, "n%" PRId64 "円", yen);
    u->typed.terms[0] = slice_of(term ? term : "");
    if (!term_freq(w->b, w->mem, SPACE_CANON, u->typed.terms[0], &u->typed.freqs[0], err))
        return false;
    u->hits = u->typed.freqs[0];
    u->known = u->hits > 0;
    u->idf = idf_of(u->typed.freqs[0], w->m->documents);
    return true;
}
