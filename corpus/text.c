#include "corpus/prose.h"

/* Plain text: a record for each paragraph, that is run of lines between blank ones. Lines keep
 * their ends, because nothing tells a broken line from a list. */
bool text_read(struct reading *r, struct err *err)
{
    struct slice title = r->src->title;
    for (size_t i = 0; i < r->line_count && title.len == 0; i++)
        title = prose_short(slice_trim(r->lines[i].text));
    struct passage p;
    passage_init(&p, r, "document");
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice line = slice_trim(r->lines[i].text);
        if (line.len == 0) {
            if (!passage_end(&p, title, err))
                return false;
        } else
            passage_line(&p, line, r->lines[i].no);
    }
    return passage_end(&p, title, err);
}
