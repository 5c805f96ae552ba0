/* backend.c - see backend.h. */
#include "searchd/backend.h"
#include "dict/buf.h"
#include "dict/data.h"
#include "searchd/rank.h"
#include <stdio.h>
#include <sys/stat.h>

/* What is opened of one generation: swapped in as a whole, so that a failure changes nothing. */
struct opened {
    struct store *store;
    struct matcher *matcher;
    struct freq_known *freqs;
    struct store **parts;
    struct lexicon *lexicon;
    struct facet_table **facets;
    uint64_t generation;
};

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Where the index given as dir is to be read: a generation's folder, or dir itself (a stub file,
 * HOST:PORT). */
static bool place_of(TALLOC_CTX *mem, const char *dir, struct generation *ret, struct err *err)
{
    if (is_folder(dir))
        return index_current(mem, dir, ret, err);
    *ret = (struct generation){.path = dir, .number = 1};
    return true;
}

static bool open_facets(TALLOC_CTX *mem, struct store *s, struct facet_table **ret, struct err *err)
{
    struct slice saved;
    if (!store_metadata(s, mem, SLICE_LIT("facets"), &saved, err))
        return false;
    if (saved.len == 0) {
        *ret = facet_table_new(mem);
        return *ret ? true : err_nomem(err, "facets");
    }
    return facet_table_load(mem, saved, ret, err);
}

static bool check_stamp(TALLOC_CTX *mem, const struct shared *shared, struct store *s,
                        struct err *err)
{
    struct slice stamp;
    return store_metadata(s, mem, SLICE_LIT("stamp"), &stamp, err) &&
           index_check_stamp(stamp, analyzer_stamp(shared->analyzer), err);
}

static bool open_all(TALLOC_CTX *mem, const struct shared *shared, struct opened *ret,
                     struct err *err)
{
    struct opened o = {0};
    unsigned n = (unsigned)shared->index_count;
    const char **paths = talloc_zero_array(mem, const char *, n);
    o.parts = talloc_zero_array(mem, struct store *, n);
    o.facets = talloc_zero_array(mem, struct facet_table *, n);
    o.freqs = talloc_zero_array(mem, struct freq_known, FREQS_KNOWN);
    if (!paths || !o.parts || !o.facets || !o.freqs)
        return err_nomem(err, "index");
    for (unsigned i = 0; i < n; i++) {
        struct generation g;
        if (!place_of(mem, shared->indexes[i], &g, err))
            return false;
        paths[i] = g.path;
        o.generation += g.number;
    }
    if (!store_open(mem, paths, n, &o.store, err))
        return false;
    for (unsigned i = 0; i < n; i++) {
        struct store *part = o.store;
        if (n > 1 && !store_open(mem, &paths[i], 1, &o.parts[i], err))
            return false;
        if (n > 1)
            part = o.parts[i];
        if (!check_stamp(mem, shared, part, err) || !open_facets(mem, part, &o.facets[i], err))
            return false;
    }
    if (store_is_local(o.store) && !matcher_open(mem, o.store, &o.matcher, err))
        return false;
    /* The lexicon of the first: with several it still knows most words. */
    struct err none;
    if (!lexicon_open(mem, paths[0], &o.lexicon, &none)) {
        if (none.code != ERR_NOT_FOUND) {
            *err = none;
            return false;
        }
        o.lexicon = NULL;
    }
    *ret = o;
    return true;
}

/* The table of kanji that sound alike; without it, such errors are simply not mended. */
static void read_homophones(struct backend *b)
{
    const char *dir;
    struct err err;
    if (!data_dir(b, &dir, &err))
        return;
    FILE *f = fopen(talloc_asprintf(b, "%s/homophones.tsv", dir), "re");
    if (!f)
        return;
    char line[4096];
    while (fgets(line, sizeof(line), f)) {
        char *tab = strchr(line, '\t'), *end = strchr(line, '\n');
        if (line[0] == '#' || !tab || !end)
            continue;
        struct slice *more =
            talloc_realloc(b, b->homophones, struct slice, (unsigned)b->homophone_count + 1);
        size_t len = (size_t)(end - tab - 1);
        char *kanji = talloc_strndup(b, tab + 1, len);
        if (!more || !kanji)
            break;
        b->homophones = more;
        b->homophones[b->homophone_count++] = (struct slice){kanji, len};
    }
    fclose(f);
}

static void take(struct backend *b, const struct opened *o)
{
    b->store = o->store;
    b->matcher = o->matcher;
    b->freqs = o->freqs;
    b->parts = o->parts;
    b->lexicon = o->lexicon;
    b->facets = o->facets;
    b->generation = o->generation;
}

bool backend_open(TALLOC_CTX *mem, const struct shared *shared, struct backend **ret,
                  struct err *err)
{
    struct backend *b = talloc_zero(mem, struct backend);
    if (!b)
        return err_nomem(err, "backend");
    b->shared = shared;
    b->analysis = analysis_new(b, shared->analyzer);
    b->opened = talloc_new(b);
    struct opened o;
    if (!b->analysis || !b->opened) {
        talloc_free(b);
        return err_nomem(err, "backend");
    }
    if (!open_all(b->opened, shared, &o, err)) {
        talloc_free(b);
        return false;
    }
    take(b, &o);
    read_homophones(b);
    *ret = b;
    return true;
}

bool backend_refresh(struct backend *b, struct err *err)
{
    uint64_t newest;
    if (!backend_newest(b->shared, &newest, err))
        return false;
    /* What is named without a generation, by a stub file or HOST:PORT, may have changed in place. */
    bool changed = newest != b->generation;
    if (!changed && !store_reopen(b->store, &changed, err))
        return false;
    if (!changed)
        return true;
    TALLOC_CTX *mem = talloc_new(b);
    struct opened o;
    if (!mem)
        return err_nomem(err, "backend");
    if (!open_all(mem, b->shared, &o, err)) {
        talloc_free(mem);
        return false;
    }
    take(b, &o);
    talloc_free(b->opened);
    b->opened = mem;
    return true;
}

bool backend_run(struct backend *b, TALLOC_CTX *mem, const struct store_search *search,
                 struct store_result *ret, struct err *err)
{
    return b->matcher ? rank_run(b->matcher, mem, search, ret, err)
                      : store_run(b->store, mem, search, ret, err);
}

bool backend_document(struct backend *b, TALLOC_CTX *mem, const struct store_hit *hit,
                      struct stored **ret, struct err *err)
{
    struct slice data = hit->data;
    return (data.ptr || store_data(b->store, mem, hit->docid, &data, err)) &&
           stored_unpack(mem, data, ret, err);
}

bool backend_newest(const struct shared *shared, uint64_t *ret, struct err *err)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    uint64_t sum = 0;
    bool ok = mem != NULL || err_nomem(err, "index");
    for (size_t i = 0; ok && i < shared->index_count; i++) {
        struct generation g;
        ok = place_of(mem, shared->indexes[i], &g, err);
        if (ok)
            sum += g.number;
    }
    talloc_free(mem);
    if (ok)
        *ret = sum;
    return ok;
}
