/* canon.c - see canon.h. */
#include "dict/canon.h"
#include "dict/era.h"
#include "dict/number.h"
#include "dict/utf8.h"
#include <inttypes.h>
#include <stdio.h>

enum { WINDOW = 96 }; /* bytes within which a year or amount must end */

static void add(struct canon *c, const char *text, size_t len)
{
    if (c->count == CANON_TERMS || len >= CANON_BYTES)
        return;
    memcpy(c->bytes[c->count], text, len);
    c->terms[c->count] = (struct slice){c->bytes[c->count], len};
    c->count++;
}

void canon_read(struct slice s, struct canon *ret)
{
    ret->took = ret->count = 0;
    struct slice window = slice_sub(s, 0, utf8_floor(s, WINDOW));
    char term[CANON_BYTES * 2];
    struct years y;
    size_t took = years_parse(window, &y);
    if (took && y.exact) {
        ret->took = took;
        if (y.to - y.from >= CANON_TERMS - 1) /* an age, not a list of years */
            y.to = y.from;
        for (int year = y.from; year <= y.to; year++)
            add(ret, term, (size_t)snprintf(term, sizeof(term), "y%d", year));
        return;
    }
    struct number n;
    took = number_parse(window, &n);
    if (took && n.unit.len && n.unit.len < CANON_BYTES / 2) {
        ret->took = took;
        int size = snprintf(term, sizeof(term), "n%" PRId64 "%.*s", n.value, SLICE_ARG(n.unit));
        add(ret, term, (size_t)size);
    }
}

bool canon_value(struct slice s, size_t whole, struct canon *ret)
{
    ret->took = ret->count = 0;
    static const char unit[] = "円"; /* without a unit a single kanji reads as no number */
    char text[WINDOW + sizeof(unit)];
    if (whole == 0 || whole > s.len || whole > WINDOW)
        return false;
    memcpy(text, s.ptr, whole);
    memcpy(text + whole, unit, sizeof(unit) - 1);
    size_t len = whole + sizeof(unit) - 1;
    struct number n;
    if (number_parse((struct slice){text, len}, &n) != len)
        return false;
    char term[CANON_BYTES];
    add(ret, term, (size_t)snprintf(term, sizeof(term), "%" PRId64, n.value));
    ret->took = whole;
    return true;
}
