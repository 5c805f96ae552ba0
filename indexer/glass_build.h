/* glass_build.h - a database of Xapian's backend "glass" written whole, from runs.
 *
 * Documents come in parts (glass_run.h), in order. Their data and term lists are written at once,
 * the lists wait in a file without a name; in the end those are merged into the tables of postings
 * and positions, each by a thread of its own. The version file comes last: without it there is no
 * database. Nothing is synced; folder_publish() does that.
 */
#ifndef INDEXER_GLASS_BUILD_H
#define INDEXER_GLASS_BUILD_H
#include "indexer/glass_run.h"

/* One at a time. */
struct glass_build;

/* Makes the folder dir, which must not be there. The plan is that of the runs, borrowed; its texts
 * learn from the documents and are kept in the database. Errors: ERR_STORE, ERR_NOMEM. */
bool glass_build_begin(TALLOC_CTX *mem, const char *dir, const struct glass_plan *plan,
                       struct glass_build **ret, struct err *err);
/* Takes the next part; its docids are above those before. Errors: ERR_STORE, ERR_NOMEM. */
bool glass_build_add(struct glass_build *b, const struct glass_part *part, struct err *err);
/* Sets the metadata of that key. */
bool glass_build_metadata(struct glass_build *b, struct slice key, struct slice value,
                          struct err *err);
/* Writes what is left: the database is whole. Errors: ERR_STORE, ERR_NOMEM. */
bool glass_build_finish(struct glass_build *b, struct err *err);
/* Documents so far. */
uint32_t glass_build_count(const struct glass_build *b);
#endif
