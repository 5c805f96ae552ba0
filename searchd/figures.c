/* figures.c - see understand_parts.h: what is said about the figures of a record. */
#include "searchd/understand_parts.h"

/* 派遣職員なし, 現地職員のみ: a condition on the head count of an office. Returns the bytes of rest
 * that say it, 0 where it says something else. */
static size_t staff_condition(struct slice rest, const char *terms[2], size_t *count)
{
    static const struct {
        const char *who, *none, *some, *only; /* only: what the other count is then */
    } heads[] = {
        {"派遣職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"職員派遣", "staff_dispatched0", "staff_dispatched+", NULL},
        {"日本人職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"日本人スタッフ", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"駐在職員", "staff_dispatched0", "staff_dispatched+", "staff_local0"},
        {"現地職員", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地スタッフ", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地採用", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"現地雇用", "staff_local0", "staff_local+", "staff_dispatched0"},
        {"職員", "staff_total0", "staff_total+", NULL},
    };
    static const struct {
        const char *how;
        int which; /* 0 none, 1 some, 2 only */
    } hows[] = {{"のいない", 0}, {"がいない", 0}, {"なし", 0}, {"無し", 0},
                {"ゼロ", 0},     {"0人", 0},      {"０人", 0}, {"あり", 1},
                {"有り", 1},     {"がいる", 1},   {"のみ", 2}, {"だけ", 2}};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (!slice_starts(rest, slice_of(heads[i].who)))
            continue;
        struct slice after = slice_sub(rest, strlen(heads[i].who), rest.len);
        for (size_t k = 0; k < sizeof(hows) / sizeof(hows[0]); k++) {
            if (!slice_starts(after, slice_of(hows[k].how)) ||
                (hows[k].which == 2 && !heads[i].only))
                continue;
            *count = 1;
            terms[0] = hows[k].which == 0 ? heads[i].none : heads[i].some;
            if (hows[k].which == 2)
                terms[(*count)++] = heads[i].only;
            return strlen(heads[i].who) + strlen(hows[k].how);
        }
    }
    return 0;
}

/* A unit for a condition on figures. */
static bool add_condition(struct reader *w, struct slice text, const char *const terms[2],
                          size_t count, struct err *err)
{
    struct unit *u = unit_new(w, SAID_WORD, text);
    if (!u)
        return true;
    u->space = SPACE_CANON;
    u->stated = true;
    u->typed.text = text;
    u->typed.terms = talloc_array(w->mem, struct slice, 2);
    u->typed.freqs = talloc_array(w->mem, uint32_t, 2);
    if (!u->typed.terms || !u->typed.freqs)
        return err_nomem(err, "query");
    for (size_t i = 0; i < count; i++) {
        u->typed.terms[i] = slice_of(terms[i]);
        if (!term_freq(w->b, w->mem, SPACE_CANON, u->typed.terms[i], &u->typed.freqs[i], err))
            return false;
    }
    u->typed.count = count;
    u->known = wording_found(&u->typed);
    u->idf = idf_of(wording_least(&u->typed), w->m->documents);
    return true;
}

bool figures_begin(struct slice text)
{
    const char *terms[2];
    size_t count;
    return staff_condition(text, terms, &count) > 0;
}

bool figures_read(struct reader *w, struct slice rest, size_t *took, struct err *err)
{
    const char *terms[2];
    size_t count;
    *took = staff_condition(rest, terms, &count);
    return *took == 0 || add_condition(w, slice_sub(rest, 0, *took), terms, count, err);
}
