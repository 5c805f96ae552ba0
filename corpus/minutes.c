/* minutes.c - reads minutes: a preface (title, date, place, who was there), sections, and in them
 * passages: a bullet of a report, a turn of a discussion, a question, an answer.
 *
 * Wrapped lines are joined: a passage ends where the next one opens, whatever blank lines and page
 * breaks the print has.
 */
#include "corpus/minutes.h"
#include "dict/utf8.h"

enum { DATE_LINES = 60 }; /* among which the meeting's date stands */

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
