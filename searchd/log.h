/* log.h - what the daemon says: one line per event on standard error.
 *
 * "level room key=value ...", with everything from outside quoted and escaped, so that no request
 * can write a line of its own. Threads: any, each line is one write.
 */
#ifndef SEARCHD_LOG_H
#define SEARCHD_LOG_H
#include "dict/slice.h"
#include <stdint.h>

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

/* what: a word or two; text: said in quotes, escaped; NULL for none. */
void log_event(enum log_level level, const char *what, const char *text);

struct log_access {
    const char *address;
    struct slice target; /* as sent */
    const char *method;
    int status;
    size_t bytes;
    double seconds;
    const char *how; /* hit, miss, shared, static */
};
/* False where the line was left out, since writing it would have had to wait. */
bool log_request(const struct log_access *a);

/* Writes s in double quotes, everything but printable ASCII and valid UTF-8 letters as \xNN, at
 * most size bytes with the final zero. Returns out. */
const char *log_quote(struct slice s, char *out, size_t size);
#endif
