/* widen.c - see understand_parts.h: what else would do in a unit's place. */
#include "dict/kana.h"
#include "dict/utf8.h"
#include "searchd/correct.h"
#include "searchd/tune.h"
#include "searchd/understand_parts.h"

/* Weight of a widening beside the word as typed: exact before variant before synonym before
 * guess. Chosen on the dev half of the officers' queries, where a third more or less changes
 * little. 0, as an ablation sets it: none of that kind. */
static double factor_of(enum widening_kind k)
{
    static const double factors[] = {
        [WIDENED_SPELLING] = 0.9, [WIDENED_SYNONYM] = 0.8,    [WIDENED_NARROWER] = 0.6,
        [WIDENED_RELATED] = 0.5,  [WIDENED_CORRECTION] = 0.9, [WIDENED_READING] = 0.9,
        [WIDENED_PART] = 0.3,
    };
    return TUNE(widening_name(k), factors[k]);
}

static struct slice katakana(TALLOC_CTX *mem, struct slice s)
{
    struct buf out;
    buf_init(&out, mem, 1 << 16);
    kana_to_katakana(s, &out);
    return buf_slice(&out);
}

static bool taken_away(const struct reader *w, struct slice text)
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

static bool add_widening(struct reader *w, struct unit *u, struct slice text,
                         enum widening_kind kind, bool *added, struct err *err)
{
    *added = false;
    if (u->widening_count >= UNIT_WIDENINGS_MAX || taken_away(w, text) || slice_eq(text, u->text) ||
        factor_of(kind) <= 0)
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

/* The same with terms of the index as they are: analysed again they might be others. */
static bool add_terms(struct reader *w, struct unit *u, struct slice text,
                      const struct slice *terms, size_t count, enum widening_kind kind,
                      struct err *err)
{
    struct wording g = {.text = reader_copy(w, text), .kind = kind, .factor = factor_of(kind)};
    g.terms = talloc_array(w->mem, struct slice, (unsigned)count);
    g.freqs = talloc_array(w->mem, uint32_t, (unsigned)count);
    struct wording *more =
        talloc_realloc(w->mem, u->widenings, struct wording, (unsigned)u->widening_count + 1);
    if (!g.terms || !g.freqs || !more)
        return err_nomem(err, "query");
    u->widenings = more;
    for (; g.count < count; g.count++) {
        g.terms[g.count] = terms[g.count];
        if (!term_freq(w->b, w->mem, SPACE_WORD, terms[g.count], &g.freqs[g.count], err))
            return false;
    }
    if (!phrase_freq(w->b, w->mem, g.terms, g.freqs, g.count, &g.hits, err))
        return false;
    if (g.hits > 0 && !taken_away(w, text)) {
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
        if (!add_widening(w, u, r[i].word, kind, &added, err))
            return false;
        if (kind != WIDENED_SYNONYM && kind != WIDENED_RELATED && !taken_away(w, r[i].word) &&
            !unit_place(w, u, r[i].word, err))
            return false;
    }
    return true;
} /* At most the sixteen most frequent. */
bool widen_parts(struct reader *w, struct unit *u, struct err *err)
{
    enum { MOST = 16 };
    struct lexicon_word best[MOST];
    size_t n = 0;
    const struct lexicon *l = w->b->lexicon;
    for (size_t i = 0; l && i < lexicon_count(l); i++) {
        struct lexicon_word word = lexicon_at(l, i);
        if (word.term.len <= u->text.len || word.term.len > u->text.len + 12 ||
            slice_find(word.term, u->text) > word.term.len)
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
        if (!add_widening(w, u, best[i].term, WIDENED_PART, &added, err))
            return false;
    }
    return true;
}

/* Is text one word of the dictionary in katakana? Then it is no error, only unknown to the
 * papers: スキー is not スキル. */
static bool is_loanword(struct reader *w, struct slice text, bool *ret, struct err *err)
{
    struct tokens t;
    if (!analysis_run(w->b->analysis, text, &t, err))
        return false;
    *ret = t.count == 1 && t.at[0].known && run_of(text, is_katakana);
    return true;
}

bool widen_guess(struct reader *w, struct unit *u, struct err *err)
{
    struct slice kana = {NULL, 0}, terms[8];
    size_t count = 0;
    bool added = false;
    if (utf8_count(u->text) >= 3 && run_of(u->text, is_kana)) {
        kana = katakana(w->mem, u->text);
    } else if (u->text.len >= 4 && run_of(u->text, is_latin)) {
        struct buf out;
        buf_init(&out, w->mem, 4096);
        if (kana_from_romaji(u->text, &out))
            kana = buf_slice(&out);
    }
    if (kana.len > 0) {
        if (!correct_reading(w->b, w->mem, kana, terms, 8, &count, err))
            return false;
        struct buf text;
        buf_init(&text, w->mem, 4096);
        for (size_t i = 0; i < count; i++)
            buf_put_slice(&text, terms[i]);
        if (count > 0) {
            struct slice t = buf_slice(&text);
            if (!add_widening(w, u, t, WIDENED_READING, &added, err) ||
                (!added && !add_terms(w, u, t, terms, count, WIDENED_READING, err)) ||
                !unit_find_names(w, u, t, err) || !widen_related(w, u, t, err))
                return false;
            added = u->widening_count > 0;
        } else {
            struct place place; /* べとなむ, where the index has no reading for it */
            if (vocab_place(w->b->shared->vocab, kana, &place) &&
                (!add_widening(w, u, place.name, WIDENED_READING, &added, err) ||
                 !unit_find_names(w, u, place.name, err)))
                return false;
        }
    }
    if (added || u->known)
        return true;
    bool word;
    if (!is_loanword(w, u->text, &word, err))
        return false;
    if (word)
        return true;
    struct slice right;
    if (!correct_spelling(w->b, w->mem, u->text, &right, err))
        return false;
    if (right.len == 0)
        return true;
    if (!add_widening(w, u, right, WIDENED_CORRECTION, &added, err))
        return false;
    if (!added)
        return true;
    if (!unit_find_names(w, u, right, err) || !widen_related(w, u, right, err))
        return false;
    /* A word of the vocabulary is no error of the person's: the papers have it damaged. */
    if (vocab_longest(w->b->shared->vocab, u->text) != u->text.len &&
        u->text.ptr >= w->p->q.ptr + w->copied && u->text.ptr < w->p->q.ptr + w->p->q.len) {
        size_t at = (size_t)(u->text.ptr - w->p->q.ptr);
        buf_put_slice(&w->mended, slice_sub(w->p->q, w->copied, at));
        buf_put_slice(&w->mended, right);
        w->copied = at + u->text.len;
        w->corrected = true;
    }
    return true;
}
