/* record.h - the one shape of everything that is read: an office, a project, a passage.
 *
 * A record is a list of named values in the order of its kind's table (the contract of the
 * JSON keys is in README.md). It lives on its own talloc context; every slice in it is owned
 * by that context.
 */
#ifndef CORPUS_RECORD_H
#define CORPUS_RECORD_H
#include "dict/buf.h"
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

enum value_type { VALUE_NULL, VALUE_STRING, VALUE_INT, VALUE_REAL, VALUE_BOOL, VALUE_LIST };

struct value {
    enum value_type type;
    union {
        struct slice string; /* valid UTF-8 */
        int64_t integer;     /* also VALUE_BOOL */
        double real;
        struct {
            struct slice *at; /* strings */
            size_t count;
        } list;
    };
};

struct field {
    struct slice key; /* lower-case ASCII by convention, any UTF-8 in foreign JSONL */
    struct value value;
};

/* A value that is not simply what stood in its cell. */
struct repair {
    struct slice field;
    struct slice what; /* moved, split, carried, mended, guessed, kept */
    struct slice from; /* where it stood: a column's name, "row 12", the text as printed */
    struct slice why;
};

struct record {
    struct slice id;   /* <source id>/<local id> */
    struct slice kind; /* office project minutes plan guide document */
    struct slice title;
    struct slice source;  /* source id */
    uint32_t line;        /* 1.. in the file, 0 unknown */
    struct field *fields; /* all other keys */
    size_t field_count;
    struct repair *repairs;
    size_t repair_count;
};

/* An empty record; free with talloc_free. NULL when out of memory. */
struct record *record_new(TALLOC_CTX *mem);

/* Appends a field (strings are copied) or replaces the one of that key. Errors: ERR_NOMEM. */
bool record_set_string(struct record *r, struct slice key, struct slice s, struct err *err);
bool record_set_int(struct record *r, struct slice key, int64_t n, struct err *err);
bool record_set_real(struct record *r, struct slice key, double n, struct err *err);
bool record_set_bool(struct record *r, struct slice key, bool b, struct err *err);
bool record_set_null(struct record *r, struct slice key, struct err *err);
/* Appends one string to the list under key, making the list where there is none. */
bool record_add_item(struct record *r, struct slice key, struct slice s, struct err *err);
/* Copies s onto the record. ptr NULL when out of memory. */
struct slice record_copy(struct record *r, struct slice s);
bool record_add_repair(struct record *r, struct repair repair, struct err *err);

/* The value under key, NULL where there is none or it is null. Borrowed from the record. */
const struct value *record_get(const struct record *r, struct slice key);
/* Its string, or empty. */
struct slice record_string(const struct record *r, struct slice key);
/* Its integer, or fallback. */
int64_t record_int(const struct record *r, struct slice key, int64_t fallback);

/* Writes v as JSON. */
void value_write_json(const struct value *v, struct buf *out);

/* Writes the record as one JSON object without line end: id, kind, title, source, line, the
 * fields in order, repairs where there are any. */
void record_write_json(const struct record *r, struct buf *out);

/* Binary form, as stored in the index; field strings of an unpacked record are borrowed from
 * the bytes. Errors of unpack: ERR_STORE, these bytes are no record (never a crash). */
void record_pack(const struct record *r, struct buf *out);
bool record_unpack(TALLOC_CTX *mem, struct slice packed, struct record **ret, struct err *err);

/* A hash of everything but line: equal contents, equal hash (incremental runs). */
uint64_t record_hash(const struct record *r);
#endif
