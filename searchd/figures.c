/* figures.c - see figures.h. */
#include "searchd/figures.h"
#include "dict/number.h"

const char *figure_key(enum figure f)
{
    switch (f) {
    case FIGURE_STAFF: return "staff_total";
    case FIGURE_DISPATCHED: return "staff_dispatched";
    case FIGURE_LOCAL: return "staff_local";
    case FIGURE_BUDGET: return "budget";
    }
    return "";
}

/* Words for the heads that an office has; longer ones first. `other`: whom 現地職員のみ leaves none
 * of, FIGURE_STAFF where のみ says nothing. */
static const struct {
    const char *word;
    enum figure figure, other;
} heads[] = {
    {"派遣職員", FIGURE_DISPATCHED, FIGURE_LOCAL},
    {"職員派遣", FIGURE_DISPATCHED, FIGURE_STAFF},
    {"日本人職員", FIGURE_DISPATCHED, FIGURE_LOCAL},
    {"日本人スタッフ", FIGURE_DISPATCHED, FIGURE_LOCAL},
    {"駐在職員", FIGURE_DISPATCHED, FIGURE_LOCAL},
    {"駐在員", FIGURE_DISPATCHED, FIGURE_LOCAL},
    {"現地職員", FIGURE_LOCAL, FIGURE_DISPATCHED},
    {"現地スタッフ", FIGURE_LOCAL, FIGURE_DISPATCHED},
    {"現地採用", FIGURE_LOCAL, FIGURE_DISPATCHED},
    {"現地雇用", FIGURE_LOCAL, FIGURE_DISPATCHED},
    {"職員", FIGURE_STAFF, FIGURE_STAFF},
    {"スタッフ", FIGURE_STAFF, FIGURE_STAFF},
};

/* The bytes of the first of words[count] that s begins with; its number in *which. */
static size_t starts_with(struct slice s, const char *const *words, size_t count, size_t *which)
{
    for (size_t i = 0; i < count; i++)
        if (slice_starts(s, slice_of(words[i]))) {
            *which = i;
            return strlen(words[i]);
        }
    return 0;
}

/* The bytes of what bounds n behind it, 0 where nothing does: then it is just n. */
static size_t read_bound(struct slice s, int64_t n, int64_t *low, int64_t *high)
{
    enum bound { FROM, UPTO, OVER, UNDER };
    static const struct {
        const char *word;
        enum bound bound;
    } words[] = {
        {"以上", FROM},   {"以下", UPTO},     {"以内", UPTO}, {"まで", UPTO},  {"を超える", OVER},
        {"超える", OVER}, {"を上回る", OVER}, {"超", OVER},   {"未満", UNDER}, {"を下回る", UNDER},
    };
    *low = *high = n;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!slice_starts(s, slice_of(words[i].word)))
            continue;
        switch (words[i].bound) {
        case FROM: *high = INT64_MAX; break;
        case UPTO: *low = 0; break;
        case OVER:
            *low = n + 1;
            *high = INT64_MAX;
            break;
        case UNDER:
            *low = 0;
            *high = n - 1;
            break;
        }
        return strlen(words[i].word);
    }
    return 0;
}

/* なし, 3人以上, のみ behind the heads of `figure`; their bytes. */
static size_t read_heads(struct slice s, enum figure figure, enum figure other,
                         struct condition ret[CONDITIONS_MAX], size_t *count)
{
    static const char *const none[] = {"のいない", "がいない", "なし", "無し", "ゼロ"};
    static const char *const some[] = {"あり", "有り", "がいる", "のいる"};
    static const char *const only[] = {"のみ", "だけ"};
    static const char *const between[] = {"数が", "数は", "数", "が", "は"};
    size_t which, took;
    *count = 1;
    ret[0] = (struct condition){figure, 0, 0};
    if ((took = starts_with(s, none, sizeof(none) / sizeof(none[0]), &which)) > 0)
        return took;
    ret[0] = (struct condition){figure, 1, INT64_MAX};
    if ((took = starts_with(s, some, sizeof(some) / sizeof(some[0]), &which)) > 0)
        return took;
    if (other != FIGURE_STAFF &&
        (took = starts_with(s, only, sizeof(only) / sizeof(only[0]), &which)) > 0) {
        ret[(*count)++] = (struct condition){other, 0, 0};
        return took;
    }
    struct number n;
    size_t gap = starts_with(s, between, sizeof(between) / sizeof(between[0]), &which);
    size_t digits = number_parse(slice_sub(s, gap, s.len), &n);
    if (digits == 0 || !slice_eq(n.unit, SLICE_LIT("人")))
        return 0;
    took = gap + digits;
    return took + read_bound(slice_sub(s, took, s.len), n.value, &ret[0].low, &ret[0].high);
}

size_t figures_parse(struct slice s, struct condition ret[CONDITIONS_MAX], size_t *count)
{
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        size_t word = strlen(heads[i].word);
        if (!slice_starts(s, slice_of(heads[i].word)))
            continue;
        size_t took =
            read_heads(slice_sub(s, word, s.len), heads[i].figure, heads[i].other, ret, count);
        if (took > 0)
            return word + took;
    }
    struct number n;
    size_t amount = number_parse(s, &n);
    if (amount == 0 || !slice_eq(n.unit, SLICE_LIT("円")))
        return 0;
    ret[0].figure = FIGURE_BUDGET;
    *count = 1;
    size_t bound = read_bound(slice_sub(s, amount, s.len), n.value, &ret[0].low, &ret[0].high);
    return bound > 0 ? amount + bound : 0;
}

bool figures_hold(const struct condition *c, const struct record *r)
{
    int64_t n = record_int(r, slice_of(figure_key(c->figure)), -1);
    if (c->figure == FIGURE_BUDGET && n > 0)
        n = n < INT64_MAX / 1000 ? n * 1000 : INT64_MAX;
    return n >= 0 && n >= c->low && n <= c->high;
}
