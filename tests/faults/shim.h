/* shim.h - failing allocations from within, for programs that shim.c is linked into.
 */
#ifndef TESTS_FAULTS_SHIM_H
#define TESTS_FAULTS_SHIM_H

/* Lets the n-th allocation from now on fail, of any thread; 0: none any more. */
void fault_memory(unsigned long n);
/* Allocations since then. */
unsigned long fault_calls(void);

#endif
