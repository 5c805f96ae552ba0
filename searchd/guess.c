/* guess.c - see understand_parts.h: what was meant by a word that the index lacks, or by one
 * typed in kana or romaji.
 *
 * What was meant takes the place of what was typed, so that はんろかいたく finds what 販路開拓 finds; it
 * is told among the widenings, from where the person can take it away.
 */
#include "dict/kana.h"
#include "dict/utf8.h"
#include "searchd/correct.h"
#include "searchd/understand_parts.h"

enum {
    KANA_MIN = 3,   /* shorter ones read as too much */
    ROMAJI_MIN = 4, /* letters */
    TERMS_MAX = 8,
};

/* The unit's text in katakana, where it is kana or romaji; else empty. */
static struct slice kana_of(struct reader *w, struct slice text)
{
    struct buf out;
    buf_init(&out, w->mem, 4096);
    if (utf8_count(text) >= KANA_MIN && utf8_all(text, char_is_kana))
        kana_to_katakana(text, &out);
    else if (text.len < ROMAJI_MIN || !utf8_all(text, kana_is_romaji) ||
             !kana_from_romaji(text, &out))
        return (struct slice){NULL, 0};
    return buf_slice(&out);
}

/* The widening added last is what was meant by the unit: its words stand for the typed ones,
 * unless those are in the index too. */
static bool meant(struct reader *w, struct unit *u, struct err *err)
{
    const struct wording *g = &u->widenings[u->widening_count - 1];
    struct slice text = g->text;
    /* ぷろもーしょん is found in pieces, none of them typed as a word. */
    bool stands =
        wording_found(&u->typed) && (u->typed.count == 1 || !utf8_all(u->text, char_is_hiragana));
    if (!stands) {
        u->typed = *g;
        u->meant = true;
        u->bigram_count = 0;
    }
    return unit_find_names(w, u, text, err) && widen_related(w, u, text, err);
}

/* Words of the vocabulary that are read so: the one in most records is what was meant, the others
 * may be. */
static bool guess_entries(struct reader *w, struct unit *u, struct slice kana, bool *found,
                          struct err *err)
{
    struct slice words[READINGS_SAME_MAX];
    size_t n = readings_find(w->b->shared->readings, kana, words), first = u->widening_count;
    bool added;
    for (size_t i = 0; i < n; i++)
        if (!widen_add(w, u, words[i], WIDENED_READING, &added, err))
            return false;
    *found = u->widening_count > first;
    if (!*found)
        return true;
    size_t best = first;
    for (size_t i = first + 1; i < u->widening_count; i++)
        if (u->widenings[i].hits > u->widenings[best].hits)
            best = i;
    struct wording last = u->widenings[u->widening_count - 1];
    u->widenings[u->widening_count - 1] = u->widenings[best];
    u->widenings[best] = last;
    return meant(w, u, err);
}

/* Words of the index that, read one after the other, are the kana. */
static bool guess_words(struct reader *w, struct unit *u, struct slice kana, bool *found,
                        struct err *err)
{
    struct slice terms[TERMS_MAX];
    size_t count;
    struct buf text;
    if (!correct_reading(w->b, w->mem, kana, terms, TERMS_MAX, &count, err))
        return false;
    buf_init(&text, w->mem, 4096);
    for (size_t i = 0; i < count; i++)
        buf_put_slice(&text, terms[i]);
    if (count == 0 || widen_taken_away(w, buf_slice(&text)))
        return true;
    if (!widen_add(w, u, buf_slice(&text), WIDENED_READING, found, err) ||
        (!*found &&
         !widen_add_terms(w, u, buf_slice(&text), terms, count, WIDENED_READING, found, err)))
        return false;
    return !*found || meant(w, u, err);
}

/* Is text one word of the dictionary? Then it is no error, only unknown to the papers: スキー is not
 * スキル, 教会 not 協会. Names are typed wrong as names of others (大蓮 for 大連). */
static bool is_dictionary_word(struct reader *w, struct slice text, bool *ret, struct err *err)
{
    struct tokens t;
    if (!analysis_run(w->b->analysis, text, &t, err))
        return false;
    *ret = t.count == 1 && t.at[0].known && !t.at[0].proper;
    return true;
}

static bool is_entry(const struct reader *w, struct slice text)
{
    return vocab_longest(w->b->shared->vocab, text) == text.len;
}

/* Tells the question with right in the place of the unit's text. A word of the vocabulary is no
 * error of the person's: the papers have it damaged. */
static void suggest(struct reader *w, const struct unit *u, struct slice right)
{
    struct slice q = w->p->q;
    if (is_entry(w, u->text) || u->text.ptr < q.ptr + w->copied || u->text.ptr >= q.ptr + q.len)
        return;
    size_t at = (size_t)(u->text.ptr - q.ptr);
    buf_put_slice(&w->mended, slice_sub(q, w->copied, at));
    buf_put_slice(&w->mended, right);
    w->copied = at + u->text.len;
    w->corrected = true;
}

static bool guess_spelling(struct reader *w, struct unit *u, bool *found, struct err *err)
{
    bool word;
    struct slice right[CORRECTIONS_MAX];
    size_t count;
    if (!is_dictionary_word(w, u->text, &word, err))
        return false;
    if (word)
        return true;
    if (!correct_spelling(w->b, w->mem, u->text, right, &count, err))
        return false;
    for (size_t i = 0; i < count && !*found; i++) {
        /* A word of the vocabulary may be damaged in the papers (美祿市 for 美祢市), but is not
         * another of its words: 新北市 is not 新潟市. */
        if (is_entry(w, u->text) && is_entry(w, right[i]))
            continue;
        if (!widen_add(w, u, right[i], WIDENED_CORRECTION, found, err))
            return false;
    }
    if (!*found)
        return true;
    suggest(w, u, u->widenings[u->widening_count - 1].text);
    return meant(w, u, err);
}

bool guess_meant(struct reader *w, struct unit *u, struct err *err)
{
    struct slice kana = kana_of(w, u->text);
    bool found = false;
    if (kana.len > 0 && !guess_entries(w, u, kana, &found, err))
        return false;
    /* Of katakana, a word misspelt is likelier than several read as one. */
    bool katakana = utf8_all(u->text, char_is_katakana);
    if (!found && katakana && !u->known && !guess_spelling(w, u, &found, err))
        return false;
    if (!found && kana.len > 0 && !guess_words(w, u, kana, &found, err))
        return false;
    return found || katakana || u->known || guess_spelling(w, u, &found, err);
}
