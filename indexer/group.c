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

void group_add(struct group *g, const struct token *t, const struct vocab *v)
{
    struct place place;
    if (t->kind != TOKEN_WORD || (v && t->proper && vocab_place(v, t->term, &place)))
        return;
    g->hash = hash_bytes(t->term, g->hash);
    g->words++;
}

bool group_value(const struct group *g, uint32_t words_min, char ret[GROUP_BYTES + 1])
{
    if (g->words < words_min)
        return false;
    snprintf(ret, GROUP_BYTES + 1, "%016llx", (unsigned long long)g->hash);
    return true;
}
