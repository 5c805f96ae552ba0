/* question_parts.h - what the files of the query language share; nobody else includes it.
 *
 *   question.c         the grammar: a recursive descent over tokens
 *   question_except.c  reads 以外 and を除く within a run of text
 *   question_lex.c     cuts what was typed into tokens
 *   question_tree.c    makes the nodes of the tree and keeps the notes, within their bounds
 */
#ifndef SEARCHD_QUESTION_PARTS_H
#define SEARCHD_QUESTION_PARTS_H
#include "dict/utf8.h"
#include "searchd/question.h"

enum lex_kind {
    LEX_END,
    LEX_TEXT,
    LEX_QUOTED,
    LEX_OPEN,
    LEX_CLOSE,
    LEX_OR,
    LEX_AND,
    LEX_NOT,
    LEX_MINUS,
    LEX_NEAR
};

struct lex {
    enum lex_kind kind;
    struct slice text;
    struct slice field; /* LEX_TEXT, LEX_QUOTED, LEX_OPEN: what stood before the colon */
    uint32_t window;    /* LEX_NEAR */
    bool prefix;        /* LEX_TEXT ended in an asterisk */
    bool blank_before;
};

/* One question while it is read. */
struct parser {
    TALLOC_CTX *mem;
    struct slice q;
    size_t at;
    bool (*is_field)(struct slice name);
    struct lex next;
    struct question *out;
    uint32_t depth;
    bool nomem;
};

/* What stands between words: blanks and 、. */
static inline bool question_blank(uint32_t c)
{
    return c <= ' ' || char_class(c) == CHAR_SPACE || c == 0x3001 /* 、 */;
}

/* ---- question_lex.c ---- */

/* The token at p->at into p->next; steps behind it. */
void lex_next(struct parser *p);

/* ---- question_tree.c; nodes are NULL where memory ran out, which p->nomem keeps ---- */

/* Tells the person text (static, Japanese), once. */
void question_note(struct parser *p, const char *text);
struct ask *ask_new(struct parser *p, enum ask_kind kind);
/* Either may be NULL: then nothing happens. */
void ask_add(struct parser *p, struct ask *parent, struct ask *kid);
/* A new node around kid. */
struct ask *ask_wrap(struct parser *p, enum ask_kind kind, struct ask *kid);
/* A node of text; NULL also for nothing but blanks, and where there are too many, which is told. */
struct ask *ask_leaf(struct parser *p, enum ask_kind kind, struct slice text);

/* ---- question_except.c ---- */

/* A run of text: 東京都以外の観光レップ is 観光レップ without 東京都. NULL as of ask_leaf(). */
struct ask *ask_text(struct parser *p, struct slice text);
#endif
