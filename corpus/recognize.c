#include "corpus/prose.h"
#include <strings.h>

enum {
    LOOK_LINES = 2000, /* lines that decide */
};

/* What is counted about the first lines. */
struct looks {
    size_t lines;        /* not blank */
    size_t tabbed;       /* with at least two tabs */
    size_t commas, same; /* with a comma; as many as the first such line */
    size_t first_commas;
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
    size_t commas = count_of(line, ',');
    if (commas) {
        if (k->commas++ == 0)
            k->first_commas = commas;
        k->same += commas == k->first_commas;
    }
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
    enum format prose = prose_recognize(r);
    if (k.tabbed * 10 >= k.lines * 6 && prose == FORMAT_AUTO) {
        struct grid g;
        struct err err;
        size_t some = r->line_count < LOOK_LINES ? r->line_count : LOOK_LINES;
        if (grid_of_tabs(r, r->lines, some, &g, &err)) {
            enum format table = table_recognize(r->vocab, &g);
            if (table != FORMAT_AUTO)
                return table;
        }
        return FORMAT_TSV;
    }
    if (prose != FORMAT_AUTO)
        return prose;
    if (k.lines >= 2 && k.same * 10 >= k.lines * 8)
        return FORMAT_CSV;
    if (k.hashes || k.pipes >= 2 || k.fences >= 2)
        return FORMAT_MARKDOWN;
    return FORMAT_TEXT;
}
