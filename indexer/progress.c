/* progress.c - drawn on stderr at most a few times a second.
 */
#include "indexer/progress.h"
#include <stdio.h>
#include <time.h>

static const double INTERVAL_S = 0.2;
enum { BAR_WIDTH = 24 };

double progress_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_begin(struct progress *p, bool on, uint64_t total_bytes)
{
    *p = (struct progress){.on = on, .begun = progress_now(), .total = total_bytes};
}

static void draw(struct progress *p, double now)
{
    double took = now - p->begun, share = 0;
    if (p->total)
        share = (double)p->done / (double)p->total;
    if (share > 0.99)
        share = 0.99;
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < (int)(share * BAR_WIDTH) ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K[%s] %3d%%  %llu records, %.0f/s", bar, (int)(share * 100),
            (unsigned long long)p->records, took > 0 ? (double)p->records / took : 0.0);
    if (share > 0.02 && took > 1)
        fprintf(stderr, ", %.0f s left", took / share * (1 - share));
    fflush(stderr);
    p->drawn = true;
}

void progress_step(struct progress *p, uint64_t done_bytes)
{
    p->records++;
    p->done = done_bytes;
    if (!p->on || (p->records & 63) != 0)
        return;
    double now = progress_now();
    if (now - p->shown < INTERVAL_S)
        return;
    p->shown = now;
    draw(p, now);
}

void progress_say(struct progress *p, const char *what)
{
    if (!p->on)
        return;
    fprintf(stderr, "\r\033[K%s ...", what);
    fflush(stderr);
    p->drawn = true;
}

void progress_clear(struct progress *p)
{
    if (p->drawn)
        fprintf(stderr, "\r\033[K");
    p->drawn = false;
}
