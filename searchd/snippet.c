/* snippet.c - see snippet.h.
 */
#include "searchd/snippet.h"
#include "dict/utf8.h"

/* The window of SNIPPET_BYTES with the heaviest words: each unit counts once, repeats little. */
static double best_window(const struct mark *marks, size_t n, size_t *first, size_t *last)
{
    double best = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t seen = 0;
        double sum = 0;
        size_t j = i;
        for (; j < n && j < i + 40 && marks[j].end - marks[i].start <= SNIPPET_BYTES; j++) {
            sum += marks[j].units & ~seen ? marks[j].weight : 0.05 * marks[j].weight;
            seen |= marks[j].units;
        }
        if (sum > best) {
            best = sum;
            *first = i;
            *last = j - 1;
        }
    }
    return best;
}

static bool sentence_end(struct slice s, size_t at)
{
    return at >= 3 && (memcmp(s.ptr + at - 3, "。", 3) == 0 || s.ptr[at - 1] == '\n');
}

static void snippet_html(struct buf *out, struct slice text, const struct mark *marks, size_t n,
                         size_t first, size_t last)
{
    size_t from = 0, to = text.len;
    if (n > 0 && text.len > SNIPPET_BYTES) {
        size_t width = marks[last].end - marks[first].start;
        size_t slack = SNIPPET_BYTES > width ? SNIPPET_BYTES - width : 0;
        from = marks[first].start > slack / 3 ? marks[first].start - slack / 3 : 0;
        from = utf8_floor(text, from);
        /* Rather from the start of a sentence, where one begins nearby. */
        for (size_t at = from; at < marks[first].start; at++)
            if (sentence_end(text, at)) {
                from = at;
                break;
            }
        to = from + SNIPPET_BYTES < marks[last].end ? marks[last].end : from + SNIPPET_BYTES;
    } else if (text.len > SNIPPET_BYTES) {
        to = SNIPPET_BYTES;
    }
    to = to >= text.len ? text.len : utf8_floor(text, to);
    if (from > 0)
        buf_puts(out, "…");
    marks_put(out, text, from, to, marks, n);
    if (to < text.len)
        buf_puts(out, "…");
}

static double field_weight(struct slice key)
{
    static const char *const main[] = {"text",        "body", "activities", "reason",
                                       "description", "plan", "note"};
    for (size_t i = 0; i < sizeof(main) / sizeof(main[0]); i++)
        if (slice_eq(key, slice_of(main[i])))
            return 1;
    return slice_eq(key, SLICE_LIT("title")) || slice_eq(key, SLICE_LIT("id")) ? 0 : 0.4;
}

static struct slice field_text(const struct record *r, struct slice key)
{
    if (slice_eq(key, SLICE_LIT("title")))
        return r->title;
    return record_string(r, key);
}

/* Units that name a value which the record has. */
static uint64_t named_units(const struct meaning *m, const struct record *r)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct unit *u = &m->units[i];
        if (u->kind == SAID_YEARS) {
            int64_t y = record_int(r, SLICE_LIT("year"), 0);
            if (y >= u->year_from && y <= u->year_to)
                seen |= unit_bit(i);
        }
        bool holds = u->condition_count > 0;
        for (size_t k = 0; k < u->condition_count; k++)
            holds = holds && figures_hold(&u->conditions[k], r);
        if (holds)
            seen |= unit_bit(i);
        for (size_t k = 0; k < u->name_count; k++)
            if (named_holds(&u->names[k], r))
                seen |= unit_bit(i);
    }
    return seen;
}

/* A field that may be shown. */
struct candidate {
    struct slice key, text;
    struct mark *marks;
    size_t count, first, last; /* first, last: of the marks that the best window has */
    double score;
};

/* The best of a hit, best first. */
struct shown {
    struct candidate at[SNIPPETS_MAX];
    size_t count;
};

static void keep_best(struct shown *shown, const struct candidate *c)
{
    bool full = shown->count == SNIPPETS_MAX;
    if (c->score <= 0 || (full && c->score <= shown->at[SNIPPETS_MAX - 1].score))
        return;
    size_t pos = full ? SNIPPETS_MAX - 1 : shown->count++;
    for (; pos > 0 && shown->at[pos - 1].score < c->score; pos--)
        shown->at[pos] = shown->at[pos - 1];
    shown->at[pos] = *c;
}

/* Where nothing is marked: how the main text begins. */
static void keep_main(struct shown *shown, const struct stored *s)
{
    for (size_t i = 0; i < s->field_count && shown->count == 0; i++) {
        struct slice key = s->fields[i].key;
        if (field_weight(key) < 1)
            continue;
        shown->at[0] = (struct candidate){.key = key, .text = field_text(s->record, key)};
        shown->count = shown->at[0].text.len > 0;
    }
}

static struct slice marked(TALLOC_CTX *mem, struct slice text, const struct mark *marks,
                           size_t count)
{
    struct buf out;
    buf_init(&out, mem, 1 << 20);
    marks_put(&out, text, 0, text.len, marks, count);
    return buf_slice(&out);
}

/* Looks for marks in all fields: for words as they were analysed, else (raw) for what was typed. */
static void look(const struct marker *k, TALLOC_CTX *mem, const struct stored *s, bool raw,
                 struct shown *shown, struct slice *title_html, uint64_t *seen)
{
    for (size_t i = 0; i < s->field_count; i++) {
        const struct stored_field *f = &s->fields[i];
        struct candidate c = {.key = f->key, .text = field_text(s->record, f->key)};
        if (c.text.len == 0)
            continue;
        c.count = raw ? marks_of_text(k, mem, c.text, &c.marks)
                      : marks_of_words(k, mem, c.text, f, &c.marks);
        for (size_t j = 0; j < c.count; j++)
            *seen |= c.marks[j].evidence;
        if (slice_eq(f->key, SLICE_LIT("title")) && (!title_html->ptr || c.count > 0))
            *title_html = marked(mem, c.text, c.marks, c.count);
        c.score = best_window(c.marks, c.count, &c.first, &c.last) * field_weight(f->key);
        keep_best(shown, &c);
    }
}

bool snippet_fill(const struct marker *k, TALLOC_CTX *mem, const struct stored *s,
                  struct answer_hit *hit, uint64_t *seen, struct err *err)
{
    struct shown shown = {.count = 0};
    struct slice title_html = {NULL, 0};
    *seen = named_units(marker_meaning(k), s->record);
    look(k, mem, s, false, &shown, &title_html, seen);
    if (shown.count == 0)
        look(k, mem, s, true, &shown, &title_html, seen);
    if (shown.count == 0)
        keep_main(&shown, s);
    hit->title_html = title_html.ptr ? title_html : marked(mem, s->record->title, NULL, 0);
    hit->snippets = talloc_zero_array(mem, struct answer_snippet, SNIPPETS_MAX);
    if (!hit->snippets)
        return err_nomem(err, "snippets");
    for (size_t i = 0; i < shown.count; i++) {
        const struct candidate *c = &shown.at[i];
        struct buf out;
        buf_init(&out, mem, 1 << 20);
        snippet_html(&out, c->text, c->marks, c->count, c->first, c->last);
        hit->snippets[i] = (struct answer_snippet){c->key, buf_slice(&out)};
    }
    hit->snippet_count = shown.count;
    return true;
}
