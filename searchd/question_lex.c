/* question_lex.c - cuts what was typed into tokens: operators, quoted text, fields, runs of text.
 *
 * Works on the characters as typed, each looked at in its half-width form.
 */
#include "searchd/question_parts.h"

static const char NOTE_QUOTE[] = "閉じていない引用符は、最後までを語句として読みました。";

/* A character in its half-width form: operators look alike in every width. */
static uint32_t half(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0x201F || c == 0x301D || c == 0x301E ||
        c == 0x301F)
        return '"';
    if (c == 0x2212)
        return '-';
    return c;
}

static uint32_t peek(const struct parser *p, size_t at, size_t *len)
{
    if (at >= p->q.len) {
        *len = 0;
        return 0;
    }
    return half(utf8_at(p->q, at, len));
}

/* Bytes of s that read as the ASCII word w in any width; 0 where it begins otherwise. */
static size_t reads_head(struct slice s, const char *w)
{
    size_t at = 0, len;
    for (; *w; w++) {
        if (at >= s.len || half(utf8_at(s, at, &len)) != (uint32_t)(unsigned char)*w)
            return 0;
        at += len;
    }
    return at;
}

static bool reads(struct slice s, const char *w)
{
    return s.len > 0 && reads_head(s, w) == s.len;
}

/* NEAR or NEAR/n. */
static bool reads_near(struct slice s, uint32_t *window)
{
    if (reads(s, "NEAR")) {
        *window = QUESTION_NEAR_DEFAULT;
        return true;
    }
    size_t at = reads_head(s, "NEAR/"), len;
    uint32_t n = 0;
    if (at == 0 || at == s.len)
        return false;
    while (at < s.len) {
        uint32_t c = half(utf8_at(s, at, &len));
        if (c < '0' || c > '9')
            return false;
        if (n < 1000)
            n = n * 10 + (c - '0');
        at += len;
    }
    *window = n < 1 ? 1 : n > QUESTION_NEAR_MAX ? QUESTION_NEAR_MAX : n;
    return true;
}

/* The quoted text after an opening quote at p->at; steps behind the closing one. */
static struct slice lex_quoted(struct parser *p)
{
    size_t from = p->at, len;
    while (p->at < p->q.len) {
        uint32_t c = peek(p, p->at, &len);
        if (c == '"') {
            struct slice s = slice_sub(p->q, from, p->at);
            p->at += len;
            return s;
        }
        p->at += len;
    }
    question_note(p, NOTE_QUOTE);
    return slice_sub(p->q, from, p->q.len);
}

/* End of the run of text at `at`: before a blank, quote or parenthesis. */
static size_t text_end(const struct parser *p, size_t at, size_t *colon, size_t *colon_len)
{
    size_t len;
    *colon = p->q.len;
    *colon_len = 0;
    while (at < p->q.len) {
        uint32_t c = peek(p, at, &len);
        if (question_blank(c) || c == '"' || c == '(' || c == ')' || c == '|')
            break;
        if (c == ':' && *colon_len == 0) {
            *colon = at;
            *colon_len = len;
        }
        at += len;
    }
    return at;
}

static bool company_mark(const struct parser *p, size_t at)
{
    static const char *const marks[] = {"(株)",   "(有)", "(公財)", "(一財)", "(公社)",
                                        "(一社)", "(社)", "(財)",   "(独)",   "(合)"};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct slice m = slice_of(marks[i]);
        size_t a = at, b = 0, la, lb;
        while (b < m.len && a < p->q.len && peek(p, a, &la) == utf8_at(m, b, &lb)) {
            a += la;
            b += lb;
        }
        if (b == m.len)
            return true;
    }
    return false;
}

static void lex_text(struct parser *p, struct lex *t)
{
    size_t len, colon, colon_len;
    size_t from = p->at, end = text_end(p, from, &colon, &colon_len);
    /* (株)サンフェル: the mark is part of the name, not a parenthesis. */
    while (end < p->q.len && company_mark(p, end)) {
        size_t skip = end;
        while (peek(p, skip, &len) != ')')
            skip += len;
        end = text_end(p, skip + len, &colon, &colon_len);
    }
    if (colon_len > 0 && colon > from && p->is_field(slice_sub(p->q, from, colon))) {
        t->field = slice_sub(p->q, from, colon);
        p->at = colon + colon_len;
        uint32_t c = peek(p, p->at, &len);
        if (c == '"') {
            p->at += len;
            t->kind = LEX_QUOTED;
            t->text = lex_quoted(p);
            return;
        }
        if (c == '(' && !company_mark(p, p->at)) {
            p->at += len;
            t->kind = LEX_OPEN;
            return;
        }
        from = p->at;
        if (from == end) { /* "国: タイ" */
            while (p->at < p->q.len && question_blank(peek(p, p->at, &len)))
                p->at += len;
            from = p->at;
            end = text_end(p, from, &colon, &colon_len);
        }
    }
    p->at = end;
    t->kind = LEX_TEXT;
    t->text = slice_sub(p->q, from, end);
    if (t->field.len == 0) {
        if (reads(t->text, "OR"))
            t->kind = LEX_OR;
        else if (reads(t->text, "AND"))
            t->kind = LEX_AND;
        else if (reads(t->text, "NOT"))
            t->kind = LEX_NOT;
        else if (reads_near(t->text, &t->window))
            t->kind = LEX_NEAR;
    }
    if (t->kind == LEX_TEXT && t->text.len > 0) {
        size_t last = utf8_before(t->text, t->text.len);
        if (last > 0 && half(utf8_at(t->text, last, &len)) == '*') {
            t->prefix = true;
            t->text.len = last;
        }
    }
}

void lex_next(struct parser *p)
{
    struct lex t = {.kind = LEX_END};
    size_t len = 0, before = p->at;
    while (p->at < p->q.len && question_blank(peek(p, p->at, &len)))
        p->at += len;
    t.blank_before = p->at > before || before == 0;
    if (p->at < p->q.len) {
        uint32_t c = peek(p, p->at, &len), after;
        size_t after_len;
        after = peek(p, p->at + len, &after_len);
        if (c == '"') {
            p->at += len;
            t.kind = LEX_QUOTED;
            t.text = lex_quoted(p);
        } else if (c == '(' && !company_mark(p, p->at)) {
            p->at += len;
            t.kind = LEX_OPEN;
        } else if (c == ')') {
            p->at += len;
            t.kind = LEX_CLOSE;
        } else if (c == '|') {
            p->at += len;
            t.kind = LEX_OR;
        } else if (c == '-' && t.blank_before && !question_blank(after) && after != '-') {
            p->at += len;
            t.kind = LEX_MINUS;
        } else if (c == '(') { /* a company's mark opens the text */
            size_t from = p->at, l;
            while (peek(p, p->at, &l) != ')')
                p->at += l;
            p->at += l;
            struct lex rest = {.kind = LEX_END};
            lex_text(p, &rest);
            t.kind = LEX_TEXT;
            t.prefix = rest.prefix;
            t.text = slice_sub(p->q, from, (size_t)(rest.text.ptr + rest.text.len - p->q.ptr));
        } else {
            lex_text(p, &t);
        }
    }
    p->next = t;
}
