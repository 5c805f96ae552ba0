/* when.c - see when.h.
 */
#include "indexer/when.h"
#include "dict/era.h"
#include "dict/utf8.h"

/* ret: the digits of a date "2014-07-08", "20140708", "2014/7"; empty where it begins with no
 * year. */
static void date_digits(struct slice s, char ret[9])
{
    size_t n = 0, part = 0;
    for (size_t i = 0; i <= s.len && n < 8; i++) {
        char c = i < s.len ? s.ptr[i] : '-';
        if (c >= '0' && c <= '9') {
            ret[n++] = c;
            part++;
            continue;
        }
        if (c != '-' && c != '/' && c != '.' && c != 'T')
            break;
        if (n > 4 && part == 1) { /* one digit of a month or day */
            ret[n] = ret[n - 1];
            ret[n - 1] = '0';
            n++;
        }
        if (c == 'T')
            break;
        part = 0;
    }
    ret[n] = '\0';
    if (n < 4 || memcmp(ret, "0000", 4) == 0)
        ret[0] = '\0';
}

struct when when_of(const struct record *r)
{
    struct when when = {0};
    struct years years;
    int64_t n = record_int(r, SLICE_LIT("year"), 0);
    struct slice written = record_string(r, SLICE_LIT("year"));
    if (n == 0 && written.len && years_parse_all(written, &years))
        n = years.from;
    if (n == 0 && years_parse_all(record_string(r, SLICE_LIT("fy")), &years))
        n = years.from;
    date_digits(utf8_trim(record_string(r, SLICE_LIT("date"))), when.date);
    if ((n < 1000 || n > 9999) && when.date[0])
        n = (when.date[0] - '0') * 1000 + (when.date[1] - '0') * 100 + (when.date[2] - '0') * 10 +
            (when.date[3] - '0');
    if (n >= 1000 && n <= 9999)
        when.year = (int)n;
    return when;
}
