/* store_search.cc - see store_search.h.
 */
#include "indexer/store_search.h"
#include "indexer/store_shim.h"
#include <algorithm>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

/* A query that is no query: the caller's mistake, with where. */
struct bad_query {
    enum err_code code;
    const char *why;
};

static Xapian::Query query_of(const struct query *q, unsigned depth);

static Xapian::Query query_of_kids(Xapian::Query::op op, const struct query *q, size_t first,
                                   unsigned window, unsigned depth)
{
    std::vector<Xapian::Query> kids;
    kids.reserve(q->count);
    for (size_t i = first; i < q->count; i++)
        kids.push_back(query_of(q->kids[i], depth + 1));
    return Xapian::Query(op, kids.begin(), kids.end(), window);
}

/* kids[0] op (the others joined by rest). */
static Xapian::Query query_of_first(Xapian::Query::op op, Xapian::Query::op rest,
                                    const struct query *q, unsigned depth)
{
    if (q->count == 0)
        throw bad_query{ERR_BUG, "an operator without operands"};
    Xapian::Query left = query_of(q->kids[0], depth + 1);
    if (q->count == 1)
        return left;
    return Xapian::Query(op, left, query_of_kids(rest, q, 1, 0, depth));
}

static void need_terms(const struct query *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->kids[i]->op != QUERY_TERM)
            throw bad_query{ERR_BUG, "a phrase or nearness of something other than terms"};
}

static Xapian::Query query_of(const struct query *q, unsigned depth)
{
    if (depth > STORE_QUERY_DEPTH)
        throw bad_query{ERR_INPUT, "the query is nested too deeply"};
    switch (q->op) {
    case QUERY_NOTHING: return Xapian::Query();
    case QUERY_ALL: return Xapian::Query(std::string());
    case QUERY_TERM: return Xapian::Query(store_string(q->term));
    case QUERY_AND: return query_of_kids(Xapian::Query::OP_AND, q, 0, 0, depth);
    case QUERY_OR: return query_of_kids(Xapian::Query::OP_OR, q, 0, 0, depth);
    case QUERY_AND_NOT:
        return query_of_first(Xapian::Query::OP_AND_NOT, Xapian::Query::OP_OR, q, depth);
    case QUERY_AND_MAYBE:
        return query_of_first(Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_OR, q, depth);
    case QUERY_FILTER:
        return query_of_first(Xapian::Query::OP_FILTER, Xapian::Query::OP_AND, q, depth);
    case QUERY_SYNONYM: return query_of_kids(Xapian::Query::OP_SYNONYM, q, 0, 0, depth);
    case QUERY_PHRASE:
        need_terms(q);
        return query_of_kids(Xapian::Query::OP_PHRASE, q, 0, q->window, depth);
    case QUERY_NEAR:
        need_terms(q);
        return query_of_kids(Xapian::Query::OP_NEAR, q, 0, q->window, depth);
    case QUERY_SCALE:
        if (q->count != 1)
            throw bad_query{ERR_BUG, "a scale of other than one operand"};
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query_of(q->kids[0], depth + 1),
                             q->scale);
    case QUERY_RANGE:
        if (q->low.len && q->high.len)
            return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, q->slot, store_string(q->low),
                                 store_string(q->high));
        if (q->high.len)
            return Xapian::Query(Xapian::Query::OP_VALUE_LE, q->slot, store_string(q->high));
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, q->slot, store_string(q->low));
    }
    throw bad_query{ERR_BUG, "an unknown operator"};
}

/* Counts distinct values of one slot over every document that the matcher looks at. */
class slot_spy : public Xapian::MatchSpy
{
  public:
    std::unordered_map<std::string, uint32_t> counts;
    explicit slot_spy(Xapian::valueno slot_) : slot(slot_)
    {
    }
    void operator()(const Xapian::Document &doc, double) override
    {
        counts[doc.get_value(slot)]++;
    }

  private:
    Xapian::valueno slot;
};

template <class T> static T *array_of(TALLOC_CTX *mem, size_t count)
{
    T *p = static_cast<T *>(talloc_zero_size(mem, sizeof(T) * (count ? count : 1)));
    if (!p)
        throw std::bad_alloc();
    return p;
}

static void sort_by_slot(Xapian::Enquire &enquire, const struct store *s,
                         const struct store_search *search,
                         std::unique_ptr<Xapian::MultiValueKeyMaker> &keys)
{
    if (search->sort_descending || s->remote) {
        enquire.set_sort_by_value_then_relevance(search->sort_slot, search->sort_descending);
        return;
    }
    keys.reset(new Xapian::MultiValueKeyMaker());
    keys->add_value(search->sort_slot, false, "\xFF");
    enquire.set_sort_by_key_then_relevance(keys.get(), false);
}

static void keep_facets(TALLOC_CTX *mem, const slot_spy *own, const Xapian::ValueCountMatchSpy *far,
                        struct store_result *ret)
{
    std::vector<std::pair<std::string, uint32_t>> seen;
    if (own)
        seen.assign(own->counts.begin(), own->counts.end());
    if (far)
        for (Xapian::TermIterator t = far->values_begin(); t != far->values_end(); ++t)
            seen.emplace_back(*t, t.get_termfreq());
    ret->facets = array_of<struct store_facet>(mem, seen.size());
    for (const auto &one : seen)
        if (!one.first.empty())
            ret->facets[ret->facet_count++] = {store_keep(ret->facets, one.first), 0, one.second};
}

static void keep_hits(struct store *s, TALLOC_CTX *mem, Xapian::MSet &found,
                      struct store_result *ret)
{
    ret->hits = array_of<struct store_hit>(mem, found.size());
    /* Asks for all of them in one round where the database is remote. Only from the first hit on:
     * past it, Xapian 1.4.22 reads in front of its own list (MSet::Internal::fetch_items). */
    if (found.get_firstitem() == 0)
        found.fetch();
    for (Xapian::MSetIterator m = found.begin(); m != found.end(); ++m) {
        struct store_hit *hit = &ret->hits[ret->hit_count++];
        hit->docid = *m;
        hit->score = m.get_weight();
        hit->data = store_data_of(s, ret->hits, m.get_document());
    }
}

bool store_run(struct store *s, TALLOC_CTX *mem, const struct store_search *search,
               struct store_result *ret, struct err *err)
try {
    Xapian::Enquire enquire(s->db);
    enquire.set_query(query_of(search->query, 0));
    enquire.set_weighting_scheme(Xapian::BM25Weight(search->k1, 0, 1, search->b, 0.5));
    if (search->collapse_slot != STORE_NO_SLOT)
        enquire.set_collapse_key(search->collapse_slot);
    std::unique_ptr<Xapian::MultiValueKeyMaker> keys;
    if (search->sort_slot != STORE_NO_SLOT)
        sort_by_slot(enquire, s, search, keys);

    bool facets = search->facet_slot != STORE_NO_SLOT;
    slot_spy own(search->facet_slot);
    Xapian::ValueCountMatchSpy far(search->facet_slot);
    if (facets && s->remote)
        enquire.add_matchspy(&far);
    else if (facets)
        enquire.add_matchspy(&own);

    Xapian::doccount docs = s->db.get_doccount();
    Xapian::MSet found = enquire.get_mset(search->offset, search->limit,
                                          std::min<Xapian::doccount>(search->check_at_least, docs));

    struct store_result result = {};
    TALLOC_CTX *on = talloc_new(mem);
    if (!on)
        throw std::bad_alloc();
    try {
        keep_hits(s, on, found, &result);
        if (facets)
            keep_facets(on, s->remote ? nullptr : &own, s->remote ? &far : nullptr, &result);
    } catch (...) {
        talloc_free(on);
        throw;
    }
    result.total = found.get_matches_estimated();
    result.total_is_estimate = found.get_matches_lower_bound() != found.get_matches_upper_bound();
    result.uncollapsed = found.get_uncollapsed_matches_estimated();
    /* Where the spy has seen every match, what it counted is no estimate; and the lower bound
     * is then the number of groups, each of which was met. */
    uint32_t seen = 0;
    for (const auto &one : own.counts)
        seen += one.second;
    if (facets && !s->remote && seen < search->check_at_least) {
        result.uncollapsed = seen;
        result.total =
            search->collapse_slot == STORE_NO_SLOT ? seen : found.get_matches_lower_bound();
        result.total_is_estimate = false;
    }
    *ret = result;
    return true;
} catch (const bad_query &bad) {
    return err_set(err, bad.code, "%s", bad.why);
} catch (...) {
    return store_fail(err);
}
