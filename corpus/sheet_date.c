/* sheet_date.c - day numbers of spreadsheets as the dates that their formats show. */
#include "corpus/sheet_date.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct sheet_date sheet_date_builtin(unsigned id)
{
    static const struct sheet_date date = {.year = true, .month = true, .day = true};
    static const struct sheet_date era = {.era = true, .month = true, .day = true};
    static const struct sheet_date time = {.time = true};
    switch (id) {
    case 14:
    case 15:
    case 30:
    case 31: return date;
    case 16:
    case 56: return (struct sheet_date){.month = true, .day = true};
    case 17:
    case 55: return (struct sheet_date){.year = true, .month = true};
    case 18:
    case 19:
    case 20:
    case 21:
    case 32:
    case 33: return time;
    case 22: return (struct sheet_date){.year = true, .month = true, .day = true, .time = true};
    case 27:
    case 28:
    case 29:
    case 36:
    case 50:
    case 51:
    case 54:
    case 57:
    case 58: return era;
    default: return (struct sheet_date){0};
    }
}

struct sheet_date sheet_date_code(struct slice code)
{
    struct sheet_date shown = {0};
    bool minutes = false; /* an m behind hours or before seconds */
    if (slice_eq(code, SLICE_LIT("General")))
        return shown;
    for (size_t i = 0; i < code.len && code.ptr[i] != ';'; i++) {
        const char *stop;
        switch (code.ptr[i]) {
        case '"':
        case '[':
            stop = memchr(code.ptr + i + 1, code.ptr[i] == '[' ? ']' : '"', code.len - i - 1);
            i = stop ? (size_t)(stop - code.ptr) : code.len;
            break;
        case '\\':
        case '_':
        case '*': i++; break;
        case '0':
        case '#':
        case '?':
        case '@':
        case 'E': return (struct sheet_date){0}; /* a number or text */
        case 'y': shown.year = true; break;
        case 'g':
        case 'e':
        case 'r': shown.era = true; break;
        case 'm':
            while (i + 1 < code.len && code.ptr[i + 1] == 'm')
                i++;
            stop = memchr(code.ptr + i, 's', code.len - i < 3 ? code.len - i : 3);
            shown.month |= !minutes && !stop;
            break;
        case 'd': shown.day = true; break;
        case 'h':
        case 's':
            shown.time = true;
            minutes = true;
            break;
        default: break;
        }
    }
    return shown;
}

/* Year, month and day of a day counted from 1 January 1970. Source: H. Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (civil_from_days). */
static void civil(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t cycle = days / 146097, of_cycle = days - cycle * 146097;
    int64_t y = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
    int64_t of_year = of_cycle - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + cycle * 400 + (*month <= 2));
}

/* "平成17年": the era of a day, by the days on which eras began. */
static size_t write_era(int year, int month, int day, char *out, size_t room)
{
    static const struct {
        const char *name;
        int year, month, day;
    } eras[] = {{"令和", 2019, 5, 1},
                {"平成", 1989, 1, 8},
                {"昭和", 1926, 12, 25},
                {"大正", 1912, 7, 30},
                {"明治", 1868, 1, 25}};
    int at = year * 10000 + month * 100 + day;
    for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
        if (at < eras[i].year * 10000 + eras[i].month * 100 + eras[i].day)
            continue;
        int n = year - eras[i].year + 1;
        return (size_t)(n == 1 ? snprintf(out, room, "%s元年", eras[i].name)
                               : snprintf(out, room, "%s%d年", eras[i].name, n));
    }
    return (size_t)snprintf(out, room, "%d年", year);
}

size_t sheet_date_write(struct sheet_date shown, double serial, bool from_1904,
                        char out[SHEET_DATE_MAX])
{
    /* 31 December 9999 is the last day of either calendar. */
    if (!(shown.era || shown.year || shown.month || shown.day || shown.time) ||
        !(serial >= 0 && serial < 2958466))
        return 0;
    int64_t whole = (int64_t)serial, minutes = (int64_t)((serial - (double)whole) * 1440 + 0.5);
    /* The calendar from 1900 counts a 29 February 1900 that never was, as day 60. */
    int64_t first = from_1904 ? -24107 : whole < 60 ? -25568 : -25569;
    int year, month, day;
    size_t len = 0;
    civil(first + whole, &year, &month, &day);
    bool words = shown.era || !shown.year;
    if (shown.era)
        len += write_era(year, month, day, out, SHEET_DATE_MAX);
    else if (shown.year)
        len += (size_t)snprintf(out, SHEET_DATE_MAX, shown.month ? "%d" : "%d年", year);
    if (shown.month)
        len += (size_t)snprintf(out + len, SHEET_DATE_MAX - len, words ? "%d月" : "/%d", month);
    if (shown.day)
        len += (size_t)snprintf(out + len, SHEET_DATE_MAX - len, words ? "%d日" : "/%d", day);
    if (shown.time)
        len += (size_t)snprintf(out + len, SHEET_DATE_MAX - len, "%s%d:%02d", len ? " " : "",
                                (int)(minutes / 60 % 24), (int)(minutes % 60));
    return len;
}
