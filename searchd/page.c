/* page.c - see page.h. */
#include "searchd/page.h"
#include "dict/memory.h"
#include "searchd/assets.h"
#include "searchd/page_cards.h"
#include "searchd/page_facets.h"
#include "searchd/page_words.h"
#include "searchd/search.h"
#include <stdio.h>

enum {
    PAGE_HITS = 20,     /* on a page */
    PAGE_MAX = 8 << 20, /* bytes of one page */
    COMPARE_MAX = 12,   /* records side by side */
    SIMILAR_SHOWN = 6,  /* on a record's page */
    SOURCES_SHOWN = 60, /* documents listed in the help */
};

bool page_knows(struct slice path)
{
    return slice_eq(path, SLICE_LIT("/")) || slice_eq(path, SLICE_LIT("/help")) ||
           slice_eq(path, SLICE_LIT("/compare")) || slice_eq(path, SLICE_LIT("/similar")) ||
           (slice_starts(path, SLICE_LIT("/documents/")) && path.len > 11);
}

/* What a template has for {{name}}. */
struct blank {
    const char *name;
    struct slice value; /* HTML */
};

/* Appends text with each {{name}} replaced by its value; those unknown vanish. */
static void fill_in(struct buf *out, struct slice text, const struct blank *blanks, size_t count)
{
    while (text.len > 0) {
        size_t at = slice_find(text, SLICE_LIT("{{"));
        size_t end =
            at <= text.len ? slice_find(slice_sub(text, at, text.len), SLICE_LIT("}}")) : 0;
        if (at > text.len || end > text.len - at) {
            buf_put_slice(out, text);
            return;
        }
        buf_put_slice(out, slice_sub(text, 0, at));
        struct slice name = slice_sub(text, at + 2, at + end);
        for (size_t i = 0; i < count; i++) {
            if (slice_eq(slice_of(blanks[i].name), name))
                buf_put_slice(out, blanks[i].value);
        }
        text = slice_sub(text, at + end + 2, text.len);
    }
}

static struct slice file_text(struct slice name)
{
    const struct asset *a = asset_named(name);
    return a ? a->bytes : (struct slice){NULL, 0};
}

/* The answer to one request while it is put together. */
struct draft {
    struct backend *backend;
    const struct api_request *req;
    TALLOC_CTX *mem;
    struct buf title, main; /* HTML */
    int status;
};

static struct slice param_of(const struct api_request *req, const char *name)
{
    for (size_t i = 0; i < req->param_count; i++) {
        if (slice_eq(req->params[i].name, slice_of(name)))
            return req->params[i].value;
    }
    return (struct slice){NULL, 0};
}

static void say_failure(struct draft *d, const struct err *err)
{
    switch (err->code) {
    case ERR_NOT_FOUND: d->status = 404; break;
    case ERR_INPUT: d->status = 400; break;
    case ERR_STALE:
    case ERR_BUSY: d->status = 503; break;
    case ERR_NONE:
    case ERR_STORE:
    case ERR_NOMEM:
    case ERR_BUG: d->status = 500; break;
    }
    buf_clear(&d->main);
    buf_puts(&d->main, "<div class=\"doc\"><h1>");
    buf_puts(&d->main, d->status == 404   ? "記録が見つかりません"
                       : d->status == 400 ? "この条件では探せません"
                                          : "ただいま検索できません");
    buf_puts(&d->main, "</h1><div class=\"empty\"><p>");
    buf_put_html(&d->main, slice_of(err->msg));
    buf_puts(&d->main, "</p><p><a href=\"/\">検索へ</a></p></div></div>");
}

/* ---- Views ---- */

/* The page's own parameters are not the search's. */
static bool read_params(struct draft *d, bool similar, struct search_params *ret, struct err *err)
{
    struct param *params = talloc_array(d->mem, struct param, (unsigned)d->req->param_count + 1);
    if (!params)
        return err_nomem(err, "parameters");
    size_t count = 0;
    for (size_t i = 0; i < d->req->param_count; i++) {
        if (!slice_eq(d->req->params[i].name, SLICE_LIT("view")))
            params[count++] = d->req->params[i];
    }
    if (!params_parse(d->mem, params, count, similar, ret, err))
        return false;
    if (param_of(d->req, "limit").len == 0)
        ret->limit = PAGE_HITS;
    return true;
}

/* What all of the index holds, by facet. */
static bool ask_everything(struct draft *d, struct answer *ret, struct err *err)
{
    struct search_params p;
    if (!params_parse(d->mem, NULL, 0, false, &p, err))
        return false;
    p.limit = 1;
    return search_run(d->backend, d->mem, &p, ret, err);
}

static void show_home(struct draft *d)
{
    struct answer a = {0};
    struct err err;
    struct buf kinds;
    buf_init(&kinds, d->mem, 65536);
    if (!ask_everything(d, &a, &err)) {
        say_failure(d, &err);
        return;
    }
    for (size_t i = 0; i < a.facets[FACET_KIND].count; i++) {
        const struct facet_value *v = &a.facets[FACET_KIND].values[i];
        buf_puts(&kinds, "<a href=\"/?kind=");
        params_escape(v->value, &kinds);
        buf_puts(&kinds, "\"><b>");
        page_put_number(&kinds, v->count);
        buf_puts(&kinds, "</b>");
        buf_put_html(&kinds, page_kind_name(v->value));
        buf_puts(&kinds, "</a>");
    }
    const struct blank blanks[] = {{"kinds", buf_slice(&kinds)}};
    fill_in(&d->main, file_text(SLICE_LIT("home.html")), blanks, 1);
    buf_puts(&d->title, "先例 — 自治体の海外展開を調べる");
}

static void show_results(struct draft *d)
{
    struct search_params p;
    struct answer a = {0};
    struct err err;
    if (!read_params(d, false, &p, &err) || !search_run(d->backend, d->mem, &p, &a, &err)) {
        say_failure(d, &err);
        return;
    }
    buf_puts(&d->main, "<div class=\"page wide\"><aside class=\"facets\" aria-label=\"絞り込み\">");
    page_put_facets(&d->main, &a, &p);
    buf_puts(&d->main, "</aside><div class=\"middle\"><div class=\"summary\"><h1 class=\"num\">");
    if (a.total_is_estimate)
        buf_puts(&d->main, "約");
    page_put_number(&d->main, a.total);
    buf_puts(&d->main, "件</h1>");
    if (a.groups < a.total) {
        buf_puts(&d->main, "<span class=\"soft small num\">同文をまとめて");
        page_put_number(&d->main, a.groups);
        buf_puts(&d->main, "件</span>");
    }
    buf_puts(&d->main, "</div>");
    page_put_understood(&d->main, &a, &p);
    page_put_hits(&d->main, &a);
    page_put_paging(&d->main, &a, &p);
    buf_puts(&d->main, "</div><aside class=\"side\" aria-label=\"地図と年度\"></aside></div>");
    if (p.q.len > 0) {
        buf_put_html(&d->title, p.q);
        buf_puts(&d->title, " — ");
    }
    buf_puts(&d->title, "先例");
}

/* Reads the record of an id; *ret is owned by mem. */
static bool find_record(struct draft *d, struct slice id, struct record **ret, struct err *err)
{
    struct slice term, data;
    struct stored *stored;
    if (!schema_term(d->mem, SPACE_ID, id, &term, err) ||
        !store_find(d->backend->store, d->mem, term, &data, err) ||
        !stored_unpack(d->mem, data, &stored, err))
        return false;
    *ret = stored->record;
    return true;
}

/* The number at the end of s[0..*end), which then ends in front of it; -1 where there is none. */
static long number_at_end(struct slice s, size_t *end)
{
    size_t start = *end;
    long n = 0;
    while (start > 0 && s.ptr[start - 1] >= '0' && s.ptr[start - 1] <= '9')
        start--;
    if (start == *end || *end - start > 9)
        return -1;
    for (size_t i = start; i < *end; i++)
        n = n * 10 + (s.ptr[i] - '0');
    *end = start;
    return n;
}

/* Reads the record whose id is stem, n and tail; a negative n is none's. */
static bool find_numbered(struct draft *d, struct slice stem, long n, const char *tail,
                          struct record **ret)
{
    struct err err;
    if (n < 0)
        return false;
    char *id = talloc_asprintf(d->mem, "%.*s%ld%s", SLICE_ARG(stem), n, tail);
    if (!id)
        memory_out();
    return id && find_record(d, slice_of(id), ret, &err);
}

/* A link to the record that follows (+1) or comes before (-1) in its document, if there is one:
 * the last number of an id counts the rows, and of two ("12-3") the first counts the groups. */
static void put_neighbour(struct draft *d, struct slice id, int step)
{
    size_t end = id.len;
    struct record *r;
    long row = number_at_end(id, &end);
    if (row < 0)
        return;
    bool found = find_numbered(d, slice_sub(id, 0, end), row + step, "", &r);
    if (!found && step > 0 && end > 1 && id.ptr[end - 1] == '-') {
        end--;
        long group = number_at_end(id, &end);
        found = group >= 0 && find_numbered(d, slice_sub(id, 0, end), group + 1, "-1", &r);
    }
    if (!found)
        return;
    buf_printf(&d->main, "<a class=\"%s\" rel=\"%s\" href=\"", step < 0 ? "previous" : "next",
               step < 0 ? "prev" : "next");
    page_put_record_address(&d->main, r->id);
    buf_printf(&d->main, "\"><small>%s</small>", step < 0 ? "← 前" : "次 →");
    buf_put_html(&d->main, r->title);
    buf_puts(&d->main, "</a>");
}

/* What resembles id, as a short list of links. */
static bool put_similar(struct draft *d, struct slice id, struct err *err)
{
    struct param only[] = {{SLICE_LIT("id"), id}};
    struct search_params p;
    struct answer a = {0};
    if (!params_parse(d->mem, only, 1, true, &p, err))
        return false;
    p.limit = SIMILAR_SHOWN;
    if (!search_run(d->backend, d->mem, &p, &a, err))
        return false;
    buf_puts(&d->main, "<h2>似た記録</h2><ul class=\"rows\">");
    for (size_t i = 0; i < a.hit_count; i++) {
        buf_puts(&d->main, "<li>");
        page_put_kind(&d->main, a.hits[i].record->kind);
        page_put_link(&d->main, a.hits[i].record);
        buf_puts(&d->main, "</li>");
    }
    buf_puts(&d->main, "</ul>");
    return true;
}

static void show_record(struct draft *d, struct slice id)
{
    struct record *r;
    struct err err;
    if (!find_record(d, id, &r, &err)) {
        say_failure(d, &err);
        return;
    }
    buf_puts(&d->main, "<article class=\"doc\">");
    page_put_record(&d->main, r);
    buf_puts(&d->main, "<nav class=\"near\" aria-label=\"資料の中の前後\">");
    put_neighbour(d, id, -1);
    put_neighbour(d, id, 1);
    buf_puts(&d->main, "</nav>");
    /* Without resemblances the record is still worth reading. */
    if (!put_similar(d, id, &err) && err.code == ERR_STALE) {
        say_failure(d, &err);
        return;
    }
    buf_puts(&d->main, "</article>");
    buf_put_html(&d->title, r->title);
    buf_puts(&d->title, " — 先例");
}

static void show_similar(struct draft *d)
{
    struct search_params p;
    struct answer a = {0};
    struct record *r;
    struct err err;
    if (!find_record(d, param_of(d->req, "id"), &r, &err) || !read_params(d, true, &p, &err) ||
        !search_run(d->backend, d->mem, &p, &a, &err)) {
        say_failure(d, &err);
        return;
    }
    buf_puts(&d->main, "<div class=\"doc\"><h1>似た記録：");
    page_put_link(&d->main, r);
    buf_puts(&d->main, "</h1>");
    page_put_hits(&d->main, &a);
    buf_puts(&d->main, "</div>");
    buf_puts(&d->title, "似た記録 — 先例");
}

static void show_comparison(struct draft *d)
{
    struct record *records[COMPARE_MAX];
    size_t count = 0, lost = 0;
    struct err err;
    for (size_t i = 0; i < d->req->param_count && count < COMPARE_MAX; i++) {
        if (!slice_eq(d->req->params[i].name, SLICE_LIT("id")))
            continue;
        if (find_record(d, d->req->params[i].value, &records[count], &err)) {
            count++;
        } else if (err.code == ERR_NOT_FOUND || err.code == ERR_INPUT) {
            lost++;
        } else {
            say_failure(d, &err);
            return;
        }
    }
    buf_puts(&d->title, "比較 — 先例");
    if (count == 0) {
        buf_puts(
            &d->main,
            "<div class=\"doc\"><h1>比較</h1><div class=\"empty\"><p>比べる記録が選ばれていません。"
            "検索結果の「比較」に印を付けて、二つ以上選んでください。</p>"
            "<p><a href=\"/\">検索へ</a></p></div></div>");
        return;
    }
    buf_printf(&d->main, "<div><h1>%zu件の比較</h1>", count);
    if (lost > 0)
        buf_printf(&d->main, "<p class=\"say\">%zu件は今の索引に見つかりません。</p>", lost);
    page_put_comparison(&d->main, records, count);
    buf_puts(&d->main, "</div>");
}

/* Ends the link to a document: its title, publisher and date, as one of its records tells them. */
static void put_document(struct draft *d, struct buf *out, struct slice source)
{
    struct search_params p;
    struct answer a = {0};
    struct err err;
    struct slice title = {NULL, 0}, publisher = {NULL, 0}, date = {NULL, 0};
    if (params_parse(d->mem, NULL, 0, false, &p, &err)) {
        p.limit = 1;
        p.facets = false;
        p.filters[FACET_SOURCE] = (struct filter){&source, 1};
        if (search_run(d->backend, d->mem, &p, &a, &err) && a.hit_count > 0) {
            title = record_string(a.hits[0].record, SLICE_LIT("source_title"));
            publisher = record_string(a.hits[0].record, SLICE_LIT("publisher"));
            date = record_string(a.hits[0].record, SLICE_LIT("date"));
        }
    }
    buf_put_html(out, title.len > 0 ? title : source);
    buf_puts(out, "</a>　");
    buf_put_html(out, publisher);
    if (date.len > 0) {
        buf_putc(out, ' ');
        buf_put_html(out, date);
    }
}

static void show_help(struct draft *d)
{
    struct answer a = {0};
    struct err err;
    struct buf sources;
    buf_init(&sources, d->mem, 1 << 20);
    if (!ask_everything(d, &a, &err)) {
        say_failure(d, &err);
        return;
    }
    buf_puts(&sources, "<ul class=\"rows\">");
    for (size_t i = 0; i < a.facets[FACET_SOURCE].count && i < SOURCES_SHOWN; i++) {
        const struct facet_value *v = &a.facets[FACET_SOURCE].values[i];
        buf_puts(&sources, "<li><a href=\"/?source=");
        params_escape(v->value, &sources);
        buf_puts(&sources, "\">");
        put_document(d, &sources, v->value);
        buf_puts(&sources, "　<span class=\"num soft\">");
        page_put_number(&sources, v->count);
        buf_puts(&sources, "件</span></li>");
    }
    buf_puts(&sources, "</ul>");
    const struct blank blanks[] = {{"sources", buf_slice(&sources)}};
    fill_in(&d->main, file_text(SLICE_LIT("help.html")), blanks, 1);
    buf_puts(&d->title, "使い方 — 先例");
}

/* Fills title and main. */
static void show(struct draft *d)
{
    struct slice path = d->req->path;
    if (slice_eq(path, SLICE_LIT("/")) && d->req->param_count == 0)
        show_home(d);
    else if (slice_eq(path, SLICE_LIT("/")))
        show_results(d);
    else if (slice_eq(path, SLICE_LIT("/help")))
        show_help(d);
    else if (slice_eq(path, SLICE_LIT("/compare")))
        show_comparison(d);
    else if (slice_eq(path, SLICE_LIT("/similar")))
        show_similar(d);
    else
        show_record(d, slice_sub(path, sizeof("/documents/") - 1, path.len));
}

void page_answer(struct backend *b, const struct api_request *req, TALLOC_CTX *mem,
                 struct api_response *resp)
{
    struct draft d = {.backend = b, .req = req, .mem = mem, .status = 200};
    memory_begin();
    buf_init(&d.title, mem, 65536);
    buf_init(&d.main, mem, PAGE_MAX);
    show(&d);

    struct buf q, folder;
    buf_init(&q, mem, 65536);
    buf_init(&folder, mem, 256);
    if (slice_eq(req->path, SLICE_LIT("/")))
        buf_put_html(&q, param_of(req, "q"));
    buf_printf(&folder, "/assets/%s", asset_version);
    if (d.title.len == 0)
        buf_puts(&d.title, "先例");
    const struct blank blanks[] = {{"title", buf_slice(&d.title)},
                                   {"q", buf_slice(&q)},
                                   {"assets", buf_slice(&folder)},
                                   {"main", buf_slice(&d.main)}};
    *resp = (struct api_response){.status = d.status,
                                  .content_type = "text/html; charset=utf-8",
                                  .generation = b->generation,
                                  .cacheable = d.status == 200};
    buf_init(&resp->body, mem, PAGE_MAX + (1 << 16));
    fill_in(&resp->body, file_text(SLICE_LIT("index.html")), blanks, 4);
    if (memory_was_out())
        api_problem(mem, 500, SLICE_LIT("out of memory: the page is not whole"), resp);
    else if (!buf_ok(&resp->body) || !buf_ok(&d.main))
        api_problem(mem, 500, SLICE_LIT("the page grew too large"), resp);
}
