/* question_tree.c - the tree of a question: its nodes are made, bounded and written; and the notes
 * that go with it.
 */
#include "dict/buf.h"
#include "searchd/question_parts.h"

static const char NOTE_LEAVES[] = "検索語が多いため、後ろの語を省きました。";

void question_note(struct parser *p, const char *text)
{
    for (size_t i = 0; i < p->out->note_count; i++)
        if (p->out->notes[i] == text)
            return;
    if (p->out->note_count < QUESTION_NOTES_MAX)
        p->out->notes[p->out->note_count++] = text;
}

struct ask *ask_new(struct parser *p, enum ask_kind kind)
{
    struct ask *a = talloc_zero(p->mem, struct ask);
    if (!a)
        p->nomem = true;
    else
        a->kind = kind;
    return a;
}

void ask_add(struct parser *p, struct ask *parent, struct ask *kid)
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

struct ask *ask_wrap(struct parser *p, enum ask_kind kind, struct ask *kid)
{
    struct ask *a = ask_new(p, kind);
    ask_add(p, a, kid);
    return a;
}

struct ask *ask_leaf(struct parser *p, enum ask_kind kind, struct slice text)
{
    size_t i = 0, len;
    while (i < text.len && question_blank(utf8_at(text, i, &len)))
        i += len;
    if (i == text.len)
        return NULL; /* nothing but blanks */
    if (p->out->leaves >= QUESTION_LEAVES_MAX) {
        question_note(p, NOTE_LEAVES);
        return NULL;
    }
    struct ask *a = ask_new(p, kind);
    if (a) {
        a->text = text;
        p->out->leaves++;
    }
    return a;
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
