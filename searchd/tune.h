/* tune.h - weights that the relevance bench may vary in a build made for it.
 *
 * With SENREI_TUNE defined, TUNE("NAME", x) is the environment's NAME where it is set: for
 * ablations. In every other build it is x.
 */
#ifndef SEARCHD_TUNE_H
#define SEARCHD_TUNE_H
#ifdef SENREI_TUNE
#include <stdlib.h>
static inline double tune(const char *name, double x)
{
    const char *s = getenv(name);
    return s ? atof(s) : x;
}
#define TUNE(name, x) tune(name, x)
#else
#define TUNE(name, x) (x)
#endif
#endif
