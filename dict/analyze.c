#include "dict/analyze.h"
#include "dict/canon.h"
#include "dict/entries.h"
#include "dict/lexeme.h"
#include "dict/morph.h"
#include "dict/normalize.h"
#include "dict/stamp.h"
#include "dict/utf8.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ANALYZE_VERSION = 4, /* raised with every change that makes another term of some text */
    PIECE_MAX = 3000,    /* bytes given to MeCab at once; longer runs are cut */
    MIXED_MAX = 32,      /* bytes of a run such as toeic730 that is a term as a whole, too */
};

struct analyzer {
    mecab_model_t *model;
    struct variants *variants;
    char stamp[17];
};

struct analysis {
    const struct analyzer *analyzer;
    mecab_t *tagger;
    mecab_lattice_t *lattice;
    mecab_lattice_t *inner; /* of entries, since lattice is being read when it is asked */
    struct entries *entries;
    struct text_space space;
    struct token *tokens; /* by malloc, as bigrams: talloc stops at 256 MiB */
    size_t token_cap;
    struct slice *bigrams;
    size_t bigram_cap;
    TALLOC_CTX *notes; /* terms made for this text alone */
};

/* One run over a text. */
struct run {
    struct analysis *an;
    struct slice norm;
    const uint32_t *origin;
    size_t count, bigram_count;
    uint32_t position;
    size_t canon_until; /* a year or amount reaches to here: nothing canonical begins before */
    size_t number;      /* index + 1 of the number token that the text before `at` ends in, or 0 */
    struct err *err;
};

static int free_model(struct analyzer *a)
{
    if (a->model)
        mecab_model_destroy(a->model);
    return 0;
}

static int free_analysis(struct analysis *an)
{
    if (an->lattice)
        mecab_lattice_destroy(an->lattice);
    if (an->inner)
        mecab_lattice_destroy(an->inner);
    if (an->tagger)
        mecab_destroy(an->tagger);
    free(an->tokens);
    free(an->bigrams);
    return 0;
}

bool analyzer_open(TALLOC_CTX *mem, const char *data_dir, struct analyzer **ret, struct err *err)
{
    const char *dictionary = getenv("SENREI_MECAB_DIC");
    if (!dictionary || !*dictionary)
        dictionary = SENREI_MECAB_DIC;
    struct analyzer *a = talloc_zero(mem, struct analyzer);
    if (!a)
        return err_nomem(err, "analyzer");
    talloc_set_destructor(a, free_model);
    char *user = talloc_asprintf(a, "%s/user.dic", data_dir);
    char *table = talloc_asprintf(a, "%s/variants.tsv", data_dir);
    char *folder = talloc_strdup(a, dictionary);
    uint64_t stamp = ((uint64_t)NORMALIZE_VERSION << 32) | ANALYZE_VERSION;
    if (!user || !table || !folder) {
        err_nomem(err, "analyzer");
        goto fail;
    }
    if (!variants_open(a, table, &a->variants, err) || !stamp_files(folder, data_dir, &stamp, err))
        goto fail;
    char name[] = "senrei", no_rc[] = "-r", null[] = "/dev/null", opt_d[] = "-d", opt_u[] = "-u";
    char *args[] = {name, no_rc, null, opt_d, folder, opt_u, user};
    struct err why;
    if (!morph_open((int)(sizeof(args) / sizeof(args[0])), args, &a->model, &why)) {
        err_set(err, why.code, "MeCab with %s and %s: %s", folder, user, why.msg);
        goto fail;
    }
    snprintf(a->stamp, sizeof(a->stamp), "%016" PRIx64, stamp);
    *ret = a;
    return true;
fail:
    talloc_free(a);
    return false;
}

const char *analyzer_stamp(const struct analyzer *a)
{
    return a->stamp;
}

struct analysis *analysis_new(TALLOC_CTX *mem, const struct analyzer *a)
{
    struct analysis *an = talloc_zero(mem, struct analysis);
    if (!an)
        return NULL;
    an->analyzer = a;
    talloc_set_destructor(an, free_analysis);
    an->tagger = morph_tagger(a->model);
    an->lattice = morph_lattice(a->model);
    an->inner = morph_lattice(a->model);
    an->space.mem = an;
    an->notes = talloc_new(an);
    if (an->tagger && an->inner)
        an->entries = entries_new(an, an->tagger, an->inner, a->variants);
    if (!an->lattice || !an->entries || !an->notes) {
        talloc_free(an);
        return NULL;
    }
    return an;
}

/* Bytes for a term of this text alone; NULL where memory is out. */
static char *note(struct run *r, size_t n)
{
    char *p = talloc_size(r->an->notes, n);
    if (!p)
        err_nomem(r->err, "terms of a text");
    return p;
}

/* The next token, start and end in norm; NULL where memory is out. */
static struct token *add(struct run *r, enum token_kind kind, size_t start, size_t end,
                         struct slice term)
{
    struct analysis *an = r->an;
    if (r->count == an->token_cap) {
        size_t cap = an->token_cap ? an->token_cap * 2 : 1024;
        struct token *more = realloc(an->tokens, cap * sizeof(*more));
        if (!more) {
            err_nomem(r->err, "tokens of a text");
            return NULL;
        }
        an->tokens = more;
        an->token_cap = cap;
    }
    /* Of ㈱ every word of the long form has the whole. */
    while (end < r->norm.len && r->origin[end] == r->origin[start])
        end++;
    struct token *t = &an->tokens[r->count++];
    *t = (struct token){.kind = kind,
                        .position = r->position,
                        .start = r->origin[start],
                        .end = r->origin[end],
                        .term = term};
    if (kind != TOKEN_CANON)
        r->position++;
    return t;
}

static struct token *add_lexeme(struct run *r, const struct lexeme *x, size_t start, size_t end)
{
    struct token *t = add(r, x->kind, start, end, x->term);
    if (t) {
        t->known = !x->by_surface;
        t->proper = x->proper;
        t->reading = x->reading;
    }
    return t;
}

/* Adds a copy of term as a canonical token for norm[start..end). */
static bool add_canon(struct run *r, size_t start, size_t end, struct slice term)
{
    char *copy = note(r, term.len);
    if (!copy)
        return false;
    memcpy(copy, term.ptr, term.len);
    return add(r, TOKEN_CANON, start, end, (struct slice){copy, term.len}) != NULL;
}

/* Adds what is canonical at norm[at..], before the words it sums up. */
static bool add_canons(struct run *r, size_t at)
{
    if (at < r->canon_until)
        return true;
    struct canon c;
    canon_read(slice_sub(r->norm, at, r->norm.len), &c);
    for (size_t i = 0; i < c.count; i++)
        if (!add_canon(r, at, at + c.took, c.terms[i]))
            return false;
    if (c.took)
        r->canon_until = at + c.took;
    return true;
}

/* Adds norm[start..end), letters or digits alone. */
static bool add_plain(struct run *r, enum token_kind kind, size_t start, size_t end)
{
    struct slice term = slice_sub(r->norm, start, end);
    if (kind == TOKEN_NUMBER) /* 007 is 7 */
        while (term.len > 1 && term.ptr[0] == '0')
            term = slice_sub(term, 1, term.len);
    if (term.len > ANALYZE_TERM_MAX) {
        char *cut = note(r, ANALYZE_TERM_MAX);
        if (!cut)
            return false;
        term = lexeme_fit(term, cut);
    }
    return add(r, kind, start, end, term) != NULL;
}

/* A character class for cutting: digits and letters, kana and kanji, the rest. */
enum sort { SORT_OTHER, SORT_DIGIT, SORT_LETTER, SORT_JAPANESE };

static enum sort sort_at(struct slice norm, size_t at, size_t *len)
{
    unsigned char a = (unsigned char)norm.ptr[at];
    if (a < 0x80) {
        *len = 1;
        if (a >= '0' && a <= '9')
            return SORT_DIGIT;
        return a >= 'a' && a <= 'z' ? SORT_LETTER : SORT_OTHER;
    }
    if (a >= 0xE4 && a <= 0xE9) { /* U+4000..U+9FFF, of which 4DC0..4DFF are hexagrams */
        *len = 3;
        return SORT_JAPANESE;
    }
    uint32_t c = utf8_at(norm, at, len);
    if ((c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC)
        return SORT_JAPANESE;
    switch (char_class(c)) {
    case CHAR_HIRAGANA:
    case CHAR_KATAKANA:
    case CHAR_KANJI: return SORT_JAPANESE;
    case CHAR_LATIN: return SORT_LETTER;
    case CHAR_DIGIT: return SORT_DIGIT;
    case CHAR_SPACE:
    case CHAR_SYMBOL: return SORT_OTHER;
    }
    return SORT_OTHER;
}

/* A run of letters and digits from norm[at]: each stretch of one sort is a word, a mixture is a
 * term as a whole, too. Returns its end, 0 where memory is out. */
static size_t cut_ascii(struct run *r, size_t at)
{
    size_t end = at, n = 0, pieces = 0;
    enum sort sort = SORT_OTHER, before = SORT_OTHER;
    while (end < r->norm.len) {
        sort = sort_at(r->norm, end, &n);
        if (sort != SORT_DIGIT && sort != SORT_LETTER)
            break;
        pieces += sort != before;
        before = sort;
        end += n;
    }
    if (pieces > 1 && end - at <= MIXED_MAX && !add_canon(r, at, end, slice_sub(r->norm, at, end)))
        return 0;
    /* An era letter begins a year when nothing but its digits follows. */
    for (size_t i = at; i < end;) {
        size_t stop = i;
        enum sort first = sort_at(r->norm, i, &n);
        while (stop < end && sort_at(r->norm, stop, &n) == first)
            stop += n;
        bool digits = first == SORT_DIGIT;
        bool era = !digits && stop - i == 1 && i == at && memchr("mtshr", r->norm.ptr[i], 5);
        if ((era || (digits && (i == at || r->canon_until <= i))) && !add_canons(r, i))
            return 0;
        if (!add_plain(r, digits ? TOKEN_NUMBER : TOKEN_WORD, i, stop))
            return 0;
        r->number = digits ? r->count : 0;
        i = stop;
    }
    return end;
}

/* Joins the numerals norm[start..end) with the number token right before them (3億), or adds them
 * as a number. Its term is the value in digits, so that 三億 and 3億 are the same word. */
static bool add_numerals(struct run *r, size_t start, size_t end)
{
    struct canon c;
    if (r->number == r->count && r->count > 0) {
        struct token *t = &r->an->tokens[r->count - 1];
        size_t first = start;
        while (first > 0 && r->norm.ptr[first - 1] >= '0' && r->norm.ptr[first - 1] <= '9')
            first--;
        if (first < start && canon_value(slice_sub(r->norm, first, r->norm.len), end - first, &c)) {
            char *copy = note(r, c.terms[0].len);
            if (!copy)
                return false;
            memcpy(copy, c.terms[0].ptr, c.terms[0].len);
            t->term = (struct slice){copy, c.terms[0].len};
            t->end = r->origin[end];
            return true;
        }
    }
    if (!add_canons(r, start))
        return false;
    if (canon_value(slice_sub(r->norm, start, r->norm.len), end - start, &c)) {
        char *copy = note(r, c.terms[0].len);
        if (!copy)
            return false;
        memcpy(copy, c.terms[0].ptr, c.terms[0].len);
        return add(r, TOKEN_NUMBER, start, end, (struct slice){copy, c.terms[0].len}) != NULL;
    }
    return add_plain(r, TOKEN_NUMBER, start, end);
}

static bool may_be_compound(struct slice unknown)
{
    size_t chars = utf8_count(unknown);
    return chars >= ENTRIES_COMPOUND_LEAST && chars <= ENTRIES_COMPOUND_MOST &&
           utf8_all(unknown, char_is_katakana);
}

/* Words of norm[at..end), kana and kanji alone, by MeCab. A digit right before it is shown to
 * MeCab as well, so that counters are cut as such (7か国). */
static bool cut_japanese(struct run *r, size_t at, size_t end)
{
    size_t from = at;
    if (r->number && r->number == r->count && at > 0 && r->norm.ptr[at - 1] >= '0' &&
        r->norm.ptr[at - 1] <= '9')
        from = at - 1;
    mecab_lattice_t *lattice = r->an->lattice;
    if (!morph_parse(r->an->tagger, lattice, slice_sub(r->norm, from, end), 0, r->err))
        return false;
    size_t numerals = end; /* where the numerals before this node began, or end */
    const mecab_node_t *node = mecab_lattice_get_bos_node(lattice)->next;
    for (; node; node = node->next) {
        size_t start = (size_t)(node->surface - r->norm.ptr), stop = start + node->length;
        if (start < at)
            continue;
        if (node->stat == MECAB_EOS_NODE)
            break;
        struct slice surface = {node->surface, node->length};
        const struct lexeme *x = entries_find(r->an->entries, node->feature, surface, r->err);
        if (!x)
            return false;
        if (x->role == LEXEME_NUMERAL) {
            if (numerals == end)
                numerals = start;
            continue;
        }
        if (numerals != end) {
            if (!add_numerals(r, numerals, start))
                return false;
            numerals = end;
        }
        r->number = 0;
        if (x->role == LEXEME_SYMBOL)
            continue;
        if (x->role == LEXEME_ERA && !add_canons(r, start))
            return false;
        struct slice term = {0}, reading = {0};
        if (x->by_surface && may_be_compound(surface)) {
            const struct lexeme *compound;
            if (!entries_compound(r->an->entries, surface, &compound, r->err))
                return false;
            if (compound->part_count)
                x = compound;
        }
        if (x->by_surface) {
            char cut[ANALYZE_TERM_MAX];
            term = lexeme_unknown(r->an->analyzer->variants, surface, cut);
            if (term.ptr == cut) {
                char *copy = note(r, term.len);
                if (!copy)
                    return false;
                memcpy(copy, cut, term.len);
                term.ptr = copy;
            }
            if (utf8_all(surface, char_is_katakana))
                reading = surface;
        }
        for (size_t i = 0; i < x->part_count; i++) {
            const struct lexeme_part *part = &x->parts[i];
            if (!add_lexeme(r, part->lexeme, start + part->start, start + part->end))
                return false;
        }
        if (x->part_count)
            continue;
        struct token *t = add_lexeme(r, x, start, stop);
        if (!t)
            return false;
        if (x->by_surface) {
            t->term = term;
            t->reading = reading;
        }
    }
    if (numerals != end)
        return add_numerals(r, numerals, end);
    return true;
}

static bool add_bigram(struct run *r, size_t start, size_t end)
{
    struct analysis *an = r->an;
    if (r->bigram_count == an->bigram_cap) {
        size_t cap = an->bigram_cap ? an->bigram_cap * 2 : 1024;
        struct slice *more = realloc(an->bigrams, cap * sizeof(*more));
        if (!more)
            return err_nomem(r->err, "bigrams of a text");
        an->bigrams = more;
        an->bigram_cap = cap;
    }
    an->bigrams[r->bigram_count++] = slice_sub(r->norm, start, end);
    return true;
}

/* Takes a run of kana and kanji from norm[at]: its bigrams, then its words. Returns its end, 0 on
 * failure. */
static size_t cut_run(struct run *r, size_t at)
{
    size_t end = at, n = 0, before = at;
    bool after_hiragana = false;
    while (end < r->norm.len && sort_at(r->norm, end, &n) == SORT_JAPANESE) {
        uint32_t c = utf8_at(r->norm, end, &n);
        if (end > at && !after_hiragana && !add_bigram(r, before, end + n))
            return 0;
        before = end;
        after_hiragana = c >= 0x3041 && c <= 0x3096;
        end += n;
    }
    for (size_t i = at; i < end;) {
        size_t stop = end;
        if (end - i > PIECE_MAX)
            stop = i + utf8_floor(slice_sub(r->norm, i, end), PIECE_MAX);
        if (!cut_japanese(r, i, stop))
            return 0;
        i = stop;
    }
    r->number = 0;
    return end;
}

bool analysis_run(struct analysis *an, struct slice text, struct tokens *ret, struct err *err)
{
    struct text t;
    if (text.len > ANALYZE_BYTES_MAX)
        return err_set(err, ERR_INPUT,
                       "a text of %zu bytes is over the %d that are analysed at once", text.len,
                       ANALYZE_BYTES_MAX);
    if (!text_normalize_into(&an->space, text, &t, err))
        return false;
    talloc_free_children(an->notes);
    struct run r = {.an = an, .norm = t.norm, .origin = t.origin, .err = err};
    for (size_t at = 0, n = 0; at < r.norm.len;) {
        switch (sort_at(r.norm, at, &n)) {
        case SORT_OTHER:
            r.number = 0;
            at += n;
            continue;
        case SORT_DIGIT:
        case SORT_LETTER: at = cut_ascii(&r, at); break;
        case SORT_JAPANESE: at = cut_run(&r, at); break;
        }
        if (at == 0)
            return false;
    }
    *ret = (struct tokens){an->tokens, r.count, an->bigrams, r.bigram_count};
    return true;
}

bool analysis_homographs(struct analysis *an, struct slice word,
                         struct homograph ret[HOMOGRAPHS_MAX], size_t *count, struct err *err)
{
    struct text t;
    *count = 0;
    if (word.len > PIECE_MAX)
        return true;
    if (!text_normalize_into(&an->space, word, &t, err) ||
        !morph_parse(an->tagger, an->lattice, t.norm, 0, err))
        return false;
    const mecab_node_t *node = mecab_lattice_get_begin_nodes(an->lattice, 0);
    for (; node && *count < HOMOGRAPHS_MAX; node = node->bnext) {
        if (node->stat != MECAB_NOR_NODE || node->length != t.norm.len)
            continue;
        const struct lexeme *x = entries_find(an->entries, node->feature, t.norm, err);
        if (!x)
            return false;
        bool known = x->part_count > 0 || x->term.len == 0;
        for (size_t i = 0; i < *count && !known; i++)
            known = slice_eq(ret[i].term, x->term);
        if (!known)
            ret[(*count)++] = (struct homograph){x->term, x->reading, x->kind};
    }
    return true;
}
