/* workers.h - threads that do one piece of work after another from a bounded queue.
 *
 * Each thread owns a state (its own readers of the index) that no other touches. Finished work
 * comes back over a list and an eventfd that the event loop watches. A change of the newest
 * generation wakes every thread, so that a fresh index is in use before it is asked.
 * Not here: what the work is (answering.h), connections.
 */
#ifndef SEARCHD_WORKERS_H
#define SEARCHD_WORKERS_H
#include "dict/err.h"
#include <stdint.h>
#include <talloc.h>

/* First member of what is worked on. */
struct work {
    struct work *next;
};

/* What the threads do; ctx is the caller's, shared by all of them. */
struct work_calls {
    void *ctx;
    /* Opens one thread's state on mem. */
    bool (*open)(void *ctx, TALLOC_CTX *mem, void **state, struct err *err);
    /* Goes over to the newest generation. */
    void (*refresh)(void *ctx, void *state);
    void (*run)(void *ctx, void *state, struct work *work);
};

struct workers;

/* Starts count threads and waits until each has its state or has failed. queue_max: pieces of
 * work that may wait. Errors: that of the first open() to fail; ERR_NOMEM; ERR_STORE, no thread.
 * calls: copied. Stop with workers_stop(), then talloc_free. */
bool workers_start(TALLOC_CTX *mem, const struct work_calls *calls, size_t count, size_t queue_max,
                   struct workers **ret, struct err *err);

/* Hands over work; false where the queue is full (it is still the caller's). Threads: any. */
bool workers_push(struct workers *w, struct work *work);
/* Readable while finished work waits. */
int workers_fd(const struct workers *w);
/* All finished work, the first done first, linked by next; NULL if none. Clears workers_fd(). */
struct work *workers_take(struct workers *w);
/* Lets every thread call refresh() before its next piece of work, or at once if it is idle. */
void workers_refresh(struct workers *w);
/* Work that waits for a thread. */
size_t workers_waiting(struct workers *w);
/* Lets running work end, joins the threads, frees their states. Work that waits stays undone and
 * is returned, with what was finished and not taken. */
struct work *workers_stop(struct workers *w);
#endif
