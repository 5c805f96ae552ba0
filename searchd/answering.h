/* answering.h - questions on their way through the worker threads, and the index they are put to.
 *
 * What a thread does with a question: go over to the newest generation if there is one, answer,
 * put the answer together with its compressed twin. A thread of its own looks for new
 * generations, so that neither the event loop nor a search waits for the file system.
 */
#ifndef SEARCHD_ANSWERING_H
#define SEARCHD_ANSWERING_H
#include "searchd/response.h"
#include "searchd/workers.h"
#include <stdatomic.h>
#include <sys/queue.h>

enum question_kind { QUESTION_API, QUESTION_PAGE };

/* Made by the event loop, then a thread's until it comes back; asks and below are the loop's. */
struct question {
    struct work work; /* first */
    TALLOC_CTX *mem;  /* holds this */
    enum question_kind kind;
    struct api_request request;
    uint64_t due_ms;         /* conn_now_ms() after which nobody waits for it */
    atomic_bool dropped;     /* nobody waits for it any more */
    bool gzip;               /* a client takes compressed answers */
    struct response *answer; /* what came of it, NULL when out of memory; owned */

    struct slice key, address; /* canonical (empty: none), and as it was asked */
    bool joinable;             /* equal questions may wait for this one's answer */
    uint64_t generation;       /* in service when it was asked */
    LIST_ENTRY(question) running;
    LIST_HEAD(asks, ask) asks;
};

/* The index as all threads see it. */
struct answering_state {
    uint64_t generation; /* in service: of the last thread that changed over */
    uint64_t documents, reloads, reload_failures;
    double reload_seconds; /* of the last change */
};

struct answering;

/* Opens the index in `threads` workers. shared: borrowed. Errors: those of backend_open(). Stop
 * with answering_stop(), then talloc_free. */
bool answering_start(TALLOC_CTX *mem, const struct shared *shared, size_t threads, size_t queue_max,
                     struct answering **ret, struct err *err);
/* Looks for a newer generation now, and lets every thread reopen in any case. Threads: any. */
void answering_reopen(struct answering *a);
/* A cheap look at the generation in service. Threads: any. */
uint64_t answering_generation(const struct answering *a);
/* Threads: any. */
void answering_state(const struct answering *a, struct answering_state *ret);
/* What the last change to a newer generation failed with, empty where it did not. */
void answering_trouble(struct answering *a, char *out, size_t size);
struct workers *answering_workers(struct answering *a);
/* Waits for running searches; returns the questions left over, as workers_stop(). */
struct work *answering_stop(struct answering *a);
#endif
