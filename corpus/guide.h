/* guide.h - a guide being read: the headings over what is collected.
 *
 *   guide.c          walks over the lines
 *   guide_table.c    reads their tables
 *   guide_passage.c  collects passages and hands them over
 *
 * Private to these, each of which calls those below it. Threads: one at a time.
 */
#ifndef CORPUS_GUIDE_H
#define CORPUS_GUIDE_H
#include "corpus/prose.h"

enum { CHAPTERS_MAX = 200 };

enum level { LEVEL_CHAPTER, LEVEL_HEAD, LEVEL_SUB, LEVEL_LEAF, LEVELS };

enum leaf { LEAF_NONE, LEAF_ITEM, LEAF_NOTE, LEAF_QUESTION, LEAF_DIVISION, LEAF_TIP };

struct guide {
    struct reading *r;
    struct pline *lines;
    size_t count;
    struct {
        struct slice name; /* squeezed */
        bool used;
    } chapters[CHAPTERS_MAX];
    size_t chapter_count;

    struct slice at[LEVELS]; /* headings, empty where there is none */
    bool open[LEVELS];       /* nothing has stood below it yet */
    uint32_t open_line[LEVELS];
    bool angle; /* the head is one in angle brackets */
    enum leaf leaf;
    bool in_table;
    bool paragraphs;   /* lines are not cut at the width of a page, only by its end */
    struct slice note; /* of a department, for its first division */
    unsigned number;   /* of the last numbered heading */
    struct slice half; /* a division's name as printed before the page break */
    struct buf text;
    uint32_t line;
};

/* ---- guide_passage.c ---- */

/* a, between and b put together; one of them where the other is empty. */
struct slice guide_joined(struct guide *g, struct slice a, const char *between, struct slice b);
/* Adds s to what is collected: as the rest of its last line where wrapped. */
void guide_text(struct guide *g, struct slice s, uint32_t no, bool wrapped);
/* Hands over what was collected. */
bool guide_flush(struct guide *g, struct err *err);
/* Closes everything from level on; a heading that nothing stood below speaks for itself. */
bool guide_close(struct guide *g, enum level level, struct err *err);
/* Opens a heading, and closes what stands at its level and below. */
bool guide_heading(struct guide *g, enum level level, struct slice name, uint32_t line,
                   struct err *err);

/* ---- guide_table.c ---- */

/* Line i is a row of a table: departments, divisions under them, tips in cells. */
bool guide_table_row(struct guide *g, size_t i, struct err *err);
#endif
