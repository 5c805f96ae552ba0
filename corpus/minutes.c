#include "corpus/minutes.h"
#include "dict/utf8.h"

/* Minutes: a preface (title, date, place, who was there), sections, and in them passages: a bullet
 * of a report, a turn of a discussion, a question, an answer. Wrapped lines are joined: a passage
 * ends where the next one opens, whatever blank lines and page breaks the print has. */

enum {
    DATE_LINES = 60,       /* among which the meeting's date stands */
    HEADINGS_BYTES = 4000, /* of all headings over a passage */
};

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
    for (size_t at = 0; at < all.len;) {
        struct slice rest = slice_sub(all, at, all.len);
        size_t len = prose_cut(rest, PASSAGE_MAX);
        struct slice text = slice_trim(slice_sub(rest, 0, len));
        at += len;
        if (text.len && !emit_piece(m, text, err))
            return false;
    }
    bool ok = buf_ok(&m->text);
    buf_clear(&m->text);
    return ok || err_nomem(err, "a passage");
}

void minutes_start(struct minutes *m, const struct pline *line, struct slice text)
{
    m->line = line->no;
    buf_put_slice(&m->text, text);
}

static void open_turn(struct minutes *m, const struct pline *line)
{
    struct turn t;
    m->judged = false;
    people_turn(&m->people, line->text, &t);
    minutes_speak(m, t.name, t.affiliation);
    m->printed = t.printed;
    m->resolved = t.resolved;
    if (t.arrow)
        m->role = "answer";
    else if (m->discussion && m->arrows)
        m->role = "question";
    else
        m->judged = true;
    minutes_start(m, line, t.rest);
}

/* A question or an answer by its mark, with who speaks where a bracket behind it says so. */
static void open_marked(struct minutes *m, const struct pline *line, size_t len, const char *role)
{
    struct slice rest = slice_sub(line->text, len, line->text.len);
    struct turn t;
    size_t at;
    minutes_speak(m, (struct slice){0}, (struct slice){0});
    m->role = role;
    m->judged = false;
    if (rest.len && (utf8_at(rest, 0, &at) == '(' || utf8_at(rest, 0, &at) == 0xFF08) &&
        people_turn(&m->people, rest, &t)) {
        minutes_speak(m, t.name, t.affiliation);
        m->printed = t.printed;
        m->resolved = t.resolved;
        rest = t.rest;
    }
    minutes_start(m, line, rest);
}

static void append(struct minutes *m, const struct pline *line)
{
    size_t len;
    unsigned n;
    struct slice have = buf_slice(&m->text);
    if (have.len == 0) {
        minutes_start(m, line, line->text);
        return;
    }
    if (m->in_preface) {
        buf_putc(&m->text, '\n');
        buf_put_slice(&m->text, line->text);
        return;
    }
    bool item = prose_mark(line->text, &len, &n) == MARK_CIRCLED;
    if (!prose_unfinished(have) && (item || line->indented)) {
        buf_putc(&m->text, '\n');
        buf_put_slice(&m->text, line->text);
    } else
        prose_join(&m->text, line->text);
}

static bool body_line(struct minutes *m, size_t *i, struct err *err)
{
    enum opening open = minutes_opening(m, *i);
    const struct pline *line = &m->lines[*i];
    size_t len;
    unsigned n;
    /* Within the preface only the next section, or somebody speaking, ends what is told. */
    struct turn t;
    bool listed = open == OPEN_TURN && people_turn(&m->people, line->text, &t) && t.rest.len &&
                  !prose_contains(t.rest, "。");
    if (m->in_preface &&
        ((open != OPEN_SECTION && open != OPEN_TURN && open != OPEN_END) || listed))
        open = OPEN_NONE;
    if (m->in_preface && open != OPEN_NONE && m->text.len &&
        !minutes_preface_people(m, (struct slice){0}, err))
        return false;
    if (open != OPEN_NONE && open != OPEN_ANSWER && !minutes_flush(m, err))
        return false;
    if (open == OPEN_TURN && m->in_preface) {
        m->in_preface = false;
        m->role = m->section_role = "comment";
    }
    if (open != OPEN_NONE && open != OPEN_SECTION && open != OPEN_GROUP && open != OPEN_PART)
        m->in_head = false;
    switch (open) {
    case OPEN_SECTION:
        if (!minutes_end_heading(m, err))
            return false;
        minutes_open_section(m, i);
        break;
    case OPEN_GROUP:
        m->heading = minutes_join(m, m->of_section, line->text);
        m->part = (struct slice){0};
        m->in_head = true;
        break;
    case OPEN_PART:
        if (m->part.len && !minutes_end_heading(m, err))
            return false;
        minutes_open_part(m, i);
        break;
    case OPEN_TOPIC:
        if (m->part.len && !minutes_end_heading(m, err))
            return false;
        m->part = line->text;
        m->alone = true;
        m->line = line->no;
        m->heading = minutes_join(m, m->above, line->text);
        m->discussion |= line->hashes == 0;
        minutes_speak(m, (struct slice){0}, (struct slice){0});
        break;
    case OPEN_TURN: open_turn(m, line); break;
    case OPEN_QUESTION:
        len = prose_question(line->text, &n);
        open_marked(m, line, len, "question");
        break;
    case OPEN_ANSWER:
        if (!minutes_flush(m, err))
            return false;
        open_marked(m, line, prose_answer(line->text), "answer");
        break;
    case OPEN_BULLET:
        prose_mark(line->text, &len, &n);
        minutes_start(m, line, slice_sub(line->text, len, line->text.len));
        break;
    case OPEN_END:
        reading_remark(m->r, line->no, "end of the minutes: %.*s", SLICE_ARG(line->text));
        break;
    case OPEN_NONE:
        if (m->in_head && minutes_head_line(m, i))
            break;
        m->in_head = false;
        append(m, line);
        break;
    }
    return true;
}

bool minutes_read(struct reading *r, struct err *err)
{
    struct minutes m = {.r = r, .role = "preface", .before = "preface", .section_role = "report"};
    m.people.mem = r->mem;
    buf_init(&m.text, r->mem, READING_FILE_MAX);
    if (!prose_lines(r, &m.lines, &m.count, err))
        return false;
    prose_take_hashes(m.lines, m.count);
    for (size_t i = 0; i < m.count; i++)
        m.arrows |= slice_starts(m.lines[i].text, SLICE_LIT("→"));
    for (size_t i = 0; i < m.count; i++)
        if (m.lines[i].text.len > m.width && m.lines[i].text.len < 200)
            m.width = m.lines[i].text.len;
    for (size_t i = 0; i < m.count && i < DATE_LINES && !m.date[0]; i++) {
        struct slice s = m.lines[i].text;
        static const char *const words[] = {"日時", "日　時", "日 時", "開催日", "期日", NULL};
        if (prose_has_word(s, words) && !prose_date(s, m.date) && i + 1 < m.count)
            prose_date(m.lines[i + 1].text, m.date);
    }
    size_t at;
    if (!minutes_read_preface(&m, &at, err) || !minutes_flush(&m, err) ||
        !minutes_read_heads(&m, err))
        return false;
    m.in_preface = false;
    m.role = "report";
    for (size_t i = at; i < m.count; i++)
        if (!body_line(&m, &i, err))
            return false;
    return minutes_flush(&m, err) && minutes_end_heading(&m, err);
}
