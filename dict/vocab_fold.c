/* vocab_fold.c - see vocab_fold.h */
#include "dict/vocab_fold.h"
#include "dict/numeral.h"
#include "dict/utf8.h"

/* U+FF66..U+FF9D in order. */
static const char half_width[] = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナ"
                                 "ニヌネノハヒフヘホマミムメモヤユヨ"
                                 "ラリルレロワン";

/* Old or rarer kanji and the one of today, in pairs. */
static const char kanji_pairs[] =
    "髙高﨑崎濵浜濱浜齋斎齊斎澤沢國国廣広萬万縣県灣湾臺台亞亜獨独會会學学舘館邊辺邉辺嶋島龍竜櫻桜"
    "關関鐵鉄圓円對対經経濟済發発產産實実總総聯連";

static uint32_t today(uint32_t c)
{
    struct slice p = {kanji_pairs, sizeof(kanji_pairs) - 1};
    if (c < 0x4E00)
        return c;
    for (size_t i = 0, a, b; i < p.len; i += a + b) {
        uint32_t old = utf8_at(p, i, &a);
        uint32_t now = utf8_at(p, i + a, &b);
        if (old == c)
            return now;
    }
    return c;
}

static bool skipped(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0x30FB || c == 0xB7 || c == '=' || c == 0x30A0;
}

/* カ + voiced mark. */
static uint32_t voiced(uint32_t kana, uint32_t mark)
{
    if (mark == 0xFF9E || mark == 0x3099 || mark == 0x309B) {
        if (kana == 0x30A6)
            return 0x30F4;
        bool row = (kana >= 0x30AB && kana <= 0x30C8) || (kana >= 0x30CF && kana <= 0x30DB);
        return row ? kana + 1 : 0;
    }
    if (mark == 0xFF9F || mark == 0x309A)
        return kana >= 0x30CF && kana <= 0x30DB ? kana + 2 : 0;
    return 0;
}

static uint32_t kana_of(uint32_t c)
{
    if (c >= 0xFF66 && c <= 0xFF9D) {
        size_t len;
        return utf8_at((struct slice){half_width, sizeof(half_width) - 1}, (c - 0xFF66) * 3, &len);
    }
    if (c == 0xFF65)
        return 0x30FB;
    return c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c;
}

static bool is_any(uint32_t c, struct slice list)
{
    for (size_t i = 0, len; i < list.len; i += len)
        if (utf8_at(list, i, &len) == c)
            return true;
    return false;
}

static bool is_kanji(struct slice s, size_t at)
{
    size_t len;
    return at < s.len && char_class(utf8_at(s, at, &len)) == CHAR_KANJI;
}

/* Is the hiragana at `at` the ending of a compound's part, which papers write or leave out: り み
 * of 取り組み, わせ of 問い合わせ先? One or two characters between kanji; at the end only behind two
 * kanji parts and before a particle or no hiragana, so that 展開した keeps its verb. */
static bool okurigana(struct slice s, size_t at)
{
    const struct slice inside = SLICE_LIT("いうえきくけげぎしすせちつみめむりるれわびべっ");
    const struct slice last = SLICE_LIT("わせえけめきちびげぎみりれ");
    const struct slice particles = SLICE_LIT("をのはがにでともやへ");
    size_t start = at, end = at, len;
    if (at == 0 || !is_any(utf8_at(s, at, &len), inside))
        return false;
    end += len;
    size_t before = utf8_before(s, at);
    size_t count = 1;
    if (!is_kanji(s, before)) {
        if (before == 0 || !is_any(utf8_at(s, before, &len), inside))
            return false;
        start = before;
        before = utf8_before(s, before);
        count++;
        if (!is_kanji(s, before))
            return false;
    }
    if (count == 1 && end < s.len && is_any(utf8_at(s, end, &len), inside))
        end += len;
    if (is_kanji(s, end))
        return true;
    for (size_t i = start; i < end; i += len)
        if (!is_any(utf8_at(s, i, &len), last))
            return false;
    if (end < s.len) {
        uint32_t next = utf8_at(s, end, &len);
        if (char_class(next) == CHAR_HIRAGANA && !is_any(next, particles))
            return false;
    }
    /* Behind one kanji alone it is a word's own ending: 受け, 祭り. */
    for (int i = 0; i < 2 && before > 0; i++) {
        before = utf8_before(s, before);
        if (is_kanji(s, before))
            return true;
        if (!is_any(utf8_at(s, before, &len), inside))
            return false;
    }
    return before > 0 && is_kanji(s, utf8_before(s, before));
}

size_t fold_char(struct slice s, size_t at, size_t *taken, char out[FOLD_CHAR_MAX])
{
    size_t len, next;
    uint32_t c = kana_of(numeral_char(s, at, &len));
    *taken = len;
    if (len == 0 || skipped(c) || (c >= 0x30A1 && okurigana(s, at)))
        return 0;
    uint32_t mark = numeral_char(s, at + len, &next);
    uint32_t with = voiced(c, mark);
    if (with) {
        c = with;
        *taken += next;
        mark = numeral_char(s, at + *taken, &next);
    }
    if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
    } else if (c == 0x30F4) { /* ヴ: バビブベボ by the small vowel behind it */
        static const uint32_t small[] = {0x30A1, 0x30A3, 0x30A7, 0x30A9};
        static const uint32_t ba[] = {0x30D0, 0x30D3, 0x30D9, 0x30DC};
        c = 0x30D6;
        for (size_t i = 0; i < 4; i++)
            if (kana_of(mark) == small[i]) {
                c = ba[i];
                *taken += next;
            }
    } else if (c == 0x30F6) {
        c = 0x30B1; /* ヶ ケ */
    } else if (c == 0x30F5) {
        c = 0x30AB; /* ヵ カ */
    }
    return utf8_put(today(c), out);
}

size_t fold_key(struct slice s, char out[FOLD_MAX])
{
    size_t used = 0;
    for (size_t at = 0, taken; at < s.len; at += taken) {
        char c[FOLD_CHAR_MAX];
        size_t n = fold_char(s, at, &taken, c);
        if (used + n > FOLD_MAX)
            return 0;
        memcpy(out + used, c, n);
        used += n;
    }
    return used;
}
