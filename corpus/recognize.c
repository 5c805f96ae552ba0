/* recognize.c - what a text looks like, by its lines: a table, Markdown, HTML, minutes, ... */
#include "corpus/people.h"
#include <strings.h>

enum {
    LOOK_LINES = 2000, /* lines that decide */
};

/* What is counted about the first lines. */
struct looks {
    size_t lines;  /* not blank */
    size_t gapped; /* cut into three or more by runs of blanks */
    size_t tabbed; /* with at least two tabs */
    size_t commas; /* with several commas */
    size_t hashes; /* Markdown headings */
    size_t pipes;  /* Markdown table rows */
    size_t fences; /* ``` --- and links */
};

static size_t count_of(struct slice s, char c)
{
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        quoted ^= s.ptr[i] == '"';
        n += !quoted && s.ptr[i] == c;
    }
    return n;
}

/* Rows by their quotes, which may hold line ends: do nearly all of them have as many cells as the
 * first, and at least two? */
static bool is_csv(const struct reading *r)
{
    enum { ROWS = 200 };
    size_t rows = 0, same = 0, first = 0, commas = 0;
    bool quoted = false;
    for (size_t i = 0; i < r->line_count && rows < ROWS; i++) {
        struct slice s = r->lines[i].text;
        if (s.len == 0 && !quoted)
            continue;
        for (size_t k = 0; k < s.len; k++) {
            quoted ^= s.ptr[k] == '"';
            commas += !quoted && s.ptr[k] == ',';
        }
        if (quoted)
            continue;
        if (rows++ == 0)
            first = commas;
        same += commas == first;
        commas = 0;
    }
    return first > 0 && rows >= 2 && same * 10 >= rows * 8;
}

static bool contains(struct slice s, struct slice needle)
{
    return slice_find(s, needle) < s.len;
}

static void look(struct looks *k, struct slice line)
{
    line = slice_trim(line);
    if (line.len == 0)
        return;
    k->lines++;
    k->tabbed += count_of(line, '\t') >= 2 || contains(line, SLICE_LIT("\t"));
    k->gapped += grid_gaps(line) >= 2;
    k->commas += count_of(line, ',') >= 4;
    size_t len;
    unsigned n;
    k->hashes += prose_mark(line, &len, &n) == MARK_HASH;
    k->pipes += line.ptr[0] == '|' && count_of(line, '|') >= 2;
    k->fences += slice_starts(line, SLICE_LIT("```")) || slice_starts(line, SLICE_LIT("---")) ||
                 contains(line, SLICE_LIT("](http"));
}

static bool is_html(struct slice text)
{
    struct slice head = slice_trim(slice_sub(text, 0, 1024));
    static const char *const opens[] = {"<!doctype html", "<html", "<head", "<body",
                                        "<table",         "<!--",  "<?xml"};
    for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
        if (strncasecmp(head.ptr ? head.ptr : "", opens[i],
                        head.len < strlen(opens[i]) ? head.len + 1 : strlen(opens[i])) == 0)
            return true;
    return false;
}

/* Lines of the beginning that tell what a document calls itself. */
enum { TITLE_LINES = 12, PROSE_LINES = 4000 };

/* FORMAT_MINUTES, FORMAT_PLAN or FORMAT_GUIDE where the lines of r read like one; else
 * FORMAT_AUTO. */
static enum format by_wording(const struct reading *r)
{
    static const char *const minutes_words[] = {
        "議事録",   "会議録",       "議事要旨", "議事概要", "会議概要", "速記録", "会議記録",
        "議事メモ", "質疑応答記録", "発言録",   "発言要旨", "講演録",   NULL};
    static const char *const plan_words[] = {"計画", "方針", "ビジョン", "戦略", "プラン", NULL};
    static const char *const guide_words[] = {"案内", "ガイド",     "手引",   "要領",
                                              "要項", "マニュアル", "しおり", NULL};
    bool minutes = false, plan = false, guide = false;
    unsigned number = 0;
    size_t seen = 0, turns = 0, questions = 0, headings = 0, items = 0;
    struct people nobody = {0};
    for (size_t i = 0; i < r->line_count && i < PROSE_LINES; i++) {
        struct slice s = slice_trim(r->lines[i].text);
        if (s.len == 0)
            continue;
        size_t len;
        unsigned n;
        struct turn t;
        bool title = seen++ < TITLE_LINES && s.len < 200;
        minutes |= title && prose_has_word(s, minutes_words);
        plan |= title && prose_has_word(s, plan_words);
        guide |= title && prose_has_word(s, guide_words);
        enum mark mark = prose_mark(s, &len, &n);
        if (mark == MARK_HASH || (mark == MARK_BULLET && len < 3)) {
            s = slice_sub(s, len, s.len);
            mark = prose_mark(s, &len, &n);
        }
        turns += people_turn(&nobody, s, &t) && t.rest.len > 0;
        questions += prose_question(s, &n) > 0;
        /* "1 目的" is a heading where the numbers go on. */
        bool bare =
            mark == MARK_NONE && prose_bare_number(s, &n) > 0 && (n == 1 || n == number + 1);
        number = bare ? n : number;
        headings +=
            (bare || mark == MARK_NUMBER_DOT || mark == MARK_CHAPTER || mark == MARK_ROMAN) &&
            s.len < 150;
        items += mark == MARK_CIRCLE || mark == MARK_CIRCLED || mark == MARK_NUMBER_PAREN;
    }
    if ((minutes && (turns >= 1 || questions >= 2 || headings >= 2)) || turns >= 6)
        return FORMAT_MINUTES;
    if (guide && (questions >= 2 || headings + items >= 6))
        return FORMAT_GUIDE;
    if (plan && headings >= 2 && (items >= 2 || headings >= 4))
        return FORMAT_PLAN;
    return FORMAT_AUTO;
}

/* Is it a table of offices or projects divided by commas, even with rows of unequal length? Rough:
 * quotes over several lines are not followed here, csv.c does that. */
static bool csv_of_ours(struct reading *r)
{
    enum { ROWS = 200, CELLS = 64, COMMAS = 4 };
    struct row *rows = talloc_array(r->mem, struct row, ROWS);
    size_t count = 0;
    for (size_t i = 0; rows && i < r->line_count && i < LOOK_LINES && count < ROWS; i++) {
        struct slice rest = r->lines[i].text;
        if (count_of(rest, ',') < COMMAS)
            continue;
        struct slice *cells = talloc_array(rows, struct slice, CELLS);
        size_t n = 0;
        while (cells && n < CELLS) {
            bool quoted = false;
            size_t k = 0;
            while (k < rest.len && (quoted || rest.ptr[k] != ','))
                quoted ^= rest.ptr[k++] == '"';
            struct slice cell = slice_trim(slice_sub(rest, 0, k));
            if (cell.len >= 2 && cell.ptr[0] == '"' && cell.ptr[cell.len - 1] == '"')
                cell = slice_sub(cell, 1, cell.len - 1);
            cells[n++] = cell;
            if (k >= rest.len)
                break;
            rest = slice_sub(rest, k + 1, rest.len);
        }
        rows[count++] =
            (struct row){.cells = cells, .count = cells ? n : 0, .line = r->lines[i].no};
    }
    struct grid g = {rows, count};
    bool ours = rows && count >= 2 && table_recognize(r->vocab, &g) != FORMAT_AUTO;
    talloc_free(rows);
    return ours;
}

enum format recognize(struct reading *r)
{
    struct looks k = {0};
    for (size_t i = 0; i < r->line_count && i < LOOK_LINES; i++)
        look(&k, r->lines[i].text);
    if (k.lines == 0)
        return FORMAT_TEXT;
    if (slice_starts(slice_trim(r->text), SLICE_LIT("{\"")))
        return FORMAT_JSONL;
    if (is_html(r->text))
        return FORMAT_HTML;
    enum format prose = by_wording(r);
    if (k.tabbed * 10 >= k.lines * 6) {
        struct grid g;
        struct err err;
        size_t some = r->line_count < LOOK_LINES ? r->line_count : LOOK_LINES;
        if (grid_of_tabs(r, r->lines, some, &g, &err)) {
            enum format table = table_recognize(r->vocab, &g);
            if (table != FORMAT_AUTO)
                return table;
        }
        if (prose == FORMAT_AUTO)
            return FORMAT_TSV;
    }
    if (k.commas * 3 >= k.lines && csv_of_ours(r))
        return FORMAT_CSV;
    if (k.gapped * 10 >= k.lines * 3) {
        struct grid g;
        struct err err;
        enum format table = FORMAT_AUTO;
        if (grid_of_blanks(r, r->lines, r->line_count, &g, &err))
            table = table_recognize(r->vocab, &g);
        if (table != FORMAT_AUTO)
            return table;
    }
    if (prose != FORMAT_AUTO)
        return prose;
    if (is_csv(r))
        return FORMAT_CSV;
    if (k.hashes || k.pipes >= 2 || k.fences >= 2)
        return FORMAT_MARKDOWN;
    return FORMAT_TEXT;
}
