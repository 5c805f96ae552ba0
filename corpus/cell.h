/* cell.h - what the text of a cell looks like: a score for each sort of column.
 *
 * Scores are log-likelihoods against a cell of any column: above 0 speaks for the column, below
 * 0 against it, -9 is next to impossible. Not here: neighbours, headers, order (align.h).
 */
#ifndef CORPUS_CELL_H
#define CORPUS_CELL_H
#include "corpus/cell_value.h"
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
    int64_t heads;  /* the total of the whole text as a head count, -1 where it is none */
    int year;       /* the whole text as a year, 0 where it is none */
    uint32_t flags; /* of cell.c */
};

/* vocab: may be NULL. Linear in the text. Threads: any. */
void cell_look(struct slice text, const struct vocab *vocab, struct cell_look *ret);

float cell_score(const struct cell_look *look, enum cell_kind kind);

/* Does the text end as a sentence or a reason does? */
bool cell_is_sentence(const struct cell_look *look);

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
