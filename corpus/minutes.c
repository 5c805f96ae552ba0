#include "corpus/people.h"
#include "dict/utf8.h"

/* Minutes: a preface (title, date, place, who was there), sections, and in them passages: a bullet
 * of a report, a turn of a discussion, a question, an answer. Wrapped lines are joined: a passage
 * ends where the next one opens, whatever blank lines and page breaks the print has. */

enum {
    HEADING_CHARS = 60,    /* of a section's heading on one line */
    TOPIC_CHARS = 45,      /* of a topic's heading in a discussion */
    WIDTH_BYTES = 75,      /* of the shortest line that a page's width may have cut */
    DATE_LINES = 60,       /* among which the meeting's date stands */
    HEADING_LINES = 3,     /* that a bracket in a heading may span */
    HEADINGS_BYTES = 4000, /* of all headings over a passage */
};

enum opening {
    OPEN_NONE,
    OPEN_SECTION,
    OPEN_GROUP, /* a heading over several parts */
    OPEN_PART,  /* (1) of a section */
    OPEN_TOPIC,
    OPEN_TURN,
    OPEN_QUESTION,
    OPEN_ANSWER,
    OPEN_BULLET,
    OPEN_END,
};

struct minutes {
    struct reading *r;
    struct pline *lines;
    size_t count, width; /* width: bytes of the longest usual line */
    struct people people;

    struct slice meeting;
    char date[16];
    unsigned number;            /* of the last section */
    unsigned part_number;       /* of the last part in it */
    unsigned section_hashes;    /* Markdown's # before its heading */
    struct slice section, part; /* as they stand in the key section */
    struct slice heading;       /* all lines of the headings, as printed */
    struct slice of_section;    /* that of the section alone */
    struct slice above;         /* those over the parts */
    bool discussion, in_head, in_preface;
    bool arrows; /* replies are marked with arrows throughout */
    bool judged; /* the role of what is collected is told by its words */
    bool chair;  /* who gives the floor neither asks nor answers */
    bool alone;  /* nothing stands under the heading yet */
    const char *section_role;

    struct slice speaker, affiliation, printed;
    bool resolved;
    const char *role, *before; /* of this passage and the last */
    struct buf text;
    uint32_t line;
};

static struct slice join(struct minutes *m, struct slice a, struct slice b)
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
        m->in_preface ? SLICE_LIT("表題・開催概要") : join(m, m->section, m->part);
    struct slice title = join(m, section.len ? section : m->meeting, m->speaker);
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

/* Hands over the passage that was collected. */
static bool flush(struct minutes *m, struct err *err)
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

static void start(struct minutes *m, const struct pline *line, struct slice text)
{
    m->line = line->no;
    buf_put_slice(&m->text, text);
}

/* Whether line i goes on in the middle of the sentence before it. */
static bool continues(const struct minutes *m, size_t i)
{
    if (i == 0 || m->text.len == 0 || m->in_preface)
        return false;
    struct slice before = m->lines[i - 1].text;
    return prose_unfinished(before) && before.len >= WIDTH_BYTES &&
           before.len * 100 >= m->width * 85;
}

/* Headings that tell about the meeting and are no part of it: 日時, 出席者. */
static bool about_meeting(TALLOC_CTX *mem, struct slice heading)
{
    heading = prose_squeeze(mem, heading);
    static const char *const words[] = {"日時", "開催日",   "場所",     "会場",     "出席",
                                        "欠席", "参加",     "議題",     "次第",     "傍聴",
                                        "日程", "配布資料", "配付資料", "委員名簿", NULL};
    for (size_t i = 0; words[i]; i++)
        if (slice_starts(heading, slice_of(words[i])))
            return true;
    return false;
}

static bool short_heading(struct slice s, size_t chars)
{
    return utf8_count(s) <= chars && !slice_ends(s, SLICE_LIT("。")) &&
           !slice_ends(s, SLICE_LIT("、"));
}

static bool opens_speech(const struct minutes *m, size_t i)
{
    struct turn t;
    unsigned n;
    return i < m->count && (people_turn(&m->people, m->lines[i].text, &t) ||
                            prose_question(m->lines[i].text, &n) > 0);
}

static bool is_end(struct slice s)
{
    static const char *const ends[] = {"（了）", "(了)",     "以上",   "（以上）", "－以上－",
                                       "―了―",   "（閉会）", "(閉会)", NULL};
    for (size_t i = 0; ends[i]; i++)
        if (slice_eq(s, slice_of(ends[i])))
            return true;
    return false;
}

/* prose_mark, with "1 日時" taken for a number too. */
static enum mark section_mark(struct slice s, size_t *len, unsigned *n)
{
    enum mark mark = prose_mark(s, len, n);
    if (mark == MARK_NONE && (*len = prose_bare_number(s, n)) > 0)
        return MARK_NUMBER_DOT;
    return mark;
}

/* A part of a section: "(2) 橋本氏（…）", "(3)「…」", or the number behind that of the last one. */
static bool opens_part(const struct minutes *m, size_t i)
{
    struct slice s = m->lines[i].text;
    size_t len;
    unsigned n;
    struct person who;
    if (prose_mark(s, &len, &n) != MARK_NUMBER_PAREN || !m->section.len ||
        !short_heading(s, HEADING_CHARS + 20))
        return false;
    struct slice rest = slice_sub(s, len, s.len);
    return m->in_head || m->lines[i].hashes > 0 || slice_starts(rest, SLICE_LIT("「")) ||
           (m->part_number > 0 && n == m->part_number + 1 &&
            !prose_unfinished(m->lines[i - 1].text)) ||
           people_line(&m->people, rest, &who);
}

/* A heading without a number: 【質疑応答】, or one of Markdown's. */
static bool bare_heading(const struct minutes *m, size_t i, enum mark mark)
{
    struct slice s = m->lines[i].text;
    return short_heading(s, HEADING_CHARS) &&
           (m->lines[i].hashes > 0 || (mark == MARK_LENS && slice_ends(s, SLICE_LIT("】"))));
}

static enum opening classify(const struct minutes *m, size_t i)
{
    static const char *const last_words[] = {"最後に", "おわり", "終わり", "閉会", "その他", NULL};
    struct slice s = m->lines[i].text;
    if (continues(m, i))
        return OPEN_NONE;
    if (is_end(s))
        return OPEN_END;
    size_t len;
    unsigned n;
    struct person who;
    struct turn t;
    enum mark mark = section_mark(s, &len, &n);
    struct slice rest = slice_sub(s, len, s.len);
    if ((mark == MARK_NUMBER_DOT || mark == MARK_ROMAN || mark == MARK_CHAPTER) &&
        short_heading(s, HEADING_CHARS) && rest.len &&
        (n == m->number + 1 || prose_has_word(rest, last_words)))
        return OPEN_SECTION;
    if (opens_part(m, i))
        return OPEN_PART;
    if (prose_question(s, &n) > 0)
        return OPEN_QUESTION;
    if (m->text.len && prose_answer(s) > 0 &&
        (strcmp(m->role, "question") == 0 || strcmp(m->role, "answer") == 0))
        return OPEN_ANSWER;
    if (people_turn(&m->people, s, &t))
        return OPEN_TURN;
    if (mark == MARK_BULLET)
        return OPEN_BULLET;
    if (mark == MARK_NONE && m->section.len && (m->discussion || m->in_head) &&
        short_heading(s, TOPIC_CHARS) && opens_speech(m, i + 1) &&
        !(m->in_head && people_line(&m->people, s, &who)))
        return OPEN_TOPIC;
    if (bare_heading(m, i, mark))
        return m->section.len && m->lines[i].hashes > m->section_hashes && m->section_hashes
                   ? OPEN_TOPIC
                   : OPEN_SECTION;
    if (mark == MARK_NONE && m->part.len && !m->in_head &&
        !prose_unfinished(m->lines[i - 1].text) && short_heading(s, TOPIC_CHARS) &&
        i + 1 < m->count && opens_part(m, i + 1))
        return OPEN_GROUP;
    return OPEN_NONE;
}

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

static void speak(struct minutes *m, struct slice name, struct slice affiliation)
{
    m->speaker = name;
    m->affiliation = affiliation;
    m->printed = name;
    m->resolved = false;
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
            speak(m, who.name, who.affiliation);
            for (size_t i = 0; i < m->people.count; i++)
                if (slice_eq(m->people.at[i].name, who.name))
                    m->affiliation = m->people.at[i].affiliation;
            return before;
        }
        if ((c == '(' || c == 0xFF08) && before.len &&
            people_turn(&m->people, slice_sub(heading, at, heading.len), &t) && t.rest.len == 0) {
            speak(m, t.name, t.affiliation);
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

/* A heading that nothing stands under is handed over by itself. */
static bool end_heading(struct minutes *m, struct err *err)
{
    struct slice s = m->part.len ? m->part : m->section;
    if (!m->alone || s.len == 0)
        return true;
    m->alone = false;
    m->judged = false;
    m->role = m->section_role;
    buf_put_slice(&m->text, s);
    return flush(m, err);
}

static void open_section(struct minutes *m, size_t *i)
{
    struct slice s = whole_heading(m, i);
    size_t len;
    unsigned n;
    bool numbered = section_mark(s, &len, &n) != MARK_LENS && n > 0;
    speak(m, (struct slice){0}, (struct slice){0});
    if (numbered && about_meeting(m->r->mem, slice_sub(s, len, s.len))) {
        m->number = n;
        m->in_preface = true;
        m->discussion = m->in_head = false;
        m->role = m->section_role = "preface";
        start(m, &m->lines[*i], slice_sub(s, len, s.len));
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

static void open_part(struct minutes *m, size_t *i)
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
    m->heading = join(m, m->above, s);
    m->alone = true;
    m->line = m->lines[*i].no;
    speak(m, (struct slice){0}, (struct slice){0});
    if (people_line(&m->people, rest, &who)) {
        speak(m, who.name, who.affiliation);
        for (size_t k = 0; k < m->people.count; k++)
            if (slice_eq(m->people.at[k].name, who.name))
                m->affiliation = m->people.at[k].affiliation;
        m->part = mark;
    } else
        m->part = talk_title(m, s);
    m->role = m->section_role;
    m->in_head = true;
}

/* 日時: and its like: a few characters and a colon. Bytes of the label, 0 where there is none. */
static size_t preface_label(struct slice s)
{
    size_t n = 0;
    for (size_t at = 0, len; at < s.len && n <= 10; at += len, n++) {
        uint32_t c = utf8_at(s, at, &len);
        if (c == ':' || c == 0xFF1A)
            return at;
        if (char_class(c) == CHAR_DIGIT)
            return 0;
    }
    return 0;
}

/* A line between a heading and the first passage; false where it is that passage. */
static bool head_line(struct minutes *m, size_t *i)
{
    struct slice s = m->lines[*i].text;
    struct person who;
    struct turn t;
    size_t len;
    unsigned n;
    const struct person *known = preface_label(s) ? people_last(&m->people, s) : NULL;
    if (known) {
        speak(m, known->name, known->affiliation); /* 講師：… 浜野良子氏 */
    } else if (people_line(&m->people, s, &who)) {
        speak(m, who.name, who.affiliation);
        for (size_t k = 0; k < m->people.count; k++)
            if (slice_eq(m->people.at[k].name, who.name))
                m->affiliation = m->people.at[k].affiliation;
    } else if (slice_starts(s, SLICE_LIT("「"))) {
        s = whole_heading(m, i);
        if (m->part.len && !prose_contains(m->part, "「")) {
            struct slice title = talk_title(m, s);
            char *p = talloc_asprintf(m->r->mem, "%.*s%.*s", SLICE_ARG(m->part), SLICE_ARG(title));
            if (p)
                m->part = slice_of(p);
        }
    } else {
        if (*i + 1 >= m->count || !short_heading(s, TOPIC_CHARS))
            return false;
        struct slice next = m->lines[*i + 1].text;
        if (prose_mark(next, &len, &n) == MARK_NONE && !slice_starts(next, SLICE_LIT("「")) &&
            !people_line(&m->people, next, &who) && !people_turn(&m->people, next, &t))
            return false;
    }
    m->heading = join(m, m->heading, s);
    return true;
}

static void open_turn(struct minutes *m, const struct pline *line)
{
    struct turn t;
    m->judged = false;
    people_turn(&m->people, line->text, &t);
    speak(m, t.name, t.affiliation);
    m->printed = t.printed;
    m->resolved = t.resolved;
    if (t.arrow)
        m->role = "answer";
    else if (m->discussion && m->arrows)
        m->role = "question";
    else
        m->judged = true;
    start(m, line, t.rest);
}

/* A question or an answer by its mark, with who speaks where a bracket behind it says so. */
static void open_marked(struct minutes *m, const struct pline *line, size_t len, const char *role)
{
    struct slice rest = slice_sub(line->text, len, line->text.len);
    struct turn t;
    size_t at;
    speak(m, (struct slice){0}, (struct slice){0});
    m->role = role;
    m->judged = false;
    if (rest.len && (utf8_at(rest, 0, &at) == '(' || utf8_at(rest, 0, &at) == 0xFF08) &&
        people_turn(&m->people, rest, &t)) {
        speak(m, t.name, t.affiliation);
        m->printed = t.printed;
        m->resolved = t.resolved;
        rest = t.rest;
    }
    start(m, line, rest);
}

static void append(struct minutes *m, const struct pline *line)
{
    size_t len;
    unsigned n;
    struct slice have = buf_slice(&m->text);
    if (have.len == 0) {
        start(m, line, line->text);
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

/* Reads the people out of the passage of the preface that was collected. */
static bool preface_people(struct minutes *m, struct slice label, struct err *err)
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

static bool body_line(struct minutes *m, size_t *i, struct err *err)
{
    enum opening open = classify(m, *i);
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
        !preface_people(m, (struct slice){0}, err))
        return false;
    if (open != OPEN_NONE && open != OPEN_ANSWER && !flush(m, err))
        return false;
    if (open == OPEN_TURN && m->in_preface) {
        m->in_preface = false;
        m->role = m->section_role = "comment";
    }
    if (open != OPEN_NONE && open != OPEN_SECTION && open != OPEN_GROUP && open != OPEN_PART)
        m->in_head = false;
    switch (open) {
    case OPEN_SECTION:
        if (!end_heading(m, err))
            return false;
        open_section(m, i);
        break;
    case OPEN_GROUP:
        m->heading = join(m, m->of_section, line->text);
        m->part = (struct slice){0};
        m->in_head = true;
        break;
    case OPEN_PART:
        if (m->part.len && !end_heading(m, err))
            return false;
        open_part(m, i);
        break;
    case OPEN_TOPIC:
        if (m->part.len && !end_heading(m, err))
            return false;
        m->part = line->text;
        m->alone = true;
        m->line = line->no;
        m->heading = join(m, m->above, line->text);
        m->discussion |= line->hashes == 0;
        speak(m, (struct slice){0}, (struct slice){0});
        break;
    case OPEN_TURN: open_turn(m, line); break;
    case OPEN_QUESTION:
        len = prose_question(line->text, &n);
        open_marked(m, line, len, "question");
        break;
    case OPEN_ANSWER:
        if (!flush(m, err))
            return false;
        open_marked(m, line, prose_answer(line->text), "answer");
        break;
    case OPEN_BULLET:
        prose_mark(line->text, &len, &n);
        start(m, line, slice_sub(line->text, len, line->text.len));
        break;
    case OPEN_END:
        reading_remark(m->r, line->no, "end of the minutes: %.*s", SLICE_ARG(line->text));
        break;
    case OPEN_NONE:
        if (m->in_head && head_line(m, i))
            break;
        m->in_head = false;
        append(m, line);
        break;
    }
    return true;
}

/* Title and list of participants: everything before the first section or turn. Returns its lines. */
static bool read_preface(struct minutes *m, size_t *ret, struct err *err)
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
        size_t len, at = preface_label(s);
        unsigned n;
        enum mark mark = section_mark(s, &len, &n);
        struct turn t;
        if ((mark == MARK_NUMBER_DOT || mark == MARK_ROMAN || mark == MARK_CHAPTER) && n == 1 &&
            short_heading(s, HEADING_CHARS))
            break;
        bool turn = people_turn(&m->people, s, &t);
        if (turn && (mark == MARK_CIRCLE || mark == MARK_BULLET || mark == MARK_LENS) && t.rest.len)
            break;
        if (turn && labelled && at > 0 && prose_contains(t.rest, "。"))
            break;
        if ((m->lines[i].hashes > 0 && i > 0) ||
            (i > 0 && bare_heading(m, i, mark) && opens_speech(m, i + 1)))
            break;
        if (at > 0) {
            if (labelled && !preface_people(m, label, err))
                return false;
            if (!flush(m, err))
                return false;
            labelled = true;
            label = slice_sub(s, 0, at);
        } else if (!labelled && !prose_has_word(s, titles) && !slice_starts(s, SLICE_LIT("―")) &&
                   !slice_starts(s, SLICE_LIT("－")) && m->meeting.len < 300)
            m->meeting = join(m, m->meeting, s);
        if (!m->date[0])
            prose_date(s, m->date);
        if (m->text.len) {
            buf_putc(&m->text, '\n');
            buf_put_slice(&m->text, s);
        } else
            start(m, &m->lines[i], s);
    }
    /* The names stand behind the label of their first line. */
    if (labelled && !preface_people(m, label, err))
        return false;
    *ret = i;
    return true;
}

/* People whom headings introduce, before anything is handed over. */
static bool read_heads(struct minutes *m, struct err *err)
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
        if (mark == MARK_NONE && !short_heading(s, HEADING_CHARS))
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
    if (!read_preface(&m, &at, err) || !flush(&m, err) || !read_heads(&m, err))
        return false;
    m.in_preface = false;
    m.role = "report";
    for (size_t i = at; i < m.count; i++)
        if (!body_line(&m, &i, err))
            return false;
    return flush(&m, err) && end_heading(&m, err);
}
