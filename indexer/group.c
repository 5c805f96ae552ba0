/* group.c - a running hash over the words that count.
 */
#include "indexer/group.h"
#include "indexer/hash.h"
#include <stdio.h>

void group_begin(struct group *g, struct slice kind, struct slice organization)
{
    g->hash = hash_bytes(organization, hash_bytes(kind, 0));
    g->words = 0;
}

/* Words that stand beside a place: 欧州地域, 米国東海岸. */
static bool beside_place(struct slice term)
{
    static const char *const words[] = {"地域", "地区", "東海岸", "西海岸", "全域", "全土",
                                        "国",   "州",   "省",     "市",     "現地"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (slice_eq(term, slice_of(words[i])))
            return true;
    return false;
}

void group_add(struct group *g, const struct token *t, const struct vocab *v)
{
    struct place place;
    if (t->kind != TOKEN_WORD || (v && vocab_place(v, t->term, &place)) || beside_place(t->term))
        return;
    g->hash += hash_bytes(t->term, 0); /* a sum: lists in another order are the same */
    g->words++;
}

bool group_value(const struct group *g, uint32_t words_min, char ret[GROUP_BYTES + 1])
{
    if (g->words < words_min)
        return false;
    snprintf(ret, GROUP_BYTES + 1, "%016llx", (unsigned long long)g->hash);
    return true;
}
