/* freq.c - see freq.h. */
#include "searchd/freq.h"
#include "dict/utf8.h"
#include "indexer/hash.h"
#include "searchd/find.h"
#include "searchd/plan.h"
#include <math.h>

double idf_of(uint32_t freq, uint32_t n)
{
    double f = freq, all = n < freq ? f : n;
    double x = (all - f + 0.5) / (f + 0.5);
    /* As Xapian keeps the weight of very frequent terms above nothing. */
    return log(x < 2 ? x * 0.5 + 1 : x);
}

/* Where the number for key stands, or is to stand. */
static struct freq_known *known_place(const struct backend *b, uint64_t key)
{
    return &b->freqs[key % FREQS_KNOWN];
}

bool term_freq(struct backend *b, TALLOC_CTX *mem, enum term_space space, struct slice word,
               uint32_t *ret, struct err *err)
{
    struct slice term;
    if (!schema_term(mem, space, word, &term, err))
        return false;
    uint64_t key = hash_bytes(term, 0);
    struct freq_known *known = known_place(b, key);
    if (known->key != key) {
        if (!store_term_freq(b->store, term, ret, err))
            return false;
        *known = (struct freq_known){key, *ret};
    }
    *ret = known->freq;
    return true;
}

bool pair_freq(struct backend *b, TALLOC_CTX *mem, struct slice pair, uint32_t *ret,
               struct err *err)
{
    size_t len;
    uint32_t within, alone;
    if (char_class(utf8_at(pair, 0, &len)) == CHAR_HIRAGANA) {
        *ret = 1;
        return true;
    }
    if (!term_freq(b, mem, SPACE_BIGRAM, pair, &within, err) ||
        !term_freq(b, mem, SPACE_WORD, pair, &alone, err))
        return false;
    *ret = within + alone;
    return true;
}

bool phrase_freq(struct backend *b, TALLOC_CTX *mem, const struct slice *terms,
                 const uint32_t *freqs, size_t count, uint32_t *ret, struct err *err)
{
    enum { CHEAP = 1000 }; /* documents whose positions are looked at */
    uint32_t least = count ? freqs[0] : 0;
    for (size_t i = 1; i < count; i++)
        least = freqs[i] < least ? freqs[i] : least;
    *ret = least;
    if (count < 2 || least == 0 || least > CHEAP)
        return true;
    uint64_t key = 0;
    for (size_t i = 0; i < count; i++)
        key = hash_bytes(terms[i], key + 1);
    struct freq_known *known = known_place(b, key);
    if (known->key == key) {
        *ret = known->freq;
        return true;
    }
    struct query *q = plan_node(mem, QUERY_PHRASE);
    if (!q)
        return err_nomem(err, "query");
    q->window = (uint32_t)count + 1;
    for (size_t i = 0; i < count; i++)
        plan_add(mem, q, plan_term(mem, SPACE_WORD, terms[i]));
    struct store_search s = find_search(&(struct search_params){0}, q);
    s.check_at_least = CHEAP;
    struct store_result r;
    if (!backend_run(b, mem, &s, &r, err))
        return false;
    *ret = r.total;
    *known = (struct freq_known){key, r.total};
    return true;
}
