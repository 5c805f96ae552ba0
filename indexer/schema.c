/* schema.c - the index as prose, and the names that go with it.
 *
 * A document of the index is one record (corpus/record.h): an office, a project row, a speech,
 * an item of a plan or guide. It has terms, values, and data.
 *
 * TERMS. A word has no prefix and, being normalised, never begins with a capital; every other
 * space has a prefix of capitals of which none begins another.
 *
 *   (none) words and numbers of all text fields; positions, a gap of SCHEMA_GAP between fields so
 *          that no phrase or nearness reaches across; wdf = occurrences times the field's weight
 *   B      character bigrams of the same, wdf likewise, no positions; a pair that is a word of the
 *          document so far is not repeated here, so that whoever asks for a pair asks for
 *          "the bigram or the word" (a quarter of all bigrams, measured)
 *   C      years "y2014" and amounts "n300000000円" in canonical form; head counts of an office
 *          as "staff_dispatched0", and "staff_dispatched+" where there are any
 *   M      words of what scanning has damaged, as it was meant (vocab_mend), weight of the field
 *   S N O P R A K D T E H
 *          words of title, name, organization, place, reason, activities, speaker, department,
 *          contractor, note, path: for field:value and field bonuses; wdf = occurrences
 *   Q      the record's id, whole: unique
 *   XK XS XO XC XI XF XP XT XR XY XL
 *          whole values: kind, source, organization, country, city, form, speaker, status, role,
 *          year, level of the organization; wdf 1: a question that names one weighs its records up
 *   XV     what a field says as a whole, of those up to SCHEMA_VALUE_MAX bytes; wdf 1: who types
 *          just that finds the record first
 *   F      particles and the like (TOKEN_FUNCTION), wdf 0: they stand in nearly every document,
 *          and are asked for only where a question has nothing else
 *
 * Weights of fields (wdf): name 3; organization, country and city, reason, activities and a
 * project's description 2; everything else 1, but the title 0 where it repeats a name or section.
 * Every string and list field of any record is searched, but for the title of the whole document,
 * and its publisher where the record is of another organization; of integers the year and the budget have
 * canonical terms.
 *
 * VALUES. SLOT_YEAR "2011" from year, else fy, else date · SLOT_DATE "20140708" ·
 * SLOT_ORGANIZATION the katakana reading, for 五十音 order · SLOT_GROUP see group.h: alike for
 * near-identical records of one organization, of an office the words of reason and activities
 * without places and numbers (none where fewer than SCHEMA_GROUP_WORDS remain); equal for projects
 * of one name · SLOT_FACETS see facets.c · SLOT_STAFF, SLOT_BUDGET 19 digits, zeros in front, so that
 * bytes sort as numbers · SLOT_RECORD the record's mark: what an incremental run compares, mark.h.
 *
 * A record without an organization gets its publisher as one where that is a municipality, so
 * that organization=群馬県 finds the prefecture's project table. Countries are canonicalised by
 * the place table and may be several.
 *
 * DATA. See stored.c; packed as texts.h says, behind the positions (positions.h).
 *
 * METADATA. "stamp" SCHEMA_VERSION and the analyzer's stamp · "facets" the facet table ·
 * "commit" the number of the last commit · "source:<id>" path, kind and title of a source · "texts"
 * dictionaries of the data, texts.h · "positions" where they are, store.h.
 */
#include "indexer/schema.h"
#include "dict/utf8.h"
#include "indexer/hash.h"
#include <stdio.h>

static const char *const prefixes[SPACE_COUNT] = {
    [SPACE_WORD] = "",
    [SPACE_BIGRAM] = "B",
    [SPACE_CANON] = "C",
    [SPACE_MENDED] = "M",
    [SPACE_TITLE] = "S",
    [SPACE_NAME] = "N",
    [SPACE_ORGANIZATION] = "O",
    [SPACE_PLACE] = "P",
    [SPACE_REASON] = "R",
    [SPACE_ACTIVITIES] = "A",
    [SPACE_SPEAKER] = "K",
    [SPACE_DEPARTMENT] = "D",
    [SPACE_CONTRACTOR] = "T",
    [SPACE_NOTE] = "E",
    [SPACE_PATH] = "H",
    [SPACE_ID] = "Q",
    [SPACE_KIND_IS] = "XK",
    [SPACE_SOURCE_IS] = "XS",
    [SPACE_ORGANIZATION_IS] = "XO",
    [SPACE_COUNTRY_IS] = "XC",
    [SPACE_CITY_IS] = "XI",
    [SPACE_FORM_IS] = "XF",
    [SPACE_SPEAKER_IS] = "XP",
    [SPACE_STATUS_IS] = "XT",
    [SPACE_ROLE_IS] = "XR",
    [SPACE_YEAR_IS] = "XY",
    [SPACE_LEVEL_IS] = "XL",
    [SPACE_VALUE_IS] = "XV",
    [SPACE_FUNCTION] = "F",
};

const char *schema_prefix(enum term_space space)
{
    return prefixes[space];
}

enum term_space schema_facet_space(enum facet f)
{
    static const enum term_space spaces[FACET_COUNT] = {
        [FACET_KIND] = SPACE_KIND_IS,       [FACET_COUNTRY] = SPACE_COUNTRY_IS,
        [FACET_CITY] = SPACE_CITY_IS,       [FACET_ORGANIZATION] = SPACE_ORGANIZATION_IS,
        [FACET_FORM] = SPACE_FORM_IS,       [FACET_YEAR] = SPACE_YEAR_IS,
        [FACET_SPEAKER] = SPACE_SPEAKER_IS, [FACET_STATUS] = SPACE_STATUS_IS,
        [FACET_SOURCE] = SPACE_SOURCE_IS,
    };
    return spaces[f];
}

bool schema_term(TALLOC_CTX *mem, enum term_space space, struct slice token, struct slice *ret,
                 struct err *err)
{
    enum { HASH_LEN = 17 }; /* "~" and 16 hex digits */
    struct slice prefix = slice_of(prefixes[space]);
    size_t zeros = 0; /* a zero byte takes two in Xapian's keys */
    for (size_t i = 0; i < token.len; i++)
        zeros += token.ptr[i] == '\0';
    char *p = talloc_size(mem, STORE_TERM_MAX + 1);
    if (!p)
        return err_nomem(err, "term");
    memcpy(p, prefix.ptr, prefix.len);
    size_t len = prefix.len;
    if (prefix.len + token.len + zeros <= STORE_TERM_MAX) {
        if (token.len)
            memcpy(p + len, token.ptr, token.len);
        len += token.len;
    } else {
        size_t room = STORE_TERM_MAX - prefix.len - HASH_LEN;
        size_t cut = utf8_floor(token, zeros ? room / 2 : room);
        memcpy(p + len, token.ptr, cut);
        len += cut;
        snprintf(p + len, HASH_LEN + 1, "~%016llx", (unsigned long long)hash_bytes(token, 0));
        len += HASH_LEN;
    }
    *ret = (struct slice){p, len};
    return true;
}

bool schema_value(struct text_space *space, struct slice text, struct buf *out, struct err *err)
{
    struct text t;
    size_t n, len = 0, start = out->len;
    if (text.len > 2 * SCHEMA_VALUE_MAX) /* shorter hardly ever, once normalised */
        return true;
    if (!text_normalize_into(space, text, &t, err))
        return false;
    for (size_t i = 0; i < t.norm.len; i += n) {
        enum char_class c = char_class(utf8_at(t.norm, i, &n));
        if (c == CHAR_SPACE || c == CHAR_SYMBOL)
            continue;
        len += n;
        buf_put_slice(out, slice_sub(t.norm, i, i + n));
    }
    if (len > SCHEMA_VALUE_MAX)
        out->len = start;
    return buf_ok(out) || err_nomem(err, "whole value");
}

bool schema_space_of(struct slice field_name, enum term_space *ret, bool *exact)
{
    static const struct {
        const char *name;
        enum term_space space;
    } names[] = {
        {"title", SPACE_TITLE},
        {"題名", SPACE_TITLE},
        {"表題", SPACE_TITLE},
        {"標題", SPACE_TITLE},
        {"タイトル", SPACE_TITLE},
        {"name", SPACE_NAME},
        {"名称", SPACE_NAME},
        {"事務所名", SPACE_NAME},
        {"拠点名", SPACE_NAME},
        {"事業名", SPACE_NAME},
        {"organization", SPACE_ORGANIZATION},
        {"団体", SPACE_ORGANIZATION},
        {"団体名", SPACE_ORGANIZATION},
        {"自治体", SPACE_ORGANIZATION},
        {"country", SPACE_PLACE},
        {"city", SPACE_PLACE},
        {"place", SPACE_PLACE},
        {"国", SPACE_PLACE},
        {"都市", SPACE_PLACE},
        {"地域", SPACE_PLACE},
        {"場所", SPACE_PLACE},
        {"reason", SPACE_REASON},
        {"理由", SPACE_REASON},
        {"設置理由", SPACE_REASON},
        {"activities", SPACE_ACTIVITIES},
        {"活動", SPACE_ACTIVITIES},
        {"活動内容", SPACE_ACTIVITIES},
        {"業務", SPACE_ACTIVITIES},
        {"description", SPACE_ACTIVITIES},
        {"内容", SPACE_ACTIVITIES},
        {"speaker", SPACE_SPEAKER},
        {"発言者", SPACE_SPEAKER},
        {"話者", SPACE_SPEAKER},
        {"affiliation", SPACE_SPEAKER},
        {"所属", SPACE_SPEAKER},
        {"department", SPACE_DEPARTMENT},
        {"bureau", SPACE_DEPARTMENT},
        {"division", SPACE_DEPARTMENT},
        {"所管", SPACE_DEPARTMENT},
        {"担当", SPACE_DEPARTMENT},
        {"担当課", SPACE_DEPARTMENT},
        {"部署", SPACE_DEPARTMENT},
        {"課", SPACE_DEPARTMENT},
        {"contractor", SPACE_CONTRACTOR},
        {"委託先", SPACE_CONTRACTOR},
        {"委託", SPACE_CONTRACTOR},
        {"note", SPACE_NOTE},
        {"備考", SPACE_NOTE},
        {"path", SPACE_PATH},
        {"section", SPACE_PATH},
        {"meeting", SPACE_PATH},
        {"pillar", SPACE_PATH},
        {"見出し", SPACE_PATH},
        {"章", SPACE_PATH},
        {"会議", SPACE_PATH},
        {"id", SPACE_ID},
        {"番号", SPACE_ID},
        {"kind", SPACE_KIND_IS},
        {"種類", SPACE_KIND_IS},
        {"種別", SPACE_KIND_IS},
        {"source", SPACE_SOURCE_IS},
        {"資料", SPACE_SOURCE_IS},
        {"出典", SPACE_SOURCE_IS},
        {"form", SPACE_FORM_IS},
        {"形態", SPACE_FORM_IS},
        {"status", SPACE_STATUS_IS},
        {"状態", SPACE_STATUS_IS},
        {"状況", SPACE_STATUS_IS},
        {"role", SPACE_ROLE_IS},
        {"役割", SPACE_ROLE_IS},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!slice_eq(field_name, slice_of(names[i].name)))
            continue;
        *ret = names[i].space;
        *exact = names[i].space >= SPACE_ID;
        return true;
    }
    return false;
}
