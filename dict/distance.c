/* distance.c - see distance.h. */
#include "dict/distance.h"
#include "dict/utf8.h"

size_t distance_chars(struct slice s, uint32_t out[DISTANCE_MAX])
{
    size_t n = 0, len;
    for (size_t i = 0; i < s.len; i += len) {
        if (n == DISTANCE_MAX)
            return 0;
        out[n++] = utf8_at(s, i, &len);
    }
    return n;
}

size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, size_t max)
{
    if ((n > m ? n - m : m - n) > max)
        return max + 1;
    size_t rows[3][DISTANCE_MAX + 1];
    size_t *before = rows[0], *prev = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++)
        prev[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t least = now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t d = prev[j - 1] + (a[i - 1] != b[j - 1]);
            if (prev[j] + 1 < d)
                d = prev[j] + 1;
            if (now[j - 1] + 1 < d)
                d = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < d)
                d = before[j - 2] + 1;
            now[j] = d;
            if (d < least)
                least = d;
        }
        if (least > max)
            return max + 1;
        size_t *spare = before;
        before = prev;
        prev = now;
        now = spare;
    }
    return prev[m];
}
