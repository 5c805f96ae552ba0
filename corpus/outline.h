/* outline.h - documents made of headings and text: what stands under what.
 *
 * The rank of a heading comes from its own mark, as Japanese papers number them; Markdown's
 * # only says that a line is a heading. Private to corpus/.
 */
#ifndef CORPUS_OUTLINE_H
#define CORPUS_OUTLINE_H
#include "corpus/prose.h"

enum { OUTLINE_DEPTH = 12 };

enum line_kind {
    LINE_TITLE,   /* a heading without number */
    LINE_HEADING, /* a numbered or marked one */
    LINE_GROUP,   /* 〔…〕 over items */
    LINE_ITEM,    /* ① that is a record of its own */
    LINE_TEXT,
};

struct outline {
    struct reading *r;
    const char *kind;
    struct pline *lines;
    size_t count;
    struct {
        struct slice path;  /* as it stands in path */
        struct slice title; /* without its number */
        struct slice mark;  /* ① of an item */
        struct slice half;  /* the first half, where the heading was printed in two */
        int rank;
    } stack[OUTLINE_DEPTH];
    size_t depth;
    struct slice first; /* the title of the document; only its own preamble has it in its path */
    unsigned number;    /* of the last heading 1. 2. ... */
    bool leaf_open;     /* a heading whose text has not begun */
    bool item_open;     /* the text collected is an item's */
    bool first_title;   /* the next heading without number is the document's title */
    struct buf text;
    uint32_t line;
};

bool outline_init(struct outline *o, struct reading *r, const char *kind, struct err *err);
/* What line i is. */
enum line_kind outline_kind(const struct outline *o, size_t i);
bool outline_heading(struct outline *o, size_t i, struct err *err);
bool outline_group(struct outline *o, size_t i, struct err *err);
bool outline_item(struct outline *o, size_t i, struct err *err);
/* Appends s, which is line i or a part of it, to the text under the present heading. */
void outline_text(struct outline *o, size_t i, struct slice s);
/* Hands over what is left. */
bool outline_end(struct outline *o, struct err *err);
#endif
