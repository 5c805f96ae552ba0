/* data: the folder of the tables is found, or its absence told. */
#include "dict/data.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void the_environment_names_the_folder(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const char *dir = NULL;
    struct err err;
    setenv("SENREI_DATA", "/", 1);
    assert_true(data_dir(mem, &dir, &err));
    assert_string_equal(dir, "/");
    talloc_free(mem);
}

static void a_missing_folder_is_named(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const char *dir = "as before";
    struct err err;
    setenv("SENREI_DATA", "/nonexistent/senrei", 1);
    assert_false(data_dir(mem, &dir, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.msg, "/nonexistent/senrei"));
    assert_string_equal(dir, "as before");
    talloc_free(mem);
}

static void without_environment_it_is_beside_the_program(void **state)
{
    (void)state;
    TALLOC_CTX *mem = talloc_new(NULL);
    const char *dir = NULL;
    struct err err;
    unsetenv("SENREI_DATA");
    /* The tests' programs are in build/<preset>/tests/bin, where no share/senrei is. */
    assert_false(data_dir(mem, &dir, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.msg, "tests/bin/../share/senrei"));
    talloc_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_names_the_folder),
        cmocka_unit_test(a_missing_folder_is_named),
        cmocka_unit_test(without_environment_it_is_beside_the_program),
    };
    return cmocka_run_group_tests_name("dict/data", tests, NULL, NULL);
}
