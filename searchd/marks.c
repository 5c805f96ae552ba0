/* marks.c - see marks.h. A table of spellings, each with the units that it speaks for.
 */
#include "searchd/marks.h"
#include "dict/memory.h"
#include "dict/number.h"
#include "dict/utf8.h"

enum { GROUPS_MAX = 64 }; /* wordings of several words: 情報発信 拠点 */

struct marker_word {
    struct slice text;
    uint64_t units, evidence; /* as of a mark */
    double weight;
    bool alone;      /* a sign by itself */
    uint64_t groups; /* wordings of which it is one word: a sign beside the others */
};

struct marker {
    const struct meaning *m;
    uint64_t traces[16]; /* bit trace_of(): that some word has; most words of a text have none */
    struct marker_word *table; /* open addressing, size a power of two */
    size_t size, count;
    bool amounts; /* of money are asked for */
    size_t groups;
    size_t words_of[GROUPS_MAX];
};

static size_t hash(struct slice s)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return (size_t)(h ^ (h >> 29));
}

/* 0..1023: tells most words apart at the price of three bytes. */
static unsigned trace_of(struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    return (p[s.len - 1] * 37u + p[s.len / 2] * 11u + (unsigned)s.len) & 1023;
}

static bool has_trace(const struct marker *k, struct slice s)
{
    unsigned trace = trace_of(s);
    return k->traces[trace / 64] >> trace % 64 & 1;
}

static struct marker_word *find(const struct marker *k, struct slice s)
{
    size_t i = hash(s) & (k->size - 1);
    while (k->table[i].text.ptr && !slice_eq(k->table[i].text, s))
        i = (i + 1) & (k->size - 1);
    return &k->table[i];
}

struct adding {
    struct marker *k;
    uint64_t unit, evidence, group; /* group: 0 for a word that belongs to no others */
    bool alone;
    double weight;
};

static bool add_spelling(void *ctx, struct slice s)
{
    struct adding *a = ctx;
    if (s.len == 0 || a->k->count * 2 >= a->k->size)
        return s.len == 0;
    struct marker_word *w = find(a->k, s);
    if (!w->text.ptr) {
        w->text = s;
        a->k->count++;
        a->k->traces[trace_of(s) / 64] |= (uint64_t)1 << trace_of(s) % 64;
    }
    w->units |= a->unit;
    w->evidence |= a->evidence;
    w->groups |= a->group;
    w->alone |= a->alone;
    if (a->weight > w->weight)
        w->weight = a->weight;
    return true;
}

/* any: each of the words stands for the unit by itself. typed: each that is longer than a character
 * is marked wherever it is. */
static void add_wording(struct backend *b, struct marker *k, const struct wording *g, size_t unit,
                        bool any, bool typed, double weight)
{
    struct adding a = {.k = k, .unit = unit_bit(unit), .weight = weight};
    bool together = !typed || k->m->units[unit].kind == SAID_WORD;
    if (g->count > 1 && together && k->groups < GROUPS_MAX) {
        a.group = (uint64_t)1 << k->groups;
        k->words_of[k->groups++] = g->count;
    }
    uint32_t rarest = UINT32_MAX;
    for (size_t i = 0; i < g->count; i++)
        rarest = g->freqs[i] < rarest ? g->freqs[i] : rarest;
    for (size_t i = 0; i < g->count; i++) {
        /* 海外 is no sign of 海外移住者; its rarest word is. */
        /* One character (県 of 県産品) is everywhere; beside the others it is what was asked for. */
        a.alone = a.group == 0 || (typed && utf8_count(g->terms[i]) > 1);
        a.evidence = any || g->freqs[i] <= rarest ? a.unit : 0;
        add_spelling(&a, g->terms[i]);
        if (b->lexicon)
            lexicon_spellings(b->lexicon, g->terms[i], add_spelling, &a);
    }
}

/* 3億円: money, however it is written. */
static bool asks_amount(const struct unit *u)
{
    return u->kind == SAID_WORD && u->condition_count > 0;
}

bool marker_new(struct backend *b, TALLOC_CTX *mem, const struct meaning *m, struct marker **ret,
                struct err *err)
{
    struct marker *k = talloc_zero(mem, struct marker);
    if (!k)
        return err_nomem(err, "snippets");
    size_t words = 0;
    for (size_t i = 0; i < m->count; i++) {
        words += m->units[i].typed.count;
        for (size_t j = 0; j < m->units[i].widening_count; j++)
            words += m->units[i].widenings[j].count;
    }
    for (k->size = 256; k->size < words * 16 && k->size < MARKER_WORDS_MAX * 2;)
        k->size *= 2;
    k->m = m;
    k->table = talloc_zero_array(k, struct marker_word, (unsigned)k->size);
    if (!k->table)
        return err_nomem(err, "snippets");
    for (size_t i = 0; i < m->count; i++) {
        const struct unit *u = &m->units[i];
        if (u->dropped || u->excluded)
            continue;
        k->amounts |= asks_amount(u);
        add_wording(b, k, &u->typed, i, u->kind == SAID_PREFIX, true, u->idf);
        for (size_t j = 0; j < u->widening_count; j++)
            add_wording(b, k, &u->widenings[j], i, false, false, u->idf * u->widenings[j].factor);
    }
    *ret = k;
    return true;
}

const struct meaning *marker_meaning(const struct marker *k)
{
    return k->m;
}

size_t marks_of_text(const struct marker *k, TALLOC_CTX *mem, struct slice text, struct mark **ret)
{
    size_t n = 0;
    struct mark *marks = talloc_array(mem, struct mark, 64);
    if (!marks)
        memory_out();
    for (size_t i = 0; marks && i < k->m->count; i++) {
        const struct unit *u = &k->m->units[i];
        if (u->dropped || u->excluded || u->text.len == 0)
            continue;
        for (size_t at = 0; n < 64;) {
            size_t hit = slice_find(slice_sub(text, at, text.len), u->text);
            if (hit > text.len - at)
                break;
            size_t pos = n++;
            struct mark mark = {.start = (uint32_t)(at + hit),
                                .end = (uint32_t)(at + hit + u->text.len),
                                .units = unit_bit(i),
                                .evidence = unit_bit(i),
                                .weight = u->idf};
            for (; pos > 0 && marks[pos - 1].start > mark.start; pos--)
                marks[pos] = marks[pos - 1];
            marks[pos] = mark;
            at += hit + u->text.len;
        }
    }
    *ret = marks;
    return n;
}

/* The amount of money that text begins with, where the question asks for it: 3億円, 300,000千円. */
static bool amount_mark(const struct marker *k, struct slice text, size_t at, struct mark *ret)
{
    struct number n;
    size_t took = number_parse(slice_sub(text, at, text.len), &n);
    if (took == 0 || !slice_eq(n.unit, SLICE_LIT("円")))
        return false;
    *ret = (struct mark){.start = (uint32_t)at, .end = (uint32_t)(at + took)};
    for (size_t i = 0; i < k->m->count; i++)
        if (asks_amount(&k->m->units[i]) && k->m->units[i].conditions[0].low == n.value) {
            ret->units = ret->evidence |= unit_bit(i);
            ret->weight = k->m->units[i].idf;
        }
    return ret->units != 0;
}

/* Leaves out words of a widening, and single characters of an entry, that do not stand beside the
 * others of it: 情報 of 情報発信拠点 in 情報の収集, 県 of 県産品 in 長崎県. */
static size_t whole_marks(const struct marker *k, struct mark *marks, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        marks[i].whole = !marks[i].word || marks[i].word->alone;
    for (size_t g = 0; g < k->groups; g++) {
        uint64_t group = (uint64_t)1 << g;
        for (size_t i = 0; i < n; i++) {
            size_t run = 1;
            if (!marks[i].word || !(marks[i].word->groups & group))
                continue;
            while (i + run < n && marks[i + run].word && marks[i + run].word->groups & group &&
                   marks[i + run].token == marks[i].token + run)
                run++;
            for (size_t j = i; run >= k->words_of[g] && j < i + run; j++)
                marks[j].whole = true;
            i += run - 1;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (marks[i].whole)
            marks[kept++] = marks[i];
    return kept;
}

size_t marks_of_words(const struct marker *k, TALLOC_CTX *mem, struct slice text,
                      const struct stored_field *f, struct mark **ret)
{
    size_t n = 0, cap = 0;
    struct mark *marks = NULL;
    for (size_t i = 0; i < f->token_count; i++) {
        uint32_t start = f->bounds[2 * i], end = f->bounds[2 * i + 1];
        if (end > text.len || start >= end)
            continue;
        struct mark mark;
        if (k->amounts && n > 0 && start < marks[n - 1].end)
            continue; /* inside of an amount */
        if (!k->amounts || !amount_mark(k, text, start, &mark)) {
            struct slice token = slice_sub(text, start, end);
            const struct marker_word *w = has_trace(k, token) ? find(k, token) : NULL;
            if (!w || !w->text.ptr)
                continue;
            mark = (struct mark){.start = start,
                                 .end = end,
                                 .units = w->units,
                                 .evidence = w->evidence,
                                 .weight = w->weight,
                                 .token = i,
                                 .word = w};
        }
        if (n == cap) {
            cap = cap ? cap * 2 : 32;
            marks = talloc_realloc(mem, marks, struct mark, (unsigned)cap);
            if (!marks) {
                memory_out();
                return 0;
            }
        }
        marks[n++] = mark;
    }
    *ret = marks;
    return k->groups > 0 ? whole_marks(k, marks, n) : n;
}

void marks_put(struct buf *out, struct slice text, size_t from, size_t to, const struct mark *marks,
               size_t count)
{
    size_t at = from;
    for (size_t i = 0; i < count; i++) {
        size_t start = marks[i].start, end = marks[i].end;
        if (start < at || end > to)
            continue;
        while (i + 1 < count && marks[i + 1].start == end && marks[i + 1].end <= to)
            end = marks[++i].end; /* marks that touch are one */
        buf_put_html(out, slice_sub(text, at, start));
        buf_puts(out, "<mark>");
        buf_put_html(out, slice_sub(text, start, end));
        buf_puts(out, "</mark>");
        at = end;
    }
    buf_put_html(out, slice_sub(text, at, to));
}
