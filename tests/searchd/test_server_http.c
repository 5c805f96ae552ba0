/* http and uri: what is a request, what is refused, and how addresses are decoded. */
#include "searchd/http.h"
#include "searchd/uri.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
/* after what it needs */
#include <cmocka.h>

static enum http_outcome read_all(const char *text, struct http_request *req, size_t *used,
                                  struct http_refusal *why)
{
    struct http_scan scan = {0};
    return http_read(slice_of(text), &scan, req, used, why);
}

static void refused_shapes_are_refused_with_their_status(void **state)
{
    (void)state;
    const struct {
        const char *name, *text;
        int status;
    } rows[] = {
        {"TLS hello", "\x16\x03\x01\x02", 400},
        {"bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"tab for blank", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"odd version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
        {"relative address", "GET index HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400},
        {"blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"line without colon", "GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", 400},
        {"empty name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
        {"control character", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n", 400},
        {"carriage return inside", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", 400},
        {"length and chunks",
         "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"two lengths",
         "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400},
        {"list of lengths", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 5\r\n\r\n", 400},
        {"signed length", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400},
        {"chunks in 1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"blank lines only", "\r\n\r\n\r\n", 400},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req;
        struct http_refusal why = {0};
        size_t used = 0;
        enum http_outcome got = read_all(rows[i].text, &req, &used, &why);
        if (got != HTTP_REFUSED || why.status != rows[i].status)
            fail_msg("%s: outcome %d, status %d", rows[i].name, got, why.status);
    }
}

static void requests_are_read_byte_by_byte_as_at_once(void **state)
{
    (void)state;
    const char text[] = "\r\nGET /api/search?q=a HTTP/1.1\r\nhost: [::1]:80\r\n"
                        "Accept-Encoding: br;q=1, gzip;q=0.5\r\nIF-NONE-MATCH: \"x\"\r\n\r\nGET";
    struct http_scan scan = {0};
    struct http_request req;
    struct http_refusal why;
    size_t used = 0, len = 1;
    enum http_outcome got = HTTP_MORE;
    for (; len < sizeof(text) && got == HTTP_MORE; len++)
        got = http_read((struct slice){text, len}, &scan, &req, &used, &why);
    assert_int_equal(got, HTTP_READY);
    assert_int_equal(used, sizeof(text) - 1 - 3); /* all but the next request's "GET" */
    assert_int_equal(len - 1, used);
    assert_int_equal(req.method, HTTP_GET);
    assert_true(slice_eq(req.target, SLICE_LIT("/api/search?q=a")));
    assert_true(slice_eq(req.host, SLICE_LIT("[::1]:80")));
    assert_true(slice_eq(req.if_none_match, SLICE_LIT("\"x\"")));
    assert_true(req.gzip);
    assert_true(req.keep_alive);
    assert_false(req.has_body);
}

static void what_a_client_wants_is_understood(void **state)
{
    (void)state;
    const struct {
        const char *name, *text;
        enum http_method method;
        const char *target;
        bool keep_alive, has_body, gzip;
    } rows[] = {
        {"1.1 goes on", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_GET, "/", true, false, false},
        {"1.1 closes", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", HTTP_GET, "/",
         false, false, false},
        {"1.0 closes", "GET / HTTP/1.0\r\n\r\n", HTTP_GET, "/", false, false, false},
        {"1.0 goes on", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", HTTP_GET, "/", true,
         false, false},
        {"absolute form", "GET http://a:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_GET, "/x?y", true,
         false, false},
        {"absolute without path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_GET, "/", true,
         false, false},
        {"raw UTF-8", "GET /?q=\xE6\xB8\xAF HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_GET,
         "/?q=\xE6\xB8\xAF", true, false, false},
        {"head", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_HEAD, "/", true, false, false},
        {"other method", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_OTHER, "/", true, false,
         false},
        {"method in small letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", HTTP_OTHER, "/", true,
         false, false},
        {"body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", HTTP_GET, "/", true,
         true, false},
        {"empty body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", HTTP_GET, "/",
         true, false, false},
        {"gzip forbidden", "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip;q=0.0, *\r\n\r\n",
         HTTP_GET, "/", true, false, false},
        {"anything", "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: *\r\n\r\n", HTTP_GET, "/", true,
         false, true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req;
        struct http_refusal why = {0, ""};
        size_t used = 0;
        if (read_all(rows[i].text, &req, &used, &why) != HTTP_READY)
            fail_msg("%s: refused, %s", rows[i].name, why.detail);
        if (req.method != rows[i].method || !slice_eq(req.target, slice_of(rows[i].target)) ||
            req.keep_alive != rows[i].keep_alive || req.has_body != rows[i].has_body ||
            req.gzip != rows[i].gzip || used != strlen(rows[i].text))
            fail_msg("%s: read otherwise, target '%.*s'", rows[i].name, SLICE_ARG(req.target));
    }
}

static void long_heads_are_refused_before_they_end(void **state)
{
    (void)state;
    size_t size = HTTP_HEAD_MAX + 100;
    char *text = malloc(size);
    assert_non_null(text);
    struct http_request req;
    struct http_refusal why;
    size_t used;

    memset(text, 'a', size);
    memcpy(text, "GET /", 5);
    struct http_scan scan = {0};
    assert_int_equal(http_read((struct slice){text, HTTP_LINE_MAX}, &scan, &req, &used, &why),
                     HTTP_MORE);
    assert_int_equal(http_read((struct slice){text, HTTP_LINE_MAX + 1}, &scan, &req, &used, &why),
                     HTTP_REFUSED);
    assert_int_equal(why.status, 414);

    size_t start = (size_t)sprintf(text, "GET / HTTP/1.1\r\nX: ");
    text[start] = 'a';
    scan = (struct http_scan){0};
    assert_int_equal(http_read((struct slice){text, start + 100}, &scan, &req, &used, &why),
                     HTTP_MORE);
    assert_int_equal(
        http_read((struct slice){text, 16 + HTTP_FIELDS_MAX + 1}, &scan, &req, &used, &why),
        HTTP_REFUSED);
    assert_int_equal(why.status, 431);
    free(text);
}

static void etags_are_found_in_lists(void **state)
{
    (void)state;
    assert_true(http_etag_listed(SLICE_LIT("\"a\", W/\"b\""), SLICE_LIT("\"b\"")));
    assert_true(http_etag_listed(SLICE_LIT("*"), SLICE_LIT("W/\"b\"")));
    assert_false(http_etag_listed(SLICE_LIT("\"a\""), SLICE_LIT("\"b\"")));
    assert_false(http_etag_listed(SLICE_LIT("*"), SLICE_LIT("")));
}

static void addresses_are_decoded(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    struct api_request req;
    struct err err;
    assert_true(
        uri_decode(mem, SLICE_LIT("/a%2Fb+c?q=%E6%B8%AF+x%2B&&empty&%E5%9B%BD=a=b&q=2&text=a%0Ab"),
                   &req, &err));
    assert_true(slice_eq(req.path, SLICE_LIT("/a/b+c")));
    const struct {
        const char *name, *value;
    } want[] = {{"q", "\xE6\xB8\xAF x+"},
                {"empty", ""},
                {"\xE5\x9B\xBD", "a=b"},
                {"q", "2"},
                {"text", "a\nb"}};
    assert_int_equal(req.param_count, 5);
    for (size_t i = 0; i < 5; i++)
        if (!slice_eq(req.params[i].name, slice_of(want[i].name)) ||
            !slice_eq(req.params[i].value, slice_of(want[i].value)))
            fail_msg("parameter %zu: '%.*s'", i, SLICE_ARG(req.params[i].value));
    talloc_free(mem);
}

static void broken_addresses_are_told_where(void **state)
{
    (void)state;
    const struct {
        const char *name, *target, *told;
    } rows[] = {
        {"percent at the end", "/?q=a%", "parameter 'q', at byte 2"},
        {"one digit", "/?q=%4", "parameter 'q', at byte 1"},
        {"no digits", "/%zz", "path, at byte 2"},
        {"zero byte", "/?q=a%00b", "%00"},
        {"control in a path", "/a%0Ab", "%0A in the path"},
        {"control in a name", "/?a%09=1", "%09 in the name of a parameter"},
        {"cut character", "/?q=%E3%81", "parameter 'q' is not UTF-8"},
        {"overlong slash", "/%C0%AF", "path is not UTF-8"},
        {"surrogate", "/?q=%ED%A0%80", "not UTF-8"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TALLOC_CTX *mem = talloc_new(NULL);
        struct api_request req;
        struct err err = {0};
        if (uri_decode(mem, slice_of(rows[i].target), &req, &err))
            fail_msg("%s: taken", rows[i].name);
        if (err.code != ERR_INPUT || !strstr(err.msg, rows[i].told))
            fail_msg("%s: told '%s'", rows[i].name, err.msg);
        talloc_free(mem);
    }
}

static void too_many_parameters_are_refused(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    char *target = talloc_strdup(mem, "/?a");
    for (int i = 1; i < URI_PARAM_MAX; i++)
        target = talloc_strdup_append(target, "&a");
    struct api_request req;
    struct err err;
    assert_true(uri_decode(mem, slice_of(target), &req, &err));
    assert_int_equal(req.param_count, URI_PARAM_MAX);
    target = talloc_strdup_append(target, "&a");
    assert_false(uri_decode(mem, slice_of(target), &req, &err));
    assert_int_equal(err.code, ERR_INPUT);
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_shapes_are_refused_with_their_status),
        cmocka_unit_test(requests_are_read_byte_by_byte_as_at_once),
        cmocka_unit_test(what_a_client_wants_is_understood),
        cmocka_unit_test(long_heads_are_refused_before_they_end),
        cmocka_unit_test(etags_are_found_in_lists),
        cmocka_unit_test(addresses_are_decoded),
        cmocka_unit_test(broken_addresses_are_told_where),
        cmocka_unit_test(too_many_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
