/* tidy.c - see tidy.h. */
#include "corpus/tidy.h"
#include "corpus/cell.h"
#include "corpus/readers.h"
#include "dict/buf.h"
#include "dict/utf8.h"

enum { TIDY_MAX = 1 << 20 }; /* bytes; longer values stay as they are */

static bool opens(uint32_t c)
{
    return c == '(' || c == 0xFF08;
}

static bool closes(uint32_t c)
{
    return c == ')' || c == 0xFF09;
}

size_t tidy_find_bracket(struct slice s)
{
    for (size_t i = 0, len; i < s.len; i += len)
        if (opens(utf8_at(s, i, &len)))
            return i;
    return s.len;
}

size_t tidy_bracket_end(struct slice s)
{
    int depth = 0;
    for (size_t i = 0, len; i < s.len; i += len) {
        uint32_t c = utf8_at(s, i, &len);
        depth += opens(c);
        if (closes(c) && --depth == 0)
            return i + len;
    }
    return s.len;
}

struct slice tidy_brackets(struct slice s)
{
    size_t len;
    if (s.len && opens(utf8_at(s, 0, &len)) && tidy_bracket_end(s) == s.len) {
        size_t last = utf8_before(s, s.len), last_len;
        if (closes(utf8_at(s, last, &last_len)))
            return cell_trim(slice_sub(s, len, last));
    }
    return s;
}

struct slice tidy_append(TALLOC_CTX *mem, struct slice a, struct slice b)
{
    struct buf buf;
    if (a.len == 0)
        return b;
    buf_init(&buf, mem, (size_t)1 << 24);
    buf_put_slice(&buf, a);
    buf_putc(&buf, ' ');
    buf_put_slice(&buf, b);
    return buf_ok(&buf) ? buf_slice(&buf) : reading_lost(a);
}

/* What stands at a blank: before and behind it. */
struct gap {
    struct slice before, behind;
    uint32_t last, next;
};
enum gap_way { GAP_KEEP, GAP_CLOSE, GAP_COMMA };

/* s with each run of blanks kept, closed or made a comma. */
static struct slice each_gap(TALLOC_CTX *mem, struct slice s,
                             enum gap_way (*way)(const struct gap *))
{
    s = cell_trim(s);
    if (s.len == 0 || s.len > TIDY_MAX)
        return s;
    struct buf buf;
    buf_init(&buf, mem, TIDY_MAX * 2);
    for (size_t i = 0, len; i < s.len; i += len) {
        uint32_t c = utf8_at(s, i, &len);
        if (char_class(c) != CHAR_SPACE) {
            buf_put(&buf, s.ptr + i, len);
            continue;
        }
        size_t end = i + len, more;
        while (end < s.len && char_class(utf8_at(s, end, &more)) == CHAR_SPACE)
            end += more;
        struct gap gap = {slice_sub(s, 0, i), slice_sub(s, end, s.len), 0, 0};
        gap.last = utf8_at(s, utf8_before(s, i), &more);
        gap.next = utf8_at(s, end, &more);
        switch (way(&gap)) {
        case GAP_KEEP: buf_putc(&buf, ' '); break;
        case GAP_CLOSE: break;
        case GAP_COMMA: buf_puts(&buf, "、"); break;
        }
        len = end - i;
    }
    return buf_ok(&buf) ? buf_slice(&buf) : reading_lost(s);
}

static enum gap_way name_gap(const struct gap *g)
{
    return opens(g->next) ? GAP_CLOSE : GAP_KEEP;
}

static bool ends_body(struct slice s)
{
    return slice_ends(s, SLICE_LIT("部")) || slice_ends(s, SLICE_LIT("局")) ||
           slice_ends(s, SLICE_LIT("室")) || slice_ends(s, SLICE_LIT("庁")) ||
           slice_ends(s, SLICE_LIT("課"));
}

static enum gap_way department_gap(const struct gap *g)
{
    bool wide = g->last >= 0x2E80 && g->next >= 0x2E80;
    return opens(g->next) || (wide && !ends_body(g->before)) ? GAP_CLOSE : GAP_KEEP;
}

static bool company_begins(struct slice s)
{
    static const char *const forms[] = {"(株)", "（株）", "㈱", "株式会社", "(有)", "有限会社"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (slice_starts(s, slice_of(forms[i])))
            return true;
    return false;
}

/* Has the text before the gap told its company form already? */
static bool company_done(struct slice s)
{
    static const char *const forms[] = {"株式会社", "(株)", "有限公司", "Ltd",
                                        "Inc",      "LLC",  "有限会社"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (slice_find(s, slice_of(forms[i])) < s.len)
            return true;
    return false;
}

static enum gap_way company_gap(const struct gap *g)
{
    if (company_begins(g->behind) && company_done(g->before))
        return GAP_COMMA;
    if (slice_starts(g->behind, SLICE_LIT("株式会社")) || opens(g->next))
        return g->last < 0x2E80 ? GAP_KEEP : GAP_CLOSE;
    if (slice_ends(g->before, SLICE_LIT("株式会社")))
        return GAP_KEEP;
    return g->last >= 0x2E80 && g->next >= 0x2E80 ? GAP_CLOSE : GAP_KEEP;
}

static enum gap_way range_gap(const struct gap *g)
{
    return g->last == 0xFF5E || g->last == '~' || g->last == 0x301C || g->last == 0x3001 ||
                   g->next == 0xFF5E || g->next == '~' || g->next == 0x301C
               ? GAP_CLOSE
               : GAP_KEEP;
}

static enum gap_way place_gap(const struct gap *g)
{
    if (g->last == 0x3001 || opens(g->next) || g->last == ',')
        return GAP_CLOSE;
    return slice_ends(g->before, SLICE_LIT("州"))   ? GAP_CLOSE
           : g->last >= 0x2E80 && g->next >= 0x2E80 ? GAP_COMMA
                                                    : GAP_KEEP;
}

struct slice tidy_name(TALLOC_CTX *mem, struct slice s)
{
    return each_gap(mem, s, name_gap);
}

struct slice tidy_department(TALLOC_CTX *mem, struct slice s)
{
    return each_gap(mem, s, department_gap);
}

struct slice tidy_company(TALLOC_CTX *mem, struct slice s)
{
    return each_gap(mem, s, company_gap);
}

struct slice tidy_range(TALLOC_CTX *mem, struct slice s)
{
    return each_gap(mem, s, range_gap);
}

struct slice tidy_places(TALLOC_CTX *mem, struct slice s)
{
    return each_gap(mem, s, place_gap);
}

struct slice tidy_city(TALLOC_CTX *mem, const struct vocab *vocab, struct slice s,
                       struct slice *aside)
{
    static const char *const between[] = {"・", "／", "/", "、"};
    for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
        if (slice_starts(s, slice_of(between[i]))) /* its country stood before it */
            s = cell_trim(slice_sub(s, strlen(between[i]), s.len));
    size_t open = tidy_find_bracket(s);
    struct slice rest = cell_trim(slice_sub(s, 0, open));
    if (rest.len)
        *aside = slice_sub(s, open, s.len);
    else
        rest = tidy_brackets(s);
    rest = tidy_places(mem, rest);
    struct slice state = SLICE_LIT("州"), city = SLICE_LIT("市");
    size_t at = slice_find(rest, state);
    if (at + state.len < rest.len && slice_ends(rest, city))
        rest = slice_sub(rest, at + state.len, rest.len);
    if (slice_ends(rest, city) && rest.len > city.len) {
        struct slice bare = slice_sub(rest, 0, rest.len - city.len);
        size_t len;
        bool katakana = bare.len && char_class(utf8_at(bare, 0, &len)) == CHAR_KATAKANA;
        if ((cell_is_city(vocab, bare) || katakana) && !cell_is_country(vocab, bare))
            rest = bare;
    }
    return rest;
}
