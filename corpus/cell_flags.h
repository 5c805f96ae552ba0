/* cell_flags.h - what cell.c notes about a text for its neighbours. Private to corpus/. */
#ifndef CORPUS_CELL_FLAGS_H
#define CORPUS_CELL_FLAGS_H

/* Bits of struct cell_look.flags. */
enum look_flag {
    LOOK_BLANK = 1 << 0,
    LOOK_LETTER = 1 << 1,
    LOOK_LABEL = 1 << 2,      /* begins with a wording of the legend */
    LOOK_LABEL_ONLY = 1 << 3, /* and holds nothing more, brackets aside */
    LOOK_ORGANIZATION = 1 << 4,
    LOOK_ORGANIZATION_LIKE = 1 << 5,
    LOOK_COUNTRY = 1 << 6,
    LOOK_CITY = 1 << 7,
    LOOK_CITY_LIKE = 1 << 8,
    LOOK_NAME_END = 1 << 9,
    LOOK_COMPANY = 1 << 10,
    LOOK_BODY = 1 << 11,   /* association, foundation, bank */
    LOOK_PERSON = 1 << 12, /* 個人 */
    LOOK_DEPARTMENT = 1 << 13,
    LOOK_URL = 1 << 14,
    LOOK_BULLET = 1 << 15,  /* begins with one */
    LOOK_PURPOSE = 1 << 16, /* ends as reasons do */
    LOOK_STATUS = 1 << 17,
    LOOK_MONEY = 1 << 18, /* digits with commas, or an amount with its unit */
    LOOK_PERIOD = 1 << 19,
    LOOK_PEOPLE = 1 << 20,
    LOOK_PLACES = 1 << 21, /* all of it countries, regions, languages */
    LOOK_PLACE_IN = 1 << 22,
    LOOK_TITLE_END = 1 << 23,
    LOOK_CHANGE = 1 << 24, /* speaks of opening, moving, closing, staff: a note */
    LOOK_BUREAU = 1 << 25,
    LOOK_URL_IN = 1 << 26,
    LOOK_YEAR_BEGIN = 1 << 27,
    LOOK_GRANT = 1 << 28,
    LOOK_ORGANIZATION_BEGIN = 1 << 29, /* and goes on */
    LOOK_DATE = 1 << 30,               /* a year with its month */
};
#endif
