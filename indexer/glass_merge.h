/* glass_merge.h - many sorted runs into one table. The layout of runs: glass_run.h.
 */
#ifndef INDEXER_GLASS_MERGE_H
#define INDEXER_GLASS_MERGE_H
#include "indexer/glass_table.h"

/* Runs one behind the other in a file without a name. One at a time. */
struct glass_spool;

/* The file is in the folder dir. Freeing the spool removes it. Errors: ERR_STORE, ERR_NOMEM. */
bool glass_spool_open(TALLOC_CTX *mem, const char *dir, struct glass_spool **ret, struct err *err);
/* Appends a run, which may be empty. */
bool glass_spool_add(struct glass_spool *s, struct slice run, struct err *err);
/* Adds all of it to the table, runs of postings or of positions; of one key, the earlier run comes
 * first. Two spools may be merged at the same time. */
bool glass_merge(struct glass_spool *s, bool positions, struct glass_table *to, struct err *err);
#endif
