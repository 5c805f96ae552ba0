#include "searchd/page_parts.h"
#include "searchd/page_words.h"
#include <stdio.h>

void page_put_address(struct buf *out, const struct search_params *p)
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

/* ---- Hits ---- */

/* One of the small facts under the title. */
static void put_fact(struct buf *out, const char *name, const struct record *r, const char *key)
{
    const struct value *v = record_get(r, slice_of(key));
    if (!v || (v->type == VALUE_STRING && v->string.len == 0))
        return;
    buf_printf(out, "<div><dt>%s</dt><dd>", name);
    page_put_value(out, v);
    buf_puts(out, "</dd></div>");
}

/* A field's text: as the answer has marked it, or as it stands. */
static void put_text(struct buf *out, const struct answer_hit *hit, const char *key)
{
    for (size_t i = 0; i < hit->snippet_count; i++) {
        if (slice_eq(hit->snippets[i].field, slice_of(key))) {
            buf_put_slice(out, hit->snippets[i].html);
            return;
        }
    }
    page_put_value(out, record_get(hit->record, slice_of(key)));
}

static void put_row(struct buf *out, const struct answer_hit *hit, const char *name,
                    const char *key)
{
    if (!record_get(hit->record, slice_of(key)))
        return;
    buf_printf(out, "<dt>%s</dt><dd>", name);
    put_text(out, hit, key);
    buf_puts(out, "</dd>");
}

static void put_office(struct buf *out, const struct answer_hit *hit)
{
    const struct record *r = hit->record;
    buf_puts(out, "<dl class=\"facts\">");
    put_fact(out, "団体", r, "organization");
    struct slice country = record_string(r, SLICE_LIT("country"));
    struct slice city = record_string(r, SLICE_LIT("city"));
    if (country.len + city.len > 0) {
        buf_puts(out, "<div><dt>国・都市</dt><dd>");
        buf_put_html(out, country);
        if (city.len > 0 && !slice_eq(country, city)) {
            if (country.len > 0)
                buf_puts(out, "・");
            buf_put_html(out, city);
        }
        buf_puts(out, "</dd></div>");
    }
    if (record_get(r, SLICE_LIT("form"))) {
        buf_puts(out, "<div><dt>形態</dt><dd>");
        buf_put_html(out, page_value_name(FACET_FORM, record_string(r, SLICE_LIT("form"))));
        buf_puts(out, "</dd></div>");
    }
    if (record_get(r, SLICE_LIT("year"))) {
        buf_puts(out, "<div><dt>設置</dt><dd>");
        page_put_year(out, r);
        buf_puts(out, "</dd></div>");
    }
    if (record_get(r, SLICE_LIT("staff_total"))) {
        buf_puts(out, "<div><dt>職員</dt><dd>");
        page_put_staff(out, r);
        buf_puts(out, "</dd></div>");
    }
    put_fact(out, "委託先", r, "contractor");
    buf_puts(out, "</dl><dl class=\"texts\">");
    put_row(out, hit, "理由", "reason");
    put_row(out, hit, "活動", "activities");
    put_row(out, hit, "備考", "note");
    buf_puts(out, "</dl>");
}

static void put_project(struct buf *out, const struct answer_hit *hit)
{
    const struct record *r = hit->record;
    buf_puts(out, "<dl class=\"facts\">");
    put_fact(out, "部局", r, "bureau");
    put_fact(out, "課", r, "division");
    put_fact(out, "状態", r, "status");
    put_fact(out, "予算（千円）", r, "budget");
    put_fact(out, "次年度（千円）", r, "budget_next");
    put_fact(out, "対象国", r, "countries");
    buf_puts(out, "</dl><dl class=\"texts\">");
    put_row(out, hit, "内容", "description");
    put_row(out, hit, "予定", "plan");
    put_row(out, hit, "備考", "note");
    buf_puts(out, "</dl>");
}

static void put_passage(struct buf *out, const struct answer_hit *hit)
{
    const struct record *r = hit->record;
    if (record_get(r, SLICE_LIT("path"))) {
        buf_puts(out, "<p class=\"path\">");
        page_put_value(out, record_get(r, SLICE_LIT("path")));
        buf_puts(out, "</p>");
    }
    buf_puts(out, "<dl class=\"facts\">");
    put_fact(out, "会議", r, "meeting");
    put_fact(out, "節", r, "section");
    put_fact(out, "発言者", r, "speaker");
    put_fact(out, "所属", r, "affiliation");
    buf_puts(out, "</dl><p class=\"body\">");
    put_text(out, hit, record_get(r, SLICE_LIT("text")) ? "text" : "body");
    buf_puts(out, "</p>");
}

/* 同文 ほか29拠点, opened without script. */
static void put_same(struct buf *out, const struct answer_hit *hit)
{
    if (hit->collapsed_count == 0)
        return;
    bool office = slice_eq(hit->record->kind, SLICE_LIT("office"));
    buf_printf(out, "<details><summary>同文 ほか%zu%s</summary><ul class=\"same\">",
               hit->collapsed_count, office ? "拠点" : "件");
    for (size_t i = 0; i < hit->collapsed_count; i++) {
        buf_puts(out, "<li><a href=\"");
        page_put_record_address(out, hit->collapsed[i]);
        buf_puts(out, "\">");
        buf_put_html(out, hit->collapsed[i]);
        buf_puts(out, "</a></li>");
    }
    buf_puts(out, "</ul></details>");
}

static void put_cite(struct buf *out, const struct record *r)
{
    struct slice title = record_string(r, SLICE_LIT("source_title"));
    struct slice local = r->id;
    buf_puts(out, "<span>");
    if (title.len > 0 && slice_find(r->id, SLICE_LIT("/")) < r->id.len) {
        local = slice_sub(r->id, slice_find(r->id, SLICE_LIT("/")) + 1, r->id.len);
        buf_put_html(out, title);
        buf_putc(out, ' ');
    }
    buf_put_html(out, local);
    if (r->line > 0)
        buf_printf(out, "（%u行目）", r->line);
    buf_puts(out, "</span>");
}

static void put_hit(struct buf *out, const struct answer_hit *hit)
{
    const struct record *r = hit->record;
    buf_puts(out, "<li><article class=\"card\"><header><h2><span class=\"tag ");
    buf_put_html(out, r->kind);
    buf_puts(out, "\">");
    buf_put_html(out, page_kind_name(r->kind));
    buf_puts(out, "</span><a class=\"open\" href=\"");
    page_put_record_address(out, r->id);
    buf_puts(out, "\">");
    if (hit->title_html.len > 0)
        buf_put_slice(out, hit->title_html);
    else
        buf_put_html(out, r->title);
    buf_puts(out, "</a></h2><label class=\"tick\"><input type=\"checkbox\" name=\"id\" value=\"");
    buf_put_html(out, r->id);
    buf_puts(out, "\" form=\"compare\">比較<span class=\"sr\">に「");
    buf_put_html(out, r->title);
    buf_puts(out, "」を加える</span></label></header>");
    if (slice_eq(r->kind, SLICE_LIT("office")))
        put_office(out, hit);
    else if (slice_eq(r->kind, SLICE_LIT("project")))
        put_project(out, hit);
    else
        put_passage(out, hit);
    buf_puts(out, "<footer>");
    put_cite(out, r);
    buf_puts(out, "<a class=\"link\" href=\"/similar?id=");
    params_escape(r->id, out);
    buf_puts(out, "\">似た記録</a>");
    put_same(out, hit);
    buf_puts(out, "</footer></article></li>\n");
}

void page_put_hits(struct buf *out, const struct answer *a)
{
    if (a->hit_count == 0) {
        buf_puts(out, "<div class=\"empty\"><p><b>合う記録はありませんでした。</b></p><ul>"
                      "<li>語を短くする、または別の言い方にする</li>"
                      "<li>絞り込みを外す</li></ul></div>");
        return;
    }
    buf_puts(out, "<ol class=\"hits\" role=\"list\" aria-label=\"検索結果\">\n");
    for (size_t i = 0; i < a->hit_count; i++)
        put_hit(out, &a->hits[i]);
    buf_puts(out,
             "</ol>\n<form id=\"compare\" action=\"/compare\" method=\"get\">"
             "<p class=\"tools\"><button class=\"button plain\">印を付けた記録を比較</button></p>"
             "</form>\n");
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
    page_put_address(out, &next);
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

void page_put_facets(struct buf *out, const struct answer *a, const struct search_params *p)
{
    static const enum facet order[] = {FACET_KIND, FACET_COUNTRY, FACET_CITY,   FACET_ORGANIZATION,
                                       FACET_FORM, FACET_SPEAKER, FACET_STATUS, FACET_SOURCE};
    enum { SHOWN = 40 };
    buf_puts(out, "<h2>絞り込む</h2>");
    for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++) {
        enum facet f = order[o];
        const struct answer_facet *facet = &a->facets[f];
        if (facet->count == 0)
            continue;
        buf_printf(out, "<details class=\"facet\"%s><summary>%s</summary><ul>",
                   o == 0 || o == 1 || p->filters[f].count > 0 ? " open" : "", page_facet_name(f));
        uint32_t most = 1;
        for (size_t i = 0; i < facet->count; i++)
            most = facet->values[i].count > most ? facet->values[i].count : most;
        for (size_t i = 0; i < facet->count && i < SHOWN; i++) {
            const struct facet_value *v = &facet->values[i];
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

void page_put_understood(struct buf *out, const struct answer *a, const struct search_params *p)
{
    buf_puts(out, "<ul class=\"chips\" aria-label=\"読み取った条件\">");
    for (size_t i = 0; i < a->interpretation.said_count; i++)
        put_said(out, &a->interpretation.said[i]);
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
    buf_puts(out, "</ul>");
    bool low = a->low && a->hit_count > 0;
    bool relaxed = a->interpretation.relaxed && !a->interpretation.sentence && a->hit_count > 0;
    if (!low && !relaxed && a->suggestion.len == 0 && a->interpretation.note_count == 0)
        return;
    buf_puts(out, "<div class=\"say\">");
    if (a->suggestion.len > 0) {
        struct search_params meant = *p;
        meant.q = a->suggestion;
        meant.offset = 0;
        buf_puts(out, "<p>もしかして：<a href=\"");
        page_put_address(out, &meant);
        buf_puts(out, "\">");
        buf_put_html(out, a->suggestion);
        buf_puts(out, "</a></p>");
    }
    if (low)
        buf_puts(out, "<p>ぴったり合う記録は見つかりませんでした。近いものを挙げています。"
                      "語を減らすか、別の言い方をお試しください。</p>");
    else if (relaxed)
        buf_puts(out,
                 "<p>すべての語を含む記録が少ないため、一部の語を含むものも挙げています。</p>");
    for (size_t i = 0; i < a->interpretation.note_count; i++) {
        buf_puts(out, "<p>");
        buf_put_html(out, slice_of(a->interpretation.notes[i]));
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
        page_put_address(out, &next);
        buf_puts(out, "\">前へ</a>");
    }
    buf_printf(out, "<span aria-current=\"page\">%u</span>", p->offset / p->limit + 1);
    if (p->offset + p->limit < count) {
        next.offset = p->offset + p->limit;
        buf_puts(out, "<a rel=\"next\" href=\"");
        page_put_address(out, &next);
        buf_puts(out, "\">次へ</a>");
    }
    buf_puts(out, "</nav>\n");
}

/* ---- Records ---- */

/* Fields that stand elsewhere on the page or within another. */
static bool is_shown(const struct field *f)
{
    static const char *const hidden[] = {"year", "staff_dispatched", "staff_local", "form_text",
                                         "source_title"};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (slice_eq(f->key, slice_of(hidden[i])))
            return false;
    }
    return f->value.type != VALUE_NULL &&
           !(f->value.type == VALUE_STRING && f->value.string.len == 0);
}

static void put_field(struct buf *out, const struct record *r, const struct field *f)
{
    struct slice text = f->value.type == VALUE_STRING ? f->value.string : (struct slice){NULL, 0};
    if (slice_eq(f->key, SLICE_LIT("fy")))
        page_put_year(out, r);
    else if (slice_eq(f->key, SLICE_LIT("staff_total")))
        page_put_staff(out, r);
    else if (slice_eq(f->key, SLICE_LIT("form")))
        buf_put_html(out, page_value_name(FACET_FORM, text));
    else if (slice_starts(text, SLICE_LIT("https://")) ||
             slice_starts(text, SLICE_LIT("http://"))) {
        buf_puts(out, "<a rel=\"noreferrer\" href=\"");
        buf_put_html(out, text);
        buf_puts(out, "\">");
        buf_put_html(out, text);
        buf_puts(out, "</a>");
    } else
        page_put_value(out, &f->value);
}

void page_put_record(struct buf *out, const struct record *r)
{
    buf_puts(out, "<p class=\"path\"><span class=\"tag ");
    buf_put_html(out, r->kind);
    buf_puts(out, "\">");
    buf_put_html(out, page_kind_name(r->kind));
    buf_puts(out, "</span>");
    put_cite(out, r);
    buf_puts(out, "</p><h1>");
    buf_put_html(out, r->title);
    buf_puts(out, "</h1><dl class=\"record\">");
    for (size_t i = 0; i < r->field_count; i++) {
        if (!is_shown(&r->fields[i]))
            continue;
        buf_puts(out, "<dt>");
        buf_put_html(out, page_field_name(r->fields[i].key));
        buf_puts(out, "</dt><dd>");
        put_field(out, r, &r->fields[i]);
        buf_puts(out, "</dd>");
    }
    buf_puts(out, "<dt>資料</dt><dd>");
    put_cite(out, r);
    buf_puts(out, "</dd></dl>");
    if (r->repair_count == 0)
        return;
    buf_puts(out, "<h2>読み取りの際に直したところ</h2><ul class=\"rows\">");
    for (size_t i = 0; i < r->repair_count; i++) {
        buf_puts(out, "<li><b>");
        buf_put_html(out, page_field_name(r->repairs[i].field));
        buf_puts(out, "</b>　元：「");
        buf_put_html(out, r->repairs[i].from);
        buf_puts(out, "」　");
        buf_put_html(out, r->repairs[i].why);
        buf_puts(out, "</li>");
    }
    buf_puts(out, "</ul>");
}

void page_put_comparison(struct buf *out, struct record *const *records, size_t count)
{
    static const char *const keys[] = {
        "organization", "country",     "city",    "reason",     "activities",  "form",
        "contractor",   "staff_total", "fy",      "department", "url",         "bureau",
        "division",     "description", "plan",    "countries",  "period",      "budget",
        "budget_next",  "status",      "meeting", "speaker",    "affiliation", "path",
        "text",         "note"};
    buf_puts(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"比較表\">"
                  "<table class=\"compare\"><thead><tr><th scope=\"col\">項目</th>");
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, "<th scope=\"col\"><a href=\"");
        page_put_record_address(out, records[i]->id);
        buf_puts(out, "\">");
        buf_put_html(out, records[i]->title);
        buf_puts(out, "</a></th>");
    }
    buf_puts(out, "</tr></thead><tbody>");
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
        struct slice key = slice_of(keys[k]);
        struct buf first, row;
        bool any = false, differs = false;
        buf_init(&first, out->mem, 1 << 20);
        buf_init(&row, out->mem, 8 << 20);
        for (size_t i = 0; i < count; i++) {
            struct buf cell;
            buf_init(&cell, out->mem, 1 << 20);
            for (size_t f = 0; f < records[i]->field_count; f++) {
                if (slice_eq(records[i]->fields[f].key, key))
                    put_field(&cell, records[i], &records[i]->fields[f]);
            }
            any = any || cell.len > 0;
            differs = differs || (i > 0 && !slice_eq(buf_slice(&cell), buf_slice(&first)));
            if (i == 0)
                buf_put_slice(&first, buf_slice(&cell));
            buf_puts(&row, "<td>");
            buf_put_slice(&row, buf_slice(&cell));
            buf_puts(&row, "</td>");
            buf_done(&cell);
        }
        if (any) {
            buf_printf(out, "<tr%s><th scope=\"row\">", differs ? " class=\"differs\"" : "");
            buf_put_html(out, page_field_name(key));
            buf_puts(out, "</th>");
            buf_put_slice(out, buf_slice(&row));
            buf_puts(out, "</tr>\n");
        }
        buf_done(&first);
        buf_done(&row);
    }
    buf_puts(out, "</tbody></table></div>");
}
