/* question.c - see question.h: the grammar.
 *
 * A recursive descent over tokens. Depth and leaves are bounded, so is the tree.
 */
#include "searchd/question_parts.h"

static const char NOTE_PAREN[] = "対応しない括弧は、無いものとして読みました。";
static const char NOTE_DEPTH[] = "括弧が深すぎるため、内側の括弧は無いものとして読みました。";
static const char NOTE_LIST[] = "文の前の「-」は、除く印ではなく箇条書きの印として読みました。";
static const char NOTE_LONELY[] = "相手のない演算子は、無いものとして読みました。";

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
            question_note(p, NOTE_DEPTH);
            return NULL;
        }
        p->depth++;
        a = parse_any(p, true);
        p->depth--;
        if (p->next.kind == LEX_CLOSE)
            lex_next(p);
        else
            question_note(p, NOTE_PAREN);
    } else if (t.kind == LEX_QUOTED) {
        p->out->plain = false;
        a = ask_leaf(p, ASK_PHRASE, t.text);
    } else if (t.prefix) {
        p->out->plain = false;
        a = ask_leaf(p, ASK_PREFIX, t.text);
    } else if (t.field.len > 0) {
        a = ask_leaf(p, ASK_WORDS, t.text);
    } else {
        a = ask_text(p, t.text);
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
            question_note(p, NOTE_LONELY);
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

/* Does text read like a line of a list, words joined by particles (海外企業の誘致), and not like a word
 * that somebody would take away (子どもの日)? */
static bool is_line(struct slice text)
{
    static const char *const joints[] = {"の",   "を",       "や",   "・",
                                         "及び", "における", "への", "による"};
    enum { CHARS_MIN = 6 };
    size_t at = text.len;
    for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]) && at >= text.len; i++)
        at = slice_find(text, slice_of(joints[i]));
    return utf8_count(text) >= CHARS_MIN && at > 0 && at < text.len;
}

/* Lists are pasted as they stand: where a dash stands before a line of one, or in a text as long as
 * nobody types without other operators, dashes are no more than marks. */
static void read_list(struct parser *p, struct ask *all, const bool dashed[QUESTION_LEAVES_MAX])
{
    enum { TYPED_CHARS_MAX = 80 };
    bool words = true, line = false, any = false;
    size_t count = all->count < QUESTION_LEAVES_MAX ? all->count : QUESTION_LEAVES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct ask *kid = dashed[i] ? all->kids[i]->kids[0] : all->kids[i];
        words &= kid->kind == ASK_WORDS || kid->kind == ASK_PHRASE; /* 「」 are in texts as well */
        line |= dashed[i] && kid->kind == ASK_WORDS && is_line(kid->text);
    }
    bool list = line || (words && utf8_count(p->q) > TYPED_CHARS_MAX);
    for (size_t i = 0; list && i < count; i++)
        if (dashed[i]) {
            all->kids[i] = all->kids[i]->kids[0];
            any = true;
        }
    if (any)
        question_note(p, NOTE_LIST);
}

/* A run of conditions up to OR, a closing parenthesis or the end. */
static struct ask *parse_all(struct parser *p, bool nested)
{
    struct ask *all = ask_new(p, ASK_ALL);
    bool dashed[QUESTION_LEAVES_MAX] = {false}; /* kids taken away by a dash */
    for (;;) {
        switch (p->next.kind) {
        case LEX_END:
        case LEX_OR: goto done;
        case LEX_CLOSE:
            if (nested)
                goto done;
            question_note(p, NOTE_PAREN);
            lex_next(p);
            break;
        case LEX_AND:
            p->out->plain = false;
            lex_next(p);
            break;
        case LEX_NEAR:
            question_note(p, NOTE_LONELY);
            lex_next(p);
            break;
        case LEX_NOT:
        case LEX_MINUS: {
            bool dash = p->next.kind == LEX_MINUS;
            lex_next(p);
            if (p->next.kind != LEX_TEXT && p->next.kind != LEX_QUOTED &&
                p->next.kind != LEX_OPEN) {
                question_note(p, NOTE_LONELY);
                break;
            }
            p->out->plain = false;
            struct ask *kid = parse_primary(p);
            if (kid) {
                if (all && all->count < QUESTION_LEAVES_MAX)
                    dashed[all->count] = dash;
                ask_add(p, all, ask_wrap(p, ASK_NOT, kid));
            }
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
    if (!all || all->count == 0 || p->nomem)
        return NULL;
    read_list(p, all, dashed);
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
            question_note(p, NOTE_LONELY);
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
