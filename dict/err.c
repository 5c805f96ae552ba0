/* err.c - see err.h. */
#include "dict/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void err_fill(struct err *err, enum err_code code, const char *fmt, ...)
{
    char msg[sizeof(err->msg)]; /* err->msg itself may be among the arguments */
    va_list args;
    va_start(args, fmt);
    int written = vsnprintf(msg, sizeof(msg), fmt, args);
    va_end(args);

    size_t len = strlen(msg);
    if (written >= 0 && (size_t)written >= sizeof(msg)) {
        /* Cut in the middle: step back over a character that lost its tail. */
        while (len > 0 && ((unsigned char)msg[len - 1] & 0xC0) == 0x80)
            len--;
        if (len > 0 && (unsigned char)msg[len - 1] >= 0xC0)
            len--;
        msg[len] = '\0';
    }
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)msg[i] < 0x20 || msg[i] == 0x7F)
            msg[i] = ' ';
    err->code = code;
    memcpy(err->msg, msg, len + 1);
}
