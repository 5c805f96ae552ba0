/* text.c - reads plain text: a record for each paragraph, that is run of lines between blank ones.
 *
 * Lines keep their ends, because nothing tells a broken line from a list.
 */
#include "corpus/prose.h"

/* Hands over the paragraph that was collected, and empties it. */
static bool flush(struct reading *r, struct slice title, struct buf *text, uint32_t line,
                  struct err *err)
{
    if (!buf_ok(text))
        return err_nomem(err, "a passage");
    bool ok = prose_emit(r, "document", title, (struct slice){0}, NULL, 0, buf_slice(text), line,
                         NULL, err);
    buf_clear(text);
    return ok;
}

bool text_read(struct reading *r, struct err *err)
{
    struct slice title = r->src->title;
    for (size_t i = 0; i < r->line_count && title.len == 0; i++)
        title = prose_short(slice_trim(r->lines[i].text));
    struct buf text;
    uint32_t first = 0;
    buf_init(&text, r->mem, READING_FILE_MAX);
    for (size_t i = 0; i < r->line_count; i++) {
        struct slice line = slice_trim(r->lines[i].text);
        if (line.len == 0) {
            if (!flush(r, title, &text, first, err))
                return false;
            continue;
        }
        if (text.len > 0)
            buf_putc(&text, '\n');
        else
            first = r->lines[i].no;
        buf_put_slice(&text, line);
    }
    return flush(r, title, &text, first, err);
}
