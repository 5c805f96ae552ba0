/* texts.h - the data of documents, compressed with dictionaries made of earlier documents.
 *
 * A record is short and says what others have said: alone it shrinks to a half, with a dictionary
 * of its like to a third, and is read back faster than by zlib. A build makes a first dictionary
 * after some hundreds of documents and a better one each time there are eight times as many; the
 * index keeps them all, as each document names the one that it was packed with.
 *
 * Packed data is a zstd frame (RFC 8878); nothing is packed to nothing.
 */
#ifndef INDEXER_TEXTS_H
#define INDEXER_TEXTS_H
#include "dict/buf.h"
#include "dict/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Dictionaries. One thread at a time loads or learns; any number pack meanwhile. */
struct texts;
/* What packing and unpacking work in. One at a time. */
struct texts_work;

struct texts *texts_new(TALLOC_CTX *mem);
struct texts_work *texts_work_new(TALLOC_CTX *mem);

/* Adds the dictionaries that texts_save() wrote. Errors: ERR_STORE (damaged), ERR_NOMEM. */
bool texts_load(struct texts *t, struct slice saved, struct err *err);
void texts_save(const struct texts *t, struct buf *out);

/* Whether document number n (0..) of a build is one to learn from. */
bool texts_wants(uint32_t n);
/* Takes samples, each varint length and data, of the first count documents of a build; makes a
 * dictionary where it is time. ERR_NOMEM. */
bool texts_learn(struct texts *t, struct slice samples, uint32_t count, struct err *err);

/* Has what is packed from now on use the dictionary last loaded; one that was learned is used
 * already. ERR_NOMEM. */
bool texts_use_newest(struct texts *t, struct err *err);
/* Appends data, packed. Where memory runs out, the buffer has failed. */
void texts_pack(const struct texts *t, struct texts_work *w, struct slice data, struct buf *out);
/* *ret: owned by mem, a NUL behind it. Errors: ERR_STORE (damaged, or packed with a dictionary
 * that is not there), ERR_NOMEM. */
bool texts_unpack(const struct texts *t, struct texts_work *w, TALLOC_CTX *mem, struct slice packed,
                  struct slice *ret, struct err *err);

#ifdef __cplusplus
}
#endif
#endif
