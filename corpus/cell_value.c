/* cell_value.c - values that can be read off a text by themselves: numbers, years, letters of a
 * legend and its wordings, head counts. */
#include "corpus/cell_value.h"
#include "dict/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct slice cell_trim(struct slice s)
{
    size_t len;
    while (s.len > 0) {
        uint32_t c = utf8_at(s, 0, &len);
        if (char_class(c) != CHAR_SPACE && c != 0xFEFF)
            break;
        s = slice_sub(s, len, s.len);
    }
    while (s.len > 0) {
        size_t at = utf8_before(s, s.len);
        if (char_class(utf8_at(s, at, &len)) != CHAR_SPACE)
            break;
        s.len = at;
    }
    return s;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == 0x30FC || c == 0xFF0D || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
           c == 0xFF70;
}

bool cell_is_blank(struct slice text)
{
    text = cell_trim(text);
    for (size_t i = 0, len; i < text.len; i += len) {
        uint32_t c = utf8_at(text, i, &len);
        if (!is_dash(c) && char_class(c) != CHAR_SPACE)
            return false;
    }
    return true;
}

uint32_t cell_narrow(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

size_t cell_digits(struct slice s, size_t at, int max, int64_t *ret)
{
    size_t i = at;
    int64_t n = 0;
    int count = 0;
    while (i < s.len) {
        size_t len;
        uint32_t c = cell_narrow(utf8_at(s, i, &len));
        if (c < '0' || c > '9' || count == max)
            break;
        n = n * 10 + (int64_t)(c - '0');
        count++;
        i += len;
    }
    if (count)
        *ret = n;
    return i - at;
}

size_t cell_year(struct slice s, int *ret)
{
    static const struct {
        const char *name;
        int before; /* year 1 is before + 1 */
        int last;
    } eras[] = {
        {"明治", 1867, 45}, {"大正", 1911, 15}, {"昭和", 1925, 64}, {"平成", 1988, 31},
        {"令和", 2018, 40}, {"M", 1867, 45},    {"T", 1911, 15},    {"S", 1925, 64},
        {"H", 1988, 31},    {"R", 2018, 40},
    };
    if (s.len == 0)
        return 0;
    size_t len, at = 0;
    int64_t n = 0;
    uint32_t first = cell_narrow(utf8_at(s, 0, &len));
    for (size_t i = 0; i < COUNT(eras); i++) {
        struct slice name = slice_of(eras[i].name);
        if (name.len == 1 ? (first == (uint32_t)name.ptr[0] || first == (uint32_t)name.ptr[0] + 32)
                          : slice_starts(s, name)) {
            at = name.len == 1 ? len : name.len;
            if (slice_starts(slice_sub(s, at, s.len), SLICE_LIT("."))) /* R.5 */
                at++;
            size_t took = cell_digits(s, at, 2, &n);
            if (took == 0 && slice_starts(slice_sub(s, at, s.len), SLICE_LIT("元"))) {
                n = 1;
                took = strlen("元");
            }
            if (took == 0 || n < 1 || n > eras[i].last)
                return 0;
            at += took;
            n += eras[i].before;
            break;
        }
    }
    if (at == 0) {
        at = cell_digits(s, 0, 4, &n);
        if (at == 0 || n < 1868 || n > 2100)
            return 0;
        struct slice rest = slice_sub(s, at, s.len);
        if (rest.len && !slice_starts(rest, SLICE_LIT("年")))
            return 0;
    }
    int64_t more;
    if (cell_digits(s, at, 1, &more))
        return 0;
    if (slice_starts(slice_sub(s, at, s.len), SLICE_LIT("年")))
        at += strlen("年");
    if (slice_starts(slice_sub(s, at, s.len), SLICE_LIT("度")))
        at += strlen("度");
    *ret = (int)n;
    return at;
}

size_t cell_date(struct slice s, int *ret)
{
    static const char *const marks[2][4] = {{"年", "/", "-", "."}, {"月", "/", "-", "."}};
    int64_t n;
    int year;
    size_t at = cell_year(s, &year), kind = COUNT(marks[0]);
    if (at && slice_ends(slice_sub(s, 0, at), SLICE_LIT("年"))) {
        kind = 0;
    } else {
        if (at == 0) { /* 2005/7: no year by itself */
            at = cell_digits(s, 0, 4, &n);
            if (at == 0 || n < 1868 || n > 2100)
                return 0;
            year = (int)n;
        }
        for (size_t i = 1; i < COUNT(marks[0]); i++)
            if (slice_starts(slice_sub(s, at, s.len), slice_of(marks[0][i])))
                kind = i;
        at += 1;
    }
    if (kind == COUNT(marks[0]))
        return 0;
    size_t took = cell_digits(s, at, 2, &n);
    if (took == 0 || n < 1 || n > 12)
        return 0;
    at += took;
    bool more = slice_starts(slice_sub(s, at, s.len), slice_of(marks[1][kind]));
    if (more || kind == 0) {
        if (!more)
            return 0;
        size_t day = cell_digits(s, at + strlen(marks[1][kind]), 2, &n);
        if (day && n >= 1 && n <= 31)
            at += strlen(marks[1][kind]) + day;
        else if (kind == 0)
            at += strlen("月");
        if (kind == 0 && day && slice_starts(slice_sub(s, at, s.len), SLICE_LIT("日")))
            at += strlen("日");
    }
    *ret = year;
    return at;
}

int64_t cell_number(struct slice s)
{
    s = cell_trim(s);
    if (s.len == 0 || s.len > 40)
        return -1;
    int64_t n = 0;
    int digits = 0;
    for (size_t i = 0, len; i < s.len; i += len) {
        uint32_t c = cell_narrow(utf8_at(s, i, &len));
        if (c == ',' && digits)
            continue;
        if (c < '0' || c > '9' || ++digits > 15)
            return -1;
        n = n * 10 + (int64_t)(c - '0');
    }
    return digits ? n : -1;
}

/* Bytes of one of the characters at the beginning of s, 0 for none. */
static size_t one_of(struct slice s, const uint32_t *chars, size_t count)
{
    size_t len;
    if (s.len == 0)
        return 0;
    uint32_t c = cell_narrow(utf8_at(s, 0, &len));
    for (size_t i = 0; i < count; i++)
        if (c == chars[i])
            return len;
    return 0;
}

size_t cell_letter(struct slice s, char *ret)
{
    static const uint32_t closing[] = {':', '.', ')'};
    if (s.len == 0)
        return 0;
    size_t at = cell_narrow((unsigned char)s.ptr[0]) == '(' ? 1 : 0, len;
    if (slice_starts(s, SLICE_LIT("（")))
        at = strlen("（");
    bool open = at > 0;
    if (at == s.len)
        return 0;
    uint32_t c = cell_narrow(utf8_at(s, at, &len));
    at += len;
    if (c >= 0x2460 && c <= 0x2463 && at == s.len && !open) { /* ① to ④ alone */
        *ret = (char)('a' + (c - 0x2460));
        return at;
    }
    if (c >= 'A' && c <= 'D')
        c += 32;
    if (c < 'a' || c > 'd')
        return 0;
    struct slice rest = slice_sub(s, at, s.len);
    size_t close = one_of(rest, closing, COUNT(closing));
    if (open && (close == 0 || cell_narrow(utf8_at(rest, 0, &len)) != ')'))
        return 0;
    if (rest.len && !close) {
        uint32_t next = cell_narrow(utf8_at(rest, 0, &len));
        enum char_class k = char_class(next);
        if (k == CHAR_LATIN || k == CHAR_DIGIT || next == '&' || next == '-' || next == '\'')
            return 0;
    }
    *ret = (char)c;
    return at + close;
}

/* A letter, "①", "1.", "(2)", "ア" before the wording of a legend. */
static size_t legend_mark(struct slice s)
{
    static const uint32_t opening[] = {'('}, closing[] = {')', '.', ':', 0x3001};
    char letter;
    size_t len, at = cell_letter(s, &letter);
    int64_t n;
    if (at == 0 && s.len) {
        uint32_t c = utf8_at(s, 0, &len);
        if (c >= 0x2460 && c <= 0x2473)
            return len;
        at = one_of(s, opening, COUNT(opening));
        size_t digits = cell_digits(s, at, 1, &n);
        if (digits == 0)
            return 0;
        at += digits;
        len = one_of(slice_sub(s, at, s.len), closing, COUNT(closing));
        if (len == 0)
            return 0;
        at += len;
    }
    return at;
}

size_t cell_label(struct slice s, char *ret)
{
    /* The letter first. */
    static const char *const labels[] = {
        "a独自事務所",     "a独自海外事務所", "a単独事務所", "a直営事務所",     "a直営",
        "b機関等派遣",     "b機関派遣",       "b職員派遣",   "b他機関への派遣", "c業務委託等",
        "c業務委託契約等", "c業務委託契約",   "c業務委託",   "c民間委託",       "c個人に委託",
        "c委託",           "dその他",
    };
    for (int marked = 0; marked < 2; marked++) {
        size_t mark = marked ? legend_mark(s) : 0, best = 0;
        if (marked && mark == 0)
            break;
        while (mark < s.len && s.ptr[mark] == ' ')
            mark++;
        struct slice rest = slice_sub(s, mark, s.len);
        for (size_t i = 0; i < COUNT(labels); i++) {
            struct slice w = slice_of(labels[i] + 1);
            if (w.len > best && slice_starts(rest, w)) {
                best = w.len;
                *ret = labels[i][0];
            }
        }
        if (best)
            return mark + best;
    }
    return 0;
}

/* ---- head counts ---- */

enum heads_word { HEADS_TOTAL, HEADS_DISPATCHED, HEADS_LOCAL, HEADS_NUMBER, HEADS_PLUS };

/* The next word, number or plus of s from *at on; false at the end. *odd: something that belongs to
 * no head count stood before it. */
static bool heads_next(struct slice s, size_t *at, enum heads_word *ret, int64_t *n, bool *odd)
{
    static const struct {
        const char *name;
        int word; /* -1: says nothing */
    } words[] = {
        {"派遣", HEADS_DISPATCHED},
        {"本庁", HEADS_DISPATCHED},
        {"駐在", HEADS_DISPATCHED},
        {"出向", HEADS_DISPATCHED},
        {"現地", HEADS_LOCAL},
        {"ローカル", HEADS_LOCAL},
        {"計", HEADS_TOTAL},
        {"合計", HEADS_TOTAL},
        {"総数", HEADS_TOTAL},
        {"うち", -1},
        {"内", -1},
        {"職員", -1},
        {"採用", -1},
        {"雇用", -1},
        {"スタッフ", -1},
        {"人", -1},
        {"名", -1},
        {"員", -1},
        {"数", -1},
    };
    while (*at < s.len) {
        size_t len, took = cell_digits(s, *at, 4, n);
        if (took) {
            *at += took;
            *ret = HEADS_NUMBER;
            return true;
        }
        uint32_t c = cell_narrow(utf8_at(s, *at, &len));
        if (c == '+') {
            *at += len;
            *ret = HEADS_PLUS;
            return true;
        }
        int word = -2;
        for (size_t i = 0; i < COUNT(words) && word == -2; i++)
            if (slice_starts(slice_sub(s, *at, s.len), slice_of(words[i].name))) {
                word = words[i].word;
                len = strlen(words[i].name);
            }
        *odd |= word == -2 && c != '(' && c != ')' && c != ':' && c != 0x3001 && c != 0x30FB &&
                c != ',' && c != '/' && char_class(c) != CHAR_SPACE;
        *at += len;
        if (word >= 0) {
            *ret = (enum heads_word)word;
            return true;
        }
    }
    return false;
}

bool cell_heads(struct slice s, int64_t heads[3])
{
    enum { TOKENS_MAX = 8 };
    enum heads_word word[TOKENS_MAX], w = HEADS_PLUS;
    int64_t n[TOKENS_MAX], number = 0;
    size_t count = 0, numbers = 0, words = 0, at = 0;
    bool odd = false, plus = false;
    s = cell_trim(s);
    heads[0] = heads[1] = heads[2] = -1;
    if (s.len == 0 || s.len > 90)
        return false;
    while (heads_next(s, &at, &w, &number, &odd)) {
        if (w == HEADS_PLUS) {
            plus = true;
            continue;
        }
        if (count && w != HEADS_NUMBER && word[count - 1] == w)
            continue; /* 本庁派遣 */
        if (count == TOKENS_MAX)
            return false;
        word[count] = w;
        n[count++] = number;
        numbers += w == HEADS_NUMBER;
        words += w != HEADS_NUMBER;
    }
    if (odd || numbers == 0 || numbers > 3)
        return false;
    size_t first = 0;
    if (words == 0) { /* "3人", "1+2", "3(1)" */
        if (numbers == 3 || (numbers == 2 && !plus && slice_find(s, SLICE_LIT("(")) == s.len &&
                             slice_find(s, SLICE_LIT("（")) == s.len))
            return false;
        heads[numbers == 2 && plus ? HEADS_DISPATCHED : HEADS_TOTAL] = n[0];
        if (numbers == 2)
            heads[plus ? HEADS_LOCAL : HEADS_DISPATCHED] = n[1];
    } else {
        if (word[0] == HEADS_NUMBER && numbers == words + 1) { /* "3(派遣1、現地2)" */
            heads[HEADS_TOTAL] = n[0];
            first = 1;
        }
        if (numbers - first != words)
            return false;
        for (size_t i = first; i + 1 < count; i += 2) {
            bool before = word[i] != HEADS_NUMBER; /* the word, or the number */
            if (before == (word[i + 1] != HEADS_NUMBER))
                return false;
            heads[word[before ? i : i + 1]] = n[before ? i + 1 : i];
        }
    }
    if (heads[0] < 0 && heads[1] >= 0 && heads[2] >= 0)
        heads[0] = heads[1] + heads[2];
    for (int i = 1; i < 3; i++)
        if (heads[i] < 0 && heads[3 - i] >= 0 && heads[0] >= heads[3 - i])
            heads[i] = heads[0] - heads[3 - i];
    return true;
}
