/* order.c - see order.h. */
#include "searchd/order.h"

struct order_word {
    const char *word;
    enum order order; /* ORDER_NONE: says none by itself */
};

static const struct order_word mosts[] = {
    {"一番", ORDER_NONE},
    {"いちばん", ORDER_NONE},
    {"最も", ORDER_NONE},
    {"もっとも", ORDER_NONE},
};
/* Of whom 多い and 少ない speak. */
static const struct order_word heads[] = {
    {"派遣職員", ORDER_NONE}, {"現地職員", ORDER_NONE}, {"駐在員", ORDER_NONE},
    {"職員", ORDER_NONE},     {"スタッフ", ORDER_NONE}, {"人員", ORDER_NONE},
};
static const struct order_word particles[] = {
    {"数が", ORDER_NONE}, {"数の", ORDER_NONE}, {"数", ORDER_NONE},
    {"が", ORDER_NONE},   {"の", ORDER_NONE},   {"は", ORDER_NONE},
};
static const struct order_word ages[] = {
    {"古くから", ORDER_OLDEST}, {"古い", ORDER_OLDEST}, {"古く", ORDER_OLDEST},
    {"早い", ORDER_OLDEST},     {"早く", ORDER_OLDEST}, {"新しい", ORDER_NEWEST},
    {"新しく", ORDER_NEWEST},
};
static const struct order_word whole_ages[] = {{"最古", ORDER_OLDEST}};
static const struct order_word sizes[] = {
    {"多い", ORDER_MOST_STAFF}, {"多く", ORDER_MOST_STAFF}, {"少ない", ORDER_LEAST_STAFF}};
static const struct order_word whole_sizes[] = {
    {"最多", ORDER_MOST_STAFF}, {"最大", ORDER_MOST_STAFF}, {"最少", ORDER_LEAST_STAFF}};

#define TAKE(s, at, words, order) take(s, at, words, sizeof(words) / sizeof((words)[0]), order)

/* Steps over the first of words[count] that s goes on with at *at. */
static bool take(struct slice s, size_t *at, const struct order_word *words, size_t count,
                 enum order *ret)
{
    for (size_t i = 0; i < count; i++)
        if (slice_starts(slice_sub(s, *at, s.len), slice_of(words[i].word))) {
            *at += strlen(words[i].word);
            *ret = words[i].order;
            return true;
        }
    return false;
}

size_t order_parse(struct slice s, enum order *ret)
{
    enum order order;
    size_t at = 0;
    bool most = TAKE(s, &at, mosts, &order);
    if (TAKE(s, &at, heads, &order)) {
        TAKE(s, &at, particles, &order);
        most = TAKE(s, &at, mosts, &order) || most;
        if (!(most && TAKE(s, &at, sizes, &order)) && !TAKE(s, &at, whole_sizes, &order))
            return 0;
    } else if (!(most && TAKE(s, &at, ages, &order)) &&
               (most || !TAKE(s, &at, whole_ages, &order))) {
        return 0;
    }
    *ret = order;
    return at;
}
