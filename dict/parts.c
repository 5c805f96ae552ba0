/* parts.c - see parts.h. */
#include "dict/parts.h"
#include "dict/utf8.h"
#include <limits.h>

/* What a word of one character adds to the cost of a way, so that 甲南 大学 comes before 甲南大 学, yet
 * 北海道 庁 before 北海 道庁. By trial on the organizations and places of the dictionary. */
enum { SINGLE_COST = 2500 };

/* The cost of the way in the lattice, LONG_MAX where a word of it is unknown. */
static long cost_of_way(mecab_lattice_t *lattice, const mecab_node_t *end)
{
    long cost = end->cost;
    const mecab_node_t *node = mecab_lattice_get_bos_node(lattice)->next;
    for (; node && node->stat != MECAB_EOS_NODE; node = node->next) {
        if (node->stat != MECAB_NOR_NODE)
            return LONG_MAX;
        if (utf8_count((struct slice){node->surface, node->length}) == 1)
            cost += SINGLE_COST;
    }
    return cost;
}

bool parts_of(mecab_t *tagger, mecab_lattice_t *lattice, struct slice noun,
              struct part parts[PARTS_MAX], size_t *count, struct err *err)
{
    long best = LONG_MAX;
    size_t best_at = 0, n, found = 0;
    for (size_t at = 0; at < noun.len; at += n) {
        utf8_at(noun, at, &n);
        if (at == 0)
            continue;
        if (!morph_parse(tagger, lattice, noun, at, err))
            return false;
        long cost = cost_of_way(lattice, mecab_lattice_get_eos_node(lattice));
        if (cost < best) {
            best = cost;
            best_at = at;
        }
    }
    *count = 0;
    if (!best_at)
        return true;
    if (!morph_parse(tagger, lattice, noun, best_at, err))
        return false;
    const mecab_node_t *node = mecab_lattice_get_bos_node(lattice)->next;
    for (; node && node->stat != MECAB_EOS_NODE; node = node->next) {
        if (found == PARTS_MAX)
            return true;
        size_t start = (size_t)(node->surface - noun.ptr);
        parts[found++] = (struct part){node, start, start + node->length};
    }
    *count = found;
    return true;
}
