/* understand.h - what the person means: the tree of question.h with every word analysed,
 * weighed and widened.
 *
 * A run of text becomes units: an entry of the vocabulary (観光誘客) or one word of the analyzer.
 * A unit knows its terms, what it names (a country, a form, a year) and what else would do in
 * its place. Not here: index queries (plan.h).
 */
#ifndef SEARCHD_UNDERSTAND_H
#define SEARCHD_UNDERSTAND_H
#include "searchd/answer.h"
#include "searchd/backend.h"
#include "searchd/figures.h"
#include "searchd/order.h"
#include "searchd/question.h"

enum {
    UNITS_MAX = 192,
    UNIT_BIGRAMS_MAX = 512, /* of one run */
    UNIT_TERMS_MAX = 16,
    UNIT_WIDENINGS_MAX = 24,
    UNIT_UNCOUNTED = INT32_MAX,
    UNIT_PREFIX_TERMS_MAX = 64, /* words that a wildcard stands for */
};

/* Words that together stand for a unit. */
struct wording {
    struct slice text;
    struct slice *terms; /* without prefix, in order */
    uint32_t *freqs;     /* documents of each */
    uint32_t *mended;    /* of each, documents where it stands damaged; may be NULL */
    size_t count;
    enum widening_kind kind;
    uint32_t hits; /* documents that hold it, side by side; at most */
    double factor; /* weight beside the typed word's: 0..1 */
};

/* A whole value that the unit names. */
struct named {
    enum term_space space;
    enum facet facet; /* FACET_COUNT: none that could be a filter */
    struct slice value;
    uint32_t freq;
};

struct unit {
    enum said_kind kind;
    struct slice text;
    size_t run;           /* units of one unspaced run share it: they stood side by side */
    struct wording typed; /* SAID_PREFIX: the words it stands for */
    struct wording *widenings;
    size_t widening_count;
    struct named *names;
    size_t name_count;
    struct slice *bigrams;
    size_t bigram_count;
    enum term_space space; /* SPACE_WORD, or the field asked for */
    bool whole;            /* of a field: the value as a whole, in names */
    bool excluded, except, dropped;
    bool again;    /* dropped because it was said before */
    bool optional; /* lifts, but nobody is asked to have it: 設置 behind a year */
    bool meant;    /* typed is what was meant; as it was typed, the index lacks it */
    bool known;    /* something of it is in the index */
    uint32_t hits; /* documents that hold it as typed, at most; UNIT_UNCOUNTED: not known */
    uint32_t window;
    int year_from, year_to; /* SAID_YEARS */
    bool founded;           /* the years in which something was set up */
    struct condition
        conditions[CONDITIONS_MAX]; /* SAID_FIGURES: all of them; else an amount of money */
    size_t condition_count;
    double idf;
};

/* The tree over units: kind ALL, ANY, NOT, EXCEPT with kids, or WORDS with units[from..to). */
struct sense {
    enum ask_kind kind;
    size_t from, to;
    struct sense **kids;
    size_t count;
};

/* The bit of unit i in a set of units; the last one stands for all beyond. */
static inline uint64_t unit_bit(size_t i)
{
    return 1ull << (i < 63 ? i : 63);
}

struct meaning {
    struct unit *units;
    size_t count;
    struct sense *root;
    bool sentence;
    enum order order;   /* asked for by a superlative; of what holds everything */
    uint32_t documents; /* in the index */
    struct slice whole; /* what was typed, where that is the whole of some field; else empty */
    bool function;      /* nothing was said but words of grammar */
    const char *note;   /* a Japanese sentence for the person, static; NULL: none */
    struct slice suggestion;
};

/* Does the record have the value? */
bool named_holds(const struct named *n, const struct record *r);

/* Is name one of the fields that a question may name (国:タイ)? For question_parse(). */
bool understand_field(struct slice name);

/* Reads q, the tree of p->q. Everything in *ret is owned by mem or borrowed from p, q and b.
 * Errors: ERR_INPUT, a year that is none; ERR_STALE, ERR_STORE, ERR_NOMEM. */
bool understand(struct backend *b, TALLOC_CTX *mem, const struct search_params *p,
                const struct question *q, struct meaning *ret, struct err *err);
#endif
