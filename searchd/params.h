/* params.h - what a search request asks for, typed and checked.
 *
 * Names and defaults are those of spec/openapi.json; every message of an error names the parameter.
 * Not here: the language inside q (question.h).
 */
#ifndef SEARCHD_PARAMS_H
#define SEARCHD_PARAMS_H
#include "dict/buf.h"
#include "dict/era.h"
#include "dict/err.h"
#include "indexer/schema.h"

/* Decoded: valid UTF-8, no percent signs or plus left. Borrowed from the request's memory. */
struct param {
    struct slice name, value;
};

enum {
    PARAMS_LIMIT_MAX = 100,   /* hits a page */
    PARAMS_DEPTH_MAX = 10000, /* offset + limit */
    PARAMS_QUERY_MAX = 4000,  /* bytes of q */
    PARAMS_VALUES_MAX = 100,  /* values of one filter */
};

enum sort_order { SORT_RELEVANCE, SORT_YEAR, SORT_YEAR_DESCENDING, SORT_ORGANIZATION };
enum answer_format { ANSWER_JSON, ANSWER_CSV, ANSWER_JSONL };

/* The values of one filter: any of them. */
struct filter {
    struct slice *values;
    size_t count;
};

struct search_params {
    struct slice q;                     /* as typed; empty: everything */
    struct slice id;                    /* of /api/similar, else empty */
    struct filter filters[FACET_COUNT]; /* FACET_YEAR is not used: years */
    struct years *years;                /* any of them */
    size_t year_count;
    struct filter without; /* widenings that the person has taken away */
    enum sort_order sort;
    uint32_t offset, limit;
    bool synonyms, collapse, facets, full, explain;
    bool match_all; /* match=all */
    bool other;     /* similar: leave the item's own organization out */
    enum answer_format format;
};

/* The parameters of /api/search (similar: those of /api/similar) as written. Slices are borrowed
 * from the parameters, arrays owned by mem. Errors: ERR_INPUT naming the parameter. */
bool params_parse(TALLOC_CTX *mem, const struct param *params, size_t count, bool similar,
                  struct search_params *ret, struct err *err);

/* Appends p as an address's query part in canonical order, percent-encoded, defaults left
 * out, without "?": equal questions, equal bytes. */
void params_write(const struct search_params *p, struct buf *out);

/* Appends s percent-encoded for a query part (RFC 3986: unreserved characters stay). */
void params_escape(struct slice s, struct buf *out);
#endif
