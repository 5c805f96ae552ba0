/* cell_score.c - how likely a text is as a cell of each sort of column.
 *
 * The numbers are rough log-likelihoods, set by hand and checked over many layouts
 * (tests/corpus/test_table_layouts.c): 4 to 8 for what is sure, -9 for what cannot be.
 */
#include "corpus/cell.h"
#include "corpus/cell_flags.h"
#include "dict/utf8.h"

static bool holds(struct slice s, const char *word)
{
    return slice_find(s, slice_of(word)) <= s.len;
}

static bool ends_division(struct slice s)
{
    static const char *const ends[] = {"課", "室",     "署", "館",  "センター",
                                       "所", "チーム", "係", "課)", "グループ"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (slice_ends(s, slice_of(ends[i])))
            return true;
    return false;
}

/* Text of some length: how much it looks like running text at all. */
static float prose(const struct cell_look *l)
{
    if (l->flags & (LOOK_URL | LOOK_LETTER | LOOK_STATUS) || l->number >= 0 || l->year)
        return -8;
    float score = l->chars >= 25 ? 3.0F : l->chars >= 15 ? 2.0F : l->chars >= 8 ? 0.3F : -1.5F;
    if (l->flags & LOOK_URL_IN)
        score -= 6;
    if (l->flags & (LOOK_COUNTRY | LOOK_ORGANIZATION | LOOK_CITY | LOOK_LABEL_ONLY))
        score -= 4;
    if (l->flags & LOOK_DEPARTMENT && !l->stops && !l->spaces && l->chars < 35)
        score -= 4;
    return score;
}

/* Scores of names: what cannot be a name at all is next to impossible. */
static float name_like(const struct cell_look *l, uint32_t most)
{
    if (l->flags & (LOOK_URL_IN | LOOK_URL | LOOK_LETTER | LOOK_STATUS) || l->number >= 0 ||
        l->year)
        return -8;
    float score = l->chars > most ? -5.0F : 0.0F;
    if (l->stops)
        score -= 3;
    if (l->bullets && l->spaces)
        score -= 3;
    if (l->commas > 1)
        score -= 1;
    return score;
}

static float score_name(const struct cell_look *l)
{
    float s = name_like(l, 50);
    if (l->flags & LOOK_NAME_END)
        s += 4;
    if (l->flags & LOOK_ORGANIZATION_BEGIN)
        s += 1.5F;
    if (l->flags & (LOOK_COUNTRY | LOOK_CITY) && l->chars < 12)
        s -= 4;
    if (l->flags & LOOK_LABEL)
        s -= 5;
    if (l->flags & LOOK_ORGANIZATION)
        s -= 4;
    if (l->flags & LOOK_COMPANY)
        s -= 3;
    if (l->flags & LOOK_DEPARTMENT)
        s -= 0.5F;
    if (l->flags & LOOK_PURPOSE && !(l->flags & LOOK_NAME_END))
        s -= 2;
    return s;
}

static float score_company(const struct cell_look *l)
{
    float s = name_like(l, 60);
    if (l->flags & LOOK_COMPANY)
        s += 5;
    else if (l->flags & LOOK_BODY)
        s += 3;
    else if (l->flags & LOOK_PERSON)
        s += 4;
    else if ((uint32_t)l->latin * 2 > l->chars)
        s += 2.5F;
    else if ((uint32_t)l->katakana * 4 > l->chars * 3)
        s += 0.3F;
    else
        s -= 1;
    if (l->flags & LOOK_DEPARTMENT && !(l->flags & (LOOK_COMPANY | LOOK_BODY)))
        s -= 9;
    if (l->flags & LOOK_LABEL || slice_ends(l->text, SLICE_LIT("による")))
        s -= 5;
    if (l->flags & (LOOK_COUNTRY | LOOK_CITY | LOOK_ORGANIZATION))
        s -= 4;
    if (l->flags & LOOK_NAME_END && !(l->flags & (LOOK_COMPANY | LOOK_BODY)))
        s -= 1.5F;
    return s;
}

static float score_department(const struct cell_look *l)
{
    float s = name_like(l, 45);
    if (l->flags & LOOK_DEPARTMENT)
        s += 4.5F;
    else
        s -= 3.5F;
    if (l->flags & (LOOK_COMPANY | LOOK_BODY | LOOK_PERSON))
        s -= 6;
    if ((uint32_t)l->latin * 2 > l->chars)
        s -= 3;
    if (l->flags & (LOOK_COUNTRY | LOOK_CITY | LOOK_ORGANIZATION | LOOK_LABEL))
        s -= 4;
    return s;
}

/* A department and nothing else is no running text. */
static bool bare_department(const struct cell_look *l)
{
    return l->flags & LOOK_DEPARTMENT && !l->stops && !l->spaces && !l->commas && l->chars < 35 &&
           !(l->flags & LOOK_PURPOSE);
}

static float score_reason(const struct cell_look *l)
{
    float s = prose(l) - (bare_department(l) ? 5.0F : 0.0F);
    if (l->flags & LOOK_PURPOSE)
        s += 2;
    if (l->flags & LOOK_BULLET)
        s -= 1;
    if (l->bullets > 2)
        s -= 1;
    if (l->commas > 3)
        s -= 0.5F;
    return s;
}

static float score_activity(const struct cell_look *l)
{
    float s = prose(l) - (bare_department(l) ? 5.0F : 0.0F);
    if (l->flags & LOOK_PURPOSE)
        s -= 1.5F;
    if (l->flags & LOOK_BULLET)
        s += 1.5F;
    if (l->bullets > 2)
        s += 1;
    if (l->commas > 1)
        s += 0.5F;
    if (l->spaces > 1 && !l->stops && !(l->flags & LOOK_PURPOSE))
        s += 1.5F; /* lines of a list */
    if (l->stops && !(l->flags & LOOK_BULLET))
        s -= 0.7F;
    if (l->chars > 70)
        s += 0.3F;
    return s;
}

static float score_note(const struct cell_look *l)
{
    float s = prose(l) - 1.5F;
    if (l->chars < 8)
        s += 1;
    if (l->flags & LOOK_CHANGE)
        s += 1.5F;
    if (l->flags & LOOK_GRANT)
        s += 2;
    if (l->flags & LOOK_YEAR_BEGIN && !l->year)
        s += 1.5F;
    if (l->chars > 70)
        s -= 1;
    if (l->flags & LOOK_BULLET)
        s -= 1;
    return s;
}

static float score_places(const struct cell_look *l)
{
    if (l->flags & LOOK_PLACES)
        return 5.5F;
    float s = name_like(l, 60);
    if (l->flags & LOOK_PLACE_IN)
        return s + 1.5F;
    if (slice_ends(l->text, SLICE_LIT("国")) || slice_ends(l->text, SLICE_LIT("圏")))
        return s + 2;
    return s - 3;
}

static float score_title(const struct cell_look *l)
{
    float s = name_like(l, 60);
    if (l->flags & LOOK_TITLE_END)
        s += 2;
    if (l->flags & (LOOK_PEOPLE | LOOK_PERIOD | LOOK_MONEY | LOOK_PLACES))
        s -= 3;
    if (l->flags & (LOOK_BUREAU | LOOK_DEPARTMENT))
        s -= 2;
    if (l->chars < 4)
        s -= 1;
    if (l->flags & LOOK_BULLET)
        s -= 2;
    return s + 1;
}

bool cell_is_sentence(const struct cell_look *l)
{
    if (l->text.len == 0)
        return false;
    size_t len;
    uint32_t last = utf8_at(l->text, utf8_before(l->text, l->text.len), &len);
    return l->flags & LOOK_PURPOSE || last == 0x3002 || char_class(last) == CHAR_HIRAGANA;
}

float cell_score(const struct cell_look *l, enum cell_kind kind)
{
    float s = 0;
    switch (kind) {
    case CELL_NUMBER:
        return l->number < 0 ? -9.0F : l->number >= 1 && l->number < 1000 ? 2.5F : -4.0F;
    case CELL_ORGANIZATION:
        if (l->flags & LOOK_ORGANIZATION)
            return 5;
        if (l->flags & LOOK_ORGANIZATION_LIKE)
            return 3;
        s = name_like(l, 14);
        return (uint32_t)l->kanji == l->chars && l->chars <= 5 ? s - 1.0F : s - 4.0F;
    case CELL_NAME: return score_name(l);
    case CELL_COUNTRY:
        if (l->flags & LOOK_COUNTRY)
            return 6;
        s = name_like(l, 12);
        if (l->flags & LOOK_PLACES)
            return 3;
        return (uint32_t)l->katakana == l->chars && l->chars >= 2 ? s - 1.0F : s - 5.0F;
    case CELL_CITY:
        if (l->flags & LOOK_CITY)
            return 5;
        s = name_like(l, 30);
        if (l->flags & LOOK_CITY_LIKE)
            return s + 3;
        if (l->flags &
            (LOOK_ORGANIZATION | LOOK_LABEL | LOOK_DEPARTMENT | LOOK_COMPANY | LOOK_NAME_END))
            return s - 5;
        if ((uint32_t)l->katakana + l->commas + l->spaces >= l->chars && l->chars >= 2)
            return s + 0.5F;
        return (uint32_t)l->kanji == l->chars && l->chars <= 4 ? s - 0.5F : s - 3.5F;
    case CELL_LETTER: return l->flags & LOOK_LETTER ? 6.0F : -9.0F;
    case CELL_LABEL:
        if (l->flags & LOOK_LABEL_ONLY)
            return 6;
        if (l->flags & LOOK_LABEL)
            return 2.5F;
        s = name_like(l, 40) - 2;
        if (l->flags & (LOOK_DEPARTMENT | LOOK_COUNTRY | LOOK_CITY))
            s -= 3;
        if (slice_ends(l->text, SLICE_LIT("による")) || slice_ends(l->text, SLICE_LIT("など")))
            s += 2.5F;
        return s;
    case CELL_COMPANY: return score_company(l);
    case CELL_YEAR:
        return l->year                                       ? 7.0F
               : l->flags & LOOK_DATE                        ? 4.0F
               : l->flags & LOOK_YEAR_BEGIN && l->chars < 12 ? 0.0F
                                                             : -9.0F;
    case CELL_DEPARTMENT: return score_department(l);
    case CELL_COUNT:
        if (l->number < 0 && l->heads >= 0)
            return 6;
        return l->number < 0 ? -9.0F : l->number < 30 ? 2.5F : l->number < 500 ? 0.5F : -4.0F;
    case CELL_REASON: return score_reason(l);
    case CELL_ACTIVITY: return score_activity(l);
    case CELL_URL:
        return l->flags & LOOK_URL ? 8.0F : l->flags & LOOK_URL_IN && l->chars < 400 ? 1.0F : -9.0F;
    case CELL_NOTE: return score_note(l);
    case CELL_BUREAU: s = name_like(l, 25); return l->flags & LOOK_BUREAU ? s + 4 : s - 3;
    case CELL_DIVISION: {
        s = name_like(l, 25);
        if (l->flags & (LOOK_TITLE_END | LOOK_PLACES))
            s -= 2;
        if (holds(l->text, "局 ") || holds(l->text, "部 "))
            s -= 2; /* its bureau before it */
        return ends_division(l->text) ? s + 4 : s - 2.5F;
    }
    case CELL_TITLE: return score_title(l);
    case CELL_DETAIL:
        s = prose(l);
        return l->flags & (LOOK_PEOPLE | LOOK_PERIOD | LOOK_PLACES) && l->chars < 25 ? s - 3.0F
                                                                                     : s + 0.5F;
    case CELL_PLAN:
        s = prose(l);
        return l->flags & (LOOK_PEOPLE | LOOK_PERIOD | LOOK_PLACES) && l->chars < 25 ? s - 2.5F : s;
    case CELL_PLACES: return score_places(l);
    case CELL_PERIOD:
        s = name_like(l, 100);
        if (l->flags & LOOK_MONEY && l->number >= 0)
            return -6;
        if (l->flags & LOOK_GRANT)
            s -= 5;
        return l->flags & LOOK_PERIOD ? s + 5 : s - 3;
    case CELL_PEOPLE:
        if (l->number >= 0)
            return holds(l->text, ",") ? -3.0F : l->number < 1000 ? -1.5F : -3.0F;
        s = l->stops ? -3.0F : 0.0F;
        if (l->chars > 150)
            s -= 3;
        return l->flags & LOOK_PEOPLE ? s + 4.5F : s - 2;
    case CELL_MONEY:
        if (l->number >= 0)
            return 3.5F;
        if (l->flags & LOOK_MONEY)
            return 4;
        return holds(l->text, "円") && l->chars < 30 ? 0.5F : -7.0F;
    case CELL_STATUS: return l->flags & LOOK_STATUS ? 7.0F : -7.0F;
    case CELL_KINDS: break;
    }
    return -9;
}
