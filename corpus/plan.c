/* plan.c - reads plans: headings by their own numbering (1. / (1) / ○ / ①, never by the count of
 * #), a record for the text under each, and one for each item of an overview.
 */
#include "corpus/outline.h"

bool plan_read(struct reading *r, struct err *err)
{
    struct outline o;
    if (!outline_init(&o, r, "plan", err))
        return false;
    for (size_t i = 0; i < o.count; i++) {
        struct slice s = o.lines[i].text;
        bool ok = true;
        switch (outline_kind(&o, i)) {
        case LINE_TITLE:
        case LINE_HEADING: ok = outline_heading(&o, i, err); break;
        case LINE_GROUP: ok = outline_group(&o, i, err); break;
        case LINE_ITEM: ok = outline_item(&o, i, err); break;
        case LINE_TEXT: outline_text(&o, i, s); break;
        }
        if (!ok)
            return false;
    }
    return outline_end(&o, err);
}
