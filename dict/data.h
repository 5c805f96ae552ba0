/* data.h - where the dictionary's files are.
 */
#ifndef DICT_DATA_H
#define DICT_DATA_H
#include "dict/err.h"
#include <talloc.h>

/* The folder with user.dic and the tables: $SENREI_DATA, else share/senrei beside the bin/ that
 * the running program is in. Owned by mem. Errors: ERR_STORE, no such folder, with both names. */
bool data_dir(TALLOC_CTX *mem, const char **ret, struct err *err);
#endif
