/* The query language against any text: what is read lies within the text, within its bounds, and
 * can be written down. */
#include "dict/buf.h"
#include "dict/utf8.h"
#include "searchd/question.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_field(struct slice name)
{
    return slice_eq(name, SLICE_LIT("国")) || slice_eq(name, SLICE_LIT("country")) ||
           slice_eq(name, SLICE_LIT("年度")) || slice_eq(name, SLICE_LIT("f"));
}

static void need(bool ok)
{
    if (!ok)
        abort();
}

static void need_within(struct slice part, struct slice whole)
{
    if (part.len)
        need(part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len &&
             utf8_valid(part) == part.len);
}

/* Returns how many leaves there are. */
static size_t check(const struct ask *a, struct slice q, unsigned depth)
{
    size_t leaves = 0;
    /* Parentheses count; each level of them may bring an OR, an AND and a NOT along. */
    need(a && depth <= 4 * (QUESTION_DEPTH_MAX + 2));
    need_within(a->text, q);
    need_within(a->field, q);
    switch (a->kind) {
    case ASK_WORDS:
    case ASK_PHRASE:
    case ASK_PREFIX: need(a->count == 0); return 1;
    case ASK_NEAR: need(a->window >= 1 && a->window <= QUESTION_NEAR_MAX); break;
    case ASK_FIELD: need(is_field(a->field) && a->count == 1); break;
    case ASK_NOT:
    case ASK_EXCEPT: need(a->count == 1); break;
    case ASK_ALL:
    case ASK_ANY: break;
    }
    need(a->count > 0);
    for (size_t i = 0; i < a->count; i++)
        leaves += check(a->kids[i], q, depth + 1);
    return leaves;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TALLOC_CTX *mem = talloc_new(NULL);
    /* A copy of its own size, so that a byte too far is seen by the address sanitizer. */
    char *copy = talloc_memdup(mem, data, size);
    struct slice q = {copy, copy ? size : 0};
    q.len = utf8_valid(q);
    struct question read;
    struct err err;
    if (question_parse(mem, q, is_field, &read, &err)) {
        need(read.note_count <= QUESTION_NOTES_MAX);
        if (read.root)
            need(check(read.root, q, 0) <= QUESTION_LEAVES_MAX);
        struct buf out;
        buf_init(&out, mem, 1 << 20);
        ask_write(read.root, &out);
    }
    talloc_free(mem);
    return 0;
}
