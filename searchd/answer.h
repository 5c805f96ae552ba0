/* answer.h - an answer as plain data, for whoever writes it: JSON, a table, the page.
 *
 * Not here: how it comes about (search.h), any of their syntax.
 */
#ifndef SEARCHD_ANSWER_H
#define SEARCHD_ANSWER_H
#include "corpus/record.h"
#include "searchd/params.h"

/* ---- How the query was read ---- */

/* Why something is looked for that the person did not type. */
enum widening_kind {
    WIDENED_SPELLING,   /* the same word written otherwise */
    WIDENED_SYNONYM,    /* means nearly the same */
    WIDENED_NARROWER,   /* lies within: a country of the region */
    WIDENED_RELATED,    /* another thing that is often wanted with it */
    WIDENED_CORRECTION, /* the word typed is not there, this one is */
    WIDENED_READING,    /* kana or romaji read as this */
    WIDENED_PART,       /* pieces of the word, where the whole is not a word of the index */
};
const char *widening_name(enum widening_kind k); /* "spelling" ... */

struct widening {
    struct slice text;
    enum widening_kind kind;
    uint32_t hits; /* documents that hold it */
};

enum said_kind {
    SAID_WORD,
    SAID_PHRASE,
    SAID_PREFIX,
    SAID_NEAR,
    SAID_FIELD,
    SAID_YEARS,
    SAID_FIGURES,
    SAID_ORDER /* a superlative: dropped as a word */
};
const char *said_name(enum said_kind k); /* "word" ... */

/* One piece of what the person said. */
struct said {
    enum said_kind kind;
    struct slice text;   /* as typed */
    struct slice field;  /* SAID_FIELD: the field's English key */
    struct slice *terms; /* of the index */
    size_t term_count;
    bool counted;                    /* hits is known */
    uint32_t hits;                   /* documents that hold it as typed */
    double weight;                   /* share of the question that hangs on it, 0..1 */
    bool excluded;                   /* NOT, -, 以外 */
    bool dropped;                    /* a word of asking or of grammar: carries nothing */
    bool relaxed;                    /* wanted, but some hits do without */
    struct slice facet, facet_value; /* names this value of a filter, or empty */
    int year_from, year_to;          /* SAID_YEARS, else 0 */
    struct widening *widenings;
    size_t widening_count;
};

struct interpretation {
    struct said *said;
    size_t said_count;
    bool relaxed;       /* no or few documents hold everything: some may be missing */
    bool sentence;      /* read as the bag of its content words */
    const char **notes; /* told to the person: a quote that was not closed, ... */
    size_t note_count;
};

/* ---- What was found ---- */

struct answer_snippet {
    struct slice field; /* key of the record's field */
    struct slice html;  /* <mark>, everything else escaped */
};

struct answer_hit {
    struct record *record; /* whole */
    double score;
    struct answer_snippet *snippets; /* best first */
    size_t snippet_count;
    struct slice title_html; /* the title, marked */
    struct slice *collapsed; /* ids of the near-identical others */
    size_t collapsed_count;
    struct slice explanation; /* explain=on: JSON object, else empty */
};

struct facet_value {
    struct slice value;
    uint32_t count;
};
struct answer_facet {
    struct facet_value *values; /* most frequent first */
    size_t count;
};

struct answer {
    struct slice query;
    uint32_t total;  /* matching records, before near-identical ones are folded */
    uint32_t groups; /* hits after folding */
    bool total_is_estimate;
    double took_ms;
    bool low; /* nothing found is a good answer */
    struct interpretation interpretation;
    struct slice suggestion; /* the query as it was probably meant; empty: none */
    struct answer_hit *hits;
    size_t hit_count;
    bool with_facets;
    bool facets_are_estimates;
    struct answer_facet facets[FACET_COUNT];
    uint64_t generation;
};

/* Writes an answer. */
void answer_write_json(const struct answer *a, const struct search_params *p, struct buf *out);
void answer_write_csv(const struct answer *a, const struct search_params *p, struct buf *out);
void answer_write_jsonl(const struct answer *a, const struct search_params *p, struct buf *out);
/* {"country":[{"value","count"}],...} */
void facets_write_json(const struct answer_facet facets[FACET_COUNT], struct buf *out);
#endif
