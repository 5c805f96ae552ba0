/* main.c - senrei-indexer: options, exit status, nothing else.
 */
#include "dict/data.h"
#include "indexer/run.h"
#include "indexer/store.h"
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum exit_status {
    EXIT_ALL_READ = 0,
    EXIT_FAILED = 1, /* nothing usable, or the index could not be written */
    EXIT_USAGE = 2,
    EXIT_SKIPPED = 3, /* done, but some input was left out */
};

enum {
    JOBS_MAX = 256,
    MEMORY_MIN_MB = 64,
    MEMORY_DEFAULT_MB = 512,
    COMMIT_DEFAULT = 10000,
};

static const char usage_text[] =
    "usage: senrei-indexer --index DIR [options] SOURCE...\n"
    "       senrei-indexer --dump [--format F] SOURCE...\n"
    "       senrei-indexer --check --index DIR\n"
    "\n"
    "SOURCE: a file, a folder (with a sources.tsv beside the files, or without), or - for\n"
    "JSONL on standard input.\n"
    "\n"
    "  --index DIR       the folder of the index, made where it is missing\n"
    "  --full            build anew beside the old index, then swap\n"
    "  --remote          of a build: xapian-tcpsrv can serve it (half as large again)\n"
    "  --prune           delete records of the given sources that are no longer in them\n"
    "  --format F        auto (default) offices projects minutes plan guide jsonl tsv csv\n"
    "                    markdown html text\n"
    "  --jobs N          analysing threads (default: the number of cores)\n"
    "  --memory MB       ceiling for records and pending changes (default 512)\n"
    "  --commit-every N  records between commits of an incremental run (default 10000)\n"
    "  --dump            write the parsed records as JSONL, touch no index\n"
    "  --check           verify the index and say what to do\n"
    "  --stats           print counts as JSON after the run\n"
    "  --progress        show progress even where standard error is no terminal\n"
    "  --quiet           no progress, no notes\n"
    "  --version, --help\n"
    "\n"
    "Exit status: 0 all read; 1 nothing usable, or the index could not be written; 2 wrong\n"
    "usage; 3 done, but some input was skipped, each told as file:line: why.\n";

struct cli {
    struct run_options run;
    bool dump, check, stats;
};

static bool number_of(const char *text, unsigned long min, unsigned long max, unsigned long *ret)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || n < min || n > max)
        return false;
    *ret = n;
    return true;
}

static int usage(const char *what, const char *value)
{
    fprintf(stderr, "senrei-indexer: %s%s%s%s\n", what, value ? " '" : "", value ? value : "",
            value ? "'" : "");
    fprintf(stderr, "senrei-indexer --help tells the options\n");
    return EXIT_USAGE;
}

enum option_code {
    OPT_INDEX = 1,
    OPT_FULL,
    OPT_PRUNE,
    OPT_REMOTE,
    OPT_FORMAT,
    OPT_JOBS,
    OPT_MEMORY,
    OPT_COMMIT_EVERY,
    OPT_DUMP,
    OPT_CHECK,
    OPT_STATS,
    OPT_PROGRESS,
    OPT_QUIET,
    OPT_VERSION,
    OPT_HELP,
};

static const struct option options[] = {
    {"index", required_argument, NULL, OPT_INDEX},
    {"full", no_argument, NULL, OPT_FULL},
    {"prune", no_argument, NULL, OPT_PRUNE},
    {"remote", no_argument, NULL, OPT_REMOTE},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"memory", required_argument, NULL, OPT_MEMORY},
    {"commit-every", required_argument, NULL, OPT_COMMIT_EVERY},
    {"dump", no_argument, NULL, OPT_DUMP},
    {"check", no_argument, NULL, OPT_CHECK},
    {"stats", no_argument, NULL, OPT_STATS},
    {"progress", no_argument, NULL, OPT_PROGRESS},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"version", no_argument, NULL, OPT_VERSION},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

/* Reads the command line; -1 to go on, else the exit status. */
static int read_options(int argc, char **argv, struct cli *cli)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned long n;
    cli->run.jobs = cores < 1 ? 1 : cores > JOBS_MAX ? JOBS_MAX : (unsigned)cores;
    cli->run.memory = (uint64_t)MEMORY_DEFAULT_MB << 20;
    cli->run.commit_every = COMMIT_DEFAULT;
    for (int c; (c = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        switch (c) {
        case OPT_INDEX: cli->run.index = optarg; break;
        case OPT_FULL: cli->run.full = true; break;
        case OPT_PRUNE: cli->run.prune = true; break;
        case OPT_REMOTE: cli->run.remote = true; break;
        case OPT_FORMAT:
            if (!format_parse(slice_of(optarg), &cli->run.format))
                return usage("unknown --format", optarg);
            break;
        case OPT_JOBS:
            if (!number_of(optarg, 1, JOBS_MAX, &n))
                return usage("--jobs wants a number from 1 to 256, not", optarg);
            cli->run.jobs = (unsigned)n;
            break;
        case OPT_MEMORY:
            if (!number_of(optarg, MEMORY_MIN_MB, 1ul << 20, &n))
                return usage("--memory wants megabytes, at least 64, not", optarg);
            cli->run.memory = (uint64_t)n << 20;
            break;
        case OPT_COMMIT_EVERY:
            if (!number_of(optarg, 1, UINT32_MAX, &n))
                return usage("--commit-every wants a number of records, not", optarg);
            cli->run.commit_every = (uint32_t)n;
            break;
        case OPT_DUMP: cli->dump = true; break;
        case OPT_CHECK: cli->check = true; break;
        case OPT_STATS: cli->stats = true; break;
        case OPT_PROGRESS: cli->run.progress = true; break;
        case OPT_QUIET: cli->run.quiet = true; break;
        case OPT_VERSION: puts("senrei-indexer " SENREI_VERSION); return EXIT_ALL_READ;
        case 'h':
        case OPT_HELP: fputs(usage_text, stdout); return EXIT_ALL_READ;
        case '?': fprintf(stderr, "senrei-indexer --help tells the options\n"); return EXIT_USAGE;
        }
    }
    cli->run.sources = (const char *const *)argv + optind;
    cli->run.source_count = (size_t)(argc - optind);
    if (cli->run.progress && cli->run.quiet)
        return usage("--progress and --quiet exclude each other", NULL);
    if (!cli->dump && (!cli->run.index || !*cli->run.index))
        return usage("--index DIR is missing", NULL);
    if (!cli->check && cli->run.source_count == 0)
        return usage("no SOURCE given", NULL);
    if (!cli->run.quiet && isatty(STDERR_FILENO))
        cli->run.progress = true;
    return -1;
}

static int failed(const struct err *err)
{
    fprintf(stderr, "senrei-indexer: %s\n", err->msg);
    return EXIT_FAILED;
}

static int work(TALLOC_CTX *mem, struct cli *cli)
{
    struct err err;
    const char *dir;
    struct vocab *vocab = NULL;
    struct analyzer *analyzer = NULL;
    struct run_report report = {0};
    if (!data_dir(mem, &dir, &err) || !vocab_open(mem, dir, &vocab, &err))
        return failed(&err);
    if (!cli->dump && !analyzer_open(mem, dir, &analyzer, &err))
        return failed(&err);
    if (cli->check)
        return run_check(mem, cli->run.index, analyzer_stamp(analyzer), &err) ? EXIT_ALL_READ
                                                                              : failed(&err);
    bool quiet = cli->run.quiet;
    if (cli->dump) {
        if (!run_dump(mem, &cli->run, vocab, &report, &err))
            return failed(&err);
    } else {
        if (!run_index(mem, &cli->run, analyzer, vocab, &report, &err))
            return failed(&err);
    }
    if (cli->stats) {
        struct buf json;
        buf_init(&json, mem, 1u << 30);
        run_report_json(&report, &json);
        /* The records have standard output with --dump. */
        fwrite(json.ptr, 1, json.len, cli->dump ? stderr : stdout);
    }
    if (report.nothing) {
        fprintf(stderr, "senrei-indexer: nothing usable in the given sources\n");
        return EXIT_FAILED;
    }
    if (!cli->dump && !cli->stats && !quiet)
        fprintf(stderr, "senrei-indexer: %u documents in the index, %.1f MB, %.1f s\n",
                report.documents, (double)report.bytes / 1e6, report.seconds);
    return report.skipped ? EXIT_SKIPPED : EXIT_ALL_READ;
}

/* The index is as its last commit left it, whenever a run ends. */
static void end_at_once(void)
{
    static const char why[] = "senrei-indexer: out of memory\n";
    ssize_t told = write(STDERR_FILENO, why, sizeof(why) - 1);
    (void)told; /* there is nothing left to do about it */
    _exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    int status = read_options(argc, argv, &cli);
    if (status >= 0)
        return status;
    /* Xapian's pending changes go to its tables each 1,000 documents, not 10,000: half the memory
     * and less time (tests/bench). Before any thread begins. */
    setenv("XAPIAN_FLUSH_THRESHOLD", "1000", 0);
    store_on_terminate(end_at_once);
    TALLOC_CTX *mem = talloc_new(NULL);
    status = work(mem, &cli);
    talloc_free(mem);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "senrei-indexer: standard output: %s\n", strerror(errno));
        return EXIT_FAILED;
    }
    return status;
}
