/* sandbox.h - what the daemon gives up once it has what it needs.
 */
#ifndef SEARCHD_SANDBOX_H
#define SEARCHD_SANDBOX_H
#include "dict/err.h"

/* Becomes the user (and its groups) for good. Errors: ERR_INPUT, no such user; ERR_STORE, not
 * allowed. */
bool sandbox_become(const char *user, struct err *err);
/* No new privileges, and no way to start a program, trace another, load a module or mount: the
 * kernel ends such calls with EPERM (seccomp, x86-64 and arm64; elsewhere only the former).
 * Best effort: a kernel without it is no error. */
void sandbox_enter(void);
/* Raises the limit of open files to what is allowed, and returns it. */
unsigned sandbox_raise_files(void);
#endif
