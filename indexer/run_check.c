/* run_check.c - --check: is the index whole, is it this program's, does it count right?
 */
#include "indexer/index.h"
#include "indexer/lexicon_file.h"
#include "indexer/mark.h"
#include "indexer/run.h"
#include "indexer/schema.h"
#include <inttypes.h>
#include <stdio.h>

static void print_line(void *ctx, const char *text)
{
    (void)ctx;
    printf("  %s\n", text);
}

struct counts {
    uint32_t marks, bad;
};

static bool count_mark(void *ctx, uint32_t docid, struct slice value)
{
    struct counts *c = ctx;
    struct record_mark mark;
    (void)docid;
    c->marks++;
    c->bad += !record_mark_read(value, &mark);
    return true;
}

static bool check_contents(TALLOC_CTX *mem, struct store *s, const struct generation *g,
                           const char *analyzer_stamp, struct err *err)
{
    uint32_t docs;
    struct slice stamp, facets;
    struct facet_table *table;
    struct counts c = {0, 0};
    if (!store_doc_count(s, &docs, err) || !store_each_value(s, SLOT_RECORD, count_mark, &c, err) ||
        !store_metadata(s, mem, SLICE_LIT("facets"), &facets, err) ||
        !store_metadata(s, mem, SLICE_LIT("stamp"), &stamp, err))
        return false;
    printf("documents: %" PRIu32 ", with a mark of their record: %" PRIu32 "\n", docs, c.marks);
    if (c.bad || c.marks != docs)
        return err_set(err, ERR_STORE,
                       "the documents do not agree with their marks; build the index anew with "
                       "--full");
    if (!facet_table_load(mem, facets, &table, err))
        return false;
    printf("stamp: %.*s\n", SLICE_ARG(stamp));
    if (!index_check_stamp(stamp, analyzer_stamp, err))
        return false;
    struct lexicon *lexicon;
    struct err why;
    if (lexicon_open(mem, g->path, &lexicon, &why))
        printf("lexicon: %zu words\n", lexicon_count(lexicon));
    else
        printf("lexicon: %s (the next run writes it anew)\n", why.msg);
    return true;
}

bool run_check(TALLOC_CTX *mem, const char *index, const char *analyzer_stamp, struct err *err)
{
    struct generation g;
    struct store *s = NULL;
    size_t problems = 0;
    if (!index_open(mem, index, &s, &g, err))
        return false;
    printf("%s, commit %" PRIu64 "\n", g.path, g.number);
    if (!store_check(g.path, print_line, NULL, &problems, err))
        return false;
    if (problems)
        return err_set(err, ERR_STORE,
                       "%s: %zu problems, see above; build the index anew with --full", g.path,
                       problems);
    if (!check_contents(mem, s, &g, analyzer_stamp, err))
        return false;
    printf("the index is sound\n");
    return true;
}
