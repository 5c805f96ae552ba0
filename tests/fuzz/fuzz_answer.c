/* Any address against a real index: the API and the page answer each with a status, and JSON is
 * JSON. The index is made of corpus/facts when the target starts. */
#include "dict/data.h"
#include "dict/utf8.h"
#include "indexer/folder.h"
#include "indexer/run.h"
#include "searchd/page.h"
#include "searchd/uri.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static TALLOC_CTX *forever; /* holds all below */
static struct backend *backend;
static struct shared shared;
static char folder[] = "/tmp/senrei-fuzz-XXXXXX";
static const char *const index_dir = folder;

static void remove_index(void)
{
    struct err err;
    folder_remove(folder, &err);
}

static void give_up(const char *why)
{
    fprintf(stderr, "fuzz_answer: %s\n", why);
    exit(2);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *dir;
    struct analyzer *analyzer = NULL;
    struct vocab *vocab = NULL;
    struct readings *readings = NULL;
    struct err err;
    forever = talloc_new(NULL);
    if (!mkdtemp(folder))
        give_up("no temporary folder");
    atexit(remove_index);
    if (!data_dir(forever, &dir, &err) || !analyzer_open(forever, dir, &analyzer, &err) ||
        !vocab_open(forever, dir, &vocab, &err) ||
        !readings_build(forever, analyzer, vocab, &readings, &err))
        give_up(err.msg);
    static const char *const sources[] = {FUZZ_FACTS};
    struct run_options o = {.index = folder,
                            .sources = sources,
                            .source_count = 1,
                            .jobs = 1,
                            .commit_every = 10000,
                            .memory = 64 << 20,
                            .quiet = true};
    struct run_report report = {0};
    if (!run_index(forever, &o, analyzer, vocab, &report, &err))
        give_up(err.msg);
    shared = (struct shared){.analyzer = analyzer,
                             .vocab = vocab,
                             .readings = readings,
                             .indexes = &index_dir,
                             .index_count = 1};
    if (!backend_open(forever, &shared, &backend, &err))
        give_up(err.msg);
    return 0;
}

static void check(const struct api_response *resp)
{
    struct slice body = buf_slice(&resp->body);
    if (resp->status < 200 || resp->status > 404 || utf8_valid(body) != body.len)
        abort();
    if (strncmp(resp->content_type, "application/json", 16) != 0)
        return;
    json_t *json = json_loadb(body.ptr, body.len, JSON_ALLOW_NUL, NULL);
    if (!json)
        abort();
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!backend)
        LLVMFuzzerInitialize(NULL, NULL);
    TALLOC_CTX *mem = talloc_new(NULL);
    struct slice target = {talloc_memdup(mem, data, size), size};
    struct api_request req;
    struct api_response resp;
    struct buf key;
    struct err err;
    buf_init(&key, mem, 1 << 20);
    if (uri_decode(mem, target, &req, &err)) {
        if (page_knows(req.path)) {
            page_answer(backend, &req, mem, &resp);
        } else {
            api_key(&req, &key);
            api_answer(backend, &req, mem, &resp);
        }
        check(&resp);
    }
    talloc_free(mem);
    return 0;
}
