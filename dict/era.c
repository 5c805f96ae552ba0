/* era.c - see era.h */
#include "dict/era.h"
#include "dict/number.h"
#include "dict/numeral.h"
#include "dict/utf8.h"
#include <stdint.h>

struct era {
    char letter;
    bool letter_alone;       /* H26 is a year wherever it stands; M3 and T1 need 年 */
    const char *name, *sign; /* 平成, ㍻ */
    int first;               /* Christian year of its year 1 */
    int last;                /* last year number that papers use */
};

/* Heisei: plans written before its end name its years up to ten beyond (平成35年度). */
static const struct era eras[] = {
    {'r', true, "令和", "㋿", 2019, YEARS_LAST - 2018},
    {'h', true, "平成", "㍻", 1989, 39},
    {'s', true, "昭和", "㍼", 1926, 64},
    {'t', false, "大正", "㍽", 1912, 15},
    {'m', false, "明治", "㍾", 1868, 45},
};
enum { ERA_COUNT = sizeof(eras) / sizeof(eras[0]) };

/* One end of a range. */
struct point {
    const struct era *era; /* NULL: Christian */
    int number;            /* within the era, or the Christian year */
    int year;              /* Christian */
    int last;              /* of a decade, else = year */
    int month;             /* 0 not told */
    bool lettered;         /* by the era's letter */
    bool nen, nendo;       /* 年, 年度 stood behind it */
};

static uint32_t lower(uint32_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* A number of at most max_digits Arabic digits, or a kanji numeral, or 元 where `gannen`. Bytes
 * taken, 0 if none or more digits follow. */
static size_t count_parse(struct slice s, size_t at, int max_digits, bool gannen, int *ret)
{
    size_t start = at, len;
    int value = 0, digits = 0;
    bool kanji;
    uint32_t c = numeral_char(s, at, &len);
    if (gannen && c == 0x5143) { /* 元 */
        *ret = 1;
        return len;
    }
    for (; is_digit(c); c = numeral_char(s, at, &len)) {
        if (++digits > max_digits)
            return 0;
        value = value * 10 + (int)(c - '0');
        at += len;
    }
    if (digits > 0) {
        *ret = value;
        return at - start;
    }
    /* 二十六, 二〇一四: places and 十 百 千, at most nine characters. */
    int part = 0, places = 0;
    for (; places < 10; places++) {
        c = numeral_char(s, at, &len);
        int d = numeral_digit(c, &kanji);
        int64_t power = numeral_power(c);
        if (d >= 0 && kanji)
            part = part * 10 + d;
        else if (power >= 10 && power <= 1000) {
            value += (part > 0 ? part : 1) * (int)power;
            part = 0;
        } else
            break;
        if (value > YEARS_LAST || part > YEARS_LAST)
            return 0;
        at += len;
    }
    if (places == 0)
        return 0;
    *ret = value + part;
    return at - start;
}

/* The era written at `at` by name, sign or letter; its bytes, else 0. */
static size_t era_parse(struct slice s, size_t at, const struct era **ret, bool *lettered)
{
    struct slice rest = slice_sub(s, at, s.len);
    size_t len;
    uint32_t c = numeral_char(s, at, &len);
    for (size_t i = 0; i < ERA_COUNT; i++) {
        struct slice name = slice_of(eras[i].name), sign = slice_of(eras[i].sign);
        *ret = &eras[i];
        *lettered = false;
        if (slice_starts(rest, name))
            return name.len;
        if (slice_starts(rest, sign))
            return sign.len;
        *lettered = true;
        if (lower(c) == (uint32_t)eras[i].letter)
            return len;
    }
    return 0;
}

/* ".4" or ".4.1" behind a year: bytes taken, the month in *month. */
static size_t month_parse(struct slice s, size_t at, int *month)
{
    size_t start = at, len, n;
    int m, day;
    if (numeral_char(s, at, &len) != '.')
        return 0;
    n = count_parse(s, at + len, 2, false, &m);
    if (n == 0 || m < 1 || m > 12)
        return 0;
    *month = m;
    at += len + n;
    if (numeral_char(s, at, &len) == '.' && (n = count_parse(s, at + len, 2, false, &day)) > 0 &&
        day >= 1 && day <= 31)
        at += len + n;
    return at - start;
}

/* 年, 年度, 年代 behind a year, one run of blanks before it allowed. Bytes taken with the blanks;
 * a decade only of a round number. */
static size_t nen_parse(struct slice s, size_t at, struct point *p)
{
    size_t blanks = numeral_blanks(s, at), len;
    if (numeral_char(s, at + blanks, &len) != 0x5E74) /* 年 */
        return 0;
    size_t end = at + blanks + len;
    uint32_t c = numeral_char(s, end, &len);
    p->nen = true;
    if (c == 0x5EA6) { /* 度 */
        p->nendo = true;
        return end + len - at;
    }
    if (c == 0x4EE3 && p->number % 10 == 0) { /* 代 */
        /* A decade ends with its era: 昭和60年代 is 1985 to 1989. */
        int number = p->number + 9;
        if (p->era && number > p->era->last)
            number = p->era->last;
        p->last = p->era ? p->era->first + number - 1 : number;
        return end + len - at;
    }
    return end - at;
}

/* One year at `at`. `like`: the first end of a range, which lends its era to a bare number
 * (平成20年度から27年度); NULL elsewhere. Bytes taken, else 0. */
static size_t point_parse(struct slice s, size_t at, const struct point *like, struct point *ret)
{
    struct point p = {0};
    size_t end = at, n, len;
    if ((n = era_parse(s, at, &p.era, &p.lettered)) > 0) {
        end += n;
        if (!p.lettered)
            end += numeral_blanks(s, end);
        n = count_parse(s, end, 2, true, &p.number);
        if (n == 0 || p.number < 1 || p.number > p.era->last)
            return 0;
        p.year = p.era->first + p.number - 1;
    } else {
        p.era = NULL;
        p.lettered = false;
        n = count_parse(s, end, 4, false, &p.number);
        if (n > 0 && like && like->era && p.number > 0 && p.number <= like->era->last) {
            p.era = like->era;
            p.lettered = like->lettered;
            p.year = p.era->first + p.number - 1;
        } else if (n == 0 || p.number < YEARS_FIRST || p.number > YEARS_LAST) {
            return 0;
        } else {
            p.year = p.number;
        }
    }
    p.last = p.year;
    end += n;
    if (p.era)
        end += month_parse(s, end, &p.month);
    n = p.month ? 0 : nen_parse(s, end, &p);
    end += n;
    uint32_t next = numeral_char(s, end, &len);
    if (!p.nen && (is_digit(next) || is_letter(next)))
        return 0; /* H1N1, 20145 */
    if (p.lettered && !p.nen && !p.era->letter_alone && !(like && like->nen))
        return 0;
    if (!p.era && !p.nen) {
        /* 2014円, 2014人 and 2014千円 are numbers; so is 2014 of 2014.5 unless a date follows. */
        struct number number;
        size_t whole = number_parse(slice_sub(s, at, s.len), &number);
        if (whole > end - at)
            return 0;
    }
    *ret = p;
    return end - at;
}

/* A mark between the ends of a range with blanks around it; its bytes, else 0. *kara: it was the
 * word から, which may be answered by まで. */
static size_t range_mark(struct slice s, size_t at, bool *kara)
{
    static const uint32_t marks[] = {'-',    '~',    0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                     0x2015, 0x2212, 0x301C, 0x30FC, 0xFF70, 0x2500, 0x223C};
    size_t start = at, len;
    at += numeral_blanks(s, at);
    struct slice word = SLICE_LIT("から");
    *kara = false;
    if (slice_starts(slice_sub(s, at, s.len), word)) {
        *kara = true;
        at += word.len;
        return at + numeral_blanks(s, at) - start;
    }
    uint32_t c = numeral_char(s, at, &len);
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (c == marks[i]) {
            at += len;
            return at + numeral_blanks(s, at) - start;
        }
    return 0;
}

/* A month makes the fiscal year sure: March is the end of the year before. */
static int fiscal_of(const struct point *p)
{
    return p->month >= 1 && p->month <= 3 ? p->year - 1 : p->year;
}

size_t years_parse(struct slice s, struct years *ret)
{
    struct point a, b = {0};
    size_t end = point_parse(s, 0, NULL, &a);
    if (end == 0)
        return 0;
    bool range = false, kara;
    size_t mark = range_mark(s, end, &kara);
    size_t n = mark ? point_parse(s, end + mark, &a, &b) : 0;
    /* The end of a range takes part only if it makes one: R5.4-9 and 平成26-4 do not, and
     * 2014-04 is a date. */
    if (n > 0 && b.last >= a.year && (a.month == 0) == (b.month == 0)) {
        range = true;
        end += mark + n;
        struct slice made = SLICE_LIT("まで");
        if (kara && slice_starts(slice_sub(s, end, s.len), made))
            end += made.len;
    }
    const struct point *z = range ? &b : &a;
    int from = a.month ? fiscal_of(&a) : a.year;
    int to = z->month ? fiscal_of(z) : z->last;
    if (from > to || from < YEARS_FIRST || to > YEARS_LAST)
        return 0;
    ret->from = from;
    ret->to = to;
    ret->fiscal =
        a.nendo || z->nendo || a.month || (a.lettered && !a.nen) || (z->lettered && !z->nen);
    ret->exact = a.era || a.nen || z->era || z->nen;
    return end;
}

/* What stands behind a year and opens its range, its bytes; 0 where nothing does. */
static size_t open_end(struct slice s, struct years *y)
{
    static const struct {
        const char *word;
        bool later;
        int shift; /* years between the one named and the first or last one meant */
    } words[] = {
        {"以降", true, 0},    {"以後", true, 0},    {"以来", true, 0},
        {"より後", true, 1},  {"より前", false, 1}, {"以前", false, 0},
        {"までに", false, 0}, {"まで", false, 0},   {"から", true, 0},
    };
    bool kara;
    size_t took = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && took == 0; i++)
        if (slice_starts(s, slice_of(words[i].word))) {
            took = strlen(words[i].word);
            y->from = words[i].later ? y->from + words[i].shift : YEARS_FIRST;
            y->to = words[i].later ? YEARS_LAST : y->to - words[i].shift;
        }
    if (took == 0 && s.len > 0 && range_mark(s, 0, &kara) == s.len) {
        took = s.len;
        y->to = YEARS_LAST;
    }
    return took;
}

size_t years_asked(struct slice s, struct years *ret)
{
    bool kara;
    size_t mark = range_mark(s, 0, &kara);
    struct years y;
    size_t n = kara ? 0 : years_parse(slice_sub(s, mark, s.len), &y);
    if (n == 0)
        return 0;
    size_t more = mark ? 0 : open_end(slice_sub(s, n, s.len), &y);
    if (mark)
        y.from = YEARS_FIRST;
    else if (more)
        y.exact = true; /* 2010以降 can be nothing else */
    if (y.from > y.to)
        return 0;
    *ret = y;
    return mark + n + more;
}

/* Reads s whole by parse, blanks around it allowed. */
static bool read_all(struct slice s, size_t (*parse)(struct slice s, struct years *ret),
                     struct years *ret)
{
    size_t start = numeral_blanks(s, 0);
    struct slice rest = slice_sub(s, start, s.len);
    struct years y;
    size_t n = parse(rest, &y);
    if (n == 0 || n + numeral_blanks(rest, n) != rest.len)
        return false;
    *ret = y;
    return true;
}

bool years_parse_all(struct slice s, struct years *ret)
{
    return read_all(s, years_parse, ret);
}

bool years_asked_all(struct slice s, struct years *ret)
{
    return read_all(s, years_asked, ret);
}
