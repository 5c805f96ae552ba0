/* folder.h - the writer's side of an index folder (index.h): the lock, the next generation, the
 * swap, and what killed runs left behind.
 */
#ifndef INDEXER_FOLDER_H
#define INDEXER_FOLDER_H
#include "dict/err.h"
#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>

struct current {
    char name[24];   /* of the generation's folder */
    uint64_t commit; /* number of the last commit */
};

/* Reads dir/current. Errors as index_current(). */
bool current_read(const char *dir, struct current *ret, struct err *err);

/* An index folder held for writing; freeing it lets the lock go. */
struct folder;

/* Makes dir where it is missing, takes the lock, removes leftovers of killed runs.
 * Errors: ERR_BUSY (another indexer, with its process id), ERR_INPUT (something other than an
 * index is there), ERR_STORE (unwritable). */
bool folder_open(TALLOC_CTX *mem, const char *dir, struct folder **ret, struct err *err);
/* True where there is a present generation. */
bool folder_has_index(const struct folder *f);
uint64_t folder_commit_number(const struct folder *f);
/* Path of the present generation's database. Borrowed from the folder until a publish. */
const char *folder_generation(const struct folder *f);
/* Path at which the next generation is to be built: nothing is there. Owned by mem. */
const char *folder_next(struct folder *f, TALLOC_CTX *mem, struct err *err);
/* Makes the database at path (the present one, or folder_next()'s) the present generation with
 * the given commit number; an earlier one is removed. What is at path is synced first. On failure
 * the present generation is the old one, or the new one where only what comes after failed. */
bool folder_publish(struct folder *f, const char *path, uint64_t commit, struct err *err);
/* Removes what was built at path, unless it has become the present generation: a publish may fail
 * when that has happened already. */
void folder_give_up(struct folder *f, const char *path);
/* Removes a file or folder with all that is in it; nothing there is no error. */
bool folder_remove(const char *path, struct err *err);
/* Bytes on disk of everything below path. */
uint64_t folder_size(const char *path);
#endif
