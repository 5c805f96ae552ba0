/* reply.c - see reply.h. */
#include "searchd/reply.h"
#include "dict/kana.h"
#include "dict/normalize.h"
#include "searchd/find.h"
#include "searchd/plan.h"

enum { SUGGEST_MAX = 256, READINGS_MAX = 64 };

struct suggestion {
    struct slice text;
    const char *kind;
    uint32_t count;
    double weight;
};
struct suggestions {
    struct suggestion at[SUGGEST_MAX];
    size_t count;
};

static void suggest(struct suggestions *s, struct slice text, const char *kind, uint32_t count,
                    double weight)
{
    if (text.len == 0 || count == 0)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (slice_eq(s->at[i].text, text)) {
            if (weight > s->at[i].weight)
                s->at[i].weight = weight;
            return;
        }
    if (s->count < SUGGEST_MAX)
        s->at[s->count++] = (struct suggestion){text, kind, count, weight};
}

/* Everything as a search over all records would count it. */
static bool all_facets(struct backend *b, TALLOC_CTX *mem, struct answer_facet facets[FACET_COUNT],
                       uint32_t *total, struct err *err)
{
    struct store_search s =
        find_search(&(struct search_params){.facets = true}, plan_node(mem, QUERY_ALL));
    s.check_at_least = UINT32_MAX;
    struct store_result r;
    if (!s.query)
        return err_nomem(err, "facets");
    if (!backend_run(b, mem, &s, &r, err) || !store_doc_count(b->store, total, err))
        return false;
    return find_facets(b, mem, &r, facets, err);
}

static void suggest_readings(struct backend *b, struct suggestions *s, struct slice kana)
{
    size_t found[READINGS_MAX];
    if (!b->lexicon || kana.len == 0)
        return;
    size_t n = lexicon_by_reading(b->lexicon, kana, found, READINGS_MAX);
    for (size_t i = 0; i < n; i++) {
        struct lexicon_word w = lexicon_at(b->lexicon, found[i]);
        suggest(s, w.term, "word", w.freq, w.freq);
    }
}

bool reply_suggest(struct backend *b, TALLOC_CTX *mem, struct slice q, uint32_t limit,
                   struct buf *out, struct err *err)
{
    struct suggestions *s = talloc_zero(mem, struct suggestions);
    struct text norm;
    struct buf kana;
    if (!s)
        return err_nomem(err, "suggestions");
    if (!text_normalize(mem, q, &norm, err))
        return false;
    buf_init(&kana, mem, 1 << 16);
    if (norm.norm.len > 0) {
        if (!kana_from_romaji(norm.norm, &kana))
            kana_to_katakana(norm.norm, &kana);
        struct answer_facet facets[FACET_COUNT];
        uint32_t total;
        if (!all_facets(b, mem, facets, &total, err))
            return false;
        for (int f = 0; f < FACET_COUNT; f++) {
            if (f == FACET_YEAR || f == FACET_KIND || f == FACET_SOURCE || f == FACET_FORM)
                continue;
            for (size_t i = 0; i < facets[f].count; i++) {
                const struct facet_value *v = &facets[f].values[i];
                if (slice_starts(v->value, norm.norm) || slice_starts(v->value, q) ||
                    slice_starts(v->value, buf_slice(&kana)))
                    suggest(s, v->value, facet_name((enum facet)f), v->count, 1000.0 + v->count);
            }
        }
        struct lexicon *l = b->lexicon;
        for (size_t i = l ? lexicon_lower(l, norm.norm) : 0, seen = 0;
             l && i < lexicon_count(l) && seen < SUGGEST_MAX / 2; i++, seen++) {
            struct lexicon_word w = lexicon_at(l, i);
            if (!slice_starts(w.term, norm.norm))
                break;
            suggest(s, w.term, "word", w.freq, w.freq);
        }
        suggest_readings(b, s, buf_slice(&kana));
    }
    buf_puts(out, "{\"query\":");
    buf_put_json(out, q);
    buf_puts(out, ",\"suggestions\":[");
    for (uint32_t n = 0; n < limit; n++) {
        size_t best = s->count;
        for (size_t i = 0; i < s->count; i++)
            if (s->at[i].count > 0 && (best == s->count || s->at[i].weight > s->at[best].weight))
                best = i;
        if (best == s->count)
            break;
        buf_puts(out, n ? ",{\"text\":" : "{\"text\":");
        buf_put_json(out, s->at[best].text);
        buf_printf(out, ",\"kind\":\"%s\",\"count\":%u}", s->at[best].kind, s->at[best].count);
        s->at[best].count = 0;
    }
    buf_puts(out, "]}\n");
    return true;
}

bool reply_analyze(struct backend *b, TALLOC_CTX *mem, struct slice text, struct buf *out,
                   struct err *err)
{
    static const char *const kinds[] = {[TOKEN_WORD] = "word",
                                        [TOKEN_NUMBER] = "number",
                                        [TOKEN_FUNCTION] = "function",
                                        [TOKEN_CANON] = "canon"};
    struct tokens t;
    (void)mem;
    if (!analysis_run(b->analysis, text, &t, err))
        return false;
    buf_puts(out, "{\"text\":");
    buf_put_json(out, text);
    buf_puts(out, ",\"tokens\":[");
    for (size_t i = 0; i < t.count; i++) {
        buf_puts(out, i ? ",{\"surface\":" : "{\"surface\":");
        buf_put_json(out, slice_sub(text, t.at[i].start, t.at[i].end));
        buf_puts(out, ",\"term\":");
        buf_put_json(out, t.at[i].term);
        buf_puts(out, ",\"reading\":");
        buf_put_json(out, t.at[i].reading);
        buf_printf(out, ",\"kind\":\"%s\",\"position\":%u,\"start\":%u,\"end\":%u}",
                   kinds[t.at[i].kind], t.at[i].position, t.at[i].start, t.at[i].end);
    }
    buf_puts(out, "],\"bigrams\":[");
    for (size_t i = 0; i < t.bigram_count; i++) {
        if (i)
            buf_putc(out, ',');
        buf_put_json(out, t.bigrams[i]);
    }
    buf_puts(out, "]}\n");
    return true;
}

bool reply_facets(struct backend *b, TALLOC_CTX *mem, struct buf *out, struct err *err)
{
    struct answer_facet facets[FACET_COUNT];
    uint32_t total;
    if (!all_facets(b, mem, facets, &total, err))
        return false;
    buf_printf(out, "{\"total\":%u,\"facets\":", total);
    facets_write_json(facets, out);
    buf_puts(out, "}\n");
    return true;
}

bool reply_document(struct backend *b, TALLOC_CTX *mem, struct slice id, struct buf *out,
                    struct err *err)
{
    struct slice term, data;
    struct stored *item;
    if (!schema_term(mem, SPACE_ID, id, &term, err))
        return false;
    if (!store_find(b->store, mem, term, &data, err))
        return err->code == ERR_NOT_FOUND
                   ? err_set(err, ERR_NOT_FOUND, "no record '%.*s'", SLICE_ARG(id))
                   : false;
    if (!stored_unpack(mem, data, &item, err))
        return false;
    record_write_json(item->record, out);
    buf_putc(out, '\n');
    return true;
}
