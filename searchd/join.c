/* join.c - see understand_parts.h: words with a blank between them that are one thing. */
#include "dict/kana.h"
#include "dict/utf8.h"
#include "searchd/understand_parts.h"

enum { FIGURE_WORDS_MAX = 3 }; /* 職員数 3人 以上 */

static bool is_blank(uint32_t c)
{
    return char_class(c) == CHAR_SPACE;
}

/* Does whole bring every synonym that part brings? */
static bool covers(struct reader *w, struct slice whole, struct slice part, bool *ret,
                   struct err *err)
{
    const struct vocab *v = w->b->shared->vocab;
    struct related *of_whole, *of_part;
    size_t wholes, parts;
    if (!vocab_related(v, w->mem, whole, &of_whole, &wholes, err) ||
        !vocab_related(v, w->mem, part, &of_part, &parts, err))
        return false;
    *ret = true;
    for (size_t i = 0; i < parts && *ret; i++) {
        *ret = of_part[i].relation != REL_SYNONYM;
        for (size_t k = 0; k < wholes && !*ret; k++)
            *ret = slice_eq(of_part[i].word, of_whole[k].word) || slice_eq(of_part[i].word, whole);
    }
    return true;
}

/* 観光 誘客: the words of one entry of the vocabulary with a blank between them are read as that
 * entry, in *ret, where nothing is lost by it; else ret->kind is not ASK_WORDS. Names are left
 * alone: 日本 旅行 is no travel agency. */
static bool join_entry(struct reader *w, const struct ask *a, const struct ask *b, struct ask *ret,
                       struct err *err)
{
    const struct vocab *v = w->b->shared->vocab;
    struct place place;
    struct facet_word named;
    ret->kind = ASK_ALL; /* no */
    if (a->kind != ASK_WORDS || b->kind != ASK_WORDS)
        return true;
    struct slice text = {a->text.ptr, (size_t)(b->text.ptr + b->text.len - a->text.ptr)};
    struct slice gap = slice_sub(text, a->text.len, text.len - b->text.len);
    if (!utf8_all(gap, is_blank) || vocab_longest(v, text) != text.len ||
        vocab_place(v, text, &place) || vocab_facet(v, text, &named) ||
        vocab_is(v, GAZ_ORGANIZATION, text) || vocab_is_question(v, b->text))
        return true;
    bool covered;
    if (!covers(w, text, a->text, &covered, err) ||
        (covered && !covers(w, text, b->text, &covered, err)))
        return false;
    if (covered)
        *ret = (struct ask){.kind = ASK_WORDS, .text = text};
    return true;
}

/* 職員数 3人, 2010年 以降: what says a figure, or bounds years, only together. What stands alone as
 * well (2010年 2015年) is left apart. *took: words, 1 where none are joined. */
static bool join_figures(struct reader *w, struct ask *const *kids, size_t count, struct ask *ret,
                         size_t *took, struct err *err)
{
    struct condition conditions[CONDITIONS_MAX];
    struct years years;
    size_t n;
    struct slice joined = kids[0]->text;
    *took = 1;
    for (size_t i = 1; i < count && i < FIGURE_WORDS_MAX; i++) {
        if (kids[i - 1]->kind != ASK_WORDS || kids[i]->kind != ASK_WORDS)
            break;
        joined = slice_of(
            talloc_asprintf(w->mem, "%.*s%.*s", SLICE_ARG(joined), SLICE_ARG(kids[i]->text)));
        if (!joined.ptr)
            return err_nomem(err, "query");
        bool open = years_asked_all(joined, &years) &&
                    (years.from == YEARS_FIRST || years.to == YEARS_LAST);
        if (open || figures_parse(joined, conditions, &n) == joined.len) {
            *ret = (struct ask){.kind = ASK_WORDS, .text = joined};
            *took = i + 1;
        }
    }
    return true;
}

/* yorisoigata shien: a reading with a blank in it, of one entry of the vocabulary. */
static bool join_reading(struct reader *w, const struct ask *a, const struct ask *b,
                         struct ask *ret, struct err *err)
{
    struct slice words[READINGS_SAME_MAX];
    struct buf kana;
    ret->kind = ASK_ALL; /* no */
    if (a->kind != ASK_WORDS || b->kind != ASK_WORDS)
        return true;
    struct slice joined =
        slice_of(talloc_asprintf(w->mem, "%.*s%.*s", SLICE_ARG(a->text), SLICE_ARG(b->text)));
    if (!joined.ptr)
        return err_nomem(err, "query");
    buf_init(&kana, w->mem, 4096);
    if (utf8_all(joined, char_is_kana))
        kana_to_katakana(joined, &kana);
    else if (!utf8_all(joined, kana_is_romaji) || !kana_from_romaji(joined, &kana))
        return true;
    if (readings_find(w->b->shared->readings, buf_slice(&kana), words) > 0)
        *ret = (struct ask){.kind = ASK_WORDS, .text = joined};
    return true;
}

bool join_words(struct reader *w, struct ask *const *kids, size_t count, struct ask *ret,
                size_t *took, struct err *err)
{
    struct ask both;
    *ret = *kids[0];
    if (!join_figures(w, kids, count, ret, took, err))
        return false;
    if (*took > 1 || count < 2)
        return true;
    if (!join_entry(w, kids[0], kids[1], &both, err) ||
        (both.kind != ASK_WORDS && !join_reading(w, kids[0], kids[1], &both, err)))
        return false;
    if (both.kind == ASK_WORDS) {
        *ret = both;
        *took = 2;
    }
    return true;
}
