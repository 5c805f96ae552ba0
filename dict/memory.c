/* memory.c - see memory.h. */
#include "dict/memory.h"

static _Thread_local bool was_out;

void memory_begin(void)
{
    was_out = false;
}

void memory_out(void)
{
    was_out = true;
}

bool memory_was_out(void)
{
    return was_out;
}
