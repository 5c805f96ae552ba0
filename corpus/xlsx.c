/* xlsx.c - reads workbooks (ECMA-376, Office Open XML): each sheet is a table.
 *
 * libarchive unpacks, expat parses as it comes. Shared strings, formats of dates and rows are kept,
 * the XML is not. Numbers stand as the file has them, those that their format shows as dates as
 * dates.
 */
#include "corpus/readers.h"
#include "corpus/sheet_date.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <expat.h>
#include <stdlib.h>

enum {
    COLUMNS_MAX = 1000,
    ROWS_MAX = 1048576,    /* of a sheet, by the format */
    CHUNK = 1 << 16,       /* bytes given to the parser at a time */
    CELL_MAX = 1 << 20,    /* bytes of a cell; Excel itself takes 32,767 characters */
    FORMATS_MAX = 1 << 16, /* formats of cells; Excel itself takes 65,490 */
    NAMED_MAX = 1024,      /* formats of numbers by code; Excel itself takes about 250 */
    NAMED_FIRST = 164,     /* their first id: those below are built in */
};

/* What the sheets refer to. */
struct book {
    struct slice *string;
    size_t string_count, string_room;
    struct named_format {
        unsigned id;
        struct sheet_date shown;
    } * named;
    size_t named_count, named_room;
    struct sheet_date *format; /* of cells, by their style */
    size_t format_count, format_room;
    bool from_1904;
};

/* Parsing one part of the workbook. */
struct part {
    struct reading *r;
    XML_Parser parser;
    struct book *book;
    struct buf text; /* of the cell or string */
    bool failed;     /* out of memory, or over a ceiling */
    bool in_text, phonetic;
    bool in_formats; /* of cells, not of named styles */

    /* a sheet */
    struct row *rows;
    size_t row_count, row_room;
    struct slice cells[COLUMNS_MAX];
    size_t cell_count, column;
    uint32_t row_no;
    bool shared, number;
    size_t style;
};

/* Room for one more element; NULL and failed when there is none. */
static void *grow(struct part *p, void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    size_t more = *room ? *room * 2 : 256;
    void *bigger = talloc_realloc_size(p->r->mem, array, more * size);
    p->failed |= !bigger;
    if (bigger)
        *room = more;
    return bigger;
}

static bool is(const char *name, const char *want)
{
    const char *colon = strrchr(name, ':');
    return strcmp(colon ? colon + 1 : name, want) == 0;
}

static const char *attribute(const char **attrs, const char *name)
{
    for (; *attrs; attrs += 2)
        if (strcmp(attrs[0], name) == 0)
            return attrs[1];
    return NULL;
}

static struct slice keep(struct part *p)
{
    struct slice s = slice_trim(buf_slice(&p->text));
    char *own = talloc_size(p->r->mem, s.len + 1);
    p->failed |= !own || !buf_ok(&p->text);
    if (own && s.len)
        memcpy(own, s.ptr, s.len);
    buf_clear(&p->text);
    return own ? (struct slice){own, s.len} : reading_lost((struct slice){0});
}

static void XMLCALL on_text(void *ctx, const char *s, int len)
{
    struct part *p = ctx;
    if (p->in_text && !p->phonetic)
        buf_put(&p->text, s, (size_t)len);
}

static void XMLCALL strings_start(void *ctx, const char *name, const char **attrs)
{
    struct part *p = ctx;
    (void)attrs;
    if (is(name, "si"))
        buf_clear(&p->text);
    p->phonetic |= is(name, "rPh"); /* readings of kanji stand beside them */
    p->in_text |= is(name, "t");
}

static void XMLCALL strings_end(void *ctx, const char *name)
{
    struct part *p = ctx;
    if (is(name, "t"))
        p->in_text = false;
    if (is(name, "rPh"))
        p->phonetic = false;
    if (!is(name, "si"))
        return;
    struct book *book = p->book;
    struct slice *at =
        grow(p, book->string, book->string_count, &book->string_room, sizeof(*book->string));
    if (!at)
        return;
    book->string = at;
    book->string[book->string_count++] = keep(p);
}

static void XMLCALL styles_start(void *ctx, const char *name, const char **attrs)
{
    struct part *p = ctx;
    struct book *book = p->book;
    const char *id = attribute(attrs, "numFmtId"), *code = attribute(attrs, "formatCode");
    unsigned n = id ? (unsigned)strtoul(id, NULL, 10) : 0;
    if (is(name, "cellXfs")) {
        p->in_formats = true;
    } else if (is(name, "numFmt") && code && book->named_count < NAMED_MAX) {
        struct named_format *at =
            grow(p, book->named, book->named_count, &book->named_room, sizeof(*book->named));
        if (!at)
            return;
        book->named = at;
        book->named[book->named_count++] =
            (struct named_format){n, sheet_date_code(slice_of(code))};
    } else if (is(name, "xf") && p->in_formats && book->format_count < FORMATS_MAX) {
        struct sheet_date *at =
            grow(p, book->format, book->format_count, &book->format_room, sizeof(*book->format));
        if (!at)
            return;
        struct sheet_date shown = sheet_date_builtin(n);
        for (size_t i = 0; i < book->named_count && n >= NAMED_FIRST; i++)
            if (book->named[i].id == n)
                shown = book->named[i].shown;
        book->format = at;
        book->format[book->format_count++] = shown;
    }
}

static void XMLCALL styles_end(void *ctx, const char *name)
{
    struct part *p = ctx;
    if (is(name, "cellXfs"))
        p->in_formats = false;
}

static void XMLCALL book_start(void *ctx, const char *name, const char **attrs)
{
    struct part *p = ctx;
    const char *from = is(name, "workbookPr") ? attribute(attrs, "date1904") : NULL;
    if (from)
        p->book->from_1904 = strcmp(from, "1") == 0 || strcmp(from, "true") == 0;
}

static void XMLCALL book_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

/* Column 0.. of a reference like AB12; COLUMNS_MAX where it has none. */
static size_t column_of(const char *ref)
{
    size_t n = 0;
    if (!ref || *ref < 'A' || *ref > 'Z')
        return COLUMNS_MAX;
    for (; *ref >= 'A' && *ref <= 'Z' && n <= COLUMNS_MAX; ref++)
        n = n * 26 + (size_t)(*ref - 'A') + 1;
    return n - 1;
}

static void XMLCALL sheet_start(void *ctx, const char *name, const char **attrs)
{
    struct part *p = ctx;
    if (is(name, "row")) {
        const char *no = attribute(attrs, "r");
        unsigned long n = no ? strtoul(no, NULL, 10) : p->row_no + 1;
        p->row_no = n > ROWS_MAX ? ROWS_MAX : (uint32_t)n;
        p->cell_count = 0;
        p->column = 0;
    } else if (is(name, "c")) {
        const char *ref = attribute(attrs, "r"), *type = attribute(attrs, "t");
        size_t column = column_of(ref);
        if (column < COLUMNS_MAX)
            p->column = column;
        const char *style = attribute(attrs, "s");
        p->shared = type && strcmp(type, "s") == 0;
        p->number = !type || strcmp(type, "n") == 0;
        p->style = style ? strtoul(style, NULL, 10) : 0;
        buf_clear(&p->text);
    } else if (is(name, "v") || is(name, "t"))
        p->in_text = true;
    else if (is(name, "rPh"))
        p->phonetic = true;
}

/* A number as the date that its format shows; the number where it shows none. */
static struct slice as_date(struct part *p, struct slice s)
{
    char number[40], *end, out[SHEET_DATE_MAX];
    if (p->style >= p->book->format_count || s.len == 0 || s.len >= sizeof(number))
        return s;
    memcpy(number, s.ptr, s.len);
    number[s.len] = '\0';
    double serial = strtod(number, &end);
    size_t len =
        *end ? 0 : sheet_date_write(p->book->format[p->style], serial, p->book->from_1904, out);
    if (len == 0)
        return s;
    char *own = talloc_memdup(p->r->mem, out, len);
    p->failed |= !own;
    return own ? (struct slice){own, len} : s;
}

static void end_cell(struct part *p)
{
    struct slice s = keep(p);
    if (p->number)
        s = as_date(p, s);
    if (p->shared) {
        size_t n = 0;
        for (size_t i = 0; i < s.len && i < 9; i++)
            n = s.ptr[i] >= '0' && s.ptr[i] <= '9' ? n * 10 + (size_t)(s.ptr[i] - '0') : n;
        s = n < p->book->string_count ? p->book->string[n] : (struct slice){0};
    }
    if (p->column < COLUMNS_MAX) {
        while (p->cell_count <= p->column)
            p->cells[p->cell_count++] = (struct slice){0};
        p->cells[p->column] = s;
    } else if (s.len)
        reading_skip(p->r, p->row_no, "cell beyond column %d", COLUMNS_MAX);
    p->column++;
}

static void end_row(struct part *p)
{
    if (p->cell_count == 0)
        return;
    struct row *rows = grow(p, p->rows, p->row_count, &p->row_room, sizeof(*rows));
    if (!rows)
        return;
    p->rows = rows;
    struct slice *cells = talloc_size(p->r->mem, p->cell_count * sizeof(*cells));
    p->failed |= !cells;
    if (!cells)
        return;
    memcpy(cells, p->cells, p->cell_count * sizeof(*cells));
    p->rows[p->row_count++] =
        (struct row){.cells = cells, .count = p->cell_count, .line = p->row_no};
}

/* A merged range like B3:B7: its text goes down to the rows that it covers. */
static void merge(struct part *p, const char *range)
{
    const char *colon = range ? strchr(range, ':') : NULL;
    if (!colon)
        return;
    size_t column = column_of(range);
    unsigned long from = strtoul(range + strcspn(range, "0123456789"), NULL, 10);
    unsigned long to = strtoul(colon + strcspn(colon, "0123456789"), NULL, 10);
    if (column >= COLUMNS_MAX || to <= from)
        return;
    /* Rows are in order: find the first by halves. */
    size_t low = 0, high = p->row_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (p->rows[mid].line < from)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == p->row_count || p->rows[low].line != from || column >= p->rows[low].count)
        return;
    struct slice s = p->rows[low].cells[column];
    for (size_t i = low + 1; i < p->row_count && p->rows[i].line <= to; i++)
        if (column < p->rows[i].count && p->rows[i].cells[column].len == 0) {
            struct slice *cells = (struct slice *)(uintptr_t)p->rows[i].cells;
            cells[column] = s;
            row_carry(&p->rows[i], column);
        } else if (column < p->rows[i].count)
            break; /* it is no merged cell after all, or covered before */
}

static void XMLCALL sheet_end(void *ctx, const char *name)
{
    struct part *p = ctx;
    if (is(name, "v") || is(name, "t"))
        p->in_text = false;
    else if (is(name, "rPh"))
        p->phonetic = false;
    else if (is(name, "c"))
        end_cell(p);
    else if (is(name, "row"))
        end_row(p);
}

static void XMLCALL sheet_start_all(void *ctx, const char *name, const char **attrs)
{
    if (is(name, "mergeCell"))
        merge(ctx, attribute(attrs, "ref"));
    else
        sheet_start(ctx, name, attrs);
}

/* What libarchive says, or that memory ran out. */
static bool archive_failed(struct archive *a, const char *what, struct err *err)
{
    const char *why = archive_error_string(a);
    if (!why || archive_errno(a) == ENOMEM)
        return err_nomem(err, "a workbook");
    return err_set(err, ERR_INPUT, "%s: %s", what, why);
}

/* Parses the entry that a stands at. total counts the bytes unpacked from the whole file. */
static bool parse(struct part *p, struct archive *a, const char *name, size_t *total,
                  struct err *err)
{
    bool ok = true;
    p->parser = XML_ParserCreate(NULL);
    char *chunk = talloc_size(p->r->mem, CHUNK);
    if (!p->parser || !chunk)
        ok = err_nomem(err, "a workbook");
    buf_init(&p->text, p->r->mem, CELL_MAX);
    if (ok) {
        XML_SetUserData(p->parser, p);
        XML_SetCharacterDataHandler(p->parser, on_text);
        if (strstr(name, "sharedStrings"))
            XML_SetElementHandler(p->parser, strings_start, strings_end);
        else if (strstr(name, "styles"))
            XML_SetElementHandler(p->parser, styles_start, styles_end);
        else if (strstr(name, "workbook"))
            XML_SetElementHandler(p->parser, book_start, book_end);
        else
            XML_SetElementHandler(p->parser, sheet_start_all, sheet_end);
    }
    for (bool end = false; ok && !end;) {
        la_ssize_t n = archive_read_data(a, chunk, CHUNK);
        end = n <= 0;
        *total += n > 0 ? (size_t)n : 0;
        if (n < 0)
            ok = archive_failed(a, name, err);
        else if (*total > READING_FILE_MAX)
            ok =
                err_set(err, ERR_INPUT, "%s: more than %zu bytes unpacked", name, READING_FILE_MAX);
        else if (XML_Parse(p->parser, chunk, (int)n, end) == XML_STATUS_ERROR)
            ok = XML_GetErrorCode(p->parser) == XML_ERROR_NO_MEMORY
                     ? err_nomem(err, "a workbook")
                     : err_set(err, ERR_INPUT, "%s:%lu: %s", name,
                               (unsigned long)XML_GetCurrentLineNumber(p->parser),
                               XML_ErrorString(XML_GetErrorCode(p->parser)));
        else if (p->failed)
            ok = err_nomem(err, "a workbook");
    }
    if (p->parser)
        XML_ParserFree(p->parser);
    talloc_free(chunk);
    buf_done(&p->text);
    return ok;
}

/* A sheet of one column: its cells are lines of text. */
static bool read_column(struct reading *r, const struct part *p, struct err *err)
{
    struct line *lines = talloc_size(r->mem, (p->row_count + 1) * sizeof(*lines));
    if (!lines)
        return err_nomem(err, "a sheet");
    for (size_t i = 0; i < p->row_count; i++)
        lines[i] = (struct line){p->rows[i].cells[0], p->rows[i].line};
    r->lines = lines;
    r->line_count = p->row_count;
    return text_read(r, err);
}

static bool read_sheet(struct reading *r, const struct part *p, enum format format, struct err *err)
{
    size_t widest = 0;
    for (size_t i = 0; i < p->row_count; i++)
        if (p->rows[i].count > widest)
            widest = p->rows[i].count;
    struct grid g = {p->rows, p->row_count};
    if (widest == 0)
        return true;
    if (format == FORMAT_OFFICES)
        return offices_read(r, &g, err);
    if (format == FORMAT_PROJECTS)
        return projects_read(r, &g, err);
    return widest == 1 ? read_column(r, p, err) : grid_read(r, &g, err);
}

/* Is it a part that the sheets refer to? */
static bool is_shared_part(const char *name)
{
    return strcmp(name, "xl/sharedStrings.xml") == 0 || strcmp(name, "xl/styles.xml") == 0 ||
           strcmp(name, "xl/workbook.xml") == 0;
}

/* One walk over the archive: what the sheets share, or sheets. */
static bool walk(struct reading *r, struct slice bytes, bool sheets, struct book *book,
                 enum format format, size_t *seen, struct err *err)
{
    struct archive *a = archive_read_new();
    if (!a)
        return err_nomem(err, "a workbook");
    bool ok = archive_read_support_format_zip(a) == ARCHIVE_OK || err_nomem(err, "a workbook");
    size_t total = 0;
    if (ok && archive_read_open_memory(a, bytes.ptr, bytes.len) != ARCHIVE_OK)
        ok = archive_failed(a, "not a workbook", err);
    struct archive_entry *entry;
    while (ok) {
        int rc = archive_read_next_header(a, &entry);
        if (rc == ARCHIVE_EOF)
            break;
        if (rc < ARCHIVE_WARN) {
            ok = archive_failed(a, "broken workbook", err);
            break;
        }
        const char *name = archive_entry_pathname(entry);
        if (!name)
            continue;
        bool sheet = strncmp(name, "xl/worksheets/", 14) == 0 && strstr(name, ".xml") &&
                     !strstr(name, "_rels");
        if (sheets ? !sheet : !is_shared_part(name))
            continue;
        ++*seen;
        struct part *p = talloc_zero(r->mem, struct part);
        if (!p) {
            ok = err_nomem(err, "a workbook");
            break;
        }
        p->r = r;
        p->book = book;
        ok = parse(p, a, name, &total, err) && (!sheets || read_sheet(r, p, format, err));
    }
    archive_read_free(a);
    return ok;
}

bool xlsx_read(struct reading *r, struct slice bytes, enum format format, struct err *err)
{
    struct book book = {0};
    size_t parts = 0, sheets = 0;
    if (!walk(r, bytes, false, &book, format, &parts, err) ||
        !walk(r, bytes, true, &book, format, &sheets, err))
        return false;
    return sheets > 0 || err_set(err, ERR_INPUT, "a zip file without worksheets in it");
}
