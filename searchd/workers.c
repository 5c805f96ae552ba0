/* workers.c - see workers.h. */
#include "searchd/workers.h"
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* First in, first out. */
struct line {
    struct work *first, **last;
    size_t count;
};

struct worker {
    struct workers *all;
    pthread_t thread;
    unsigned refreshed; /* value of all->refreshes that was acted on */
    bool failed;
    struct err err;
};

struct workers {
    struct work_calls calls;
    pthread_mutex_t lock;      /* over everything below but workers[] */
    pthread_cond_t news;       /* work, a refresh, or the end */
    pthread_cond_t opened_one; /* for workers_start() */
    struct line waiting, done;
    size_t queue_max, opened;
    unsigned refreshes;
    bool stopping;
    int fd;
    size_t count;
    struct worker *workers;
};

static void line_init(struct line *l)
{
    *l = (struct line){NULL, NULL, 0};
    l->last = &l->first;
}

static void line_push(struct line *l, struct work *work)
{
    work->next = NULL;
    *l->last = work;
    l->last = &work->next;
    l->count++;
}

static struct work *line_pop(struct line *l)
{
    struct work *work = l->first;
    if (!work)
        return NULL;
    l->first = work->next;
    if (!l->first)
        l->last = &l->first;
    l->count--;
    work->next = NULL;
    return work;
}

static void work_until_stopped(struct worker *me, void *state)
{
    struct workers *w = me->all;
    pthread_mutex_lock(&w->lock);
    while (!w->stopping) {
        if (me->refreshed != w->refreshes) {
            me->refreshed = w->refreshes;
            pthread_mutex_unlock(&w->lock);
            w->calls.refresh(w->calls.ctx, state);
            pthread_mutex_lock(&w->lock);
            continue;
        }
        struct work *work = line_pop(&w->waiting);
        if (!work) {
            pthread_cond_wait(&w->news, &w->lock);
            continue;
        }
        pthread_mutex_unlock(&w->lock);
        w->calls.run(w->calls.ctx, state, work);
        pthread_mutex_lock(&w->lock);
        bool first = w->done.count == 0;
        line_push(&w->done, work);
        if (first) {
            /* One wake-up for all that gathers until the loop comes to take it. */
            uint64_t one = 1;
            ssize_t n;
            do
                n = write(w->fd, &one, sizeof(one));
            while (n < 0 && errno == EINTR);
        }
    }
    pthread_mutex_unlock(&w->lock);
}

static void *worker_main(void *arg)
{
    struct worker *me = arg;
    struct workers *w = me->all;
    TALLOC_CTX *mem = talloc_new(NULL);
    void *state = NULL;
    bool ok = mem ? w->calls.open(w->calls.ctx, mem, &state, &me->err)
                  : err_nomem(&me->err, "worker thread");
    pthread_mutex_lock(&w->lock);
    me->failed = !ok;
    w->opened++;
    pthread_cond_signal(&w->opened_one);
    pthread_mutex_unlock(&w->lock);
    if (ok)
        work_until_stopped(me, state);
    talloc_free(mem);
    return NULL;
}

static int workers_destroy(struct workers *w)
{
    pthread_cond_destroy(&w->opened_one);
    pthread_cond_destroy(&w->news);
    pthread_mutex_destroy(&w->lock);
    close(w->fd);
    return 0;
}

bool workers_start(TALLOC_CTX *mem, const struct work_calls *calls, size_t count, size_t queue_max,
                   struct workers **ret, struct err *err)
{
    struct workers *w = talloc_zero(mem, struct workers);
    struct worker *each = w ? talloc_zero_array(w, struct worker, (unsigned)count) : NULL;
    if (!each) {
        talloc_free(w);
        return err_nomem(err, "worker threads");
    }
    w->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (w->fd < 0) {
        int why = errno;
        talloc_free(w);
        return err_set(err, ERR_STORE, "no eventfd for the workers: errno %d", why);
    }
    w->calls = *calls;
    w->queue_max = queue_max;
    line_init(&w->waiting);
    line_init(&w->done);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->news, NULL);
    pthread_cond_init(&w->opened_one, NULL);
    talloc_set_destructor(w, workers_destroy);
    w->workers = each;

    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        each[i].all = w;
        int why = pthread_create(&each[i].thread, NULL, worker_main, &each[i]);
        if (why != 0)
            ok = err_set(err, ERR_STORE, "cannot start worker thread %zu: errno %d", i + 1, why);
        else
            w->count++;
    }
    pthread_mutex_lock(&w->lock);
    while (w->opened < w->count)
        pthread_cond_wait(&w->opened_one, &w->lock);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->count && ok; i++)
        if (each[i].failed) {
            *err = each[i].err;
            ok = false;
        }
    if (!ok) {
        workers_stop(w);
        talloc_free(w);
        return false;
    }
    *ret = w;
    return true;
}

bool workers_push(struct workers *w, struct work *work)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->waiting.count < w->queue_max;
    if (room) {
        line_push(&w->waiting, work);
        pthread_cond_signal(&w->news);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

int workers_fd(const struct workers *w)
{
    return w->fd;
}

struct work *workers_take(struct workers *w)
{
    uint64_t count;
    ssize_t n;
    do
        n = read(w->fd, &count, sizeof(count));
    while (n < 0 && errno == EINTR);
    pthread_mutex_lock(&w->lock);
    struct work *first = w->done.first;
    line_init(&w->done);
    pthread_mutex_unlock(&w->lock);
    return first;
}

void workers_refresh(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->refreshes++;
    pthread_cond_broadcast(&w->news);
    pthread_mutex_unlock(&w->lock);
}

size_t workers_waiting(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    size_t count = w->waiting.count;
    pthread_mutex_unlock(&w->lock);
    return count;
}

struct work *workers_stop(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->news);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->count; i++)
        pthread_join(w->workers[i].thread, NULL);
    w->count = 0;
    struct work *rest = w->done.first;
    *w->done.last = w->waiting.first;
    if (!rest)
        rest = w->waiting.first;
    line_init(&w->done);
    line_init(&w->waiting);
    return rest;
}
