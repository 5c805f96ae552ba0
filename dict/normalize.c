/* normalize.c - see normalize.h. */
#include "dict/normalize.h"
#include "dict/kanji.h"
#include "dict/utf8.h"
#include <utf8proc.h>

enum {
    ROOM = 128, /* bytes that one original character may add at most; U+FDFA makes 33 */
    WRAPPED_LINE =
        90, /* bytes of a line from which on its end may lie within a word: prose is set in
                        * 35 characters and more, lists of names in fewer */
};

/* What is being written. Rules that need the past look back at it; nothing is read twice. */
struct out {
    char *norm;
    uint32_t *origin;
    size_t len;
    size_t line;   /* where the current line began */
    size_t digits; /* where the current run of digits and commas began, or NONE */
    bool commas;   /* it has a comma */
    size_t vu;     /* end of a ブ that was a ヴ, or NONE */
};
#define NONE SIZE_MAX

/* Bytes of tail that out ends in. */
static bool ends(const struct out *o, const char *tail, size_t n)
{
    return o->len >= n && memcmp(o->norm + o->len - n, tail, n) == 0;
}

static void put(struct out *o, const char *bytes, size_t n, uint32_t from)
{
    memcpy(o->norm + o->len, bytes, n);
    for (size_t i = 0; i < n; i++)
        o->origin[o->len + i] = from;
    o->len += n;
}

static void put_char(struct out *o, uint32_t c, uint32_t from)
{
    char bytes[4];
    put(o, bytes, utf8_put(c, bytes), from);
}

static uint32_t last_char(const struct out *o)
{
    if (o->len == 0)
        return 0;
    struct slice s = {o->norm, o->len};
    size_t n;
    return utf8_at(s, utf8_before(s, o->len), &n);
}

static bool is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC || (c >= 0xFF66 && c <= 0xFF9F);
}

static bool is_kana(uint32_t c)
{
    return is_katakana(c) || (c >= 0x3041 && c <= 0x3096);
}

static bool is_japanese(uint32_t c)
{
    return is_kana(c) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x3005 && c <= 0x3007) || (c >= 0x20000 && c <= 0x3FFFF) ||
           (c >= 0xF900 && c <= 0xFAFF);
}

/* A run of digits has ended: the commas between groups of three go (300,000 -> 300000);
 * 2019,2020 and 1,2,3 stay as they are. */
static void end_digits(struct out *o)
{
    size_t start = o->digits, end = o->len;
    o->digits = NONE;
    if (!o->commas)
        return;
    o->commas = false;
    while (end > start && o->norm[end - 1] == ',')
        end--;
    size_t group = 0, groups = 0;
    for (size_t i = start; i < end; i++) {
        if (o->norm[i] != ',') {
            group++;
            continue;
        }
        if (groups == 0 ? group == 0 || group > 3 : group != 3)
            return;
        groups++;
        group = 0;
    }
    if (groups == 0 || group != 3)
        return;
    size_t to = start;
    for (size_t i = start; i < o->len; i++) {
        if (i < end && o->norm[i] == ',')
            continue;
        o->norm[to] = o->norm[i];
        o->origin[to++] = o->origin[i];
    }
    o->len = to;
}

/* Corporation forms in brackets, written out as they are said, so that both spellings are
 * the same words. Source: the abbreviations in use for 法人格 on tax and registry papers. */
static const struct {
    const char *brief, *full;
} bodies[] = {
    {"(株)", "株式会社"},           {"(有)", "有限会社"},
    {"(合)", "合同会社"},           {"(資)", "合資会社"},
    {"(公財)", "公益財団法人"},     {"(一財)", "一般財団法人"},
    {"(財)", "財団法人"},           {"(公社)", "公益社団法人"},
    {"(一社)", "一般社団法人"},     {"(社)", "社団法人"},
    {"(独)", "独立行政法人"},       {"(独法)", "独立行政法人"},
    {"(地独)", "地方独立行政法人"}, {"(特非)", "特定非営利活動法人"},
    {"(学)", "学校法人"},           {"(福)", "社会福祉法人"},
};

static void close_bracket(struct out *o)
{
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        size_t n = strlen(bodies[i].brief);
        if (!ends(o, bodies[i].brief, n))
            continue;
        uint32_t from = o->origin[o->len - n];
        o->len -= n;
        put(o, bodies[i].full, strlen(bodies[i].full), from);
        return;
    }
}

/* ASCII, lower case already; also what full-width forms and the like have become. */
static void put_ascii(struct out *o, char c, uint32_t from)
{
    bool digit = c >= '0' && c <= '9';
    if (digit && o->digits == NONE)
        o->digits = o->len;
    else if (c == ',' && o->digits != NONE)
        o->commas = true;
    else if (!digit && o->digits != NONE)
        end_digits(o);
    o->norm[o->len] = c;
    o->origin[o->len++] = from;
    if (c == ')')
        close_bracket(o);
}

/* The kana that has the sound mark (0: ゛, 1: ゜) on base, 0 where there is none. */
static uint32_t voiced(uint32_t base, int mark)
{
    uint32_t shift = base >= 0x30A1 ? 0x60 : 0, h = base - shift; /* as hiragana */
    if (h >= 0x306F && h <= 0x307B && (h - 0x306F) % 3 == 0)      /* は ひ ふ へ ほ */
        return base + 1 + (uint32_t)mark;
    if (mark)
        return 0;
    if (h == 0x3046)
        return 0x3094 + shift;
    if ((h >= 0x304B && h <= 0x3061 && h % 2 == 1) || h == 0x3064 || h == 0x3066 || h == 0x3068)
        return base + 1;
    return 0;
}

static void put_kana(struct out *o, uint32_t c, uint32_t from);

/* A mark that belongs on the kana before it; stray ones go. */
static void put_sound_mark(struct out *o, int mark, uint32_t from)
{
    uint32_t base = last_char(o), with = is_kana(base) ? voiced(base, mark) : 0;
    if (!with)
        return;
    o->len -= 3;
    from = o->origin[o->len];
    put_kana(o, with, from);
}

/* ヴ becomes ブ, and バ ビ ベ ボ with the small vowel behind it. */
static bool put_after_vu(struct out *o, uint32_t small)
{
    const char *to = NULL;
    switch (small & 0xFF) {
    case 0xA1: to = "バ"; break;
    case 0xA3: to = "ビ"; break;
    case 0xA7: to = "ベ"; break;
    case 0xA9: to = "ボ"; break;
    case 0xE5: to = "ビュ"; break;
    default: return false; /* any other kana */
    }
    uint32_t from = o->origin[o->len - 3];
    o->len -= 3;
    put(o, to, strlen(to), from);
    return true;
}

static void put_kana(struct out *o, uint32_t c, uint32_t from)
{
    if (o->vu != NONE) {
        bool behind = o->vu == o->len;
        o->vu = NONE;
        if (behind && (c >> 8) == 0x30 && c >= 0x30A1 && put_after_vu(o, c))
            return;
        if (behind && c >= 0x3041 && c <= 0x3096 && put_after_vu(o, c + 0x60))
            return;
    }
    switch (c) {
    case 0x3094: /* ゔ */
    case 0x30F4: /* ヴ */
        put(o, "ブ", 3, from);
        o->vu = o->len;
        return;
    case 0x30F7: put(o, "バ", 3, from); return; /* ヷ ヸ ヹ ヺ */
    case 0x30F8: put(o, "ビ", 3, from); return;
    case 0x30F9: put(o, "ベ", 3, from); return;
    case 0x30FA: put(o, "ボ", 3, from); return;
    case 0x30FC:
        if (ends(o, "ー", 3))
            return;
        break;
    default: break;
    }
    put_char(o, c, from);
}

static bool ends_in_number(const struct out *o, size_t len)
{
    if (len == 0)
        return false;
    if (o->norm[len - 1] >= '0' && o->norm[len - 1] <= '9')
        return true;
    static const char digits[] = "一二三四五六七八九十百数";
    if (len < 3)
        return false;
    for (size_t i = 0; i + 3 < sizeof(digits); i += 3)
        if (memcmp(o->norm + len - 3, digits + i, 3) == 0)
            return true;
    return false;
}

static void put_kanji(struct out *o, uint32_t c, uint32_t from)
{
    c = kanji_fold(c);
    /* 3ヶ国 3ケ国 3ヵ国 3カ国 3箇国 are 3か国; likewise 所 月 年 村 町 条. */
    if (c == 0x56FD || c == 0x6240 || c == 0x6708 || c == 0x5E74 || c == 0x6751 || c == 0x753A ||
        c == 0x6761) {
        if (ends(o, "ヶ", 3) || ends(o, "ケ", 3) || ends(o, "ヵ", 3) || ends(o, "カ", 3) ||
            ends(o, "箇", 3))
            if (ends_in_number(o, o->len - 3))
                memcpy(o->norm + o->len - 3, "か", 3);
    }
    put_char(o, c, from);
}

/* Half-width katakana U+FF66..U+FF9D. */
static const uint16_t half_width[] = {
    0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2,
    0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9,
    0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE,
    0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6,
    0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3,
};

static bool is_dash(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2500 || c == 0x2501 ||
           c == 0xFF0D || c == 0xFE63 || c == 0x207B || c == 0x02D7 || c == 0x30FC;
}

/* One character, with the one after it in the original (0 at the end) for the rules that must
 * know it. */
static void put_one(struct out *o, uint32_t c, uint32_t next, uint32_t from);

/* Everything without a rule of its own: NFKC and case folding, accents taken off Latin. */
static void put_other(struct out *o, uint32_t c, uint32_t next, uint32_t from)
{
    utf8proc_int32_t to[ROOM / 4];
    int boundary = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char((utf8proc_int32_t)c, to, ROOM / 4,
                                UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                                    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
                                &boundary);
    if (n <= 0 || n > ROOM / 4) /* ignorable, or unassigned */
        return;
    if (n == 1 && (uint32_t)to[0] == c) {
        if (o->digits != NONE)
            end_digits(o);
        put_char(o, c, from);
        return;
    }
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!(to[i] >= 0x300 && to[i] <= 0x36F && kept > 0 && to[kept - 1] < 0x80))
            to[kept++] = to[i];
    kept = utf8proc_normalize_utf32(to, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    for (utf8proc_ssize_t i = 0; i < kept; i++) {
        uint32_t part = (uint32_t)to[i];
        if (part == c || part > 0xFFFF) {
            if (o->digits != NONE)
                end_digits(o);
            put_char(o, part, from);
        } else {
            put_one(o, part, i + 1 < kept ? (uint32_t)to[i + 1] : next, from);
        }
    }
}

static void put_one(struct out *o, uint32_t c, uint32_t next, uint32_t from)
{
    if (c >= 0xFF01 && c <= 0xFF5E && c != 0xFF0D)
        c -= 0xFEE0;
    if (c < 0x80) {
        if (c == '\n' || c == '\r') {
            if (c == '\r' && next == '\n')
                return;
            bool within =
                o->len - o->line >= WRAPPED_LINE && is_japanese(next) && is_japanese(last_char(o));
            if (!within)
                put_ascii(o, '\n', from);
            o->line = o->len;
            return;
        }
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        put_ascii(o, c < 0x20 ? ' ' : (char)c, from);
        return;
    }
    if (is_dash(c) || c == 0xFF70) {
        /* A dash between katakana is a long mark that was typed or scanned wrongly; a long mark
         * behind anything but kana is a dash. */
        uint32_t before = last_char(o);
        bool long_mark = c == 0x30FC || c == 0xFF70 ? is_kana(before) || !next || before == 0
                                                    : is_katakana(before) && is_katakana(next);
        if (c == 0x30FC && !is_kana(before) && is_kana(next))
            long_mark = true;
        if (o->digits != NONE)
            end_digits(o);
        if (long_mark)
            put_kana(o, 0x30FC, from);
        else
            put_ascii(o, '-', from);
        return;
    }
    if (o->digits != NONE)
        end_digits(o);
    if ((c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA)) {
        put_kana(o, c, from);
    } else if (c >= 0x4E00 && c <= 0x9FFF) {
        put_kanji(o, c, from);
    } else if (c == 0x3001 || c == 0x3002 || (c >= 0x3005 && c <= 0x3011) || c == 0x30FB) {
        put_char(o, c, from);
    } else if (c >= 0xFF66 && c <= 0xFF9D) {
        put_kana(o, half_width[c - 0xFF66], from);
    } else if (c == 0x3099 || c == 0x309B || c == 0xFF9E) {
        put_sound_mark(o, 0, from);
    } else if (c == 0x309A || c == 0x309C || c == 0xFF9F) {
        put_sound_mark(o, 1, from);
    } else if (c == 0x301C || c == 0x223C || c == 0x02DC || c == 0x3030) {
        put_ascii(o, '~', from);
    } else if (c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
               c == 0x205F || c == 0x85 || c == 0x2028 || c == 0x2029) {
        put_ascii(o, c == 0x2028 || c == 0x2029 || c == 0x85 ? '\n' : ' ', from);
    } else if ((c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F) ||
               (c >= 0xE0100 && c <= 0xE01EF)) {
        /* accents and variation selectors */
    } else if (c == 0xFA11 || c == 0x20BB7 || (c >= 0x20000 && kanji_fold(c) != c)) {
        put_char(o, kanji_fold(c), from);
    } else {
        put_other(o, c, next, from);
    }
}

static bool grow(struct text_space *space, size_t cap, struct err *err)
{
    if (cap <= space->cap)
        return true;
    if (cap < space->cap + space->cap / 2)
        cap = space->cap + space->cap / 2;
    char *norm = talloc_realloc_size(space->mem, space->norm, cap);
    if (norm)
        space->norm = norm;
    uint32_t *origin = talloc_realloc_size(space->mem, space->origin, (cap + 1) * sizeof(*origin));
    if (origin)
        space->origin = origin;
    if (!norm || !origin)
        return err_nomem(err, "normalised text");
    space->cap = cap;
    return true;
}

bool text_normalize_into(struct text_space *space, struct slice original, struct text *ret,
                         struct err *err)
{
    if (original.len > UINT32_MAX)
        return err_set(err, ERR_NOMEM, "a text of %zu bytes is over 4 GiB", original.len);
    if (!grow(space, original.len + 2 * ROOM, err))
        return false;
    struct out o = {.norm = space->norm, .origin = space->origin, .digits = NONE, .vu = NONE};
    uint32_t c = 0, next = 0;
    size_t n = 0, next_n = 0;
    if (original.len)
        next = utf8_at(original, 0, &next_n);
    for (size_t i = 0; i < original.len; i += n) {
        c = next;
        n = next_n;
        next = 0;
        if (i + n < original.len)
            next = utf8_at(original, i + n, &next_n);
        if (space->cap - o.len < ROOM) {
            if (!grow(space, o.len + (original.len - i) + 2 * ROOM, err))
                return false;
            o.norm = space->norm;
            o.origin = space->origin;
        }
        uint32_t from = (uint32_t)i;
        /* The common cases first: hiragana, and katakana and kanji, without a run of digits or ヴ
         * before them. */
        if (c >= 0x3041 && c <= 0x3093 && o.digits == NONE && o.vu == NONE)
            put(&o, original.ptr + i, 3, from);
        else
            put_one(&o, c, next, from);
    }
    if (o.digits != NONE)
        end_digits(&o);
    o.origin[o.len] = (uint32_t)original.len;
    *ret = (struct text){{o.norm, o.len}, o.origin};
    return true;
}

bool text_normalize(TALLOC_CTX *mem, struct slice original, struct text *ret, struct err *err)
{
    struct text_space space = {.mem = mem};
    if (text_normalize_into(&space, original, ret, err))
        return true;
    talloc_free(space.norm);
    talloc_free(space.origin);
    return false;
}
