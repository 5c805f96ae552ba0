/* minutes_passage.c - the passage of minutes that is open: who speaks, what was collected, its
 * role; handed over as a record. */
#include "corpus/minutes.h"

enum { HEADINGS_BYTES = 4000 }; /* of all headings over a passage */

struct slice minutes_join(struct minutes *m, struct slice a, struct slice b)
{
    if (a.len == 0 || b.len == 0 || a.len + b.len > HEADINGS_BYTES)
        return a.len ? a : b;
    char *p = talloc_asprintf(m->r->mem, "%.*s %.*s", SLICE_ARG(a), SLICE_ARG(b));
    return p ? slice_of(p) : reading_lost(a);
}

static bool set(struct record *rec, const char *key, struct slice s, struct err *err)
{
    return s.len ? record_set_string(rec, slice_of(key), s, err)
                 : record_set_null(rec, slice_of(key), err);
}

static bool emit_piece(struct minutes *m, struct slice text, struct err *err)
{
    struct record *rec = reading_record(m->r, "minutes", (struct slice){0}, m->line);
    if (!rec)
        return err_nomem(err, "a record");
    struct slice section =
        m->in_preface ? SLICE_LIT("表題・開催概要") : minutes_join(m, m->section, m->part);
    struct slice title = minutes_join(m, section.len ? section : m->meeting, m->speaker);
    bool ok = prose_title(rec, title, err) && set(rec, "meeting", m->meeting, err) &&
              set(rec, "date", m->date[0] ? slice_of(m->date) : m->r->src->date, err) &&
              set(rec, "section", section, err) && set(rec, "speaker", m->speaker, err) &&
              set(rec, "affiliation", m->affiliation, err) &&
              set(rec, "role", slice_of(m->role), err) && set(rec, "text", text, err);
    if (ok && m->heading.len && !slice_eq(m->heading, section))
        ok = set(rec, "heading", m->heading, err);
    if (ok && m->resolved && !slice_eq(m->printed, m->speaker))
        ok = record_add_repair(rec,
                               (struct repair){SLICE_LIT("speaker"), SLICE_LIT("carried"),
                                               m->printed, SLICE_LIT("list of participants")},
                               err);
    if (!ok) {
        talloc_free(rec);
        return false;
    }
    return reading_emit(m->r, rec, err);
}

/* The role of a turn that no mark tells: a question by its words, an answer behind a question. */
static void judge(struct minutes *m, struct slice text)
{
    static const char *const asking[] = {
        "でしょうか", "ですか",         "ますか", "お尋ね",     "伺いたい",
        "質問します", "質問いたします", "教えて", "確認したい", "いかが",
        "伺います",   "お答えください", NULL};
    static const char *const chairs[] = {"議長", "委員長", "座長", "司会", "進行役", NULL};
    bool asked = strcmp(m->before, "question") == 0;
    m->chair = prose_ends_word(m->speaker, chairs) || prose_ends_word(m->affiliation, chairs);
    bool asks = prose_has_word(text, asking) || slice_ends(text, SLICE_LIT("か。"));
    m->role = asks                 ? "question"
              : asked && !m->chair ? "answer"
              : m->section.len     ? m->section_role
                                   : "comment";
    m->judged = false;
}

bool minutes_flush(struct minutes *m, struct err *err)
{
    struct slice all = buf_slice(&m->text);
    m->chair = false;
    if (m->judged && all.len)
        judge(m, all);
    if (all.len) {
        m->alone = false;
        if (!m->chair)
            m->before = m->role;
    }
    struct slice piece;
    while (prose_piece(&all, &piece))
        if (!emit_piece(m, piece, err))
            return false;
    bool ok = buf_ok(&m->text);
    buf_clear(&m->text);
    return ok || err_nomem(err, "a passage");
}

void minutes_speak(struct minutes *m, struct slice name, struct slice affiliation)
{
    m->speaker = name;
    m->affiliation = affiliation;
    m->printed = name;
    m->resolved = false;
}

void minutes_start(struct minutes *m, const struct pline *line, struct slice text)
{
    m->line = line->no;
    buf_put_slice(&m->text, text);
}
