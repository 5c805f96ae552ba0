/* docset: sets of documents that begin, end and lie at the edges of words. */
#include "searchd/docset.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { BOUND = 200 }; /* 4 words, the last not full */

static const uint32_t some[] = {1, 63, 64, 130, 199}, others[] = {0, 64, 65, 199};

static struct docset set_of(TALLOC_CTX *mem, const uint32_t *docs, size_t count)
{
    struct docset s;
    assert_true(docset_new(mem, BOUND, &s));
    for (size_t i = 0; i < count; i++)
        docset_add(&s, docs[i]);
    return s;
}

static void documents_come_in_order_and_once(void **state)
{
    struct docset s = set_of(*state, some, 5), none = set_of(*state, NULL, 0);
    size_t n = 0;
    DOCSET_EACH(d, &s)
    assert_int_equal(d, some[n++]);
    assert_int_equal(n, 5);
    DOCSET_EACH(d, &none)
    fail_msg("%u in the empty set", d);
}

static void a_walk_may_end_early_and_drop_what_it_is_at(void **state)
{
    struct docset s = set_of(*state, some, 5);
    uint32_t last = 0;
    DOCSET_EACH(d, &s)
    {
        last = d;
        if (d == 63)
            continue;
        if (d == 130)
            break;
        docset_drop(&s, d);
    }
    assert_int_equal(last, 130);
    assert_int_equal(docset_count(&s), 3);
    assert_false(docset_has(&s, 1) || docset_has(&s, 64));
}

static void what_is_in_both_is_counted_and_added(void **state)
{
    struct docset s = set_of(*state, some, 5), o = set_of(*state, others, 4),
                  both = set_of(*state, NULL, 0);
    assert_int_equal(docset_count_both(&s, &o), 2); /* 64 and 199 */
    for (size_t i = 0; i < 5; i++)
        docset_add_if(&both, some[i], &o);
    assert_int_equal(docset_count(&both), 2);
    assert_true(docset_has(&both, 64) && docset_has(&both, 199));
}

static void fewer_means_fewer(void **state)
{
    struct docset s = set_of(*state, some, 5);
    for (uint32_t n = 0; n <= 5; n++)
        assert_false(docset_fewer(&s, n));
    assert_true(docset_fewer(&s, 6));
    docset_clear(&s);
    assert_false(docset_fewer(&s, 0));
    assert_true(docset_fewer(&s, 1));
}

static int make_place(void **state)
{
    *state = talloc_new(NULL);
    return *state ? 0 : -1;
}

static int drop_place(void **state)
{
    talloc_free(*state);
    return 0;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_place, drop_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(documents_come_in_order_and_once),
        CASE(a_walk_may_end_early_and_drop_what_it_is_at),
        CASE(what_is_in_both_is_counted_and_added),
        CASE(fewer_means_fewer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
