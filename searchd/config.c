/* config.c - see config.h. */
#include "searchd/config.h"
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum option_type { OPTION_LIST, OPTION_NUMBER, OPTION_TEXT, OPTION_FLAG };

struct option_row {
    const char *name, *value, *help; /* value: what stands for it in the help, NULL for a flag */
    enum option_type type;
    size_t at; /* offset in struct config */
    uint64_t min, max;
};

#define AT(field) offsetof(struct config, field)

static const struct option_row option_rows[] = {
    {"index", "WHERE", "index to serve: folder, stub file or HOST:PORT; repeatable", OPTION_LIST,
     AT(index), 0, 0},
    {"listen", "ADDR:PORT", "address to serve on (127.0.0.1:8080), also [::1]:8080; repeatable",
     OPTION_LIST, AT(listen), 0, 0},
    {"workers", "N", "search threads (as many as cores)", OPTION_NUMBER, AT(workers), 1, 256},
    {"cache", "N", "answers kept, 0 turns it off (4096)", OPTION_NUMBER, AT(cache), 0, 10000000},
    {"cache-mb", "N", "memory for them at most (48)", OPTION_NUMBER, AT(cache_mb), 1, 1000000},
    {"queue", "N", "questions that may wait for a thread before 503 is said (256)", OPTION_NUMBER,
     AT(queue), 1, 1000000},
    {"timeout", "S", "seconds until an answer is given up (10)", OPTION_NUMBER, AT(timeout), 1,
     3600},
    {"max-connections", "N", "connections at once (what the descriptor limit allows)",
     OPTION_NUMBER, AT(max_connections), 1, 10000000},
    {"max-per-address", "N",
     "connections at once from one address, 0 for any number (256; loopback: any)", OPTION_NUMBER,
     AT(max_per_address), 0, 10000000},
    {"head-timeout", "S", "seconds for a request to arrive (10)", OPTION_NUMBER, AT(head_timeout),
     1, 3600},
    {"idle-timeout", "S", "seconds a connection may be silent between requests (60)", OPTION_NUMBER,
     AT(idle_timeout), 1, 86400},
    {"take-timeout", "S", "seconds for a client to take an answer (30)", OPTION_NUMBER,
     AT(take_timeout), 1, 3600},
    {"rate", "N", "requests per second from one address, 0 for any number (0)", OPTION_NUMBER,
     AT(rate), 0, 1000000},
    {"allow", "NET", "network whose addresses may connect, like 10.1.0.0/16, or all; repeatable",
     OPTION_LIST, AT(allow), 0, 0},
    {"host", "NAME", "name that requests may ask for in Host, others get 421; repeatable",
     OPTION_LIST, AT(host), 0, 0},
    {"token-file", "FILE", "bearer tokens, one a line: requests must bring one", OPTION_TEXT,
     AT(token_file), 0, 0},
    {"tls-cert", "FILE", "certificate chain (PEM): serve HTTPS", OPTION_TEXT, AT(tls_cert), 0, 0},
    {"tls-key", "FILE", "its private key (PEM)", OPTION_TEXT, AT(tls_key), 0, 0},
    {"user", "NAME", "user to become after the addresses are bound, when started as root",
     OPTION_TEXT, AT(user), 0, 0},
    {"data", "DIR", "folder of the dictionaries (found beside the program)", OPTION_TEXT, AT(data),
     0, 0},
    {"access-log", NULL, "one line per request on standard error", OPTION_FLAG, AT(access_log), 0,
     0},
    {"help", NULL, "this text", OPTION_FLAG, AT(show_help), 0, 0},
    {"version", NULL, "name and version", OPTION_FLAG, AT(show_version), 0, 0},
};
enum { OPTION_COUNT = sizeof(option_rows) / sizeof(option_rows[0]) };

static bool add_item(TALLOC_CTX *mem, struct config_list *list, const char *value, struct err *err)
{
    const char **items = talloc_realloc(mem, list->items, const char *, (unsigned)list->count + 1);
    if (!items)
        return err_nomem(err, "options");
    items[list->count] = value;
    list->items = items;
    list->count++;
    return true;
}

static bool read_number(const struct option_row *row, const char *text, uint64_t *ret,
                        struct err *err)
{
    uint64_t n = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && n <= UINT32_MAX; p++)
        n = n * 10 + (uint64_t)(*p - '0');
    if (p == text || *p != '\0' || n < row->min || n > row->max)
        return err_set(err, ERR_INPUT, "--%s wants a number from %llu to %llu, not '%s'", row->name,
                       (unsigned long long)row->min, (unsigned long long)row->max, text);
    *ret = n;
    return true;
}

static bool set_option(TALLOC_CTX *mem, const struct option_row *row, const char *value,
                       struct config *c, struct err *err)
{
    char *field = (char *)c + row->at;
    switch (row->type) {
    case OPTION_LIST:
        if (!*value)
            return err_set(err, ERR_INPUT, "--%s wants a value", row->name);
        return add_item(mem, (struct config_list *)(void *)field, value, err);
    case OPTION_NUMBER: return read_number(row, value, (uint64_t *)(void *)field, err);
    case OPTION_TEXT: memcpy(field, &value, sizeof(value)); return true;
    case OPTION_FLAG:
        if (*value && strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
            return err_set(err, ERR_INPUT, "%s is on or off, not '%s'", row->name, value);
        *(bool *)(void *)field = strcmp(value, "off") != 0;
        return true;
    }
    return err_set(err, ERR_BUG, "option type");
}

static char *trim(char *s)
{
    s += strspn(s, " \t");
    size_t len = strlen(s);
    while (len > 0 && strchr(" \t\r\n", s[len - 1]))
        s[--len] = '\0';
    return s;
}

/* One "name = value" of the file; names that the command line gave keep its value. */
static bool read_file_line(TALLOC_CTX *mem, char *line, const bool given[OPTION_COUNT],
                           struct config *c, struct err *err)
{
    char *name = trim(line);
    if (*name == '\0' || *name == '#')
        return true;
    char *equals = strchr(name, '=');
    char *value = equals ? trim(equals + 1) : name + strlen(name);
    if (equals) {
        *equals = '\0';
        name = trim(name);
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(option_rows[i].name, name) != 0 || option_rows[i].at == AT(show_help) ||
            option_rows[i].at == AT(show_version))
            continue;
        if (given[i])
            return true;
        if (option_rows[i].type != OPTION_FLAG && *value == '\0')
            return err_set(err, ERR_INPUT, "%s wants a value", name);
        const char *kept = talloc_strdup(mem, value);
        return kept ? set_option(mem, &option_rows[i], kept, c, err) : err_nomem(err, "options");
    }
    return err_set(err, ERR_INPUT, "unknown option '%s'", name);
}

static bool read_file(TALLOC_CTX *mem, const char *path, const bool given[OPTION_COUNT],
                      struct config *c, struct err *err)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    char line[4096];
    bool ok = true;
    for (unsigned number = 1; ok && fgets(line, sizeof(line), f); number++) {
        struct err why;
        if (!strchr(line, '\n') && !feof(f))
            ok = err_set(err, ERR_INPUT, "%s:%u: line is too long", path, number);
        else if (!read_file_line(mem, line, given, c, &why))
            ok = err_set(err, why.code, "%s:%u: %s", path, number, why.msg);
    }
    if (ok && ferror(f))
        ok = err_set(err, ERR_STORE, "%s: cannot be read", path);
    fclose(f);
    return ok;
}

static bool check(TALLOC_CTX *mem, struct config *c, struct err *err)
{
    if (c->index.count == 0)
        return err_set(err, ERR_INPUT, "--index is missing: where is what is to be served?");
    if (c->listen.count == 0 && !add_item(mem, &c->listen, "127.0.0.1:8080", err))
        return false;
    if ((c->tls_cert == NULL) != (c->tls_key == NULL))
        return err_set(err, ERR_INPUT, "--tls-cert and --tls-key belong together");
    return true;
}

bool config_read(TALLOC_CTX *mem, int argc, char **argv, struct config *ret, struct err *err)
{
    struct config c = {
        .cache = 4096,
        .cache_mb = 48,
        .queue = 256,
        .timeout = 10,
        .max_per_address = UINT64_MAX,
        .head_timeout = 10,
        .idle_timeout = 60,
        .take_timeout = 30,
    };
    struct option options[OPTION_COUNT + 2] = {0};
    for (size_t i = 0; i < OPTION_COUNT; i++)
        options[i] =
            (struct option){option_rows[i].name,
                            option_rows[i].type == OPTION_FLAG ? no_argument : required_argument,
                            NULL, 1000 + (int)i};
    options[OPTION_COUNT] = (struct option){"config", required_argument, NULL, 'c'};

    const char *file = NULL;
    bool given[OPTION_COUNT] = {false};
    optind = 0; /* starts afresh: tests call this more than once */
    opterr = 0;
    int got;
    while ((got = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (got == 'c') {
            file = optarg;
            continue;
        }
        if (got == ':')
            return err_set(err, ERR_INPUT, "%s wants a value", argv[optind - 1]);
        if (got < 1000)
            return err_set(err, ERR_INPUT, "unknown option %s", argv[optind - 1]);
        const struct option_row *row = &option_rows[got - 1000];
        if (!set_option(mem, row, row->type == OPTION_FLAG ? "" : optarg, &c, err))
            return false;
        given[got - 1000] = true;
    }
    if (!c.show_help && !c.show_version) {
        if (optind < argc)
            return err_set(err, ERR_INPUT, "'%s' belongs to no option", argv[optind]);
        if ((file && !read_file(mem, file, given, &c, err)) || !check(mem, &c, err))
            return false;
    }
    *ret = c;
    return true;
}

void config_help(FILE *out)
{
    fputs("usage: senrei-searchd --index WHERE [option...]\n"
          "Answers ranked questions over HTTP.\n\n",
          out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char left[64];
        snprintf(left, sizeof(left), "--%s%s%s", option_rows[i].name,
                 option_rows[i].value ? " " : "", option_rows[i].value ? option_rows[i].value : "");
        fprintf(out, "  %-22s %s\n", left, option_rows[i].help);
    }
    fputs("  --config FILE          the same options as lines of \"name = value\"\n\n"
          "An address other than loopback is refused without --allow or --token-file.\n"
          "SIGHUP goes over to the newest index now; SIGTERM finishes what runs and ends.\n"
          "Exit status: 0 ended by a signal, 1 could not serve, 2 wrong usage.\n",
          out);
}

bool config_address(TALLOC_CTX *mem, const char *text, char **host, uint16_t *port, struct err *err)
{
    const char *colon = strrchr(text, ':');
    const char *start = text, *end = colon;
    bool bracket = text[0] == '[';
    if (colon && bracket) {
        start = text + 1;
        end = colon - 1;
        if (end < start || *end != ']')
            colon = NULL;
    }
    if (!colon || end == start || (!bracket && memchr(start, ':', (size_t)(end - start))))
        return err_set(err, ERR_INPUT, "'%s' is not ADDR:PORT (like 127.0.0.1:8080 or [::1]:8080)",
                       text);
    uint64_t n;
    const struct option_row row = {"listen port", NULL, NULL, OPTION_NUMBER, 0, 0, 65535};
    if (!read_number(&row, colon + 1, &n, err))
        return err_set(err, ERR_INPUT, "'%s': the port is not a number from 0 to 65535", text);
    char *name = talloc_strndup(mem, start, (size_t)(end - start));
    if (!name)
        return err_nomem(err, "address");
    *host = name;
    *port = (uint16_t)n;
    return true;
}
