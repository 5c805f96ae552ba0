/* understand.c - see understand.h. */
#include "searchd/understand.h"
#include "dict/era.h"
#include "dict/kana.h"
#include "dict/normalize.h"
#include "dict/utf8.h"
#include "searchd/correct.h"
#include "searchd/plan.h"
#include "searchd/tune.h"
#include <math.h>

/* Weights of widenings beside the word as typed: exact before variant before synonym before
 * guess. Chosen on the dev half of the officers' queries. */
static const double FACTOR[] = {
    [WIDENED_SPELLING] = 0.9,   [WIDENED_SYNONYM] = 0.55, [WIDENED_NARROWER] = 0.6,
    [WIDENED_CORRECTION] = 0.9, [WIDENED_READING] = 0.9,  [WIDENED_PART] = 0.3,
};

/* More words than that, and 以外 excludes nothing. */
enum { EXCEPT_CONTENT_MAX = 7 };

struct work {
    struct backend *b;
    TALLOC_CTX *mem;
    const struct search_params *p;
    struct meaning *m;
    size_t runs;
    bool corrected;
    struct buf mended; /* the query with its corrections */
    struct slice q;
    size_t copied; /* bytes of q already in mended */
};

double idf_of(uint32_t freq, uint32_t n)
{
    double f = freq, all = n < freq ? f : n;
    double x = (all - f + 0.5) / (f + 0.5);
    /* As Xapian keeps the weight of very frequent terms above nothing. */
    return log(x < 2 ? x * 0.5 + 1 : x);
}

bool term_freq(struct backend *b, TALLOC_CTX *mem, enum term_space space, struct slice word,
               uint32_t *ret, struct err *err)
{
    struct slice term;
    return schema_term(mem, space, word, &term, err) && store_term_freq(b->store, term, ret, err);
}

bool phrase_freq(struct backend *b, TALLOC_CTX *mem, const struct wording *g, uint32_t *ret,
                 struct err *err)
{
    enum { CHEAP = 1000 }; /* documents whose positions are looked at */
    uint32_t least = g->count ? g->freqs[0] : 0;
    for (size_t i = 1; i < g->count; i++)
        least = g->freqs[i] < least ? g->freqs[i] : least;
    *ret = least;
    if (g->count < 2 || least == 0 || least > CHEAP)
        return true;
    struct query *q = plan_node(mem, QUERY_PHRASE);
    if (!q)
        return err_nomem(err, "query");
    q->window = (uint32_t)g->count + 1;
    for (size_t i = 0; i < g->count; i++)
        plan_add(mem, q, plan_term(mem, SPACE_WORD, g->terms[i]));
    struct store_search s = {.query = q,
                             .check_at_least = CHEAP,
                             .collapse_slot = STORE_NO_SLOT,
                             .sort_slot = STORE_NO_SLOT,
                             .facet_slot = STORE_NO_SLOT,
                             .k1 = 1.2,
                             .b = 0.75};
    struct store_result r;
    if (!store_run(b->store, mem, &s, &r, err))
        return false;
    *ret = r.total;
    return true;
}

static struct slice copy(TALLOC_CTX *mem, struct slice s)
{
    return (struct slice){talloc_strndup(mem, s.len ? s.ptr : "", s.len), s.len};
}

static struct slice katakana(TALLOC_CTX *mem, struct slice s)
{
    struct buf out;
    buf_init(&out, mem, 1 << 16);
    kana_to_katakana(s, &out);
    return buf_slice(&out);
}

/* Analyses text into a wording of its content words. */
static bool wording_of(struct work *w, struct slice text, enum term_space space,
                       struct wording *ret, struct err *err)
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
            out.terms[out.count++] = copy(w->mem, t.at[i].term);
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

/* The rarest word of g tells how many documents can hold all. */
static uint32_t wording_least(const struct wording *g)
{
    uint32_t least = g->count ? g->freqs[0] : 0;
    for (size_t i = 1; i < g->count; i++)
        least = g->freqs[i] < least ? g->freqs[i] : least;
    return least;
}

static bool wording_found(const struct wording *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->freqs[i] == 0)
            return false;
    return g->count > 0;
}

/* ---- Names ---- */

static const struct {
    enum facet facet;
    enum term_space space;
} WHOLE[] = {
    {FACET_KIND, SPACE_KIND_IS},     {FACET_COUNTRY, SPACE_COUNTRY_IS},
    {FACET_CITY, SPACE_CITY_IS},     {FACET_ORGANIZATION, SPACE_ORGANIZATION_IS},
    {FACET_FORM, SPACE_FORM_IS},     {FACET_SPEAKER, SPACE_SPEAKER_IS},
    {FACET_STATUS, SPACE_STATUS_IS}, {FACET_SOURCE, SPACE_SOURCE_IS},
};

static bool add_name(struct work *w, struct unit *u, enum facet f, struct slice value,
                     struct err *err)
{
    for (size_t i = 0; i < sizeof(WHOLE) / sizeof(WHOLE[0]); i++) {
        if (WHOLE[i].facet != f || value.len == 0)
            continue;
        struct named n = {.space = WHOLE[i].space, .facet = f, .value = copy(w->mem, value)};
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
    }
    return true;
}

static bool add_place(struct work *w, struct unit *u, struct slice word, struct err *err)
{
    struct place place;
    if (!vocab_place(w->b->shared->vocab, word, &place))
        return true;
    switch (place.kind) {
    case PLACE_COUNTRY: return add_name(w, u, FACET_COUNTRY, place.name, err);
    case PLACE_CITY: return add_name(w, u, FACET_CITY, place.name, err);
    case PLACE_PREFECTURE:
    case PLACE_MUNICIPALITY: return add_name(w, u, FACET_ORGANIZATION, place.name, err);
    case PLACE_REGION: break;
    }
    return true;
}

static bool find_names(struct work *w, struct unit *u, struct slice word, struct err *err)
{
    struct facet_word fw;
    if (vocab_facet(w->b->shared->vocab, word, &fw))
        for (int f = 0; f < FACET_COUNT; f++)
            if (slice_eq(fw.facet, slice_of(facet_name((enum facet)f))) &&
                !add_name(w, u, (enum facet)f, fw.value, err))
                return false;
    if (!add_place(w, u, word, err))
        return false;
    /* A whole value as it stands in the records. */
    static const enum facet whole[] = {FACET_COUNTRY, FACET_CITY, FACET_ORGANIZATION,
                                       FACET_SPEAKER};
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        if (!add_name(w, u, whole[i], word, err))
            return false;
    return true;
}

/* ---- Widening ---- */

static bool taken_away(const struct work *w, struct slice text)
{
    for (size_t i = 0; i < w->p->without.count; i++)
        if (slice_eq(w->p->without.values[i], text))
            return true;
    return false;
}

static bool add_widening(struct work *w, struct unit *u, struct slice text, enum widening_kind kind,
                         bool *added, struct err *err)
{
    *added = false;
    if (u->widening_count >= UNIT_WIDENINGS_MAX || taken_away(w, text) || slice_eq(text, u->text))
        return true;
    struct wording g;
    if (!wording_of(w, text, u->space, &g, err))
        return false;
    g.text = copy(w->mem, text);
    g.kind = kind;
    g.factor = kind == WIDENED_SYNONYM ? TUNE("SYNONYM", FACTOR[kind]) : FACTOR[kind];
    g.hits = wording_least(&g);
    bool same = g.count == u->typed.count;
    for (size_t i = 0; same && i < g.count; i++)
        same = slice_eq(g.terms[i], u->typed.terms[i]);
    for (size_t i = 0; i < u->widening_count; i++)
        same |= slice_eq(u->widenings[i].text, g.text);
    if (same || !wording_found(&g))
        return true;
    if (u->space == SPACE_WORD) {
        if (!phrase_freq(w->b, w->mem, &g, &g.hits, err))
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
static bool add_terms(struct work *w, struct unit *u, struct slice text, const struct slice *terms,
                      size_t count, enum widening_kind kind, struct err *err)
{
    struct wording g = {.text = copy(w->mem, text), .kind = kind, .factor = FACTOR[kind]};
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
    if (!phrase_freq(w->b, w->mem, &g, &g.hits, err))
        return false;
    if (g.hits > 0 && !taken_away(w, text)) {
        u->widenings[u->widening_count++] = g;
        u->known = true;
    }
    return true;
}

static bool widen(struct work *w, struct unit *u, struct slice word, struct err *err)
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
        case REL_BROADER: continue;
        }
        if (!add_widening(w, u, r[i].word, kind, &added, err))
            return false;
        /* What is narrower by meaning is a looser tie than what lies in a place. */
        struct place place;
        if (added && kind == WIDENED_NARROWER &&
            !vocab_place(w->b->shared->vocab, r[i].word, &place))
            u->widenings[u->widening_count - 1].factor = TUNE("NARROWER", 0.35);
        if (kind != WIDENED_SYNONYM && !taken_away(w, r[i].word) &&
            !add_place(w, u, r[i].word, err))
            return false;
    }
    return true;
}

static bool run_of(struct slice s, bool (*ok)(uint32_t c))
{
    size_t len;
    for (size_t i = 0; i < s.len; i += len)
        if (!ok(utf8_at(s, i, &len)))
            return false;
    return s.len > 0;
}

static bool is_kana(uint32_t c)
{
    enum char_class k = char_class(c);
    return k == CHAR_HIRAGANA || k == CHAR_KATAKANA;
}

static bool is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
}

/* Words of the index that hold a short word: 水 in 水道. At most the sixteen most frequent. */
static bool widen_parts(struct work *w, struct unit *u, struct err *err)
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

/* A word that the index lacks, or one typed in kana or romaji: what was meant? */
static bool guess(struct work *w, struct unit *u, struct err *err)
{
    struct slice kana = {NULL, 0}, terms[8];
    size_t count = 0;
    bool added = false;
    if (utf8_count(u->text) >= 3 && run_of(u->text, is_kana)) {
        kana = katakana(w->mem, u->text);
    } else if (u->text.len >= 4 && run_of(u->text, is_ascii_letter)) {
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
                !find_names(w, u, t, err) || !widen(w, u, t, err))
                return false;
            added = u->widening_count > 0;
        } else {
            struct place place; /* べとなむ, where the index has no reading for it */
            if (vocab_place(w->b->shared->vocab, kana, &place) &&
                (!add_widening(w, u, place.name, WIDENED_READING, &added, err) ||
                 !find_names(w, u, place.name, err)))
                return false;
        }
    }
    if (added || u->known)
        return true;
    struct slice right;
    if (!correct_spelling(w->b, w->mem, u->text, &right, err))
        return false;
    if (right.len == 0 || !add_widening(w, u, right, WIDENED_CORRECTION, &added, err) || !added)
        return right.len == 0 || err->code == ERR_NONE || added;
    if (!find_names(w, u, right, err) || !widen(w, u, right, err))
        return false;
    /* A word of the vocabulary is no error of the person's: the papers have it damaged. */
    if (vocab_longest(w->b->shared->vocab, u->text) != u->text.len &&
        u->text.ptr >= w->q.ptr + w->copied && u->text.ptr < w->q.ptr + w->q.len) {
        size_t at = (size_t)(u->text.ptr - w->q.ptr);
        buf_put_slice(&w->mended, slice_sub(w->q, w->copied, at));
        buf_put_slice(&w->mended, right);
        w->copied = at + u->text.len;
        w->corrected = true;
    }
    return true;
}

/* ---- Units ---- */

static struct unit *unit_new(struct work *w, enum said_kind kind, struct slice text)
{
    if (w->m->count >= UNITS_MAX)
        return NULL;
    struct unit *u = &w->m->units[w->m->count++];
    *u = (struct unit){.kind = kind, .text = text, .run = w->runs, .space = SPACE_WORD};
    return u;
}

/* Weighs, names, widens a unit whose typed wording is filled. */
static bool unit_finish(struct work *w, struct unit *u, bool alone, struct err *err)
{
    err->code = ERR_NONE;
    if (wording_found(&u->typed))
        u->known = true;
    if (u->space == SPACE_WORD && u->kind == SAID_WORD && !find_names(w, u, u->text, err))
        return false;
    if (w->p->synonyms && u->kind == SAID_WORD && !u->except) {
        if (!widen(w, u, u->text, err))
            return false;
        bool latin = run_of(u->text, is_ascii_letter);
        bool kana = run_of(u->text, is_kana);
        if (!u->known ||
            (latin && u->text.len >= 4 && u->typed.count == 1 && u->typed.freqs[0] < 20) ||
            (kana && u->typed.count > 1 && u->name_count == 0 && u->widening_count == 0))
            if (!guess(w, u, err))
                return false;
        size_t chars = utf8_count(u->text);
        if (alone && (chars == 1 || (!u->known && chars <= 4)) && !widen_parts(w, u, err))
            return false;
    }
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

static bool unit_bigrams(struct work *w, struct unit *u, const struct tokens *t, struct err *err)
{
    u->bigrams = talloc_array(w->mem, struct slice, (unsigned)t->bigram_count + 1);
    if (!u->bigrams)
        return err_nomem(err, "query");
    for (size_t i = 0; i < t->bigram_count && u->bigram_count < UNIT_BIGRAMS_MAX; i++)
        u->bigrams[u->bigram_count++] = copy(w->mem, t->bigrams[i]);
    return true;
}

/* 派遣職員なし, 現地職員のみ: a condition on the head count of an office. Returns the bytes of rest
 * that say it, 0 where it says something else. */
static size_t staff_condition(struct slice rest, const char *terms[2], size_t *count)
{
    static const struct {
        const char *who, *none, *some, *only; /* only: what the other count is then */
    } heads[] = {
        {"派遣職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"職員派遣", "staff_dispatched0", "staff_dispatched+", NULL},
        {"日本人職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"日本人スタッフ", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"駐在職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"現地職員", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地スタッフ", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地採用", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地雇用", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"職員", "staff_total0", "staff_total+", NULL},
    };
    static const struct {
        const char *how;
        int which; /* 0 none, 1 some, 2 only */
    } hows[] = {{"のいない", 0}, {"がいない", 0}, {"なし", 0}, {"無し", 0},
                {"ゼロ", 0},     {"0人", 0},      {"０人", 0}, {"あり", 1},
                {"有り", 1},     {"がいる", 1},   {"のみ", 2}, {"だけ", 2}};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (!slice_starts(rest, slice_of(heads[i].who)))
            continue;
        struct slice after = slice_sub(rest, strlen(heads[i].who), rest.len);
        for (size_t k = 0; k < sizeof(hows) / sizeof(hows[0]); k++) {
            if (!slice_starts(after, slice_of(hows[k].how)) ||
                (hows[k].which == 2 && !heads[i].only))
                continue;
            *count = 1;
            terms[0] = hows[k].which == 0 ? heads[i].none : heads[i].some;
            if (hows[k].which == 2)
                terms[(*count)++] = heads[i].only;
            return strlen(heads[i].who) + strlen(hows[k].how);
        }
    }
    return 0;
}

static bool founding_word(struct slice s)
{
    static const char *const words[] = {"設置", "開設", "設立", "新設", "開所"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (slice_eq(s, slice_of(words[i])))
            return true;
    return false;
}

/* A unit for a condition on figures. */
static bool add_condition(struct work *w, struct slice text, const char *const terms[2],
                          size_t count, struct err *err)
{
    struct unit *u = unit_new(w, SAID_WORD, text);
    if (!u)
        return true;
    u->space = SPACE_CANON;
    u->stated = true;
    u->typed.text = text;
    u->typed.terms = talloc_array(w->mem, struct slice, 2);
    u->typed.freqs = talloc_array(w->mem, uint32_t, 2);
    if (!u->typed.terms || !u->typed.freqs)
        return err_nomem(err, "query");
    for (size_t i = 0; i < count; i++) {
        u->typed.terms[i] = slice_of(terms[i]);
        if (!term_freq(w->b, w->mem, SPACE_CANON, u->typed.terms[i], &u->typed.freqs[i], err))
            return false;
    }
    u->typed.count = count;
    u->known = wording_found(&u->typed);
    u->idf = idf_of(wording_least(&u->typed), w->m->documents);
    return true;
}

/* Is there an earlier unit of the same words? */
static bool said_before(const struct work *w, const struct unit *u)
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

struct piece {
    uint32_t start, end;
    struct slice term;
    enum token_kind kind;
};

/* Splits a run of text into units: years, entries of the vocabulary, words. */
static bool read_run(struct work *w, struct slice run, struct err *err)
{
    struct tokens t;
    w->runs++;
    if (!analysis_run(w->b->analysis, run, &t, err))
        return false;
    struct piece *at = talloc_array(w->mem, struct piece, (unsigned)t.count + 1);
    if (!at)
        return err_nomem(err, "query");
    size_t n = 0;
    struct unit run_bigrams = {0};
    if (!unit_bigrams(w, &run_bigrams, &t, err))
        return false;
    for (size_t i = 0; i < t.count; i++)
        if (t.at[i].kind != TOKEN_CANON)
            at[n++] = (struct piece){t.at[i].start, t.at[i].end, copy(w->mem, t.at[i].term),
                                     t.at[i].kind};
    bool first = true;
    for (size_t i = 0; i < n;) {
        struct slice rest = slice_sub(run, at[i].start, run.len);
        struct years y;
        size_t took = years_parse(rest, &y), upto = i + 1;
        struct unit *u;
        if (took > 0 && y.exact) {
            while (upto < n && at[upto].start < at[i].start + took)
                upto++;
            if (!(u = unit_new(w, SAID_YEARS, slice_sub(rest, 0, took))))
                return true;
            u->year_from = y.from;
            u->year_to = y.to;
            u->known = true;
            u->idf = idf_of(w->m->documents / 50, w->m->documents);
            i = upto;
            continue;
        }
        const char *terms[2];
        size_t term_count, says = staff_condition(rest, terms, &term_count);
        if (says > 0) {
            if (!add_condition(w, slice_sub(rest, 0, says), terms, term_count, err))
                return false;
            while (upto < n && at[upto].start < at[i].start + says)
                upto++;
            i = upto;
            continue;
        }
        /* The longest entry of the vocabulary that ends where a word ends. */
        size_t longest = vocab_longest(w->b->shared->vocab, rest);
        if (longest > 0)
            while (upto < n && at[upto].end <= at[i].start + longest)
                upto++;
        if (upto > i + 1 && at[upto - 1].end != at[i].start + longest)
            upto = i + 1;
        bool one = upto == i + 1;
        /* A run that the index cannot hold as it stands is not to be split before it is
         * mended: シンガポル, 大蓮. */
        struct slice text = slice_sub(run, at[i].start, at[upto - 1].end);
        bool empty = one && at[i].kind == TOKEN_FUNCTION;
        bool asks = vocab_is_question(w->b->shared->vocab, text) ||
                    (one && vocab_is_question(w->b->shared->vocab, at[i].term));
        if (!(u = unit_new(w, SAID_WORD, text)))
            return true;
        if (first && !empty) {
            u->bigrams = run_bigrams.bigrams;
            u->bigram_count = run_bigrams.bigram_count;
            first = false;
        }
        if (empty || asks) {
            u->dropped = true;
            if (empty)
                w->m->count--; /* particles are not worth telling */
            i = upto;
            continue;
        }
        if (!wording_of(w, text, SPACE_WORD, &u->typed, err))
            return false;
        if (one && u->typed.count != 1) { /* in context it is another word than alone */
            u->typed.count = 1;
            u->typed.terms[0] = at[i].term;
            if (!term_freq(w->b, w->mem, SPACE_WORD, at[i].term, &u->typed.freqs[0], err))
                return false;
        }
        if (w->m->count > 1 && u[-1].kind == SAID_YEARS && u[-1].run == u->run &&
            founding_word(text)) {
            u->optional = true; /* the year is the record's own, whatever word the text has */
            if (!add_name(w, u, FACET_KIND, SLICE_LIT("office"), err))
                return false;
        }
        if (TUNE("DEDUPE", 1) > 0 && said_before(w, u)) {
            u->dropped = true;
            u->again = true;
        } else if (!unit_finish(w, u, n == 1, err)) {
            return false;
        }
        /* The pairs of a single word that stands say what the word says, at many postings' cost. */
        if (n == 1 && u->known && !u->dropped)
            u->bigram_count = 0;
        i = upto;
    }
    return true;
}

/* Does every pair of neighbouring characters of the run stand somewhere in the index? */
static bool pairs_stand(struct work *w, struct slice run, bool *ret, struct err *err)
{
    struct tokens t;
    if (!analysis_run(w->b->analysis, run, &t, err))
        return false;
    *ret = true;
    for (size_t i = 0; i < t.bigram_count && *ret; i++) {
        uint32_t freq;
        struct slice pair = copy(w->mem, t.bigrams[i]);
        if (!term_freq(w->b, w->mem, SPACE_BIGRAM, pair, &freq, err) ||
            (freq == 0 && !term_freq(w->b, w->mem, SPACE_WORD, pair, &freq, err)))
            return false;
        *ret = freq > 0;
    }
    return true;
}

/* A whole run as one unit, where it is to be mended rather than split. */
static bool read_words(struct work *w, struct slice run, struct err *err)
{
    bool stands = true;
    size_t chars = utf8_count(run), term_count;
    const char *terms[2];
    if (w->p->synonyms && staff_condition(run, terms, &term_count) == 0 && chars >= 2 &&
        chars <= 16) {
        bool kana = run_of(run, is_kana) && chars >= 3;
        if (!kana && !run_of(run, is_ascii_letter) && !pairs_stand(w, run, &stands, err))
            return false;
        uint32_t freq = 0;
        if (kana) {
            /* One word of the index or the vocabulary needs no mending. */
            struct tokens t;
            if (!analysis_run(w->b->analysis, run, &t, err))
                return false;
            size_t words = 0;
            for (size_t i = 0; i < t.count; i++)
                words += t.at[i].kind != TOKEN_CANON;
            if (words == 1 &&
                !term_freq(w->b, w->mem, SPACE_WORD, copy(w->mem, t.at[0].term), &freq, err))
                return false;
            size_t longest = vocab_longest(w->b->shared->vocab, run);
            stands = freq > 0 || longest == run.len;
            if (!stands && words > 1) {
                /* レストランテスト: two words that are there are no error. */
                struct wording g;
                if (!wording_of(w, run, SPACE_WORD, &g, err))
                    return false;
                size_t len;
                stands = char_class(utf8_at(run, 0, &len)) == CHAR_KATAKANA && wording_found(&g) &&
                         g.count == words;
                /* But フェアコンサルティング, never side by side, may stand there damaged. */
                if (stands && chars >= 6) {
                    struct slice right = {NULL, 0};
                    uint32_t hits;
                    if (!phrase_freq(w->b, w->mem, &g, &hits, err) ||
                        (hits == 0 && !correct_spelling(w->b, w->mem, run, &right, err)))
                        return false;
                    stands = right.len == 0;
                }
            }
        }
        if (!stands) {
            w->runs++;
            struct unit *u = unit_new(w, SAID_WORD, run);
            if (!u)
                return true;
            if (!wording_of(w, run, SPACE_WORD, &u->typed, err))
                return false;
            struct tokens t;
            if (!analysis_run(w->b->analysis, run, &t, err) || !unit_bigrams(w, u, &t, err))
                return false;
            u->known = false;
            err->code = ERR_NONE;
            if (!guess(w, u, err))
                return false;
            if (u->known) {
                uint32_t least = w->m->documents;
                for (size_t i = 0; i < u->widening_count; i++)
                    for (size_t k = 0; k < u->widenings[i].count; k++)
                        if (u->widenings[i].freqs[k] < least)
                            least = u->widenings[i].freqs[k];
                u->idf = idf_of(least, w->m->documents);
                u->typed.count = 0; /* pieces of what was not meant */
                return true;
            }
            w->m->count--;
        }
    }
    return read_run(w, run, err);
}

/* Positions from the first word of meaning to the last, particles between them counted:
 * 県産品の販路開拓 takes one more than its words. */
static uint32_t words_span(const struct tokens *t)
{
    uint32_t first = UINT32_MAX, last = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->at[i].kind == TOKEN_WORD || t->at[i].kind == TOKEN_NUMBER) {
            first = t->at[i].position < first ? t->at[i].position : first;
            last = t->at[i].position;
        }
    return first == UINT32_MAX ? 0 : last - first + 1;
}

static bool read_leaf(struct work *w, const struct ask *a, enum term_space space, bool in_field,
                      bool whole, struct err *err)
{
    enum said_kind kind = a->kind == ASK_PHRASE   ? SAID_PHRASE
                          : a->kind == ASK_PREFIX ? SAID_PREFIX
                                                  : SAID_WORD;
    if (!in_field && a->kind == ASK_WORDS)
        return read_words(w, a->text, err);
    w->runs++;
    struct unit *u = unit_new(w, in_field ? SAID_FIELD : kind, a->text);
    if (!u)
        return true;
    u->space = space;
    u->whole = whole;
    if (whole) {
        for (size_t i = 0; i < sizeof(WHOLE) / sizeof(WHOLE[0]); i++)
            if (WHOLE[i].space == space) {
                struct facet_word fw;
                if (!add_name(w, u, WHOLE[i].facet, a->text, err))
                    return false;
                if (u->name_count == 0 && vocab_facet(w->b->shared->vocab, a->text, &fw) &&
                    slice_eq(fw.facet, slice_of(facet_name(WHOLE[i].facet))) &&
                    !add_name(w, u, WHOLE[i].facet, fw.value, err))
                    return false;
                if (u->name_count == 0 && !widen(w, u, a->text, err))
                    return false;
                /* of what widening brought, only the names count here */
                u->widening_count = 0;
            }
        u->idf = 1;
        return true;
    }
    if (kind == SAID_PREFIX) {
        struct slice low = a->text;
        struct text norm;
        if (text_normalize(w->mem, a->text, &norm, err))
            low = norm.norm;
        u->typed.text = a->text;
        u->typed.terms = talloc_array(w->mem, struct slice, UNIT_PREFIX_TERMS_MAX);
        u->typed.freqs = talloc_array(w->mem, uint32_t, UNIT_PREFIX_TERMS_MAX);
        if (!u->typed.terms || !u->typed.freqs)
            return err_nomem(err, "query");
        struct lexicon *lex = w->b->lexicon;
        for (size_t i = lex ? lexicon_lower(lex, low) : 0;
             lex && i < lexicon_count(lex) && u->typed.count < UNIT_PREFIX_TERMS_MAX; i++) {
            struct lexicon_word word = lexicon_at(lex, i);
            if (!slice_starts(word.term, low))
                break;
            u->typed.terms[u->typed.count] = word.term;
            u->typed.freqs[u->typed.count++] = word.freq;
        }
        u->kind = SAID_PREFIX;
        u->known = u->typed.count > 0;
        u->idf = 2;
        return true;
    }
    if (!wording_of(w, a->text, space, &u->typed, err))
        return false;
    if (kind == SAID_PHRASE && !in_field) {
        struct tokens t;
        if (!analysis_run(w->b->analysis, a->text, &t, err) || !unit_bigrams(w, u, &t, err))
            return false;
        u->window = words_span(&t);
    }
    if (in_field && kind == SAID_WORD && w->p->synonyms && !widen(w, u, a->text, err))
        return false;
    return unit_finish(w, u, true, err);
}

static struct sense *sense_new(struct work *w, const struct ask *a)
{
    struct sense *s = talloc_zero(w->mem, struct sense);
    if (s) {
        s->kind = a->kind;
        s->kids = talloc_array(w->mem, struct sense *, (unsigned)a->count + 1);
    }
    return s;
}

static bool field_years(struct slice name)
{
    static const char *const names[] = {"year", "fy", "年", "年度", "設置年", "設置年度"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_eq(name, slice_of(names[i])))
            return true;
    return false;
}

static bool read_ask(struct work *w, const struct ask *a, const struct ask *field,
                     struct sense **ret, struct err *err)
{
    struct sense *s = sense_new(w, a);
    if (!s || !s->kids)
        return err_nomem(err, "query");
    s->from = w->m->count;
    switch (a->kind) {
    case ASK_WORDS:
    case ASK_PHRASE:
    case ASK_PREFIX: {
        enum term_space space = SPACE_WORD;
        bool whole = false;
        s->kind = ASK_WORDS;
        if (field && field_years(field->field)) {
            struct years y;
            if (!years_parse_all(a->text, &y))
                return err_set(err, ERR_INPUT, "q: '%.*s' after %.*s: is no year",
                               SLICE_ARG(a->text), SLICE_ARG(field->field));
            struct unit *u = unit_new(w, SAID_YEARS, a->text);
            if (u) {
                u->year_from = y.from;
                u->year_to = y.to;
                u->whole = u->known = true;
            }
            break;
        }
        if (field)
            schema_space_of(field->field, &space, &whole);
        if (!read_leaf(w, a, space, field != NULL, whole, err))
            return false;
        break;
    }
    case ASK_FIELD: return read_ask(w, a->kids[0], a, ret, err);
    case ASK_NEAR: {
        struct unit *u = unit_new(w, SAID_NEAR, a->kids[0]->text);
        s->kind = ASK_WORDS;
        if (!u)
            break;
        const struct slice last = a->kids[a->count - 1]->text;
        u->text.len = (size_t)(last.ptr + last.len - u->text.ptr);
        u->window = a->window;
        u->typed.terms = talloc_array(w->mem, struct slice, UNIT_TERMS_MAX);
        u->typed.freqs = talloc_array(w->mem, uint32_t, UNIT_TERMS_MAX);
        for (size_t i = 0; i < a->count; i++) {
            struct wording g;
            if (!wording_of(w, a->kids[i]->text, SPACE_WORD, &g, err))
                return false;
            for (size_t k = 0; k < g.count && u->typed.count < UNIT_TERMS_MAX; k++) {
                u->typed.terms[u->typed.count] = g.terms[k];
                u->typed.freqs[u->typed.count++] = g.freqs[k];
            }
        }
        if (!unit_finish(w, u, true, err))
            return false;
        break;
    }
    case ASK_ALL:
    case ASK_ANY:
    case ASK_NOT:
    case ASK_EXCEPT:
        for (size_t i = 0; i < a->count; i++) {
            if (!read_ask(w, a->kids[i], field, &s->kids[s->count], err))
                return false;
            s->count++;
        }
        break;
    }
    s->to = w->m->count;
    if (a->kind == ASK_NOT || a->kind == ASK_EXCEPT)
        for (size_t i = s->from; i < s->to; i++) {
            w->m->units[i].excluded = true;
            w->m->units[i].except = a->kind == ASK_EXCEPT;
        }
    *ret = s;
    return true;
}

bool understand(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                const struct question *q, struct meaning *ret, struct err *err)
{
    struct meaning m = {.units = talloc_array(mem, struct unit, UNITS_MAX)};
    struct work w = {.b = b, .mem = mem, .p = p, .m = &m, .q = p->q};
    if (!m.units)
        return err_nomem(err, "query");
    if (!store_doc_count(b->store, &m.documents, err))
        return false;
    buf_init(&w.mended, mem, 1 << 16);
    if (q->root && !read_ask(&w, q->root, NULL, &m.root, err))
        return false;
    size_t content = 0, dropped = 0;
    for (size_t i = 0; i < m.count; i++) {
        content += !m.units[i].dropped && !m.units[i].excluded;
        dropped += m.units[i].dropped && !m.units[i].again;
    }
    if (content == 0 && dropped > 0) /* nothing but words of asking: then they are the words */
        for (size_t i = 0; i < m.count; i++)
            if (m.units[i].dropped) {
                m.units[i].dropped = false;
                if (!wording_of(&w, m.units[i].text, SPACE_WORD, &m.units[i].typed, err) ||
                    !unit_finish(&w, &m.units[i], true, err))
                    return false;
            }
    m.sentence = content > (size_t)TUNE("SENTENCE", 6) || (q->plain && dropped > 0 && content > 2);
    /* In a long sentence 以外 is seldom what the question is about. */
    if (content > EXCEPT_CONTENT_MAX)
        for (size_t i = 0; i < m.count; i++)
            if (m.units[i].except)
                m.units[i].excluded = m.units[i].except = false;
    if (w.corrected) {
        buf_put_slice(&w.mended, slice_sub(w.q, w.copied, w.q.len));
        m.suggestion = buf_slice(&w.mended);
    }
    *ret = m;
    return true;
}
