/* pipeline.c - see pipeline.h. One mutex, two conditions: work for the threads, results for the
 * caller. Chunks are few and large, so the lock is seldom taken.
 */
#include "indexer/pipeline.h"
#include "dict/memory.h"
#include <pthread.h>

enum {
    CHUNK_FIRST = 64 * 1024,   /* text bytes of the first chunks: all threads begin at once */
    CHUNK_SHARE = 12,          /* a chunk is at most this part of all that came before it ... */
    CHUNK_USUAL = 1024 * 1024, /* ... until it has this size, so that the threads end together */
    CHUNK_RUNS = 100,          /* and in the end again a part, as the runs are merged at once */
    CHUNK_DOCS = 200000,
    CHUNK_MEMORY = 16, /* bytes that a byte of text takes on its way into a run */
};

struct work {
    struct pipeline_chunk chunk; /* first, so that the caller's pointer is ours */
    uint32_t first_docid;
    size_t bytes;
    bool done;
    bool broken; /* the whole chunk, with why */
    struct err why;
    struct work *next;
    size_t cap;
};

struct pipeline {
    struct pipeline_config config;
    size_t chunk_max;
    pthread_mutex_t lock;
    pthread_cond_t work_there, result_there;
    pthread_t *threads;
    struct schema_builder **builders;
    unsigned thread_count;
    bool stop;
    struct work *filling;      /* the caller's alone */
    struct work *first, *last; /* on their way, in order */
    struct work *untaken;      /* first that no thread has taken */
    unsigned on_their_way;
    uint64_t total_bytes;
    uint32_t next_docid;
};

struct thread_start {
    struct pipeline *p;
    struct schema_builder *builder;
    struct glass_run *run; /* of a build */
};

/* ---- The threads ---- */

static size_t text_size(const struct record *r)
{
    size_t n = r->title.len + 64;
    for (size_t i = 0; i < r->field_count; i++) {
        const struct value *v = &r->fields[i].value;
        n += 32;
        if (v->type == VALUE_STRING)
            n += v->string.len;
        if (v->type == VALUE_LIST)
            for (size_t k = 0; k < v->list.count; k++)
                n += v->list.at[k].len + 16;
    }
    return n;
}

static bool into_run(struct schema_builder *b, struct glass_run *run, struct work *w,
                     struct err *err)
{
    for (size_t i = 0; i < w->chunk.count; i++) {
        struct pipeline_item *item = &w->chunk.items[i];
        struct store_document doc;
        TALLOC_CTX *mem = talloc_new(NULL);
        item->failed = !schema_build(b, mem, item->record, &doc, &item->why);
        bool ok = item->failed || glass_run_add(run, w->first_docid + (uint32_t)i, &doc, err);
        talloc_free(mem);
        if (!ok)
            return false;
    }
    return glass_run_finish(run, w, &w->chunk.part, err);
}

static void into_documents(struct schema_builder *b, struct work *w)
{
    for (size_t i = 0; i < w->chunk.count; i++) {
        struct pipeline_item *item = &w->chunk.items[i];
        item->failed = !schema_build(b, item->record, item->record, &item->doc, &item->why);
    }
}

static void *thread_main(void *arg)
{
    struct thread_start *start = arg;
    struct pipeline *p = start->p;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->stop && !p->untaken)
            pthread_cond_wait(&p->work_there, &p->lock);
        if (p->stop)
            break;
        struct work *w = p->untaken;
        p->untaken = w->next;
        pthread_mutex_unlock(&p->lock);
        struct err err = {0};
        bool ok = true;
        memory_begin();
        if (start->run)
            ok = into_run(start->builder, start->run, w, &err);
        else
            into_documents(start->builder, w);
        ok = ok && schema_builder_take_notes(start->builder, w, &w->chunk.notes, &err);
        if (ok && memory_was_out())
            ok = err_nomem(&err, "terms of a record");
        pthread_mutex_lock(&p->lock);
        w->broken = !ok;
        w->why = err;
        w->done = true;
        pthread_cond_signal(&p->result_there);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* ---- The caller's side ---- */

static void work_free(struct work *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->chunk.count; i++)
        talloc_free(w->chunk.items[i].record);
    talloc_free(w);
}

static int pipeline_free(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->work_there);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->thread_count; i++)
        pthread_join(p->threads[i], NULL);
    work_free(p->filling);
    while (p->first) {
        struct work *w = p->first;
        p->first = w->next;
        work_free(w);
    }
    pthread_cond_destroy(&p->work_there);
    pthread_cond_destroy(&p->result_there);
    pthread_mutex_destroy(&p->lock);
    return 0;
}

bool pipeline_start(TALLOC_CTX *mem, const struct pipeline_config *config, struct pipeline **ret,
                    struct err *err)
{
    struct pipeline *p = talloc_zero(mem, struct pipeline);
    if (!p)
        return err_nomem(err, "threads");
    p->config = *config;
    p->chunk_max = (size_t)(config->memory / CHUNK_MEMORY / (config->jobs + 2));
    p->next_docid = 1;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work_there, NULL);
    pthread_cond_init(&p->result_there, NULL);
    talloc_set_destructor(p, pipeline_free);
    p->threads = talloc_zero_array(p, pthread_t, config->jobs);
    struct thread_start *starts = talloc_zero_array(p, struct thread_start, config->jobs);
    if (!p->threads || !starts)
        goto nomem;
    for (unsigned i = 0; i < config->jobs; i++) {
        /* A context of its own: talloc trees are one thread's at a time. */
        struct schema_builder *b =
            schema_builder_new(NULL, config->analyzer, config->vocab, config->facets);
        if (!b)
            goto nomem;
        talloc_steal(p, b);
        starts[i] = (struct thread_start){.p = p, .builder = b};
        if (config->plan && !(starts[i].run = glass_run_new(b, config->plan)))
            goto nomem;
    }
    for (unsigned i = 0; i < config->jobs; i++) {
        if (pthread_create(&p->threads[i], NULL, thread_main, &starts[i]) != 0) {
            talloc_free(p);
            return err_set(err, ERR_NOMEM, "cannot start %u threads; try fewer --jobs",
                           config->jobs);
        }
        p->thread_count++;
    }
    *ret = p;
    return true;
nomem:
    talloc_free(p);
    return err_nomem(err, "threads");
}

/* Takes the first chunk off the list once it is done; NULL where there is none, or none yet and
 * wait is not wanted. */
static struct work *next_result(struct pipeline *p, bool wait)
{
    pthread_mutex_lock(&p->lock);
    struct work *w = p->first;
    while (w && !w->done && wait)
        pthread_cond_wait(&p->result_there, &p->lock);
    if (w && w->done) {
        p->first = w->next;
        if (!p->first)
            p->last = NULL;
        p->on_their_way--;
    } else {
        w = NULL;
    }
    pthread_mutex_unlock(&p->lock);
    return w;
}

static bool take_result(struct pipeline *p, struct work *w, struct err *err)
{
    bool ok = !w->broken || err_set(err, w->why.code, "%s", w->why.msg);
    ok = ok && p->config.finished(p->config.ctx, &w->chunk, err);
    work_free(w);
    return ok;
}

/* Gives the chunk at hand to the threads. */
static bool submit(struct pipeline *p, struct err *err)
{
    struct work *w = p->filling, *result;
    p->filling = NULL;
    if (!w)
        return true;
    p->total_bytes += w->bytes;
    w->first_docid = p->next_docid;
    p->next_docid += (uint32_t)w->chunk.count;
    pthread_mutex_lock(&p->lock);
    if (p->last)
        p->last->next = w;
    else
        p->first = w;
    p->last = w;
    if (!p->untaken)
        p->untaken = w;
    p->on_their_way++;
    pthread_cond_signal(&p->work_there);
    pthread_mutex_unlock(&p->lock);
    while ((result = next_result(p, p->on_their_way >= p->config.jobs + 2)))
        if (!take_result(p, result, err))
            return false;
    return true;
}

static size_t chunk_limit(const struct pipeline *p)
{
    size_t limit = (size_t)(p->total_bytes / CHUNK_SHARE);
    if (limit > CHUNK_USUAL)
        limit = CHUNK_USUAL;
    if (limit < p->total_bytes / CHUNK_RUNS)
        limit = (size_t)(p->total_bytes / CHUNK_RUNS);
    if (limit < CHUNK_FIRST)
        limit = CHUNK_FIRST;
    return limit < p->chunk_max ? limit : p->chunk_max;
}

bool pipeline_put(struct pipeline *p, struct record *rec, void *tag, struct err *err)
{
    struct work *w = p->filling;
    if (!w) {
        w = talloc_zero(NULL, struct work);
        if (!w) {
            talloc_free(rec);
            return err_nomem(err, "records");
        }
        p->filling = w;
    }
    if (w->chunk.count == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 64;
        struct pipeline_item *more = talloc_realloc_size(w, w->chunk.items, cap * sizeof(*more));
        if (!more) {
            talloc_free(rec);
            return err_nomem(err, "records");
        }
        w->chunk.items = more;
        w->cap = cap;
    }
    w->chunk.items[w->chunk.count++] = (struct pipeline_item){.record = rec, .tag = tag};
    w->bytes += text_size(rec);
    return (w->bytes < chunk_limit(p) && w->chunk.count < CHUNK_DOCS) || submit(p, err);
}

bool pipeline_end(struct pipeline *p, struct err *err)
{
    struct work *result;
    if (!submit(p, err))
        return false;
    while ((result = next_result(p, true)))
        if (!take_result(p, result, err))
            return false;
    return true;
}
