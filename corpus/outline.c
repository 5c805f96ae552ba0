/* outline.c - see outline.h. */
#include "corpus/outline.h"
#include "dict/utf8.h"
#include <stdio.h>

enum {
    HEADING_CHARS = 50, /* of a heading without # */
    HALF_CHARS = 20,    /* of the second half of one that is cut in two */
    RANK_TITLE,
    RANK_CHAPTER,
    RANK_GOAL, /* 基本目標1 */
    RANK_NUMBER,
    RANK_DASH,    /* 1-1 */
    RANK_MEASURE, /* 施策1 */
    RANK_PAREN,
    RANK_CIRCLE,
    RANK_GROUP,
    RANK_ITEM,
};

bool outline_init(struct outline *o, struct reading *r, const char *kind, struct err *err)
{
    *o = (struct outline){.r = r, .kind = kind, .first_title = true};
    buf_init(&o->text, r->mem, READING_FILE_MAX);
    return prose_lines(r, &o->lines, &o->count, err);
}

/* s without Markdown's #, the - of a list, and ** around all of it. */
static struct slice without_markup(struct slice s, bool *hash, bool *dash)
{
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    struct slice bold = SLICE_LIT("**");
    *hash = mark == MARK_HASH;
    *dash = mark == MARK_BULLET && (s.ptr[0] == '-' || s.ptr[0] == '*' || s.ptr[0] == '+');
    if (*hash || *dash)
        s = slice_trim(slice_sub(s, len, s.len));
    if (s.len > 4 && slice_starts(s, bold) && slice_ends(s, bold))
        s = slice_trim(slice_sub(s, 2, s.len - 2));
    return s;
}

static int rank_of(enum mark mark)
{
    switch (mark) {
    case MARK_CHAPTER:
    case MARK_ROMAN: return RANK_CHAPTER;
    case MARK_NUMBER_DOT: return RANK_NUMBER;
    case MARK_NUMBER_PAREN: return RANK_PAREN;
    case MARK_CIRCLE:
    case MARK_LENS:
    case MARK_ANGLE: return RANK_CIRCLE;
    case MARK_CIRCLED: return RANK_ITEM;
    case MARK_NONE:
    case MARK_BULLET:
    case MARK_HASH:
    case MARK_NOTE: return RANK_TITLE;
    }
    return RANK_TITLE;
}

/* "1-1 姉妹都市", "施策２　販路": marks that only headings of plans have. Bytes of the mark with what
 * divides it from the heading, 0 where there is none; *rank: of the heading. */
static size_t plan_mark(struct slice s, int *rank)
{
    static const struct {
        const char *word;
        int rank;
    } words[] = {
        {"基本目標", RANK_GOAL},    {"基本方針", RANK_GOAL},
        {"基本戦略", RANK_GOAL},    {"重点目標", RANK_GOAL},
        {"目標", RANK_GOAL},        {"戦略", RANK_GOAL},
        {"柱", RANK_GOAL},          {"方針", RANK_GOAL},
        {"テーマ", RANK_GOAL},      {"基本施策", RANK_MEASURE},
        {"重点施策", RANK_MEASURE}, {"施策", RANK_MEASURE},
        {"取組", RANK_MEASURE},     {"プロジェクト", RANK_MEASURE},
        {"事業", RANK_MEASURE},
    };
    static const char *const dashes[] = {"-", "－", "‐", "―", "ー", ".", "．"};
    size_t word = 0, dash = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && word == 0; i++)
        if (slice_starts(s, slice_of(words[i].word))) {
            word = strlen(words[i].word);
            *rank = words[i].rank;
        }
    size_t at = prose_number(s, word);
    if (at == word)
        return 0;
    if (word == 0) {
        *rank = RANK_DASH;
        for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]) && dash == 0; i++)
            if (slice_starts(slice_sub(s, at, s.len), slice_of(dashes[i])))
                dash = strlen(dashes[i]);
        size_t second = prose_number(s, at + dash);
        if (dash == 0 || second == at + dash)
            return 0;
        at = second;
    }
    struct slice rest = slice_sub(s, at, s.len);
    if (slice_starts(rest, SLICE_LIT("「")) || slice_starts(rest, SLICE_LIT("【")))
        return at;
    if (slice_starts(rest, SLICE_LIT("：")) || slice_starts(rest, SLICE_LIT("　")))
        return at + 3;
    return slice_starts(rest, SLICE_LIT(" ")) || slice_starts(rest, SLICE_LIT(":")) ? at + 1 : 0;
}

static bool heading_like(struct slice s)
{
    return utf8_count(s) <= HEADING_CHARS && !slice_ends(s, SLICE_LIT("。")) &&
           !slice_ends(s, SLICE_LIT("、"));
}

static bool ends_in_hiragana(struct slice s)
{
    size_t len;
    uint32_t c = s.len ? utf8_at(s, utf8_before(s, s.len), &len) : 0;
    return c == 0x3001 || c == 0x30FB || char_class(c) == CHAR_HIRAGANA;
}

/* Without any markup: a line that stands over the first of numbered headings. */
static bool over_numbers(const struct outline *o, size_t i)
{
    size_t len;
    unsigned n = 0;
    if (i + 1 >= o->count)
        return false;
    struct slice next = o->lines[i + 1].text;
    if (prose_mark(next, &len, &n) != MARK_NUMBER_DOT && prose_bare_number(next, &n) == 0)
        return false;
    return n == 1 && heading_like(next);
}

enum line_kind outline_kind(const struct outline *o, size_t i)
{
    bool hash, dash;
    struct slice s = without_markup(o->lines[i].text, &hash, &dash);
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    if (s.len == 0)
        return LINE_TEXT;
    if ((slice_starts(s, SLICE_LIT("〔")) && slice_ends(s, SLICE_LIT("〕"))) ||
        (slice_starts(s, SLICE_LIT("［")) && slice_ends(s, SLICE_LIT("］"))))
        return LINE_GROUP;
    if (mark == MARK_CIRCLED && o->depth && (dash || hash || o->item_open || o->text.len == 0))
        return LINE_ITEM;
    int rank;
    size_t own = mark == MARK_NONE ? plan_mark(s, &rank) : 0;
    if (hash)
        return mark == MARK_NONE && own == 0 && prose_bare_number(s, &n) == 0 ? LINE_TITLE
                                                                              : LINE_HEADING;
    if (dash || !heading_like(s))
        return LINE_TEXT;
    if (i == 0)
        return LINE_TITLE;
    bool whole_line = o->lines[i].after_blank || !prose_wraps(o->lines[i - 1].text);
    switch (mark) {
    case MARK_CHAPTER:
    case MARK_ROMAN:
    case MARK_NUMBER_DOT:
    case MARK_CIRCLE:
    case MARK_NUMBER_PAREN: return whole_line ? LINE_HEADING : LINE_TEXT;
    case MARK_ANGLE:
    case MARK_LENS: return whole_line && !prose_unfinished(s) ? LINE_HEADING : LINE_TEXT;
    case MARK_NONE:
        /* "1 港": only where the numbers go on, since running text holds such lines too. */
        if (whole_line && prose_bare_number(s, &n) > 0)
            return n == o->number + 1 || (n == 1 && o->leaf_open) ? LINE_HEADING : LINE_TEXT;
        if (whole_line && own > 0)
            return LINE_HEADING;
        if (whole_line && over_numbers(o, i))
            return LINE_TITLE;
        if (whole_line && o->depth && prose_kana(s) > 0)
            return LINE_HEADING;
        return o->leaf_open && o->text.len == 0 && o->depth && utf8_count(s) <= HALF_CHARS &&
                       o->stack[o->depth - 1].rank == RANK_NUMBER &&
                       ends_in_hiragana(o->stack[o->depth - 1].title)
                   ? LINE_TITLE
                   : LINE_TEXT;
    case MARK_BULLET:
    case MARK_CIRCLED:
    case MARK_HASH:
    case MARK_NOTE: return LINE_TEXT;
    }
    return LINE_TEXT;
}

/* Hands over the text under the present heading; a heading without any speaks for itself where
 * leaf says that nothing stands below it either. */
static bool flush(struct outline *o, bool leaf, struct err *err)
{
    struct slice path[OUTLINE_DEPTH];
    size_t n = 0;
    struct slice text = buf_slice(&o->text);
    if (o->depth && o->text.len == 0 && o->leaf_open && leaf)
        text = o->stack[o->depth - 1].title;
    for (size_t i = 0; i < o->depth; i++)
        if (!(i == 0 && o->depth > 1 && slice_eq(o->stack[i].path, o->first)) &&
            o->stack[i].rank != RANK_ITEM)
            path[n++] = o->stack[i].path;
    bool ok = true;
    if (text.len) {
        struct slice title = o->depth ? o->stack[o->depth - 1].title : o->r->src->title;
        struct slice mark = o->item_open ? o->stack[o->depth - 1].mark : (struct slice){0};
        struct repair repair = {
            SLICE_LIT("path"), SLICE_LIT("joined"), {0}, SLICE_LIT("a heading printed in two")};
        for (size_t i = 0; i < o->depth; i++)
            if (o->stack[i].half.len)
                repair.from = o->stack[i].half;
        ok = prose_emit(o->r, o->kind, title, mark, path, n, text, o->line,
                        repair.from.len ? &repair : NULL, err);
        o->leaf_open = false;
    }
    ok = ok && (buf_ok(&o->text) || err_nomem(err, "a passage"));
    buf_clear(&o->text);
    o->item_open = false;
    return ok;
}

/* a, between and b put together; a alone when out of memory. */
static struct slice joined(struct outline *o, struct slice a, const char *between, struct slice b)
{
    char *p = talloc_asprintf(o->r->mem, "%.*s%s%.*s", SLICE_ARG(a), between, SLICE_ARG(b));
    return p ? slice_of(p) : reading_lost(a);
}

static void push(struct outline *o, int rank, struct slice path, struct slice title, uint32_t line)
{
    while (o->depth && o->stack[o->depth - 1].rank >= rank)
        o->depth--;
    if (o->depth == OUTLINE_DEPTH)
        o->depth--;
    o->stack[o->depth].mark = o->stack[o->depth].half = (struct slice){0};
    o->stack[o->depth].path = path;
    o->stack[o->depth].title = title;
    o->stack[o->depth++].rank = rank;
    o->leaf_open = true;
    o->line = line;
}

bool outline_heading(struct outline *o, size_t i, struct err *err)
{
    bool hash, dash;
    struct slice s = without_markup(o->lines[i].text, &hash, &dash);
    size_t len;
    unsigned n;
    enum mark mark = prose_mark(s, &len, &n);
    int own = RANK_TITLE;
    if (mark == MARK_NONE && (len = plan_mark(s, &own)) == 0) {
        own = RANK_TITLE;
        if ((len = prose_bare_number(s, &n)) > 0)
            mark = MARK_NUMBER_DOT;
        else if ((len = prose_kana(s)) > 0)
            mark = MARK_CIRCLE;
    }
    struct slice title = slice_trim(slice_sub(s, len, s.len));
    if ((mark == MARK_LENS || mark == MARK_ANGLE) && title.len > 3)
        title.len = utf8_before(title, title.len); /* its closing bracket */
    /* A heading cut in two: the first half stops in the middle and nothing stands between. */
    if (mark == MARK_NONE && own == RANK_TITLE && o->leaf_open && o->text.len == 0 && o->depth &&
        ends_in_hiragana(o->stack[o->depth - 1].title)) {
        size_t top = o->depth - 1;
        o->stack[top].half = o->stack[top].title;
        o->stack[top].path = joined(o, o->stack[top].path, "", s);
        o->stack[top].title = joined(o, o->stack[top].title, "", s);
        return true;
    }
    int rank = own != RANK_TITLE ? own : rank_of(mark);
    bool below = o->depth && o->stack[o->depth - 1].rank < rank;
    if (!flush(o, !below, err))
        return false;
    struct slice path = s;
    if (mark == MARK_NUMBER_DOT) {
        char number[16];
        int size = snprintf(number, sizeof(number), "%u.", n);
        path = joined(o, (struct slice){number, (size_t)size}, " ", title);
    } else if (mark == MARK_CIRCLE)
        path = title;
    push(o, rank, path, title, o->lines[i].no);
    if (rank == RANK_TITLE && o->first_title)
        o->first = path;
    o->first_title = false;
    if (rank <= RANK_NUMBER)
        o->number = rank == RANK_NUMBER ? n : 0;
    return true;
}

bool outline_group(struct outline *o, size_t i, struct err *err)
{
    bool hash, dash;
    struct slice s = without_markup(o->lines[i].text, &hash, &dash);
    if (!flush(o, false, err))
        return false;
    push(o, RANK_GROUP, s, s, o->lines[i].no);
    return true;
}

bool outline_item(struct outline *o, size_t i, struct err *err)
{
    bool hash, dash;
    struct slice s = without_markup(o->lines[i].text, &hash, &dash);
    size_t len;
    unsigned n;
    prose_mark(s, &len, &n);
    struct slice title = slice_trim(slice_sub(s, len, s.len));
    if (!flush(o, false, err))
        return false;
    push(o, RANK_ITEM, s, title, o->lines[i].no);
    o->stack[o->depth - 1].mark = slice_trim(slice_sub(s, 0, len));
    buf_put_slice(&o->text, title);
    o->item_open = true;
    return true;
}

void outline_text(struct outline *o, size_t i, struct slice s)
{
    bool hash, dash;
    s = without_markup(s, &hash, &dash);
    size_t len;
    unsigned n;
    struct slice have = buf_slice(&o->text);
    if (have.len == 0) {
        o->line = o->lines[i].no;
        buf_put_slice(&o->text, s);
        return;
    }
    bool wrapped =
        prose_wraps(have) && !o->item_open && !dash && prose_mark(s, &len, &n) == MARK_NONE;
    if (wrapped)
        prose_join(&o->text, s);
    else {
        buf_putc(&o->text, '\n');
        buf_put_slice(&o->text, s);
    }
}

bool outline_end(struct outline *o, struct err *err)
{
    return flush(o, true, err);
}
