/* prose_mark.c - marks that open a line (bullets, numbers, letters of questions and answers), and
 * dates in it. */
#include "corpus/prose.h"
#include "dict/utf8.h"

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

size_t prose_bare_number(struct slice s, unsigned *number)
{
    size_t at = 0;
    *number = 0;
    while (at < s.len && at < 2 && s.ptr[at] >= '0' && s.ptr[at] <= '9')
        *number = *number * 10 + (unsigned)(s.ptr[at++] - '0');
    if (at == 0 && s.len > 3 && slice_starts(s, SLICE_LIT("\xEF\xBC")) &&
        (unsigned char)s.ptr[2] >= 0x90 && (unsigned char)s.ptr[2] <= 0x99) {
        *number = (unsigned char)s.ptr[2] - 0x90u;
        at = 3;
    }
    size_t blank = at;
    if (at && at < s.len && s.ptr[at] == ' ')
        blank = at + 1;
    else if (at && slice_starts(slice_sub(s, at, s.len), SLICE_LIT("\xE3\x80\x80")))
        blank = at + 3;
    return blank > at ? blank : 0;
}

size_t prose_number(struct slice s, size_t at)
{
    size_t end = at;
    return take_number(s, &end) > 0 ? end : at;
}

size_t prose_kana(struct slice s)
{
    static const char *const order[] = {"ア", "イ", "ウ", "エ", "オ", "カ",
                                        "キ", "ク", "ケ", "コ", NULL};
    for (size_t i = 0; order[i]; i++) {
        if (!slice_starts(s, slice_of(order[i])))
            continue;
        struct slice rest = slice_sub(s, 3, s.len);
        if (slice_starts(rest, SLICE_LIT("\xE3\x80\x80")) || slice_starts(rest, SLICE_LIT("．")))
            return 6;
        return slice_starts(rest, SLICE_LIT(" ")) ? 4 : 0;
    }
    return 0;
}

/* One of the letters or words, blanks, digits, blanks, and a separator. */
static size_t lettered(struct slice s, const char *const *openings, unsigned *number)
{
    for (; *openings; openings++) {
        if (!slice_starts(s, slice_of(*openings)))
            continue;
        size_t at = skip_blanks(s, strlen(*openings)), step;
        size_t digits = at;
        *number = take_number(s, &at);
        bool numbered = at > digits;
        at = skip_blanks(s, at);
        uint32_t c = peek(s, at, &step);
        if (c == ':' || c == 0xFF1A || c == '.' || c == 0xFF0E || c == 0x3001)
            return skip_blanks(s, at + step);
        /* 回答（白川氏）, 答１（白川氏） */
        if ((c == '(' || c == 0xFF08) && (numbered || strlen(*openings) > 3))
            return at;
        /* 問１ and a blank do as well. */
        if (numbered && digits < at && (c == 0 || s.ptr[at - 1] == ' ' || s.ptr[at - 1] == '\x80'))
            return at;
    }
    return 0;
}

size_t prose_question(struct slice s, unsigned *number)
{
    static const char *const openings[] = {"Q", "Ｑ", "問", "質問", NULL};
    return lettered(s, openings, number);
}

size_t prose_answer(struct slice s)
{
    static const char *const openings[] = {"A", "Ａ", "答", "回答", NULL};
    unsigned number;
    return lettered(s, openings, &number);
}

/* The number at s[*at], blanks around it skipped, up to max. */
static bool date_part(struct slice s, size_t *at, unsigned max, unsigned *ret)
{
    *at = skip_blanks(s, *at);
    size_t start = *at, step;
    unsigned n = 0;
    for (uint32_t c = peek(s, *at, &step); step && char_class(c) == CHAR_DIGIT && n < 10000;
         c = peek(s, *at, &step)) {
        n = n * 10 + (c >= 0xFF10 ? c - 0xFF10 : c - '0');
        *at += step;
    }
    bool some = *at > start;
    *at = skip_blanks(s, *at);
    *ret = n;
    return some && n >= 1 && n <= max;
}

static bool date_word(struct slice s, size_t *at, struct slice word)
{
    if (!slice_starts(slice_sub(s, *at, s.len), word))
        return false;
    *at += word.len;
    return true;
}

bool prose_date(struct slice s, char out[16])
{
    static const struct {
        const char *name;
        unsigned before;
    } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"", 0}};
    for (size_t i = 0, len; i < s.len; i += len) {
        utf8_at(s, i, &len);
        for (size_t e = 0; e < sizeof(eras) / sizeof(eras[0]); e++) {
            size_t at = i;
            unsigned year, month, day;
            if (!date_word(s, &at, slice_of(eras[e].name)))
                continue;
            at = skip_blanks(s, at);
            if (date_word(s, &at, SLICE_LIT("元")))
                year = 1;
            else if (!date_part(s, &at, 2100, &year))
                continue;
            year += eras[e].before;
            if (year < 1868 || year > 2100 || !date_word(s, &at, SLICE_LIT("年")) ||
                !date_part(s, &at, 12, &month) || !date_word(s, &at, SLICE_LIT("月")) ||
                !date_part(s, &at, 31, &day) || !date_word(s, &at, SLICE_LIT("日")))
                continue;
            snprintf(out, 16, "%04u-%02u-%02u", year, month, day);
            return true;
        }
    }
    return false;
}
