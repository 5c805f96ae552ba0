/* assets.c - finds embedded files; there are a dozen, so it looks at each. */
#include "searchd/assets.h"

const struct asset *asset_named(struct slice name)
{
    for (size_t i = 0; i < asset_count; i++) {
        if (slice_eq(asset_table[i].name, name))
            return &asset_table[i];
    }
    return NULL;
}

const struct asset *asset_find(struct slice path, bool *immutable)
{
    static const char folder[] = "/assets/";
    *immutable = false;
    if (slice_eq(path, SLICE_LIT("/favicon.ico")) || slice_eq(path, SLICE_LIT("/icon.svg")))
        return asset_named(SLICE_LIT("icon.svg"));
    size_t start = sizeof(folder) - 1, version = strlen(asset_version);
    if (!slice_starts(path, SLICE_LIT("/assets/")) || path.len <= start + version + 1 ||
        memcmp(path.ptr + start, asset_version, version) != 0 || path.ptr[start + version] != '/')
        return NULL;
    struct slice name = slice_sub(path, start + version + 1, path.len);
    /* The template is filled in by page.c and nothing by itself. */
    if (slice_ends(name, SLICE_LIT(".html")))
        return NULL;
    *immutable = true;
    return asset_named(name);
}
