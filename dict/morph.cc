/* morph.cc - see morph.h. */
#include "dict/morph.h"

bool morph_open(int count, char **args, mecab_model_t **ret, struct err *err)
try {
    mecab_model_t *model = mecab_model_new(count, args);
    if (!model)
        return err_set(err, ERR_STORE, "%s", mecab_strerror(nullptr));
    *ret = model;
    return true;
} catch (...) {
    return err_nomem(err, "MeCab's dictionaries");
}

mecab_t *morph_tagger(mecab_model_t *model)
try {
    return mecab_model_new_tagger(model);
} catch (...) {
    return nullptr;
}

mecab_lattice_t *morph_lattice(mecab_model_t *model)
try {
    return mecab_model_new_lattice(model);
} catch (...) {
    return nullptr;
}

bool morph_parse(mecab_t *tagger, mecab_lattice_t *lattice, struct slice text, size_t boundary,
                 struct err *err)
try {
    mecab_lattice_set_sentence2(lattice, text.ptr, text.len); /* forgets constraints */
    if (boundary)
        mecab_lattice_set_boundary_constraint(lattice, boundary, MECAB_TOKEN_BOUNDARY);
    if (!mecab_parse_lattice(tagger, lattice))
        return err_set(err, ERR_BUG, "MeCab: %s", mecab_lattice_strerror(lattice));
    return true;
} catch (...) {
    return err_nomem(err, "the words of a text");
}
