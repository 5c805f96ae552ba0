#include "dict/entries.h"
#include "dict/parts.h"
#include "dict/utf8.h"

/* mecab-ipadic has one feature string for each entry, at an address that holds for as long as the
 * model does, so the address is the key. */
struct slot {
    const char *feature;
    const struct lexeme *lexeme;
};

struct entries {
    mecab_t *tagger;
    mecab_lattice_t *inner;
    const struct variants *variants;
    struct slot *slots; /* a power of two, at most half filled */
    size_t cap, count;
    TALLOC_CTX *pool; /* what the lexemes own */
};

struct entries *entries_new(TALLOC_CTX *mem, mecab_t *tagger, mecab_lattice_t *inner,
                            const struct variants *variants)
{
    struct entries *lex = talloc_zero(mem, struct entries);
    if (!lex)
        return NULL;
    lex->tagger = tagger;
    lex->inner = inner;
    lex->variants = variants;
    lex->cap = 1 << 12;
    lex->slots = talloc_zero_size(lex, lex->cap * sizeof(*lex->slots));
    lex->pool = talloc_new(lex);
    if (!lex->slots || !lex->pool) {
        talloc_free(lex);
        return NULL;
    }
    return lex;
}

static struct slot *slot_of(struct slot *slots, size_t cap, const char *feature)
{
    size_t i = (size_t)(((uintptr_t)feature * 0x9E3779B97F4A7C15u) >> 20) & (cap - 1);
    while (slots[i].feature && slots[i].feature != feature)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

/* Cuts a long noun into the words that it is made of, where each is a noun of two characters or
 * more, but for an affix at either end, and none but the first a person's name (羽田 空港, but 石神井川
 * is no 石神 井川). False where memory is out. */
static bool find_parts(struct entries *lex, struct slice surface, struct lexeme *x, struct err *err)
{
    struct part found[PARTS_MAX];
    size_t count;
    if (!parts_of(lex->tagger, lex->inner, surface, found, &count, err))
        return false;
    if (count < 2)
        return true;
    const char *features[PARTS_MAX]; /* the nodes do not live beyond the next use of inner */
    for (size_t i = 0; i < count; i++)
        features[i] = found[i].node->feature;
    struct lexeme_part parts[LEXEME_PARTS_MAX];
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t start = (uint32_t)found[i].start, end = (uint32_t)found[i].end;
        struct slice part = slice_sub(surface, start, end);
        const struct lexeme *y = entries_find(lex, features[i], part, err);
        if (!y)
            return false;
        bool edge = i == 0 || i + 1 == count;
        size_t more = y->part_count ? y->part_count : 1; /* a part may have parts: 企業庁 */
        if ((y->person && i > 0) || !(utf8_count(part) >= 2 ? y->noun : y->affix && edge) ||
            filled + more > LEXEME_PARTS_MAX)
            return true;
        if (!y->part_count)
            parts[filled++] = (struct lexeme_part){start, end, y};
        for (size_t k = 0; k < y->part_count; k++)
            parts[filled++] = (struct lexeme_part){start + y->parts[k].start,
                                                   start + y->parts[k].end, y->parts[k].lexeme};
    }
    x->parts = talloc_memdup(lex->pool, parts, filled * sizeof(parts[0]));
    x->part_count = filled;
    return x->parts || err_nomem(err, "dictionary entries");
}

/* The lexeme of an entry; NULL where memory is out (run->err is set). surface: within norm. */
const struct lexeme *entries_find(struct entries *lex, const char *feature, struct slice surface,
                                  struct err *err)
{
    struct slot *slot = slot_of(lex->slots, lex->cap, feature);
    if (slot->feature)
        return slot->lexeme;
    struct lexeme *x = talloc(lex->pool, struct lexeme);
    if (!x) {
        err_nomem(err, "dictionary entries");
        return NULL;
    }
    if (!lexeme_make(lex->pool, lex->variants, feature, surface, x, err) ||
        (x->splits && !find_parts(lex, surface, x, err))) {
        talloc_free(x);
        return NULL;
    }
    if (lex->count * 2 >= lex->cap) {
        struct slot *more = talloc_zero_size(lex, lex->cap * 2 * sizeof(*more));
        if (!more) {
            talloc_free(x);
            err_nomem(err, "dictionary entries");
            return NULL;
        }
        for (size_t i = 0; i < lex->cap; i++)
            if (lex->slots[i].feature)
                *slot_of(more, lex->cap * 2, lex->slots[i].feature) = lex->slots[i];
        talloc_free(lex->slots);
        lex->slots = more;
        lex->cap *= 2;
    }
    *slot_of(lex->slots, lex->cap, feature) = (struct slot){feature, x};
    lex->count++;
    return x;
}
