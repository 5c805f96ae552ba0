/* question.h - the query language: from what was typed to a tree of what was said.
 *
 *   a b        both          a OR b, a | b   either        -a, NOT a, aを除く, a以外   without
 *   "a b"      in this order  ab*           words that begin so
 *   a NEAR/5 b within five words            f:a, f:"a b", f:(a OR b)  in that field
 *
 * Operators may be full-width; AND, OR, NOT and NEAR are operators only in capitals. No text is
 * an error: what does not close or lacks its other half is read kindly and told.
 * Not here: analysing words (understand.h), whether a field exists (is_field).
 */
#ifndef SEARCHD_QUESTION_H
#define SEARCHD_QUESTION_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

enum ask_kind {
    ASK_WORDS,  /* text: a run without blanks */
    ASK_PHRASE, /* text between quotes */
    ASK_PREFIX, /* text before the asterisk */
    ASK_NEAR,   /* kids (ASK_WORDS, ASK_PHRASE) within window */
    ASK_FIELD,  /* kids[0] in field */
    ASK_ALL,    /* every kid; ASK_NOT kids take away from the others */
    ASK_ANY,    /* some kid */
    ASK_NOT,    /* without kids[0] */
    ASK_EXCEPT, /* the same, said in words (以外): of a place or name, what is there, not
                 * what speaks of it */
};

struct ask {
    enum ask_kind kind;
    struct slice text;  /* as typed; borrowed from the query */
    struct slice field; /* ASK_FIELD: name as typed, borrowed */
    uint32_t window;    /* ASK_NEAR: words */
    struct ask **kids;
    size_t count;
};

enum {
    QUESTION_LEAVES_MAX = 64, /* what follows is left out, and told */
    QUESTION_DEPTH_MAX = 16,  /* deeper parentheses are read as if not there */
    QUESTION_NEAR_DEFAULT = 10,
    QUESTION_NEAR_MAX = 50,
    QUESTION_NOTES_MAX = 8,
};

struct question {
    struct ask *root; /* NULL where nothing was said */
    size_t leaves;
    bool plain;                            /* no operator of any kind: words separated by blanks */
    const char *notes[QUESTION_NOTES_MAX]; /* Japanese sentences for the person; static */
    size_t note_count;
};

/* Parses q (valid UTF-8, borrowed as long as *ret is used). is_field: whether name is a field.
 * Errors: ERR_NOMEM alone. Linear in q. Threads: any. */
bool question_parse(TALLOC_CTX *mem, struct slice q, bool (*is_field)(struct slice name),
                    struct question *ret, struct err *err);

/* Writes the tree in one line for tests and explanations: (all 観光 (not 台湾)). */
struct buf;
void ask_write(const struct ask *a, struct buf *out);
#endif
