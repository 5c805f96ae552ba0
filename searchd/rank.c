/* rank.c - see rank.h.
 *
 * A heap over all matches by their scores, some of which are upper bounds. What comes to its top
 * is settled first and goes back; what is settled and still on top is the next hit.
 */
#include "searchd/rank.h"

enum { MEMBERS_MAX = 300 }; /* named of one group */

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
    struct candidate *heap;
    size_t count;
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

static bool line_up(struct ranking *r, uint32_t count)
{
    const float *scores = r->match.matcher->scores;
    r->heap = talloc_array(r->mem, struct candidate, count + 1);
    if (!r->heap)
        return err_nomem(r->err, "hits");
    DOCSET_EACH(d, &r->match.found)
    r->heap[r->count++] = (struct candidate){order_of(r, d), scores[d], d};
    for (size_t i = r->count / 2; i-- > 0;)
        sift_down(r->heap, r->count, i);
    return true;
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
    while (r->count > 0 && docset_has(&r->match.uncertain, r->heap[0].doc)) {
        bool matches;
        if (!match_settle(&r->match, r->heap[0].doc, &matches))
            return false;
        if (matches) {
            r->heap[0].score = r->match.matcher->scores[r->heap[0].doc];
            sift_down(r->heap, r->count, 0);
        } else {
            drop_best(r);
        }
    }
    *any = r->count > 0;
    if (*any) {
        *ret = r->heap[0];
        drop_best(r);
    }
    return true;
}

/* Hits of the page asked for; hit_of[group]: one more than the place of the group's hit. */
static bool take_page(struct ranking *r, uint32_t *hit_of, struct store_result *ret)
{
    const uint32_t first = r->search->offset, limit = r->search->limit;
    size_t room = r->count < limit ? r->count : limit;
    ret->hits = talloc_zero_array(r->mem, struct store_hit, (unsigned)room + 1);
    if (!ret->hits)
        return err_nomem(r->err, "hits");
    for (uint64_t place = 0; ret->hit_count < limit;) {
        struct candidate best;
        bool any;
        if (!take_best(r, &any, &best))
            return false;
        if (!any)
            break;
        uint32_t group = r->group ? r->group->ordinals[best.doc] : 0;
        if (group && hit_of[group])
            continue;
        if (group)
            hit_of[group] = UINT32_MAX; /* on an earlier page */
        if (place++ < first)
            continue;
        struct store_hit *hit = &ret->hits[ret->hit_count++];
        hit->docid = best.doc;
        hit->score = (double)best.score;
        if (group)
            hit_of[group] = (uint32_t)ret->hit_count;
        if (!store_data(r->match.matcher->store, ret->hits, best.doc, &hit->data, r->err))
            return false;
    }
    return true;
}

static bool add_member(struct ranking *r, struct store_hit *hit, uint32_t doc)
{
    const float *scores = r->match.matcher->scores;
    bool matches;
    if (hit->member_count >= MEMBERS_MAX)
        return true;
    if (!match_settle(&r->match, doc, &matches))
        return false;
    if (!matches || (double)scores[doc] < r->search->member_score * hit->score)
        return true;
    if (!hit->members)
        hit->members = talloc_array(r->mem, uint32_t, MEMBERS_MAX);
    if (!hit->members)
        return err_nomem(r->err, "folded hits");
    size_t at = hit->member_count++;
    for (; at > 0 && scores[hit->members[at - 1]] < scores[doc]; at--)
        hit->members[at] = hit->members[at - 1];
    hit->members[at] = doc;
    return true;
}

/* Counts groups, and names the members of those that are on the page. */
static bool fold(struct ranking *r, const uint32_t *hit_of, struct store_result *ret)
{
    struct docset groups;
    if (!docset_new(r->mem, r->group->count, &groups))
        return err_nomem(r->err, "folded hits");
    ret->total = 0;
    DOCSET_EACH(d, &r->match.found)
    {
        uint32_t group = r->group->ordinals[d];
        if (group == 0 || !docset_has(&groups, group))
            ret->total++;
        if (group == 0)
            continue;
        docset_add(&groups, group);
        uint32_t place = hit_of[group];
        if (place == 0 || place == UINT32_MAX || ret->hits[place - 1].docid == d)
            continue;
        if (!add_member(r, &ret->hits[place - 1], d))
            return false;
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
    uint32_t open = 0, settled = m->held + m->failed;
    DOCSET_EACH(d, &m->found)
    open += docset_has(&m->uncertain, d);
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
    uint32_t *hit_of = NULL;
    r->sort = columns_of(c, r->search->sort_slot);
    r->group = columns_of(c, r->search->collapse_slot);
    if (r->group) {
        hit_of = talloc_zero_array(r->mem, uint32_t, r->group->count);
        if (!hit_of)
            return err_nomem(r->err, "hits");
    }
    if (!line_up(r, docset_count(&r->match.found)) || !take_page(r, hit_of, ret))
        return false;
    ret->total = ret->uncollapsed = docset_count(&r->match.found);
    if ((r->group && !fold(r, hit_of, ret)) || (facets && !count_facets(r, facets, ret)))
        return false;
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
