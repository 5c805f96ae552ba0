/* lexicon: what is written is found again, by term and by reading; damage is noticed. */
#include "dict/buf.h"
#include "indexer/lexicon_file.h"
#include "indexer/scratch.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

/* Terms in order of bytes: じ E3 81 98, 事 E4 BA 8B, 地 E5 9C B0, 寺 E5 AF BA. */
static const struct {
    const char *term, *reading;
    uint32_t freq;
} words[] = {
    {"jetro", "ジェトロ", 9}, {"事務", "ジム", 5},   {"地震", "ジシン", 2},
    {"寺", "テラ", 1},        {"自信", "ジシン", 4},
};
enum { WORDS = 5 };

static struct lexicon *write_and_open(struct scratch *p)
{
    struct err err;
    struct notes *notes = notes_new(p);
    struct lexicon_writer *w = lexicon_writer_new(p);
    struct lexicon *l = NULL;
    for (size_t i = 0; i < WORDS; i++)
        assert_true(notes_add(notes, slice_of(words[i].term), slice_of(words[i].reading),
                              (struct slice){0}, &err));
    assert_true(
        notes_add(notes, SLICE_LIT("jetro"), (struct slice){0}, SLICE_LIT("ＪＥＴＲＯ"), &err));
    assert_true(notes_add(notes, SLICE_LIT("jetro"), (struct slice){0}, SLICE_LIT("JETRO"), &err));
    assert_true(notes_add(notes, SLICE_LIT("jetro"), (struct slice){0}, SLICE_LIT("JETRO"), &err));
    for (size_t i = 0; i < WORDS; i++)
        assert_true(lexicon_writer_word(w, slice_of(words[i].term), words[i].freq, notes, &err));
    if (!lexicon_writer_save(w, p->dir, 42, &err) || !lexicon_open(p, p->dir, &l, &err))
        fail_msg("%s", err.msg);
    return l;
}

static void words_are_found_by_term(void **state)
{
    struct lexicon *l = write_and_open(*state);
    assert_int_equal(lexicon_count(l), WORDS);
    assert_int_equal(lexicon_commit(l), 42);
    for (size_t i = 0; i < WORDS; i++) {
        struct lexicon_word word = lexicon_at(l, lexicon_lower(l, slice_of(words[i].term)));
        if (!slice_eq(word.term, slice_of(words[i].term)))
            fail_msg("%s is not found", words[i].term);
        assert_int_equal(word.freq, words[i].freq);
        assert_true(slice_eq(word.reading, slice_of(words[i].reading)));
    }
    assert_int_equal(lexicon_lower(l, SLICE_LIT("事")), 1);
    assert_int_equal(lexicon_lower(l, SLICE_LIT("\xFF")), WORDS);
    assert_int_equal(lexicon_lower(l, SLICE_LIT("")), 0);
}

static void readings_give_the_most_frequent_first(void **state)
{
    struct lexicon *l = write_and_open(*state);
    size_t at[8];
    assert_int_equal(lexicon_by_reading(l, SLICE_LIT("ジ"), at, 8), 4);
    const char *const want[] = {"jetro", "事務", "自信", "地震"};
    for (size_t i = 0; i < 4; i++)
        if (!slice_eq(lexicon_at(l, at[i]).term, slice_of(want[i])))
            fail_msg("place %zu: %.*s", i, SLICE_ARG(lexicon_at(l, at[i]).term));
    assert_int_equal(lexicon_by_reading(l, SLICE_LIT("ジ"), at, 2), 2);
    assert_true(slice_eq(lexicon_at(l, at[1]).term, SLICE_LIT("事務")));
    assert_int_equal(lexicon_by_reading(l, SLICE_LIT("ン"), at, 8), 0);
    assert_int_equal(lexicon_by_reading(l, SLICE_LIT("ジ"), at, 0), 0);
}

static bool join(void *ctx, struct slice spelling)
{
    buf_put_slice(ctx, spelling);
    buf_putc(ctx, ' ');
    return true;
}

static void spellings_are_kept_once_each(void **state)
{
    struct lexicon *l = write_and_open(*state);
    struct buf b;
    buf_init(&b, *state, 1000);
    lexicon_spellings(l, SLICE_LIT("jetro"), join, &b);
    assert_true(slice_eq(buf_slice(&b), SLICE_LIT("ＪＥＴＲＯ JETRO ")));
    buf_clear(&b);
    lexicon_spellings(l, SLICE_LIT("寺"), join, &b);
    lexicon_spellings(l, SLICE_LIT("ない"), join, &b);
    assert_int_equal(b.len, 0);
}

static void any_changed_byte_is_damage(void **state)
{
    struct scratch *p = *state;
    const char *file = scratch_path(p, "lexicon");
    write_and_open(p);
    struct err err;
    struct lexicon *l;
    int fd = open(file, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t i = 0; i < size; i++) {
        char c, other;
        assert_int_equal(pread(fd, &c, 1, i), 1);
        other = (char)(c ^ 0x10);
        assert_int_equal(pwrite(fd, &other, 1, i), 1);
        if (lexicon_open(p, p->dir, &l, &err))
            fail_msg("byte %ld changed and not noticed", (long)i);
        assert_int_equal(err.code, ERR_STORE);
        assert_int_equal(pwrite(fd, &c, 1, i), 1);
    }
    assert_int_equal(ftruncate(fd, size - 1), 0);
    assert_false(lexicon_open(p, p->dir, &l, &err));
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_false(lexicon_open(p, p->dir, &l, &err));
    close(fd);
    assert_int_equal(unlink(file), 0);
    assert_false(lexicon_open(p, p->dir, &l, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(words_are_found_by_term),
        IN_SCRATCH(readings_give_the_most_frequent_first),
        IN_SCRATCH(spellings_are_kept_once_each),
        IN_SCRATCH(any_changed_byte_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
