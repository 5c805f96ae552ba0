/* utf8.c - see utf8.h. */
#include "dict/utf8.h"
#include <utf8proc.h>

/* Length of the well-formed character at p (n bytes left), 0 where there is none.
 * Table 3-7 of the Unicode Standard. */
static size_t well_formed(const unsigned char *p, size_t n)
{
    unsigned char a = p[0];
    if (a < 0x80)
        return 1;
    if (a < 0xC2 || a > 0xF4)
        return 0;
    size_t len = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4;
    if (n < len)
        return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (a == 0xE0)
        low = 0xA0;
    else if (a == 0xED)
        high = 0x9F;
    else if (a == 0xF0)
        low = 0x90;
    else if (a == 0xF4)
        high = 0x8F;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

size_t utf8_valid(struct slice s)
{
    size_t at = 0;
    while (at < s.len) {
        size_t len = well_formed((const unsigned char *)s.ptr + at, s.len - at);
        if (len == 0)
            break;
        at += len;
    }
    return at;
}

uint32_t utf8_at(struct slice s, size_t at, size_t *len)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    if (p[0] < 0x80) {
        *len = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *len = 2;
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if (p[0] < 0xF0) {
        *len = 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    *len = 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
           (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
}

size_t utf8_before(struct slice s, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80);
    return at;
}

struct slice utf8_trim(struct slice s)
{
    size_t len;
    while (s.len && char_class(utf8_at(s, 0, &len)) == CHAR_SPACE)
        s = slice_sub(s, len, s.len);
    while (s.len) {
        size_t last = utf8_before(s, s.len);
        if (char_class(utf8_at(s, last, &len)) != CHAR_SPACE)
            break;
        s.len = last;
    }
    return s;
}

size_t utf8_floor(struct slice s, size_t max)
{
    if (max >= s.len)
        return s.len;
    while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0) == 0x80)
        max--;
    return max;
}

size_t utf8_put(uint32_t c, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

size_t utf8_count(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

enum char_class char_class(uint32_t c)
{
    if (c < 0x80) {
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            return CHAR_SPACE;
        if (c >= '0' && c <= '9')
            return CHAR_DIGIT;
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? CHAR_LATIN : CHAR_SYMBOL;
    }
    if (c >= 0x3041 && c <= 0x309F)
        return c >= 0x3099 && c <= 0x309C ? CHAR_SYMBOL : CHAR_HIRAGANA;
    if ((c >= 0x30A1 && c <= 0x30FA) || (c >= 0x30FC && c <= 0x30FF) ||
        (c >= 0x31F0 && c <= 0x31FF) || (c >= 0xFF66 && c <= 0xFF9D))
        return CHAR_KATAKANA;
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
        (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
        (c >= 0x3005 && c <= 0x3007))
        return CHAR_KANJI;
    if (c >= 0xFF10 && c <= 0xFF19)
        return CHAR_DIGIT;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC: return CHAR_LATIN;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return CHAR_SPACE;
    case UTF8PROC_CATEGORY_ND: return CHAR_DIGIT;
    default: /* a foreign enum of thirty, of which ten matter here */ return CHAR_SYMBOL;
    }
}

bool char_is_hiragana(uint32_t c)
{
    return char_class(c) == CHAR_HIRAGANA;
}

bool char_is_katakana(uint32_t c)
{
    return char_class(c) == CHAR_KATAKANA;
}

bool char_is_kana(uint32_t c)
{
    return char_is_hiragana(c) || char_is_katakana(c);
}

bool char_is_kanji(uint32_t c)
{
    return char_class(c) == CHAR_KANJI;
}

bool utf8_all(struct slice s, bool (*so)(uint32_t c))
{
    size_t len;
    for (size_t i = 0; i < s.len; i += len)
        if (!so(utf8_at(s, i, &len)))
            return false;
    return s.len > 0;
}

bool utf8_any(struct slice s, bool (*so)(uint32_t c))
{
    size_t len;
    for (size_t i = 0; i < s.len; i += len)
        if (so(utf8_at(s, i, &len)))
            return true;
    return false;
}
