/* reader.c - see reader.h. */
#include "corpus/reader.h"
#include "corpus/decode.h"
#include "corpus/readers.h"
#include "dict/memory.h"
#include "dict/utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
    HEAD = 1 << 16,            /* bytes that decide whether a file is streamed */
    READ_STEP = 1 << 16,       /* bytes read at a time */
    JSONL_LINE_MAX = 16 << 20, /* bytes of the longest JSONL line */
};

static const struct {
    const char *name;
    enum format format;
} formats[] = {
    {"auto", FORMAT_AUTO},         {"offices", FORMAT_OFFICES}, {"projects", FORMAT_PROJECTS},
    {"minutes", FORMAT_MINUTES},   {"plan", FORMAT_PLAN},       {"guide", FORMAT_GUIDE},
    {"jsonl", FORMAT_JSONL},       {"tsv", FORMAT_TSV},         {"csv", FORMAT_CSV},
    {"markdown", FORMAT_MARKDOWN}, {"html", FORMAT_HTML},       {"text", FORMAT_TEXT},
};

bool format_parse(struct slice name, enum format *ret)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (slice_eq(name, slice_of(formats[i].name))) {
            *ret = formats[i].format;
            return true;
        }
    return false;
}

const char *format_name(enum format f)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (formats[i].format == f)
            return formats[i].name;
    return "auto";
}

/* The kind of a line of sources.tsv as a format; FORMAT_AUTO for document and anything else. */
static enum format format_of_kind(struct slice kind)
{
    static const struct {
        const char *kind;
        enum format format;
    } rows[] = {{"office", FORMAT_OFFICES},
                {"project", FORMAT_PROJECTS},
                {"minutes", FORMAT_MINUTES},
                {"plan", FORMAT_PLAN},
                {"guide", FORMAT_GUIDE}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (slice_eq(kind, slice_of(rows[i].kind)))
            return rows[i].format;
    return FORMAT_AUTO;
}

/* Appends up to max bytes from fd; *end at the end of the file. */
static bool fill(int fd, struct buf *b, size_t max, bool *end, struct err *err)
{
    while (max > 0) {
        size_t step = max < READ_STEP ? max : READ_STEP;
        char *to = buf_reserve(b, step);
        if (!to && step > b->max - b->len)
            return err_set(err, ERR_INPUT, "more than %zu bytes", b->max);
        if (!to)
            return err_nomem(err, "a document");
        ssize_t n = read(fd, to, step);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, ERR_INPUT, "%s", strerror(errno));
        if (n == 0) {
            *end = true;
            return true;
        }
        b->len += (size_t)n;
        max -= (size_t)n;
    }
    return true;
}

/* Streams JSONL: b holds the beginning. */
static bool read_jsonl(struct reading *r, int fd, struct buf *b, bool end, struct err *err)
{
    uint32_t no = 0;
    bool dropping = false; /* within a line that is too long */
    size_t start = slice_starts(buf_slice(b), SLICE_LIT("\xEF\xBB\xBF")) ? 3 : 0, seen = start;
    for (;;) {
        char *nl = b->len > seen ? memchr(b->ptr + seen, '\n', b->len - seen) : NULL;
        if (nl || (end && (b->len > start || dropping))) {
            size_t stop = nl ? (size_t)(nl - b->ptr) : b->len;
            struct slice line = {b->ptr + start, stop - start};
            if (slice_ends(line, SLICE_LIT("\r")))
                line.len--;
            no++;
            if (dropping)
                reading_skip(r, no, "line longer than %d bytes", JSONL_LINE_MAX);
            else if (!jsonl_line(r, line, no, err))
                return false;
            dropping = false;
            start = seen = nl ? stop + 1 : b->len;
            continue;
        }
        if (end)
            return true;
        seen = b->len;
        if (dropping || b->len - start > JSONL_LINE_MAX) {
            dropping = true;
            b->len = start = seen = 0;
        } else if (start > 0) {
            memmove(b->ptr, b->ptr + start, b->len - start);
            b->len -= start;
            seen -= start;
            start = 0;
        }
        if (!fill(fd, b, READ_STEP, &end, err))
            return false;
    }
}

/* Cuts r->text into lines, leaving out and telling those that are not UTF-8. */
static bool cut_lines(struct reading *r, struct err *err)
{
    size_t count = 1;
    for (size_t i = 0; i < r->text.len; i++)
        count += r->text.ptr[i] == '\n';
    struct line *lines = talloc_size(r->mem, count * sizeof(*lines));
    if (!lines)
        return err_nomem(err, "lines of a file");
    size_t n = 0, at = 0;
    uint32_t no = 0;
    bool broken = false;
    while (at < r->text.len) {
        const char *nl = memchr(r->text.ptr + at, '\n', r->text.len - at);
        size_t stop = nl ? (size_t)(nl - r->text.ptr) : r->text.len;
        struct slice line = slice_sub(r->text, at, stop);
        no++;
        size_t good = utf8_valid(line);
        if (good == line.len)
            lines[n++] = (struct line){line, no};
        else {
            reading_skip(r, no, "not UTF-8 at byte %zu of the line", good + 1);
            broken = true;
        }
        at = stop + 1;
    }
    r->lines = lines;
    r->line_count = n;
    if (!broken)
        return true;
    /* Readers of the whole text rely on it being UTF-8: put it together from the good lines. */
    char *text = talloc_size(r->mem, r->text.len);
    if (!text)
        return err_nomem(err, "text of a file");
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            text[len++] = '\n';
        memcpy(text + len, lines[i].text.ptr, lines[i].text.len);
        lines[i].text.ptr = text + len;
        len += lines[i].text.len;
    }
    r->text = (struct slice){text, len};
    return true;
}

/* Lines with tabs, else columns set by blanks. */
static bool read_rows(struct reading *r,
                      bool (*reader)(struct reading *, const struct grid *, struct err *),
                      struct err *err)
{
    struct grid g;
    size_t tabbed = 0, gapped = 0;
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice s = slice_trim(r->lines[i].text);
        tabbed += s.len && memchr(s.ptr, '	', s.len) != NULL;
        gapped += grid_gaps(s) >= 2;
    }
    bool ok = tabbed >= gapped ? grid_of_tabs(r, r->lines, r->line_count, &g, err)
                               : grid_of_blanks(r, r->lines, r->line_count, &g, err);
    return ok && reader(r, &g, err);
}

static bool dispatch(struct reading *r, enum format format, struct err *err)
{
    switch (format) {
    case FORMAT_AUTO: return err_set(err, ERR_BUG, "format not recognised");
    case FORMAT_OFFICES: return read_rows(r, offices_read, err);
    case FORMAT_PROJECTS: return read_rows(r, projects_read, err);
    case FORMAT_MINUTES: return minutes_read(r, err);
    case FORMAT_PLAN: return plan_read(r, err);
    case FORMAT_GUIDE: return guide_read(r, err);
    case FORMAT_JSONL:
        for (size_t i = 0; i < r->line_count; i++)
            if (!jsonl_line(r, r->lines[i].text, r->lines[i].no, err))
                return false;
        return true;
    case FORMAT_TSV: return csv_read(r, '\t', err);
    case FORMAT_CSV: return csv_read(r, ',', err);
    case FORMAT_MARKDOWN: return markdown_read(r, err);
    case FORMAT_HTML: return html_read(r, err);
    case FORMAT_TEXT: return text_read(r, err);
    }
    return err_set(err, ERR_BUG, "format %d", (int)format);
}

static bool looks_like_json(struct slice head)
{
    if (slice_starts(head, SLICE_LIT("\xEF\xBB\xBF")))
        head = slice_sub(head, 3, head.len);
    head = slice_trim(head);
    if (!slice_starts(head, SLICE_LIT("{")))
        return false;
    head = slice_trim(slice_sub(head, 1, head.len));
    return head.len > 0 && (head.ptr[0] == '"' || head.ptr[0] == '}');
}

/* Reads what stands in fd; errors without the file's name. */
static bool read_open(struct reading *r, int fd, enum format format, enum format *used,
                      struct err *err)
{
    struct buf b;
    buf_init(&b, r->mem, READING_FILE_MAX);
    bool end = false;
    if (!fill(fd, &b, HEAD, &end, err))
        return false;
    if (b.len == 0)
        return err_set(err, ERR_INPUT, "empty file");
    struct slice head = buf_slice(&b);
    if (slice_starts(head, SLICE_LIT("%PDF")))
        return err_set(err, ERR_INPUT, "a PDF: give its text, made with pdftotext -layout");
    bool json = looks_like_json(head);
    bool streamed = memchr(head.ptr, 0, head.len) == NULL &&
                    (format == FORMAT_JSONL || (format == FORMAT_AUTO && json) ||
                     (json && format_of_kind(r->src->kind) == format));
    if (streamed) {
        *used = FORMAT_JSONL;
        if (!read_jsonl(r, fd, &b, end, err))
            return false;
    } else {
        if (!end && !fill(fd, &b, READING_FILE_MAX, &end, err))
            return false;
        bool xlsx = slice_starts(buf_slice(&b), SLICE_LIT("PK\x03\x04"));
        if (xlsx) {
            *used = format == FORMAT_AUTO ? FORMAT_TSV : format;
            if (!xlsx_read(r, buf_slice(&b), format, err))
                return false;
        } else {
            struct decoded text;
            if (!decode_text(r->mem, buf_slice(&b), &text, err))
                return false;
            r->text = text.text;
            if (!cut_lines(r, err))
                return false;
            *used = format == FORMAT_AUTO ? recognize(r) : format;
            if (!dispatch(r, *used, err))
                return false;
        }
    }
    if (r->records == 0)
        return err_set(err, ERR_INPUT, "no record in it (read as %s)", format_name(*used));
    return true;
}

bool corpus_read(const struct source *src, enum format format, const struct vocab *vocab,
                 const struct reader_sink *sink, enum format *used, struct err *err)
{
    struct reading r = {.src = src, .vocab = vocab, .sink = sink};
    bool standard = strcmp(src->path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(src->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_INPUT, "%s: %s", src->path, strerror(errno));
    r.mem = talloc_new(NULL);
    memory_begin();
    if (format == FORMAT_AUTO)
        format = format_of_kind(src->kind);
    enum format got = format;
    struct err why = {0};
    bool ok = r.mem ? read_open(&r, fd, format, &got, &why) : err_nomem(&why, "a document");
    if (memory_was_out())
        ok = err_nomem(&why, "a document");
    talloc_free(r.mem);
    if (!standard)
        close(fd);
    if (!ok)
        return why.code == ERR_INPUT ? err_set(err, ERR_INPUT, "%s: %s", src->path, why.msg)
                                     : err_set(err, why.code, "%s", why.msg);
    *used = got;
    return true;
}
