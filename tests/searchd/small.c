/* small.c - see small.h. */
#include "small.h"
#include "dict/data.h"
#include "indexer/run.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct small *small_open(void)
{
    static const char *const source = "searchd/small.jsonl"; /* tests run in tests/ */
    struct small *s = talloc_zero(NULL, struct small);
    struct analyzer *analyzer = NULL;
    struct vocab *vocab = NULL;
    struct readings *readings = NULL;
    struct run_report report = {0};
    struct err err = {ERR_NONE, ""};
    const char *data = getenv("SENREI_DATA");
    snprintf(s->folder, sizeof(s->folder), "/tmp/senrei-small-XXXXXX");
    s->index = s->folder;
    if (!mkdtemp(s->folder) || !data || !analyzer_open(s, data, &analyzer, &err) ||
        !vocab_open(s, data, &vocab, &err) || !readings_build(s, analyzer, vocab, &readings, &err))
        fail_msg("small index: %s", err.msg);
    struct run_options o = {.index = s->folder,
                            .sources = &source,
                            .source_count = 1,
                            .format = FORMAT_JSONL,
                            .jobs = 1,
                            .commit_every = 1000,
                            .memory = 64 << 20,
                            .quiet = true};
    if (!run_index(s, &o, analyzer, vocab, &report, &err))
        fail_msg("small index: %s", err.msg);
    s->shared = (struct shared){.analyzer = analyzer,
                                .vocab = vocab,
                                .readings = readings,
                                .indexes = &s->index,
                                .index_count = 1};
    if (!backend_open(s, &s->shared, &s->backend, &err))
        fail_msg("small index: %s", err.msg);
    return s;
}

void small_free(struct small *s)
{
    char command[128];
    if (!s)
        return; /* it could not be opened */
    snprintf(command, sizeof(command), "rm -r '%s'", s->folder);
    talloc_free(s);
    if (system(command) != 0)
        fail_msg("%s is left over", command);
}

int small_setup(void **state)
{
    *state = small_open();
    return 0;
}

int small_teardown(void **state)
{
    small_free(*state);
    return 0;
}
