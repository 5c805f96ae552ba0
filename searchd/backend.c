/* backend.c - see backend.h. */
#include "searchd/backend.h"
#include "dict/buf.h"
#include "dict/data.h"
#include "searchd/rank.h"
#include <stdio.h>
#include <sys/stat.h>

/* Owns all that it names. */
struct edition {
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

static bool open_all(struct edition *e, const struct shared *shared, struct err *err)
{
    TALLOC_CTX *mem = e;
    unsigned n = (unsigned)shared->index_count;
    const char **paths = talloc_zero_array(mem, const char *, n);
    e->parts = talloc_zero_array(mem, struct store *, n);
    e->facets = talloc_zero_array(mem, struct facet_table *, n);
    e->freqs = talloc_zero_array(mem, struct freq_known, FREQS_KNOWN);
    if (!paths || !e->parts || !e->facets || !e->freqs)
        return err_nomem(err, "index");
    for (unsigned i = 0; i < n; i++) {
        struct generation g;
        if (!place_of(mem, shared->indexes[i], &g, err))
            return false;
        paths[i] = g.path;
        e->generation += g.number;
    }
    if (!store_open(mem, paths, n, &e->store, err))
        return false;
    for (unsigned i = 0; i < n; i++) {
        struct store *part = e->store;
        if (n > 1 && !store_open(mem, &paths[i], 1, &e->parts[i], err))
            return false;
        if (n > 1)
            part = e->parts[i];
        if (!check_stamp(mem, shared, part, err) || !open_facets(mem, part, &e->facets[i], err))
            return false;
    }
    if (store_is_local(e->store) && !matcher_open(mem, e->store, &e->matcher, err))
        return false;
    /* The lexicon of the first: with several it still knows most words. */
    struct err none;
    if (!lexicon_open(mem, paths[0], &e->lexicon, &none)) {
        if (none.code != ERR_NOT_FOUND) {
            *err = none;
            return false;
        }
        e->lexicon = NULL;
    }
    return true;
}

bool edition_open(const struct shared *shared, struct edition **ret, struct err *err)
{
    struct edition *e = talloc_zero(NULL, struct edition);
    if (!e)
        return err_nomem(err, "index");
    if (!open_all(e, shared, err)) {
        talloc_free(e);
        return false;
    }
    *ret = e;
    return true;
}

uint64_t edition_generation(const struct edition *e)
{
    return e->generation;
}

/* The table of kanji that sound or look alike; without it, such errors are simply not mended. */
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

void backend_take(struct backend *b, struct edition *e)
{
    b->store = e->store;
    b->matcher = e->matcher;
    b->freqs = e->freqs;
    b->parts = e->parts;
    b->lexicon = e->lexicon;
    b->facets = e->facets;
    b->generation = e->generation;
    talloc_free(b->edition);
    b->edition = talloc_steal(b, e);
}

bool backend_open(TALLOC_CTX *mem, const struct shared *shared, struct backend **ret,
                  struct err *err)
{
    struct backend *b = talloc_zero(mem, struct backend);
    if (!b)
        return err_nomem(err, "backend");
    b->shared = shared;
    b->analysis = analysis_new(b, shared->analyzer);
    struct edition *e;
    if (!b->analysis || !edition_open(shared, &e, err)) {
        if (!b->analysis)
            err_nomem(err, "backend");
        talloc_free(b);
        return false;
    }
    backend_take(b, e);
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
    struct edition *e;
    if (!changed)
        return true;
    if (!edition_open(b->shared, &e, err))
        return false;
    backend_take(b, e);
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
