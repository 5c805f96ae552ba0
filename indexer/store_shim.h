/* store_shim.h - what the files of the shim share: a store from within, and exceptions that become
 * errors. The only header in C++; what the calls promise to C stands in store.h, store_writer.h
 * and store_search.h.
 *
 * Every entry point from C is a function-try-block that ends in catch (...), and store_fail() is the
 * one list of what may arrive there. All else here and in the shim's files may throw.
 */
#ifndef INDEXER_STORE_SHIM_H
#define INDEXER_STORE_SHIM_H
#include "indexer/store.h"
#include "indexer/texts.h"
#include <string>
#include <xapian.h>

struct store {
    Xapian::Database db;
    bool remote; /* spies of our own are of no use */
    struct texts *texts;
    struct texts_work *work;
    uint32_t seen; /* document whose positions were asked for last, or 0 */
    std::string seen_data;
};

/* An error of ours on its way through functions that throw. */
struct store_failed {
    struct err err;
};

/* Fills *err from the exception at hand and returns false; for use inside catch (...) alone. */
bool store_fail(struct err *err) noexcept;

static inline std::string store_string(struct slice s)
{
    return s.len ? std::string(s.ptr, s.len) : std::string();
}

/* s as a slice, borrowed from it. */
static inline struct slice store_borrow(const std::string &s)
{
    return {s.data(), s.size()};
}

/* A copy of s on mem, NUL-terminated beyond its length. */
struct slice store_keep(TALLOC_CTX *mem, const std::string &s);

/* A store of no database, on mem. */
struct store *store_make(TALLOC_CTX *mem);
/* Makes the documents of db readable in s. */
void store_load_texts(struct store *s, const Xapian::Database &db);
/* Whether documents of db have their positions with their data. */
bool store_has_own_positions(const Xapian::Database &db);
/* The data of d, a document of s, owned by mem: without positions, unpacked. */
struct slice store_data_of(struct store *s, TALLOC_CTX *mem, const Xapian::Document &d);
#endif
