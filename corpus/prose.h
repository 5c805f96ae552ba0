/* prose.h - pieces that all readers of running text are made of.
 *
 *   prose.c         lines without what the page adds, wrapped ones joined, passages handed over
 *   prose_mark.c    marks that open a line (bullets, numbers, brackets), and dates
 *   prose_markup.c  marks of other formats within a line
 *
 * Private to corpus/.
 */
#ifndef CORPUS_PROSE_H
#define CORPUS_PROSE_H
#include "corpus/readers.h"

/* Longest passage in bytes; a longer one is cut behind a sentence. */
enum { PASSAGE_MAX = 16 << 10 };

/* The beginning of s that serves as a title: at most 60 characters. */
struct slice prose_short(struct slice s);
/* Appends line to what b holds as the same sentence: a blank between Latin letters or digits,
 * nothing between Japanese ones. */
void prose_join(struct buf *b, struct slice line);
/* Takes the next piece of at most PASSAGE_MAX off *rest, cut behind a sentence where one ends
 * there, without blanks at its ends. False where nothing but blanks is left. */
bool prose_piece(struct slice *rest, struct slice *ret);
/* A line that is a page number and nothing else: 12, - 12 -, 12 / 30, P.12, 12ページ. */
bool prose_is_page(struct slice line);

/* What opens a line. */
enum mark {
    MARK_NONE,
    MARK_BULLET,       /* ・ ● ■ ◆ - * and their like */
    MARK_CIRCLE,       /* ○ ◯ 〇 */
    MARK_NUMBER_DOT,   /* 1. １． 1、 */
    MARK_NUMBER_PAREN, /* (1) （１） 1) */
    MARK_CIRCLED,      /* ① */
    MARK_ANGLE,        /* 〈 < ＜ 《 with its partner at the end of the heading */
    MARK_LENS,         /* 【 ... 】 */
    MARK_HASH,         /* Markdown's # */
    MARK_ROMAN,        /* Ⅰ Ⅱ, I. II. */
    MARK_CHAPTER,      /* 第1章 第２ */
    MARK_NOTE,         /* ※ 注 */
};
/* The mark that s opens with; *len its bytes (with blanks behind it), *number its number or 0. */
enum mark prose_mark(struct slice s, size_t *len, unsigned *number);

/* "1 海外の支援": a number of one or two digits and a blank, which is a mark only where the numbers
 * go on. Its bytes, 0 where there is none. */
size_t prose_bare_number(struct slice s, unsigned *number);

/* Byte behind the number of one to three digits of any width at s[at]; at where there is none. */
size_t prose_number(struct slice s, size_t at);

/* "ア　翻訳": a level counted in kana. Bytes of the mark, 0 where there is none. */
size_t prose_kana(struct slice s);

/* A line that is not blank. */
struct pline {
    struct slice text; /* blanks at its ends taken off */
    struct slice raw;  /* as it stands */
    uint32_t no;
    bool after_blank; /* a blank line or a page break stands before it */
    bool indented;    /* opens with an ideographic blank: a new paragraph in print */
    unsigned hashes;  /* Markdown's # that prose_take_hashes() took off it */
};
/* The lines of r without blank ones, page numbers and headers that are repeated on every page
 * (form feeds tell the pages). Owned by r->mem. */
bool prose_lines(struct reading *r, struct pline **ret, size_t *count, struct err *err);

/* Takes the # of Markdown's headings off their lines, for a reader that tells headings apart by
 * other marks. */
void prose_take_hashes(struct pline *lines, size_t count);

/* Does s stop in the middle of a sentence? */
bool prose_unfinished(struct slice s);
/* Does the last line of s stop in the middle of a sentence, and is it long enough to have been cut
 * by the width of a page? */
bool prose_wraps(struct slice s);
/* As many brackets open as close in s. */
bool prose_balanced(struct slice s);
bool prose_contains(struct slice s, const char *needle);
/* Whether s contains one of the words, ended by NULL. */
bool prose_has_word(struct slice s, const char *const *words);
bool prose_ends_word(struct slice s, const char *const *words);
/* Opens s with a question or an answer (Q1： Q. 問１ A: 答)? Its bytes, the number (0 for none)
 * to *number; 0 where it does not. */
size_t prose_question(struct slice s, unsigned *number);
size_t prose_answer(struct slice s);
/* A date such as 2014年7月8日 or 令和3年4月1日 anywhere in s as YYYY-MM-DD. */
bool prose_date(struct slice s, char out[16]);

/* A line of a table of contents: leader dots and a page number at its end. *title: what stands
 * before the dots. */
bool prose_is_contents(struct slice line, struct slice *title);
/* s without blanks of any kind; NULL pointer when out of memory. */
struct slice prose_squeeze(TALLOC_CTX *mem, struct slice s);
/* Whether a turns into b by changing at most max characters (insert, delete, replace); both up to
 * 200 bytes, else false. */
bool prose_near(struct slice a, struct slice b, size_t max);
/* s without HTML tags (those that break lines become line ends) and Markdown links. Owned by mem;
 * s itself where there is nothing to take off. */
struct slice prose_untag(TALLOC_CTX *mem, struct slice s);

/* Hands over text under headings as one record, or several where it is too long; nothing where
 * it is empty. mark: what the item opens with in print (①), empty for none. repair:
 * one that the records carry, NULL for none. */
bool prose_emit(struct reading *r, const char *kind, struct slice title, struct slice mark,
                const struct slice *path, size_t path_count, struct slice text, uint32_t line,
                const struct repair *repair, struct err *err);

/* Sets the title of rec. */
bool prose_title(struct record *rec, struct slice title, struct err *err);
#endif
