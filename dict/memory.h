/* memory.h - a thread remembers that memory ran out.
 *
 * Much that works on text gives something back and cannot fail: a term that could not be had is
 * left out, a text stays shorter. Whoever answers for the whole asks here, so that such a part is
 * never taken for the whole. err_nomem() and buffers that cannot grow say it by themselves.
 * Not here: giving up (the caller's), allocating. Threads: each has a memory of its own.
 */
#ifndef DICT_MEMORY_H
#define DICT_MEMORY_H
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A piece of work begins: forgets. */
void memory_begin(void);
/* Says that memory ran out. */
void memory_out(void);
/* Whether that was said since the work began. */
bool memory_was_out(void);

#ifdef __cplusplus
}
#endif
#endif
