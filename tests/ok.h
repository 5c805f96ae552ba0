/* ok.h - for tests: calls that have to succeed.
 */
#ifndef TESTS_OK_H
#define TESTS_OK_H

/* Fails the test with what call, which fills the `err` in scope, says. */
#define OK(call)                                                                                   \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, err.msg);                                                    \
    } while (0)
#endif
