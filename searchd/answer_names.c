/* answer_names.c - how answers spell the kinds of answer.h.
 */
#include "searchd/answer.h"

const char *widening_name(enum widening_kind k)
{
    switch (k) {
    case WIDENED_SPELLING: return "spelling";
    case WIDENED_SYNONYM: return "synonym";
    case WIDENED_NARROWER: return "narrower";
    case WIDENED_RELATED: return "related";
    case WIDENED_CORRECTION: return "correction";
    case WIDENED_READING: return "reading";
    case WIDENED_PART: return "part";
    }
    return "";
}

const char *said_name(enum said_kind k)
{
    switch (k) {
    case SAID_WORD: return "word";
    case SAID_PHRASE: return "phrase";
    case SAID_PREFIX: return "prefix";
    case SAID_NEAR: return "near";
    case SAID_FIELD: return "field";
    case SAID_YEARS: return "years";
    case SAID_FIGURES: return "figures";
    case SAID_ORDER: return "order";
    }
    return "";
}
