/* cache, answer, peers: what is kept, for how long, and who may have how much. */
#include "searchd/cache.h"
#include "searchd/peers.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
/* after what it needs */
#include <cmocka.h>

static struct response *make(const char *body, uint64_t generation, bool gzip)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    struct api_response resp = {.status = 200,
                                .content_type = "application/json; charset=utf-8",
                                .generation = generation,
                                .cacheable = true};
    buf_init(&resp.body, mem, 1 << 20);
    buf_puts(&resp.body, body);
    struct response *a = response_build(mem, &resp,
                                        &(struct response_options){.keeping = RESPONSE_REVALIDATE,
                                                                   .etag = SLICE_LIT("\"e\""),
                                                                   .gzip = gzip});
    assert_non_null(a);
    return a;
}

/* Puts an answer whose body is its key. */
static void put(struct cache *c, const char *key, uint64_t generation)
{
    struct response *a = make(key, generation, false);
    char address[64];
    snprintf(address, sizeof(address), "/%s", key);
    cache_put(c, slice_of(key), slice_of(address), a);
    response_release(a);
}

static bool has(struct cache *c, const char *key)
{
    struct response *a = cache_by_key(c, slice_of(key), SLICE_LIT("/elsewhere"));
    if (a)
        assert_true(slice_eq(a->body, slice_of(key)));
    return a != NULL;
}

static void answers_are_found_by_key_and_by_every_address(void **state)
{
    (void)state;
    struct cache *c = cache_create(NULL, 10, 1 << 20);
    cache_set_generation(c, 7);
    put(c, "k", 7);
    assert_non_null(cache_by_address(c, SLICE_LIT("/k")));
    assert_null(cache_by_address(c, SLICE_LIT("k")));   /* a key is no address */
    assert_null(cache_by_address(c, SLICE_LIT("/x1"))); /* not asked for under it yet */
    char address[16];
    for (int i = 1; i <= 20; i++) {
        snprintf(address, sizeof(address), "/x%d", i);
        assert_non_null(cache_by_key(c, SLICE_LIT("k"), slice_of(address)));
        assert_non_null(cache_by_address(c, slice_of(address)));
    }
    assert_null(cache_by_address(c, SLICE_LIT("/x1"))); /* only the last few are remembered */
    assert_int_equal(cache_count(c), 1);
    talloc_free(c);
}

static void the_least_lately_used_goes_first(void **state)
{
    (void)state;
    struct cache *c = cache_create(NULL, 2, 1 << 20);
    cache_set_generation(c, 1);
    put(c, "a", 1);
    put(c, "b", 1);
    assert_true(has(c, "a"));
    put(c, "c", 1);
    assert_false(has(c, "b"));
    assert_true(has(c, "a"));
    assert_true(has(c, "c"));
    assert_int_equal(cache_count(c), 2);
    talloc_free(c);
}

static void another_generation_is_never_given(void **state)
{
    (void)state;
    struct cache *c = cache_create(NULL, 10, 1 << 20);
    cache_set_generation(c, 1);
    put(c, "a", 1);
    put(c, "late", 2); /* of a generation that is not in service */
    assert_false(has(c, "late"));
    cache_set_generation(c, 2);
    assert_null(cache_by_address(c, SLICE_LIT("/a")));
    assert_false(has(c, "a"));
    assert_int_equal(cache_count(c), 0);
    talloc_free(c);
}

static void bytes_stay_under_their_ceiling(void **state)
{
    (void)state;
    enum { CEILING = 64 * 1024 };
    struct cache *c = cache_create(NULL, 1000, CEILING);
    cache_set_generation(c, 1);
    char key[16];
    for (int i = 0; i < 500; i++) {
        snprintf(key, sizeof(key), "k%d", i);
        put(c, key, 1);
        assert_true(cache_bytes(c) <= CEILING);
    }
    assert_true(cache_count(c) > 5);
    assert_true(has(c, "k499"));
    assert_false(has(c, "k0"));
    talloc_free(c);
}

static void a_cache_of_none_keeps_nothing(void **state)
{
    (void)state;
    struct cache *c = cache_create(NULL, 0, 1 << 20);
    put(c, "a", 0);
    assert_false(has(c, "a"));
    talloc_free(c);
}

static void an_answer_lives_as_long_as_it_is_held(void **state)
{
    (void)state;
    struct cache *c = cache_create(NULL, 1, 1 << 20);
    put(c, "a", 0);
    struct response *a = response_ref(cache_by_key(c, SLICE_LIT("a"), SLICE_LIT("/")));
    put(c, "b", 0); /* pushes it out */
    talloc_free(c);
    assert_int_equal(a->refs, 1);
    assert_true(slice_eq(a->body, SLICE_LIT("a")));
    response_release(a);
}

static void heads_say_what_the_body_is(void **state)
{
    (void)state;
    char body[4001];
    memset(body, 'x', 4000);
    body[4000] = '\0';
    struct response *a = make(body, 0, true);
    const struct slice wanted[] = {SLICE_LIT("HTTP/1.1 200 OK\r\n"),
                                   SLICE_LIT("\r\nContent-Length: 4000\r\n"),
                                   SLICE_LIT("\r\nETag: \"e\"\r\n"),
                                   SLICE_LIT("\r\nVary: Accept-Encoding\r\n"),
                                   SLICE_LIT("\r\nX-Content-Type-Options: nosniff\r\n"),
                                   SLICE_LIT("charset=utf-8\r\n"),
                                   SLICE_LIT("frame-ancestors 'none'")};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (slice_find(a->head, wanted[i]) > a->head.len)
            fail_msg("'%.*s' is missing", SLICE_ARG(wanted[i]));
    assert_true(a->gzip_body.len > 0 && a->gzip_body.len < 400);
    assert_memory_equal(a->gzip_body.ptr, "\x1f\x8b", 2);
    assert_true(slice_find(a->gzip_head, SLICE_LIT("Content-Encoding: gzip\r\n")) <=
                a->gzip_head.len);
    assert_true(slice_starts(a->unchanged_head, SLICE_LIT("HTTP/1.1 304 ")));
    assert_true(slice_find(a->unchanged_head, SLICE_LIT("Content-Length")) > a->unchanged_head.len);
    response_release(a);
    a = make("short", 0, true);
    assert_int_equal(a->gzip_body.len, 0);
    response_release(a);
}

static struct peer *enter(struct peers *p, const char *text)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return peers_enter(p, (struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return peers_enter(p, (struct sockaddr *)&six);
}

static void connections_are_counted_by_address(void **state)
{
    (void)state;
    struct peers *p =
        peers_create(NULL, &(struct peers_options){.connections = 2, .loopback_connections = 0});
    struct peer *a = enter(p, "192.0.2.1");
    assert_non_null(a);
    assert_ptr_equal(enter(p, "::ffff:192.0.2.1"), a); /* the same, mapped */
    assert_null(enter(p, "192.0.2.1"));
    assert_non_null(enter(p, "192.0.2.2"));
    peers_leave(p, a);
    assert_ptr_equal(enter(p, "192.0.2.1"), a);
    struct peer *six = enter(p, "2001:db8:1:2::1");
    assert_ptr_equal(enter(p, "2001:db8:1:2:ffff::9"), six); /* one customer's network */
    assert_null(enter(p, "2001:db8:1:2::3"));
    for (int i = 0; i < 10; i++)
        assert_non_null(enter(p, "127.0.0.1"));
    talloc_free(p);
}

static void requests_are_counted_by_time(void **state)
{
    (void)state;
    struct peers *p = peers_create(NULL, &(struct peers_options){.rate = 10, .burst = 3});
    struct peer *a = enter(p, "192.0.2.1");
    for (int i = 0; i < 3; i++)
        assert_true(peers_request(p, a, 1000));
    assert_false(peers_request(p, a, 1000));
    assert_false(peers_request(p, a, 1050)); /* half a request */
    assert_true(peers_request(p, a, 1100));
    assert_false(peers_request(p, a, 1100));
    peers_leave(p, a);
    a = enter(p, "192.0.2.1"); /* a new connection is no new start */
    assert_false(peers_request(p, a, 1100));
    for (int i = 0; i < 3; i++)
        assert_true(peers_request(p, a, 90000)); /* no more than the burst is saved up */
    assert_false(peers_request(p, a, 90000));
    talloc_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_found_by_key_and_by_every_address),
        cmocka_unit_test(the_least_lately_used_goes_first),
        cmocka_unit_test(another_generation_is_never_given),
        cmocka_unit_test(bytes_stay_under_their_ceiling),
        cmocka_unit_test(a_cache_of_none_keeps_nothing),
        cmocka_unit_test(an_answer_lives_as_long_as_it_is_held),
        cmocka_unit_test(heads_say_what_the_body_is),
        cmocka_unit_test(connections_are_counted_by_address),
        cmocka_unit_test(requests_are_counted_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
