/* guide_table.c - tables of guides: departments and their divisions, cut by page breaks, and tips in
 * cells. */
#include "corpus/guide.h"

enum { CELLS_MAX = 64 };

static bool is_unit(struct slice name)
{
    static const char *const units[] = {"課", "室", "部",     "センター", "所",       "班",   "局",
                                        "係", "館", "チーム", "グループ", "ユニット", "本部", NULL};
    return prose_ends_word(name, units);
}

/* Cells that open with a number each are tips of their own. */
static bool tips_row(struct guide *g, const struct slice *cells, size_t count, uint32_t no,
                     bool *took, struct err *err)
{
    size_t len, tips = 0, filled = 0;
    unsigned n;
    for (size_t i = 0; i < count; i++) {
        filled += cells[i].len > 0;
        tips += prose_mark(cells[i], &len, &n) == MARK_NUMBER_DOT &&
                memchr(cells[i].ptr, '\n', cells[i].len) != NULL;
    }
    *took = tips > 0 && tips == filled;
    if (!*took)
        return true;
    if (!guide_close(g, LEVEL_SUB, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].len == 0)
            continue;
        size_t nl = slice_find(cells[i], SLICE_LIT("\n"));
        prose_mark(cells[i], &len, &n);
        char *name = talloc_asprintf(g->r->mem, "%u. %.*s", n,
                                     SLICE_ARG(slice_trim(slice_sub(cells[i], len, nl))));
        if (!name)
            return err_nomem(err, "a heading");
        if (!guide_heading(g, LEVEL_LEAF, slice_of(name), no, err))
            return false;
        g->leaf = LEAF_TIP;
        guide_text(g, slice_trim(slice_sub(cells[i], nl, cells[i].len)), no, false);
    }
    return true;
}

/* 調査部 ※米州課は受入なし: a department over the divisions that follow. */
static bool department_row(struct guide *g, struct slice name, uint32_t no, struct err *err)
{
    size_t at = slice_find(name, SLICE_LIT("※"));
    struct slice note = at < name.len ? slice_sub(name, at, name.len) : (struct slice){0};
    if (!guide_heading(g, LEVEL_HEAD, slice_trim(slice_sub(name, 0, at)), no, err))
        return false;
    g->note = note;
    return true;
}

static bool division_row(struct guide *g, struct slice name, struct slice text,
                         const struct pline *line, struct err *err)
{
    bool cut = g->leaf == LEAF_DIVISION && line->after_blank && !is_unit(g->at[LEVEL_LEAF]) &&
               is_unit(name) && prose_unfinished(buf_slice(&g->text));
    if (cut) {
        /* Both cells of a row go on behind a page break. */
        g->half = g->at[LEVEL_LEAF];
        g->at[LEVEL_LEAF] = guide_joined(g, g->at[LEVEL_LEAF], "", name);
        guide_text(g, text, line->no, true);
        return true;
    }
    if (!guide_heading(g, LEVEL_LEAF, name, line->no, err))
        return false;
    g->leaf = LEAF_DIVISION;
    g->half = (struct slice){0};
    guide_text(g, g->note, line->no, false);
    g->note = (struct slice){0};
    guide_text(g, text, line->no, false);
    return true;
}

/* "(主なテーマ) 西側の…": a label in brackets with a blank behind it begins a line of its own. */
static bool opens_with_label(struct slice s)
{
    enum { LABEL_BYTES = 60 };
    if (!slice_starts(s, SLICE_LIT("(")) && !slice_starts(s, SLICE_LIT("（")))
        return false;
    size_t narrow = slice_find(s, SLICE_LIT(") ")), wide = slice_find(s, SLICE_LIT("） "));
    return narrow < LABEL_BYTES || wide < LABEL_BYTES;
}

bool guide_table_row(struct guide *g, size_t i, struct err *err)
{
    struct slice cells[CELLS_MAX];
    size_t count = 0;
    const struct pline *line = &g->lines[i];
    struct slice raw = line->raw;
    for (size_t start = 0; start <= raw.len && count < CELLS_MAX;) {
        const char *tab =
            count + 1 < CELLS_MAX ? memchr(raw.ptr + start, '\t', raw.len - start) : NULL;
        size_t stop = tab ? (size_t)(tab - raw.ptr) : raw.len;
        cells[count++] = prose_untag(g->r->mem, slice_trim(slice_sub(raw, start, stop)));
        start = stop + 1;
    }
    bool took;
    if (!tips_row(g, cells, count, line->no, &took, err))
        return false;
    if (took)
        return true;
    g->in_table = true;
    struct slice rest = {0};
    for (size_t k = 1; k < count; k++)
        rest = guide_joined(g, rest, "\n", cells[k]);
    if (cells[0].len && rest.len == 0)
        return department_row(g, cells[0], line->no, err);
    if (cells[0].len)
        return division_row(g, cells[0], rest, line, err);
    bool cut =
        line->after_blank && prose_unfinished(buf_slice(&g->text)) && !opens_with_label(rest);
    guide_text(g, rest, line->no, cut);
    return true;
}
