/* cell_cuts.c - see cell_cuts.h. */
#include "corpus/cell_cuts.h"
#include "corpus/cell.h"
#include "dict/utf8.h"

enum {
    LONG_CELL = 400, /* bytes; longer cells are cut in a few places only */
    LONG_CUTS = 8,
};

/* ---- cutting cells ---- */

static bool cut_here(size_t *cuts, size_t *count, size_t max, size_t at)
{
    if (*count == max)
        return false;
    if (*count == 0 || cuts[*count - 1] < at)
        cuts[(*count)++] = at;
    return true;
}

size_t cell_cuts(struct slice cell, const struct vocab *vocab, size_t cuts[CELL_CUTS_MAX])
{
    size_t count = 0, max = cell.len > LONG_CELL ? LONG_CUTS : CELL_CUTS_MAX;
    bool bullet_before = false, prose = cell.len > 150;
    int depth = 0; /* of brackets: what stands in them is not cut */
    for (size_t i = 0, len; i < cell.len; i += len) {
        uint32_t c = utf8_at(cell, i, &len);
        if ((c == ')' || c == 0xFF09) && depth > 0)
            depth--;
        bool inside = depth > 0;
        if (c == '(' || c == 0xFF08)
            depth++;
        if (inside)
            continue;
        if (i > 3000 && i + 600 < cell.len)
            continue;
        struct slice rest = slice_sub(cell, i, cell.len);
        if (i > 0) {
            bool blank = char_class(c) == CHAR_SPACE;
            struct slice next = slice_sub(cell, i + len, cell.len);
            if (blank && next.len) {
                bool bullet = cell_begins(next);
                /* In running text a blank divides lines of a list; the first bullet matters. */
                if (!prose || !bullet || !bullet_before || cell_begins(rest))
                    cut_here(cuts, &count, max, i);
                if (bullet)
                    bullet_before = true;
            } else if (!blank && (i < 60 || !prose || slice_starts(rest, SLICE_LIT("http"))) &&
                       c != 0x30FB && c != '-' && cell_begins(rest)) {
                cut_here(cuts, &count, max, i);
            } else if (i >= 6 && char_class(c) != CHAR_HIRAGANA && c != 0x3001 && c != 0x3002 &&
                       (slice_ends(slice_sub(cell, 0, i), SLICE_LIT("ため")) ||
                        slice_ends(slice_sub(cell, 0, i), SLICE_LIT("。")) ||
                        slice_ends(slice_sub(cell, 0, i), SLICE_LIT("課")))) {
                cut_here(cuts, &count, max, i);
            }
        }
        bool starts = i == 0 || (count && cuts[count - 1] == i);
        if (starts && i < 90) {
            size_t skip = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
            size_t token = cell_token(slice_sub(rest, skip, rest.len), vocab);
            if (token && i + skip + token < cell.len) {
                /* cuts stay in order: nothing between here and there is cut */
                cut_here(cuts, &count, max, i + skip + token);
                len = skip + token;
            }
        }
    }
    /* An address or a trailing number is often what was glued on at the end. */
    size_t url = slice_find(cell, SLICE_LIT("http"));
    if (url > 0 && url < cell.len && count == max && cuts[count - 1] < url)
        cuts[count - 1] = url;
    return count;
}
