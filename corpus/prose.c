#include "corpus/prose.h"
#include "dict/utf8.h"

enum { TITLE_CHARS = 60 };

struct slice prose_short(struct slice s)
{
    size_t at = 0;
    for (size_t n = 0, len; at < s.len && n < TITLE_CHARS; n++, at += len)
        utf8_at(s, at, &len);
    return slice_sub(s, 0, at);
}

static bool is_latin(uint32_t c)
{
    return c < 0x80 && c > ' ';
}

void prose_join(struct buf *b, struct slice line)
{
    if (line.len == 0)
        return;
    if (b->len > 0) {
        struct slice have = buf_slice(b);
        size_t len;
        uint32_t before = utf8_at(have, utf8_before(have, have.len), &len);
        uint32_t after = utf8_at(line, 0, &len);
        if (is_latin(before) && is_latin(after))
            buf_putc(b, ' ');
    }
    buf_put_slice(b, line);
}

size_t prose_cut(struct slice s, size_t max)
{
    if (s.len <= max)
        return s.len;
    size_t end = utf8_floor(s, max);
    /* Not further back than half, so that cutting stays linear. */
    for (size_t at = end; at > end / 2;) {
        size_t len, before = utf8_before(s, at);
        uint32_t c = utf8_at(s, before, &len);
        if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == '\n')
            return at;
        at = before;
    }
    return end ? end : s.len;
}

bool prose_is_page(struct slice line)
{
    line = slice_trim(line);
    if (line.len == 0 || line.len > 24)
        return false;
    unsigned digits = 0;
    for (size_t at = 0, len; at < line.len; at += len) {
        uint32_t c = utf8_at(line, at, &len);
        if (char_class(c) == CHAR_DIGIT) {
            digits++;
            continue;
        }
        struct slice rest = slice_sub(line, at, line.len);
        if (slice_eq(rest, SLICE_LIT("ページ")) || slice_eq(rest, SLICE_LIT("頁")))
            return digits > 0;
        if (c == '-' || c == ' ' || c == '/' || c == 0x2010 || c == 0x2013 || c == 0x2014 ||
            c == 0x2212 || c == 0xFF0D || c == 0xFF0F || c == 0x3000)
            continue;
        if (digits == 0 && (c == 'P' || c == 'p' || c == 0xFF30 || (c == '.' && at > 0)))
            continue;
        return false;
    }
    return digits > 0 && digits <= 6;
}

/* Digits at *at, half or full width, moved over; 0 where there is none or it is no list number. */
static unsigned take_number(struct slice s, size_t *at)
{
    unsigned n = 0, digits = 0;
    while (*at < s.len) {
        size_t len;
        uint32_t c = utf8_at(s, *at, &len);
        if (c >= '0' && c <= '9')
            n = n * 10 + (c - '0');
        else if (c >= 0xFF10 && c <= 0xFF19)
            n = n * 10 + (c - 0xFF10);
        else
            break;
        if (++digits > 3)
            return 0;
        *at += len;
    }
    return n;
}

static size_t skip_blanks(struct slice s, size_t at)
{
    while (at < s.len) {
        if (s.ptr[at] == ' ' || s.ptr[at] == '\t')
            at++;
        else if (slice_starts(slice_sub(s, at, s.len), SLICE_LIT("\xE3\x80\x80")))
            at += 3;
        else
            break;
    }
    return at;
}

static uint32_t peek(struct slice s, size_t at, size_t *len)
{
    *len = 0;
    return at < s.len ? utf8_at(s, at, len) : 0;
}

static bool is_kanji_number(uint32_t c)
{
    static const char numbers[] = "一二三四五六七八九十";
    struct slice all = SLICE_LIT("一二三四五六七八九十");
    for (size_t at = 0, len; at < sizeof(numbers) - 1; at += len)
        if (utf8_at(all, at, &len) == c)
            return true;
    return false;
}

/* 第 1 章, 第２回 is none: only 章 節 編 部 款 or a blank behind the number. */
static enum mark chapter(struct slice s, size_t *len, unsigned *number)
{
    size_t at = 3, step;
    unsigned n = take_number(s, &at);
    while (n == 0 && at < s.len && is_kanji_number(peek(s, at, &step)))
        at += step;
    if (at == 3)
        return MARK_NONE;
    uint32_t c = peek(s, at, &step);
    if (c == 0x7AE0 || c == 0x7BC0 || c == 0x7DE8 || c == 0x90E8 || c == ' ' || c == 0x3000) {
        *number = n;
        *len = skip_blanks(s, at + step);
        return MARK_CHAPTER;
    }
    return MARK_NONE;
}

enum mark prose_mark(struct slice s, size_t *len, unsigned *number)
{
    size_t step, at = 0;
    uint32_t c = peek(s, 0, &step);
    *number = 0;
    *len = 0;
    enum mark simple = MARK_NONE;
    switch (c) {
    case 0x30FB: /* ・ */
    case 0xFF65:
    case 0x2022: /* • */
    case 0x25CF: /* ● */
    case 0x25A0: /* ■ */
    case 0x25A1: /* □ */
    case 0x25C6: /* ◆ */
    case 0x25C7: /* ◇ */
    case 0x25B6: /* ▶ */
    case 0x25B7:
    case 0x27A2: /* ➢ */ simple = MARK_BULLET; break;
    case 0x25CB: /* ○ */
    case 0x25EF: /* ◯ */
    case 0x25CE: /* ◎ */ simple = MARK_CIRCLE; break;
    case 0x3007: /* 〇, but not in 〇〇県 */
        simple = is_kanji_number(peek(s, step, &at)) || peek(s, step, &at) == 0x3007 ? MARK_NONE
                                                                                     : MARK_CIRCLE;
        at = 0;
        break;
    case 0x3008: /* 〈 */
    case 0x300A: /* 《 */
    case 0xFF1C: /* ＜ */
    case '<': simple = MARK_ANGLE; break;
    case 0x3010: simple = MARK_LENS; break;
    case 0x203B: simple = MARK_NOTE; break;
    case '#':
        while (at < s.len && s.ptr[at] == '#')
            at++;
        if (at > 6 || (at < s.len && s.ptr[at] != ' '))
            return MARK_NONE;
        *number = (unsigned)at;
        *len = skip_blanks(s, at);
        return MARK_HASH;
    case '-':
    case '*':
    case '+':
        if (s.len > 1 && s.ptr[1] == ' ')
            simple = MARK_BULLET;
        break;
    case 0x7B2C: return chapter(s, len, number); /* 第 */
    }
    if (simple != MARK_NONE) {
        *len = skip_blanks(s, step);
        return simple;
    }
    if (c >= 0x2460 && c <= 0x2473) { /* ① .. ⑳ */
        *number = c - 0x2460 + 1;
        *len = skip_blanks(s, step);
        return MARK_CIRCLED;
    }
    if (c >= 0x2160 && c <= 0x216B) { /* Ⅰ .. Ⅻ */
        *number = c - 0x2160 + 1;
        uint32_t next = peek(s, step, &at);
        *len = skip_blanks(s, next == '.' || next == 0xFF0E ? step + at : step);
        return MARK_ROMAN;
    }
    bool open = c == '(' || c == 0xFF08;
    at = open ? step : 0;
    unsigned n = take_number(s, &at);
    if (n == 0)
        return MARK_NONE;
    c = peek(s, at, &step);
    if (c == ')' || c == 0xFF09) {
        *number = n;
        *len = skip_blanks(s, at + step);
        return MARK_NUMBER_PAREN;
    }
    if (open)
        return MARK_NONE;
    if (c == '.' || c == 0xFF0E || c == 0x3001) {
        size_t after;
        uint32_t next = peek(s, at + step, &after);
        /* 3.5% and 2014.7.8 are no list numbers. */
        if (next != 0 && char_class(next) == CHAR_DIGIT)
            return MARK_NONE;
        *number = n;
        *len = skip_blanks(s, at + step);
        return MARK_NUMBER_DOT;
    }
    return MARK_NONE;
}

void passage_init(struct passage *p, struct reading *r, const char *kind)
{
    *p = (struct passage){.r = r, .kind = kind};
    buf_init(&p->text, r->mem, READING_FILE_MAX);
}

void passage_line(struct passage *p, struct slice line, uint32_t no)
{
    if (p->text.len > 0)
        buf_putc(&p->text, '\n');
    else
        p->line = no;
    buf_put_slice(&p->text, line);
}

bool prose_title(struct record *rec, struct slice title, struct err *err)
{
    if (title.len == 0)
        return true;
    rec->title = record_copy(rec, title);
    return rec->title.ptr || err_nomem(err, "title of a record");
}

bool passage_end(struct passage *p, struct slice title, struct err *err)
{
    struct slice all = buf_slice(&p->text);
    for (size_t at = 0; at < all.len;) {
        struct slice rest = slice_sub(all, at, all.len);
        size_t len = prose_cut(rest, PASSAGE_MAX);
        struct slice text = slice_trim(slice_sub(rest, 0, len));
        at += len;
        if (text.len == 0)
            continue;
        struct record *rec = reading_record(p->r, p->kind, (struct slice){0}, p->line);
        if (!rec)
            return err_nomem(err, "a record");
        if (!prose_title(rec, title, err) ||
            !record_set_string(rec, SLICE_LIT("text"), text, err)) {
            talloc_free(rec);
            return false;
        }
        if (!reading_emit(p->r, rec, err))
            return false;
    }
    bool ok = buf_ok(&p->text);
    buf_clear(&p->text);
    return ok || err_nomem(err, "a passage");
}
