/* test_memory.c - every allocation that answering a question makes fails once: the answer is the
 * right one or an error, never another one, and the next answer is right again.
 *
 * Of indexing and reading, faults.py tries the same with the whole program.
 */
#include "dict/data.h"
#include "indexer/folder.h"
#include "indexer/run.h"
#include "searchd/page.h"
#include "searchd/uri.h"
#include "tests/faults/shim.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char records[] =
    "{\"id\":\"1\",\"title\":\"台北の拠点\",\"text\":"
    "\"観光誘客の営業活動。台湾からの旅行者を増やす。\"}\n"
    "{\"id\":\"2\",\"title\":\"販路の開拓\",\"text\":"
    "\"農産物の輸出と展示会への出展。シンガポールで商談。\"}\n"
    "{\"id\":\"3\",\"title\":\"姉妹都市\",\"text\":"
    "\"平成26年度の交流。職員を派遣し、3億円の予算。\"}\n"
    "{\"id\":\"4\",\"kind\":\"office\",\"title\":\"青森県 台北\",\"organization\":\"青森県\","
    "\"country\":\"台湾\",\"city\":\"台北\",\"activities\":\"観光誘客の営業\",\"fy\":\"H19\","
    "\"year\":2007}\n"
    "{\"id\":\"5\",\"kind\":\"office\",\"title\":\"秋田県 台北\",\"organization\":\"秋田県\","
    "\"country\":\"台湾\",\"city\":\"台北\",\"activities\":\"観光誘客の営業\",\"fy\":\"H20\","
    "\"year\":2008}\n";

struct world {
    char folder[32];
    char index[48];
    const char *index_dir;
    struct shared shared;
    struct backend *backend;
};

static int open_world(void **state)
{
    struct world *w = talloc_zero(NULL, struct world);
    *state = w;
    snprintf(w->folder, sizeof(w->folder), "/tmp/senrei-memory-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->index, sizeof(w->index), "%s/index", w->folder);
    w->index_dir = w->index;
    char *source = talloc_asprintf(w, "%s/r.jsonl", w->folder);
    FILE *f = fopen(source, "we");
    assert_non_null(f);
    assert_true(fputs(records, f) >= 0 && fclose(f) == 0);

    const char *dir;
    struct analyzer *analyzer = NULL;
    struct vocab *vocab = NULL;
    struct readings *readings = NULL;
    struct err err;
    const char *sources[] = {source};
    struct run_options o = {.index = w->index,
                            .sources = sources,
                            .source_count = 1,
                            .jobs = 1,
                            .commit_every = 1000,
                            .memory = 64 << 20,
                            .quiet = true};
    struct run_report report = {0};
    if (!data_dir(w, &dir, &err) || !analyzer_open(w, dir, &analyzer, &err) ||
        !vocab_open(w, dir, &vocab, &err) || !readings_build(w, analyzer, vocab, &readings, &err) ||
        !run_index(w, &o, analyzer, vocab, &report, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(report.documents, 5);
    w->shared = (struct shared){.analyzer = analyzer,
                                .vocab = vocab,
                                .readings = readings,
                                .indexes = &w->index_dir,
                                .index_count = 1};
    if (!backend_open(w, &w->shared, &w->backend, &err))
        fail_msg("%s", err.msg);
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    struct err err;
    bool removed = folder_remove(w->folder, &err);
    talloc_free(w);
    return removed ? 0 : -1;
}

/* Answers an address; the body without the time it took. */
static int ask(struct backend *b, TALLOC_CTX *mem, const char *target, struct slice *body)
{
    struct api_request req;
    struct api_response resp;
    struct err err;
    if (!uri_decode(mem, slice_of(target), &req, &err))
        return err.code == ERR_NOMEM ? 500 : 400;
    if (page_knows(req.path))
        page_answer(b, &req, mem, &resp);
    else
        api_answer(b, &req, mem, &resp);
    struct slice took = SLICE_LIT("\"took_ms\":");
    size_t at = slice_find(buf_slice(&resp.body), took);
    if (at < resp.body.len) {
        size_t end = at += took.len;
        while (end < resp.body.len && resp.body.ptr[end] != ',')
            end++;
        memmove(resp.body.ptr + at, resp.body.ptr + end, resp.body.len - end);
        resp.body.len -= end - at;
    }
    *body = buf_slice(&resp.body);
    return resp.status;
}

static void each_allocation_fails_once(struct world *w, const char *target)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct slice want, got;
    assert_int_equal(ask(w->backend, mem, target, &want), 200); /* fills what is kept */
    assert_int_equal(ask(w->backend, mem, target, &want), 200);
    unsigned long n = 0, calls;
    do {
        TALLOC_CTX *each = talloc_new(NULL);
        fault_memory(++n);
        int status = ask(w->backend, each, target, &got);
        calls = fault_calls();
        fault_memory(0);
        if (status != 200 && status != 500 && status != 503)
            fail_msg("%s: allocation %lu: status %d, %.*s", target, n, status, SLICE_ARG(got));
        if (status == 200 && !slice_eq(got, want))
            fail_msg("%s: allocation %lu: another answer:\n%.*s\nfor\n%.*s", target, n,
                     SLICE_ARG(got), SLICE_ARG(want));
        talloc_free(each);
        each = talloc_new(NULL);
        if (ask(w->backend, each, target, &got) != 200 || !slice_eq(got, want))
            fail_msg("%s: allocation %lu: the next answer is another one:\n%.*s\nfor\n%.*s", target,
                     n, SLICE_ARG(got), SLICE_ARG(want));
        talloc_free(each);
    } while (calls >= n);
    talloc_free(mem);
    print_message("%s: %lu allocations\n", target, n - 1);
}

static void answers_are_right_or_errors_whichever_allocation_fails(void **state)
{
    static const char *const targets[] = {
        /* 観光 誘客 台湾 */
        "/api/search?q=%E8%A6%B3%E5%85%89+%E8%AA%98%E5%AE%A2+%E5%8F%B0%E6%B9%BE&explain=on",
        /* (輸出 OR "展示会") -台湾 年度:H19-H27 sort */
        "/api/search?q=(%E8%BC%B8%E5%87%BA+OR+%22%E5%B1%95%E7%A4%BA%E4%BC%9A%22)+-%E5%8F%B0%E6%B9%"
        "BE&sort=-year&full=on",
        /* シンガポル: a word mended */
        "/api/search?q=%E3%82%B7%E3%83%B3%E3%82%AC%E3%83%9D%E3%83%AB&format=csv",
        "/api/search?country=%E5%8F%B0%E6%B9%BE&year=H19-H27&format=jsonl",
        "/api/similar?id=r/4&other=on",
        "/api/suggest?q=kankou",
        "/api/analyze?text=%E5%B9%B3%E6%88%9026%E5%B9%B4%E5%BA%A6%E3%81%AE3%E5%84%84%E5%86%86",
        "/api/facets",
        "/api/documents/r/4",
        "/documents/r/4",
        "/?q=%E8%A6%B3%E5%85%89",
    };
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        each_allocation_fails_once(*state, targets[i]);
}

static void a_backend_opens_whole_or_not_at_all(void **state)
{
    struct world *w = *state;
    unsigned long n = 0, calls;
    do {
        struct backend *b = NULL;
        struct err err = {0};
        TALLOC_CTX *mem = talloc_new(NULL);
        fault_memory(++n);
        bool ok = backend_open(mem, &w->shared, &b, &err);
        calls = fault_calls();
        fault_memory(0);
        if (!ok && (err.code == ERR_NONE || err.code == ERR_BUG || !*err.msg))
            fail_msg("allocation %lu: code %d, '%s'", n, (int)err.code, err.msg);
        talloc_free(mem);
    } while (calls >= n);
    print_message("opening: %lu allocations\n", n - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_right_or_errors_whichever_allocation_fails),
        cmocka_unit_test(a_backend_opens_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
