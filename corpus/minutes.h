/* minutes.h - minutes being read: where the walk over their lines stands.
 *
 *   minutes.c          walks over the lines
 *   minutes_heads.c    reads headings and the preface
 *   minutes_passage.c  collects passages and hands them over
 *   minutes_lines.c    tells what a line opens
 *
 * Private to these, each of which calls those below it. Threads: one at a time.
 */
#ifndef CORPUS_MINUTES_H
#define CORPUS_MINUTES_H
#include "corpus/people.h"

enum {
    HEADING_CHARS = 60, /* of a section's heading on one line */
    TOPIC_CHARS = 45,   /* of a topic's heading in a discussion */
};

enum opening {
    OPEN_NONE,
    OPEN_SECTION,
    OPEN_GROUP, /* a heading over several parts */
    OPEN_PART,  /* (1) of a section */
    OPEN_TOPIC,
    OPEN_TURN,
    OPEN_QUESTION,
    OPEN_ANSWER,
    OPEN_BULLET,
    OPEN_END,
};

struct minutes {
    struct reading *r;
    struct pline *lines;
    size_t count, width; /* width: bytes of the longest usual line */
    struct people people;

    struct slice meeting;
    char date[16];
    unsigned number;            /* of the last section */
    unsigned part_number;       /* of the last part in it */
    unsigned section_hashes;    /* Markdown's # before its heading */
    struct slice section, part; /* as they stand in the key section */
    struct slice heading;       /* all lines of the headings, as printed */
    struct slice of_section;    /* that of the section alone */
    struct slice above;         /* those over the parts */
    bool discussion, in_head, in_preface;
    bool arrows; /* replies are marked with arrows throughout */
    bool judged; /* the role of what is collected is told by its words */
    bool chair;  /* who gives the floor neither asks nor answers */
    bool alone;  /* nothing stands under the heading yet */
    const char *section_role;

    struct slice speaker, affiliation, printed;
    bool resolved;
    const char *role, *before; /* of this passage and the last */
    struct buf text;
    uint32_t line;
};

/* ---- minutes_passage.c ---- */

/* a and b with a blank between; one of them where the other is empty or both are too long. */
struct slice minutes_join(struct minutes *m, struct slice a, struct slice b);
/* Begins a passage with text, at its line. */
void minutes_start(struct minutes *m, const struct pline *line, struct slice text);
/* Hands over the passage that was collected. */
bool minutes_flush(struct minutes *m, struct err *err);
/* From here on name speaks; nobody where it is empty. */
void minutes_speak(struct minutes *m, struct slice name, struct slice affiliation);

/* ---- minutes_lines.c ---- */

/* What line i opens. */
enum opening minutes_opening(const struct minutes *m, size_t i);
/* prose_mark, with "1 日時" taken for a number too. */
enum mark minutes_section_mark(struct slice s, size_t *len, unsigned *n);
bool minutes_short_heading(struct slice s, size_t chars);
/* A heading without a number: 【質疑応答】, or one of Markdown's. */
bool minutes_bare_heading(const struct minutes *m, size_t i, enum mark mark);
bool minutes_opens_speech(const struct minutes *m, size_t i);
/* Headings that tell about the meeting and are no part of it: 日時, 出席者. */
bool minutes_about_meeting(TALLOC_CTX *mem, struct slice heading);
/* 日時: and its like: a few characters and a colon. Bytes of the label, 0 where there is none. */
size_t minutes_label(struct slice s);

/* ---- minutes_heads.c ---- */

/* A heading that nothing stands under is handed over by itself. */
bool minutes_end_heading(struct minutes *m, struct err *err);
/* *i is moved to the last line of the heading. */
void minutes_open_section(struct minutes *m, size_t *i);
void minutes_open_part(struct minutes *m, size_t *i);
/* A line between a heading and the first passage; false where it is that passage. */
bool minutes_head_line(struct minutes *m, size_t *i);
/* Reads the people out of the passage of the preface that was collected. */
bool minutes_preface_people(struct minutes *m, struct slice label, struct err *err);
/* Title and list of participants: everything before the first section or turn. Returns its lines. */
bool minutes_read_preface(struct minutes *m, size_t *ret, struct err *err);
/* People whom headings introduce, before anything is handed over. */
bool minutes_read_heads(struct minutes *m, struct err *err);
#endif
