/* people.c - see people.h. */
#include "corpus/people.h"
#include "dict/utf8.h"

enum {
    NAME_MAX_CHARS = 8,   /* of a person's name */
    LABEL_MAX_CHARS = 30, /* of what names a speaker */
    PEOPLE_MAX = 1000,    /* that a list may name; each turn looks through them */
};

static const char *const honorifics[] = {"氏", "様", "君", "さん", "先生", "殿", NULL};
static const char *const offices[] = {
    "委員",   "委員長", "議員", "議長", "副議長", "座長",   "会長",   "副会長", "部長",
    "課長",   "局長",   "室長", "所長", "理事",   "理事長", "知事",   "副知事", "市長",
    "副市長", "町長",   "村長", "区長", "教授",   "准教授", "事務局", "司会",   "参考人",
    "参事",   "主幹",   "次長", "主任", "専門員", "社長",   "代表",   "教育長", "参与",
    "監",     "補佐",   "係長", "担当", "主査",   "研究員", "顧問",   "支店長", NULL};
static const char *const office_words[] = {"大学", "市",   "県",   "府",       "都",   "町", "村",
                                           "省",   "庁",   "局",   "課",       "部",   "室", "会",
                                           "機構", "会社", "研究", "センター", "教授", "長", NULL};

/* s without an honorific; *had tells whether there was one. */
static struct slice bare(struct slice s, bool *had)
{
    *had = false;
    for (size_t i = 0; honorifics[i]; i++)
        if (s.len > strlen(honorifics[i]) && slice_ends(s, slice_of(honorifics[i]))) {
            s.len -= strlen(honorifics[i]);
            *had = true;
            break;
        }
    return slice_trim(s);
}

/* Nothing but kanji and kana, as long as a name is; blanks within allowed. */
static bool name_like(struct slice s)
{
    size_t n = 0, kanji = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        enum char_class k = char_class(c);
        if (k == CHAR_SPACE)
            continue;
        if (k != CHAR_KANJI && k != CHAR_HIRAGANA && k != CHAR_KATAKANA)
            return false;
        kanji += k == CHAR_KANJI || k == CHAR_KATAKANA;
        n++;
    }
    return n >= 2 && n <= NAME_MAX_CHARS && kanji >= 1;
}

static bool is_open(struct slice s, size_t at, size_t *len)
{
    if (at >= s.len)
        return false;
    uint32_t c = utf8_at(s, at, len);
    return c == '(' || c == 0xFF08;
}

/* Byte behind the bracket that closes the one at s[at]; 0 where none does. */
static size_t closing(struct slice s, size_t at)
{
    int depth = 0;
    for (size_t len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        depth += (c == '(' || c == 0xFF08) - (c == ')' || c == 0xFF09);
        if (depth == 0)
            return at + len;
    }
    return 0;
}

bool people_add(struct people *p, struct slice name, struct slice affiliation, struct err *err)
{
    for (size_t i = 0; i < p->count; i++)
        if (slice_eq(p->at[i].name, name)) {
            if (affiliation.len > p->at[i].affiliation.len)
                p->at[i].affiliation = affiliation;
            return true;
        }
    if (p->count == PEOPLE_MAX)
        return true;
    struct person *at = p->at;
    if (p->count % 64 == 0) {
        at = talloc_realloc_size(p->mem, p->at, (p->count + 64) * sizeof(*at));
        if (!at)
            return err_nomem(err, "list of participants");
    }
    p->at = at;
    p->at[p->count++] = (struct person){name, affiliation};
    return true;
}

bool people_line(const struct people *p, struct slice line, struct person *ret)
{
    size_t at = 0, len, end;
    while (at < line.len && !is_open(line, at, &len)) {
        utf8_at(line, at, &len);
        at += len;
        if (at > 3 * (NAME_MAX_CHARS + 4))
            return false;
    }
    if (at >= line.len)
        return false;
    bool had;
    struct slice name = bare(slice_trim(slice_sub(line, 0, at)), &had);
    if (!name_like(name) || (end = closing(line, at)) == 0)
        return false;
    is_open(line, at, &len);
    struct slice inner = slice_sub(line, at + len, end);
    inner.len -= inner.ptr[inner.len - 1] == ')' ? 1 : 3;
    struct slice rest = slice_trim(slice_sub(line, end, line.len));
    /* 麻原氏（公財）協会…部長: the brackets belong to the affiliation. */
    if (rest.len && !is_open(rest, 0, &len) && !slice_starts(rest, SLICE_LIT("資料"))) {
        if (!had || prose_contains(rest, "。"))
            return false;
        inner = slice_sub(line, at, line.len);
    } else if (is_open(rest, 0, &len) && !prose_contains(rest, "資料"))
        return false;
    bool known = false;
    for (size_t i = 0; i < p->count && !known; i++)
        known = slice_eq(p->at[i].name, name);
    if (!had && !known && !prose_has_word(inner, office_words))
        return false;
    *ret = (struct person){name, slice_trim(inner)};
    return true;
}

const struct person *people_last(const struct people *p, struct slice line)
{
    bool had;
    line = bare(line, &had);
    for (size_t i = 0; i < p->count; i++)
        if (line.len > p->at[i].name.len && slice_ends(line, p->at[i].name))
            return &p->at[i];
    return NULL;
}

/* One line of a list: the name is its last word, or stands before a bracket. */
static bool read_person(struct people *p, struct slice line, struct slice before, bool listed,
                        bool *found, struct err *err)
{
    struct person who;
    *found = true;
    if (people_line(p, line, &who))
        return people_add(p, who.name, who.affiliation, err);
    size_t cut = line.len;
    while (cut > 0) {
        size_t prev = utf8_before(line, cut), len;
        if (char_class(utf8_at(line, prev, &len)) == CHAR_SPACE)
            break;
        cut = prev;
    }
    bool had;
    struct slice name = bare(slice_sub(line, cut, line.len), &had);
    struct slice affiliation = slice_trim(slice_sub(line, 0, cut));
    if (affiliation.len == 0)
        affiliation = before;
    /* The last word of a line that goes on may be an office. */
    bool office = prose_ends_word(name, offices);
    if (name_like(name) && !office && (had || (listed && affiliation.len)))
        return people_add(p, name, affiliation, err);
    *found = false;
    return true;
}

/* The next word of s from *at, blanks before it skipped; empty at the end. */
static struct slice next_word(struct slice s, size_t *at)
{
    size_t len, start;
    while (*at < s.len && char_class(utf8_at(s, *at, &len)) == CHAR_SPACE)
        *at += len;
    start = *at;
    while (*at < s.len && char_class(utf8_at(s, *at, &len)) != CHAR_SPACE)
        *at += len;
    return slice_sub(s, start, *at);
}

/* A row of a list of members: 委員長　山田太郎　みらい大学教授, 山田 太郎　みらい大学教授. */
static bool read_member(struct people *p, struct slice line, bool *found, struct err *err)
{
    size_t at = 0, before;
    struct slice office = {0}, word = next_word(line, &at);
    *found = false;
    if (prose_ends_word(word, offices)) {
        office = word;
        word = next_word(line, &at);
    }
    size_t chars = utf8_count(word);
    if (chars <= 2 && word.len > 0) {
        /* Family and given name apart: 山田 太郎. */
        before = at;
        struct slice given = next_word(line, &at);
        if (given.len && utf8_count(given) <= 3) {
            char *whole = talloc_asprintf(p->mem, "%.*s%.*s", SLICE_ARG(word), SLICE_ARG(given));
            if (!whole)
                return err_nomem(err, "list of participants");
            word = slice_of(whole);
        } else
            at = before;
    }
    bool had;
    word = bare(word, &had);
    struct slice rest = slice_trim(slice_sub(line, at, line.len));
    size_t open = 0;
    if (is_open(rest, 0, &open) && closing(rest, 0) == rest.len)
        rest = slice_sub(rest, open, rest.len - (rest.ptr[rest.len - 1] == ')' ? 1 : 3));
    chars = utf8_count(word);
    if (chars < 3 || chars > 6 || !name_like(word) || prose_ends_word(word, offices) ||
        prose_has_word(word, office_words))
        return true;
    if (rest.len == 0 ? office.len == 0 : !prose_has_word(rest, office_words))
        return true;
    *found = true;
    return people_add(p, word, rest.len ? rest : office, err);
}

bool people_read(struct people *p, struct slice label, struct slice text, struct err *err)
{
    static const char *const lists[] = {
        "挨拶",         "スピーカー", "コメンテーター", "出席",   "委員",   "講師",
        "登壇",         "司会",       "座長",           "報告者", "発表者", "パネリスト",
        "モデレーター", "議長",       "講演",           "参加",   "説明",   NULL};
    bool listed = prose_has_word(label, lists);
    struct slice before = {0};
    for (size_t at = 0; at < text.len;) {
        struct slice line =
            slice_sub(text, at, at + slice_find(slice_sub(text, at, text.len), SLICE_LIT("\n")));
        at += line.len + 1;
        line = slice_trim(line);
        bool found = false;
        /* 北野（県）、南野（市） */
        for (size_t i = 0, end; listed && i < line.len && prose_contains(line, "、"); i = end + 3) {
            struct person who;
            end = i + slice_find(slice_sub(line, i, line.len), SLICE_LIT("、"));
            if (people_line(p, slice_trim(slice_sub(line, i, end)), &who)) {
                found = true;
                if (!people_add(p, who.name, who.affiliation, err))
                    return false;
            }
        }
        if (!found && !read_person(p, line, before, listed, &found, err))
            return false;
        if (!found && listed && !read_member(p, line, &found, err))
            return false;
        before = found ? (struct slice){0} : line;
    }
    return true;
}

/* The person meant by a family or full name; org helps among those of one name. */
static const struct person *resolve(const struct people *p, struct slice who, struct slice org)
{
    const struct person *only = NULL, *by_org = NULL;
    size_t hits = 0;
    if (utf8_count(who) < 1)
        return NULL;
    for (size_t i = 0; i < p->count; i++) {
        const struct person *one = &p->at[i];
        if (slice_eq(one->name, who))
            return one;
        if (!slice_starts(one->name, who))
            continue;
        hits++;
        only = one;
        if (org.len && slice_find(one->affiliation, org) < one->affiliation.len)
            by_org = one;
    }
    return by_org ? by_org : hits == 1 ? only : NULL;
}

/* Reads 大阪府・領家氏, 山田委員, 議長（山田太郎君）. */
static bool read_label(const struct people *p, struct slice label, struct turn *t)
{
    label = slice_trim(label);
    if (label.len == 0 || utf8_count(label) > LABEL_MAX_CHARS || prose_contains(label, "。"))
        return false;
    struct slice org = {0}, who = label;
    size_t open = 0, len = 0;
    while (open < label.len && !is_open(label, open, &len)) {
        utf8_at(label, open, &len);
        open += len;
    }
    size_t end = open < label.len ? closing(label, open) : 0;
    bool inner = end == label.len && open > 0;
    if (inner) {
        org = slice_trim(slice_sub(label, 0, open));
        who = slice_sub(label, open + len, end);
        who.len -= who.ptr[who.len - 1] == ')' ? 1 : 3;
    } else
        for (size_t at = label.len; at > 0;) {
            size_t prev = utf8_before(label, at);
            uint32_t c = utf8_at(label, prev, &len);
            if (c == 0x30FB || char_class(c) == CHAR_SPACE) {
                org = slice_trim(slice_sub(label, 0, prev));
                who = slice_trim(slice_sub(label, at, label.len));
                break;
            }
            at = prev;
        }
    bool had;
    struct slice name = bare(who, &had);
    const struct person *one = resolve(p, name, org);
    bool office = prose_ends_word(name, offices) || (inner && prose_ends_word(org, offices));
    if (!one && office)
        for (size_t i = 0; offices[i] && !one; i++)
            if (name.len > strlen(offices[i]) && slice_ends(name, slice_of(offices[i])))
                one = resolve(p, slice_sub(name, 0, name.len - strlen(offices[i])), org);
    /* Ｂ：, where names are withheld. */
    bool letter = name.len == 3 && org.len == 0 && slice_starts(name, SLICE_LIT("\xEF\xBC")) &&
                  (unsigned char)name.ptr[2] >= 0xA1 && (unsigned char)name.ptr[2] <= 0xBA;
    if (!one && !had && !office && !letter)
        return false;
    if (!one && !name_like(name) && !office && !letter)
        return false;
    t->printed = label;
    t->resolved = one != NULL;
    t->name = one ? one->name : name;
    t->affiliation = one ? one->affiliation : org;
    return true;
}

/* Byte of the first of the characters in s within a label's length, s.len where none is. */
static size_t find_char(struct slice s, uint32_t a, uint32_t b)
{
    size_t n = 0;
    for (size_t at = 0, len; at < s.len && n <= LABEL_MAX_CHARS; at += len, n++) {
        uint32_t c = utf8_at(s, at, &len);
        if (c == a || c == b)
            return at;
    }
    return s.len;
}

bool people_turn(const struct people *p, struct slice line, struct turn *ret)
{
    struct turn t = {0};
    struct slice s = line;
    if (slice_starts(s, SLICE_LIT("→")) || slice_starts(s, SLICE_LIT("⇒"))) {
        t.arrow = true;
        s = slice_trim(slice_sub(s, 3, s.len));
    }
    if (s.len == 0)
        return false;
    size_t len, mark_len, end;
    unsigned number;
    if (is_open(s, 0, &len)) {
        end = closing(s, 0);
        if (end == 0)
            return false;
        size_t last = s.ptr[end - 1] == ')' ? 1 : 3;
        struct slice label = slice_sub(s, len, end - last);
        /* （1） is a number, （注） a remark. */
        if (!read_label(p, label, &t))
            return false;
        t.rest = slice_trim(slice_sub(s, end, s.len));
        *ret = t;
        return true;
    }
    enum mark mark = prose_mark(s, &mark_len, &number);
    if (mark == MARK_LENS) {
        end = find_char(s, 0x3011, 0x3011);
        if (end == s.len || !read_label(p, slice_sub(s, 3, end), &t))
            return false;
        t.rest = slice_trim(slice_sub(s, end + 3, s.len));
        *ret = t;
        return true;
    }
    bool diamond = slice_starts(s, SLICE_LIT("◆")) || slice_starts(s, SLICE_LIT("◇")) ||
                   slice_starts(s, SLICE_LIT("●")) || slice_starts(s, SLICE_LIT("■"));
    if (mark == MARK_CIRCLE || (mark == MARK_BULLET && diamond)) {
        struct slice rest = slice_sub(s, mark_len, s.len);
        /* Up to the blank behind the name, brackets included. */
        size_t at = 0;
        while (at < rest.len) {
            uint32_t c = utf8_at(rest, at, &len);
            if (char_class(c) == CHAR_SPACE || c == ':' || c == 0xFF1A)
                break;
            size_t close = is_open(rest, at, &len) ? closing(rest, at) : 0;
            at = close ? close : at + len;
            if (close)
                break;
        }
        if (!read_label(p, slice_sub(rest, 0, at), &t))
            return false;
        rest = slice_trim(slice_sub(rest, at, rest.len));
        if (slice_starts(rest, SLICE_LIT("：")))
            rest = slice_trim(slice_sub(rest, 3, rest.len));
        t.rest = rest;
        *ret = t;
        return true;
    }
    end = find_char(s, ':', 0xFF1A);
    if (end == s.len || end == 0)
        return false;
    if (!read_label(p, slice_sub(s, 0, end), &t))
        return false;
    t.rest = slice_trim(slice_sub(s, end + (s.ptr[end] == ':' ? 1 : 3), s.len));
    *ret = t;
    return true;
}
