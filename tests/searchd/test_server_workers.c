/* workers: a bounded queue, several threads, and an end that loses nothing. */
#include "searchd/workers.h"
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>
/* after what it needs */
#include <cmocka.h>

struct job {
    struct work work;
    int number, result;
};

struct bench {
    atomic_int opened, refreshed, running;
    atomic_bool hold; /* work waits for its end */
    int fail_at;      /* opening fails for this one; 0: none */
};

static bool open_state(void *ctx, TALLOC_CTX *mem, void **state, struct err *err)
{
    struct bench *b = ctx;
    int n = atomic_fetch_add(&b->opened, 1) + 1;
    if (n == b->fail_at)
        return err_set(err, ERR_STORE, "index %d is broken", n);
    *state = talloc_zero(mem, int);
    return true;
}

static void refresh_state(void *ctx, void *state)
{
    (void)state;
    struct bench *b = ctx;
    atomic_fetch_add(&b->refreshed, 1);
}

static void run_job(void *ctx, void *state, struct work *work)
{
    struct bench *b = ctx;
    struct job *job = (struct job *)work;
    atomic_fetch_add(&b->running, 1);
    while (atomic_load(&b->hold))
        usleep(1000);
    ++*(int *)state;
    job->result = job->number * 2;
}

static struct workers *start(struct bench *b, size_t threads, size_t queue)
{
    const struct work_calls calls = {b, open_state, refresh_state, run_job};
    struct workers *w;
    struct err err;
    if (!workers_start(NULL, &calls, threads, queue, &w, &err))
        fail_msg("%s", err.msg);
    return w;
}

/* Waits for want pieces of finished work. */
static size_t take(struct workers *w, size_t want)
{
    size_t got = 0;
    while (got < want) {
        struct pollfd p = {.fd = workers_fd(w), .events = POLLIN};
        if (poll(&p, 1, 5000) != 1)
            break;
        for (struct work *work = workers_take(w); work; work = work->next) {
            struct job *job = (struct job *)work;
            assert_int_equal(job->result, job->number * 2);
            got++;
        }
    }
    return got;
}

static void all_work_comes_back_done(void **state)
{
    (void)state;
    enum { JOBS = 1000 };
    static struct job jobs[JOBS];
    struct bench b = {0};
    struct workers *w = start(&b, 4, JOBS);
    for (int i = 0; i < JOBS; i++) {
        jobs[i].number = i;
        assert_true(workers_push(w, &jobs[i].work));
    }
    assert_int_equal(take(w, JOBS), JOBS);
    assert_null(workers_stop(w));
    assert_int_equal(b.opened, 4);
    talloc_free(w);
}

static void a_full_queue_takes_nothing_more(void **state)
{
    (void)state;
    struct job jobs[6] = {0};
    struct bench b = {.hold = true};
    struct workers *w = start(&b, 1, 2);
    assert_true(workers_push(w, &jobs[0].work));
    while (atomic_load(&b.running) == 0)
        usleep(1000);
    assert_true(workers_push(w, &jobs[1].work));
    assert_true(workers_push(w, &jobs[2].work));
    assert_false(workers_push(w, &jobs[3].work));
    assert_int_equal(workers_waiting(w), 2);
    atomic_store(&b.hold, false);
    assert_int_equal(take(w, 3), 3);
    assert_true(workers_push(w, &jobs[4].work));
    assert_int_equal(take(w, 1), 1);
    assert_null(workers_stop(w));
    talloc_free(w);
}

static void the_end_gives_back_what_was_not_done(void **state)
{
    (void)state;
    struct job jobs[3] = {0};
    struct bench b = {.hold = true};
    struct workers *w = start(&b, 1, 10);
    for (int i = 0; i < 3; i++)
        assert_true(workers_push(w, &jobs[i].work));
    while (atomic_load(&b.running) == 0)
        usleep(1000);
    atomic_store(&b.hold, false);
    struct work *rest = workers_stop(w);
    size_t count = 0;
    for (; rest; rest = rest->next)
        count++;
    assert_int_equal(count, 3); /* finished but not taken, or never begun */
    talloc_free(w);
}

static void idle_threads_refresh_at_once(void **state)
{
    (void)state;
    struct bench b = {0};
    struct workers *w = start(&b, 3, 1);
    workers_refresh(w);
    for (int i = 0; i < 5000 && atomic_load(&b.refreshed) < 3; i++)
        usleep(1000);
    assert_int_equal(b.refreshed, 3);
    workers_stop(w);
    talloc_free(w);
}

static void one_thread_that_cannot_open_stops_the_start(void **state)
{
    (void)state;
    struct bench b = {.fail_at = 2};
    const struct work_calls calls = {&b, open_state, refresh_state, run_job};
    struct workers *w = NULL;
    struct err err;
    assert_false(workers_start(NULL, &calls, 3, 1, &w, &err));
    assert_string_equal(err.msg, "index 2 is broken");
    assert_null(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_work_comes_back_done),
        cmocka_unit_test(a_full_queue_takes_nothing_more),
        cmocka_unit_test(the_end_gives_back_what_was_not_done),
        cmocka_unit_test(idle_threads_refresh_at_once),
        cmocka_unit_test(one_thread_that_cannot_open_stops_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
