/* fold.c - see fold.h. */
#include "searchd/fold.h"
#include "dict/utf8.h"
#include "searchd/tune.h"
#include <stdlib.h>

enum {
    PAIRS_MAX = 600, /* character pairs of one hit that are compared */
    PAIRS_MIN = 12,  /* fewer say too little to be called the same */
};
/* Share of common pairs (Jaccard) from which on two texts are nearly the same, and how much
 * worse the later one may answer. */
#define ALIKE       TUNE("ALIKE", 0.6)
#define ALIKE_SCORE TUNE("ALIKESCORE", 0.6)

struct pairs {
    uint64_t at[PAIRS_MAX]; /* sorted, each once */
    size_t count;
};

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void pairs_of(const struct record *r, struct pairs *ret)
{
    static const char *const keys[] = {"reason", "activities"};
    ret->count = 0;
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
        struct slice s = record_string(r, slice_of(keys[k]));
        uint32_t last = 0;
        size_t len;
        for (size_t i = 0; i < s.len && ret->count < PAIRS_MAX; i += len) {
            uint32_t c = utf8_at(s, i, &len);
            enum char_class class = char_class(c);
            if (class == CHAR_SPACE || class == CHAR_SYMBOL) {
                last = 0;
                continue;
            }
            if (last)
                ret->at[ret->count++] = (uint64_t)last << 32 | c;
            last = c;
        }
    }
    qsort(ret->at, ret->count, sizeof(ret->at[0]), by_value);
    size_t n = 0;
    for (size_t i = 0; i < ret->count; i++)
        if (n == 0 || ret->at[n - 1] != ret->at[i])
            ret->at[n++] = ret->at[i];
    ret->count = n;
}

static bool alike(const struct pairs *a, const struct pairs *b)
{
    if (a->count < PAIRS_MIN || b->count < PAIRS_MIN)
        return false;
    size_t common = 0, i = 0, j = 0;
    while (i < a->count && j < b->count) {
        if (a->at[i] == b->at[j]) {
            common++;
            i++;
            j++;
        } else if (a->at[i] < b->at[j]) {
            i++;
        } else {
            j++;
        }
    }
    return (double)common >= ALIKE * (double)(a->count + b->count - common);
}

static bool join(TALLOC_CTX *mem, struct answer_hit *into, const struct answer_hit *from,
                 struct err *err)
{
    struct slice *ids =
        talloc_realloc(mem, into->collapsed, struct slice,
                       (unsigned)(into->collapsed_count + from->collapsed_count + 1));
    if (!ids)
        return err_nomem(err, "folded hits");
    into->collapsed = ids;
    ids[into->collapsed_count++] = from->record->id;
    for (size_t i = 0; i < from->collapsed_count; i++)
        ids[into->collapsed_count++] = from->collapsed[i];
    return true;
}

bool fold_alike(TALLOC_CTX *mem, struct answer_hit *hits, size_t *count, uint64_t *seen,
                struct err *err)
{
    size_t n = 0;
    struct pairs *pairs = NULL;
    for (size_t i = 0; i < *count; i++) {
        struct slice own = record_string(hits[i].record, SLICE_LIT("organization"));
        size_t into = n;
        if (own.len > 0) {
            if (!pairs && !(pairs = talloc_array(mem, struct pairs, (unsigned)*count)))
                return err_nomem(err, "folded hits");
            pairs_of(hits[i].record, &pairs[n]);
            for (size_t k = 0; k < n && into == n; k++)
                if (slice_eq(own, record_string(hits[k].record, SLICE_LIT("organization"))) &&
                    hits[i].score >= ALIKE_SCORE * hits[k].score && alike(&pairs[k], &pairs[n]))
                    into = k;
        }
        if (into < n) {
            if (!join(mem, &hits[into], &hits[i], err))
                return false;
            continue;
        }
        hits[n] = hits[i];
        seen[n++] = seen[i];
    }
    *count = n;
    return true;
}
