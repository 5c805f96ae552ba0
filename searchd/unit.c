/* unit.c - see understand_parts.h: a unit is begun, and finished with all that it means. */
#include "dict/kana.h"
#include "dict/utf8.h"
#include "searchd/understand_parts.h"
#include <inttypes.h>
#include <stdio.h>

enum { LATIN_RARE = 20 }; /* records: a word in letters that is in more of them is meant as such */

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
    /* A word of grammar that names something (出るべきか is asked where things are discussed) asks nobody to
     * have it. */
    if (u->kind == SAID_WORD && u->typed.count == 0 && u->name_count > 0)
        u->optional = true;
    if (w->p->synonyms && u->kind == SAID_WORD && !u->except) {
        if (!widen_related(w, u, u->text, err) || !widen_spelling(w, u, err))
            return false;
        /* Letters and hiragana may be a reading even where they are a word of some record. */
        bool latin = utf8_all(u->text, kana_is_romaji) && u->typed.count == 1 &&
                     u->typed.freqs[0] < LATIN_RARE;
        if ((!u->known || latin || utf8_all(u->text, char_is_hiragana)) && !guess_meant(w, u, err))
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
    u->hits = u->meant ? 0 : u->optional ? UNIT_UNCOUNTED : wording_least(&u->typed);
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
    char term[40];
    snprintf(term, sizeof(term), "n%" PRId64 "円", yen);
    if (!wording_of_term(w, u->text, SPACE_CANON, slice_of(term), &u->typed, err))
        return false;
    u->hits = u->typed.freqs[0];
    u->known = u->hits > 0;
    u->idf = idf_of(u->typed.freqs[0], w->m->documents);
    return true;
}
