/* office.h - one office between its row and its record, and what is checked over the whole list.
 * Private to corpus/: offices.c makes the values and the records, office_list.c looks at the list.
 */
#ifndef CORPUS_OFFICE_H
#define CORPUS_OFFICE_H
#include "corpus/table.h"

/* Columns of schema_offices. */
enum office_column {
    OFFICE_GROUP,
    OFFICE_NUMBER,
    OFFICE_ORGANIZATION,
    OFFICE_NAME,
    OFFICE_COUNTRY,
    OFFICE_CITY,
    OFFICE_FORM,
    OFFICE_FORM_TEXT,
    OFFICE_CONTRACTOR,
    OFFICE_FY,
    OFFICE_DEPARTMENT,
    OFFICE_TOTAL,
    OFFICE_DISPATCHED,
    OFFICE_LOCAL,
    OFFICE_REASON,
    OFFICE_ACTIVITIES,
    OFFICE_URL,
    OFFICE_NOTE,
};

/* What is made of one row. Numbers are -1 where not told. */
struct office {
    const struct table_row *row;
    int64_t group, number, staff[3];
    bool group_guessed, number_guessed;
    bool repeated;   /* an office before has the same numbers */
    int staff_fixed; /* index of the count that was put right, -1 none */
    int64_t staff_printed;
    int staff_summed; /* index of the count that is out of the other two, -1 none */
    char form;
    bool form_guessed;
    int year;
    struct slice organization, name, country, city, contractor, fy, department, url, note;
    bool contractor_split;
    struct slice place_split; /* a cell that held both country and city, empty for none */
};

/* What the list prints about itself, -1 where it does not. */
struct office_totals {
    int64_t bodies, offices, countries, cities, forms[4], staff[3];
    uint32_t line;
};

/* Fills group and number: as printed, or as the neighbours demand. A number that only runs through
 * the list is none of them. Errors: ERR_NOMEM. */
bool office_number(TALLOC_CTX *mem, struct office *list, size_t count, struct err *err);

/* A count that is lost with its column, out of the other two. */
void office_complete_staff(struct office *o);

/* Reads the totals printed under the list. */
void office_read_totals(const struct table *table, struct office_totals *t);

/* A row whose counts do not add up: told; put right only where the printed totals leave one way. */
void office_check_staff(struct reading *r, const struct office_totals *t, struct office *list,
                        size_t count);

/* Tells what the list prints about itself beside what its rows give. */
void office_report(struct reading *r, const struct office_totals *t, const struct office *list,
                   size_t count);
#endif
