/* question_except.c - reads what is excepted in words: 東京都以外の, 台湾を除く.
 */
#include "searchd/question_parts.h"

/* Where a word of exception begins in s at or after `from`: its start, length and the particles
 * behind it; false where there is none. */
static bool find_except(struct slice s, size_t from, size_t *start, size_t *end)
{
    static const char *const words[] = {"以外", "を除く", "を除いた", "を除いて", "を除き"};
    static const char *const after[] = {"における", "での", "では", "には", "から", "の",
                                        "で",       "に",   "は",   "が",   "を",   "な"};
    size_t best = s.len + 1, best_len = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct slice w = slice_of(words[i]);
        size_t at = slice_find(slice_sub(s, from, s.len), w);
        if (at <= s.len - from && (from + at < best || (from + at == best && w.len > best_len))) {
            best = from + at;
            best_len = w.len;
        }
    }
    if (best > s.len || best == 0)
        return false;
    *start = best;
    *end = best + best_len;
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++)
        if (slice_starts(slice_sub(s, *end, s.len), slice_of(after[i]))) {
            *end += strlen(after[i]);
            break;
        }
    return true;
}

/* Start of the name that ends at `end`: back over kanji, katakana, Latin letters and digits, so
 * that a particle or mark before it ends it. */
static size_t name_start(struct slice s, size_t from, size_t end)
{
    while (end > from) {
        size_t before = utf8_before(s, end), len;
        enum char_class c = char_class(utf8_at(s, before, &len));
        if (c == CHAR_HIRAGANA || c == CHAR_SYMBOL || c == CHAR_SPACE)
            break;
        end = before;
    }
    return end;
}

struct ask *ask_text(struct parser *p, struct slice text)
{
    size_t from = 0, start, end;
    if (!find_except(text, 0, &start, &end))
        return ask_leaf(p, ASK_WORDS, text);
    struct ask *all = ask_new(p, ASK_ALL);
    while (find_except(text, from, &start, &end)) {
        size_t name = name_start(text, from, start);
        if (name == start) { /* 以外 without a name before it: a word like others */
            struct ask *words = ask_leaf(p, ASK_WORDS, slice_sub(text, from, end));
            ask_add(p, all, words);
        } else {
            ask_add(p, all, ask_leaf(p, ASK_WORDS, slice_sub(text, from, name)));
            struct ask *kid = ask_leaf(p, ASK_WORDS, slice_sub(text, name, start));
            if (kid) {
                ask_add(p, all, ask_wrap(p, ASK_EXCEPT, kid));
                p->out->plain = false;
            }
        }
        from = end;
    }
    ask_add(p, all, ask_leaf(p, ASK_WORDS, slice_sub(text, from, text.len)));
    return all && all->count ? all : NULL; /* too many words were there before */
}
