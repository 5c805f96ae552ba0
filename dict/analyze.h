/* analyze.h - text to terms: the one analyzer, for index and query alike.
 *
 * A text is normalised, its runs of years, numbers and Latin letters are kept whole, the rest
 * goes through MeCab (mecab-ipadic, named explicitly, plus the compiled dictionary of the
 * domain's words), and each token gets its index term: base form, okurigana of compounds
 * dropped (受け入れ 受入れ -> 受入), variants united by the table (子ども -> 子供), long marks folded.
 * Long nouns of the dictionary are cut into its shorter ones (中小企業庁: 中小 企業 庁), numerals
 * become digits (三億: 300000000). Beside words it yields character bigrams (the scheme and its
 * weight: tests/relevance).
 *
 * Not here: prefixes and fields of the index (indexer/schema.h); synonyms (vocab.h), which
 * are a matter of the question alone.
 */
#ifndef DICT_ANALYZE_H
#define DICT_ANALYZE_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

/* Shared once built: MeCab model, variant tables. */
struct analyzer;
/* One at a time: lattice and buffers; one per thread. */
struct analysis;

enum token_kind {
    TOKEN_WORD,     /* noun, verb, adjective, adverb, Latin run, ...: carries meaning */
    TOKEN_NUMBER,   /* digits with or without their counter */
    TOKEN_FUNCTION, /* particle, auxiliary, する ある こと ...: indexed without weight */
    TOKEN_CANON,    /* stands at the same position as the first of the words that it sums up, before
                     * them: a year "y2014", one for each of a short range; an amount
                     * "n300000000円"; letters with digits as a whole "toeic730". Another way to
                     * find the words, never a further condition. */
};

struct token {
    enum token_kind kind;
    bool known;           /* a word of the dictionary */
    bool proper;          /* a proper name, by the dictionary */
    uint32_t position;    /* 0.. in words; symbols take none; TOKEN_CANON shares its first word's */
    uint32_t start, end;  /* byte offsets in the original text */
    struct slice term;    /* at most ANALYZE_TERM_MAX bytes, normalised */
    struct slice reading; /* katakana, empty where unknown */
};

/* Longest term in bytes; longer ones are cut between characters and end in a hash of the
 * whole. Source: Xapian 1.4, 245 bytes with the prefix. */
enum { ANALYZE_TERM_MAX = 200 };

/* Longest text in bytes: an analysis needs up to some 30 times its text in memory. */
enum { ANALYZE_BYTES_MAX = 16 << 20 };

struct tokens {
    const struct token *at; /* in order of position */
    size_t count;
    const struct slice *bigrams; /* character bigrams in order of appearance, repeats and all:
                                  * overlapping pairs within a run of kanji, kana; none that
                                  * begins with hiragana (の家 を記: as a rule the end of a
                                  * particle), none across Latin, digits, symbols */
    size_t bigram_count;
};

/* Opens the dictionary of data_dir (data.h). Owned by mem.
 * Errors: ERR_STORE with MeCab's message, or the file and line of a broken table. */
bool analyzer_open(TALLOC_CTX *mem, const char *data_dir, struct analyzer **ret, struct err *err);

/* What makes terms of text: normaliser and analyzer version, dictionary, tables. Hex digits;
 * equal stamps, equal terms. Borrowed from the analyzer. */
const char *analyzer_stamp(const struct analyzer *a);

struct analysis *analysis_new(TALLOC_CTX *mem, const struct analyzer *a);

/* Analyses text (valid UTF-8, borrowed for the call). *ret is borrowed from the analysis until
 * its next run. Errors: ERR_INPUT, the text is over ANALYZE_BYTES_MAX; ERR_NOMEM; ERR_BUG. */
bool analysis_run(struct analysis *an, struct slice text, struct tokens *ret, struct err *err);

/* A term that a spelling may stand for. */
struct homograph {
    struct slice term, reading; /* borrowed from the analysis */
    enum token_kind kind;
};
enum { HOMOGRAPHS_MAX = 4 };

/* What the dictionary has under the spelling of word: 整え is a form of 整う and of 整える, and only a
 * sentence tells which. word: a single one, as typed. *count: at most HOMOGRAPHS_MAX terms, each
 * once. Errors: as analysis_run(). */
bool analysis_homographs(struct analysis *an, struct slice word,
                         struct homograph ret[HOMOGRAPHS_MAX], size_t *count, struct err *err);
#endif
