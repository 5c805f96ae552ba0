/* vocab_table.h - reads the tables in dict/data: one row a line, columns between tabs, lines
 * that begin with # are for people.
 *
 * Not here: what the columns mean.
 */
#ifndef DICT_VOCAB_TABLE_H
#define DICT_VOCAB_TABLE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

enum { TABLE_COLUMNS = 4 };

struct row {
    const char *file;               /* name without its folder */
    uint32_t line;                  /* 1.. */
    struct slice at[TABLE_COLUMNS]; /* missing ones are empty; borrowed from mem below */
};

/* Hands every row of dir/name to take, which may refuse it with row_error. Bytes are owned by
 * mem. Errors: ERR_STORE, unreadable, not UTF-8, more than TABLE_COLUMNS or fewer than min
 * columns, blanks around a column: "file:line: why". */
bool table_read(TALLOC_CTX *mem, const char *dir, const char *name, size_t min,
                bool (*take)(void *ctx, const struct row *row, struct err *err), void *ctx,
                struct err *err);

/* Sets "file:line: why: word" and returns false. */
bool row_error(const struct row *row, const char *why, struct slice word, struct err *err);

/* Takes the next piece before a | off *list; false at its end. */
bool list_next(struct slice *list, struct slice *item);
#endif
