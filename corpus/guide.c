/* guide.c - reads guides: a front page, a table of contents that tells the chapters, and in them
 * numbered rules, steps, questions with their answers, tables of departments, and tips in cells.
 */
#include "corpus/guide.h"
#include "dict/utf8.h"
#include <stdio.h>

enum {
    HEADING_CHARS = 40, /* of a numbered heading */
    STEP_CHARS = 15,    /* of a heading over bullets */
    CHAPTER_CHARS = 60,
    WIDE_CHARS = 100, /* of a line longer than any page prints */
    WIDE_LINES = 3,   /* so many, and lines are paragraphs */
};

static bool short_line(struct slice s, size_t chars)
{
    return utf8_count(s) <= chars && !slice_ends(s, SLICE_LIT("。")) &&
           !slice_ends(s, SLICE_LIT("、"));
}

/* s without the - of a list. */
static struct slice undashed(struct slice s, bool *dash)
{
    *dash = s.len > 2 && (s.ptr[0] == '-' || s.ptr[0] == '*') && s.ptr[1] == ' ';
    return *dash ? slice_trim(slice_sub(s, 2, s.len)) : s;
}

/* The lines of the table of contents: chapters by name. *end: the line behind it. */
static void read_contents(struct guide *g, size_t i, size_t *end)
{
    struct slice title;
    for (; i < g->count && prose_is_contents(g->lines[i].text, &title); i++) {
        /* One entry may name several chapters. */
        for (size_t at = 0; at < title.len && g->chapter_count < CHAPTERS_MAX;) {
            struct slice rest = slice_sub(title, at, title.len);
            size_t len = slice_find(rest, SLICE_LIT("、"));
            struct slice part = slice_sub(rest, 0, len);
            at += part.len + 3;
            g->chapters[g->chapter_count].name = prose_squeeze(g->r->mem, part);
            g->chapters[g->chapter_count++].used = false;
        }
    }
    *end = i;
}

static bool is_chapter(struct guide *g, struct slice s)
{
    if (!short_line(s, CHAPTER_CHARS) || s.len == 0 || memchr(s.ptr, '\t', s.len))
        return false;
    struct slice flat = prose_squeeze(g->r->mem, s);
    for (size_t i = 0; i < g->chapter_count; i++) {
        struct slice name = g->chapters[i].name;
        size_t slack = utf8_count(name) / 10;
        if (g->chapters[i].used || name.len == 0)
            continue;
        /* An entry may be shorter than its chapter's heading, and scanned otherwise. */
        if ((name.len >= 12 && slice_starts(flat, name)) || slice_eq(flat, name) ||
            (name.len >= 18 && prose_near(flat, name, slack ? slack : 1))) {
            g->chapters[i].used = true;
            return true;
        }
    }
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    return mark == MARK_CHAPTER || mark == MARK_ROMAN ||
           (mark == MARK_HASH && n == 1 && g->chapter_count == 0);
}

static bool next_is_bullet(const struct guide *g, size_t i)
{
    size_t len;
    unsigned n;
    return i + 1 < g->count && prose_mark(g->lines[i + 1].text, &len, &n) == MARK_BULLET;
}

static bool is_angle(struct slice s)
{
    if (!short_line(s, HEADING_CHARS) || slice_starts(s, SLICE_LIT("<http")))
        return false;
    return (slice_starts(s, SLICE_LIT("<")) && slice_ends(s, SLICE_LIT(">"))) ||
           (slice_starts(s, SLICE_LIT("＜")) && slice_ends(s, SLICE_LIT("＞"))) ||
           (slice_starts(s, SLICE_LIT("〈")) && slice_ends(s, SLICE_LIT("〉"))) ||
           (slice_starts(s, SLICE_LIT("《")) && slice_ends(s, SLICE_LIT("》"))) ||
           (slice_starts(s, SLICE_LIT("【")) && slice_ends(s, SLICE_LIT("】")));
}

static bool item(struct guide *g, struct slice mark, struct slice rest, enum leaf leaf, uint32_t no,
                 struct err *err)
{
    if (!guide_heading(g, LEVEL_LEAF, mark, no, err))
        return false;
    g->leaf = leaf;
    guide_text(g, rest, no, false);
    return true;
}

static bool question(struct guide *g, size_t i, unsigned number, struct err *err)
{
    char *name = number ? talloc_asprintf(g->r->mem, "Q%u", number) : talloc_strdup(g->r->mem, "Q");
    if (!name)
        return err_nomem(err, "a heading");
    return item(g, slice_of(name), g->lines[i].text, LEAF_QUESTION, g->lines[i].no, err);
}

/* A line that no mark makes anything but text of what is open. */
static bool plain_line(struct guide *g, size_t i, struct slice s, bool dash, struct err *err)
{
    const struct pline *line = &g->lines[i];
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    bool aside = dash || mark != MARK_NONE || slice_starts(s, SLICE_LIT("*")) ||
                 slice_starts(s, SLICE_LIT("＊")) || slice_starts(s, SLICE_LIT("(")) ||
                 slice_starts(s, SLICE_LIT("（"));
    bool unfinished = prose_wraps(buf_slice(&g->text)) && (!g->paragraphs || line->after_blank);
    /* A paragraph behind items belongs to what stands above them. */
    if (g->leaf == LEAF_ITEM && line->after_blank && !aside && !unfinished) {
        if (!guide_close(g, LEVEL_LEAF, err))
            return false;
        unfinished = false;
    }
    guide_text(g, s, line->no, unfinished && !aside);
    return true;
}

/* prose_mark, with "1 目的" taken for a number where the numbers go on. */
static enum mark head_mark(const struct guide *g, struct slice s, size_t *len, unsigned *n)
{
    enum mark mark = prose_mark(s, len, n);
    if (mark != MARK_NONE)
        return mark;
    *len = prose_bare_number(s, n);
    if (*len > 0 && *n == g->number + 1)
        return MARK_NUMBER_DOT;
    *len = 0;
    return MARK_NONE;
}

/* Where no table of contents tells the chapters: a short line over numbered headings, questions, a
 * table, or steps. */
static bool opens_chapter(const struct guide *g, size_t i)
{
    size_t len;
    unsigned n;
    struct slice s = g->lines[i].text;
    if (g->chapter_count > 0 || i + 1 >= g->count || !g->lines[i].after_blank ||
        !short_line(s, HEADING_CHARS) || prose_mark(s, &len, &n) != MARK_NONE ||
        memchr(g->lines[i].raw.ptr, '\t', g->lines[i].raw.len) || prose_question(s, &n) > 0 ||
        prose_answer(s) > 0 || g->leaf == LEAF_QUESTION || prose_contains(s, "："))
        return false;
    const struct pline *next = &g->lines[i + 1];
    if (prose_question(next->text, &n) > 0 && n == 1)
        return true;
    if (!next->after_blank)
        return false;
    if (prose_mark(next->text, &len, &n) == MARK_NUMBER_DOT)
        return n == 1;
    if (is_angle(next->text) || (prose_question(next->text, &n) > 0 && n <= 1))
        return true;
    if (memchr(next->raw.ptr, '\t', next->raw.len))
        return !g->in_table;
    return next_is_bullet(g, i + 1) && short_line(next->text, STEP_CHARS) &&
           prose_mark(next->text, &len, &n) == MARK_NONE;
}

static bool body_line(struct guide *g, size_t i, struct err *err)
{
    const struct pline *line = &g->lines[i];
    struct slice title, s = line->text;
    if (prose_is_contents(s, &title) && g->leaf == LEAF_NONE && g->text.len == 0)
        return true;
    if (is_chapter(g, s) || opens_chapter(g, i)) {
        size_t len;
        unsigned n;
        g->in_table = false;
        g->number = 0;
        if (prose_mark(s, &len, &n) == MARK_HASH)
            s = slice_sub(s, len, s.len);
        return guide_heading(g, LEVEL_CHAPTER, s, line->no, err);
    }
    if (memchr(line->raw.ptr, '\t', line->raw.len))
        return guide_table_row(g, i, err);
    s = prose_untag(g->r->mem, s);
    if (s.len == 0)
        return true;
    bool dash;
    size_t len;
    unsigned n;
    s = undashed(s, &dash);
    if (is_angle(s)) {
        g->in_table = false;
        size_t edge = s.ptr[0] == '<' ? 1 : 3;
        bool ok = guide_heading(g, LEVEL_HEAD, slice_sub(s, edge, s.len - edge), line->no, err);
        g->angle = true;
        return ok;
    }
    if (prose_question(s, &n) > 0 && !dash)
        return question(g, i, n, err);
    enum mark mark = head_mark(g, s, &len, &n);
    struct slice rest = slice_sub(s, len, s.len);
    bool answering = g->leaf == LEAF_QUESTION;
    if (mark == MARK_HASH && short_line(s, HEADING_CHARS))
        return guide_heading(g, n <= 2 ? LEVEL_HEAD : LEVEL_SUB, rest, line->no, err);
    if (mark == MARK_NUMBER_DOT && !dash && short_line(rest, HEADING_CHARS) &&
        (!answering || n == g->number + 1)) {
        g->number = n;
        char *name = talloc_asprintf(g->r->mem, "%u. %.*s", n, SLICE_ARG(rest));
        return name ? guide_heading(g, LEVEL_HEAD, slice_of(name), line->no, err)
                    : err_nomem(err, "a heading");
    }
    if (mark == MARK_NUMBER_PAREN && !answering) {
        struct slice sign = slice_trim(slice_sub(s, 0, len));
        if (!dash && short_line(rest, HEADING_CHARS) && line->after_blank)
            return guide_heading(g, LEVEL_SUB, s, line->no, err);
        return item(g, sign, rest, LEAF_ITEM, line->no, err);
    }
    if (mark == MARK_CIRCLED && !answering && (g->at[LEVEL_HEAD].len || g->at[LEVEL_SUB].len) &&
        g->leaf != LEAF_DIVISION)
        return item(g, slice_trim(slice_sub(s, 0, len)), rest, LEAF_ITEM, line->no, err);
    /* ア, イ below a heading; below (1) they are lines of its text. */
    size_t kana = prose_kana(s), first;
    bool counting =
        g->leaf == LEAF_ITEM && char_class(utf8_at(g->at[LEVEL_LEAF], 0, &first)) == CHAR_KATAKANA;
    if (kana && !answering && g->at[LEVEL_HEAD].len && (g->leaf == LEAF_NONE || counting))
        return item(g, slice_sub(s, 0, 3), slice_sub(s, kana, s.len), LEAF_ITEM, line->no, err);
    if (mark == MARK_NOTE && line->after_blank && g->leaf == LEAF_ITEM)
        return item(g, SLICE_LIT("※"), rest, LEAF_NOTE, line->no, err);
    /* ※ behind a paragraph that stands below items. */
    if (mark == MARK_NOTE && line->after_blank && g->leaf == LEAF_NONE && g->text.len &&
        g->at[LEVEL_HEAD].len)
        return item(g, SLICE_LIT("※"), rest, LEAF_NOTE, line->no, err);
    if (mark == MARK_NONE && !dash && line->after_blank && short_line(s, STEP_CHARS) &&
        !prose_contains(s, "：") && next_is_bullet(g, i) && !answering)
        return guide_heading(g, g->angle ? LEVEL_SUB : LEVEL_HEAD, s, line->no, err);
    return plain_line(g, i, s, dash, err);
}

/* The front page: its title, then what it says. Ends before the table of contents or, where there
 * is none, before the first heading. */
static bool read_front(struct guide *g, size_t *ret, struct err *err)
{
    size_t i = 0, len;
    unsigned n;
    struct slice name = {0};
    bool titled = false;
    for (; i < g->count; i++) {
        struct slice s = g->lines[i].text, title;
        struct slice flat = prose_squeeze(g->r->mem, s);
        if (slice_eq(flat, SLICE_LIT("目次")) || slice_eq(flat, SLICE_LIT("もくじ")) ||
            prose_is_contents(s, &title))
            break;
        enum mark mark = i > 0 ? head_mark(g, s, &len, &n) : prose_mark(s, &len, &n);
        if (i > 1 && titled && opens_chapter(g, i))
            break;
        if (i > 0 && (mark == MARK_NUMBER_DOT || mark == MARK_CHAPTER || mark == MARK_ROMAN ||
                      is_angle(s) || prose_question(s, &n) > 0 || (mark == MARK_HASH && titled)))
            break;
        if (mark == MARK_HASH)
            s = slice_sub(s, len, s.len);
        titled |= !short_line(s, CHAPTER_CHARS) || utf8_count(name) > 2 * CHAPTER_CHARS;
        if (!titled)
            name = guide_joined(g, name, " ", s);
        else
            guide_text(g, s, g->lines[i].no, false);
    }
    g->at[LEVEL_CHAPTER] = name;
    g->open[LEVEL_CHAPTER] = name.len > 0;
    g->open_line[LEVEL_CHAPTER] = g->count ? g->lines[0].no : 0;
    if (i < g->count) {
        struct slice title;
        if (!prose_is_contents(g->lines[i].text, &title) &&
            prose_has_word(prose_squeeze(g->r->mem, g->lines[i].text),
                           (const char *const[]){"目次", "もくじ", NULL}))
            i++;
        read_contents(g, i, &i);
    }
    *ret = i;
    return guide_flush(g, err);
}

bool guide_read(struct reading *r, struct err *err)
{
    struct guide *g = talloc_zero(r->mem, struct guide);
    if (!g)
        return err_nomem(err, "a guide");
    g->r = r;
    buf_init(&g->text, r->mem, READING_FILE_MAX);
    if (!prose_lines(r, &g->lines, &g->count, err))
        return false;
    size_t at, wide = 0;
    for (size_t i = 0; i < g->count && wide < WIDE_LINES; i++)
        wide += utf8_count(g->lines[i].text) > WIDE_CHARS &&
                !memchr(g->lines[i].raw.ptr, '\t', g->lines[i].raw.len);
    g->paragraphs = wide == WIDE_LINES;
    if (!read_front(g, &at, err))
        return false;
    for (size_t i = at; i < g->count; i++)
        if (!body_line(g, i, err))
            return false;
    return guide_close(g, LEVEL_CHAPTER, err);
}
