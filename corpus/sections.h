/* sections.h - documents with headings of given levels (Markdown, HTML): a record for the text
 * under each heading, tables read as tables.
 *
 * Private to corpus/. Threads: one at a time.
 */
#ifndef CORPUS_SECTIONS_H
#define CORPUS_SECTIONS_H
#include "corpus/prose.h"

enum { SECTION_LEVELS = 6 };

struct sections {
    struct reading *r;
    struct slice path[SECTION_LEVELS]; /* by level, empty where there is none */
    struct slice title;                /* of the document, where it tells one */
    bool open;                         /* a heading without anything below it yet */
    uint32_t open_line;
    struct buf text;
    uint32_t line;
};

void sections_init(struct sections *s, struct reading *r);
/* A heading of level 1..6; name is kept as long as the reading. */
bool sections_heading(struct sections *s, int level, struct slice name, uint32_t line,
                      struct err *err);
/* A line of text; an empty one ends a paragraph. */
void sections_line(struct sections *s, struct slice text, uint32_t line);
/* A table between the lines. */
bool sections_table(struct sections *s, const struct grid *g, struct err *err);
bool sections_end(struct sections *s, struct err *err);
#endif
