/* entries.c - see entries.h. */
#include "dict/entries.h"
#include "dict/parts.h"
#include "dict/utf8.h"

/* mecab-ipadic has one feature string for each entry, at an address that holds for as long as the
 * model does, so the address is the key. */
struct slot {
    const char *feature;
    const struct lexeme *lexeme;
};

/* A compound in katakana that was met. */
struct compound {
    struct slice surface;
    struct lexeme lexeme;
};

struct entries {
    mecab_t *tagger;
    mecab_lattice_t *inner;
    const struct variants *variants;
    struct slot *slots; /* a power of two, at most half filled */
    size_t cap, count;
    TALLOC_CTX *pool;           /* what the lexemes own */
    struct compound *compounds; /* open addressing, twice ENTRIES_COMPOUNDS_MAX slots */
    size_t compound_count;
};

enum { COMPOUND_SLOTS = 2 * ENTRIES_COMPOUNDS_MAX };

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
    lex->compounds = talloc_zero_array(lex, struct compound, COMPOUND_SLOTS);
    if (!lex->slots || !lex->pool || !lex->compounds) {
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

/* May y be part i of count? Each is a noun of two characters or more, but for an affix at either
 * end, and none but the first a person's name (羽田 空港, but 石神井川 is no 石神 井川). */
static bool fits_name(const struct lexeme *y, size_t chars, size_t i, size_t count)
{
    bool edge = i == 0 || i + 1 == count;
    return !(y->person && i > 0) && (chars >= 2 ? y->noun : y->affix && edge);
}

/* The same of a compound in katakana: short words are found in any word (パス in パスポート), so that
 * each is a noun of three characters or more, but for a name in front of several (タイ ビジネス デスク). */
static bool fits_compound(const struct lexeme *y, size_t chars, size_t i, size_t count)
{
    bool name = i == 0 && count >= 3 && y->proper && !y->person;
    return y->noun && !y->affix && (chars >= 3 || (chars == 2 && name));
}

/* Cuts a long noun into the words that it is made of, where each fits. False where memory is out. */
static bool find_parts(struct entries *lex, TALLOC_CTX *pool, struct slice surface,
                       bool (*fits)(const struct lexeme *y, size_t chars, size_t i, size_t count),
                       struct lexeme *x, struct err *err)
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
        size_t more = y->part_count ? y->part_count : 1; /* a part may have parts: 企業庁 */
        if (!fits(y, utf8_count(part), i, count) || filled + more > LEXEME_PARTS_MAX)
            return true;
        if (!y->part_count)
            parts[filled++] = (struct lexeme_part){start, end, y};
        for (size_t k = 0; k < y->part_count; k++)
            parts[filled++] = (struct lexeme_part){start + y->parts[k].start,
                                                   start + y->parts[k].end, y->parts[k].lexeme};
    }
    x->parts = talloc_memdup(pool, parts, filled * sizeof(parts[0]));
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
        (x->splits && !find_parts(lex, lex->pool, surface, fits_name, x, err))) {
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

static struct compound *compound_slot(const struct entries *lex, struct slice surface)
{
    size_t i = lexeme_hash(3, surface.ptr, surface.len) & (COMPOUND_SLOTS - 1);
    while (lex->compounds[i].surface.len && !slice_eq(lex->compounds[i].surface, surface))
        i = (i + 1) & (COMPOUND_SLOTS - 1);
    return &lex->compounds[i];
}

bool entries_compound(struct entries *lex, struct slice surface, const struct lexeme **ret,
                      struct err *err)
{
    struct compound *c = compound_slot(lex, surface);
    *ret = &c->lexeme;
    if (c->surface.len)
        return true;
    if (lex->compound_count >= ENTRIES_COMPOUNDS_MAX) {
        talloc_free_children(lex->compounds);
        memset(lex->compounds, 0, COMPOUND_SLOTS * sizeof(lex->compounds[0]));
        lex->compound_count = 0;
        c = compound_slot(lex, surface);
        *ret = &c->lexeme;
    }
    char *kept = talloc_memdup(lex->compounds, surface.ptr, surface.len);
    if (!kept)
        return err_nomem(err, "words of a text");
    struct lexeme x = {0};
    if (!find_parts(lex, lex->compounds, surface, fits_compound, &x, err))
        return false;
    *c = (struct compound){{kept, surface.len}, x};
    lex->compound_count++;
    return true;
}
