/* Reading takes time in proportion to the length: ten times the document, about ten times the
 * instructions (the processor's count where the system gives it, else the time used). */
#include "corpus/collect.h"
#include <linux/perf_event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int open_counter(void)
{
    struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
                                   .size = sizeof(attr),
                                   .config = PERF_COUNT_HW_INSTRUCTIONS,
                                   .exclude_kernel = 1,
                                   .exclude_hv = 1};
    return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

/* What reading bytes costs. */
static double cost(struct slice bytes, enum format format)
{
    int counter = open_counter();
    struct timespec from, to;
    long long count = 0;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    struct collected *c = collect(bytes, format);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    bool counted =
        counter >= 0 && read(counter, &count, sizeof(count)) == sizeof(count) && count > 0;
    if (counter >= 0)
        close(counter);
    assert_int_equal(c->err.code, ERR_NONE);
    talloc_free(c);
    return counted ? (double)count
                   : (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
}

static void ten_times_as_long_costs_about_ten_times_as_much(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum format format;
        struct slice head, piece;
    } rows[] = {
        {"minutes", FORMAT_MINUTES, SLICE_LIT("港の会 議事録\n委員：海野町長 波野渚氏\n1. 報告\n"),
         SLICE_LIT("○波野委員　船は足りる。\n・ 網も足りる。\nQ. 氷は。\n→（波野氏）ない。\n")},
        {"plan", FORMAT_PLAN, SLICE_LIT("町の計画\n"),
         SLICE_LIT("1. 港\n○ 岸壁\n直す。\n① 北\n② 南\n")},
        {"guide", FORMAT_GUIDE, SLICE_LIT("町の手引き\n目次\n暮らし・・・・1\n"),
         SLICE_LIT(
             "(1)"
             "水\n\n町の水を使う。\n総務部\t\n人事課\t人を選ぶ。\nQ1：なぜ。\nA1：なぜでも。\n")},
        {"columns", FORMAT_OFFICES, SLICE_LIT("団体名   拠点名        国     都市    設置年度\n"),
         SLICE_LIT("港町     港町台北の    台湾   台北    H23\n"
                   "         窓口          \n浜町     浜町窓口      タイ   バンコク R2\n\n")},
        {"csv", FORMAT_CSV, SLICE_LIT("a,b\n"), SLICE_LIT("\"港\n北\",2\n\"未,3\n")},
        {"markdown", FORMAT_MARKDOWN, SLICE_LIT("# 題\n"),
         SLICE_LIT("## 港\n文[x](y)\n| a | b |\n|---|---|\n| 1 | 2 |\n")},
        {"html", FORMAT_HTML, SLICE_LIT("<html>"),
         SLICE_LIT("<h2>港</h2><p>海&amp;<script><table><tr><td rowspan=9>1<td>2</table><!-- ")},
        {"jsonl", FORMAT_JSONL, SLICE_LIT(""), SLICE_LIT("{\"id\":\"a\",\"text\":\"港\"}\n")},
        {"text", FORMAT_TEXT, SLICE_LIT(""), SLICE_LIT("港の話。\n続き。\n\n")},
        {"brackets never closed", FORMAT_MINUTES, SLICE_LIT("会\n1. 報告\n"), SLICE_LIT("（「(<[")},
    };
    enum { PIECES = 2000, RUNS = 4 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b;
        double costs[2];
        for (int k = 0; k < 2; k++) {
            buf_init(&b, NULL, 64 << 20);
            buf_put_slice(&b, rows[i].head);
            /* Aligning a row costs more than any line of text. */
            int pieces = rows[i].format == FORMAT_OFFICES ? PIECES / 20 : PIECES;
            for (int n = 0; n < (k ? 10 * pieces : pieces); n++)
                buf_put_slice(&b, rows[i].piece);
            /* The least of some runs: other programs disturb a clock, never to its favour. */
            costs[k] = cost(buf_slice(&b), rows[i].format);
            for (int again = 1; again < RUNS; again++) {
                double c = cost(buf_slice(&b), rows[i].format);
                costs[k] = c < costs[k] ? c : costs[k];
            }
            buf_done(&b);
        }
        print_message("%s: %.1f times\n", rows[i].name, costs[1] / costs[0]);
        if (costs[1] > 20 * costs[0])
            fail_msg("%s: %.1f times the cost for ten times the length", rows[i].name,
                     costs[1] / costs[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_times_as_long_costs_about_ten_times_as_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
