/* minutes_heads.c - headings of minutes with who speaks under them, and the preface with the people
 * that it names. */
#include "corpus/minutes.h"
#include "dict/utf8.h"

enum {
    HEADING_LINES = 3, /* that a bracket in a heading may span */
};

static const char *role_of(struct slice heading, bool *discussion)
{
    static const char *const talks[] = {"質疑",     "ディスカッション",
                                        "討議",     "討論",
                                        "意見交換", "Q&A",
                                        "協議",     "審議",
                                        "議事",     "議題",
                                        NULL};
    static const char *const greetings[] = {"挨拶", "あいさつ", "開会",     "閉会",
                                            "最後", "おわりに", "終わりに", NULL};
    static const char *const comments[] = {"コメント", "講評", "所感", NULL};
    *discussion = prose_has_word(heading, talks);
    if (*discussion)
        return "comment";
    return prose_has_word(heading, greetings)  ? "greeting"
           : prose_has_word(heading, comments) ? "comment"
                                               : "report";
}

/* Line i with the lines that its open brackets reach into; *i is moved to the last. */
static struct slice whole_heading(struct minutes *m, size_t *i)
{
    struct slice s = m->lines[*i].text;
    for (int k = 1; k < HEADING_LINES && !prose_balanced(s) && *i + 1 < m->count; k++) {
        (*i)++;
        char *p =
            talloc_asprintf(m->r->mem, "%.*s%.*s", SLICE_ARG(s), SLICE_ARG(m->lines[*i].text));
        if (!p)
            break;
        s = slice_of(p);
    }
    return s;
}

/* who speaks from here on, with the fullest affiliation that is printed. */
static void introduce(struct minutes *m, const struct person *who)
{
    minutes_speak(m, who->name, who->affiliation);
    for (size_t i = 0; i < m->people.count; i++)
        if (slice_eq(m->people.at[i].name, who->name))
            m->affiliation = m->people.at[i].affiliation;
}

/* The person that a heading names at its end, taken off: 挨拶：橋本氏（…）, 最後に（団体・大野氏）. */
static struct slice take_speaker(struct minutes *m, struct slice heading)
{
    struct person who;
    struct turn t;
    for (size_t at = 0, len; at < heading.len; at += len) {
        uint32_t c = utf8_at(heading, at, &len);
        struct slice before = slice_trim(slice_sub(heading, 0, at));
        if ((c == ':' || c == 0xFF1A || char_class(c) == CHAR_SPACE) &&
            people_line(&m->people, slice_trim(slice_sub(heading, at + len, heading.len)), &who)) {
            introduce(m, &who);
            return before;
        }
        if ((c == '(' || c == 0xFF08) && before.len &&
            people_turn(&m->people, slice_sub(heading, at, heading.len), &t) && t.rest.len == 0) {
            minutes_speak(m, t.name, t.affiliation);
            m->printed = t.printed;
            m->resolved = t.resolved;
            return before;
        }
    }
    while (slice_ends(heading, SLICE_LIT("：")) || slice_ends(heading, SLICE_LIT(":")))
        heading = slice_trim(
            slice_sub(heading, 0, heading.len - (heading.ptr[heading.len - 1] == ':' ? 1 : 3)));
    return heading;
}

/* A talk's title as it goes into the section: up to its closing bracket, blanks inside off. */
static struct slice talk_title(struct minutes *m, struct slice s)
{
    size_t end = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        if (c == 0x300D)
            end = at + len;
    }
    if (end == 0)
        return s;
    s = slice_sub(s, 0, end);
    struct slice open = SLICE_LIT("「");
    size_t at = slice_find(s, open);
    if (at < s.len) {
        struct slice head = slice_trim(slice_sub(s, 0, at));
        struct slice tail = slice_trim(slice_sub(s, at + open.len, s.len));
        char *p = talloc_asprintf(m->r->mem, "%.*s「%.*s", SLICE_ARG(head), SLICE_ARG(tail));
        if (p)
            return slice_of(p);
    }
    return s;
}

bool minutes_end_heading(struct minutes *m, struct err *err)
{
    struct slice s = m->part.len ? m->part : m->section;
    if (!m->alone || s.len == 0)
        return true;
    m->alone = false;
    m->judged = false;
    m->role = m->section_role;
    buf_put_slice(&m->text, s);
    return minutes_flush(m, err);
}

void minutes_open_section(struct minutes *m, size_t *i)
{
    struct slice s = whole_heading(m, i);
    size_t len;
    unsigned n;
    bool numbered = minutes_section_mark(s, &len, &n) != MARK_LENS && n > 0;
    minutes_speak(m, (struct slice){0}, (struct slice){0});
    if (numbered && minutes_about_meeting(m->r->mem, slice_sub(s, len, s.len))) {
        m->number = n;
        m->in_preface = true;
        m->discussion = m->in_head = false;
        m->role = m->section_role = "preface";
        minutes_start(m, &m->lines[*i], slice_sub(s, len, s.len));
        return;
    }
    m->heading = m->above = m->of_section = s;
    m->alone = true;
    m->line = m->lines[*i].no;
    m->part = (struct slice){0};
    m->part_number = 0;
    m->section_hashes = m->lines[*i].hashes;
    /* A number that does not go on is a slip of the print: the section goes without. */
    bool slip = numbered && n <= m->number;
    m->section = take_speaker(m, slip ? slice_sub(s, len, s.len) : s);
    if (slip)
        reading_remark(m->r, m->lines[*i].no, "section %u stands behind section %u", n, m->number);
    else if (numbered)
        m->number = n;
    m->section_role = role_of(m->section, &m->discussion);
    m->role = m->section_role;
    m->in_head = true;
    m->in_preface = false;
}

void minutes_open_part(struct minutes *m, size_t *i)
{
    struct slice s = whole_heading(m, i);
    size_t len;
    unsigned n;
    prose_mark(s, &len, &n);
    m->part_number = n;
    struct slice mark = slice_trim(slice_sub(s, 0, len)), rest = slice_sub(s, len, s.len);
    struct person who;
    /* What stands between the section's heading and its first part belongs to every part. */
    if (m->in_head && m->part.len == 0)
        m->above = m->heading;
    m->heading = minutes_join(m, m->above, s);
    m->alone = true;
    m->line = m->lines[*i].no;
    minutes_speak(m, (struct slice){0}, (struct slice){0});
    if (people_line(&m->people, rest, &who)) {
        introduce(m, &who);
        m->part = mark;
    } else
        m->part = talk_title(m, s);
    m->role = m->section_role;
    m->in_head = true;
}

bool minutes_head_line(struct minutes *m, size_t *i)
{
    struct slice s = m->lines[*i].text;
    struct person who;
    struct turn t;
    size_t len;
    unsigned n;
    const struct person *known = minutes_label(s) ? people_last(&m->people, s) : NULL;
    if (known) {
        minutes_speak(m, known->name, known->affiliation); /* 講師：… 浜野良子氏 */
    } else if (people_line(&m->people, s, &who)) {
        introduce(m, &who);
    } else if (slice_starts(s, SLICE_LIT("「"))) {
        s = whole_heading(m, i);
        if (m->part.len && !prose_contains(m->part, "「")) {
            struct slice title = talk_title(m, s);
            char *p = talloc_asprintf(m->r->mem, "%.*s%.*s", SLICE_ARG(m->part), SLICE_ARG(title));
            if (p)
                m->part = slice_of(p);
        }
    } else {
        if (*i + 1 >= m->count || !minutes_short_heading(s, TOPIC_CHARS))
            return false;
        struct slice next = m->lines[*i + 1].text;
        if (prose_mark(next, &len, &n) == MARK_NONE && !slice_starts(next, SLICE_LIT("「")) &&
            !people_line(&m->people, next, &who) && !people_turn(&m->people, next, &t))
            return false;
    }
    m->heading = minutes_join(m, m->heading, s);
    return true;
}

bool minutes_preface_people(struct minutes *m, struct slice label, struct err *err)
{
    /* The names outlive the buffer. */
    char *own = talloc_strndup(m->r->mem, m->text.ptr, m->text.len);
    if (!own)
        return err_nomem(err, "list of participants");
    struct slice text = {own, m->text.len};
    text = slice_sub(text, label.len, text.len);
    if (label.len)
        text = slice_sub(text, text.len && *text.ptr == ':' ? 1 : 3, text.len);
    struct slice first = slice_sub(text, 0, slice_find(text, SLICE_LIT("\n")));
    return people_read(&m->people, label.len ? label : first, text, err);
}

bool minutes_read_preface(struct minutes *m, size_t *ret, struct err *err)
{
    static const char *const titles[] = {"議事録",   "会議録", "議事要旨",
                                         "議事概要", "速記録", NULL};
    struct slice label = {0};
    size_t i = 0;
    m->in_preface = true;
    m->role = "preface";
    bool labelled = false;
    for (; i < m->count; i++) {
        struct slice s = m->lines[i].text;
        size_t len, at = minutes_label(s);
        unsigned n;
        enum mark mark = minutes_section_mark(s, &len, &n);
        struct turn t;
        if ((mark == MARK_NUMBER_DOT || mark == MARK_ROMAN || mark == MARK_CHAPTER) && n == 1 &&
            minutes_short_heading(s, HEADING_CHARS))
            break;
        bool turn = people_turn(&m->people, s, &t);
        if (turn && (mark == MARK_CIRCLE || mark == MARK_BULLET || mark == MARK_LENS) && t.rest.len)
            break;
        if (turn && labelled && at > 0 && prose_contains(t.rest, "。"))
            break;
        if ((m->lines[i].hashes > 0 && i > 0) ||
            (i > 0 && minutes_bare_heading(m, i, mark) && minutes_opens_speech(m, i + 1)))
            break;
        if (at > 0) {
            if (labelled && !minutes_preface_people(m, label, err))
                return false;
            if (!minutes_flush(m, err))
                return false;
            labelled = true;
            label = slice_sub(s, 0, at);
        } else if (!labelled && !prose_has_word(s, titles) && !slice_starts(s, SLICE_LIT("―")) &&
                   !slice_starts(s, SLICE_LIT("－")) && m->meeting.len < 300)
            m->meeting = minutes_join(m, m->meeting, s);
        if (!m->date[0])
            prose_date(s, m->date);
        if (m->text.len) {
            buf_putc(&m->text, '\n');
            buf_put_slice(&m->text, s);
        } else
            minutes_start(m, &m->lines[i], s);
    }
    /* The names stand behind the label of their first line. */
    if (labelled && !minutes_preface_people(m, label, err))
        return false;
    *ret = i;
    return true;
}

bool minutes_read_heads(struct minutes *m, struct err *err)
{
    for (size_t i = 0; i < m->count; i++) {
        size_t len, k = i;
        unsigned n;
        struct person who;
        struct slice s = m->lines[i].text;
        enum mark mark = prose_mark(s, &len, &n);
        if (mark != MARK_NONE && mark != MARK_NUMBER_DOT && mark != MARK_NUMBER_PAREN &&
            mark != MARK_ROMAN)
            continue;
        if (mark == MARK_NONE && !minutes_short_heading(s, HEADING_CHARS))
            continue;
        if (mark != MARK_NONE)
            s = whole_heading(m, &k);
        s = slice_sub(s, len, s.len);
        size_t colon = slice_find(s, SLICE_LIT("："));
        bool ok = true;
        if (people_line(&m->people, s, &who))
            ok = people_add(&m->people, who.name, who.affiliation, err);
        else if (colon < s.len &&
                 people_line(&m->people, slice_trim(slice_sub(s, colon + 3, s.len)), &who))
            ok = people_add(&m->people, who.name, who.affiliation, err);
        if (!ok)
            return false;
    }
    return true;
}
