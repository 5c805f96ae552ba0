#include "dict/lexeme.h"
#include "dict/buf.h"
#include "dict/kanji.h"
#include "dict/utf8.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t lexeme_hash(uint64_t seed, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = seed ^ (0x9E3779B97F4A7C15u * (n + 1));
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        h = (h ^ w) * 0xFF51AFD7ED558CCDu;
        h ^= h >> 32;
    }
    uint64_t w = 0;
    if (n)
        memcpy(&w, p, n);
    h = (h ^ w) * 0xC4CEB9FE1A85EC53u;
    return h ^ h >> 29;
}

/* Open addressing, a power of two of slots, at most half of them filled. */
struct variants {
    struct variant {
        struct slice from, to;
    } * slots;
    size_t cap, count;
};

static struct variant *variant_slot(const struct variants *v, struct slice from)
{
    size_t i = lexeme_hash(1, from.ptr, from.len) & (v->cap - 1);
    while (v->slots[i].from.len && !slice_eq(v->slots[i].from, from))
        i = (i + 1) & (v->cap - 1);
    return &v->slots[i];
}

/* What s is united with, or s. */
static struct slice variant_of(const struct variants *v, struct slice s)
{
    const struct variant *found = variant_slot(v, s);
    return found->from.len ? found->to : s;
}

bool variants_open(TALLOC_CTX *mem, const char *path, struct variants **ret, struct err *err)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    struct variants *v = talloc_zero(mem, struct variants);
    char *line = NULL;
    size_t room = 0, number = 0;
    bool ok = v != NULL;
    if (ok) {
        v->cap = 4096;
        v->slots = talloc_zero_size(v, v->cap * sizeof(*v->slots));
        ok = v->slots != NULL;
    }
    if (!ok)
        err_nomem(err, path);
    for (ssize_t n; ok && (n = getline(&line, &room, f)) >= 0;) {
        number++;
        struct slice s = {line, (size_t)n};
        while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
            s.len--;
        if (s.len == 0 || s.ptr[0] == '#')
            continue;
        size_t tab = slice_find(s, SLICE_LIT("\t"));
        struct slice from = slice_sub(s, 0, tab), to = slice_sub(s, tab + 1, s.len);
        if (tab > s.len || from.len == 0 || to.len == 0 || utf8_valid(s) != s.len ||
            to.len > ANALYZE_TERM_MAX) {
            ok = err_set(err, ERR_STORE, "%s:%zu: wanted a spelling, a tab and the form for it",
                         path, number);
            break;
        }
        if (v->count * 2 >= v->cap) {
            ok = err_set(err, ERR_STORE, "%s:%zu: more than %zu spellings", path, number,
                         v->cap / 2);
            break;
        }
        struct variant *slot = variant_slot(v, from);
        if (slot->from.len) {
            ok = err_set(err, ERR_STORE, "%s:%zu: a second line for '%.*s'", path, number,
                         SLICE_ARG(from));
            break;
        }
        char *kept = talloc_memdup(v, s.ptr, s.len);
        if (!kept) {
            ok = err_nomem(err, path);
            break;
        }
        *slot = (struct variant){{kept, from.len}, {kept + tab + 1, to.len}};
        v->count++;
    }
    free(line);
    fclose(f);
    if (!ok) {
        talloc_free(v);
        return false;
    }
    *ret = v;
    return true;
}

struct slice lexeme_fit(struct slice s, char *out)
{
    if (s.len <= ANALYZE_TERM_MAX)
        return s;
    size_t keep = utf8_floor(s, ANALYZE_TERM_MAX - 17);
    memcpy(out, s.ptr, keep);
    char hash[20];
    snprintf(hash, sizeof(hash), "#%016" PRIx64, lexeme_hash(2, s.ptr, s.len));
    memcpy(out + keep, hash, 17);
    return (struct slice){out, keep + 17};
}

/* Columns of an ipadic feature string: part of speech and three finer ones, inflection type and
 * form, base form, reading, pronunciation. Unknown words have the first seven. */
enum column { POS, POS1, POS2, POS3, TYPE, FORM, BASE, READING, COLUMNS };

static void split(const char *feature, struct slice col[COLUMNS])
{
    const char *p = feature;
    for (int i = 0; i < COLUMNS; i++) {
        const char *end = p;
        while (*end && *end != ',')
            end++;
        col[i] = (struct slice){p, (size_t)(end - p)};
        p = *end ? end + 1 : end;
    }
}

static bool is(struct slice s, const char *want)
{
    return slice_eq(s, slice_of(want));
}

static bool one_of(struct slice s, const char *const *list)
{
    for (; *list; list++)
        if (is(s, *list))
            return true;
    return false;
}

/* Words that hold sentences together, by part of speech; what carries no matter of its own.
 * Base forms, as ipadic has them. */
static bool is_function(const struct slice col[COLUMNS], struct slice base)
{
    static const char *const verbs[] = {
        "する", "なる",   "ある",     "いる",       "できる",   "出来る", "おる",
        "居る", "ござる", "いただく", "頂く",       "くださる", "下さる", "いう",
        "言う", "行う",   "おこなう", "行なう",     "やる",     "くる",   "よる",
        "おく", "思う",   "考える",   "つく",       "図る",     "はかる", "有る",
        "成る", "いたす", "致す",     "申し上げる", "伺う",     NULL};
    static const char *const suffixes[] = {
        "等", "など", "たち", "さん", "様",   "氏",   "的", "ら", "達",   "くん", "君",   "ちゃん",
        "殿", "がた", "ごと", "ずつ", "づけ", "ぶり", "中", "上", "以上", "以下", "ほか", NULL};
    static const char *const prefixes[] = {"お", "ご", "御", "同", "当",
                                           "約", "各", "本", "第", NULL};
    static const char *const nouns[] = {"こと", "もの", "ため", "よう",   "ところ", "ほか", "うち",
                                        "とき", "場合", "皆様", "皆さん", "等",     NULL};
    struct slice pos = col[POS], sub = col[POS1];
    if (is(pos, "助詞") || is(pos, "助動詞") || is(pos, "接続詞") || is(pos, "フィラー") ||
        is(pos, "連体詞") || is(pos, "感動詞") || is(pos, "その他"))
        return true;
    if (is(pos, "動詞")) /* 続ける means the same behind another verb (発信し続ける) */
        return one_of(base, verbs) || is(sub, "接尾") ||
               (is(sub, "非自立") && !utf8_any(base, char_is_kanji));
    if (is(pos, "形容詞"))
        return !is(sub, "自立") || is(base, "ない") || is(base, "よい") || is(base, "いい");
    if (is(pos, "接頭詞"))
        return is(sub, "数接続") || one_of(base, prefixes);
    if (is(pos, "副詞"))
        return is(sub, "助詞類接続");
    if (!is(pos, "名詞"))
        return false;
    if (is(sub, "非自立") || is(sub, "代名詞") || is(sub, "特殊") || is(sub, "接続詞的") ||
        is(sub, "動詞非自立的"))
        return true;
    if (is(sub, "接尾"))
        return is(col[POS2], "助動詞語幹") || is(col[POS2], "人名") || one_of(base, suffixes);
    return one_of(base, nouns);
}

/* Hiragana that never is okurigana when it stands alone between two kanji (目の前, 我が国). */
static bool is_joint(struct slice kana)
{
    static const char *const joints[] = {"の", "が", "と", "に", "を", "も",
                                         "は", "や", "つ", "で", "か", NULL};
    return one_of(kana, joints);
}

/* Drops the okurigana of a compound of at least two kanji: 受け入れ 受入れ 受け入れる -> 受入.
 * Returns s where the rule does not apply. out: room for s.len. */
static struct slice drop_okurigana(struct slice s, char *out)
{
    size_t kanji = 0, kana = 0, len = 0, n;
    for (size_t i = 0; i < s.len;) {
        enum char_class class = char_class(utf8_at(s, i, &n));
        if (class == CHAR_KANJI) {
            kanji++;
            memcpy(out + len, s.ptr + i, n);
            len += n;
            i += n;
            continue;
        }
        size_t end = i;
        while (end < s.len && char_class(utf8_at(s, end, &n)) == CHAR_HIRAGANA)
            end += n;
        if (end == i || i == 0) /* katakana, digits: no such compound; or kana first: お知らせ */
            return s;
        if (end < s.len && is_joint(slice_sub(s, i, end)))
            return s;
        kana++;
        i = end;
    }
    return kanji >= 2 && kana >= 1 ? (struct slice){out, len} : s;
}

/* Katakana words of four characters and more lose a long mark at their end: サーバー -> サーバ.
 * Source: JIS Z 8301 wrote such words without it, the cabinet notice of 1991 writes it. */
static struct slice drop_long_mark(struct slice s)
{
    size_t count = 0, n;
    for (size_t i = 0; i < s.len; i += n, count++)
        if (char_class(utf8_at(s, i, &n)) != CHAR_KATAKANA)
            return s;
    if (count >= 4 && slice_ends(s, SLICE_LIT("ー")))
        s.len -= strlen("ー");
    return s;
}

static bool is_kanji_at(struct slice s, size_t at)
{
    size_t n;
    return char_class(utf8_at(s, at, &n)) == CHAR_KANJI;
}

/* Kanji of names to one form; between kanji ヶ, and in names of places が ガ too, to ケ (霞が関 霞ヶ関,
 * but シンガポール). */
static struct slice fold_names(struct slice s, bool place, char *out)
{
    size_t len = 0, n;
    for (size_t i = 0; i < s.len; i += n) {
        uint32_t c = utf8_at(s, i, &n), to = kanji_fold_name(c);
        if ((c == 0x30F6 || (place && (c == 0x304C || c == 0x30AC))) && i > 0 && i + n < s.len &&
            is_kanji_at(s, utf8_before(s, i)) && is_kanji_at(s, i + n))
            to = 0x30B1;
        len += utf8_put(to, out + len);
    }
    return (struct slice){out, len};
}

/* Ends in a kanji that says what sort of body the name is of. */
static bool ends_in_body(struct slice s)
{
    static const char *const endings[] = {"省", "庁", "院", "党", "社", "会", "局", NULL};
    for (size_t i = 0; endings[i]; i++)
        if (slice_ends(s, slice_of(endings[i])))
            return true;
    return false;
}

/* Kanji alone, of at least so many characters and at most LEXEME_SPLIT_MOST. */
static bool is_kanji_run(struct slice s, size_t least)
{
    size_t count = utf8_count(s);
    return count >= least && count <= LEXEME_SPLIT_MOST && utf8_all(s, char_is_kanji);
}

bool lexeme_make(TALLOC_CTX *mem, const struct variants *v, const char *feature,
                 struct slice surface, struct lexeme *ret, struct err *err)
{
    struct slice col[COLUMNS];
    split(feature, col);
    bool known = col[BASE].len && !is(col[BASE], "*");
    /* What does not inflect stands for itself, and so does the bare stem of an adjective (a 多 by
     * itself is no 多い). */
    bool inflects = is(col[POS], "動詞") || is(col[POS], "形容詞") || is(col[POS], "助動詞");
    struct slice base = known && inflects && !is(col[FORM], "ガル接続") ? col[BASE] : surface;
    struct lexeme x = {.kind = TOKEN_WORD, .by_surface = !known};
    bool noun = is(col[POS], "名詞");
    if (is(col[POS], "記号"))
        x.role = LEXEME_SYMBOL;
    if (noun && is(col[POS1], "数")) {
        x.kind = TOKEN_NUMBER;
        x.role = LEXEME_NUMERAL;
    } else if (is_function(col, base)) {
        x.kind = TOKEN_FUNCTION;
    }
    x.proper = noun && is(col[POS1], "固有名詞");
    x.noun = noun && x.role == LEXEME_PLAIN;
    x.affix = is(col[POS], "接頭詞") || (noun && is(col[POS1], "接尾"));
    x.person = x.proper && is(col[POS2], "人名");
    bool body = is(col[POS2], "組織") && ends_in_body(surface);
    x.splits = x.noun && !x.affix && !x.person && !is(surface, "株式会社") &&
               is_kanji_run(surface, body ? LEXEME_SPLIT_NAME : LEXEME_SPLIT_LEAST);
    static const char *const eras[] = {"平成", "令和", "昭和", "大正", "明治", NULL};
    if (noun && one_of(base, eras))
        x.role = LEXEME_ERA;
    if (x.by_surface) {
        *ret = x;
        return true;
    }

    struct slice term = variant_of(v, base);
    char *okurigana = talloc_size(mem, base.len + 1), *names = NULL;
    if (!okurigana)
        return err_nomem(err, "a dictionary entry");
    if (term.ptr == base.ptr) { /* a line in the table beats the rules */
        if (noun || is(col[POS], "動詞"))
            term = drop_okurigana(term, okurigana);
        term = drop_long_mark(term);
        names = talloc_size(mem, term.len + 1);
        if (!names) {
            talloc_free(okurigana);
            return err_nomem(err, "a dictionary entry");
        }
        term = fold_names(term, x.proper && is(col[POS2], "地域"), names);
        term = variant_of(v, term);
    }
    if (term.ptr != okurigana)
        talloc_free(okurigana);
    if (term.len > ANALYZE_TERM_MAX) {
        char *cut = talloc_size(mem, ANALYZE_TERM_MAX);
        if (!cut)
            return err_nomem(err, "a dictionary entry");
        term = lexeme_fit(term, cut);
    }
    x.term = term;
    if (col[READING].len && !is(col[READING], "*"))
        x.reading = col[READING];
    *ret = x;
    return true;
}

struct slice lexeme_unknown(const struct variants *v, struct slice surface, char *out)
{
    struct slice term = variant_of(v, drop_long_mark(variant_of(v, surface)));
    return lexeme_fit(term, out);
}
