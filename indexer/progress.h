/* progress.h - a bar on the terminal: share, records, rate, time left.
 */
#ifndef INDEXER_PROGRESS_H
#define INDEXER_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    double begun, shown;  /* seconds on the monotonic clock */
    uint64_t total, done; /* bytes of the sources; total 0: unknown */
    uint64_t records;
    bool drawn;
};

double progress_now(void); /* seconds on the monotonic clock */
void progress_begin(struct progress *p, bool on, uint64_t total_bytes);
/* One more record; bytes: how far the work is in the sources, an estimate. */
void progress_step(struct progress *p, uint64_t done_bytes);
/* Says what goes on now, in place of the bar. */
void progress_say(struct progress *p, const char *what);
/* Clears the line, so that other output stands alone. */
void progress_clear(struct progress *p);
#endif
