/* page_cards.c - see page_cards.h.
 */
#include "searchd/page_cards.h"
#include "searchd/page_words.h"

/* ---- Hits ---- */

/* The small facts under the title: one's value is put between these two. */
static void begin_fact(struct buf *out, const char *name)
{
    buf_printf(out, "<div><dt>%s</dt><dd>", name);
}

static void end_fact(struct buf *out)
{
    buf_puts(out, "</dd></div>");
}

static void put_fact(struct buf *out, const char *name, const struct record *r, const char *key)
{
    const struct value *v = record_get(r, slice_of(key));
    if (!v || (v->type == VALUE_STRING && v->string.len == 0))
        return;
    begin_fact(out, name);
    page_put_value(out, v);
    end_fact(out);
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

static void put_place(struct buf *out, const struct record *r)
{
    struct slice country = record_string(r, SLICE_LIT("country"));
    struct slice city = record_string(r, SLICE_LIT("city"));
    if (country.len + city.len == 0)
        return;
    begin_fact(out, "国・都市");
    buf_put_html(out, country);
    if (city.len > 0 && !slice_eq(country, city)) {
        if (country.len > 0)
            buf_puts(out, "・");
        buf_put_html(out, city);
    }
    end_fact(out);
}

static void put_office(struct buf *out, const struct answer_hit *hit)
{
    const struct record *r = hit->record;
    buf_puts(out, "<dl class=\"facts\">");
    put_fact(out, "団体", r, "organization");
    put_place(out, r);
    if (record_get(r, SLICE_LIT("form"))) {
        begin_fact(out, "形態");
        buf_put_html(out, page_value_name(FACET_FORM, record_string(r, SLICE_LIT("form"))));
        end_fact(out);
    }
    if (record_get(r, SLICE_LIT("year"))) {
        begin_fact(out, "設置");
        page_put_year(out, r);
        end_fact(out);
    }
    if (record_get(r, SLICE_LIT("staff_total"))) {
        begin_fact(out, "職員");
        page_put_staff(out, r);
        end_fact(out);
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
    buf_puts(out, "<li><article class=\"card\"><header><h2>");
    page_put_kind(out, r->kind);
    buf_puts(out, "<a class=\"open\" href=\"");
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

static void put_repairs(struct buf *out, const struct record *r)
{
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

void page_put_record(struct buf *out, const struct record *r)
{
    buf_puts(out, "<p class=\"path\">");
    page_put_kind(out, r->kind);
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
    put_repairs(out, r);
}

/* What r says under key. */
static void put_cell(struct buf *out, const struct record *r, struct slice key)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (slice_eq(r->fields[i].key, key))
            put_field(out, r, &r->fields[i]);
}

/* A row of the comparison, nothing where no record has the field; marked where they differ. */
static void put_compared(struct buf *out, struct record *const *records, size_t count,
                         struct slice key)
{
    struct buf first, cell, row;
    bool any = false, differs = false;
    buf_init(&first, out->mem, 1 << 20);
    buf_init(&cell, out->mem, 1 << 20);
    buf_init(&row, out->mem, 8 << 20);
    put_cell(&first, records[0], key);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&cell);
        put_cell(&cell, records[i], key);
        any = any || cell.len > 0;
        differs = differs || !slice_eq(buf_slice(&cell), buf_slice(&first));
        buf_puts(&row, "<td>");
        buf_put_slice(&row, buf_slice(&cell));
        buf_puts(&row, "</td>");
    }
    if (any) {
        buf_printf(out, "<tr%s><th scope=\"row\">", differs ? " class=\"differs\"" : "");
        buf_put_html(out, page_field_name(key));
        buf_puts(out, "</th>");
        buf_put_slice(out, buf_slice(&row));
        buf_puts(out, "</tr>\n");
    }
    buf_done(&first);
    buf_done(&cell);
    buf_done(&row);
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
        buf_puts(out, "<th scope=\"col\">");
        page_put_link(out, records[i]);
        buf_puts(out, "</th>");
    }
    buf_puts(out, "</tr></thead><tbody>");
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
        put_compared(out, records, count, slice_of(keys[k]));
    buf_puts(out, "</tbody></table></div>");
}
