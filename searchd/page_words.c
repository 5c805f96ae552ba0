/* page_words.c - see page_words.h. */
#include "searchd/page_words.h"
#include "searchd/params.h"
#include <inttypes.h>
#include <stdio.h>

struct word {
    const char *key, *name;
};

static struct slice look_up(const struct word *words, size_t count, struct slice key)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_eq(slice_of(words[i].key), key))
            return slice_of(words[i].name);
    }
    return key;
}

struct slice page_kind_name(struct slice kind)
{
    static const struct word words[] = {
        {"office", "拠点"}, {"project", "事業"}, {"minutes", "議事録"},
        {"plan", "計画"},   {"guide", "案内"},   {"document", "文書"},
    };
    return look_up(words, sizeof(words) / sizeof(words[0]), kind);
}

const char *page_facet_name(enum facet f)
{
    switch (f) {
    case FACET_KIND: return "種類";
    case FACET_COUNTRY: return "国・地域";
    case FACET_CITY: return "都市";
    case FACET_ORGANIZATION: return "団体";
    case FACET_FORM: return "形態";
    case FACET_YEAR: return "年度";
    case FACET_SPEAKER: return "発言者";
    case FACET_STATUS: return "事業の状態";
    case FACET_SOURCE: return "資料";
    case FACET_COUNT: break;
    }
    return "";
}

struct slice page_value_name(enum facet f, struct slice value)
{
    static const struct word forms[] = {
        {"a", "独自事務所"}, {"b", "機関等派遣"}, {"c", "業務委託等"}, {"d", "その他"}};
    if (f == FACET_KIND)
        return page_kind_name(value);
    if (f == FACET_FORM)
        return look_up(forms, sizeof(forms) / sizeof(forms[0]), value);
    return value;
}

struct slice page_field_name(struct slice key)
{
    static const struct word words[] = {
        {"organization", "団体"},   {"name", "名称"},
        {"country", "国・地域"},    {"city", "都市"},
        {"form", "形態"},           {"form_text", "形態の記載"},
        {"contractor", "委託先"},   {"fy", "年度"},
        {"department", "所管課"},   {"staff_total", "職員数"},
        {"reason", "設置理由"},     {"activities", "活動内容"},
        {"url", "アドレス"},        {"note", "備考"},
        {"pillar", "柱"},           {"section", "節"},
        {"bureau", "部局"},         {"division", "課"},
        {"description", "内容"},    {"countries", "対象国"},
        {"period", "期間"},         {"participants", "参加者"},
        {"budget", "予算（千円）"}, {"budget_next", "次年度予算（千円）"},
        {"plan", "次年度の予定"},   {"status", "状態"},
        {"meeting", "会議"},        {"date", "日付"},
        {"speaker", "発言者"},      {"affiliation", "所属"},
        {"role", "発言の別"},       {"text", "本文"},
        {"path", "見出し"},         {"body", "本文"},
        {"publisher", "発行者"},
    };
    return look_up(words, sizeof(words) / sizeof(words[0]), key);
}

void page_put_year(struct buf *out, const struct record *r)
{
    static const struct {
        const char *name;
        char letter;
        int before; /* Christian year of the era's year 0 */
    } eras[] = {{"令和", 'R', 2018},
                {"平成", 'H', 1988},
                {"昭和", 'S', 1925},
                {"大正", 'T', 1911},
                {"明治", 'M', 1867}};
    struct slice fy = record_string(r, SLICE_LIT("fy"));
    int64_t year = record_int(r, SLICE_LIT("year"), 0);
    if (year < 1868 || year > 2200) {
        buf_put_html(out, fy);
        return;
    }
    size_t era = 0;
    while (era < 4 && year <= eras[era].before)
        era++;
    /* The list's own letter wins: H31 and R1 are the same fiscal year. */
    for (size_t i = 0; fy.len > 0 && i < 5; i++) {
        if (fy.ptr[0] == eras[i].letter && year > eras[i].before)
            era = i;
    }
    int64_t nth = year - eras[era].before;
    if (nth == 1)
        buf_printf(out, "%s元年度（%" PRId64 "）", eras[era].name, year);
    else
        buf_printf(out, "%s%" PRId64 "年度（%" PRId64 "）", eras[era].name, nth, year);
}

void page_put_staff(struct buf *out, const struct record *r)
{
    int64_t total = record_int(r, SLICE_LIT("staff_total"), -1);
    int64_t sent = record_int(r, SLICE_LIT("staff_dispatched"), -1);
    int64_t local = record_int(r, SLICE_LIT("staff_local"), -1);
    if (total < 0)
        return;
    buf_printf(out, "%" PRId64 "人", total);
    if (sent >= 0 && local >= 0)
        buf_printf(out, "（派遣%" PRId64 "・現地%" PRId64 "）", sent, local);
}

void page_put_number(struct buf *out, int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%" PRId64, n);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
            buf_putc(out, ',');
        buf_putc(out, digits[i]);
    }
}

void page_put_value(struct buf *out, const struct value *v)
{
    if (!v)
        return;
    switch (v->type) {
    case VALUE_NULL: break;
    case VALUE_STRING: buf_put_html(out, v->string); break;
    case VALUE_INT: page_put_number(out, v->integer); break;
    case VALUE_REAL: buf_printf(out, "%g", v->real); break;
    case VALUE_BOOL: buf_puts(out, v->integer ? "はい" : "いいえ"); break;
    case VALUE_LIST:
        for (size_t i = 0; i < v->list.count; i++) {
            if (i > 0)
                buf_puts(out, " ＞ ");
            buf_put_html(out, v->list.at[i]);
        }
        break;
    }
}

void page_put_kind(struct buf *out, struct slice kind)
{
    buf_puts(out, "<span class=\"tag ");
    buf_put_html(out, kind);
    buf_puts(out, "\">");
    buf_put_html(out, page_kind_name(kind));
    buf_puts(out, "</span>");
}

void page_put_record_address(struct buf *out, struct slice id)
{
    buf_puts(out, "/documents/");
    for (size_t start = 0; start <= id.len;) {
        size_t end = start;
        while (end < id.len && id.ptr[end] != '/')
            end++;
        if (start > 0)
            buf_putc(out, '/');
        params_escape(slice_sub(id, start, end), out);
        start = end + 1;
    }
}

void page_put_link(struct buf *out, const struct record *r)
{
    buf_puts(out, "<a href=\"");
    page_put_record_address(out, r->id);
    buf_puts(out, "\">");
    buf_put_html(out, r->title);
    buf_puts(out, "</a>");
}
