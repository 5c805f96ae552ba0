/* kana.c - see kana.h. */
#include "dict/kana.h"
#include "dict/utf8.h"
#include <ctype.h>

/* Small enough for any word; longer romaji is no word. */
enum { ROMAJI_MAX = 256 };

/* Appends s; of its characters first..last and the two iteration marks from `mark` on, those that are
 * `by` further in Unicode. The two kana blocks lie alike. */
static void shift_kana(struct slice s, uint32_t first, uint32_t last, uint32_t mark, int by,
                       struct buf *out)
{
    for (size_t i = 0, n; i < s.len; i += n) {
        uint32_t c = utf8_at(s, i, &n);
        char put[4];
        if ((c >= first && c <= last) || c == mark || c == mark + 1)
            buf_put(out, put, utf8_put((uint32_t)((int)c + by), put));
        else
            buf_put(out, s.ptr + i, n);
    }
}

void kana_to_katakana(struct slice s, struct buf *out)
{
    shift_kana(s, 0x3041, 0x3096, 0x309D, 0x60, out);
}

void kana_to_hiragana(struct slice s, struct buf *out)
{
    shift_kana(s, 0x30A1, 0x30F6, 0x30FD, -0x60, out);
}

bool kana_is_romaji(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
}

/* Spellings an input method takes; the first of one kana is the Hepburn one, which
 * kana_to_romaji() writes. Longest first does not matter: lookup tries 4, 3, 2, 1 letters. */
static const struct {
    const char *romaji, *kana;
} table[] = {
    {"a", "ア"},
    {"i", "イ"},
    {"u", "ウ"},
    {"e", "エ"},
    {"o", "オ"},
    {"ka", "カ"},
    {"ki", "キ"},
    {"ku", "ク"},
    {"ke", "ケ"},
    {"ko", "コ"},
    {"ga", "ガ"},
    {"gi", "ギ"},
    {"gu", "グ"},
    {"ge", "ゲ"},
    {"go", "ゴ"},
    {"sa", "サ"},
    {"shi", "シ"},
    {"si", "シ"},
    {"su", "ス"},
    {"se", "セ"},
    {"so", "ソ"},
    {"za", "ザ"},
    {"ji", "ジ"},
    {"zi", "ジ"},
    {"zu", "ズ"},
    {"ze", "ゼ"},
    {"zo", "ゾ"},
    {"ta", "タ"},
    {"chi", "チ"},
    {"ti", "チ"},
    {"tsu", "ツ"},
    {"tu", "ツ"},
    {"te", "テ"},
    {"to", "ト"},
    {"da", "ダ"},
    {"di", "ヂ"},
    {"du", "ヅ"},
    {"dzu", "ヅ"},
    {"de", "デ"},
    {"do", "ド"},
    {"na", "ナ"},
    {"ni", "ニ"},
    {"nu", "ヌ"},
    {"ne", "ネ"},
    {"no", "ノ"},
    {"ha", "ハ"},
    {"hi", "ヒ"},
    {"fu", "フ"},
    {"hu", "フ"},
    {"he", "ヘ"},
    {"ho", "ホ"},
    {"ba", "バ"},
    {"bi", "ビ"},
    {"bu", "ブ"},
    {"be", "ベ"},
    {"bo", "ボ"},
    {"pa", "パ"},
    {"pi", "ピ"},
    {"pu", "プ"},
    {"pe", "ペ"},
    {"po", "ポ"},
    {"ma", "マ"},
    {"mi", "ミ"},
    {"mu", "ム"},
    {"me", "メ"},
    {"mo", "モ"},
    {"ya", "ヤ"},
    {"yu", "ユ"},
    {"yo", "ヨ"},
    {"ra", "ラ"},
    {"ri", "リ"},
    {"ru", "ル"},
    {"re", "レ"},
    {"ro", "ロ"},
    {"la", "ラ"},
    {"li", "リ"},
    {"lu", "ル"},
    {"le", "レ"},
    {"lo", "ロ"},
    {"wa", "ワ"},
    {"wo", "ヲ"},
    {"wi", "ウィ"},
    {"we", "ウェ"},
    {"kya", "キャ"},
    {"kyu", "キュ"},
    {"kyo", "キョ"},
    {"kye", "キェ"},
    {"gya", "ギャ"},
    {"gyu", "ギュ"},
    {"gyo", "ギョ"},
    {"sha", "シャ"},
    {"shu", "シュ"},
    {"sho", "ショ"},
    {"she", "シェ"},
    {"sya", "シャ"},
    {"syu", "シュ"},
    {"syo", "ショ"},
    {"sye", "シェ"},
    {"ja", "ジャ"},
    {"ju", "ジュ"},
    {"jo", "ジョ"},
    {"je", "ジェ"},
    {"jya", "ジャ"},
    {"jyu", "ジュ"},
    {"jyo", "ジョ"},
    {"zya", "ジャ"},
    {"zyu", "ジュ"},
    {"zyo", "ジョ"},
    {"zye", "ジェ"},
    {"cha", "チャ"},
    {"chu", "チュ"},
    {"cho", "チョ"},
    {"che", "チェ"},
    {"tya", "チャ"},
    {"tyu", "チュ"},
    {"tyo", "チョ"},
    {"tye", "チェ"},
    {"cya", "チャ"},
    {"cyu", "チュ"},
    {"cyo", "チョ"},
    {"dya", "ヂャ"},
    {"dyu", "ヂュ"},
    {"dyo", "ヂョ"},
    {"tsa", "ツァ"},
    {"tsi", "ツィ"},
    {"tse", "ツェ"},
    {"tso", "ツォ"},
    {"thi", "ティ"},
    {"t'i", "ティ"},
    {"thu", "テュ"},
    {"twu", "トゥ"},
    {"t'u", "トゥ"},
    {"dhi", "ディ"},
    {"d'i", "ディ"},
    {"dhu", "デュ"},
    {"dwu", "ドゥ"},
    {"d'u", "ドゥ"},
    {"nya", "ニャ"},
    {"nyu", "ニュ"},
    {"nyo", "ニョ"},
    {"hya", "ヒャ"},
    {"hyu", "ヒュ"},
    {"hyo", "ヒョ"},
    {"fa", "ファ"},
    {"fi", "フィ"},
    {"fe", "フェ"},
    {"fo", "フォ"},
    {"fyu", "フュ"},
    {"bya", "ビャ"},
    {"byu", "ビュ"},
    {"byo", "ビョ"},
    {"pya", "ピャ"},
    {"pyu", "ピュ"},
    {"pyo", "ピョ"},
    {"mya", "ミャ"},
    {"myu", "ミュ"},
    {"myo", "ミョ"},
    {"rya", "リャ"},
    {"ryu", "リュ"},
    {"ryo", "リョ"},
    {"lya", "リャ"},
    {"lyu", "リュ"},
    {"lyo", "リョ"},
    /* The normaliser writes ヴ as バ行, so a typed v means that. */
    {"va", "バ"},
    {"vi", "ビ"},
    {"vu", "ブ"},
    {"ve", "ベ"},
    {"vo", "ボ"},
    {"vyu", "ビュ"},
    {"xa", "ァ"},
    {"xi", "ィ"},
    {"xu", "ゥ"},
    {"xe", "ェ"},
    {"xo", "ォ"},
    {"xya", "ャ"},
    {"xyu", "ュ"},
    {"xyo", "ョ"},
    {"xtu", "ッ"},
    {"xtsu", "ッ"},
    {"ltu", "ッ"},
    {"kwa", "クァ"},
    {"gwa", "グァ"},
    {"qa", "クァ"},
    {"ye", "イェ"},
};

/* Kana that Hepburn writes otherwise than the first spelling of the table above. */
static const struct {
    const char *kana, *romaji;
} written[] = {
    {"ティ", "ti"}, {"ディ", "di"}, {"トゥ", "tu"}, {"ドゥ", "du"}, {"ヂ", "ji"}, {"ヅ", "zu"},
    {"ヲ", "o"},    {"ヂャ", "ja"}, {"ヂュ", "ju"}, {"ヂョ", "jo"}, {"ァ", "a"},  {"ィ", "i"},
    {"ゥ", "u"},    {"ェ", "e"},    {"ォ", "o"},    {"ャ", "ya"},   {"ュ", "yu"}, {"ョ", "yo"},
};

static bool is_vowel(char c)
{
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

/* Letters of the longest spelling that s begins with, 0 for none; its kana to *kana. */
static size_t syllable(struct slice s, const char **kana)
{
    for (size_t n = s.len < 4 ? s.len : 4; n > 0; n--)
        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
            if (strlen(table[i].romaji) == n && memcmp(table[i].romaji, s.ptr, n) == 0) {
                *kana = table[i].kana;
                return n;
            }
    return 0;
}

/* One step of reading romaji at the start of s; 0 where there is none. */
static size_t step(struct slice s, const char **kana)
{
    char a = s.ptr[0], b = s.len > 1 ? s.ptr[1] : '\0';
    if (a == '-') {
        *kana = "ー";
        return 1;
    }
    if (a == 'n' && !is_vowel(b) && b != 'y') {
        *kana = "ン";
        /* nn and n' stand for ン themselves; in konna the second n opens な. */
        if (b == '\'')
            return 2;
        if (b == 'n' && !(s.len > 2 && (is_vowel(s.ptr[2]) || s.ptr[2] == 'y')))
            return 2;
        return 1;
    }
    if (a == 'm' && (b == 'b' || b == 'p' || b == 'm')) { /* shimbun */
        *kana = "ン";
        return 1;
    }
    if ((a == b && !is_vowel(a) && isalpha((unsigned char)a)) ||
        (a == 't' && b == 'c' && s.len > 2 && s.ptr[2] == 'h')) {
        *kana = "ッ";
        return 1;
    }
    return syllable(s, kana);
}

bool kana_from_romaji(struct slice s, struct buf *out)
{
    char low[ROMAJI_MAX];
    if (s.len == 0 || s.len > sizeof(low) || s.ptr[0] == '-')
        return false;
    for (size_t i = 0; i < s.len; i++)
        low[i] = (char)tolower((unsigned char)s.ptr[i]);
    const char *kana = NULL;
    for (size_t i = 0, n; i < s.len; i += n) /* the whole of it, before anything is written */
        if ((n = step((struct slice){low + i, s.len - i}, &kana)) == 0)
            return false;
    for (size_t i = 0; i < s.len;) {
        i += step((struct slice){low + i, s.len - i}, &kana);
        buf_puts(out, kana);
    }
    return true;
}

/* Bytes of katakana at the start of s that one spelling stands for: two characters where the
 * table has them together, else one; 0 for none. */
static size_t mora(struct slice s, const char **romaji)
{
    size_t first, second = 0;
    utf8_at(s, 0, &first);
    if (first < s.len)
        utf8_at(s, first, &second);
    for (int take = second ? 2 : 1; take > 0; take--) {
        struct slice want = {s.ptr, take == 2 ? first + second : first};
        for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++)
            if (slice_eq(slice_of(written[i].kana), want)) {
                *romaji = written[i].romaji;
                return want.len;
            }
        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
            if (slice_eq(slice_of(table[i].kana), want)) {
                *romaji = table[i].romaji;
                return want.len;
            }
    }
    return 0;
}

void kana_to_romaji(struct slice s, struct buf *out)
{
    bool doubled = false; /* after ッ */
    for (size_t i = 0, n; i < s.len; i += n) {
        struct slice rest = slice_sub(s, i, s.len);
        uint32_t c = utf8_at(s, i, &n);
        if (c == 0x30FC) /* ー */
            continue;
        if (c == 0x30C3) { /* ッ */
            doubled = true;
            continue;
        }
        const char *romaji = NULL;
        if (c == 0x30F3) { /* ン */
            romaji = "n";
        } else {
            size_t took = mora(rest, &romaji);
            if (took)
                n = took;
        }
        if (romaji) {
            if (doubled && !is_vowel(romaji[0]))
                buf_putc(out, strncmp(romaji, "ch", 2) == 0 ? 't' : romaji[0]);
            for (const char *p = romaji; *p; p++)
                if (*p != '\'')
                    buf_putc(out, *p);
        } else {
            buf_put(out, s.ptr + i, n);
        }
        doubled = false;
    }
}
