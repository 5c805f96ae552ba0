/* sections.c - see sections.h. */
#include "corpus/sections.h"

void sections_init(struct sections *s, struct reading *r)
{
    *s = (struct sections){.r = r};
    buf_init(&s->text, r->mem, READING_FILE_MAX);
}

static bool flush(struct sections *s, bool leaf, struct err *err)
{
    struct slice path[SECTION_LEVELS], title = s->title;
    size_t n = 0;
    for (int i = 0; i < SECTION_LEVELS; i++)
        if (s->path[i].len)
            title = path[n++] = s->path[i];
    struct slice text = slice_trim(buf_slice(&s->text));
    bool alone = text.len == 0 && s->open && leaf && n > 0;
    bool ok = true;
    if (text.len || alone) {
        ok = prose_emit(s->r, "document", title, (struct slice){0}, path, n, alone ? title : text,
                        alone ? s->open_line : s->line, NULL, err);
        s->open = false;
    }
    ok = ok && (buf_ok(&s->text) || err_nomem(err, "a section"));
    buf_clear(&s->text);
    return ok;
}

bool sections_heading(struct sections *s, int level, struct slice name, uint32_t line,
                      struct err *err)
{
    /* A heading without text speaks for itself, unless one of a lower level follows. */
    bool below = true;
    for (int i = level - 1; i < SECTION_LEVELS; i++)
        below = below && s->path[i].len == 0;
    if (!flush(s, !below, err))
        return false;
    for (int i = level - 1; i < SECTION_LEVELS; i++)
        s->path[i] = (struct slice){0};
    s->path[level - 1] = name;
    s->open = name.len > 0;
    s->open_line = line;
    return true;
}

void sections_line(struct sections *s, struct slice text, uint32_t line)
{
    if (text.len == 0) {
        if (s->text.len && s->text.ptr[s->text.len - 1] != '\n')
            buf_putc(&s->text, '\n');
        return;
    }
    if (s->text.len == 0)
        s->line = line;
    else if (s->text.ptr[s->text.len - 1] != '\n')
        buf_putc(&s->text, '\n');
    buf_put_slice(&s->text, text);
}

bool sections_table(struct sections *s, const struct grid *g, struct err *err)
{
    if (!flush(s, false, err))
        return false;
    s->open = false;
    return grid_read(s->r, g, err);
}

bool sections_end(struct sections *s, struct err *err)
{
    return flush(s, true, err);
}
