/* understand.c - see understand.h: walks the tree of the question; what a leaf holds is cut.c's. */
#include "dict/normalize.h"
#include "searchd/understand_parts.h"

enum {
    KEYWORDS_MAX = 6,       /* more words are read as a sentence */
    EXCEPT_CONTENT_MAX = 7, /* more words, and 以外 excludes nothing */
};

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

static bool field_years(struct slice name)
{
    static const char *const names[] = {"year", "fy", "年", "年度", "設置年", "設置年度"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_eq(name, slice_of(names[i])))
            return true;
    return false;
}

bool understand_field(struct slice name)
{
    enum term_space space;
    bool exact;
    return field_years(name) || schema_space_of(name, &space, &exact);
}

/* A value of a facet asked for as a whole: 団体 is 北海道. */
static bool read_whole(struct reader *w, struct unit *u, struct err *err)
{
    for (int i = 0; i < FACET_COUNT; i++) {
        enum facet f = (enum facet)i;
        struct facet_word fw;
        if (schema_facet_space(f) != u->space)
            continue;
        if (!unit_name(w, u, f, u->text, err))
            return false;
        if (u->name_count == 0 && vocab_facet(w->b->shared->vocab, u->text, &fw) &&
            slice_eq(fw.facet, slice_of(facet_name(f))) && !unit_name(w, u, f, fw.value, err))
            return false;
        if (u->name_count == 0 && !widen_related(w, u, u->text, err))
            return false;
        u->widening_count = 0; /* of what widening brought, only the names count here */
    }
    u->whole = true;
    u->idf = 1;
    return true;
}

/* The words of the index that begin as typed. */
static bool read_prefix(struct reader *w, struct unit *u, struct err *err)
{
    struct slice low = u->text;
    struct text norm;
    if (text_normalize(w->mem, u->text, &norm, err))
        low = norm.norm;
    u->typed.text = u->text;
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
        u->hits += word.freq;
    }
    u->hits = u->hits < w->m->documents ? u->hits : w->m->documents;
    u->known = u->typed.count > 0;
    u->idf = 2;
    return true;
}

static bool read_phrase(struct reader *w, struct unit *u, struct err *err)
{
    struct tokens t;
    if (!wording_make(w, u->text, SPACE_WORD, &u->typed, err) ||
        !analysis_run(w->b->analysis, u->text, &t, err) || !unit_bigrams(w, u, &t, err))
        return false;
    u->window = words_span(&t);
    return unit_finish(w, u, true, err);
}

static bool read_years(struct reader *w, const struct ask *a, struct slice field, struct err *err)
{
    struct years y;
    if (!years_asked_all(a->text, &y))
        return err_set(err, ERR_INPUT, "q: '%.*s' after %.*s: is no year", SLICE_ARG(a->text),
                       SLICE_ARG(field));
    struct unit *u = unit_new(w, SAID_YEARS, a->text);
    if (u) {
        unit_years(w, u, &y);
        u->whole = true;
    }
    return true;
}

/* Does the colon between them stand as in a text (担当：佐藤, 場所: 会議室), where it need not ask for a
 * field? Who types 担当:佐藤 does, whether or not some record has it. */
static bool is_pasted(struct slice field, struct slice value)
{
    const char *behind = field.ptr + field.len;
    return !slice_eq((struct slice){behind, (size_t)(value.ptr - behind)}, SLICE_LIT(":"));
}

/* Words, a phrase or a prefix, perhaps in a field (NULL: none). */
static bool read_leaf(struct reader *w, const struct ask *a, const struct ask *field,
                      struct err *err)
{
    enum said_kind kind = a->kind == ASK_PHRASE   ? SAID_PHRASE
                          : a->kind == ASK_PREFIX ? SAID_PREFIX
                                                  : SAID_WORD;
    enum term_space space = SPACE_WORD;
    bool whole = false;
    if (field && field_years(field->field))
        return read_years(w, a, field->field, err);
    if (!field && kind == SAID_WORD)
        return cut_run(w, a->text, err);
    if (field)
        schema_space_of(field->field, &space, &whole);
    w->runs++;
    struct unit *u = unit_new(w, field && kind != SAID_PREFIX ? SAID_FIELD : kind, a->text);
    if (!u)
        return true;
    u->space = space;
    if (whole)
        return read_whole(w, u, err);
    if (kind == SAID_PREFIX)
        return read_prefix(w, u, err);
    if (!field)
        return read_phrase(w, u, err);
    if (!wording_make(w, a->text, space, &u->typed, err) ||
        (kind == SAID_WORD && w->p->synonyms && !widen_related(w, u, a->text, err)) ||
        !unit_finish(w, u, true, err))
        return false;
    if (u->known || kind != SAID_WORD || w->negated || !is_pasted(field->field, a->text))
        return true;
    w->m->count--;
    w->m->note = "欄の中に無い語は、欄を決めずに探しました。";
    return cut_run(w, field->field, err) && cut_run(w, a->text, err);
}

static bool read_near(struct reader *w, const struct ask *a, struct err *err)
{
    struct unit *u = unit_new(w, SAID_NEAR, a->kids[0]->text);
    if (!u)
        return true;
    const struct slice last = a->kids[a->count - 1]->text;
    u->text.len = (size_t)(last.ptr + last.len - u->text.ptr);
    u->window = a->window;
    u->typed.terms = talloc_array(w->mem, struct slice, UNIT_TERMS_MAX);
    u->typed.freqs = talloc_array(w->mem, uint32_t, UNIT_TERMS_MAX);
    if (!u->typed.terms || !u->typed.freqs)
        return err_nomem(err, "query");
    for (size_t i = 0; i < a->count; i++) {
        struct wording g;
        if (!wording_make(w, a->kids[i]->text, SPACE_WORD, &g, err))
            return false;
        for (size_t k = 0; k < g.count && u->typed.count < UNIT_TERMS_MAX; k++) {
            u->typed.terms[u->typed.count] = g.terms[k];
            u->typed.freqs[u->typed.count++] = g.freqs[k];
        }
    }
    return unit_finish(w, u, true, err);
}

static struct sense *sense_new(struct reader *w, const struct ask *a)
{
    struct sense *s = talloc_zero(w->mem, struct sense);
    if (s) {
        s->kind = a->kind;
        s->kids = talloc_array(w->mem, struct sense *, (unsigned)a->count + 1);
    }
    return s;
}

static bool read_ask(struct reader *w, const struct ask *a, const struct ask *field,
                     struct sense **ret, struct err *err)
{
    struct sense *s = sense_new(w, a);
    if (!s || !s->kids)
        return err_nomem(err, "query");
    s->from = w->m->count;
    switch (a->kind) {
    case ASK_WORDS:
    case ASK_PHRASE:
    case ASK_PREFIX:
        s->kind = ASK_WORDS;
        if (!read_leaf(w, a, field, err))
            return false;
        break;
    case ASK_FIELD: return read_ask(w, a->kids[0], a, ret, err);
    case ASK_NEAR:
        s->kind = ASK_WORDS;
        if (!read_near(w, a, err))
            return false;
        break;
    case ASK_ALL:
    case ASK_ANY:
    case ASK_NOT:
    case ASK_EXCEPT: {
        bool outer = w->negated;
        w->negated |= a->kind == ASK_NOT || a->kind == ASK_EXCEPT;
        for (size_t i = 0, took = 1; i < a->count; i += took) {
            struct ask joined = *a->kids[i];
            if (a->kind == ASK_ALL && !field &&
                !join_words(w, a->kids + i, a->count - i, &joined, &took, err))
                return false;
            if (!read_ask(w, &joined, field, &s->kids[s->count], err))
                return false;
            s->count++;
        }
        w->negated = outer;
        break;
    }
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

static bool same_words(const struct wording *a, const struct wording *b)
{
    bool same = a->count == b->count && a->count > 0;
    for (size_t i = 0; same && i < a->count; i++)
        same = slice_eq(a->terms[i], b->terms[i]);
    return same;
}

/* Drops the widenings of u that drop() says. */
static void drop_widenings(struct unit *u, const struct unit *other,
                           bool (*drop)(const struct wording *g, const struct unit *other))
{
    size_t kept = 0;
    for (size_t i = 0; i < u->widening_count; i++)
        if (!drop(&u->widenings[i], other))
            u->widenings[kept++] = u->widenings[i];
    u->widening_count = kept;
}

/* Is g another thing, or only a piece of a word? */
static bool is_another_thing(const struct wording *g, const struct unit *other)
{
    (void)other;
    return g->kind == WIDENED_RELATED || g->kind == WIDENED_PART;
}

/* Does g mean something else than the word that it stands beside? */
static bool means_another(const struct wording *g, const struct unit *other)
{
    return g->kind == WIDENED_SYNONYM || is_another_thing(g, other);
}

static bool is_taken_away(const struct wording *g, const struct unit *other)
{
    return same_words(g, &other->typed);
}

/* Who takes a word away (販路開拓 -商談会) means that word however it is written, not all that means
 * nearly the same; and does not want it for another word either. */
static void take_away(struct meaning *m)
{
    for (size_t i = 0; i < m->count; i++) {
        struct unit *u = &m->units[i];
        if (!u->excluded)
            continue;
        drop_widenings(u, NULL, means_another);
        for (size_t k = 0; k < m->count; k++)
            if (!m->units[k].excluded)
                drop_widenings(&m->units[k], u, is_taken_away);
    }
}

static bool founding_word(struct slice s)
{
    static const char *const words[] = {"設置", "開設", "設立", "新設", "開所"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (slice_eq(s, slice_of(words[i])))
            return true;
    return false;
}

static bool says_years(const struct meaning *m, const struct unit *u)
{
    return u->kind == SAID_YEARS ||
           (u->kind == SAID_ORDER && (m->order == ORDER_OLDEST || m->order == ORDER_NEWEST));
}

/* 平成26年度設置, 2010年以降 開設, 一番古く開設: the year is an office's own, whatever word its text has for it. */
static bool find_founding(struct reader *w, struct err *err)
{
    struct meaning *m = w->m;
    for (size_t i = 0; i < m->count; i++) {
        struct unit *u = &m->units[i];
        struct unit *year = i > 0 && says_years(m, u - 1)              ? u - 1
                            : i + 1 < m->count && says_years(m, u + 1) ? u + 1
                                                                       : NULL;
        if (!year || u->kind != SAID_WORD || u->excluded || year->excluded ||
            !founding_word(u->text))
            continue;
        year->founded = true;
        u->optional = true;
        u->idf = year->idf;
        if (!unit_name(w, u, FACET_KIND, SLICE_LIT("office"), err))
            return false;
    }
    return true;
}

/* A question of nothing but particles and the like: they are what is asked for then. */
static bool read_function(struct reader *w, struct err *err)
{
    struct meaning *m = w->m;
    struct tokens t;
    for (size_t i = 0; i < m->count; i++)
        if (m->units[i].known || m->units[i].typed.count > 0 || m->units[i].bigram_count > 0 ||
            m->units[i].kind == SAID_ORDER)
            return true;
    if (!analysis_run(w->b->analysis, w->p->q, &t, err))
        return false;
    m->count = 0;
    for (size_t i = 0; i < t.count; i++) {
        if (t.at[i].kind != TOKEN_FUNCTION)
            continue;
        struct unit *u = unit_new(w, SAID_WORD, slice_sub(w->p->q, t.at[i].start, t.at[i].end));
        if (!u)
            break;
        u->space = SPACE_FUNCTION;
        if (!wording_of_term(w, u->text, SPACE_FUNCTION, t.at[i].term, &u->typed, err))
            return false;
        u->hits = u->typed.freqs[0];
        u->known = u->hits > 0;
        u->idf = idf_of(u->hits, m->documents);
        m->function = true;
    }
    for (size_t i = 0; m->function && w->p->synonyms && i < m->count; i++) /* t is used up */
        if (!widen_spelling(w, &m->units[i], err))
            return false;
    if (m->function) {
        m->root = talloc_zero(w->mem, struct sense);
        if (!m->root)
            return err_nomem(err, "query");
        *m->root = (struct sense){.kind = ASK_WORDS, .to = m->count};
    }
    return true;
}

/* Is what was typed the whole of a field? */
static bool find_whole(struct reader *w, struct err *err)
{
    struct text_space space = {.mem = w->mem};
    struct buf value;
    uint32_t freq = 0;
    for (size_t i = 0; i < w->m->count; i++)
        if (w->m->units[i].excluded)
            return true;
    buf_init(&value, w->mem, 2 * SCHEMA_VALUE_MAX);
    if (!schema_value(&space, w->p->q, &value, err) ||
        (value.len > 0 && !term_freq(w->b, w->mem, SPACE_VALUE_IS, buf_slice(&value), &freq, err)))
        return false;
    if (freq > 0)
        w->m->whole = reader_copy(w, buf_slice(&value));
    return true;
}

bool understand(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                const struct question *q, struct meaning *ret, struct err *err)
{
    struct meaning m = {.units = talloc_array(mem, struct unit, UNITS_MAX)};
    struct reader w = {.b = b, .mem = mem, .p = p, .m = &m};
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
        dropped += m.units[i].dropped && !m.units[i].again && m.units[i].kind != SAID_ORDER;
    }
    if (content == 0 && dropped > 0) /* nothing but words of asking: then they are the words */
        for (size_t i = 0; i < m.count; i++)
            if (m.units[i].dropped) {
                m.units[i].dropped = false;
                if (!wording_make(&w, m.units[i].text, SPACE_WORD, &m.units[i].typed, err) ||
                    /* what no record has is no error of spelling */
                    (wording_found(&m.units[i].typed) && !unit_finish(&w, &m.units[i], true, err)))
                    return false;
            }
    if (!read_function(&w, err) || !find_founding(&w, err) || !find_whole(&w, err))
        return false;
    m.sentence = content > KEYWORDS_MAX || (q->plain && dropped > 0 && content > 2);
    /* In a long sentence 以外 is seldom what the question is about. */
    if (content > EXCEPT_CONTENT_MAX)
        for (size_t i = 0; i < m.count; i++)
            if (m.units[i].except)
                m.units[i].excluded = m.units[i].except = false;
    take_away(&m);
    /* Sorted by a figure, what answers only at a pinch would come first. */
    for (size_t i = 0; i < m.count && m.order != ORDER_NONE; i++)
        drop_widenings(&m.units[i], NULL, is_another_thing);
    if (w.corrected) {
        buf_put_slice(&w.mended, slice_sub(p->q, w.copied, p->q.len));
        m.suggestion = buf_slice(&w.mended);
    }
    *ret = m;
    return true;
}