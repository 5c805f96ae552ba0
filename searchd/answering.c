/* answering.c - see answering.h. */
#include "searchd/answering.h"
#include "indexer/hash.h"
#include "searchd/conn.h"
#include "searchd/log.h"
#include "searchd/page.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
    LOOK_MS = 200,          /* between looks for a new generation */
    POOL_BYTES = 512 << 10, /* that a question mostly takes; more comes from the heap */
    RETRY_LOOKS = 10,       /* between attempts at a generation that could not be opened */
};

struct answering {
    const struct shared *shared;
    struct workers *workers;
    _Atomic uint64_t generation, documents, reloads, reload_failures, reload_ns;
    atomic_int failing; /* threads that could not go over to the newest */
    pthread_t watcher;
    bool watching;
    size_t threads;
    pthread_mutex_t lock; /* over those below */
    pthread_cond_t wake;
    bool stopping, look_now;
    struct edition **ready; /* [threads], of the newest generation: one for each to go over to */
    size_t ready_count;
    pthread_mutex_t trouble_lock; /* over trouble */
    char trouble[256];
};

/* One thread's. */
struct searcher {
    struct backend *backend;
    uint64_t generation; /* told to the others */
    bool failed;         /* its last change: counted in failing */
};

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void set_trouble(struct answering *a, const char *text)
{
    pthread_mutex_lock(&a->trouble_lock);
    bool news = strcmp(a->trouble, text) != 0;
    snprintf(a->trouble, sizeof(a->trouble), "%s", text);
    pthread_mutex_unlock(&a->trouble_lock);
    if (news && *text)
        log_event(LOG_WARNING, "the new index is not used", text);
}

/* Tells everybody which generation this thread answers from, if that is news. */
static void publish(struct answering *a, struct searcher *s)
{
    if (s->generation == s->backend->generation)
        return;
    s->generation = s->backend->generation;
    uint32_t documents = 0;
    struct err err;
    if (s->backend->store && store_doc_count(s->backend->store, &documents, &err))
        atomic_store(&a->documents, documents);
    atomic_store(&a->generation, s->generation);
}

static bool searcher_open(void *ctx, TALLOC_CTX *mem, void **state, struct err *err)
{
    struct answering *a = ctx;
    struct searcher *s = talloc_zero(mem, struct searcher);
    if (!s)
        return err_nomem(err, "searcher");
    if (!backend_open(mem, a->shared, &s->backend, err))
        return false;
    publish(a, s);
    *state = s;
    return true;
}

/* One of those that wait to be taken, or NULL. */
static struct edition *take_ready(struct answering *a)
{
    pthread_mutex_lock(&a->lock);
    struct edition *ret = a->ready_count > 0 ? a->ready[--a->ready_count] : NULL;
    pthread_mutex_unlock(&a->lock);
    return ret;
}

/* Opens the newest generation for every thread, so that none stands still while it is read. Where
 * that fails, the threads open it themselves and tell why they cannot. */
static void make_ready(struct answering *a)
{
    struct edition *e;
    struct err err;
    while ((e = take_ready(a)) != NULL)
        talloc_free(e);
    for (size_t i = 0; i < a->threads; i++) {
        uint64_t start = now_ns();
        if (!edition_open(a->shared, &e, &err))
            return;
        atomic_store(&a->reload_ns, now_ns() - start);
        pthread_mutex_lock(&a->lock);
        a->ready[a->ready_count++] = e;
        pthread_mutex_unlock(&a->lock);
    }
}

static bool go_over(struct answering *a, struct searcher *s, struct err *err)
{
    struct edition *e = take_ready(a);
    if (e && edition_generation(e) > s->backend->generation) {
        backend_take(s->backend, e);
        return true;
    }
    talloc_free(e);
    return backend_refresh(s->backend, err);
}

static void searcher_refresh(void *ctx, void *state)
{
    struct answering *a = ctx;
    struct searcher *s = state;
    struct err err;
    if (!go_over(a, s, &err)) {
        atomic_fetch_add(&a->reload_failures, 1);
        if (!s->failed)
            atomic_fetch_add(&a->failing, 1);
        s->failed = true;
        set_trouble(a, err.msg);
        return;
    }
    if (s->failed)
        atomic_fetch_sub(&a->failing, 1);
    s->failed = false;
    if (atomic_load(&a->failing) == 0)
        set_trouble(a, "");
    if (s->generation != s->backend->generation)
        atomic_fetch_add(&a->reloads, 1);
    publish(a, s);
}

static void ask_backend(struct searcher *s, const struct question *q, TALLOC_CTX *mem,
                        struct api_response *resp)
{
    *resp = (struct api_response){0};
    if (q->kind == QUESTION_PAGE) {
        page_answer(s->backend, &q->request, mem, resp);
        return;
    }
    api_answer(s->backend, &q->request, mem, resp);
}

static void searcher_run(void *ctx, void *state, struct work *work)
{
    struct answering *a = ctx;
    struct searcher *s = state;
    struct question *q = (struct question *)work;
    TALLOC_CTX *mem = talloc_pool(NULL, POOL_BYTES);
    if (!mem)
        return;
    struct api_response resp;
    bool late = atomic_load(&q->dropped) || conn_now_ms() > q->due_ms;
    if (late) {
        resp = (struct api_response){0};
        api_problem(mem, 503, SLICE_LIT("too many questions are waiting; try again soon"), &resp);
    } else {
        ask_backend(s, q, mem, &resp);
        if (resp.status == 503) {
            /* The index moved on twice underneath: open the newest and ask once more. */
            searcher_refresh(a, s);
            ask_backend(s, q, mem, &resp);
        }
        publish(a, s);
    }
    /* Only the text is kept: what the search needed to make it goes here, in this thread. */
    TALLOC_CTX *keep = talloc_new(NULL);
    char *body =
        keep && resp.body.len > 0 ? talloc_memdup(keep, resp.body.ptr, resp.body.len) : NULL;
    if (!keep || (resp.body.len > 0 && !body)) {
        talloc_free(keep);
        talloc_free(mem);
        return;
    }
    resp.body.ptr = body;
    resp.body.cap = resp.body.len;
    struct response_options options = {.keeping = RESPONSE_NO_STORE};
    if (resp.status == 200) {
        options.keeping = RESPONSE_REVALIDATE;
        options.gzip = q->gzip;
        options.page = q->kind == QUESTION_PAGE;
        char *etag =
            talloc_asprintf(keep, "W/\"%016" PRIx64 "\"", hash_bytes(buf_slice(&resp.body), 0));
        if (etag)
            options.etag = slice_of(etag);
    } else if (resp.status == 503) {
        options.extra_fields = "Retry-After: 1\r\n";
    }
    if (q->kind == QUESTION_PAGE)
        options.page = true;
    q->answer = response_build(keep, &resp, &options);
    if (!q->answer)
        talloc_free(keep);
    talloc_free(mem);
}

/* Looks for new generations until the end. */
static void *watch(void *arg)
{
    struct answering *a = arg;
    uint64_t known = atomic_load(&a->generation);
    bool blind = false;
    unsigned looks = 0; /* since the threads were last told */
    pthread_mutex_lock(&a->lock);
    while (!a->stopping) {
        bool now = a->look_now;
        a->look_now = false;
        pthread_mutex_unlock(&a->lock);
        uint64_t newest = known;
        struct err err;
        bool was_blind = blind;
        blind = !backend_newest(a->shared, &newest, &err);
        if (blind)
            set_trouble(a, err.msg);
        /* What failed may have been for want of memory or descriptors: it is tried again. */
        bool retry = atomic_load(&a->failing) > 0 && looks >= RETRY_LOOKS;
        looks++;
        if (newest != known)
            make_ready(a);
        if (now || newest != known || retry || (was_blind && !blind)) {
            workers_refresh(a->workers);
            looks = 0;
        }
        known = newest;
        pthread_mutex_lock(&a->lock);
        if (a->stopping || a->look_now)
            continue;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&a->wake, &a->lock, &until);
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

bool answering_start(TALLOC_CTX *mem, const struct shared *shared, size_t threads, size_t queue_max,
                     struct answering **ret, struct err *err)
{
    struct answering *a = talloc_zero(mem, struct answering);
    if (!a)
        return err_nomem(err, "answering");
    a->shared = shared;
    a->threads = threads;
    a->ready = talloc_zero_array(a, struct edition *, (unsigned)threads);
    if (!a->ready) {
        talloc_free(a);
        return err_nomem(err, "answering");
    }
    pthread_mutex_init(&a->lock, NULL);
    pthread_mutex_init(&a->trouble_lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&a->wake, &attr);
    pthread_condattr_destroy(&attr);
    const struct work_calls calls = {a, searcher_open, searcher_refresh, searcher_run};
    if (!workers_start(a, &calls, threads, queue_max, &a->workers, err)) {
        talloc_free(a);
        return false;
    }
    int why = pthread_create(&a->watcher, NULL, watch, a);
    if (why != 0) {
        workers_stop(a->workers);
        talloc_free(a);
        return err_set(err, ERR_STORE, "cannot start the index watcher: errno %d", why);
    }
    a->watching = true;
    *ret = a;
    return true;
}

void answering_reopen(struct answering *a)
{
    pthread_mutex_lock(&a->lock);
    a->look_now = true;
    pthread_cond_signal(&a->wake);
    pthread_mutex_unlock(&a->lock);
}

uint64_t answering_generation(const struct answering *a)
{
    return atomic_load_explicit(&a->generation, memory_order_acquire);
}

void answering_state(const struct answering *a, struct answering_state *ret)
{
    *ret = (struct answering_state){
        .generation = atomic_load(&a->generation),
        .documents = atomic_load(&a->documents),
        .reloads = atomic_load(&a->reloads),
        .reload_failures = atomic_load(&a->reload_failures),
        .reload_seconds = (double)atomic_load(&a->reload_ns) / 1e9,
    };
}

void answering_trouble(struct answering *a, char *out, size_t size)
{
    pthread_mutex_lock(&a->trouble_lock);
    snprintf(out, size, "%s", a->trouble);
    pthread_mutex_unlock(&a->trouble_lock);
}

struct workers *answering_workers(struct answering *a)
{
    return a->workers;
}

struct work *answering_stop(struct answering *a)
{
    if (a->watching) {
        pthread_mutex_lock(&a->lock);
        a->stopping = true;
        pthread_cond_signal(&a->wake);
        pthread_mutex_unlock(&a->lock);
        pthread_join(a->watcher, NULL);
        a->watching = false;
    }
    struct work *ret = workers_stop(a->workers);
    struct edition *e;
    while ((e = take_ready(a)) != NULL)
        talloc_free(e);
    return ret;
}
