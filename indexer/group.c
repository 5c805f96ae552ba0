/* group.c - see group.h. */
#include "indexer/group.h"
#include "indexer/hash.h"

/* Equal samples that make two records near-identical: about five sixths of their words. */
enum { ALIKE_SAMPLES = 54 };

void group_begin(struct group *g, struct slice kind, struct slice organization)
{
    g->owner = hash_bytes(organization, hash_bytes(kind, 0));
    g->hash = 0;
    g->words = 0;
    memset(g->least, 0xFF, sizeof(g->least));
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
    uint64_t hash = hash_bytes(t->term, 0);
    g->hash += hash; /* a sum: lists in another order are the same */
    g->words++;
    for (uint64_t i = 0; i < GROUP_SAMPLES; i++) {
        uint64_t mixed = hash_mix(hash ^ (i + 1) * 0x9E3779B97F4A7C15u, 0xE7037ED1A0B428DBu);
        g->least[i] = mixed < g->least[i] ? mixed : g->least[i];
    }
}

static void put_number(uint64_t n, char *to)
{
    for (int i = 0; i < 8; i++)
        to[i] = (char)(n >> (56 - 8 * i));
}

size_t group_value(const struct group *g, uint32_t words_min, bool sample, char ret[GROUP_BYTES])
{
    if (g->words < words_min)
        return 0;
    put_number(g->owner, ret);
    put_number(g->hash, ret + GROUP_OWNER);
    for (int i = 0; i < GROUP_SAMPLES; i++)
        ret[GROUP_OWNER + 8 + i] = (char)g->least[i];
    return sample ? GROUP_BYTES : GROUP_OWNER + 8;
}

bool group_alike(struct slice a, struct slice b)
{
    if (a.len != GROUP_BYTES || b.len != GROUP_BYTES || memcmp(a.ptr, b.ptr, GROUP_OWNER) != 0)
        return slice_eq(a, b);
    int equal = 0;
    for (size_t i = GROUP_OWNER + 8; i < GROUP_BYTES; i++)
        equal += a.ptr[i] == b.ptr[i];
    return equal >= ALIKE_SAMPLES;
}
