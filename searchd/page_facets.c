/* page_facets.c - see page_facets.h.
 */
#include "searchd/page_facets.h"
#include "searchd/page_words.h"

/* "/?..." of p, escaped for an attribute. The number of hits is the page's own affair. */
static void put_address(struct buf *out, const struct search_params *p)
{
    struct search_params plain = *p;
    plain.limit = 10; /* the interface's default: left out */
    plain.full = false;
    struct buf address;
    buf_init(&address, out->mem, 64 * 1024);
    params_write(&plain, &address);
    buf_puts(out, address.len > 0 ? "/?" : "/?q=");
    buf_put_html(out, buf_slice(&address));
    buf_done(&address);
}

/* ---- Facets ---- */

static bool is_chosen(const struct filter *f, struct slice value)
{
    for (size_t i = 0; i < f->count; i++) {
        if (slice_eq(f->values[i], value))
            return true;
    }
    return false;
}

/* The address with a filter's value added or taken away. */
static void put_toggled(struct buf *out, const struct search_params *p, enum facet f,
                        struct slice value)
{
    struct search_params next = *p;
    struct slice values[PARAMS_VALUES_MAX + 1];
    size_t count = 0;
    bool was = false;
    for (size_t i = 0; i < p->filters[f].count && count < PARAMS_VALUES_MAX; i++) {
        if (slice_eq(p->filters[f].values[i], value))
            was = true;
        else
            values[count++] = p->filters[f].values[i];
    }
    if (!was)
        values[count++] = value;
    next.filters[f] = (struct filter){values, count};
    next.offset = 0;
    put_address(out, &next);
}

/* What a person reads for a value; a document's title is known from a hit that is of it. */
static struct slice shown_value(const struct answer *a, enum facet f, struct slice value)
{
    for (size_t i = 0; f == FACET_SOURCE && i < a->hit_count; i++) {
        struct slice title = record_string(a->hits[i].record, SLICE_LIT("source_title"));
        if (title.len > 0 && slice_eq(a->hits[i].record->source, value))
            return title;
    }
    return page_value_name(f, value);
}

static void put_facet_value(struct buf *out, const struct answer *a, const struct search_params *p,
                            enum facet f, const struct facet_value *v, uint32_t most)
{
    bool on = is_chosen(&p->filters[f], v->value);
    buf_printf(out, "<li><a%s href=\"", on ? " class=\"on\"" : "");
    put_toggled(out, p, f, v->value);
    buf_printf(out, "\"><span>%s</span><span>", on ? "✓" : "");
    buf_put_html(out, shown_value(a, f, v->value));
    buf_puts(out, "</span><span class=\"num\">");
    page_put_number(out, v->count);
    buf_printf(out,
               "</span><svg viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\"><rect width=\"%u\" height=\"3\"/></svg></a></li>",
               1 + (unsigned)((uint64_t)v->count * 99 / most));
}

void page_put_facets(struct buf *out, const struct answer *a, const struct search_params *p)
{
    static const enum facet order[] = {FACET_KIND, FACET_COUNTRY, FACET_CITY,   FACET_ORGANIZATION,
                                       FACET_FORM, FACET_SPEAKER, FACET_STATUS, FACET_SOURCE};
    enum { SHOWN = 40, OPEN = 2 };
    buf_puts(out, "<h2>絞り込む</h2>");
    for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++) {
        enum facet f = order[o];
        const struct answer_facet *facet = &a->facets[f];
        if (facet->count == 0)
            continue;
        uint32_t most = 1;
        for (size_t i = 0; i < facet->count; i++)
            most = facet->values[i].count > most ? facet->values[i].count : most;
        buf_printf(out, "<details class=\"facet\"%s><summary>%s</summary><ul>",
                   o < OPEN || p->filters[f].count > 0 ? " open" : "", page_facet_name(f));
        for (size_t i = 0; i < facet->count && i < SHOWN; i++)
            put_facet_value(out, a, p, f, &facet->values[i], most);
        buf_puts(out, "</ul></details>\n");
    }
}

/* ---- What was understood ---- */

static void put_said(struct buf *out, const struct said *said)
{
    if (said->dropped)
        return;
    buf_printf(out, "<li class=\"chip bare%s%s\">", said->excluded ? " not" : "",
               said->relaxed ? " weak" : "");
    if (said->field.len > 0) {
        buf_puts(out, "<span class=\"soft\">");
        buf_put_html(out, page_field_name(said->field));
        buf_puts(out, "</span>");
    }
    buf_puts(out, "<b>");
    buf_put_html(out, said->text);
    buf_puts(out, "</b>");
    if (said->year_from > 0) {
        buf_puts(out, "<span class=\"soft\">");
        if (said->year_from > YEARS_FIRST)
            buf_printf(out, "%d", said->year_from);
        buf_puts(out, "〜");
        if (said->year_to < YEARS_LAST)
            buf_printf(out, "%d", said->year_to);
        buf_puts(out, "年</span>");
    }
    if (said->counted) {
        buf_puts(out, "<span class=\"num\">");
        page_put_number(out, said->hits);
        buf_puts(out, "件</span>");
    }
    buf_puts(out, "</li>");
    for (size_t i = 0; i < said->widening_count && i < 8; i++) {
        buf_puts(out, "<li class=\"chip added bare\"><b>");
        buf_put_html(out, said->widenings[i].text);
        buf_puts(out, "</b><span class=\"num\">");
        page_put_number(out, said->widenings[i].hits);
        buf_puts(out, "件</span></li>");
    }
}

static void put_filters(struct buf *out, const struct search_params *p)
{
    for (size_t f = 0; f < FACET_COUNT; f++) {
        for (size_t i = 0; i < p->filters[f].count; i++) {
            struct slice value = p->filters[f].values[i];
            buf_printf(out, "<li class=\"chip filter\"><span class=\"soft\">%s</span><b>",
                       page_facet_name((enum facet)f));
            buf_put_html(out, page_value_name((enum facet)f, value));
            buf_puts(out, "</b><a href=\"");
            put_toggled(out, p, (enum facet)f, value);
            buf_puts(out, "\" aria-label=\"外す\">×</a></li>");
        }
    }
}

static void put_suggestion(struct buf *out, struct slice suggestion, const struct search_params *p)
{
    struct search_params meant = *p;
    meant.q = suggestion;
    meant.offset = 0;
    buf_puts(out, "<p>もしかして：<a href=\"");
    put_address(out, &meant);
    buf_puts(out, "\">");
    buf_put_html(out, suggestion);
    buf_puts(out, "</a></p>");
}

void page_put_understood(struct buf *out, const struct answer *a, const struct search_params *p)
{
    const struct interpretation *in = &a->interpretation;
    buf_puts(out, "<ul class=\"chips\" aria-label=\"読み取った条件\">");
    for (size_t i = 0; i < in->said_count; i++)
        put_said(out, &in->said[i]);
    put_filters(out, p);
    buf_puts(out, "</ul>");
    bool low = a->low && a->hit_count > 0;
    bool relaxed = in->relaxed && !in->sentence && a->hit_count > 0;
    if (!low && !relaxed && a->suggestion.len == 0 && in->note_count == 0)
        return;
    buf_puts(out, "<div class=\"say\">");
    if (a->suggestion.len > 0)
        put_suggestion(out, a->suggestion, p);
    if (low)
        buf_puts(out, "<p>ぴったり合う記録は見つかりませんでした。近いものを挙げています。"
                      "語を減らすか、別の言い方をお試しください。</p>");
    else if (relaxed)
        buf_puts(out,
                 "<p>すべての語を含む記録が少ないため、一部の語を含むものも挙げています。</p>");
    for (size_t i = 0; i < in->note_count; i++) {
        buf_puts(out, "<p>");
        buf_put_html(out, slice_of(in->notes[i]));
        buf_puts(out, "</p>");
    }
    buf_puts(out, "</div>");
}

void page_put_paging(struct buf *out, const struct answer *a, const struct search_params *p)
{
    uint32_t count = a->groups < PARAMS_DEPTH_MAX ? a->groups : PARAMS_DEPTH_MAX;
    if (count <= p->limit || p->limit == 0)
        return;
    struct search_params next = *p;
    buf_puts(out, "<nav class=\"pages\" aria-label=\"ページ送り\">");
    if (p->offset > 0) {
        next.offset = p->offset > p->limit ? p->offset - p->limit : 0;
        buf_puts(out, "<a rel=\"prev\" href=\"");
        put_address(out, &next);
        buf_puts(out, "\">前へ</a>");
    }
    buf_printf(out, "<span aria-current=\"page\">%u</span>", p->offset / p->limit + 1);
    if (p->offset + p->limit < count) {
        next.offset = p->offset + p->limit;
        buf_puts(out, "<a rel=\"next\" href=\"");
        put_address(out, &next);
        buf_puts(out, "\">次へ</a>");
    }
    buf_puts(out, "</nav>\n");
}
