/* people.h - who speaks: the list of participants, and the ways in which minutes name a speaker.
 *
 * Private to corpus/ (the reader of minutes). Threads: one at a time.
 */
#ifndef CORPUS_PEOPLE_H
#define CORPUS_PEOPLE_H
#include "corpus/prose.h"

struct person {
    struct slice name;        /* in full where the document tells it */
    struct slice affiliation; /* the fullest that is printed */
};

struct people {
    TALLOC_CTX *mem;
    struct person *at;
    size_t count;
};

/* Adds a person, or a fuller affiliation of one that is known. */
bool people_add(struct people *p, struct slice name, struct slice affiliation, struct err *err);
/* "name（affiliation）" as the whole of line, 氏 and a remark on handouts allowed. */
bool people_line(const struct people *p, struct slice line, struct person *ret);
/* A person that is known, whose name line ends with: 講師：みなと大学教授　浜野良子氏. NULL for none;
 * borrowed until one is added. */
const struct person *people_last(const struct people *p, struct slice line);
/* Adds those that the text of a preface names: "affiliation name氏" or "name（affiliation）" on
 * its lines. label: what the text is headed with (スピーカー, 委員). */
bool people_read(struct people *p, struct slice label, struct slice text, struct err *err);

struct turn {
    struct slice printed; /* 大阪府・領家氏 */
    struct slice name;    /* the full name where the list has it, else as printed */
    struct slice affiliation;
    struct slice rest; /* what is said */
    bool arrow;        /* an arrow before it marks a reply */
    bool resolved;     /* name or affiliation come from the list */
};
/* Does line open a turn: （大阪府・領家氏）…, 領家氏：…, ○議長（山田太郎君）…, 【山田委員】…? */
bool people_turn(const struct people *p, struct slice line, struct turn *ret);
#endif
