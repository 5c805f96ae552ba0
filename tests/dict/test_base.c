/* err, buf and utf8: what every room stands on. */
#include "dict/buf.h"
#include "dict/err.h"
#include "dict/utf8.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void json_strings_escape_what_json_and_javascript_forbid(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct slice in;
        const char *want;
    } rows[] = {
        {"plain Japanese", SLICE_LIT("観光"), "\"観光\""},
        {"quote and backslash", SLICE_LIT("a\"b\\"), "\"a\\\"b\\\\\""},
        {"line end and tab", SLICE_LIT("a\n\tb"), "\"a\\n\\tb\""},
        {"other control", SLICE_LIT("\x01\x1f"), "\"\\u0001\\u001f\""},
        {"line separator", SLICE_LIT("a\xE2\x80\xA8z"), "\"a\\u2028z\""},
        {"empty", SLICE_LIT(""), "\"\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b;
        buf_init(&b, NULL, 1000);
        buf_put_json(&b, rows[i].in);
        if (!slice_eq(buf_slice(&b), slice_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].name, (int)b.len, b.ptr);
        buf_done(&b);
    }
}

static void an_escape_is_found_at_every_place(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct slice in;
        const char *want;
    } rows[] = {
        {"control", SLICE_LIT("\x1f"), "\\u001f"},
        {"quote", SLICE_LIT("\""), "\\\""},
        {"backslash", SLICE_LIT("\\"), "\\\\"},
        {"delete", SLICE_LIT("\x7f"), "\\u007f"},
        {"paragraph separator", SLICE_LIT("\xE2\x80\xA9"), "\\u2029"},
        {"dots, which are its neighbours", SLICE_LIT("\xE2\x80\xA6"), "\xE2\x80\xA6"},
        {"space and tilde, the last that stay", SLICE_LIT(" ~"), " ~"},
        {"Japanese", SLICE_LIT("年"), "年"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t at = 0; at <= 17; at++) {
            struct buf in, out, want;
            buf_init(&in, NULL, 100);
            buf_init(&out, NULL, 100);
            buf_init(&want, NULL, 100);
            for (size_t k = 0; k <= 17; k++) {
                buf_put_slice(&in, k == at ? rows[i].in : SLICE_LIT("a"));
                buf_puts(&want, k == at ? rows[i].want : "a");
            }
            buf_put_json_part(&out, buf_slice(&in));
            if (!slice_eq(buf_slice(&out), buf_slice(&want)))
                fail_msg("%s at %zu: %.*s", rows[i].name, at, (int)out.len, out.ptr);
            buf_done(&in);
            buf_done(&out);
            buf_done(&want);
        }
}

static void printing_takes_the_room_it_needs(void **state)
{
    (void)state;
    for (int width = 1; width <= 200; width++) {
        struct buf b;
        buf_init(&b, NULL, 402);
        buf_printf(&b, "%*d", width, 7);
        buf_printf(&b, "%*d", 200, 8);
        assert_true(buf_ok(&b));
        assert_int_equal(b.len, width + 200);
        assert_int_equal(b.ptr[width - 1], '7');
        assert_int_equal(b.ptr[width + 199], '8');
        buf_printf(&b, "%*d", 201, 9);
        assert_int_equal(buf_ok(&b), width + 402 <= 402);
        buf_done(&b);
    }
}

static void html_leaves_no_markup(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL, 1000);
    buf_put_html(&b, SLICE_LIT("<b a=\"1\">&'"));
    assert_true(slice_eq(buf_slice(&b), SLICE_LIT("&lt;b a=&quot;1&quot;&gt;&amp;&#39;")));
    buf_done(&b);
}

static void a_full_buffer_takes_nothing_more_and_says_so(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL, 8);
    buf_puts(&b, "12345678");
    assert_true(buf_ok(&b));
    buf_putc(&b, '9');
    assert_false(buf_ok(&b));
    assert_int_equal(b.len, 8);
    buf_done(&b);
}

static void broken_utf8_is_found_where_it_breaks(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct slice in;
        size_t want;
    } rows[] = {
        {"NORMAL three bytes", SLICE_LIT("あ"), 3},
        {"NORMAL four bytes", SLICE_LIT("𠮷"), 4},
        {"BAD lone continuation", SLICE_LIT("a\x80"), 1},
        {"BAD overlong slash", SLICE_LIT("\xC0\xAF"), 0},
        {"BAD surrogate", SLICE_LIT("\xED\xA0\x80"), 0},
        {"BAD beyond U+10FFFF", SLICE_LIT("\xF4\x90\x80\x80"), 0},
        {"BAD cut in the middle", SLICE_LIT("あ\xE3\x81"), 3},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (utf8_valid(rows[i].in) != rows[i].want)
            fail_msg("%s: %zu", rows[i].name, utf8_valid(rows[i].in));
}

static void cuts_fall_between_characters(void **state)
{
    (void)state;
    struct slice s = SLICE_LIT("aあ");
    assert_int_equal(utf8_floor(s, 0), 0);
    assert_int_equal(utf8_floor(s, 1), 1);
    assert_int_equal(utf8_floor(s, 2), 1);
    assert_int_equal(utf8_floor(s, 3), 1);
    assert_int_equal(utf8_floor(s, 4), 4);
    assert_int_equal(utf8_before(s, 4), 1);
}

static void blanks_go_from_the_ends_alone(void **state)
{
    (void)state;
    const struct {
        const char *name;
        struct slice in, want;
    } rows[] = {
        {"nothing", SLICE_LIT(""), SLICE_LIT("")},
        {"blanks alone", SLICE_LIT(" \t　\n"), SLICE_LIT("")},
        {"of every width", SLICE_LIT("　 港\xC2\xA0"), SLICE_LIT("港")},
        {"those within stay", SLICE_LIT("港　町 "), SLICE_LIT("港　町")},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!slice_eq(utf8_trim(rows[i].in), rows[i].want))
            fail_msg("%s: '%.*s'", rows[i].name, SLICE_ARG(utf8_trim(rows[i].in)));
}

static void long_messages_keep_whole_characters(void **state)
{
    (void)state;
    struct err err;
    char many[400] = "";
    for (int i = 0; i < 120; i++)
        memcpy(many + 3 * i, "議", 4);
    assert_false(err_set(&err, ERR_INPUT, "x%s\n", many));
    assert_int_equal(err.code, ERR_INPUT);
    assert_int_equal(strlen(err.msg), 1 + 84 * 3);
    assert_int_equal(utf8_valid(slice_of(err.msg)), strlen(err.msg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings_escape_what_json_and_javascript_forbid),
        cmocka_unit_test(an_escape_is_found_at_every_place),
        cmocka_unit_test(printing_takes_the_room_it_needs),
        cmocka_unit_test(html_leaves_no_markup),
        cmocka_unit_test(a_full_buffer_takes_nothing_more_and_says_so),
        cmocka_unit_test(broken_utf8_is_found_where_it_breaks),
        cmocka_unit_test(blanks_go_from_the_ends_alone),
        cmocka_unit_test(cuts_fall_between_characters),
        cmocka_unit_test(long_messages_keep_whole_characters),
    };
    return cmocka_run_group_tests_name("dict/base", tests, NULL, NULL);
}
