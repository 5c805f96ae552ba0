/* explain.c - see explain.h. */
#include "searchd/explain.h"
#include "dict/buf.h"
#include "searchd/find.h"
#include "searchd/plan.h"

enum {
    PARTS_MAX = 256, /* labelled nodes asked */
    DEPTH_MAX = STORE_QUERY_DEPTH,
};

struct part {
    const struct query *node;
    double scale; /* of the nodes above it */
};

struct parts {
    struct part at[PARTS_MAX];
    size_t count;
};

/* The labelled nodes of q that add to scores. */
static void gather(struct parts *parts, const struct query *q, double scale, size_t depth)
{
    if (!q || depth > DEPTH_MAX)
        return;
    if (q->what) {
        if (parts->count < PARTS_MAX)
            parts->at[parts->count++] = (struct part){q, scale};
        return;
    }
    /* Of these, what follows the first kid only lets documents in or keeps them out. */
    bool first = q->op == QUERY_FILTER || q->op == QUERY_AND_NOT;
    for (size_t i = 0; i < (first && q->count > 1 ? 1 : q->count); i++)
        gather(parts, q->kids[i], q->op == QUERY_SCALE ? scale * q->scale : scale, depth + 1);
}

/* What the part gives to each hit; weights[count]. */
static bool weigh(struct backend *b, TALLOC_CTX *mem, const struct part *part,
                  const struct answer_hit *hits, size_t count, double *weights, struct err *err)
{
    struct query *ids = plan_node(mem, QUERY_OR), *among = plan_node(mem, QUERY_FILTER);
    for (size_t i = 0; i < count; i++)
        plan_add(mem, ids, plan_term(mem, SPACE_ID, hits[i].record->id));
    plan_add(mem, among, plan_scale(mem, (struct query *)(uintptr_t)part->node, part->scale));
    plan_add(mem, among, plan_simplify(ids));
    if (!among || among->count < 2)
        return err_nomem(err, "explanation");
    struct store_search s = find_search(&(struct search_params){.limit = (uint32_t)count}, among);
    struct store_result r;
    if (!backend_run(b, mem, &s, &r, err))
        return false;
    for (size_t i = 0; i < r.hit_count; i++) {
        struct stored *stored;
        if (!backend_document(b, mem, &r.hits[i], &stored, err))
            return false;
        for (size_t k = 0; k < count; k++)
            if (slice_eq(stored->record->id, hits[k].record->id))
                weights[k] = r.hits[i].score;
    }
    return true;
}

static void write_one(TALLOC_CTX *mem, const struct meaning *m, const struct parts *parts,
                      const double *weights, size_t stride, uint64_t seen, struct answer_hit *hit)
{
    struct buf out;
    double all = 0, found = 0;
    buf_init(&out, mem, 1 << 20);
    buf_printf(&out, "{\"score\":%.4f,\"parts\":[", hit->score);
    for (size_t i = 0, n = 0; i < parts->count; i++) {
        if (weights[i * stride] <= 0)
            continue;
        buf_printf(&out, "%s{\"what\":\"%s\",\"about\":", n++ ? "," : "", parts->at[i].node->what);
        buf_put_json(&out, parts->at[i].node->about);
        buf_printf(&out, ",\"weight\":%.4f}", weights[i * stride]);
    }
    buf_puts(&out, "],\"words\":[");
    for (size_t i = 0, n = 0; i < m->count; i++) {
        const struct unit *u = &m->units[i];
        if (u->dropped || u->excluded)
            continue;
        bool has = seen & unit_bit(i);
        all += u->idf;
        found += has ? u->idf : 0;
        buf_puts(&out, n++ ? ",{\"text\":" : "{\"text\":");
        buf_put_json(&out, u->text);
        buf_printf(&out, ",\"idf\":%.3f,\"found\":%s}", u->idf, has ? "true" : "false");
    }
    buf_printf(&out, "],\"coverage\":%.3f}", all > 0 ? found / all : 1.0);
    hit->explanation = buf_slice(&out);
}

bool explain_hits(struct backend *b, TALLOC_CTX *mem, const struct meaning *m,
                  const struct query *q, struct answer_hit *hits, size_t count,
                  const uint64_t *seen, struct err *err)
{
    struct parts *parts = talloc_zero(mem, struct parts);
    if (!parts)
        return err_nomem(err, "explanation");
    gather(parts, q, 1, 0);
    double *weights = talloc_zero_array(mem, double, (unsigned)(parts->count * count + 1));
    if (!weights)
        return err_nomem(err, "explanation");
    for (size_t i = 0; count > 0 && i < parts->count; i++)
        if (!weigh(b, mem, &parts->at[i], hits, count, weights + i * count, err))
            return false;
    for (size_t i = 0; i < count; i++)
        write_one(mem, m, parts, weights + i, count, seen[i], &hits[i]);
    return true;
}
