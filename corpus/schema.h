/* schema.h - what a table of a kind holds: its columns, as data.
 *
 * A new sort of table needs a schema here and a line in the list, not a parser. Not here: how
 * cells are told apart (cell.h) and put into columns (align.h).
 */
#ifndef CORPUS_SCHEMA_H
#define CORPUS_SCHEMA_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the cells of a column look like; the scores of each are in cell.c. */
enum cell_kind {
    CELL_NUMBER,       /* running number */
    CELL_ORGANIZATION, /* prefecture, city, town */
    CELL_NAME,         /* name of an office, desk, post */
    CELL_COUNTRY,
    CELL_CITY,       /* one or several cities, also states */
    CELL_LETTER,     /* a letter of a legend: a b c d */
    CELL_LABEL,      /* the legend's wording */
    CELL_COMPANY,    /* who does it for them */
    CELL_YEAR,       /* fiscal year, written with its era */
    CELL_DEPARTMENT, /* bureau, division and all */
    CELL_COUNT,      /* heads */
    CELL_REASON,     /* running text: why */
    CELL_ACTIVITY,   /* running text or list: what */
    CELL_URL,
    CELL_NOTE,
    CELL_BUREAU,
    CELL_DIVISION,
    CELL_TITLE,  /* name of a project */
    CELL_DETAIL, /* running text: what is done */
    CELL_PLAN,   /* running text: what will be done */
    CELL_PLACES, /* countries, regions, languages */
    CELL_PERIOD,
    CELL_PEOPLE, /* who took part, how many */
    CELL_MONEY,
    CELL_STATUS, /* new, continued, ended */
    CELL_KINDS
};

enum { SCHEMA_COLUMNS_MAX = 24 };

struct schema_column {
    const char *key; /* of the record's field */
    enum cell_kind kind;
    const char *headers; /* what its header may hold, '|' between, no blanks; the key itself
                          * always counts */
    float empty;         /* log-likelihood that a row leaves it empty */
    bool carried;        /* an empty cell means: as in the row above (merged cells) */
};

struct schema {
    const char *kind; /* of the records */
    const struct schema_column *columns;
    size_t count;     /* at most SCHEMA_COLUMNS_MAX */
    int sum[3];       /* columns of which the first is the sum of the others, -1 for none */
    bool sections;    /* lines of one cell between rows are headings over them */
    const char *unit; /* of CELL_MONEY where the header tells none */
};

extern const struct schema schema_offices, schema_projects;

/* Column of that key, -1 where there is none. */
int schema_find(const struct schema *s, const char *key);
#endif
