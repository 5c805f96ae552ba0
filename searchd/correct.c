/* correct.c - see correct.h. */
#include "searchd/correct.h"
#include "dict/distance.h"
#include "dict/memory.h"
#include "dict/utf8.h"
#include "searchd/freq.h"

enum {
    LONG_WORD = 6,         /* characters from which on two may be wrong */
    CANDIDATES_MAX = 4096, /* words compared for one correction of kanji */
};

static struct slice copy(TALLOC_CTX *mem, struct slice s)
{
    char *own = talloc_strndup(mem, s.len ? s.ptr : "", s.len);
    if (!own)
        memory_out();
    return own ? (struct slice){own, s.len} : (struct slice){"", 0};
}

/* The nearest word of the lexicon between two bounds; *far: its distance. */
static struct slice nearest(const struct lexicon *l, struct slice word, struct slice low,
                            struct slice high, size_t *far)
{
    uint32_t a[DISTANCE_MAX], b[DISTANCE_MAX];
    size_t n = distance_chars(word, a);
    struct slice best = {NULL, 0};
    size_t max = n >= LONG_WORD ? 2 : 1, best_d = max + 1;
    uint32_t best_freq = 0;
    if (n < 3)
        return best;
    size_t from = lexicon_lower(l, low), to = lexicon_lower(l, high);
    for (size_t i = from; i < to; i++) {
        struct lexicon_word w = lexicon_at(l, i);
        if (w.term.len + 3 * max < word.len || w.term.len > word.len + 3 * max || w.freq == 0)
            continue;
        size_t m = distance_chars(w.term, b);
        if (m == 0)
            continue;
        size_t d = distance(a, n, b, m, best_d < max ? best_d : max);
        /* The first letter is seldom wrong: of equals, the one that keeps it. */
        uint32_t freq = w.freq * (b[0] == a[0] ? 4 : 1);
        if (d < best_d || (d == best_d && d <= max && freq > best_freq)) {
            best = w.term;
            best_d = d;
            best_freq = freq;
        }
    }
    *far = best_d;
    return best_d <= max ? best : (struct slice){NULL, 0};
}

/* Documents of the pair of characters at byte `at` of the run. */
static bool pair_at(struct backend *b, TALLOC_CTX *mem, struct slice run, size_t at, uint32_t *ret,
                    struct err *err)
{
    size_t one, two;
    utf8_at(run, at, &one);
    utf8_at(run, at + one, &two);
    return pair_freq(b, mem, slice_sub(run, at, at + one + two), ret, err);
}

/* One character of the run exchanged for one that sounds alike (or, in runs of three and more,
 * for any that fits): judged by the pairs around it that stand in the index. */
static bool correct_kanji(struct backend *b, TALLOC_CTX *mem, struct slice run, struct slice *ret,
                          struct err *err)
{
    uint32_t chars[DISTANCE_MAX];
    size_t n = distance_chars(run, chars), len, tried = 0;
    double best_score = 0;
    *ret = (struct slice){NULL, 0};
    if (n < 2 || n > 12)
        return true;
    size_t at = 0;
    for (size_t i = 0; i < n; i++, at += len) {
        utf8_at(run, at, &len);
        struct slice was = slice_sub(run, at, at + len);
        if (char_class(chars[i]) != CHAR_KANJI)
            continue;
        /* Only a character in a pair that does not stand is suspect. */
        uint32_t left = 1, right = 1;
        size_t before = i > 0 ? utf8_before(run, at) : 0;
        if (i > 0 && !pair_at(b, mem, run, before, &left, err))
            return false;
        if (i + 1 < n && !pair_at(b, mem, run, at, &right, err))
            return false;
        if (left > 0 && right > 0)
            continue;
        for (size_t h = 0; h < b->homophone_count && tried < CANDIDATES_MAX; h++) {
            struct slice line = b->homophones[h];
            if (slice_find(line, was) > line.len)
                continue;
            size_t step;
            for (size_t k = 0; k < line.len && tried < CANDIDATES_MAX; k += step) {
                utf8_at(line, k, &step);
                struct slice other = slice_sub(line, k, k + step);
                if (slice_eq(other, was) || other.len != was.len)
                    continue;
                tried++;
                char *text = talloc_strndup(mem, run.ptr, run.len);
                if (!text)
                    return err_nomem(err, "correction");
                memcpy(text + at, other.ptr, other.len);
                struct slice cand = {text, run.len};
                uint32_t l = 1, r = 1;
                if (i > 0 && !pair_at(b, mem, cand, before, &l, err))
                    return false;
                if (l > 0 && i + 1 < n && !pair_at(b, mem, cand, at, &r, err))
                    return false;
                if (l == 0 || r == 0) {
                    talloc_free(text);
                    continue;
                }
                struct place place;
                struct facet_word fw;
                double score = (i > 0 ? l : 0) + (i + 1 < n ? r : 0);
                if (vocab_place(b->shared->vocab, cand, &place) ||
                    vocab_facet(b->shared->vocab, cand, &fw) ||
                    vocab_longest(b->shared->vocab, cand) == cand.len)
                    score = score * 10 + 1000;
                if (score > best_score) {
                    best_score = score;
                    *ret = cand;
                }
            }
        }
    }
    return true;
}

/* The nearest of the names that records carry: an organization, a city, a country, a speaker. */
static struct slice nearest_name(const struct backend *b, struct slice word)
{
    enum { NAMES_MAX = 20000 };
    static const enum facet named[] = {FACET_ORGANIZATION, FACET_CITY, FACET_COUNTRY,
                                       FACET_SPEAKER};
    uint32_t a[DISTANCE_MAX], c[DISTANCE_MAX];
    size_t n = distance_chars(word, a);
    size_t max = n >= LONG_WORD ? 2 : 1, best_d = max + 1;
    struct slice best = {NULL, 0};
    if (n < 3)
        return best;
    for (size_t f = 0; f < sizeof(named) / sizeof(named[0]); f++)
        for (uint32_t i = 0, gaps = 0; i < NAMES_MAX && gaps < 2; i++) {
            struct slice v = facet_table_value(b->facets[0], named[f], i);
            gaps = v.len == 0 ? gaps + 1 : 0;
            size_t m = distance_chars(v, c);
            if (m < 3 || v.len > word.len + 3 * max || v.len + 3 * max < word.len)
                continue;
            size_t d = distance(a, n, c, m, max);
            if (d < best_d) {
                best = v;
                best_d = d;
            }
        }
    return best;
}

/* In katakana: the nearest word of the index and the nearest of the vocabulary, nearer first. */
static void correct_katakana(struct backend *b, struct slice word, struct slice ret[2],
                             size_t *count)
{
    struct slice entry, there = {NULL, 0};
    size_t max = utf8_count(word) >= LONG_WORD ? 2 : 1, d = max + 1;
    size_t e = readings_nearest(b->shared->readings, word, max, &entry);
    if (b->lexicon)
        there = nearest(b->lexicon, word, SLICE_LIT("ァ"), SLICE_LIT("ヿ"), &d);
    if (e <= max && e <= d)
        ret[(*count)++] = entry;
    if (there.len > 0)
        ret[(*count)++] = there;
    if (e <= max && e > d)
        ret[(*count)++] = entry;
}

bool correct_spelling(struct backend *b, TALLOC_CTX *mem, struct slice word,
                      struct slice ret[CORRECTIONS_MAX], size_t *count, struct err *err)
{
    size_t len, d;
    bool kanji = false, katakana = true, latin = true;
    struct slice right = {NULL, 0};
    *count = 0;
    for (size_t i = 0; i < word.len; i += len) {
        enum char_class c = char_class(utf8_at(word, i, &len));
        kanji |= c == CHAR_KANJI;
        katakana &= c == CHAR_KATAKANA;
        latin &= c == CHAR_LATIN && len == 1;
    }
    if (word.len == 0 || (kanji && !correct_kanji(b, mem, word, &right, err)))
        return word.len == 0;
    if (right.len == 0)
        right = nearest_name(b, word);
    if (right.len > 0) {
        ret[(*count)++] = right;
    } else if (katakana) {
        correct_katakana(b, word, ret, count);
    } else if (latin && word.len >= 4 && b->lexicon) {
        char *lower = talloc_strndup(mem, word.ptr, word.len);
        if (!lower)
            return err_nomem(err, "correction");
        for (size_t i = 0; i < word.len; i++)
            if (lower[i] >= 'A' && lower[i] <= 'Z')
                lower[i] = (char)(lower[i] + 'a' - 'A');
        right = nearest(b->lexicon, (struct slice){lower, word.len}, SLICE_LIT("a"), SLICE_LIT("{"),
                        &d);
        if (right.len > 0)
            ret[(*count)++] = right;
    }
    for (size_t i = 0; i < *count; i++)
        ret[i] = copy(mem, ret[i]);
    return true;
}

/* The most frequent word with exactly this reading. */
static bool word_read_as(const struct lexicon *l, struct slice reading, struct lexicon_word *ret)
{
    enum { MOST = 256 };
    size_t found[MOST];
    size_t n = lexicon_by_reading(l, reading, found, MOST);
    uint32_t best = 0;
    for (size_t i = 0; i < n; i++) {
        struct lexicon_word w = lexicon_at(l, found[i]);
        if (slice_eq(w.reading, reading) && w.freq > best) {
            best = w.freq;
            *ret = w;
        }
    }
    return best > 0;
}

/* A noun made of a verb, where the lexicon has the verb's reading: ヨリソイ for ヨリソウ, ウケイレ for
 * ウケイレル. */
static bool noun_of_verb(const struct lexicon *l, struct slice reading, struct lexicon_word *ret)
{
    static const char stems[] = "イキギシチニビミリ", ends[] = "ウクグスツヌブムル";
    char text[3 * DISTANCE_MAX + 3];
    if (reading.len < 9 || reading.len + 3 > sizeof(text))
        return false;
    memcpy(text, reading.ptr, reading.len);
    memcpy(text + reading.len, "ル", 3);
    if (word_read_as(l, (struct slice){text, reading.len + 3}, ret))
        return true;
    for (size_t i = 0; i + 3 < sizeof(stems); i += 3)
        if (memcmp(text + reading.len - 3, stems + i, 3) == 0) {
            memcpy(text + reading.len - 3, ends + i, 3);
            if (word_read_as(l, (struct slice){text, reading.len}, ret))
                return true;
        }
    /* The lexicon keeps the first reading that it saw, which may be of any form: ヨリソッ. */
    enum { MOST = 64 };
    size_t found[MOST];
    struct slice stem = slice_sub(reading, 0, reading.len - 3);
    size_t n = stem.len >= 9 ? lexicon_by_reading(l, stem, found, MOST) : 0;
    for (size_t i = 0; i < n; i++) {
        struct lexicon_word w = lexicon_at(l, found[i]);
        if (w.reading.len == reading.len) {
            *ret = w;
            return true;
        }
    }
    return false;
}

/* The same, also where composition has voiced the first sound (寄り添い型: ガタ for カタ). */
static bool word_read(const struct lexicon *l, struct slice reading, struct lexicon_word *ret)
{
    static const char voiced[] = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ";
    static const char plain[] = "カキクケコサシスセソタチツテトハヒフヘホ";
    if (word_read_as(l, reading, ret) || noun_of_verb(l, reading, ret))
        return true;
    char text[3 * DISTANCE_MAX];
    if (reading.len < 6 || reading.len > sizeof(text))
        return false;
    for (size_t i = 0; i + 3 < sizeof(voiced); i += 3)
        if (memcmp(reading.ptr, voiced + i, 3) == 0) {
            memcpy(text, plain + i, 3);
            memcpy(text + 3, reading.ptr + 3, reading.len - 3);
            return word_read_as(l, (struct slice){text, reading.len}, ret);
        }
    return false;
}

bool correct_reading(struct backend *b, TALLOC_CTX *mem, struct slice kana, struct slice *terms,
                     size_t max, size_t *count, struct err *err)
{
    uint32_t chars[DISTANCE_MAX];
    size_t n = distance_chars(kana, chars), at[DISTANCE_MAX + 1], len;
    struct step {
        double cost;
        size_t from;
        struct slice term;
    } best[DISTANCE_MAX + 1];
    (void)mem;
    (void)err;
    *count = 0;
    if (!b->lexicon || n < 3)
        return true;
    at[0] = 0;
    for (size_t i = 0; i < n; i++) {
        utf8_at(kana, at[i], &len);
        at[i + 1] = at[i] + len;
    }
    best[0] = (struct step){0, 0, {NULL, 0}};
    for (size_t j = 1; j <= n; j++) {
        best[j].cost = 1e9;
        for (size_t i = j > 10 ? j - 10 : 0; i < j; i++) {
            struct lexicon_word w;
            if (best[i].cost >= 1e9 || !word_read(b->lexicon, slice_sub(kana, at[i], at[j]), &w))
                continue;
            /* Few and long words; a single kana reads as anything. */
            double cost = best[i].cost + 1 +
                          (j - i == 1   ? 2.5
                           : j - i == 2 ? 0.6
                                        : 0) +
                          1.0 / (1 + w.freq);
            if (cost < best[j].cost)
                best[j] = (struct step){cost, i, w.term};
        }
    }
    if (best[n].cost >= 1e9 || best[n].cost > 1.2 + (double)n * 0.5)
        return true;
    size_t k = 0;
    for (size_t j = n; j > 0; j = best[j].from)
        k++;
    if (k > max)
        return true;
    *count = k;
    for (size_t j = n; j > 0; j = best[j].from)
        terms[--k] = best[j].term;
    return true;
}
