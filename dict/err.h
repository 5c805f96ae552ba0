/* err.h - the one way in which anything here fails.
 *
 * A function that can fail returns bool and takes `struct err *` last. On failure
 * its outputs keep their old values and *err says what went wrong. The code answers
 * "what can the caller do", the message names the thing that failed.
 */
#ifndef DICT_ERR_H
#define DICT_ERR_H
#include "dict/memory.h"
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum err_code {
    ERR_NONE,
    ERR_INPUT,     /* the request or document is at fault: say so, go on */
    ERR_NOT_FOUND, /* nothing there */
    ERR_BUSY,      /* another process holds the lock, or the queue is full: try later */
    ERR_STALE,     /* the index moved on underneath: reopen, ask again */
    ERR_STORE,     /* the index, a dictionary or a file is unreadable: an operator is needed */
    ERR_NOMEM,     /* out of memory, or a named ceiling was reached */
    ERR_BUG,       /* cannot happen, did */
};

struct err {
    enum err_code code;
    char msg[256]; /* one line of UTF-8, cut between characters */
};

/* Fills *err and gives false: a failing path reads `return err_set(err, ERR_INPUT, "...")`.
 * Line breaks and control bytes in the message become spaces. Threads: any.
 * A macro, so that compilers and analysers see the false. */
#define err_set(...) (err_fill(__VA_ARGS__), err_false())
static inline bool err_false(void)
{
    return false;
}
void err_fill(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Shorthand for the commonest of all: "out of memory: what"; also tells memory.h. */
static inline bool err_nomem(struct err *err, const char *what)
{
    memory_out();
    return err_set(err, ERR_NOMEM, "out of memory: %s", what);
}

#ifdef __cplusplus
}
#endif
#endif
