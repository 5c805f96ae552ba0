/* rank.c - see rank.h.
 *
 * A heap over all matches by their scores, some of which are upper bounds. What comes to its top
 * is settled first and goes back; what is settled and still on top is the next hit.
 */
#include "searchd/rank.h"
#include <stdlib.h>

enum {
    MEMBERS_MAX = 300,    /* named of one group */
    LEVEL_BITS = 16,      /* of a float that are left out */
    LEVEL_FIRST = 0x3D00, /* 1/32, without them */
    LEVELS = 16 << 7,     /* 16 doublings of 128 steps */
    SETTLED_MAX = 20000,  /* documents looked at for a phrase: about a tenth of a second */
    MANY = 1000,          /* matches from which on not all are lined up at once */
};

struct candidate {
    uint32_t order; /* before any score: the place of its value, 0 where sorted by relevance */
    float score;
    uint32_t doc;
};

static bool before(const struct candidate *a, const struct candidate *b)
{
    if (a->order != b->order)
        return a->order < b->order;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score;
    return a->doc < b->doc;
}

static void sift_down(struct candidate *heap, size_t count, size_t i)
{
    struct candidate moved = heap[i];
    for (size_t kid = 2 * i + 1; kid < count; kid = 2 * i + 1) {
        if (kid + 1 < count && before(&heap[kid + 1], &heap[kid]))
            kid++;
        if (!before(&heap[kid], &moved))
            break;
        heap[i] = heap[kid];
        i = kid;
    }
    heap[i] = moved;
}

struct ranking {
    struct match match;
    const struct store_search *search;
    const struct column *sort, *group; /* NULL: by relevance; nothing is folded */
    uint32_t found;                    /* documents, before any was settled */
    struct candidate *heap;
    size_t count;
    struct docset lined; /* that are or were on the heap */
    float waiting;       /* documents below this score are not; 0: all are */
    TALLOC_CTX *mem;
    struct err *err;
};

/* Documents without a value come last. */
static uint32_t order_of(const struct ranking *r, uint32_t doc)
{
    if (!r->sort)
        return 0;
    uint32_t ordinal = r->sort->ordinals[doc];
    return ordinal == 0 || r->search->sort_descending ? UINT32_MAX - ordinal : ordinal;
}

/* Scores in steps of less than a hundredth of themselves: exponent and first seven bits of a float,
 * which ascend as the numbers do. Level 0 takes all below 1/32, the last all from 2048 on. */
static uint32_t level_of(float score)
{
    uint32_t bits;
    memcpy(&bits, &score, sizeof(bits));
    uint32_t level = bits >> LEVEL_BITS;
    return level < LEVEL_FIRST            ? 0
           : level < LEVEL_FIRST + LEVELS ? level - LEVEL_FIRST
                                          : LEVELS - 1;
}

/* The least score of a level above 0. */
static float score_of(uint32_t level)
{
    uint32_t bits = (level + LEVEL_FIRST) << LEVEL_BITS;
    float score;
    memcpy(&score, &bits, sizeof(score));
    return score;
}

/* The score down to which there are about as many documents as the page may need. */
static float score_needed(const struct ranking *r)
{
    const float *scores = r->match.matcher->scores;
    uint64_t needed = ((uint64_t)r->search->offset + r->search->limit) * 4 + 100;
    if (r->sort || r->found < MANY || needed > r->found)
        return 0;
    uint32_t counts[LEVELS] = {0}, sum = 0, level = LEVELS - 1;
    DOCSET_EACH(d, &r->match.found)
    counts[level_of(scores[d])]++;
    while (level > 0 && (sum += counts[level]) < needed)
        level--;
    return level > 0 ? score_of(level) : 0;
}

/* Puts the documents from a score up on the heap that are not on it yet. */
static bool line_up(struct ranking *r, float from)
{
    const float *scores = r->match.matcher->scores;
    struct docset next;
    if (!docset_new(r->mem, r->match.matcher->columns.bound, &next))
        return err_nomem(r->err, "hits");
    DOCSET_EACH(d, &r->match.found)
    if (scores[d] >= from && !docset_has(&r->lined, d))
        docset_add(&next, d);
    size_t count = r->count + docset_count(&next);
    r->heap = talloc_realloc(r->mem, r->heap, struct candidate, (unsigned)count + 1);
    if (!r->heap)
        return err_nomem(r->err, "hits");
    DOCSET_EACH(d, &next)
    r->heap[r->count++] = (struct candidate){order_of(r, d), scores[d], d};
    for (size_t i = r->count / 2; i-- > 0;)
        sift_down(r->heap, r->count, i);
    docset_join(&r->lined, &next);
    docset_free(&next);
    r->waiting = from;
    return true;
}

/* Lines up the others once none of those on the heap is above them. */
static bool line_up_rest(struct ranking *r)
{
    if (r->waiting <= 0 || (r->count > 0 && r->heap[0].score >= r->waiting))
        return true;
    return line_up(r, 0);
}

static void drop_best(struct ranking *r)
{
    r->heap[0] = r->heap[--r->count];
    if (r->count > 0)
        sift_down(r->heap, r->count, 0);
}

/* Takes the next best, if there is one. */
static bool take_best(struct ranking *r, bool *any, struct candidate *ret)
{
    bool matches;
    if (!line_up_rest(r))
        return false;
    while (r->count > 0 && docset_has(&r->match.uncertain, r->heap[0].doc)) {
        if (r->match.held + r->match.failed >= SETTLED_MAX) {
            *any = false;
            return true;
        }
        if (!match_settle(&r->match, r->heap[0].doc, &matches))
            return false;
        if (matches) {
            r->heap[0].score = r->match.matcher->scores[r->heap[0].doc];
            sift_down(r->heap, r->count, 0);
        } else {
            drop_best(r);
        }
        if (!line_up_rest(r))
            return false;
    }
    *any = r->count > 0;
    if (*any) {
        *ret = r->heap[0];
        drop_best(r);
    }
    return true;
}

/* ---- Folding ----
 *
 * A document is folded into the hit of its group that stands before it, if it answers about as
 * well; one that answers much worse is a hit of its own, as it may be wanted for something else.
 * Where values decide the order, everything of a group is folded. */

/* The last hit of each group so far. */
struct tops {
    struct docset seen;
    float *scores; /* [groups] */
};

static bool tops_new(const struct ranking *r, struct tops *ret)
{
    uint32_t groups = r->group ? r->group->count : 1;
    ret->scores = talloc_array(r->mem, float, groups);
    return (ret->scores && docset_new(r->mem, groups, &ret->seen)) ||
           err_nomem(r->err, "folded hits");
}

/* Is the next best of all folded into the last hit of its group? */
static bool is_folded(const struct ranking *r, const struct candidate *c, struct tops *tops)
{
    uint32_t group = r->group ? r->group->ordinals[c->doc] : 0;
    if (group == 0)
        return false;
    if (docset_has(&tops->seen, group) &&
        (r->sort || (double)c->score >= r->search->member_score * (double)tops->scores[group]))
        return true;
    docset_add(&tops->seen, group);
    tops->scores[group] = c->score;
    return false;
}

/* Hits of the page asked for. */
static bool take_page(struct ranking *r, struct store_result *ret)
{
    const uint32_t first = r->search->offset, limit = r->search->limit;
    size_t room = r->found < limit ? r->found : limit;
    struct tops tops;
    ret->hits = talloc_zero_array(r->mem, struct store_hit, (unsigned)room + 1);
    if (!ret->hits)
        return err_nomem(r->err, "hits");
    if (!tops_new(r, &tops))
        return false;
    for (uint64_t place = 0; ret->hit_count < limit;) {
        struct candidate best;
        bool any;
        if (!take_best(r, &any, &best))
            return false;
        if (!any)
            break;
        if (is_folded(r, &best, &tops) || place++ < first)
            continue;
        struct store_hit *hit = &ret->hits[ret->hit_count++];
        hit->docid = best.doc;
        hit->score = (double)best.score;
    }
    return true;
}

struct member {
    uint32_t group;
    struct candidate candidate;
};

static int by_group(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return before(&x->candidate, &y->candidate) ? -1 : 1;
}

/* Everything found that is in a group, by group and rank; *count of them. */
static bool members_of(struct ranking *r, const struct store_result *result, struct member **ret,
                       size_t *count)
{
    const float *scores = r->match.matcher->scores;
    struct docset shown;
    size_t n = 0;
    if (!docset_new(r->mem, r->group->count, &shown))
        return err_nomem(r->err, "folded hits");
    for (size_t i = 0; i < result->hit_count; i++)
        docset_add(&shown, r->group->ordinals[result->hits[i].docid]);
    struct member *m = talloc_array(r->mem, struct member, docset_count(&r->match.found) + 1);
    if (!m)
        return err_nomem(r->err, "folded hits");
    DOCSET_EACH(d, &r->match.found)
    {
        uint32_t group = r->group->ordinals[d];
        bool matches = true;
        if (group == 0)
            continue;
        /* What is named has to be certain. */
        if (docset_has(&shown, group) && !match_settle(&r->match, d, &matches))
            return false;
        if (matches)
            m[n++] = (struct member){group, {order_of(r, d), scores[d], d}};
    }
    if (n > 0)
        qsort(m, n, sizeof(m[0]), by_group);
    *ret = m;
    *count = n;
    return true;
}

static struct store_hit *hit_of(struct store_result *result, uint32_t doc)
{
    for (size_t i = 0; i < result->hit_count; i++)
        if (result->hits[i].docid == doc)
            return &result->hits[i];
    return NULL;
}

/* Counts what is folded, and names what is folded into the hits of the page. */
static bool fold(struct ranking *r, struct store_result *ret, uint32_t *folded)
{
    struct member *m = NULL;
    struct tops tops;
    size_t count = 0;
    if (!members_of(r, ret, &m, &count) || !tops_new(r, &tops))
        return false;
    struct store_hit *into = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!is_folded(r, &m[i].candidate, &tops)) {
            into = hit_of(ret, m[i].candidate.doc);
            continue;
        }
        (*folded)++;
        if (!into || into->member_count >= MEMBERS_MAX)
            continue;
        if (!into->members)
            into->members = talloc_array(r->mem, uint32_t, MEMBERS_MAX);
        if (!into->members)
            return err_nomem(r->err, "folded hits");
        into->members[into->member_count++] = m[i].candidate.doc;
    }
    return true;
}

static bool count_facets(struct ranking *r, const struct column *facets, struct store_result *ret)
{
    uint32_t shards = store_shards(r->match.matcher->store), kinds = 0;
    uint32_t *counts = talloc_zero_array(r->mem, uint32_t, facets->count * shards);
    if (!counts)
        return err_nomem(r->err, "facets");
    DOCSET_EACH(d, &r->match.found)
    {
        uint32_t *n = &counts[(d - 1) % shards * facets->count + facets->ordinals[d]];
        kinds += (*n)++ == 0;
    }
    ret->facets = talloc_array(r->mem, struct store_facet, kinds + 1);
    if (!ret->facets)
        return err_nomem(r->err, "facets");
    for (uint32_t s = 0; s < shards; s++)
        for (uint32_t i = 1; i < facets->count; i++) {
            uint32_t n = counts[s * facets->count + i];
            if (n > 0)
                ret->facets[ret->facet_count++] = (struct store_facet){facets->values[i], s, n};
        }
    return true;
}

/* Where not all of what was found was looked at, it is taken to match as often as what was. */
static void estimate(const struct match *m, struct store_result *ret)
{
    uint32_t settled = m->held + m->failed;
    uint32_t open = m->estimated ? docset_count_both(&m->found, &m->uncertain) : 0;
    ret->total_is_estimate = m->estimated && open > 0;
    if (!ret->total_is_estimate || settled == 0)
        return;
    double wrong = (double)open * m->failed / settled;
    double share = 1 - wrong / ret->uncollapsed;
    ret->uncollapsed = (uint32_t)(ret->uncollapsed * share + 0.5);
    ret->total = (uint32_t)(ret->total * share + 0.5);
}

static bool rank(struct ranking *r, struct store_result *ret)
{
    const struct columns *c = &r->match.matcher->columns;
    const struct column *facets = columns_of(c, r->search->facet_slot);
    r->sort = columns_of(c, r->search->sort_slot);
    r->group = columns_of(c, r->search->collapse_slot);
    if (r->group && r->group->count == 1)
        r->group = NULL; /* no document is in any group */
    if (!docset_new(r->mem, c->bound, &r->lined))
        return err_nomem(r->err, "hits");
    r->found = docset_count(&r->match.found);
    if (!line_up(r, score_needed(r)) || !take_page(r, ret))
        return false;
    uint32_t folded = 0;
    if ((r->group && !fold(r, ret, &folded)) || (facets && !count_facets(r, facets, ret)))
        return false;
    ret->uncollapsed = r->found - r->match.failed;
    ret->total = ret->uncollapsed - folded;
    estimate(&r->match, ret);
    return true;
}

bool rank_run(struct matcher *m, TALLOC_CTX *mem, const struct store_search *search,
              struct store_result *ret, struct err *err)
{
    struct ranking r = {.search = search, .mem = mem, .err = err};
    struct store_result result = {0};
    bool ok = match_begin(m, mem, search->query, search->k1, search->b, &r.match, err) &&
              rank(&r, &result);
    match_end(&r.match);
    if (ok)
        *ret = result;
    return ok;
}
