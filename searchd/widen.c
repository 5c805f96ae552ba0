/* widen.c - see understand_parts.h: what else would do in a unit's place. */
#include "dict/kana.h"
#include "dict/utf8.h"
#include "searchd/tune.h"
#include "searchd/understand_parts.h"

/* Weight of a widening beside the word as typed: exact before variant before synonym before
 * guess. Chosen on the dev half of the officers' queries, where a third more or less changes
 * little. 0, as an ablation sets it: none of that kind. */
/* Weight of a widening beside the word as typed. */
static double factor_of(enum widening_kind k)
{
    static const double factors[] = {
        [WIDENED_SPELLING] = 0.9, [WIDENED_SYNONYM] = 0.6,    [WIDENED_NARROWER] = 0.6,
        [WIDENED_RELATED] = 0.35, [WIDENED_CORRECTION] = 0.9, [WIDENED_READING] = 0.9,
        [WIDENED_PART] = 0.3,
    };
    return TUNE(widening_name(k), factors[k]);
}

bool widen_taken_away(const struct reader *w, struct slice text)
{
    for (size_t i = 0; i < w->p->without.count; i++)
        if (slice_eq(w->p->without.values[i], text))
            return true;
    return false;
}

/* Do the words of part stand in g, side by side? Then who looks for part finds g. */
static bool wording_holds(const struct wording *g, const struct wording *part)
{
    for (size_t at = 0; at + part->count <= g->count; at++) {
        size_t i = 0;
        while (i < part->count && slice_eq(g->terms[at + i], part->terms[i]))
            i++;
        if (i == part->count)
            return true;
    }
    return false;
}

bool widen_add(struct reader *w, struct unit *u, struct slice text, enum widening_kind kind,
               bool *added, struct err *err)
{
    *added = false;
    if (u->widening_count >= UNIT_WIDENINGS_MAX || widen_taken_away(w, text) ||
        slice_eq(text, u->text) || factor_of(kind) <= 0)
        return true;
    struct wording g;
    if (!wording_make(w, text, u->space, &g, err))
        return false;
    g.text = reader_copy(w, text);
    g.kind = kind;
    g.factor = factor_of(kind);
    g.hits = wording_least(&g);
    bool same = u->typed.count > 0 && wording_holds(&g, &u->typed);
    for (size_t i = 0; i < u->widening_count; i++)
        same |= slice_eq(u->widenings[i].text, g.text);
    if (same || !wording_found(&g))
        return true;
    if (u->space == SPACE_WORD) {
        if (!phrase_freq(w->b, w->mem, g.terms, g.freqs, g.count, &g.hits, err))
            return false;
        if (g.hits == 0)
            return true;
    }
    u->widenings =
        talloc_realloc(w->mem, u->widenings, struct wording, (unsigned)u->widening_count + 1);
    if (!u->widenings)
        return err_nomem(err, "query");
    u->widenings[u->widening_count++] = g;
    u->known = *added = true;
    return true;
}

bool widen_add_terms(struct reader *w, struct unit *u, struct slice text, const struct slice *terms,
                     size_t count, enum widening_kind kind, bool *added, struct err *err)
{
    struct wording g = {.text = reader_copy(w, text), .kind = kind, .factor = factor_of(kind)};
    *added = false;
    if (u->widening_count >= UNIT_WIDENINGS_MAX || widen_taken_away(w, text) || g.factor <= 0)
        return true;
    g.terms = talloc_array(w->mem, struct slice, (unsigned)count);
    g.freqs = talloc_array(w->mem, uint32_t, (unsigned)count);
    struct wording *more =
        talloc_realloc(w->mem, u->widenings, struct wording, (unsigned)u->widening_count + 1);
    if (!g.terms || !g.freqs || !more)
        return err_nomem(err, "query");
    u->widenings = more;
    for (; g.count < count; g.count++) {
        g.terms[g.count] = terms[g.count];
        if (!term_freq(w->b, w->mem, u->space, terms[g.count], &g.freqs[g.count], err))
            return false;
    }
    g.hits = wording_least(&g);
    if (u->space == SPACE_WORD &&
        !phrase_freq(w->b, w->mem, g.terms, g.freqs, g.count, &g.hits, err))
        return false;
    *added = g.hits > 0;
    if (*added) {
        u->widenings[u->widening_count++] = g;
        u->known = true;
    }
    return true;
}

bool widen_related(struct reader *w, struct unit *u, struct slice word, struct err *err)
{
    struct related *r;
    size_t count;
    bool added;
    if (!vocab_related(w->b->shared->vocab, w->mem, word, &r, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        enum widening_kind kind = WIDENED_SYNONYM;
        switch (r[i].relation) {
        case REL_SPELLING: kind = WIDENED_SPELLING; break;
        case REL_SYNONYM: break;
        case REL_NARROWER: kind = WIDENED_NARROWER; break;
        case REL_RELATED: kind = WIDENED_RELATED; break;
        case REL_BROADER: continue;
        }
        if (!widen_add(w, u, r[i].word, kind, &added, err))
            return false;
        if (kind != WIDENED_SYNONYM && kind != WIDENED_RELATED && !widen_taken_away(w, r[i].word) &&
            !unit_place(w, u, r[i].word, err))
            return false;
    }
    return true;
}

/* The word read so, where the index has it in kana: まんが for 漫画. */
static bool widen_kana(struct reader *w, struct unit *u, struct slice reading, struct err *err)
{
    enum { KANA_MIN = 3 }; /* what is shorter may be anything */
    const struct lexicon *l = w->b->lexicon;
    struct buf hiragana;
    if (!l || utf8_count(reading) < KANA_MIN || !utf8_all(u->typed.terms[0], char_is_kanji))
        return true;
    buf_init(&hiragana, w->mem, 1024);
    kana_to_hiragana(reading, &hiragana);
    const struct slice spellings[] = {reader_copy(w, reading), buf_slice(&hiragana)};
    for (size_t i = 0; i < 2; i++) {
        size_t at = lexicon_lower(l, spellings[i]);
        bool added, there = at < lexicon_count(l) && slice_eq(lexicon_at(l, at).term, spellings[i]);
        if (there &&
            !widen_add_terms(w, u, spellings[i], &spellings[i], 1, WIDENED_SPELLING, &added, err))
            return false;
    }
    return true;
}

/* The vocabulary has verbs as dictionaries do: 増える for the 増え of 増えた. Of a verb of two kanji the
 * analyzer leaves these alone (手伝 of 手伝った), so its endings are tried. */
static bool widen_base_form(struct reader *w, struct unit *u, struct slice base, struct err *err)
{
    static const char *const endings[] = {"う",   "く",   "ぐ",   "す",   "つ",   "ぶ",
                                          "む",   "る",   "える", "ける", "げる", "せる",
                                          "てる", "ねる", "べる", "める", "れる"};
    if (slice_eq(base, u->text))
        return true;
    if (!widen_related(w, u, base, err))
        return false;
    for (size_t i = 0; utf8_all(base, char_is_kanji) && i < sizeof(endings) / sizeof(endings[0]);
         i++) {
        char *verb = talloc_asprintf(w->mem, "%.*s%s", SLICE_ARG(base), endings[i]);
        if (!verb)
            return err_nomem(err, "query");
        if (!widen_related(w, u, slice_of(verb), err))
            return false;
    }
    return true;
}

bool widen_spelling(struct reader *w, struct unit *u, struct err *err)
{
    struct homograph h[HOMOGRAPHS_MAX];
    const enum token_kind kind = u->space == SPACE_FUNCTION ? TOKEN_FUNCTION : TOKEN_WORD;
    size_t count;
    bool added;
    if (u->typed.count != 1 || (u->space != SPACE_WORD && u->space != SPACE_FUNCTION))
        return true;
    if (!analysis_homographs(w->b->analysis, u->text, h, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) { /* what they borrow is of the dictionary, and stays */
        struct slice term = reader_copy(w, h[i].term);
        bool typed = slice_eq(term, u->typed.terms[0]);
        if (h[i].kind != kind)
            continue;
        if (!typed && !widen_add_terms(w, u, term, &term, 1, WIDENED_RELATED, &added, err))
            return false;
        if (kind == TOKEN_FUNCTION)
            continue;
        if (!widen_base_form(w, u, term, err))
            return false;
        if (typed && !widen_kana(w, u, h[i].reading, err))
            return false;
    }
    return true;
}

/* Is part a piece of word that somebody means by it? A piece of a word in katakana or letters is
 * none but at its beginning or end: ドバイ is no part of アドバイス. */
static bool is_part(struct slice word, struct slice part)
{
    if (utf8_all(part, char_is_katakana) || utf8_all(part, kana_is_romaji))
        return slice_starts(word, part) || slice_ends(word, part);
    return slice_find(word, part) < word.len;
}

/* At most the sixteen most frequent. */
bool widen_parts(struct reader *w, struct unit *u, struct err *err)
{
    enum { MOST = 16 };
    struct lexicon_word best[MOST];
    size_t n = 0;
    const struct lexicon *l = w->b->lexicon;
    for (size_t i = 0; l && i < lexicon_count(l); i++) {
        struct lexicon_word word = lexicon_at(l, i);
        if (word.term.len <= u->text.len || word.term.len > u->text.len + 12 ||
            !is_part(word.term, u->text))
            continue;
        size_t k = n < MOST ? n++ : MOST;
        if (k == MOST && word.freq <= best[MOST - 1].freq)
            continue;
        if (k == MOST)
            k--;
        for (; k > 0 && best[k - 1].freq < word.freq; k--)
            best[k] = best[k - 1];
        best[k] = word;
    }
    for (size_t i = 0; i < n; i++) {
        bool added;
        if (!widen_add(w, u, best[i].term, WIDENED_PART, &added, err))
            return false;
    }
    return true;
}
