/* schema.h - what stands in the index: terms, slots, weights, stored data, version.
 *
 * The prose that defines it opens schema.c; it is written there and nowhere else. This header
 * is what searchd needs to ask: the prefixes and slots by name, and how to spell a term.
 */
#ifndef INDEXER_SCHEMA_H
#define INDEXER_SCHEMA_H
#include "corpus/record.h"
#include "dict/analyze.h"
#include "dict/normalize.h"
#include "dict/vocab.h"
#include "indexer/store_writer.h"

/* Raised with every change that makes older indexes unusable. */
enum { SCHEMA_VERSION = 6 };

/* wdf of whole values: a question that names a country weighs its records up. */
enum { SCHEMA_WHOLE_WDF = 1 };
/* Positions left free between two fields. */
enum { SCHEMA_GAP = 100 };
/* An office's reason and activities need as many words to be in a collapse group. */
enum { SCHEMA_GROUP_WORDS = 10 };
/* Bytes of a field that somebody may type as a whole; of longer ones the words say enough. */
enum { SCHEMA_VALUE_MAX = 120 };
/* Longest text of one record in bytes, all fields together; longer ones are ERR_INPUT. */
enum { SCHEMA_TEXT_MAX = 16 << 20 };

/* Kinds of terms. */
enum term_space {
    SPACE_WORD,     /* words of all text fields, with positions, wdf times the field's weight */
    SPACE_BIGRAM,   /* character bigrams of all text fields, no positions; those that are words
                     * of the same document stand in SPACE_WORD alone: ask for both */
    SPACE_CANON,    /* years and amounts in canonical form */
    SPACE_MENDED,   /* words of mended scanning damage */
    SPACE_FUNCTION, /* particles and the like, without weight: asked for where nothing else is */
    SPACE_TITLE,    /* words of one field, for field:value and field bonuses, no positions ... */
    SPACE_NAME,     /* office or project name */
    SPACE_ORGANIZATION,
    SPACE_PLACE, /* country and city */
    SPACE_REASON,
    SPACE_ACTIVITIES,
    SPACE_SPEAKER,    /* speaker and affiliation */
    SPACE_DEPARTMENT, /* department, bureau, division */
    SPACE_CONTRACTOR,
    SPACE_NOTE,
    SPACE_PATH, /* headings above: path, section, pillar, meeting */
    SPACE_ID,   /* whole values from here on: the record's id, unique, without weight */
    SPACE_KIND_IS,
    SPACE_SOURCE_IS,
    SPACE_ORGANIZATION_IS,
    SPACE_COUNTRY_IS,
    SPACE_CITY_IS,
    SPACE_FORM_IS,
    SPACE_SPEAKER_IS,
    SPACE_STATUS_IS,
    SPACE_ROLE_IS,
    SPACE_YEAR_IS,  /* 4 digits: the record's own year, so that it can weigh */
    SPACE_LEVEL_IS, /* of the organization: "prefecture", "municipality" */
    SPACE_VALUE_IS, /* what some field says, as schema_value() has it */
    SPACE_COUNT,
};

enum value_slot {
    SLOT_YEAR,         /* 4 digits */
    SLOT_DATE,         /* YYYYMMDD */
    SLOT_ORGANIZATION, /* kana reading, for sorting in 五十音 order */
    SLOT_GROUP,        /* collapse group: near-identical records of one organization */
    SLOT_FACETS,       /* ordinals of all facet values, packed (facet_unpack) */
    SLOT_STAFF,        /* staff_total, sortable */
    SLOT_BUDGET,       /* budget, sortable */
    SLOT_RECORD,       /* hash of the record and its id: what an incremental run compares */
};

enum facet {
    FACET_KIND,
    FACET_COUNTRY,
    FACET_CITY,
    FACET_ORGANIZATION,
    FACET_FORM,
    FACET_YEAR,
    FACET_SPEAKER,
    FACET_STATUS,
    FACET_SOURCE,
    FACET_COUNT,
};
const char *facet_name(enum facet f); /* "kind" ... */
/* Where the index keeps the values of a facet as terms. */
enum term_space schema_facet_space(enum facet f);

/* Prefix of a space, "" for SPACE_WORD. */
const char *schema_prefix(enum term_space space);
/* prefix + token to *ret, which is owned by mem; tokens too long for a term are cut and hashed. */
bool schema_term(TALLOC_CTX *mem, enum term_space space, struct slice token, struct slice *ret,
                 struct err *err);
/* Appends what a field says as a whole, for SPACE_VALUE_IS: normalised, without blanks and symbols;
 * nothing where that is over SCHEMA_VALUE_MAX bytes. Errors: ERR_NOMEM. */
bool schema_value(struct text_space *space, struct slice text, struct buf *out, struct err *err);
/* Spaces of a field by its English key or Japanese name (団体, 国, 理由, ...); false if unknown.
 * *exact: it is a whole-value space. */
bool schema_space_of(struct slice field_name, enum term_space *ret, bool *exact);

/* ---- Stored data of a document ---- */

/* Where the words of one text field stand, so that they are marked without analysing again. */
struct stored_field {
    struct slice key;
    const uint32_t *bounds; /* token i spans bytes bounds[2i] .. bounds[2i+1] of the field */
    size_t token_count;
};
struct stored {
    struct record *record;
    struct stored_field *fields;
    size_t field_count;
};
/* Reads the data of a hit; owned by mem, strings borrowed from data. ERR_STORE. */
bool stored_unpack(TALLOC_CTX *mem, struct slice data, struct stored **ret, struct err *err);

/* ---- Facets ---- */

/* Names of facet values by ordinal; grows while indexing. Locks inside. */
struct facet_table;
struct facet_table *facet_table_new(TALLOC_CTX *mem);
bool facet_table_intern(struct facet_table *t, enum facet f, struct slice value, uint32_t *ret,
                        struct err *err);
/* The value of an ordinal; empty where there is none. Borrowed from the table. */
struct slice facet_table_value(const struct facet_table *t, enum facet f, uint32_t ordinal);
void facet_table_save(const struct facet_table *t, struct buf *out);
bool facet_table_load(TALLOC_CTX *mem, struct slice saved, struct facet_table **ret,
                      struct err *err);
/* Calls each() for every facet value packed in a value of SLOT_FACETS; bad bytes end it. */
void facet_unpack(struct slice packed, void (*each)(void *ctx, enum facet f, uint32_t ordinal),
                  void *ctx);

/* ---- Building ---- */

/* One per thread: analysis and scratch. */
struct schema_builder;
struct schema_builder *schema_builder_new(TALLOC_CTX *mem, const struct analyzer *a,
                                          const struct vocab *v, struct facet_table *facets);
/* Turns a record into the document to be written, owned by mem. Errors: ERR_NOMEM, ERR_INPUT. */
bool schema_build(struct schema_builder *b, TALLOC_CTX *mem, const struct record *r,
                  struct store_document *ret, struct err *err);
#endif
