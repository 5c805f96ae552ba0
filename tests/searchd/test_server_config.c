/* config, access, log: options, who may ask, and lines that nobody else can write. */
#include "searchd/access.h"
#include "searchd/config.h"
#include "searchd/log.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
/* after what it needs */
#include <cmocka.h>

/* Reads a command line given as words with NULL at the end. */
static bool parse(TALLOC_CTX *mem, const char *const *words, struct config *ret, struct err *err)
{
    char *argv[16] = {(char[]){"senrei-searchd"}};
    int argc = 1;
    for (; words[argc - 1]; argc++)
        argv[argc] = talloc_strdup(mem, words[argc - 1]);
    return config_read(mem, argc, argv, ret, err);
}

static char *write_file(TALLOC_CTX *mem, const char *text, mode_t mode)
{
    char *path = talloc_strdup(mem, "/tmp/senrei-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    fchmod(fd, mode);
    close(fd);
    return path;
}

static void options_have_defaults_and_are_read(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct config c;
    struct err err;
    const char *few[] = {"--index", "a", NULL};
    assert_true(parse(mem, few, &c, &err));
    assert_int_equal(c.index.count, 1);
    assert_string_equal(c.listen.items[0], "127.0.0.1:8080");
    assert_int_equal(c.workers, 0);
    assert_false(c.access_log);
    const char *many[] = {"--index=a", "--index",   "h:1", "--listen",     "[::1]:0", "--cache",
                          "0",         "--workers", "3",   "--access-log", NULL};
    assert_true(parse(mem, many, &c, &err));
    assert_int_equal(c.index.count, 2);
    assert_string_equal(c.index.items[1], "h:1");
    assert_string_equal(c.listen.items[0], "[::1]:0");
    assert_int_equal(c.listen.count, 1);
    assert_int_equal(c.cache, 0);
    assert_int_equal(c.workers, 3);
    assert_true(c.access_log);
    talloc_free(mem);
}

static void wrong_usage_names_the_option(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *words[4];
        const char *told;
    } rows[] = {
        {"no index", {NULL}, "--index"},
        {"unknown", {"--index", "a", "--nothing", NULL}, "--nothing"},
        {"value missing", {"--index", NULL}, "--index"},
        {"no number", {"--index=a", "--workers", "many", NULL}, "--workers"},
        {"number too small", {"--index=a", "--workers", "0", NULL}, "1 to 256"},
        {"number too large", {"--index=a", "--cache", "99999999999999999999", NULL}, "--cache"},
        {"negative", {"--index=a", "--cache", "-1", NULL}, "--cache"},
        {"word too many", {"--index=a", "more", NULL}, "'more'"},
        {"half of TLS", {"--index=a", "--tls-cert", "x", NULL}, "--tls-key"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct config c;
        struct err err = {0};
        if (parse(mem, rows[i].words, &c, &err))
            fail_msg("%s: taken", rows[i].name);
        if (err.code != ERR_INPUT || !strstr(err.msg, rows[i].told))
            fail_msg("%s: told '%s'", rows[i].name, err.msg);
        talloc_free(mem);
    }
}

static void the_command_line_goes_before_the_file(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    char *path = write_file(mem,
                            "# comment\n\n index = one\nindex=two\ncache = 5\n"
                            "access-log\nworkers = 7  \n",
                            0600);
    struct config c;
    struct err err;
    const char *words[] = {"--config", path, "--cache", "9", NULL};
    assert_true(parse(mem, words, &c, &err));
    assert_int_equal(c.index.count, 2);
    assert_string_equal(c.index.items[1], "two");
    assert_int_equal(c.cache, 9);
    assert_int_equal(c.workers, 7);
    assert_true(c.access_log);
    unlink(path);
    path = write_file(mem, "index = one\nwrokers = 7\n", 0600);
    words[1] = path;
    assert_false(parse(mem, words, &c, &err));
    assert_non_null(strstr(err.msg, ":2: unknown option 'wrokers'"));
    unlink(path);
    assert_false(parse(mem, words, &c, &err));
    assert_int_equal(err.code, ERR_STORE);
    talloc_free(mem);
}

static void addresses_are_split(void **state)
{
    (void)state;
    const struct {
        const char *text, *host;
        int port; /* -1: refused */
    } rows[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080},
        {"[::1]:0", "::1", 0},
        {"localhost:1", "localhost", 1},
        {"8080", NULL, -1},
        {":8080", NULL, -1},
        {"::1:80", NULL, -1},
        {"a:65536", NULL, -1},
        {"a:", NULL, -1},
        {"[::1]", NULL, -1},
        {"[]:1", NULL, -1},
        {"a:1x", NULL, -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        char *host = NULL;
        uint16_t port = 0;
        struct err err;
        bool ok = config_address(mem, rows[i].text, &host, &port, &err);
        if (ok != (rows[i].port >= 0))
            fail_msg("%s: %s", rows[i].text, ok ? "taken" : err.msg);
        if (ok && (strcmp(host, rows[i].host) != 0 || port != rows[i].port))
            fail_msg("%s: '%s' %u", rows[i].text, host, port);
        talloc_free(mem);
    }
}

static bool allowed(const struct access *a, const char *text)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return access_address(a, (struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return access_address(a, (struct sockaddr *)&six);
}

static void networks_let_in_who_is_in_them(void **state)
{
    (void)state;
    const char *networks[] = {"10.1.128.0/17", "fd00::/8", "192.0.2.7"};
    struct access *a;
    struct err err;
    assert_true(access_create(NULL, networks, 3, NULL, 0, NULL, &a, &err));
    const struct {
        const char *address;
        bool in;
    } rows[] = {
        {"10.1.128.0", true},   {"10.1.255.255", true}, {"10.1.127.255", false},
        {"10.2.128.0", false},  {"192.0.2.7", true},    {"192.0.2.8", false},
        {"fd12:3456::1", true}, {"fe80::1", false},     {"::ffff:10.1.200.1", true},
        {"127.0.0.1", true},    {"::1", true},          {"::ffff:127.0.0.9", true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (allowed(a, rows[i].address) != rows[i].in)
            fail_msg("%s", rows[i].address);
    talloc_free(a);

    const char *all[] = {"all"};
    assert_true(access_create(NULL, all, 1, NULL, 0, NULL, &a, &err));
    assert_true(allowed(a, "203.0.113.1"));
    talloc_free(a);
    const char *const bad[] = {"10.0.0.0/33", "10.0.0/8", "x", "::/129", "10.0.0.0/", "1.2.3.4/8x"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (access_create(NULL, &bad[i], 1, NULL, 0, NULL, &a, &err) || !strstr(err.msg, bad[i]))
            fail_msg("%s: taken", bad[i]);
}

static void tokens_are_wanted_whole(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    char *path = write_file(mem, "# for the desk\n0123456789abcdef\nfedcba9876543210\n", 0600);
    struct access *a;
    struct err err;
    assert_true(access_create(mem, NULL, 0, NULL, 0, path, &a, &err));
    unlink(path);
    assert_true(access_token(a, SLICE_LIT("Bearer 0123456789abcdef")));
    assert_true(access_token(a, SLICE_LIT("bearer fedcba9876543210")));
    assert_false(access_token(a, SLICE_LIT("Bearer 0123456789abcde")));
    assert_false(access_token(a, SLICE_LIT("Bearer 0123456789abcdef ")));
    assert_false(access_token(a, SLICE_LIT("Bearer # for the desk")));
    assert_false(access_token(a, SLICE_LIT("Basic 0123456789abcdef")));
    assert_false(access_token(a, SLICE_LIT("")));

    path = write_file(mem, "0123456789abcdef\n", 0644);
    assert_false(access_create(mem, NULL, 0, NULL, 0, path, &a, &err));
    assert_non_null(strstr(err.msg, "everybody"));
    unlink(path);
    path = write_file(mem, "short\n", 0600);
    assert_false(access_create(mem, NULL, 0, NULL, 0, path, &a, &err));
    assert_non_null(strstr(err.msg, ":1:"));
    unlink(path);
    talloc_free(mem);
}

static void hosts_are_compared_without_port_and_case(void **state)
{
    (void)state;
    const char *hosts[] = {"search.example", "[::1]"};
    struct access *a;
    struct err err;
    assert_true(access_create(NULL, NULL, 0, hosts, 2, NULL, &a, &err));
    assert_true(access_host(a, SLICE_LIT("Search.Example:8080")));
    assert_true(access_host(a, SLICE_LIT("[::1]:1")));
    assert_true(access_host(a, SLICE_LIT("[::1]")));
    assert_false(access_host(a, SLICE_LIT("evil.example")));
    assert_false(access_host(a, SLICE_LIT("")));
    talloc_free(a);
}

static void log_text_cannot_end_its_line(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct slice in;
        const char *want;
    } rows[] = {
        {"Japanese", SLICE_LIT("港"), "\"港\""},
        {"line end", SLICE_LIT("a\nb\r"), "\"a\\x0ab\\x0d\""},
        {"quote and backslash", SLICE_LIT("\"\\"), "\"\\x22\\x5c\""},
        {"escape sequence", SLICE_LIT("\x1b[2J"), "\"\\x1b[2J\""},
        {"C1 control", SLICE_LIT("\xC2\x9B"), "\"\\xc2\\x9b\""},
        {"turned writing", SLICE_LIT("\xE2\x80\xAE"), "\"\\xe2\\x80\\xae\""},
        {"line separator", SLICE_LIT("\xE2\x80\xA8"), "\"\\xe2\\x80\\xa8\""},
        {"broken UTF-8", SLICE_LIT("a\xFFz"), "\"a\\xff\\x7a\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[64];
        log_quote(rows[i].in, out, sizeof(out));
        if (strcmp(out, rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, out);
    }
    char tight[16];
    log_quote(SLICE_LIT("0123456789abcdefghij"), tight, sizeof(tight));
    assert_non_null(strstr(tight, "...\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_have_defaults_and_are_read),
        cmocka_unit_test(wrong_usage_names_the_option),
        cmocka_unit_test(the_command_line_goes_before_the_file),
        cmocka_unit_test(addresses_are_split),
        cmocka_unit_test(networks_let_in_who_is_in_them),
        cmocka_unit_test(tokens_are_wanted_whole),
        cmocka_unit_test(hosts_are_compared_without_port_and_case),
        cmocka_unit_test(log_text_cannot_end_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
