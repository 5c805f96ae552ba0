/* Lays the records of corpus/facts out anew, at random and badly, and reads them back.
 *
 * The layouts know nothing of the reader: a sheet is a list of pages of cells, damaged by the
 * functions below, written with tabs. Each damage is told with its share of right cells. */
#include "corpus/reader.h"
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
// clang-format off
#include <cmocka.h>
// clang-format on

enum { COLUMNS = 18, ROWS_MAX = 320, CELLS_MAX = 40, TEXT_MAX = 4000, SAMPLE = 110, SEEDS = 3 };

static struct vocab *vocab; /* every other time; NULL where the dictionary is not built */

/* ---- chance ---- */

static uint64_t chance_state;

static uint32_t chance(uint32_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (uint32_t)((chance_state >> 16) % below);
}

static bool percent(uint32_t p)
{
    return chance(100) < p;
}

/* ---- the records ---- */

struct kind {
    const char *file, *title;
    size_t columns;
    const char *key[COLUMNS], *header[COLUMNS];
    const char *losable, *gluable; /* letters of columns, 'a' is the first */
    const char *movable;           /* may be printed in another order */
    const char *printed[COLUMNS];  /* headers as scans have them */
    const char *tight;             /* glued without a blank: short values of clear sorts */
    const char *spaced;            /* and with one */
    const char *all;               /* all that may stand elsewhere */
};

static const struct kind offices = {
    "../corpus/facts/offices-r07.jsonl",
    "自治体の海外拠点の一覧",
    18,
    {"group", "number", "organization", "name", "country", "city", "form", "form_text",
     "contractor", "fy", "department", "staff_total", "staff_dispatched", "staff_local", "reason",
     "activities", "url", "note"},
    {"No", "No", "団体名", "拠点名", "設置国・地域", "拠点都市等", "区分", "拠点形態",
     "委託先の名称", "設置年度", "主管部課名", "計", "派遣", "現地", "設置理由", "主な活動内容",
     "URL", "備考"},
    .losable = "ahiklmnopqrf",
    .gluable = "dfhjkmop",
    .movable = "cdefijkopqr",
    .printed = {"No", "No", "団体名", "①拠点名", "②拠点設置国・地域", "③拠点都市等",
                "④ a: b: c: d:", "", "⑤委託先の名称", "⑥設置年度", "⑦主管部課名", "計 (a) + (b)",
                "派遣 (a)", "現地 (b)", "⑨設置理由", "⑩主な活動内容", "⑪URL", "⑫備考"},
    .tight = "gj",
    .spaced = "elm",
    .all = "cdefghijklmnopqr",
};
static const struct kind projects = {
    "../corpus/facts/gunma-projects-r03.jsonl",
    "国際化関連事業の一覧",
    13,
    {"bureau", "division", "name", "fy", "description", "countries", "period", "participants",
     "budget", "plan", "status", "budget_next", "note"},
    {"担当部局", "担当課", "事業名", "開始年度", "R2事業内容", "対象国・地域", "期間", "参加者",
     "R2当初予算額(千円)", "R3事業内容の予定", "継続・新規", "R3当初予算額(千円)", "備考"},
    .losable = "afghkm",
    .gluable = "acdfijl",
    .movable = "abcdefghjkm",
    .printed = {"担当部局", "担当課", "事業名", "開始年度", "事業内容",
                "対象国・地域(派遣・受入等がある場合に記入)", "期間", "参加者(社)",
                "R2 当初予算額 (千円)", "事業内容(新規又は継続事業で変更があった場合に記入)",
                "継続・新規", "R3 当初予算額 (千円)", "備考"},
    .tight = "",
    .spaced = "ck",
    .all = "abcdefghijklm",
};

struct facts {
    size_t count;
    char *value[ROWS_MAX][COLUMNS]; /* "" where null */
};

static void load(const struct kind *k, struct facts *f)
{
    const char *other = getenv(k == &offices ? "LAYOUTS_OFFICES" : "LAYOUTS_PROJECTS");
    FILE *file = fopen(other ? other : k->file, "r");
    assert_non_null(file);
    static char line[1 << 16];
    memset(f, 0, sizeof(*f));
    while (f->count < ROWS_MAX && fgets(line, sizeof(line), file)) {
        json_t *o = json_loads(line, 0, NULL);
        assert_non_null(o);
        int group = 0, number = 0;
        const char *local = strchr(json_string_value(json_object_get(o, "id")), '/') + 1;
        sscanf(local, "%d-%d", &group, &number);
        for (size_t c = 0; c < k->columns; c++) {
            const json_t *v = json_object_get(o, k->key[c]);
            char text[TEXT_MAX] = "";
            if (strcmp(k->key[c], "group") == 0)
                snprintf(text, sizeof(text), "%d", group);
            else if (strcmp(k->key[c], "number") == 0)
                snprintf(text, sizeof(text), "%d", number);
            else if (json_is_string(v))
                snprintf(text, sizeof(text), "%s", json_string_value(v));
            else if (json_is_integer(v))
                snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(v));
            f->value[f->count][c] = strdup(text);
        }
        f->count++;
        json_decref(o);
    }
    fclose(file);
}

static void unload(struct facts *f)
{
    for (size_t i = 0; i < f->count; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            free(f->value[i][c]);
}

/* ---- the sheet ---- */

struct cells {
    size_t count;
    char text[CELLS_MAX][TEXT_MAX];
};

static void put_in(struct cells *row, size_t at, const char *text)
{
    memmove(row->text[at + 1], row->text[at], (row->count - at) * sizeof(row->text[0]));
    snprintf(row->text[at], TEXT_MAX, "%s", text);
    row->count++;
}

static void take_out(struct cells *row, size_t at)
{
    row->count--;
    memmove(row->text[at], row->text[at + 1], (row->count - at) * sizeof(row->text[0]));
}

enum damage {
    CLEAN,
    LOST,
    GLUED,
    SHIFTED,
    INSERTED,
    HEADER,
    REPEATED,
    ORDER,
    EXCHANGED,
    MERGED,
    BROKEN,
    TIGHT,
    FULL_ORDER,
    PRINTED_HEADER,
    ORDER_AND_LOSS,
    NO_HEADER,
    TRIMMED,
    MIXED,
    DAMAGES
};
static const char *const damage_names[] = {
    "clean",
    "columns lost",
    "neighbours glued",
    "cells shifted",
    "empty cells inserted",
    "header misaligned",
    "headers repeated",
    "another order, right header",
    "cells exchanged",
    "merged cells left empty",
    "rows broken over lines",
    "three glued, no blanks",
    "every column elsewhere",
    "headers as in print",
    "another order and losses",
    "no header anywhere",
    "no empty ends, page numbers",
    "all together",
};

/* How one page is printed. */
struct page {
    size_t order[COLUMNS], columns;     /* columns printed */
    bool lost[COLUMNS], glued[COLUMNS]; /* glued: to the one printed after it */
    bool tight[COLUMNS];                /* without a blank between */
};

static void plan_page(const struct kind *k, enum damage d, struct page *p)
{
    memset(p, 0, sizeof(*p));
    if (d == LOST || d == ORDER_AND_LOSS || (d == MIXED && percent(50)))
        for (uint32_t n = 1 + chance(2); n > 0; n--)
            p->lost[k->losable[chance((uint32_t)strlen(k->losable))] - 'a'] = true;
    for (size_t c = 0; c < k->columns; c++)
        if (!p->lost[c])
            p->order[p->columns++] = c;
    if (d == GLUED || (d == MIXED && percent(50)))
        for (uint32_t n = 1 + chance(2); n > 0; n--)
            p->glued[k->gluable[chance((uint32_t)strlen(k->gluable))] - 'a'] = true;
    for (const char *c = d == TIGHT ? k->tight : ""; *c; c++)
        p->glued[*c - 'a'] = p->tight[*c - 'a'] = percent(60);
    for (const char *c = d == TIGHT ? k->spaced : ""; *c; c++)
        p->glued[*c - 'a'] = percent(60);
}

/* Columns change places at random. */
static void shuffle(const char *movable, struct page *p)
{
    for (size_t i = p->columns; i-- > 1;) {
        size_t j = chance((uint32_t)i + 1);
        if (!strchr(movable, (int)('a' + p->order[i])) ||
            !strchr(movable, (int)('a' + p->order[j])))
            continue;
        size_t c = p->order[i];
        p->order[i] = p->order[j];
        p->order[j] = c;
    }
}

static void write_header(FILE *out, const struct kind *k, const struct page *p, enum damage d)
{
    struct cells *h = calloc(1, sizeof(*h));
    for (size_t i = 0; i < p->columns; i++)
        if (d != PRINTED_HEADER || k->printed[p->order[i]][0])
            snprintf(h->text[h->count++], TEXT_MAX, "%s",
                     d == PRINTED_HEADER ? k->printed[p->order[i]] : k->header[p->order[i]]);
    if (d == HEADER || (d == MIXED && percent(40))) {
        for (uint32_t n = 1 + chance(3); n > 0; n--)
            put_in(h, chance((uint32_t)h->count), "");
        for (uint32_t n = chance(3); n > 0; n--)
            take_out(h, chance((uint32_t)h->count));
    }
    for (size_t i = 0; i < h->count; i++)
        fprintf(out, "%s%s", i ? "\t" : "", h->text[i]);
    fputc('\n', out);
    free(h);
}

static void damage_row(struct cells *row, enum damage d)
{
    if (d == SHIFTED || (d == MIXED && percent(15))) {
        if (percent(35)) { /* an empty cell is missing, what follows moves to the left */
            for (size_t i = 4; i < row->count; i++)
                if (row->text[i][0] == '\0') {
                    take_out(row, i);
                    break;
                }
        } else if (percent(35)) {
            put_in(row, 3 + chance((uint32_t)row->count - 3), "");
        }
    }
    if (d == INSERTED || (d == MIXED && percent(15)))
        for (uint32_t n = chance(3); n > 0; n--)
            put_in(row, chance((uint32_t)row->count + 1), "");
}

/* ---- reading back ---- */

struct found {
    const struct kind *k;
    size_t count, extra;
    char id[ROWS_MAX][24];
    char *value[ROWS_MAX][COLUMNS];
};

static bool take(void *ctx, struct record *rec, struct err *err)
{
    (void)err;
    struct found *f = ctx;
    if (f->count == ROWS_MAX) {
        f->extra++;
        talloc_free(rec);
        return true;
    }
    snprintf(f->id[f->count], sizeof(f->id[0]), "%.*s", SLICE_ARG(rec->id));
    for (size_t c = 0; c < f->k->columns; c++) {
        const struct value *v = record_get(rec, slice_of(f->k->key[c]));
        char text[TEXT_MAX] = "";
        if (v && v->type == VALUE_STRING)
            snprintf(text, sizeof(text), "%.*s", SLICE_ARG(v->string));
        else if (v && v->type == VALUE_INT)
            snprintf(text, sizeof(text), "%lld", (long long)v->integer);
        f->value[f->count][c] = strdup(text);
    }
    f->count++;
    talloc_free(rec);
    return true;
}

static void tell(void *ctx, uint32_t line, const char *what)
{
    (void)ctx;
    (void)line;
    (void)what;
}

/* Equal but for blanks and the comma that joins the parts of a list. */
static bool same(const char *a, const char *b)
{
    for (;;) {
        for (; *a == ' ' || strncmp(a, "、", 3) == 0 || strncmp(a, "　", 3) == 0;
             a += *a == ' ' ? 1 : 3)
            ;
        for (; *b == ' ' || strncmp(b, "、", 3) == 0 || strncmp(b, "　", 3) == 0;
             b += *b == ' ' ? 1 : 3)
            ;
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

struct score {
    size_t cells, right, rows_off;
};

static void round_trip(const struct kind *k, const struct facts *f, enum damage d, uint64_t seed,
                       struct score *score)
{
    chance_state = seed * 7919 + 13 + (uint64_t)d * 104729;
    for (int i = 0; i < 20; i++)
        chance(2);
    size_t rows = f->count < SAMPLE ? f->count : SAMPLE;
    size_t first = f->count > rows ? chance((uint32_t)(f->count - rows)) : 0;
    char path[] = "/tmp/senrei-layout-XXXXXX";
    int fd = mkstemp(path);
    FILE *out = fdopen(fd, "w");
    static bool gone[ROWS_MAX][COLUMNS];
    memset(gone, 0, sizeof(gone));
    struct page page;
    plan_page(k, d, &page);
    if (d == ORDER || d == FULL_ORDER || d == ORDER_AND_LOSS)
        shuffle(d == FULL_ORDER ? k->all : k->movable, &page);
    struct cells *row = malloc(sizeof(*row));
    size_t left = 0;
    bool sections = k == &projects;
    for (size_t i = 0; i < rows; i++) {
        if (left == 0) {
            bool again =
                d == REPEATED || d == MIXED || d == LOST || d == GLUED || d == HEADER || d == TIGHT;
            left = again ? 6 + chance(12) : rows;
            if (i > 0)
                plan_page(k, d, &page);
            fprintf(out, "\n%s%s\n\n", k->title, i ? "" : "（試験）");
            if (d != NO_HEADER)
                write_header(out, k, &page, d);
            if (sections)
                fprintf(out, "1 人づくり\n1-%zu「交流の推進」\n", i + 1);
        }
        if (d == TRIMMED && left % 9 == 0)
            fprintf(out, "\n- %zu -\n\n", i / 9);
        left--;
        row->count = 0;
        for (size_t n = 0; n < page.columns; n++) {
            size_t c = page.order[n];
            const char *v = f->value[first + i][c];
            bool merge = (d == MERGED || (d == MIXED && percent(20))) && i > 0 && v[0] &&
                         (strcmp(k->key[c], "organization") == 0 ||
                          strcmp(k->key[c], "bureau") == 0 || strcmp(k->key[c], "division") == 0) &&
                         strcmp(v, f->value[first + i - 1][c]) == 0 && left + 1 != rows;
            snprintf(row->text[row->count++], TEXT_MAX, "%s", merge ? "" : v);
        }
        for (size_t n = page.columns; n-- > 1;)
            if (page.glued[page.order[n - 1]]) {
                char joined[TEXT_MAX * 2 + 2];
                const char *a = row->text[n - 1], *b = row->text[n];
                snprintf(joined, sizeof(joined), "%s%s%s", a,
                         *a && *b ? page.tight[page.order[n - 1]] ? "" : " " : "", b);
                snprintf(row->text[n - 1], TEXT_MAX, "%.*s", TEXT_MAX - 1, joined);
                take_out(row, n);
            }
        if ((d == EXCHANGED || (d == MIXED && percent(10))) && k == &offices && percent(20) &&
            row->count > 12) {
            char kept[TEXT_MAX]; /* contractor and department change places */
            size_t a = COLUMNS, b = COLUMNS;
            for (size_t n = 0; n < page.columns && page.columns == row->count; n++) {
                a = page.order[n] == 8 ? n : a;
                b = page.order[n] == 10 ? n : b;
            }
            if (a < COLUMNS && b < COLUMNS) {
                memcpy(kept, row->text[a], TEXT_MAX);
                memcpy(row->text[a], row->text[b], TEXT_MAX);
                memcpy(row->text[b], kept, TEXT_MAX);
            }
        }
        damage_row(row, d);
        while (d == TRIMMED && row->count > 4 && row->text[row->count - 1][0] == '\0')
            row->count--;
        size_t broken =
            (d == BROKEN && percent(15)) ? 4 + chance((uint32_t)row->count - 6) : CELLS_MAX;
        for (size_t n = 0; n < row->count; n++)
            fprintf(out, "%s%s", n == 0 ? "" : n == broken ? "\t\n" : "\t", row->text[n]);
        fputc('\n', out);
        for (size_t c = 0; c < k->columns; c++)
            gone[i][c] = page.lost[c];
    }
    free(row);
    fclose(out);

    struct found *got = calloc(1, sizeof(*got));
    got->k = k;
    struct reader_sink sink = {take, tell, tell, got};
    struct source src = {.path = path, .id = SLICE_LIT("x")};
    struct err err;
    enum format used;
    if (!corpus_read(&src, FORMAT_AUTO, seed % 2 ? vocab : NULL, &sink, &used, &err))
        fail_msg("%s, seed %llu: %s", damage_names[d], (unsigned long long)seed, err.msg);
    if (used != (k == &offices ? FORMAT_OFFICES : FORMAT_PROJECTS))
        fail_msg("%s, seed %llu: read as %s", damage_names[d], (unsigned long long)seed,
                 format_name(used));
    bool verbose = getenv("LAYOUTS_VERBOSE") != NULL;
    score->rows_off += got->count > rows ? got->count - rows : rows - got->count;
    for (size_t i = 0; i < rows; i++)
        for (size_t c = 0; c < k->columns; c++) {
            const char *want = f->value[first + i][c],
                       *is = i < got->count ? got->value[i][c] : "(no row)";
            char own[24];
            if (c < 2 && k == &offices) { /* the numbers are the id */
                int group = -1, number = -1;
                if (i < got->count)
                    sscanf(got->id[i], "x/%d-%d", &group, &number);
                snprintf(own, sizeof(own), "%d", c == 0 ? group : number);
                is = own;
            }
            bool right = same(want, is) || (gone[i][c] && is[0] == '\0');
            if (gone[i][c] && c < 2 && k == &offices)
                right = true; /* nobody can tell what a lost group was called */
            score->cells++;
            score->right += right;
            if (!right && verbose)
                fprintf(stderr, "%s/%llu row %zu %s: |%s| read |%s|%s\n", damage_names[d],
                        (unsigned long long)seed, i, k->key[c], want, is,
                        gone[i][c] ? " lost" : "");
        }
    if (verbose)
        fprintf(stderr, "%s/%llu in %s\n", damage_names[d], (unsigned long long)seed, path);
    else
        unlink(path);
    for (size_t i = 0; i < got->count; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            free(got->value[i][c]);
    free(got);
}

static void read_back(const struct kind *k)
{
    struct facts *f = malloc(sizeof(*f));
    load(k, f);
    const char *more = getenv("LAYOUTS_SEEDS");
    uint64_t seeds = more ? strtoull(more, NULL, 10) : SEEDS;
    struct score all = {0};
    for (int d = 0; d < DAMAGES; d++) {
        struct score score = {0};
        for (uint64_t seed = 1; seed <= seeds; seed++)
            round_trip(k, f, (enum damage)d, seed, &score);
        double share = 100.0 * (double)score.right / (double)score.cells;
        printf("%-28s %6.2f %% of %zu cells, rows off %zu\n", damage_names[d], share, score.cells,
               score.rows_off);
        all.cells += score.cells;
        all.right += score.right;
        if (share < (d == MIXED ? 95 : 97))
            print_error("%s: only %.2f %%\n", damage_names[d], share);
    }
    double share = 100.0 * (double)all.right / (double)all.cells;
    printf("%-28s %6.2f %%\n", "all", share);
    unload(f);
    free(f);
    assert_true(share >= 98.0);
}

static void offices_laid_out_anew_are_read_back(void **state)
{
    (void)state;
    read_back(&offices);
}

static void projects_laid_out_anew_are_read_back(void **state)
{
    (void)state;
    read_back(&projects);
}

int main(void)
{
    struct err err;
    const char *data = getenv("SENREI_DATA");
    if (data && !vocab_open(NULL, data, &vocab, &err))
        print_message("without the dictionary: %s\n", err.msg);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offices_laid_out_anew_are_read_back),
        cmocka_unit_test(projects_laid_out_anew_are_read_back),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    talloc_free(vocab);
    return rc;
}
