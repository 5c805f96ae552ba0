/* morph.h - the calls into MeCab that allocate, for C.
 *
 * MeCab's C interface lets std::bad_alloc out, which would end a C program; here it becomes an
 * error. Not here: what is made of the words.
 */
#ifndef DICT_MORPH_H
#define DICT_MORPH_H
#include "dict/err.h"
#include "dict/slice.h"
#include <mecab.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Opens dictionaries as the command line args[count] says. Errors: ERR_STORE with MeCab's
 * message, ERR_NOMEM. */
bool morph_open(int count, char **args, mecab_model_t **ret, struct err *err);
/* NULL where memory is out. */
mecab_t *morph_tagger(mecab_model_t *model);
mecab_lattice_t *morph_lattice(mecab_model_t *model);
/* Finds the words of text, which the lattice borrows until it is used again. boundary: a byte at
 * which a word has to begin, 0 for none. Errors: ERR_NOMEM, ERR_BUG with MeCab's message. */
bool morph_parse(mecab_t *tagger, mecab_lattice_t *lattice, struct slice text, size_t boundary,
                 struct err *err);

#ifdef __cplusplus
}
#endif
#endif
