/* guide_passage.c - the passage of a guide that is open: the headings over it and what was
 * collected, handed over as a record. */
#include "corpus/guide.h"

struct slice guide_joined(struct guide *g, struct slice a, const char *between, struct slice b)
{
    if (a.len == 0 || b.len == 0)
        return a.len ? a : b;
    char *p = talloc_asprintf(g->r->mem, "%.*s%s%.*s", SLICE_ARG(a), between, SLICE_ARG(b));
    return p ? slice_of(p) : reading_lost(a);
}

/* "1. 制度" without its number. */
static struct slice unnumbered(struct slice s)
{
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    return mark == MARK_NUMBER_DOT ? slice_sub(s, len, s.len) : s;
}

static struct slice title_of(struct guide *g)
{
    struct slice deepest = {0};
    for (int i = 0; i < LEVEL_LEAF; i++)
        if (g->at[i].len)
            deepest = g->at[i];
    switch (g->leaf) {
    case LEAF_NONE: break;
    case LEAF_TIP: return unnumbered(g->at[LEVEL_LEAF]);
    case LEAF_QUESTION: return guide_joined(g, g->at[LEVEL_LEAF], " ", unnumbered(deepest));
    case LEAF_ITEM:
    case LEAF_NOTE:
    case LEAF_DIVISION: return guide_joined(g, unnumbered(deepest), " ", g->at[LEVEL_LEAF]);
    }
    if (g->at[LEVEL_SUB].len && g->at[LEVEL_HEAD].len)
        return guide_joined(g, unnumbered(g->at[LEVEL_HEAD]), " ", g->at[LEVEL_SUB]);
    return unnumbered(deepest);
}

static bool emit(struct guide *g, struct slice text, uint32_t line, struct err *err)
{
    struct slice path[LEVELS];
    size_t n = 0;
    for (int i = 0; i < LEVELS; i++)
        if (g->at[i].len)
            path[n++] = g->at[i];
    struct repair repair = {SLICE_LIT("path"), SLICE_LIT("joined"), g->half,
                            SLICE_LIT("a row cut by a page break")};
    bool cut = g->half.len && g->leaf == LEAF_DIVISION;
    return prose_emit(g->r, "guide", title_of(g), (struct slice){0}, path, n, text, line,
                      cut ? &repair : NULL, err);
}

bool guide_flush(struct guide *g, struct err *err)
{
    bool ok = true;
    if (g->text.len) {
        for (int i = 0; i < LEVELS; i++)
            g->open[i] = false;
        ok = emit(g, buf_slice(&g->text), g->line, err);
    }
    ok = ok && (buf_ok(&g->text) || err_nomem(err, "a passage"));
    buf_clear(&g->text);
    return ok;
}

bool guide_close(struct guide *g, enum level level, struct err *err)
{
    if (!guide_flush(g, err))
        return false;
    for (int i = LEVELS - 1; i >= (int)level; i--) {
        if (g->at[i].len && g->open[i] && !emit(g, g->at[i], g->open_line[i], err))
            return false;
        if (g->open[i])
            for (int k = 0; k < i; k++)
                g->open[k] = false;
        g->at[i] = (struct slice){0};
        g->open[i] = false;
    }
    g->leaf = LEAF_NONE;
    return true;
}

bool guide_heading(struct guide *g, enum level level, struct slice name, uint32_t line,
                   struct err *err)
{
    /* What is below a heading keeps it from standing alone. */
    for (int i = 0; i < (int)level; i++)
        g->open[i] = false;
    if (!guide_close(g, level, err))
        return false;
    g->at[level] = name;
    g->open[level] = true;
    g->open_line[level] = line;
    if (level <= LEVEL_HEAD)
        g->angle = false;
    return true;
}

void guide_text(struct guide *g, struct slice s, uint32_t no, bool wrapped)
{
    if (s.len == 0)
        return;
    if (g->text.len == 0)
        g->line = no;
    else if (wrapped) {
        prose_join(&g->text, s);
        return;
    } else
        buf_putc(&g->text, '\n');
    buf_put_slice(&g->text, s);
}
