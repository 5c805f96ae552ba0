/* wording.c - see understand_parts.h: words that stand for a unit, counted in the index. */
#include "dict/memory.h"
#include "dict/utf8.h"
#include "searchd/understand_parts.h"

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

bool wording_of_term(struct reader *w, struct slice text, enum term_space space, struct slice term,
                     struct wording *ret, struct err *err)
{
    struct wording out = {.text = text, .count = 1};
    out.terms = talloc_array(w->mem, struct slice, 1);
    out.freqs = talloc_array(w->mem, uint32_t, 1);
    if (!out.terms || !out.freqs)
        return err_nomem(err, "query");
    out.terms[0] = reader_copy(w, term);
    if (!term_freq(w->b, w->mem, space, out.terms[0], &out.freqs[0], err))
        return false;
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
