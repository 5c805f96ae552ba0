#include "dict/parts.h"
#include "dict/utf8.h"
#include <limits.h>

/* Parses noun with a word boundary forced at byte `at`; the last node, NULL on failure. */
static const mecab_node_t *parse_cut(mecab_t *tagger, mecab_lattice_t *lattice, struct slice noun,
                                     size_t at)
{
    mecab_lattice_set_sentence2(lattice, noun.ptr, noun.len); /* forgets constraints */
    mecab_lattice_set_boundary_constraint(lattice, at, MECAB_TOKEN_BOUNDARY);
    return mecab_parse_lattice(tagger, lattice) ? mecab_lattice_get_eos_node(lattice) : NULL;
}

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

size_t parts_of(mecab_t *tagger, mecab_lattice_t *lattice, struct slice noun,
                struct part parts[PARTS_MAX])
{
    long best = LONG_MAX;
    size_t best_at = 0, n;
    for (size_t at = 0; at < noun.len; at += n) {
        utf8_at(noun, at, &n);
        const mecab_node_t *end = at ? parse_cut(tagger, lattice, noun, at) : NULL;
        long cost = end ? cost_of_way(lattice, end) : LONG_MAX;
        if (cost < best) {
            best = cost;
            best_at = at;
        }
    }
    size_t count = 0;
    if (best_at && parse_cut(tagger, lattice, noun, best_at)) {
        const mecab_node_t *node = mecab_lattice_get_bos_node(lattice)->next;
        for (; node && node->stat != MECAB_EOS_NODE; node = node->next) {
            if (count == PARTS_MAX)
                return 0;
            size_t start = (size_t)(node->surface - noun.ptr);
            parts[count++] = (struct part){node, start, start + node->length};
        }
    }
    return count;
}
