/* record: what is set is got, packed and unpacked alike, and broken bytes are told. */
#include "corpus/record.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

static struct record *sample(void)
{
    struct err err;
    struct record *r = record_new(NULL);
    assert_non_null(r);
    r->id = record_copy(r, SLICE_LIT("list/1-2"));
    r->kind = record_copy(r, SLICE_LIT("office"));
    r->title = record_copy(r, SLICE_LIT("港町事務所"));
    r->source = record_copy(r, SLICE_LIT("list"));
    r->line = 7;
    assert_true(record_set_string(r, SLICE_LIT("country"), SLICE_LIT("タイ"), &err));
    assert_true(record_set_int(r, SLICE_LIT("year"), -2011, &err));
    assert_true(record_set_real(r, SLICE_LIT("share"), 0.5, &err));
    assert_true(record_set_bool(r, SLICE_LIT("open"), true, &err));
    assert_true(record_set_null(r, SLICE_LIT("url"), &err));
    assert_true(record_add_item(r, SLICE_LIT("path"), SLICE_LIT("章"), &err));
    assert_true(record_add_item(r, SLICE_LIT("path"), SLICE_LIT("節\"1\""), &err));
    assert_true(record_add_repair(r,
                                  (struct repair){SLICE_LIT("country"), SLICE_LIT("moved"),
                                                  SLICE_LIT("city"), SLICE_LIT("a country")},
                                  &err));
    return r;
}

static const char *const sample_json =
    "{\"id\":\"list/1-2\",\"kind\":\"office\",\"title\":\"港町事務所\",\"source\":\"list\","
    "\"line\":7,\"country\":\"タイ\",\"year\":-2011,\"share\":0.5,\"open\":true,\"url\":null,"
    "\"path\":[\"章\",\"節\\\"1\\\"\"],\"repairs\":[{\"field\":\"country\",\"what\":\"moved\","
    "\"from\":\"city\",\"why\":\"a country\"}]}";

static void assert_json(const struct record *r, const char *want)
{
    struct buf b;
    buf_init(&b, NULL, 10000);
    record_write_json(r, &b);
    if (!slice_eq(buf_slice(&b), slice_of(want)))
        fail_msg("%.*s", (int)b.len, b.ptr);
    buf_done(&b);
}

static void json_keeps_order_and_types(void **state)
{
    (void)state;
    struct record *r = sample();
    assert_json(r, sample_json);
    talloc_free(r);
}

static void packing_keeps_everything(void **state)
{
    (void)state;
    struct record *r = sample(), *back;
    struct err err;
    struct buf b;
    buf_init(&b, NULL, 10000);
    record_pack(r, &b);
    if (!record_unpack(NULL, buf_slice(&b), &back, &err))
        fail_msg("%s", err.msg);
    assert_json(back, sample_json);
    assert_true(record_hash(r) == record_hash(back));
    /* An unpacked record can be added to. */
    for (int i = 0; i < 40; i++) {
        char key[16];
        snprintf(key, sizeof(key), "k%d", i);
        assert_true(record_set_int(back, slice_of(key), i, &err));
        assert_true(record_add_item(back, SLICE_LIT("path"), slice_of(key), &err));
    }
    assert_int_equal(record_int(back, SLICE_LIT("k39"), -1), 39);
    talloc_free(back);
    talloc_free(r);
    buf_done(&b);
}

static void every_cut_and_flipped_byte_is_told_or_read(void **state)
{
    (void)state;
    struct record *r = sample(), *back;
    struct err err;
    struct buf b;
    buf_init(&b, NULL, 10000);
    record_pack(r, &b);
    for (size_t len = 0; len < b.len; len++)
        if (record_unpack(NULL, (struct slice){b.ptr, len}, &back, &err))
            fail_msg("%zu of %zu bytes passed as a record", len, b.len);
    for (size_t i = 0; i < b.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            b.ptr[i] ^= (char)(1 << bit);
            if (record_unpack(NULL, buf_slice(&b), &back, &err))
                talloc_free(back);
            else
                assert_int_equal(err.code, ERR_STORE);
            b.ptr[i] ^= (char)(1 << bit);
        }
    talloc_free(r);
    buf_done(&b);
}

static void hash_tells_contents_but_not_lines(void **state)
{
    (void)state;
    struct err err;
    struct record *r = sample();
    uint64_t before = record_hash(r);
    r->line = 99;
    assert_true(record_hash(r) == before);
    assert_true(record_set_string(r, SLICE_LIT("country"), SLICE_LIT("台湾"), &err));
    assert_true(record_hash(r) != before);
    talloc_free(r);
}

static void a_key_set_twice_is_replaced(void **state)
{
    (void)state;
    struct err err;
    struct record *r = sample();
    size_t fields = r->field_count;
    assert_true(record_set_string(r, SLICE_LIT("country"), SLICE_LIT("台湾"), &err));
    assert_int_equal(r->field_count, fields);
    assert_true(slice_eq(record_string(r, SLICE_LIT("country")), SLICE_LIT("台湾")));
    assert_null(record_get(r, SLICE_LIT("url")));
    assert_int_equal(record_int(r, SLICE_LIT("country"), 5), 5);
    talloc_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_keeps_order_and_types),
        cmocka_unit_test(packing_keeps_everything),
        cmocka_unit_test(every_cut_and_flipped_byte_is_told_or_read),
        cmocka_unit_test(hash_tells_contents_but_not_lines),
        cmocka_unit_test(a_key_set_twice_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
