/* write_json.c - an answer as the JSON of the API, whole or a line a hit.
 */
#include "searchd/answer.h"

enum { FIELD_TEXT_MAX = 600 }; /* bytes; longer texts are given as snippets, whole with full=on */

static void put_key(struct buf *out, const char *name)
{
    buf_putc(out, '"');
    buf_puts(out, name);
    buf_puts(out, "\":");
}

static void put_list(struct buf *out, const struct slice *at, size_t count)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_putc(out, ',');
        buf_put_json(out, at[i]);
    }
    buf_putc(out, ']');
}

static void put_bool(struct buf *out, const char *name, bool b)
{
    buf_putc(out, ',');
    put_key(out, name);
    buf_puts(out, b ? "true" : "false");
}

static void put_fields(struct buf *out, const struct record *r)
{
    buf_putc(out, '{');
    put_key(out, "source");
    buf_put_json(out, r->source);
    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->fields[i];
        if (f->value.type == VALUE_NULL ||
            (f->value.type == VALUE_STRING && f->value.string.len > FIELD_TEXT_MAX))
            continue;
        buf_putc(out, ',');
        buf_put_json(out, f->key);
        buf_putc(out, ':');
        value_write_json(&f->value, out);
    }
    buf_putc(out, '}');
}

static void put_hit(struct buf *out, const struct answer_hit *h, bool full)
{
    buf_putc(out, '{');
    put_key(out, "id");
    buf_put_json(out, h->record->id);
    buf_puts(out, ",\"kind\":");
    buf_put_json(out, h->record->kind);
    buf_puts(out, ",\"title\":");
    buf_put_json(out, h->record->title);
    buf_puts(out, ",\"title_html\":");
    buf_put_json(out, h->title_html);
    buf_printf(out, ",\"score\":%.4f,\"snippets\":[", h->score);
    for (size_t i = 0; i < h->snippet_count; i++) {
        buf_puts(out, i ? ",{\"field\":" : "{\"field\":");
        buf_put_json(out, h->snippets[i].field);
        buf_puts(out, ",\"html\":");
        buf_put_json(out, h->snippets[i].html);
        buf_putc(out, '}');
    }
    buf_puts(out, "],\"fields\":");
    put_fields(out, h->record);
    buf_puts(out, ",\"collapsed\":");
    put_list(out, h->collapsed, h->collapsed_count);
    if (full) {
        buf_puts(out, ",\"record\":");
        record_write_json(h->record, out);
    }
    if (h->explanation.len > 0) {
        buf_puts(out, ",\"explanation\":");
        buf_put_slice(out, h->explanation);
    }
    buf_putc(out, '}');
}

/* An end that is open is null. */
static void put_years(struct buf *out, const char *before, int from, int to)
{
    buf_printf(out, from > YEARS_FIRST ? "%s{\"from\":%d" : "%s{\"from\":null", before, from);
    buf_printf(out, to < YEARS_LAST ? ",\"to\":%d}" : ",\"to\":null}", to);
}

static void put_said(struct buf *out, const struct said *s)
{
    buf_puts(out, "{\"text\":");
    buf_put_json(out, s->text);
    buf_printf(out, ",\"kind\":\"%s\",\"terms\":", said_name(s->kind));
    put_list(out, s->terms, s->term_count);
    if (s->counted)
        buf_printf(out, ",\"hits\":%u", s->hits);
    buf_printf(out, ",\"weight\":%.3f", s->weight);
    put_bool(out, "excluded", s->excluded);
    put_bool(out, "dropped", s->dropped);
    put_bool(out, "relaxed", s->relaxed);
    if (s->facet.len > 0) {
        buf_puts(out, ",\"names\":{\"facet\":");
        buf_put_json(out, s->facet);
        buf_puts(out, ",\"value\":");
        buf_put_json(out, s->facet_value);
        buf_putc(out, '}');
    }
    if (s->kind == SAID_YEARS)
        put_years(out, ",\"years\":", s->year_from, s->year_to);
    buf_puts(out, ",\"added\":[");
    for (size_t i = 0; i < s->widening_count; i++) {
        buf_puts(out, i ? ",{\"text\":" : "{\"text\":");
        buf_put_json(out, s->widenings[i].text);
        buf_printf(out, ",\"kind\":\"%s\",\"hits\":%u}", widening_name(s->widenings[i].kind),
                   s->widenings[i].hits);
    }
    buf_puts(out, "]}");
}

static void put_interpretation(struct buf *out, const struct answer *a,
                               const struct search_params *p)
{
    const struct interpretation *in = &a->interpretation;
    buf_puts(out, "{\"words\":[");
    for (size_t i = 0; i < in->said_count; i++) {
        if (i)
            buf_putc(out, ',');
        put_said(out, &in->said[i]);
    }
    buf_puts(out, "],\"phrases\":[");
    for (size_t i = 0, n = 0; i < in->said_count; i++)
        if (in->said[i].kind == SAID_PHRASE) {
            if (n++)
                buf_putc(out, ',');
            buf_put_json(out, in->said[i].text);
        }
    buf_puts(out, "],\"filters\":{");
    bool first = true;
    for (int f = 0; f < FACET_COUNT; f++)
        if (p->filters[f].count > 0) {
            buf_printf(out, "%s\"%s\":", first ? "" : ",", facet_name((enum facet)f));
            put_list(out, p->filters[f].values, p->filters[f].count);
            first = false;
        }
    buf_puts(out, "},\"years\":[");
    for (size_t i = 0; i < p->year_count; i++)
        put_years(out, i ? "," : "", p->years[i].from, p->years[i].to);
    buf_puts(out, "]");
    put_bool(out, "relaxed", in->relaxed);
    put_bool(out, "sentence", in->sentence);
    put_bool(out, "synonyms", p->synonyms);
    buf_puts(out, ",\"without\":");
    put_list(out, p->without.values, p->without.count);
    buf_puts(out, ",\"notes\":[");
    for (size_t i = 0; i < in->note_count; i++) {
        if (i)
            buf_putc(out, ',');
        buf_put_json(out, slice_of(in->notes[i]));
    }
    buf_puts(out, "]}");
}

void facets_write_json(const struct answer_facet facets[FACET_COUNT], struct buf *out)
{
    buf_putc(out, '{');
    for (int f = 0; f < FACET_COUNT; f++) {
        buf_printf(out, "%s\"%s\":[", f ? "," : "", facet_name((enum facet)f));
        for (size_t i = 0; i < facets[f].count; i++) {
            buf_puts(out, i ? ",{\"value\":" : "{\"value\":");
            buf_put_json(out, facets[f].values[i].value);
            buf_printf(out, ",\"count\":%u}", facets[f].values[i].count);
        }
        buf_putc(out, ']');
    }
    buf_putc(out, '}');
}

void answer_write_json(const struct answer *a, const struct search_params *p, struct buf *out)
{
    buf_puts(out, "{\"query\":");
    buf_put_json(out, a->query);
    buf_printf(out, ",\"total\":%u,\"groups\":%u", a->total, a->groups);
    put_bool(out, "total_is_estimate", a->total_is_estimate);
    buf_printf(out, ",\"took_ms\":%.2f", a->took_ms);
    put_bool(out, "low", a->low);
    buf_puts(out, ",\"interpretation\":");
    put_interpretation(out, a, p);
    buf_puts(out, ",\"suggestion\":");
    if (a->suggestion.len > 0)
        buf_put_json(out, a->suggestion);
    else
        buf_puts(out, "null");
    buf_puts(out, ",\"hits\":[");
    for (size_t i = 0; i < a->hit_count; i++) {
        if (i)
            buf_putc(out, ',');
        put_hit(out, &a->hits[i], p->full);
    }
    buf_puts(out, "]");
    if (a->with_facets) {
        put_bool(out, "facets_are_estimates", a->facets_are_estimates);
        buf_puts(out, ",\"facets\":");
        facets_write_json(a->facets, out);
    }
    buf_puts(out, "}\n");
}

void answer_write_jsonl(const struct answer *a, const struct search_params *p, struct buf *out)
{
    for (size_t i = 0; i < a->hit_count; i++) {
        if (p->full)
            record_write_json(a->hits[i].record, out);
        else
            put_hit(out, &a->hits[i], false);
        buf_putc(out, '\n');
    }
}
