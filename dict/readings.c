/* readings.c - see readings.h. */
#include "dict/readings.h"
#include "dict/distance.h"
#include "dict/kana.h"
#include "dict/memory.h"
#include "dict/utf8.h"
#include <stdlib.h>

enum {
    KEY_MAX = 128,    /* bytes */
    KATAKANA_MIN = 3, /* letters of a word that another may be taken for */
};

struct entry {
    struct slice key, word;
};

struct katakana_word {
    struct slice word;
    size_t count;
    uint32_t chars[DISTANCE_MAX];
};

struct readings {
    struct entry *entries; /* by key */
    size_t count;
    struct katakana_word *katakana;
    size_t katakana_count;
};

/* Romaji without long vowels: ou and uu are o and u to who types joho and ryugaku. Empty where s
 * holds anything but kana, or is too long. */
static struct slice key_of(TALLOC_CTX *mem, struct slice katakana)
{
    struct buf romaji;
    char key[KEY_MAX];
    size_t n = 0;
    buf_init(&romaji, mem, KEY_MAX);
    kana_to_romaji(katakana, &romaji);
    struct slice s = buf_slice(&romaji);
    if (!buf_ok(&romaji) || s.len > KEY_MAX)
        return (struct slice){NULL, 0};
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c < 'a' || c > 'z')
            return (struct slice){NULL, 0};
        bool lengthens = n > 0 && ((c == 'u' && (key[n - 1] == 'o' || key[n - 1] == 'u')) ||
                                   (c == 'o' && key[n - 1] == 'o'));
        if (!lengthens)
            key[n++] = c;
    }
    char *own = talloc_strndup(mem, key, n);
    if (!own)
        memory_out();
    return (struct slice){own, own ? n : 0};
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = slice_cmp(x->key, y->key);
    return order ? order : slice_cmp(x->word, y->word);
}

/* Its words' readings put together; empty where one of them has none. */
static bool reading_of(TALLOC_CTX *mem, struct analysis *an, struct slice word, struct slice *ret,
                       struct err *err)
{
    struct tokens t;
    struct buf out;
    *ret = (struct slice){NULL, 0};
    if (!analysis_run(an, word, &t, err))
        return false;
    buf_init(&out, mem, 1024);
    for (size_t i = 0; i < t.count; i++) {
        if (t.at[i].kind == TOKEN_CANON)
            continue;
        if (t.at[i].reading.len == 0)
            return true;
        buf_put_slice(&out, t.at[i].reading);
    }
    *ret = buf_slice(&out);
    return true;
}

static bool take_katakana(struct readings *r, struct slice word, struct err *err)
{
    struct katakana_word k = {.word = word};
    size_t len;
    for (size_t i = 0; i < word.len; i += len) {
        uint32_t c = utf8_at(word, i, &len);
        if (char_class(c) != CHAR_KATAKANA || k.count == DISTANCE_MAX)
            return true;
        k.chars[k.count++] = c;
    }
    if (k.count < KATAKANA_MIN)
        return true;
    size_t n = r->katakana_count;
    if ((n & (n - 1)) == 0)
        r->katakana =
            talloc_realloc(r, r->katakana, struct katakana_word, (unsigned)(n ? n * 2 : 1));
    if (!r->katakana)
        return err_nomem(err, "readings");
    r->katakana[r->katakana_count++] = k;
    return true;
}

bool readings_build(TALLOC_CTX *mem, const struct analyzer *a, const struct vocab *v,
                    struct readings **ret, struct err *err)
{
    struct readings *r = talloc_zero(mem, struct readings);
    size_t words = vocab_count(v);
    bool ok = false;
    if (!r)
        return err_nomem(err, "readings");
    struct analysis *an = analysis_new(r, a);
    r->entries = talloc_array(r, struct entry, (unsigned)words + 1);
    if (!an || !r->entries) {
        err_nomem(err, "readings");
        goto out;
    }
    for (size_t i = 0; i < words; i++) {
        struct slice word = vocab_at(v, i), reading;
        if (vocab_is_question(v, word))
            continue;
        TALLOC_CTX *scratch = talloc_new(r);
        if (!reading_of(scratch, an, word, &reading, err) || !take_katakana(r, word, err))
            goto out;
        struct slice key = key_of(scratch, reading);
        if (key.len > 0) {
            talloc_steal(r, key.ptr);
            r->entries[r->count++] = (struct entry){key, word};
        }
        talloc_free(scratch);
    }
    qsort(r->entries, r->count, sizeof(r->entries[0]), by_key);
    talloc_free(an);
    *ret = r;
    ok = true;
out:
    if (!ok)
        talloc_free(r);
    return ok;
}

size_t readings_find(const struct readings *r, struct slice kana,
                     struct slice ret[READINGS_SAME_MAX])
{
    TALLOC_CTX *scratch = talloc_new(NULL);
    struct slice key = key_of(scratch, kana);
    size_t low = 0, high = r->count, n = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (slice_cmp(r->entries[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; key.len > 0 && low < r->count && n < READINGS_SAME_MAX; low++) {
        if (!slice_eq(r->entries[low].key, key))
            break;
        ret[n++] = r->entries[low].word;
    }
    talloc_free(scratch);
    return n;
}

size_t readings_nearest(const struct readings *r, struct slice text, size_t max, struct slice *ret)
{
    uint32_t chars[DISTANCE_MAX];
    size_t n = distance_chars(text, chars), best = max + 1;
    for (size_t i = 0; n > 0 && i < r->katakana_count; i++) {
        const struct katakana_word *k = &r->katakana[i];
        size_t d = distance(chars, n, k->chars, k->count, max);
        if (d > 0 && d < best) {
            best = d;
            *ret = k->word;
        }
    }
    return best;
}
