/* log.c - see log.h. */
#include "searchd/log.h"
#include "dict/utf8.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* False where nobody reads what is written: a loop that waits for its log answers nobody. A pipe
 * that poll() calls writable takes PIPE_BUF bytes at least, more than a line has (pipe(7)). */
static bool has_room(void)
{
    struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLOUT);
}

static void write_line(const char *line, size_t len)
{
    ssize_t n;
    do
        n = write(STDERR_FILENO, line, len);
    while (n < 0 && errno == EINTR);
}

/* C1 controls, line and paragraph separators, and marks that turn the direction of writing. */
static bool is_safe(uint32_t c)
{
    if (c < 0x20 || c == '"' || c == '\\' || (c >= 0x7F && c < 0xA0))
        return false;
    return !((c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
             (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF);
}

const char *log_quote(struct slice s, char *out, size_t size)
{
    size_t len = 0;
    out[len++] = '"';
    size_t valid = utf8_valid(s);
    for (size_t i = 0; i < s.len;) {
        size_t step = 1;
        bool safe = false;
        if (i < valid)
            safe = is_safe(utf8_at(s, i, &step));
        if (len + step * 4 + 5 > size) {
            memcpy(out + len, "...", 3);
            len += 3;
            break;
        }
        for (size_t k = 0; k < step; k++) {
            unsigned char c = (unsigned char)s.ptr[i + k];
            if (safe)
                out[len++] = (char)c;
            else
                len += (size_t)snprintf(out + len, 5, "\\x%02x", (unsigned)c);
        }
        i += step;
    }
    out[len++] = '"';
    out[len] = '\0';
    return out;
}

void log_event(enum log_level level, const char *what, const char *text)
{
    static const char *const names[] = {
        [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    char quoted[1024] = "", line[1400];
    if (text)
        log_quote(slice_of(text), quoted, sizeof(quoted));
    int n = snprintf(line, sizeof(line), "%s searchd event=\"%s\"%s%s\n", names[level], what,
                     text ? " text=" : "", quoted);
    if (n > 0 && (size_t)n < sizeof(line))
        write_line(line, (size_t)n);
}

bool log_request(const struct log_access *a)
{
    if (!has_room())
        return false;
    char target[2048], when[32], line[2400];
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    gmtime_r(&now.tv_sec, &tm);
    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
    int n = snprintf(line, sizeof(line),
                     "access searchd time=%s from=%s method=%s target=%s status=%d bytes=%zu "
                     "ms=%.3f how=%s\n",
                     when, a->address, a->method, log_quote(a->target, target, sizeof(target)),
                     a->status, a->bytes, a->seconds * 1e3, a->how);
    if (n > 0 && (size_t)n < sizeof(line))
        write_line(line, (size_t)n);
    return true;
}
