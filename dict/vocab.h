/* vocab.h - what words have to do with each other: synonyms, places, names that are filters,
 * and mends of scanning damage.
 *
 * Reads the tables in dict/data (each opens with its own format and sources; tests/dict checks
 * them). Everything is a matter of the question; nothing here changes the index, but for
 * vocab_mend, whose forms are indexed beside what is written.
 */
#ifndef DICT_VOCAB_H
#define DICT_VOCAB_H
#include "dict/err.h"
#include "dict/slice.h"
#include <stdint.h>
#include <talloc.h>

/* Shared once built. */
struct vocab;

bool vocab_open(TALLOC_CTX *mem, const char *data_dir, struct vocab **ret, struct err *err);

enum relation {
    REL_SPELLING, /* the same word written otherwise: タイランド for タイ, JETRO for ジェトロ */
    REL_SYNONYM,  /* means nearly the same: 販路拡大 for 販路開拓 */
    REL_NARROWER, /* lies within: タイ for 東南アジア, 和牛 for 畜産品 */
    REL_RELATED,  /* another thing that is often wanted with it: 商談会 for 販路開拓 */
    REL_BROADER,  /* holds it; offered to the person, not searched */
};

struct related {
    struct slice word; /* borrowed from the vocab */
    enum relation relation;
};

/* What goes with word, nearest first. word: as typed; normalised within. The array is owned by
 * mem, *count 0 where nothing is known. Errors: ERR_NOMEM. Threads: any. */
bool vocab_related(const struct vocab *v, TALLOC_CTX *mem, struct slice word, struct related **ret,
                   size_t *count, struct err *err);

/* The longest vocabulary entry (any table) that text begins with, in normalised characters: its
 * bytes in text, 0 where none. Lets 台湾観光誘客 be read as 台湾 + 観光誘客. */
size_t vocab_longest(const struct vocab *v, struct slice text);

enum place_kind { PLACE_REGION, PLACE_COUNTRY, PLACE_CITY, PLACE_PREFECTURE, PLACE_MUNICIPALITY };

struct place {
    enum place_kind kind;
    struct slice name;    /* the form that records use: 韓国, ホーチミン, 北海道 */
    struct slice country; /* of a city; empty for others */
};

/* word as a place in any of its names. */
bool vocab_place(const struct vocab *v, struct slice word, struct place *ret);

/* A word that names the value of a filter: 独自事務所 is form=a, ベトナム country=ベトナム,
 * 継続 status=継続, 群馬県 organization=群馬県. facet: "form", "country", "city",
 * "organization", "status", "kind", "role" or "level" (of the organization). */
struct facet_word {
    struct slice facet, value;
};
bool vocab_facet(const struct vocab *v, struct slice word, struct facet_word *ret);

/* Words of asking that carry no weight (とは, 何か, 教えて, 例, 一覧, ...). */
bool vocab_is_question(const struct vocab *v, struct slice term);

/* The right form of a piece of text that scanning has damaged (ジェットロ -> ジェトロ, フアムツアー ->
 * ファムツアー, 樹 for (株) at the end of a company name): for each place in text where a rule
 * applies, where it stands and what was meant. */
struct mend {
    uint32_t start, end; /* bytes in text */
    struct slice right;  /* borrowed from the vocab or the array */
};
bool vocab_mend(const struct vocab *v, TALLOC_CTX *mem, struct slice text, struct mend **ret,
                size_t *count, struct err *err);

/* Every word of the tables as they write it: vocab_at(v, 0) to vocab_at(v, count - 1). */
size_t vocab_count(const struct vocab *v);
struct slice vocab_at(const struct vocab *v, size_t i);

/* Names of a table, for readers of documents: is word a country, city, organization, ...? */
enum gazetteer { GAZ_COUNTRY, GAZ_CITY, GAZ_ORGANIZATION };
bool vocab_is(const struct vocab *v, enum gazetteer g, struct slice word);
#endif
