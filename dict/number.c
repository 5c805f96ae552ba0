/* number.c - see number.h
 *
 * A number is a sum of sections (.. 兆, .. 億, .. 万, ..), a section a sum of parts (.. 千, .. 百,
 * .. 十, ..), a part a run of digits in either script. 百万 and 千 after a long run of digits, as
 * tables print them (300百万円, 300,000千円), fall out of that by themselves.
 * Everything is kept in millionths while reading, so that 1.3億 is exact.
 */
#include "dict/number.h"
#include "dict/numeral.h"
#include "dict/utf8.h"

__extension__ typedef __int128 wide; /* millionths of up to 10^18 need 80 bits */
static const wide scale = 1000000;
static const wide limit = (wide)1000000000000000000 * 1000000;

struct unit {
    const char *written; /* normal width */
    const char *canon;
    const char *not_before; /* characters that make another word of it: 社 + 会 */
};

/* Longer before shorter where one begins with the other. Counters of this field's papers;
 * 年 and 月 are left to era.h and to the words. */
static const struct unit units[] = {
    {"円", "円", "滑卓高安"},
    {"米ドル", "ドル", ""},
    {"ドル", "ドル", ""},
    {"ユーロ", "ユーロ", ""},
    {"人民元", "元", ""},
    {"人月", "人月", ""},
    {"人", "人", "材口権事工文類気物的脈"},
    {"名", "人", "称前古産簿刺義誉"},
    {"件", "件", "名"},
    {"社", "社", "会内員長"},
    {"回", "回", "答復収線路"},
    {"市町村", "市町村", ""},
    {"都道府県", "都道府県", ""},
    {"都市", "都市", "部圏計間"},
    {"府県", "府県", ""},
    {"市", "市", "場民長役街内外"},
    {"県", "県", "民人内庁産外知"},
    {"団体", "団体", ""},
    {"自治体", "自治体", ""},
    {"事務所", "事務所", ""},
    {"拠点", "拠点", ""},
    {"機関", "機関", ""},
    {"企業", "企業", ""},
    {"事業所", "事業所", ""},
    {"事業者", "事業者", ""},
    {"事業", "事業", "費名化"},
    {"品目", "品目", ""},
    {"種類", "種類", ""},
    {"店舗", "店舗", ""},
    {"世帯", "世帯", ""},
    {"講座", "講座", ""},
    {"言語", "言語", ""},
    {"校", "校", "長正舎"},
    {"時間", "時間", ""},
    {"週間", "週間", ""},
    {"日間", "日", ""},
    {"日", "日", "本系中常程"},
    {"泊", "泊", ""},
    {"個", "個", "人別"},
    {"ポイント", "ポイント", ""},
    {"点", "点", "検在灯"},
    {"歳", "歳", "入出"},
    {"倍", "倍", ""},
    {"位", "位", "置"},
    {"便", "便", "利益"},
    {"台", "台", "湾北"},
    {"組", "組", "織合"},
    {"キロ", "キロ", ""},
    {"トン", "トン", ""},
    {"パーセント", "%", ""},
    {"%", "%", ""},
};

/* か国, か所, か月, か年 in all their spellings: one of か カ ヵ ヶ ケ 箇 个, then the noun. */
static const char *const ka_forms[] = {"か", "カ", "ヵ", "ヶ", "ケ", "箇", "ｶ", "ｹ"};
static const struct unit ka_units[] = {
    {"国語", "か国語", ""}, {"国", "か国", ""}, {"所", "か所", ""},
    {"月", "か月", ""},     {"年", "か年", ""},
};

/* Does s from `at` on read `want` (plain width)? Its bytes in s, else 0. */
static size_t reads(struct slice s, size_t at, const char *want)
{
    struct slice w = slice_of(want);
    size_t start = at;
    for (size_t i = 0; i < w.len;) {
        size_t wl, sl;
        if (numeral_char(s, at, &sl) != utf8_at(w, i, &wl))
            return 0;
        i += wl;
        at += sl;
    }
    return at - start;
}

static bool stands_in(uint32_t c, const char *list)
{
    struct slice l = slice_of(list);
    for (size_t i = 0, len; i < l.len; i += len)
        if (utf8_at(l, i, &len) == c)
            return true;
    return false;
}

static size_t unit_of(struct unit const *table, size_t count, struct slice s, size_t at,
                      struct slice *ret)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = reads(s, at, table[i].written), len;
        if (n == 0 || stands_in(numeral_char(s, at + n, &len), table[i].not_before))
            continue;
        *ret = slice_of(table[i].canon);
        return n;
    }
    return 0;
}

/* The counter at `at`, at most one blank before it; its bytes with the blank, else 0. */
static size_t unit_parse(struct slice s, size_t at, struct slice *ret)
{
    size_t blank = 0, len;
    if (numeral_char(s, at, &len) == ' ')
        blank = len;
    size_t from = at + blank;
    for (size_t i = 0; i < sizeof(ka_forms) / sizeof(ka_forms[0]); i++) {
        size_t k = reads(s, from, ka_forms[i]);
        size_t n =
            k ? unit_of(ka_units, sizeof(ka_units) / sizeof(ka_units[0]), s, from + k, ret) : 0;
        if (n)
            return blank + k + n;
    }
    size_t n = unit_of(units, sizeof(units) / sizeof(units[0]), s, from, ret);
    return n ? blank + n : 0;
}

/* One number as it stands in the text, without its unit. */
struct shape {
    size_t bytes;
    wide millionths;
    size_t kanji, arabic; /* numeral characters of each script */
};

static bool arabic_at(struct slice s, size_t at, size_t *len, int *digit)
{
    bool kanji;
    *digit = numeral_digit(numeral_char(s, at, len), &kanji);
    return *digit >= 0 && !kanji;
}

/* Bytes of a comma at `at` with exactly three digits behind it, else 0. */
static size_t group_at(struct slice s, size_t at)
{
    size_t len, n = 0, p;
    int d;
    if (numeral_char(s, at, &len) != ',')
        return 0;
    for (p = at + len; n < 4 && arabic_at(s, p, &len, &d); p += len)
        n++;
    return n == 3 ? p - at : 0;
}

/* A run of Arabic digits at `at` with thousands commas and a decimal point: bytes taken, 0 where
 * none stands there or it is beyond all bounds. */
static size_t arabic_parse(struct slice s, size_t at, struct shape *sh, wide *ret)
{
    size_t start = at, len, count = 0, group;
    wide value = 0;
    int d;
    for (; arabic_at(s, at, &len, &d); at += len, count++) {
        value = value * 10 + d;
        if (value > limit / scale)
            return 0;
    }
    while (count > 0 && count <= 3 && (group = group_at(s, at)) > 0) {
        for (size_t end = at + group; at < end; at += len)
            if (arabic_at(s, at, &len, &d))
                value = value * 10 + d;
        if (value > limit / scale)
            return 0;
        sh->arabic += 3;
    }
    value *= scale;
    if (count > 0 && numeral_char(s, at, &len) == '.') {
        size_t l;
        wide place = scale;
        /* Digits past the millionth fall away. */
        for (size_t p = at + len; arabic_at(s, p, &l, &d); p += l, at = p) {
            place /= 10;
            value += place * d;
        }
    }
    sh->arabic += count;
    *ret = value;
    return at - start;
}

/* The same for 〇..九 read as places: 二〇一四. */
static size_t kanji_parse(struct slice s, size_t at, struct shape *sh, wide *ret)
{
    size_t start = at, len;
    wide value = 0;
    bool kanji;
    int d;
    while ((d = numeral_digit(numeral_char(s, at, &len), &kanji)) >= 0 && kanji) {
        value = value * 10 + d;
        if (value > limit / scale)
            return 0;
        at += len;
        sh->kanji++;
    }
    *ret = value * scale;
    return at - start;
}

/* A section, what stands before 万, 億 or 兆: parts with 千 百 十 in falling order, the last one
 * perhaps without. */
static size_t section_parse(struct slice s, size_t at, struct shape *sh, wide *ret)
{
    size_t start = at;
    wide sum = 0;
    int64_t last = INT64_MAX;
    for (;;) {
        wide part = scale;
        struct shape with = *sh;
        size_t len, n = arabic_parse(s, at, &with, &part);
        if (n == 0)
            n = kanji_parse(s, at, &with, &part);
        int64_t power = numeral_power(numeral_char(s, at + n, &len));
        bool small = power >= 10 && power <= 1000;
        if (small && power >= last)
            break; /* 三千五千 is two numbers */
        if (!small) {
            if (n > 0) {
                sum += part;
                at += n;
                *sh = with;
            }
            break;
        }
        sum += (n > 0 ? part : scale) * power;
        last = power;
        at += n + len;
        *sh = with;
        sh->kanji++;
        if (sum > limit)
            return 0;
    }
    *ret = sum;
    return at - start;
}

static bool shape_parse(struct slice s, struct shape *ret)
{
    struct shape sh = {0, 0, 0, 0};
    wide total = 0;
    int64_t last = INT64_MAX;
    size_t at = 0;
    for (;;) {
        wide section = 0;
        struct shape with = sh;
        size_t len, n = section_parse(s, at, &with, &section);
        if (n == 0)
            break;
        int64_t power = numeral_power(numeral_char(s, at + n, &len));
        if (power > 1000 && power >= last)
            break; /* 三億五億 */
        sh = with;
        at += n;
        if (power <= 1000) {
            total += section;
            break;
        }
        if (section > limit / power)
            return false;
        total += section * power;
        last = power;
        at += len;
        sh.kanji++;
    }
    /* 2.5 alone is no whole number; too much is none at all. */
    if (at == 0 || total > limit || total % scale != 0)
        return false;
    sh.bytes = at;
    sh.millionths = total;
    *ret = sh;
    return true;
}

size_t number_parse(struct slice s, struct number *ret)
{
    size_t money = 0, len;
    uint32_t first = numeral_char(s, 0, &len);
    if (first == '\\' || first == 0xA5 || first == 0xFFE5)
        money = len;
    struct shape sh;
    bool kanji;
    if (money && (numeral_digit(numeral_char(s, money, &len), &kanji) < 0 || kanji))
        return 0;
    if (!shape_parse(slice_sub(s, money, s.len), &sh))
        return 0;
    size_t at = money + sh.bytes;
    struct slice unit = {NULL, 0};
    size_t unit_bytes = unit_parse(s, at, &unit);
    if (sh.arabic == 0 && unit_bytes == 0) {
        /* 三重県, 五十嵐, 七十七銀行, 一般: characters of a word, not a number. 二〇一四年 is one. */
        uint32_t next = numeral_char(s, at, &len);
        bool year = next == 0x5E74 || next == 0x6708; /* 年 月 */
        if (!year && (sh.kanji < 2 || (len > 0 && char_class(next) == CHAR_KANJI)))
            return 0;
    }
    if (money && unit_bytes == 0)
        unit = SLICE_LIT("円");
    ret->value = (int64_t)(sh.millionths / scale);
    ret->unit = unit;
    return at + unit_bytes;
}
