/* server_parts.h - what the files of the server share; nobody else includes it.
 *
 *   server.c            its life: made, stopped, freed
 *   server_routes.c     what is answered at once, and where the rest goes
 *   server_questions.c  what goes to a thread
 *   server_finish.c     an answer on its way out
 *
 * Each calls those below it alone.
 */
#ifndef SEARCHD_SERVER_PARTS_H
#define SEARCHD_SERVER_PARTS_H
#include "searchd/cache.h"
#include "searchd/conn.h"
#include "searchd/metrics.h"
#include "searchd/server.h"

enum { SERVER_JOIN_BUCKETS = 512 }; /* of questions being answered */

/* One client that waits for a question. */
struct ask {
    LIST_ENTRY(ask) asks;
    struct conn *conn;
    struct question *question;
    enum metrics_route route;
    bool joined;
    enum http_method method;
    uint64_t start_ns;
};

struct server {
    struct event_base *base;
    const struct config *config;
    const struct access *access;
    struct answering *answering;
    struct conns *conns;
    struct peers *peers;
    struct cache *cache;
    struct metrics *metrics;
    struct event *finished, *deadline;
    LIST_HEAD(running, question) running[SERVER_JOIN_BUCKETS];
    size_t running_count;
    uint64_t generation; /* told to the cache */
    bool stopping, gave_up;
    struct response *alive, *openapi, *method, *overloaded, *late, *broken;
    struct response **assets; /* by their place in the table, made when first asked for */
};

/* What is known of a request while it is being answered. */
struct turn {
    struct conn *conn;
    struct slice target;
    enum http_method method;
    enum metrics_route route;
    uint64_t start_ns;
    const char *how;
};

/* ---- server_finish.c ---- */

uint64_t server_now_ns(void);
/* Sends, counts and logs. a: borrowed; NULL where memory ran out on the way. */
void server_finish(struct server *s, const struct turn *t, struct response *a);
/* The same with a problem document. detail: UTF-8; extra_fields: NULL or lines with CRLF. */
void server_finish_problem(struct server *s, const struct turn *t, int status, const char *detail,
                           const char *extra_fields);

/* ---- server_questions.c ---- */

/* Which route of the API a path or address belongs to; ROUTE_PAGE where none. */
enum metrics_route server_api_route(struct slice path);
/* Asked again as it was asked before: answers without decoding anything. False: not kept. */
bool server_answer_kept(struct server *s, struct turn *t, bool gzip);
/* Answers from what is kept, joins an equal question, or puts it to a thread. mem: holds req,
 * taken over. */
void server_answer_question(struct server *s, struct turn *t, TALLOC_CTX *mem,
                            enum question_kind kind, const struct api_request *req, bool gzip);
/* Callbacks: finished work waits (event), a client left, an answer is overdue (conn.h). */
void server_on_finished(evutil_socket_t fd, short what, void *arg);
void server_on_gone(void *ctx, struct conn *c);
void server_on_late(void *ctx, struct conn *c);
/* Frees a question that no thread has and nobody waits for. */
void server_free_question(struct server *s, struct question *q);

/* ---- server_routes.c ---- */

void server_on_request(void *ctx, struct conn *c, const struct http_request *req);
void server_on_refused(void *ctx, struct conn *c, const struct http_refusal *why);
#endif
