/* numeral.c - see numeral.h */
#include "dict/numeral.h"
#include "dict/utf8.h"

uint32_t numeral_char(struct slice s, size_t at, size_t *len)
{
    if (at >= s.len) {
        *len = 0;
        return 0;
    }
    uint32_t c = utf8_at(s, at, len);
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFF01 + '!';
    return c == 0x3000 || c == 0xA0 ? ' ' : c;
}

size_t numeral_blanks(struct slice s, size_t at)
{
    size_t start = at, len;
    while (numeral_char(s, at, &len) == ' ')
        at += len;
    return at - start;
}

int numeral_digit(uint32_t c, bool *kanji)
{
    *kanji = false;
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    *kanji = true;
    switch (c) {
    case 0x3007: /* 〇 */
    case 0x96F6: /* 零 */ return 0;
    case 0x4E00: /* 一 */ return 1;
    case 0x4E8C: /* 二 */ return 2;
    case 0x4E09: /* 三 */ return 3;
    case 0x56DB: /* 四 */ return 4;
    case 0x4E94: /* 五 */ return 5;
    case 0x516D: /* 六 */ return 6;
    case 0x4E03: /* 七 */ return 7;
    case 0x516B: /* 八 */ return 8;
    case 0x4E5D: /* 九 */ return 9;
    default: return -1;
    }
}

int64_t numeral_power(uint32_t c)
{
    switch (c) {
    case 0x5341: /* 十 */ return 10;
    case 0x767E: /* 百 */ return 100;
    case 0x5343: /* 千 */ return 1000;
    case 0x4E07: /* 万 */ return INT64_C(10000);
    case 0x5104: /* 億 */ return INT64_C(100000000);
    case 0x5146: /* 兆 */ return INT64_C(1000000000000);
    default: return 0;
    }
}
