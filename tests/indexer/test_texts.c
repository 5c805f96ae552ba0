/* texts: what is packed comes back; dictionaries are kept, missed and damaged ones are told. */
#include "indexer/texts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "ok.h"

struct bench {
    struct texts *texts;
    struct texts_work *work;
    struct buf packed, saved;
};

static int make_bench(void **state)
{
    struct bench *b = talloc_zero(NULL, struct bench);
    b->texts = texts_new(b);
    b->work = texts_work_new(b);
    buf_init(&b->packed, b, 1 << 20);
    buf_init(&b->saved, b, 1 << 20);
    *state = b;
    return 0;
}

static int drop_bench(void **state)
{
    talloc_free(*state);
    return 0;
}

static struct slice sentence(char text[200], unsigned n)
{
    static const char *const whos[] = {"北海道", "新潟県", "神戸市", "福岡県", "那覇市"};
    static const char *const wheres[] = {"ソウル", "上海", "バンコク", "ロンドン"};
    snprintf(text, 200, "%sは%sの事務所で、現地企業との商談会を%u回開き、観光客の誘致を進めた。",
             whos[n % 5], wheres[n % 4], n);
    return slice_of(text);
}

/* Shows b->texts count documents. */
static void learn(struct bench *b, uint32_t count)
{
    struct err err;
    struct buf samples;
    char text[200];
    buf_init(&samples, b, 1 << 20);
    for (uint32_t i = 0; i < count; i++) {
        struct slice s = sentence(text, i);
        buf_put_varint(&samples, s.len);
        buf_put_slice(&samples, s);
    }
    OK(texts_learn(b->texts, buf_slice(&samples), count, &err));
    buf_clear(&b->saved);
    texts_save(b->texts, &b->saved);
}

static struct slice pack(struct bench *b, struct slice data)
{
    buf_clear(&b->packed);
    texts_pack(b->texts, b->work, data, &b->packed);
    assert_true(buf_ok(&b->packed));
    return buf_slice(&b->packed);
}

static void assert_comes_back(struct bench *b, const struct texts *t, struct slice data)
{
    struct err err;
    struct slice got;
    OK(texts_unpack(t, b->work, b, pack(b, data), &got, &err));
    assert_true(slice_eq(got, data));
    assert_int_equal(got.ptr[got.len], 0);
}

static void texts_come_back_with_and_without_a_dictionary(void **state)
{
    struct bench *b = *state;
    char text[200];
    for (int round = 0; round < 2; round++) {
        assert_comes_back(b, b->texts, (struct slice){0});
        assert_comes_back(b, b->texts, SLICE_LIT("a\0b"));
        assert_comes_back(b, b->texts, sentence(text, 12345));
        learn(b, 1500);
        assert_true(b->saved.len > 0);
    }
}

static void a_dictionary_makes_short_texts_much_shorter(void **state)
{
    struct bench *b = *state;
    char text[200];
    size_t before = pack(b, sentence(text, 77777)).len;
    learn(b, 1500);
    assert_true(pack(b, sentence(text, 77777)).len * 2 < before);
}

static void few_documents_make_no_dictionary(void **state)
{
    struct bench *b = *state;
    learn(b, 20);
    assert_int_equal(b->saved.len, 0);
}

static void a_saved_dictionary_reads_and_packs(void **state)
{
    struct bench *b = *state;
    struct err err;
    struct slice got;
    char text[200];
    learn(b, 1500);
    struct texts *again = texts_new(b);
    OK(texts_load(again, buf_slice(&b->saved), &err));
    OK(texts_load(again, buf_slice(&b->saved), &err)); /* of another index: no harm */
    assert_comes_back(b, again, sentence(text, 3));
    size_t len = pack(b, sentence(text, 3)).len;
    OK(texts_use_newest(again, &err));
    buf_clear(&b->packed);
    texts_pack(again, b->work, sentence(text, 3), &b->packed);
    assert_int_equal(b->packed.len, len);
    OK(texts_unpack(b->texts, b->work, b, buf_slice(&b->packed), &got, &err));
    assert_true(slice_eq(got, sentence(text, 3)));
}

static void damage_is_told(void **state)
{
    struct bench *b = *state;
    struct err err;
    struct slice got;
    char text[200], bytes[400];
    learn(b, 1500);
    struct slice packed = pack(b, sentence(text, 9));
    struct texts *none = texts_new(b);
    assert_false(texts_unpack(none, b->work, b, packed, &got, &err));
    assert_int_equal(err.code, ERR_STORE);
    for (size_t len = 1; len < packed.len; len++)
        if (texts_unpack(b->texts, b->work, b, slice_sub(packed, 0, len), &got, &err))
            fail_msg("the first %zu bytes are read", len);
    for (size_t i = 0; i < packed.len; i++) { /* no crash; some damage shows, some does not */
        memcpy(bytes, packed.ptr, packed.len);
        bytes[i] = (char)(bytes[i] ^ 0x55);
        (void)texts_unpack(b->texts, b->work, b, (struct slice){bytes, packed.len}, &got, &err);
    }
    assert_false(texts_load(none, SLICE_LIT("\x7fshort"), &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_false(texts_load(none, SLICE_LIT("\x05other"), &err));
    assert_int_equal(err.code, ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_come_back_with_and_without_a_dictionary, make_bench,
                                        drop_bench),
        cmocka_unit_test_setup_teardown(a_dictionary_makes_short_texts_much_shorter, make_bench,
                                        drop_bench),
        cmocka_unit_test_setup_teardown(few_documents_make_no_dictionary, make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(a_saved_dictionary_reads_and_packs, make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(damage_is_told, make_bench, drop_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
