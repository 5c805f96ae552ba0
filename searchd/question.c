/* question.c - see question.h.
 *
 * One lexer over the characters as typed, each looked at in its half-width form, and a
 * recursive descent over its tokens. Depth and leaves are bounded, so is the tree.
 */
#include "searchd/question.h"
#include "dict/buf.h"
#include "dict/utf8.h"

enum lex_kind {
    LEX_END,
    LEX_TEXT,
    LEX_QUOTED,
    LEX_OPEN,
    LEX_CLOSE,
    LEX_OR,
    LEX_AND,
    LEX_NOT,
    LEX_MINUS,
    LEX_NEAR
};

struct lex {
    enum lex_kind kind;
    struct slice text;
    struct slice field; /* LEX_TEXT, LEX_QUOTED, LEX_OPEN: what stood before the colon */
    uint32_t window;    /* LEX_NEAR */
    bool prefix;        /* LEX_TEXT ended in an asterisk */
    bool blank_before;
};

struct parser {
    TALLOC_CTX *mem;
    struct slice q;
    size_t at;
    bool (*is_field)(struct slice name);
    struct lex next;
    struct question *out;
    uint32_t depth;
    bool nomem;
};

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

static bool blank(uint32_t c)
{
    return c <= ' ' || char_class(c) == CHAR_SPACE || c == 0x3001 /* 、 */;
}

static void note(struct parser *p, const char *text)
{
    for (size_t i = 0; i < p->out->note_count; i++)
        if (p->out->notes[i] == text)
            return;
    if (p->out->note_count < QUESTION_NOTES_MAX)
        p->out->notes[p->out->note_count++] = text;
}

static const char NOTE_QUOTE[] = "閉じていない引用符は、最後までを語句として読みました。";
static const char NOTE_PAREN[] = "対応しない括弧は、無いものとして読みました。";
static const char NOTE_LEAVES[] = "検索語が多いため、後ろの語を省きました。";
static const char NOTE_DEPTH[] = "括弧が深すぎるため、内側の括弧は無いものとして読みました。";
static const char NOTE_LONELY[] = "相手のない演算子は、無いものとして読みました。";

/* Does s read as the ASCII word w in any width? */
static bool reads(struct slice s, const char *w)
{
    size_t at = 0, len;
    for (; *w; w++) {
        if (at >= s.len || half(utf8_at(s, at, &len)) != (uint32_t)(unsigned char)*w)
            return false;
        at += len;
    }
    return at == s.len;
}

/* NEAR or NEAR/n. */
static bool reads_near(struct slice s, uint32_t *window)
{
    if (reads(s, "NEAR")) {
        *window = QUESTION_NEAR_DEFAULT;
        return true;
    }
    const char *head = "NEAR/";
    size_t at = 0, len;
    for (; *head; head++) {
        if (at >= s.len || half(utf8_at(s, at, &len)) != (uint32_t)(unsigned char)*head)
            return false;
        at += len;
    }
    uint32_t n = 0;
    if (at == s.len)
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
    note(p, NOTE_QUOTE);
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
        if (blank(c) || c == '"' || c == '(' || c == ')' || c == '|')
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
            while (p->at < p->q.len && blank(peek(p, p->at, &len)))
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

static void lex_next(struct parser *p)
{
    struct lex t = {.kind = LEX_END};
    size_t len = 0, before = p->at;
    while (p->at < p->q.len && blank(peek(p, p->at, &len)))
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
        } else if (c == '-' && t.blank_before && !blank(after) && after != '-') {
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

static struct ask *ask_new(struct parser *p, enum ask_kind kind)
{
    struct ask *a = talloc_zero(p->mem, struct ask);
    if (!a)
        p->nomem = true;
    else
        a->kind = kind;
    return a;
}

static void ask_add(struct parser *p, struct ask *parent, struct ask *kid)
{
    if (!parent || !kid)
        return;
    struct ask **more =
        talloc_realloc(p->mem, parent->kids, struct ask *, (unsigned)parent->count + 1);
    if (!more) {
        p->nomem = true;
        return;
    }
    parent->kids = more;
    parent->kids[parent->count++] = kid;
}

static struct ask *ask_wrap(struct parser *p, enum ask_kind kind, struct ask *kid)
{
    struct ask *a = ask_new(p, kind);
    ask_add(p, a, kid);
    return a;
}

static struct ask *leaf(struct parser *p, enum ask_kind kind, struct slice text)
{
    size_t i = 0, len;
    while (i < text.len && blank(utf8_at(text, i, &len)))
        i += len;
    if (i == text.len)
        return NULL; /* nothing but blanks */
    if (p->out->leaves >= QUESTION_LEAVES_MAX) {
        note(p, NOTE_LEAVES);
        return NULL;
    }
    struct ask *a = ask_new(p, kind);
    if (a) {
        a->text = text;
        p->out->leaves++;
    }
    return a;
}

/* ---- 以外, を除く ---- */

/* Where a word of exception begins in s at or after `from`: its start, length and the particles
 * behind it; false where there is none. */
static bool find_except(struct slice s, size_t from, size_t *start, size_t *end)
{
    static const char *const words[] = {"以外", "を除く", "を除いた", "を除いて", "を除き"};
    static const char *const after[] = {"における", "での", "では", "には", "から", "の",
                                        "で",       "に",   "は",   "が",   "を",   "な"};
    size_t best = s.len + 1, best_len = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct slice w = slice_of(words[i]);
        size_t at = slice_find(slice_sub(s, from, s.len), w);
        if (at <= s.len - from && (from + at < best || (from + at == best && w.len > best_len))) {
            best = from + at;
            best_len = w.len;
        }
    }
    if (best > s.len || best == 0)
        return false;
    *start = best;
    *end = best + best_len;
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++)
        if (slice_starts(slice_sub(s, *end, s.len), slice_of(after[i]))) {
            *end += strlen(after[i]);
            break;
        }
    return true;
}

/* Start of the name that ends at `end`: back over kanji, katakana, Latin letters and digits, so
 * that a particle or mark before it ends it. */
static size_t name_start(struct slice s, size_t from, size_t end)
{
    while (end > from) {
        size_t before = utf8_before(s, end), len;
        enum char_class c = char_class(utf8_at(s, before, &len));
        if (c == CHAR_HIRAGANA || c == CHAR_SYMBOL || c == CHAR_SPACE)
            break;
        end = before;
    }
    return end;
}

/* A run of text: 東京都以外の観光レップ is 観光レップ without 東京都. */
static struct ask *text_ask(struct parser *p, struct slice text)
{
    size_t from = 0, start, end;
    if (!find_except(text, 0, &start, &end))
        return leaf(p, ASK_WORDS, text);
    struct ask *all = ask_new(p, ASK_ALL);
    while (find_except(text, from, &start, &end)) {
        size_t name = name_start(text, from, start);
        if (name == start) { /* 以外 without a name before it: a word like others */
            struct ask *words = leaf(p, ASK_WORDS, slice_sub(text, from, end));
            ask_add(p, all, words);
        } else {
            ask_add(p, all, leaf(p, ASK_WORDS, slice_sub(text, from, name)));
            struct ask *kid = leaf(p, ASK_WORDS, slice_sub(text, name, start));
            if (kid) {
                ask_add(p, all, ask_wrap(p, ASK_EXCEPT, kid));
                p->out->plain = false;
            }
        }
        from = end;
    }
    ask_add(p, all, leaf(p, ASK_WORDS, slice_sub(text, from, text.len)));
    return all && all->count ? all : NULL; /* too many words were there before */
}

/* ---- Grammar ---- */

static struct ask *parse_any(struct parser *p, bool nested);

/* word, phrase, prefix or parenthesis, with its field; NULL where it says nothing. */
static struct ask *parse_primary(struct parser *p)
{
    struct lex t = p->next;
    struct ask *a = NULL;
    lex_next(p);
    if (t.kind == LEX_OPEN) {
        p->out->plain = false;
        if (p->depth >= QUESTION_DEPTH_MAX) {
            note(p, NOTE_DEPTH);
            return NULL;
        }
        p->depth++;
        a = parse_any(p, true);
        p->depth--;
        if (p->next.kind == LEX_CLOSE)
            lex_next(p);
        else
            note(p, NOTE_PAREN);
    } else if (t.kind == LEX_QUOTED) {
        p->out->plain = false;
        a = leaf(p, ASK_PHRASE, t.text);
    } else if (t.prefix) {
        p->out->plain = false;
        a = leaf(p, ASK_PREFIX, t.text);
    } else if (t.field.len > 0) {
        a = leaf(p, ASK_WORDS, t.text);
    } else {
        a = text_ask(p, t.text);
    }
    if (a && t.field.len > 0) {
        p->out->plain = false;
        a = ask_wrap(p, ASK_FIELD, a);
        if (a)
            a->field = t.field;
    }
    return a;
}

static bool can_be_near(const struct ask *a)
{
    return a->kind == ASK_WORDS || a->kind == ASK_PHRASE;
}

/* primary (NEAR/n primary)* */
static struct ask *parse_near(struct parser *p)
{
    struct ask *a = parse_primary(p);
    while (p->next.kind == LEX_NEAR) {
        uint32_t window = p->next.window;
        lex_next(p);
        if (p->next.kind != LEX_TEXT && p->next.kind != LEX_QUOTED) {
            note(p, NOTE_LONELY);
            break;
        }
        struct ask *b = parse_primary(p);
        if (!a || !b) {
            a = a ? a : b;
            continue;
        }
        bool chain = a->kind == ASK_NEAR;
        if (!can_be_near(b) || !(chain || can_be_near(a))) {
            struct ask *both = ask_new(p, ASK_ALL);
            ask_add(p, both, a);
            ask_add(p, both, b);
            a = both;
            continue;
        }
        p->out->plain = false;
        if (!chain) {
            struct ask *near = ask_wrap(p, ASK_NEAR, a);
            if (!near)
                return NULL;
            a = near;
        }
        if (window > a->window)
            a->window = window;
        ask_add(p, a, b);
    }
    return a;
}

/* A run of conditions up to OR, a closing parenthesis or the end. */
static struct ask *parse_all(struct parser *p, bool nested)
{
    struct ask *all = ask_new(p, ASK_ALL);
    for (;;) {
        switch (p->next.kind) {
        case LEX_END:
        case LEX_OR: goto done;
        case LEX_CLOSE:
            if (nested)
                goto done;
            note(p, NOTE_PAREN);
            lex_next(p);
            break;
        case LEX_AND:
            p->out->plain = false;
            lex_next(p);
            break;
        case LEX_NEAR:
            note(p, NOTE_LONELY);
            lex_next(p);
            break;
        case LEX_NOT:
        case LEX_MINUS: {
            lex_next(p);
            if (p->next.kind != LEX_TEXT && p->next.kind != LEX_QUOTED &&
                p->next.kind != LEX_OPEN) {
                note(p, NOTE_LONELY);
                break;
            }
            p->out->plain = false;
            struct ask *kid = parse_primary(p);
            if (kid)
                ask_add(p, all, ask_wrap(p, ASK_NOT, kid));
            break;
        }
        case LEX_TEXT:
        case LEX_QUOTED:
        case LEX_OPEN: {
            struct ask *kid = parse_near(p);
            if (kid && kid->kind == ASK_ALL) /* (a b) c is a b c */
                for (size_t i = 0; i < kid->count; i++)
                    ask_add(p, all, kid->kids[i]);
            else
                ask_add(p, all, kid);
            break;
        }
        }
    }
done:
    if (!all || all->count == 0)
        return NULL;
    if (all->count == 1 && all->kids[0]->kind != ASK_NOT && all->kids[0]->kind != ASK_EXCEPT)
        return all->kids[0];
    return all;
}

static struct ask *parse_any(struct parser *p, bool nested)
{
    struct ask *first = parse_all(p, nested), *any = NULL;
    while (p->next.kind == LEX_OR) {
        lex_next(p);
        struct ask *kid = parse_all(p, nested);
        if (!first || !kid) {
            note(p, NOTE_LONELY);
            first = first ? first : kid;
            continue;
        }
        p->out->plain = false;
        if (!any)
            any = ask_wrap(p, ASK_ANY, first);
        ask_add(p, any, kid);
    }
    return any ? any : first;
}

bool question_parse(TALLOC_CTX *mem, struct slice q, bool (*is_field)(struct slice name),
                    struct question *ret, struct err *err)
{
    struct question out = {.plain = true};
    struct parser p = {.mem = mem, .q = q, .is_field = is_field, .out = &out};
    lex_next(&p);
    out.root = parse_any(&p, false);
    if (p.nomem)
        return err_nomem(err, "query");
    *ret = out;
    return true;
}

void ask_write(const struct ask *a, struct buf *out)
{
    static const char *const names[] = {
        [ASK_WORDS] = "words", [ASK_PHRASE] = "phrase", [ASK_PREFIX] = "prefix",
        [ASK_NEAR] = "near",   [ASK_FIELD] = "field",   [ASK_ALL] = "all",
        [ASK_ANY] = "any",     [ASK_NOT] = "not",       [ASK_EXCEPT] = "except"};
    if (!a) {
        buf_puts(out, "nothing");
        return;
    }
    if (a->kind == ASK_WORDS) {
        buf_put_slice(out, a->text);
        return;
    }
    buf_printf(out, "(%s", names[a->kind]);
    if (a->kind == ASK_NEAR)
        buf_printf(out, "/%u", a->window);
    if (a->kind == ASK_FIELD)
        buf_printf(out, " %.*s", SLICE_ARG(a->field));
    if (a->text.len > 0)
        buf_printf(out, " %.*s", SLICE_ARG(a->text));
    for (size_t i = 0; i < a->count; i++) {
        buf_putc(out, ' ');
        ask_write(a->kids[i], out);
    }
    buf_putc(out, ')');
}
