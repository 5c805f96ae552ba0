/* sheet_date.h - day numbers of spreadsheets as the dates that their formats show.
 *
 * Source: ECMA-376 part 1, 18.8.30 (numFmt, built-in ids and codes) and 18.17.4 (serial dates).
 * Not here: the workbook (xlsx.c). No allocation. Threads: any. Private to corpus/.
 */
#ifndef CORPUS_SHEET_DATE_H
#define CORPUS_SHEET_DATE_H
#include "dict/slice.h"

/* What a number format shows of a date; all false: no date. */
struct sheet_date {
    bool era, year, month, day, time;
};

/* Of a built-in format, in the Japanese locale. */
struct sheet_date sheet_date_builtin(unsigned id);
/* Of a format code like [$-411]ggge"年"m"月"d"日". */
struct sheet_date sheet_date_code(struct slice code);

enum { SHEET_DATE_MAX = 64 };
/* Writes the date of a serial number: "2005/7/1", "平成17年7月1日", "2005/7", "7月1日", "14:30".
 * from_1904: day 0 is 1 January 1904. Bytes, 0 where the number is no date. */
size_t sheet_date_write(struct sheet_date shown, double serial, bool from_1904,
                        char out[SHEET_DATE_MAX]);
#endif
