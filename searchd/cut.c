/* cut.c - see understand_parts.h: a run of text is cut into years, conditions on figures, entries
 * of the vocabulary and words; or is mended as a whole, where the index cannot hold it as typed.
 */
#include "dict/kana.h"
#include "dict/number.h"
#include "dict/utf8.h"
#include "searchd/understand_parts.h"

enum {
    MEND_CHARS_MIN = 2, /* runs in characters that are mended as a whole */
    MEND_CHARS_MAX = 16,
    MEND_KANA_MIN = 3,
};

struct piece {
    uint32_t start, end; /* bytes in the run */
    struct slice term;
    enum token_kind kind;
    bool proper, known;
};

struct cutting {
    struct slice run;
    struct piece *at;
    size_t count;
    struct slice *bigrams; /* of the whole run; its first unit carries them */
    size_t bigram_count;
};

/* Is there an earlier unit of the same words? */
static bool said_before(const struct reader *w, const struct unit *u)
{
    for (const struct unit *v = w->m->units; v < u; v++) {
        bool same = v->kind == SAID_WORD && !v->dropped && !v->excluded &&
                    v->typed.count == u->typed.count && u->typed.count > 0;
        for (size_t i = 0; same && i < u->typed.count; i++)
            same = slice_eq(v->typed.terms[i], u->typed.terms[i]);
        if (same)
            return true;
    }
    return false;
}

/* The first piece behind piece i that begins at or after byte `end` of the run. */
static size_t piece_after(const struct cutting *c, size_t i, size_t end)
{
    for (i++; i < c->count && c->at[i].start < end;)
        i++;
    return i;
}

/* Behind the longest entry of the vocabulary that begins with piece i and ends where a piece
 * ends; behind piece i itself where there is none. */
static size_t entry_end(const struct reader *w, const struct cutting *c, size_t i)
{
    struct slice rest = slice_sub(c->run, c->at[i].start, c->run.len);
    size_t longest = vocab_longest(w->b->shared->vocab, rest), upto = i + 1;
    while (upto < c->count && c->at[upto].end <= c->at[i].start + longest)
        upto++;
    return c->at[upto - 1].end == c->at[i].start + longest ? upto : i + 1;
}

/* What is said in figures: years, head counts, budgets, an amount of money, the order by them. *took: its bytes in
 * rest, 0 where rest begins with none. */
static bool cut_figures(struct reader *w, struct slice rest, size_t *took, struct err *err)
{
    struct unit *u;
    struct years y;
    struct condition conditions[CONDITIONS_MAX];
    size_t count;
    struct number amount;
    enum order order;
    if ((*took = order_parse(rest, &order)) > 0) {
        if ((u = unit_new(w, SAID_ORDER, slice_sub(rest, 0, *took))) != NULL) {
            u->dropped = true;
            u->idf = idf_of(w->m->documents / FIGURES_SHARE, w->m->documents);
            w->m->order = order;
        }
        return true;
    }
    if ((*took = years_asked(rest, &y)) > 0 && y.exact) {
        if ((u = unit_new(w, SAID_YEARS, slice_sub(rest, 0, *took))) != NULL)
            unit_years(w, u, &y);
        return true;
    }
    if ((*took = figures_parse(rest, conditions, &count)) > 0) {
        if ((u = unit_new(w, SAID_FIGURES, slice_sub(rest, 0, *took))) != NULL) {
            memcpy(u->conditions, conditions, sizeof(conditions));
            u->condition_count = count;
            u->hits = UNIT_UNCOUNTED;
            u->known = true;
            u->idf = idf_of(w->m->documents / FIGURES_SHARE, w->m->documents);
        }
        return true;
    }
    *took = number_parse(rest, &amount);
    if (*took == 0 || !slice_eq(amount.unit, SLICE_LIT("円"))) {
        *took = 0;
        return true;
    }
    return (u = unit_new(w, SAID_WORD, slice_sub(rest, 0, *took))) == NULL ||
           unit_amount(w, u, amount.value, err);
}

/* Behind the name of a speaker, family name and given name, that begins with piece i. */
static bool person_end(struct reader *w, const struct cutting *c, size_t i, size_t *upto,
                       struct err *err)
{
    uint32_t freq;
    if (i + 1 >= c->count || !c->at[i].proper || !c->at[i + 1].proper)
        return true;
    struct slice name = slice_sub(c->run, c->at[i].start, c->at[i + 1].end);
    if (!term_freq(w->b, w->mem, SPACE_SPEAKER_IS, name, &freq, err))
        return false;
    if (freq > 0)
        *upto = i + 2;
    return true;
}

/* The unit of pieces i..upto. */
static bool cut_word(struct reader *w, struct cutting *c, size_t i, size_t upto, struct err *err)
{
    const struct vocab *vocab = w->b->shared->vocab;
    struct slice text = slice_sub(c->run, c->at[i].start, c->at[upto - 1].end);
    bool one = upto == i + 1;
    if (one && c->at[i].kind == TOKEN_FUNCTION) /* particles are not worth telling */
        return true;
    struct unit *u = unit_new(w, SAID_WORD, text);
    if (!u)
        return true;
    u->bigrams = c->bigrams;
    u->bigram_count = c->bigram_count;
    c->bigram_count = 0;
    if (vocab_is_question(vocab, text) || (one && vocab_is_question(vocab, c->at[i].term))) {
        u->dropped = true;
        return true;
    }
    if (!wording_make(w, text, SPACE_WORD, &u->typed, err))
        return false;
    if (one && (u->typed.count != 1 || u->typed.freqs[0] == 0)) {
        /* In context it is another word than alone: the 増え of 増えた. */
        u->typed.count = 1;
        u->typed.terms[0] = c->at[i].term;
        if (!term_freq(w->b, w->mem, SPACE_WORD, c->at[i].term, &u->typed.freqs[0], err))
            return false;
    }
    if (said_before(w, u))
        u->dropped = u->again = true;
    else if (!unit_finish(w, u, c->count == 1, err))
        return false;
    /* The pairs of a run that is one unit and stands say what its words say; and those of a loanword
     * are in others that have nothing to do with it: ドバイ in アドバイス. */
    bool loanword = one && c->at[i].known && utf8_all(text, char_is_katakana);
    if (i == 0 && upto == c->count && (u->known || loanword) && !u->dropped)
        u->bigram_count = 0;
    return true;
}

static bool cut_pieces(struct reader *w, struct slice run, struct err *err)
{
    struct tokens t;
    struct unit pairs = {0};
    w->runs++;
    if (!analysis_run(w->b->analysis, run, &t, err) || !unit_bigrams(w, &pairs, &t, err))
        return false;
    struct cutting c = {.run = run,
                        .at = talloc_array(w->mem, struct piece, (unsigned)t.count + 1),
                        .bigrams = pairs.bigrams,
                        .bigram_count = pairs.bigram_count};
    if (!c.at)
        return err_nomem(err, "query");
    for (size_t i = 0; i < t.count; i++)
        if (t.at[i].kind != TOKEN_CANON)
            c.at[c.count++] =
                (struct piece){t.at[i].start, t.at[i].end,    reader_copy(w, t.at[i].term),
                               t.at[i].kind,  t.at[i].proper, t.at[i].known};
    for (size_t i = 0; i < c.count;) {
        size_t start = i > 0 ? c.at[i].start : 0, took; /* ～2015年 begins with its mark */
        if (!cut_figures(w, slice_sub(run, start, run.len), &took, err))
            return false;
        if (took > 0) {
            i = piece_after(&c, i, start + took);
            continue;
        }
        size_t upto = entry_end(w, &c, i);
        if (upto == i + 1 && !person_end(w, &c, i, &upto, err))
            return false;
        if (!cut_word(w, &c, i, upto, err))
            return false;
        i = upto;
    }
    return true;
}

/* ---- Mending a run as a whole ---- */

/* Does every pair of neighbouring characters of the run stand somewhere in the index? */
static bool pairs_stand(struct reader *w, struct slice run, bool *ret, struct err *err)
{
    struct tokens t;
    if (!analysis_run(w->b->analysis, run, &t, err))
        return false;
    *ret = true;
    for (size_t i = 0; i < t.bigram_count && *ret; i++) {
        uint32_t freq;
        if (!pair_freq(w->b, w->mem, reader_copy(w, t.bigrams[i]), &freq, err))
            return false;
        *ret = freq > 0;
    }
    return true;
}

/* Is a run of kana a word of the index, or words that stand there side by side? */
static bool kana_stands(struct reader *w, struct slice run, bool *ret, struct err *err)
{
    struct wording g;
    struct tokens t;
    uint32_t hits;
    size_t words = 0;
    if (!analysis_run(w->b->analysis, run, &t, err))
        return false;
    for (size_t i = 0; i < t.count; i++)
        words += t.at[i].kind != TOKEN_CANON;
    if (!wording_make(w, run, SPACE_WORD, &g, err) ||
        !phrase_freq(w->b, w->mem, g.terms, g.freqs, g.count, &hits, err))
        return false;
    *ret = hits > 0 && g.count == words && (words == 1 || utf8_all(run, char_is_katakana));
    return true;
}

/* One unit for the whole run, where something is found that was meant by it: シンガポル, 大蓮. */
static bool mend_whole(struct reader *w, struct slice run, bool *mended, struct err *err)
{
    struct tokens t;
    w->runs++;
    struct unit *u = unit_new(w, SAID_WORD, run);
    *mended = true;
    if (!u)
        return true;
    if (!analysis_run(w->b->analysis, run, &t, err) || !unit_bigrams(w, u, &t, err) ||
        !guess_meant(w, u, err))
        return false;
    if (!u->known) {
        w->m->count--;
        *mended = false;
        return true;
    }
    u->idf = idf_of(wording_least(&u->typed), w->m->documents);
    return true;
}

/* The same for a run as long as a word may be. *mended: nothing is left to cut. */
static bool mend_run(struct reader *w, struct slice run, bool *mended, struct err *err)
{
    size_t chars = utf8_count(run), count;
    struct condition conditions[CONDITIONS_MAX];
    bool stands = true;
    *mended = false;
    if (!w->p->synonyms || chars < MEND_CHARS_MIN || chars > MEND_CHARS_MAX ||
        figures_parse(run, conditions, &count) > 0)
        return true;
    if (utf8_all(run, char_is_kana) && chars >= MEND_KANA_MIN) {
        if (!kana_stands(w, run, &stands, err))
            return false;
    } else if (!utf8_all(run, kana_is_romaji) && !pairs_stand(w, run, &stands, err)) {
        return false;
    }
    return stands || mend_whole(w, run, mended, err);
}

/* The words of run that stand together without a particle between them: their bytes. At most
 * max such groups. */
static bool find_groups(struct reader *w, struct slice run, struct slice *ret, size_t max,
                        size_t *count, struct err *err)
{
    struct tokens t;
    *count = 0;
    if (!analysis_run(w->b->analysis, run, &t, err))
        return false;
    uint32_t end = 0;
    bool open = false;
    for (size_t i = 0; i < t.count; i++) {
        const struct token *k = &t.at[i];
        if (k->kind == TOKEN_CANON)
            continue;
        open = open && k->kind != TOKEN_FUNCTION && k->start == end;
        if (open)
            ret[*count - 1] = slice_sub(run, (size_t)(ret[*count - 1].ptr - run.ptr), k->end);
        else if (k->kind != TOKEN_FUNCTION && *count < max)
            ret[(*count)++] = slice_sub(run, k->start, k->end);
        open = k->kind != TOKEN_FUNCTION && *count > 0;
        end = k->end;
    }
    return true;
}

bool cut_run(struct reader *w, struct slice run, struct err *err)
{
    enum { GROUPS_MAX = 32 };
    struct slice groups[GROUPS_MAX];
    bool mended = false;
    size_t count, cut = 0;
    if (!utf8_any(run, char_is_hiragana) || utf8_all(run, char_is_kana))
        return mend_run(w, run, &mended, err) && (mended || cut_pieces(w, run, err));
    /* With particles between its words a run is no word: 販路開択を支援 has one to be mended. */
    if (!find_groups(w, run, groups, GROUPS_MAX, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t before = w->m->count, from = (size_t)(groups[i].ptr - run.ptr);
        if (utf8_any(groups[i], char_is_hiragana))
            continue;
        if (!mend_run(w, groups[i], &mended, err))
            return false;
        if (!mended || w->m->count == before)
            continue;
        struct unit right = w->m->units[before];
        w->m->count = before;
        if (from > cut && !cut_pieces(w, slice_sub(run, cut, from), err))
            return false;
        if (w->m->count < UNITS_MAX)
            w->m->units[w->m->count++] = right;
        cut = from + groups[i].len;
    }
    return cut == run.len || cut_pieces(w, slice_sub(run, cut, run.len), err);
}
