/* vocab_mend.c - finds what scanning did to names, by rules and by the names themselves.
 *
 * A run of katakana is looked at once. What is a known word stays; else rules for confused
 * characters are tried, and then the one name of the gazetteers that lies within one or two
 * slips. All bounds are constants, so the time is linear in the text.
 */
#include "dict/utf8.h"
#include "dict/vocab_impl.h"

struct mender {
    const struct vocab *v;
    struct slice text;
    TALLOC_CTX *mem;
    struct mend *list;
    size_t count;
    bool failed;
};

enum { RUN_CHARS_MAX = 40 };

/* A run of katakana and of what is mistaken for it. */
struct run {
    size_t count;
    uint32_t chars[RUN_CHARS_MAX]; /* with look-alikes replaced */
    size_t at[RUN_CHARS_MAX + 1];  /* where each stands, and the end */
    bool replaced[RUN_CHARS_MAX];
};

static void mend_add(struct mender *m, size_t start, size_t end, struct slice right)
{
    size_t n = m->count;
    if (m->failed || (n > 0 && m->list[n - 1].end > start))
        return;
    if ((n & (n - 1)) == 0)
        m->list = talloc_realloc(m->mem, m->list, struct mend, (unsigned)(n ? n * 2 : 1));
    if (!m->list) {
        m->failed = true;
        return;
    }
    m->list[m->count++] = (struct mend){(uint32_t)start, (uint32_t)end, right};
}

/* The whole run r is to read chars[count]: a word inside a longer run (フェアコンサルディング) is cut
 * from text as the run is, so the run must be right as one. */
static void mend_add_run(struct mender *m, const struct run *r, const uint32_t *chars, size_t count)
{
    char bytes[4 * (RUN_CHARS_MAX + 8)];
    size_t len = 0, before = m->count;
    for (size_t i = 0; i < count; i++)
        len += utf8_put(chars[i], bytes + len);
    mend_add(m, r->at[0], r->at[r->count], (struct slice){NULL, 0});
    if (m->count == before)
        return;
    char *own = talloc_memdup(m->list, bytes, len);
    m->list[before].right = (struct slice){own, own ? len : 0};
    m->failed = m->failed || !own;
}

/* Kanji and marks that are taken for katakana, by shape. */
static uint32_t look_alike(uint32_t c)
{
    static const uint32_t pairs[][2] = {
        {0x53E3, 0x30ED}, /* 口 ロ */ {0x529B, 0x30AB}, /* 力 カ */
        {0x5DE5, 0x30A8}, /* 工 エ */ {0x4E8C, 0x30CB}, /* 二 ニ */
        {0x516B, 0x30CF}, /* 八 ハ */ {0x5915, 0x30BF}, /* 夕 タ */
        {0x535C, 0x30C8}, /* 卜 ト */ {0x4E00, 0x30FC}, /* 一 ー */
        {0x2015, 0x30FC}, /* ― ー */ {0x2014, 0x30FC},  /* — ー */
        {0xFF0D, 0x30FC},                               /* － ー */
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (pairs[i][0] == c)
            return pairs[i][1];
    return c;
}

/* The known word that chars[from..to) spell: a name or a word of mend.tsv, NONE. */
static int32_t known_word(const struct vocab *v, const uint32_t *chars, size_t from, size_t to)
{
    char bytes[4 * (RUN_CHARS_MAX + 8)];
    size_t len = 0;
    for (size_t i = from; i < to; i++)
        len += utf8_put(chars[i], bytes + len);
    int32_t w = vocab_find(v, (struct slice){bytes, len});
    if (w == NONE)
        return NONE;
    const struct word *word = &v->words[w];
    bool trusted = word->place != NONE || (word->flags & (WORD_KNOWN | WORD_ORGANIZATION));
    return trusted ? w : NONE;
}

static bool any_word(const struct vocab *v, struct slice s)
{
    return vocab_find(v, s) != NONE;
}

/* Look-alikes: the pieces of the run that hold one and spell a known word. */
static bool mend_look_alikes(struct mender *m, const struct run *r)
{
    bool found = false;
    for (size_t from = 0; from < r->count; from++)
        for (size_t to = r->count; to > from + 2; to--) {
            bool touched = false;
            for (size_t i = from; i < to; i++)
                touched = touched || r->replaced[i];
            if (!touched)
                break;
            int32_t w = known_word(m->v, r->chars, from, to);
            if (w == NONE)
                continue;
            mend_add(m, r->at[from], r->at[to], m->v->words[w].text);
            found = true;
            from = to - 1;
            break;
        }
    return found;
}

/* One rule at one place of the run: is there a known word across it? across: where in the run that
 * word must go on from one side to the other, 0 for anywhere. */
static bool mend_by_rule(struct mender *m, const struct run *r, size_t place,
                         const struct mend_rule *rule, size_t across)
{
    uint32_t chars[RUN_CHARS_MAX + 8];
    size_t count = 0, len, wrong = 0, right = 0, at;
    for (at = 0; at < rule->wrong.len; at += len, wrong++)
        if (place + wrong >= r->count || utf8_at(rule->wrong, at, &len) != r->chars[place + wrong])
            return false;
    for (; count < place; count++)
        chars[count] = r->chars[count];
    for (at = 0; at < rule->right.len && right < 8; at += len, right++)
        chars[count++] = utf8_at(rule->right, at, &len);
    for (size_t i = place + wrong; i < r->count && count < RUN_CHARS_MAX + 8; i++)
        chars[count++] = r->chars[i];
    size_t seam = across > place ? across + right - wrong : across;
    for (size_t from = 0; from <= place; from++)
        for (size_t to = count; to >= place + right && to >= from + 4; to--) {
            /* A piece from the middle is more often chance than a name. */
            if ((from > 0 && to < count) || (across > 0 && (from >= seam || to <= seam)) ||
                known_word(m->v, chars, from, to) == NONE)
                continue;
            mend_add_run(m, r, chars, count);
            return true;
        }
    return false;
}

static bool mend_by_rules(struct mender *m, const struct run *r, size_t across)
{
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < m->v->kana_rule_count; k++)
            if (mend_by_rule(m, r, i, &m->v->kana_rules[k], across))
                return true;
    return false;
}

/* Slips between the run and a name, at most `most`; most + 1 where there are more. */
static size_t slips(const struct run *r, const struct kana_name *n, size_t most)
{
    size_t row[RUN_CHARS_MAX + 1];
    for (size_t j = 0; j <= n->count; j++)
        row[j] = j;
    for (size_t i = 1; i <= r->count; i++) {
        size_t diagonal = row[0], least = row[0] = i;
        for (size_t j = 1; j <= n->count; j++) {
            size_t up = row[j];
            size_t best = diagonal + (r->chars[i - 1] != n->chars[j - 1]);
            if (up + 1 < best)
                best = up + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = up;
            row[j] = best;
            if (best < least)
                least = best;
        }
        if (least > most)
            return most + 1;
    }
    return row[n->count];
}

/* The one name that a run of its own is a slip or two from: one for six to eight characters, two
 * from nine. Its beginning or its end must be whole. Two names as near decide nothing,
 * unless both are of one place (ベンガロール: バンガロール, ベンガルール). */
static void mend_by_name(struct mender *m, const struct run *r)
{
    uint64_t bag = 0;
    size_t best = 3;
    int32_t word = NONE;
    if (r->count < 5 || r->count > NAME_CHARS_MAX)
        return;
    for (size_t i = 0; i < r->count; i++)
        bag |= UINT64_C(1) << (r->chars[i] & 63);
    for (size_t i = 0; i < m->v->name_count; i++) {
        const struct kana_name *n = &m->v->names[i];
        size_t most = n->count >= 9 ? 2 : 1;
        if (__builtin_popcountll(bag ^ n->bag) > 2 * (int)most || n->count > r->count + most ||
            r->count > n->count + most)
            continue;
        /* Common words have kin (アドバイザリー, フットワーク): only long ones, only a character for
         * a character, and their beginning whole (リノベーション). */
        if (m->v->words[n->word].place == NONE && (n->count != r->count || n->count < 7))
            continue;
        bool head = r->chars[0] == n->chars[0] && r->chars[1] == n->chars[1];
        bool tail = r->chars[r->count - 1] == n->chars[n->count - 1] &&
                    r->chars[r->count - 2] == n->chars[n->count - 2];
        if (!head && (!tail || m->v->words[n->word].place == NONE))
            continue;
        size_t d = slips(r, n, most);
        if (d > most || d > best)
            continue;
        bool same_place = word != NONE && m->v->words[word].place != NONE &&
                          m->v->words[word].place == m->v->words[n->word].place;
        if (d < best)
            word = n->word;
        else if (!same_place)
            word = NONE;
        best = d;
    }
    if (word != NONE)
        mend_add(m, r->at[0], r->at[r->count], m->v->words[word].text);
}

/* The run that begins at `at` into *r; where to go on. */
static size_t run_read(struct slice s, size_t at, struct run *r)
{
    r->count = 0;
    bool whole = true;
    while (at < s.len) {
        size_t len;
        uint32_t c = utf8_at(s, at, &len), seen = look_alike(c);
        if (char_class(seen) != CHAR_KATAKANA)
            break;
        if (r->count == 0 && seen == 0x30FC) { /* no word begins with ー: a dash */
            at += len;
            break;
        }
        if (r->count == RUN_CHARS_MAX)
            whole = false;
        if (whole) {
            r->chars[r->count] = seen;
            r->replaced[r->count] = seen != c;
            r->at[r->count++] = at;
        }
        at += len;
        r->at[r->count] = at;
    }
    if (!whole)
        r->count = 0; /* no name is that long */
    return at;
}

static void mend_run(struct mender *m, const struct run *r)
{
    bool doubtful = false;
    if (r->count < 3 || any_word(m->v, slice_sub(m->text, r->at[0], r->at[r->count])))
        return;
    for (size_t i = 0; i < r->count; i++)
        doubtful = doubtful || r->replaced[i];
    if (doubtful) {
        mend_look_alikes(m, r);
        return;
    }
    if (!mend_by_rules(m, r, 0))
        mend_by_name(m, r);
}

/* A word broken by a blank, perhaps with a slip in it (コンサル ディング): r and the run behind one
 * blank are read as one, and a known word across the blank is taken. Where to go on, 0 for none. */
static size_t mend_broken(struct mender *m, const struct run *r)
{
    size_t end = r->at[r->count], len;
    if (r->count < 2 || end >= m->text.len)
        return 0;
    uint32_t blank = utf8_at(m->text, end, &len);
    if (blank != ' ' && blank != 0x3000)
        return 0;
    struct run next, both = *r;
    size_t behind = run_read(m->text, end + len, &next);
    if (next.count < 2 || r->count + next.count > RUN_CHARS_MAX)
        return 0;
    if (any_word(m->v, slice_sub(m->text, r->at[0], end)) &&
        any_word(m->v, slice_sub(m->text, next.at[0], behind)))
        return 0; /* two words */
    for (size_t i = 0; i < next.count; i++) {
        both.chars[both.count] = next.chars[i];
        both.replaced[both.count] = next.replaced[i];
        both.at[both.count++] = next.at[i];
    }
    both.at[both.count] = behind;
    for (size_t from = 0; from < r->count && from + 6 <= both.count; from++)
        if (known_word(m->v, both.chars, from, both.count) != NONE) {
            mend_add_run(m, &both, both.chars, both.count);
            return behind;
        }
    return mend_by_rules(m, &both, r->count) ? behind : 0;
}

/* Whole words of Latin letters or kanji, as the table has them. */
static size_t mend_word(struct mender *m, size_t at)
{
    struct slice rest = slice_sub(m->text, at, m->text.len);
    size_t len;
    for (size_t i = 0; i < m->v->word_rule_count; i++) {
        const struct mend_rule *rule = &m->v->word_rules[i];
        if (!slice_starts(rest, rule->wrong))
            continue;
        size_t end = at + rule->wrong.len;
        bool latin = char_class(utf8_at(m->text, at, &len)) == CHAR_LATIN;
        if (latin && at > 0 &&
            char_class(utf8_at(m->text, utf8_before(m->text, at), &len)) == CHAR_LATIN)
            continue;
        if (latin && end < m->text.len && char_class(utf8_at(m->text, end, &len)) == CHAR_LATIN)
            continue;
        mend_add(m, at, end, rule->right);
        return end;
    }
    return at;
}

/* 樹 for (株): before or behind a name in katakana or Latin letters, with nothing on its other
 * side. 果樹 and 直樹 have a kanji before them. */
static size_t mend_company(struct mender *m, size_t at)
{
    struct slice rest = slice_sub(m->text, at, m->text.len);
    for (size_t i = 0; i < m->v->company_rule_count; i++) {
        const struct mend_rule *rule = &m->v->company_rules[i];
        if (!slice_starts(rest, rule->wrong))
            continue;
        size_t end = at + rule->wrong.len, len;
        enum char_class before = CHAR_SPACE, behind = CHAR_SPACE;
        if (at > 0)
            before = char_class(utf8_at(m->text, utf8_before(m->text, at), &len));
        if (end < m->text.len)
            behind = char_class(utf8_at(m->text, end, &len));
        bool name_before = before == CHAR_KATAKANA || before == CHAR_LATIN;
        bool name_behind = behind == CHAR_KATAKANA || behind == CHAR_LATIN;
        bool open_before = before == CHAR_SPACE || before == CHAR_SYMBOL;
        bool open_behind = behind == CHAR_SPACE || behind == CHAR_SYMBOL;
        if ((name_before && open_behind) || (open_before && name_behind)) {
            mend_add(m, at, end, rule->right);
            return end;
        }
    }
    return at;
}

bool vocab_mend(const struct vocab *v, TALLOC_CTX *mem, struct slice text, struct mend **ret,
                size_t *count, struct err *err)
{
    struct mender m = {v, text, mem, NULL, 0, false};
    for (size_t at = 0, len; at < text.len;) {
        size_t end;
        uint32_t c = utf8_at(text, at, &len);
        if (v->rule_begins[c & 0xFFFF] &&
            ((end = mend_word(&m, at)) > at || (end = mend_company(&m, at)) > at)) {
            at = end;
        } else if (char_class(look_alike(c)) == CHAR_KATAKANA) {
            struct run r;
            at = run_read(text, at, &r);
            if ((end = r.count > 0 ? mend_broken(&m, &r) : 0) > 0)
                at = end;
            else
                mend_run(&m, &r);
        } else {
            at += len;
        }
    }
    if (m.failed)
        return err_nomem(err, "mends");
    *ret = m.list;
    *count = m.count;
    return true;
}
