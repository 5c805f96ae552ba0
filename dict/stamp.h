/* stamp.h - a hash over the files that decide what a record becomes in the index.
 *
 * Private to the room.
 */
#ifndef DICT_STAMP_H
#define DICT_STAMP_H
#include "dict/err.h"
#include <stdint.h>

/* Mixes into *stamp the size and a sample (4 KiB of every 64) of MeCab's sys.dic, unk.dic, char.bin
 * and matrix.bin in dictionary, and the whole of the tables of data_dir that the indexer uses;
 * synonyms are a matter of the question alone and not among them.
 * Errors: ERR_STORE, the file cannot be read. Threads: any. */
bool stamp_files(const char *dictionary, const char *data_dir, uint64_t *stamp, struct err *err);
#endif
