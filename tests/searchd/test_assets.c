/* test_assets.c - the embedded files: found at their address only, typed, compressed. */
#include "searchd/assets.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void files_are_found_at_the_versioned_address_alone(void **state)
{
    (void)state;
    char good[64], old[64], template[64];
    snprintf(good, sizeof(good), "/assets/%s/app.js", asset_version);
    snprintf(old, sizeof(old), "/assets/%016d/app.js", 0);
    snprintf(template, sizeof(template), "/assets/%s/index.html", asset_version);
    const struct {
        const char *name, *path;
        bool there, immutable;
    } rows[] = {
        {"this version's script", good, true, true},
        {"another version", old, false, false},
        {"the template is no page", template, false, false},
        {"no version", "/assets/app.js", false, false},
        {"folder alone", "/assets/", false, false},
        {"the icon stays where browsers look", "/icon.svg", true, false},
        {"as does the favourites icon", "/favicon.ico", true, false},
        {"climbing out", "/assets/../app.js", false, false},
        {"empty", "", false, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool immutable = false;
        const struct asset *found = asset_find(slice_of(rows[i].path), &immutable);
        if ((found != NULL) != rows[i].there || immutable != rows[i].immutable)
            fail_msg("%s: found %d, immutable %d", rows[i].name, found != NULL, immutable);
    }
}

static void every_file_has_type_hash_and_a_gzip_twin(void **state)
{
    (void)state;
    assert_true(asset_count > 5);
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *a = &asset_table[i];
        assert_true(a->bytes.len > 0);
        assert_non_null(strchr(a->content_type, '/'));
        assert_int_equal(a->etag.len, 18); /* 16 digits and two quotes */
        if (a->gzip.len > 0) {
            assert_true(a->gzip.len < a->bytes.len);
            assert_memory_equal(a->gzip.ptr, "\x1f\x8b", 2); /* RFC 1952 */
        }
    }
}

static void script_and_style_stay_small(void **state)
{
    (void)state;
    size_t sum = 0;
    for (size_t i = 0; i < asset_count; i++) {
        struct slice name = asset_table[i].name;
        bool code = slice_ends(name, SLICE_LIT(".js")) || slice_ends(name, SLICE_LIT(".css"));
        if (code && !slice_eq(name, SLICE_LIT("world.js"))) /* the map's outlines */
            sum += asset_table[i].gzip.len;
    }
    if (sum == 0 || sum >= 60 * 1024)
        fail_msg("%zu bytes compressed, wanted under 60 KB", sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_found_at_the_versioned_address_alone),
        cmocka_unit_test(every_file_has_type_hash_and_a_gzip_twin),
        cmocka_unit_test(script_and_style_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
