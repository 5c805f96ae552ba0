/* minutes_lines.c - what a line of minutes opens: a section, a part, a turn, a question, or nothing. */
#include "corpus/minutes.h"
#include "dict/utf8.h"

enum {
    WIDTH_BYTES = 75, /* of the shortest line that a page's width may have cut */
};

/* Whether line i goes on in the middle of the sentence before it. */
static bool continues(const struct minutes *m, size_t i)
{
    if (i == 0 || m->text.len == 0 || m->in_preface)
        return false;
    struct slice before = m->lines[i - 1].text;
    return prose_unfinished(before) && before.len >= WIDTH_BYTES &&
           before.len * 100 >= m->width * 85;
}

bool minutes_about_meeting(TALLOC_CTX *mem, struct slice heading)
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

bool minutes_short_heading(struct slice s, size_t chars)
{
    return utf8_count(s) <= chars && !slice_ends(s, SLICE_LIT("。")) &&
           !slice_ends(s, SLICE_LIT("、"));
}

bool minutes_opens_speech(const struct minutes *m, size_t i)
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

enum mark minutes_section_mark(struct slice s, size_t *len, unsigned *n)
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
        !minutes_short_heading(s, HEADING_CHARS + 20))
        return false;
    struct slice rest = slice_sub(s, len, s.len);
    return m->in_head || m->lines[i].hashes > 0 || slice_starts(rest, SLICE_LIT("「")) ||
           (m->part_number > 0 && n == m->part_number + 1 &&
            !prose_unfinished(m->lines[i - 1].text)) ||
           people_line(&m->people, rest, &who);
}

bool minutes_bare_heading(const struct minutes *m, size_t i, enum mark mark)
{
    struct slice s = m->lines[i].text;
    return minutes_short_heading(s, HEADING_CHARS) &&
           (m->lines[i].hashes > 0 || (mark == MARK_LENS && slice_ends(s, SLICE_LIT("】"))));
}

enum opening minutes_opening(const struct minutes *m, size_t i)
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
    enum mark mark = minutes_section_mark(s, &len, &n);
    struct slice rest = slice_sub(s, len, s.len);
    if ((mark == MARK_NUMBER_DOT || mark == MARK_ROMAN || mark == MARK_CHAPTER) &&
        minutes_short_heading(s, HEADING_CHARS) && rest.len &&
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
        minutes_short_heading(s, TOPIC_CHARS) && minutes_opens_speech(m, i + 1) &&
        !(m->in_head && people_line(&m->people, s, &who)))
        return OPEN_TOPIC;
    if (minutes_bare_heading(m, i, mark))
        return m->section.len && m->lines[i].hashes > m->section_hashes && m->section_hashes
                   ? OPEN_TOPIC
                   : OPEN_SECTION;
    if (mark == MARK_NONE && m->part.len && !m->in_head &&
        !prose_unfinished(m->lines[i - 1].text) && minutes_short_heading(s, TOPIC_CHARS) &&
        i + 1 < m->count && opens_part(m, i + 1))
        return OPEN_GROUP;
    return OPEN_NONE;
}

size_t minutes_label(struct slice s)
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
