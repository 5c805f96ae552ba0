/* server_questions.c - see server_parts.h: kept answers, equal questions together, the rest to a
 * thread.
 */
#include "searchd/server_parts.h"

static struct running *bucket_of(struct server *s, struct slice key)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
    return &s->running[h % SERVER_JOIN_BUCKETS];
}

static void forget_question(struct question *q)
{
    if (q->joinable) {
        q->joinable = false;
        LIST_REMOVE(q, running);
    }
}

void server_free_question(struct server *s, struct question *q)
{
    forget_question(q);
    response_release(q->answer);
    talloc_free(q->mem);
    s->running_count--;
}

static void add_ask(struct question *q, struct ask *ask, const struct turn *t, bool joined)
{
    *ask = (struct ask){.conn = t->conn,
                        .question = q,
                        .route = t->route,
                        .joined = joined,
                        .method = t->method,
                        .start_ns = t->start_ns};
    LIST_INSERT_HEAD(&q->asks, ask, asks);
    conn_set_user(t->conn, ask);
}

static struct turn turn_of(const struct ask *ask)
{
    return (struct turn){ask->conn,  ask->question->address, ask->method,
                         ask->route, ask->start_ns,          ask->joined ? "shared" : "miss"};
}

/* Joins an equal question that is being answered, if it was put to the generation that is in
 * service now: who asks after a change gets no older answer. */
static bool join(struct server *s, const struct turn *t, struct slice key)
{
    struct question *q;
    LIST_FOREACH(q, bucket_of(s, key), running)
    if (q->generation == s->generation && slice_eq(q->key, key)) {
        struct ask *ask = talloc_zero(NULL, struct ask);
        if (!ask)
            return false;
        add_ask(q, ask, t, true);
        metrics_shared(s->metrics);
        return true;
    }
    return false;
}

/* Puts the question to a thread. mem holds the decoded request and key; taken over. */
static void put_question(struct server *s, const struct turn *t, TALLOC_CTX *mem,
                         enum question_kind kind, const struct api_request *req, struct slice key,
                         bool gzip)
{
    struct question *q = talloc_zero(mem, struct question);
    struct ask *ask = talloc_zero(NULL, struct ask);
    char *address = talloc_memdup(mem, t->target.ptr, t->target.len);
    if (!q || !ask || !address) {
        talloc_free(ask);
        talloc_free(mem);
        server_finish(s, t, NULL);
        return;
    }
    q->mem = mem;
    q->kind = kind;
    q->request = *req;
    q->due_ms = conn_now_ms() + s->config->timeout * 1000;
    q->gzip = gzip;
    q->key = key;
    q->address = (struct slice){address, t->target.len};
    LIST_INIT(&q->asks);
    if (!workers_push(answering_workers(s->answering), &q->work)) {
        talloc_free(ask);
        talloc_free(mem);
        metrics_reject(s->metrics, REJECT_QUEUE);
        server_finish(s, t, s->overloaded);
        return;
    }
    /* From here on the thread has it; what is set below is the loop's own. */
    s->running_count++;
    if (key.len) {
        q->generation = s->generation;
        q->joinable = true;
        LIST_INSERT_HEAD(bucket_of(s, key), q, running);
    }
    add_ask(q, ask, t, false);
}

/* Takes notice of a change of the index. */
static void follow_index(struct server *s)
{
    uint64_t generation = answering_generation(s->answering);
    if (generation != s->generation) {
        s->generation = generation;
        cache_set_generation(s->cache, generation);
    }
}

void server_on_finished(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct server *s = arg;
    struct work *work = workers_take(answering_workers(s->answering));
    while (work) {
        struct question *q = (struct question *)work;
        work = work->next;
        /* Off the list before anything is sent: an answer may bring the next request with it. */
        forget_question(q);
        follow_index(s);
        if (q->answer && q->answer->cacheable && q->answer->status == 200 && q->key.len)
            cache_put(s->cache, q->key, q->address, q->answer);
        struct ask *ask;
        while ((ask = LIST_FIRST(&q->asks))) {
            LIST_REMOVE(ask, asks);
            struct turn t = turn_of(ask);
            talloc_free(ask);
            server_finish(s, &t, q->answer);
        }
        server_free_question(s, q);
    }
}

/* Takes one client off its question. */
static void leave_question(struct ask *ask)
{
    struct question *q = ask->question;
    LIST_REMOVE(ask, asks);
    talloc_free(ask);
    if (LIST_EMPTY(&q->asks)) {
        atomic_store(&q->dropped, true);
        forget_question(q);
    }
}

void server_on_gone(void *ctx, struct conn *c)
{
    (void)ctx;
    leave_question(conn_user(c));
}

void server_on_late(void *ctx, struct conn *c)
{
    struct server *s = ctx;
    struct ask *ask = conn_user(c);
    struct turn t = {
        .conn = c, .target = SLICE_LIT(""), .how = "late", .start_ns = server_now_ns()};
    metrics_reject(s->metrics, REJECT_TIMEOUT);
    if (!ask) {
        server_finish(s, &t, s->late);
        return;
    }
    t = turn_of(ask);
    t.how = "late";
    char target[HTTP_LINE_MAX]; /* the question may go with its last client */
    memcpy(target, t.target.ptr, t.target.len);
    t.target.ptr = target;
    conn_set_user(c, NULL);
    leave_question(ask);
    server_finish(s, &t, s->late);
}

enum metrics_route server_api_route(struct slice path)
{
    static const struct {
        struct slice prefix;
        enum metrics_route route;
    } rows[] = {
        {{"/api/search", 11}, ROUTE_SEARCH},       {{"/api/similar", 12}, ROUTE_SIMILAR},
        {{"/api/documents", 14}, ROUTE_DOCUMENTS}, {{"/api/suggest", 12}, ROUTE_SUGGEST},
        {{"/api/analyze", 12}, ROUTE_ANALYZE},     {{"/api/facets", 11}, ROUTE_FACETS},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (slice_starts(path, rows[i].prefix))
            return rows[i].route;
    return slice_starts(path, SLICE_LIT("/api/")) ? ROUTE_API_OTHER : ROUTE_PAGE;
}

/* Asked again as it was asked before: nothing needs to be decoded. */
bool server_answer_kept(struct server *s, struct turn *t, bool gzip)
{
    follow_index(s);
    struct response *a = cache_by_address(s->cache, t->target);
    if (!a || (gzip && !a->packed))
        return false;
    t->route = server_api_route(t->target);
    t->how = "hit";
    metrics_cache(s->metrics, true);
    response_ref(a);
    server_finish(s, t, a);
    response_release(a);
    return true;
}

void server_answer_question(struct server *s, struct turn *t, TALLOC_CTX *mem,
                            enum question_kind kind, const struct api_request *req, bool gzip)
{
    struct buf key;
    buf_init(&key, mem, HTTP_HEAD_MAX * 4);
    switch (kind) {
    case QUESTION_API: api_key(req, &key); break;
    case QUESTION_PAGE:
        /* No key of the API begins like this; pages are kept by address alone. */
        buf_puts(&key, "page ");
        buf_put_slice(&key, t->target);
        break;
    }
    if (!buf_ok(&key))
        key.len = 0;
    if (key.len) {
        struct response *a = cache_by_key(s->cache, buf_slice(&key), t->target);
        if (a && gzip && !a->packed)
            a = NULL; /* once more, for who takes it compressed: it stays for both then */
        metrics_cache(s->metrics, a != NULL);
        if (a) {
            t->how = "hit";
            response_ref(a);
            server_finish(s, t, a);
            response_release(a);
            talloc_free(mem);
            return;
        }
        if (join(s, t, buf_slice(&key))) {
            talloc_free(mem);
            return;
        }
    }
    put_question(s, t, mem, kind, req, buf_slice(&key), gzip);
}
