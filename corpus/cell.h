/* cell.h - what the text of a cell looks like: a score for each sort of column.
 *
 * Scores are log-likelihoods against a cell of any column: above 0 speaks for the column, below
 * 0 against it, -9 is next to impossible. Not here: neighbours, headers, order (align.h).
 */
#ifndef CORPUS_CELL_H
#define CORPUS_CELL_H
#include "corpus/schema.h"
#include "dict/slice.h"
#include "dict/vocab.h"
#include <stdint.h>

/* What was seen in a text, once for all columns. A value. */
struct cell_look {
    struct slice text;
    uint32_t chars;
    uint16_t kanji, katakana, hiragana, latin, digits, spaces, bullets, commas, stops;
    int64_t number; /* the whole text as a number, -1 where it is none */
    int year;       /* the whole text as a year, 0 where it is none */
    uint32_t flags; /* of cell.c */
};

/* vocab: may be NULL. Linear in the text. Threads: any. */
void cell_look(struct slice text, const struct vocab *vocab, struct cell_look *ret);

float cell_score(const struct cell_look *look, enum cell_kind kind);

/* Does the text end as a sentence or a reason does? */
bool cell_is_sentence(const struct cell_look *look);

/* True for what stands for nothing: empty, -, ―, ー, —, －. */
bool cell_is_blank(struct slice text);

/* text without blanks at its ends (ideographic ones too). */
struct slice cell_trim(struct slice text);

/* A fiscal year at the beginning of text ("H14", "R元", "平成26年度", "2014年度"); bytes taken, 0 for
 * none. *ret: the Christian year. */
size_t cell_year(struct slice text, int *ret);

/* A number of the whole text: digits of any width, commas; -1 where it is none. */
int64_t cell_number(struct slice text);

/* Letter of a legend, 'a'..'d', at the beginning of text in any width or case; bytes, 0 for none. */
size_t cell_letter(struct slice text, char *ret);

/* Letter of the legend that a wording stands for, 0 where it is none. */
char cell_label(struct slice text);
/* Bytes of that wording at the beginning of text. */
size_t cell_label_length(struct slice text);

/* Bytes at the beginning of text that are one whole value of some closed sort (year, number,
 * letter, label, country, city, organization, status); 0 for none. Where a glued cell may be cut. */
size_t cell_token(struct slice text, const struct vocab *vocab);

/* True where a value of its own may begin at text: an address, a company form, a bullet. */
bool cell_begins(struct slice text);

/* True where a company or body begins: (株) 株式会社 公益財団法人 ... */
bool cell_begins_body(struct slice text);

bool cell_is_country(const struct vocab *vocab, struct slice text);
bool cell_is_city(const struct vocab *vocab, struct slice text);
/* Name of a prefecture, city, ward, town or village. */
bool cell_is_organization(const struct vocab *vocab, struct slice text);
#endif
