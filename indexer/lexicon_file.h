/* lexicon_file.h - the bytes of a lexicon: shared by its writer and its reader.
 *
 *   struct lexicon_head
 *   struct lexicon_entry[count]      in order of term
 *   uint32_t[reading_count]          entries that have a reading, in order of reading, then of
 *                                    frequency, highest first
 *   bytes[]                          terms and readings; spellings as byte length, bytes each
 *
 * Little-endian, as the machine has it; a file from a machine of another order is "damaged".
 */
#ifndef INDEXER_LEXICON_FILE_H
#define INDEXER_LEXICON_FILE_H
#include "indexer/lexicon.h"
#include "indexer/notes.h"

#define LEXICON_MAGIC "senreiL1"

struct lexicon_head {
    char magic[8];
    uint32_t count, reading_count;
    uint64_t commit;   /* number of the commit that it was written for */
    uint64_t size;     /* of the file, bytes */
    uint64_t checksum; /* hash_bytes() of everything after the head */
};

struct lexicon_entry {
    uint32_t freq;
    uint32_t term, reading, spellings; /* offsets into bytes */
    uint16_t term_len, reading_len, spellings_len, pad;
};

uint64_t lexicon_commit(const struct lexicon *l);
/* Adds readings and spellings of every word of an open lexicon to n. */
bool lexicon_to_notes(const struct lexicon *l, struct notes *n, struct err *err);

/* Gathers the words of an index in order of term, then writes the file. One at a time. */
struct lexicon_writer;
struct lexicon_writer *lexicon_writer_new(TALLOC_CTX *mem);
bool lexicon_writer_word(struct lexicon_writer *w, struct slice term, uint32_t freq,
                         const struct notes *notes, struct err *err);
/* Replaces the file dir/lexicon, synced. Errors: ERR_STORE. */
bool lexicon_writer_save(struct lexicon_writer *w, const char *dir, uint64_t commit,
                         struct err *err);
#endif
