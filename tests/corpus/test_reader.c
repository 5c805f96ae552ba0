/* reader: encodings, formats by content, and bad input that is told and does not stop the rest. */
#include "corpus/collect.h"
#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void encodings_are_recognised(void **state)
{
    (void)state;
    static const char text[] = "港の朝は早い。\n船が出る。\n\n夜は静かだ。\n";
    static const char *const encodings[] = {"UTF-8", "UTF-16", "UTF-16LE",
                                            "CP932", "EUC-JP", "ISO-2022-JP"};
    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        char out[1000] = "\xFF\xFE", *to = out, *from = (char *)(uintptr_t)text;
        bool marked = strcmp(encodings[i], "UTF-16LE") == 0;
        to += marked ? 2 : 0;
        size_t left = sizeof(text) - 1, room = sizeof(out) - 2;
        iconv_t cd = iconv_open(encodings[i], "UTF-8");
        assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
        iconv(cd, NULL, NULL, &to, &room);
        iconv_close(cd);
        struct collected *c = collect((struct slice){out, (size_t)(to - out)}, FORMAT_AUTO);
        if (c->count != 2 || strcmp(got(c, 0, "text"), "港の朝は早い。\n船が出る。") != 0)
            fail_msg("%s: %zu records, \"%s\" %s", encodings[i], c->count, got(c, 0, "text"),
                     c->err.msg);
        talloc_free(c);
    }
}

static void line_ends_of_every_kind_are_one(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct slice text;
    } rows[] = {{"LF", SLICE_LIT("id,text\n1,一\n2,二\n")},
                {"CRLF", SLICE_LIT("\xEF\xBB\xBFid,text\r\n1,一\r\n2,二\r\n")},
                {"CR", SLICE_LIT("id,text\r1,一\r2,二")}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct collected *c = collect(rows[i].text, FORMAT_AUTO);
        if (c->used != FORMAT_CSV || c->count != 2 || strcmp(got(c, 1, "id"), "doc/2") != 0 ||
            strcmp(got(c, 1, "text"), "二") != 0)
            fail_msg("%s: %s, %zu records, %s", rows[i].name, format_name(c->used), c->count,
                     got(c, 1, "id"));
        talloc_free(c);
    }
}

static void bad_input_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct slice text;
        enum format format;
        enum err_code code;
        size_t records;
        const char *told; /* within what was told or the message */
    } rows[] = {
        {"empty file", SLICE_LIT(""), FORMAT_AUTO, ERR_INPUT, 0, "empty file"},
        {"blanks alone", SLICE_LIT(" \n\n"), FORMAT_AUTO, ERR_INPUT, 0, "no record"},
        {"zero bytes", SLICE_LIT("abc\0def"), FORMAT_AUTO, ERR_INPUT, 0, "zero byte"},
        {"a PDF", SLICE_LIT("%PDF-1.7 ..."), FORMAT_AUTO, ERR_INPUT, 0, "pdftotext"},
        {"broken UTF-8 line", SLICE_LIT("朝。\n\n\xE3\x81\xFF\n\n夜。\n"), FORMAT_AUTO, ERR_NONE, 2,
         "skipped 3: not UTF-8 at byte 1"},
        {"JSON cut off", SLICE_LIT("{\"id\":\"a\",\"text\":\"一\"}\n{\"id\":\"b\",\"te"),
         FORMAT_AUTO, ERR_NONE, 1, "skipped 2: no JSON"},
        {"JSON without id", SLICE_LIT("{\"text\":\"一\"}\n{\"id\":\"b\",\"body\":\"二\"}"),
         FORMAT_AUTO, ERR_NONE, 1, "skipped 1: no id"},
        {"JSON without text", SLICE_LIT("{\"id\":\"a\"}\n{\"id\":\"b\",\"text\":\"二\"}"),
         FORMAT_JSONL, ERR_NONE, 1, "skipped 1: neither text nor body"},
        {"JSON array in a line", SLICE_LIT("[1]\n{\"id\":\"b\",\"text\":\"二\"}"), FORMAT_JSONL,
         ERR_NONE, 1, "skipped 1: no JSON object"},
        {"a table of one column", SLICE_LIT("港\n北\n南\n"), FORMAT_CSV, ERR_INPUT, 0,
         "one column"},
        {"a quote never closed", SLICE_LIT("a,b\n\"x,1\ny,2\n"), FORMAT_CSV, ERR_NONE, 2,
         "remark 2: a quote"},
        {"a zip that is no workbook", SLICE_LIT("PK\x03\x04garbage"), FORMAT_AUTO, ERR_INPUT, 0,
         "workbook"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct collected *c = collect(rows[i].text, rows[i].format);
        if (c->err.code != rows[i].code || c->count != rows[i].records ||
            (!strstr(c->told, rows[i].told) && !strstr(c->err.msg, rows[i].told)))
            fail_msg("%s: code %d, %zu records, told \"%s\", message \"%s\"", rows[i].name,
                     (int)c->err.code, c->count, c->told, c->err.msg);
        talloc_free(c);
    }
}

static void jsonl_keeps_types_and_ids(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "{\"id\":\"doc/7\",\"kind\":\"office\",\"title\":\"北港\",\"year\":2011,\"fy\":null}\n"
            "{\"id\":\"x\",\"kind\":\"memo\",\"body\":\"本文\",\"n\":1.5,\"ok\":true,"
            "\"tags\":[\"a\",\"b\"],\"deep\":{\"k\":[1]}}\n"
            "{\"id\":12,\"text\":\"数\"}\n"),
        FORMAT_AUTO);
    assert_int_equal(c->count, 3);
    assert_string_equal(got(c, 0, "id"), "doc/7");
    assert_string_equal(got(c, 0, "kind"), "office");
    assert_int_equal(record_int(c->at[0], SLICE_LIT("year"), 0), 2011);
    assert_string_equal(got(c, 1, "id"), "doc/x");
    assert_string_equal(got(c, 1, "body"), "本文");
    assert_string_equal(got(c, 1, "tags"), "a > b");
    assert_string_equal(got(c, 1, "deep"), "{\"k\":[1]}");
    assert_int_equal(record_get(c->at[1], SLICE_LIT("n"))->type, VALUE_REAL);
    assert_int_equal(record_get(c->at[1], SLICE_LIT("ok"))->type, VALUE_BOOL);
    assert_string_equal(got(c, 2, "id"), "doc/12");
    talloc_free(c);
}

static void quoted_cells_may_hold_line_ends(void **state)
{
    (void)state;
    struct collected *c =
        collect(SLICE_LIT("番号,名称,説明\n01,\"港, 北\",\"一行\n二行\"\n2,\"引用\"\"符\",\n"),
                FORMAT_AUTO);
    assert_int_equal(c->used, FORMAT_CSV);
    assert_int_equal(c->count, 2);
    assert_string_equal(got(c, 0, "title"), "港, 北");
    assert_string_equal(got(c, 0, "番号"), "01");
    assert_string_equal(got(c, 0, "説明"), "一行\n二行");
    assert_string_equal(got(c, 1, "title"), "引用\"符");
    assert_int_equal(c->at[1]->line, 4);
    talloc_free(c);
}

static void a_very_long_line_is_cut_into_passages(void **state)
{
    (void)state;
    enum { SENTENCES = 400000 };
    struct buf b;
    buf_init(&b, NULL, 64 << 20);
    for (int i = 0; i < SENTENCES; i++)
        buf_puts(&b, "港は広い。");
    struct collected *c = collect(buf_slice(&b), FORMAT_AUTO);
    assert_int_equal(c->err.code, ERR_NONE);
    size_t bytes = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct slice text = record_string(c->at[i], SLICE_LIT("text"));
        assert_true(text.len <= 16 << 10);
        assert_true(slice_ends(text, SLICE_LIT("。")));
        bytes += text.len;
    }
    assert_int_equal(bytes, b.len);
    talloc_free(c);
    buf_done(&b);
}

static void columns_set_by_blanks_are_a_table(void **state)
{
    (void)state;
    struct collected *c = collect(
        SLICE_LIT(
            "            海の町の海外拠点一覧(令和8年9月末現在)\n\n"
            " No  No  団体名   拠点名             国    都市    形態          委託先名        "
            "設置年度  担当課  計  派遣  現地  設置理由            主な活動内容\n"
            "  1   1  北海町   北海町台北事務所   台湾  台北    a  独自事務所                  H23 "
            "      観光課  3   1     2     観光客を迎えるため  観光案内、商談会の開催\n"
            "  1   2  北海町   北海町タイ窓口     タイ  バンコク  c  業務委託等  株式会社みなと  "
            "R2      商工課  1   0     1     販路を開くため      商談の手伝い\n"),
        FORMAT_AUTO);
    assert_int_equal(c->used, FORMAT_OFFICES);
    assert_int_equal(c->count, 2);
    assert_string_equal(got(c, 1, "id"), "doc/1-2");
    assert_string_equal(got(c, 1, "contractor"), "株式会社みなと");
    assert_string_equal(got(c, 0, "activities"), "観光案内、商談会の開催");
    talloc_free(c);
}

/* As pdftotext -layout prints a table: cells wrapped over lines, a page break with its number and the
 * header again, the short values in the first line or in the middle of the row's height. */
static void cells_wrapped_in_their_columns_are_put_together(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "海の町の海外拠点一覧\n\n"
        "団体名   拠点名       国      都市      形態  委託先        設置年度  計  設置理由        "
        "主な活動内容\n\n"
        "北海町   北海町台北   台湾    台北      a                   H23       3   観光客を迎え    "
        "観光案内、商談会\n"
        "         事務所                                                           るため          "
        "の開催\n\n"
        "北海町   北海町タイ   タイ    バンコク  c     株式会社みな  R2        1   販路を開くた    "
        "商談の手伝い\n"
        "         窓口                                 と                          め\n\n"
        "- 1 -\n\f"
        "団体名   拠点名       国      都市      形態  委託先        設置年度  計  設置理由        "
        "主な活動内容\n\n"
        "南浜市   南浜市ソウ   韓国    ソウル    a                   H8        2   交流を深める    "
        "姉妹都市との連絡\n"
        "         ル連絡所                                                         ため            "
        "、調査\n\n"
        "- 2 -\n",
        "海の町の海外拠点一覧\n\n"
        "団体名   拠点名       国      都市      形態  委託先        設置年度  計  設置理由        "
        "主な活動内容\n\n"
        "                                                                          観光客を迎え\n"
        "北海町   北海町台北   台湾    台北      a                   H23       3   るため、また    "
        "観光案内、商談会\n"
        "         事務所                                                           学ぶため        "
        "の開催\n\n"
        "                                              株式会社                    販路を開くた\n"
        "北海町   北海町タイ   タイ    バンコク  c     みなと        R2        1   め              "
        "商談の手伝い\n"
        "         窓口\n\n"
        "                                                                          交流を深める\n"
        "南浜市   南浜市ソウ   韓国    ソウル    a                   H8        2   ため            "
        "姉妹都市との連絡\n"
        "         ル連絡所                                                                         "
        "、調査\n",
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct collected *c = collect(slice_of(pages[i]), FORMAT_AUTO);
        if (c->err.code != ERR_NONE)
            fail_msg("page %zu: %s", i, c->err.msg);
        assert_int_equal(c->used, FORMAT_OFFICES);
        assert_int_equal(c->count, 3);
        assert_string_equal(got(c, 0, "name"), "北海町台北事務所");
        assert_string_equal(got(c, 0, "activities"), "観光案内、商談会の開催");
        assert_string_equal(got(c, 0, "reason"),
                            i ? "観光客を迎えるため、また学ぶため" : "観光客を迎えるため");
        assert_string_equal(got(c, 1, "name"), "北海町タイ窓口");
        assert_string_equal(got(c, 1, "contractor"), "株式会社みなと");
        assert_string_equal(got(c, 1, "reason"), "販路を開くため");
        assert_string_equal(got(c, 2, "organization"), "南浜市");
        assert_string_equal(got(c, 2, "name"), "南浜市ソウル連絡所");
        assert_string_equal(got(c, 2, "activities"), "姉妹都市との連絡、調査");
        talloc_free(c);
    }
}

static void put_entry(struct archive *a, const char *name, const char *text)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_size(e, (la_int64_t)strlen(text));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    assert_int_equal(archive_write_data(a, text, strlen(text)), (la_ssize_t)strlen(text));
    archive_entry_free(e);
}

static void workbooks_are_tables(void **state)
{
    (void)state;
    static char bytes[20000];
    size_t used;
    struct archive *a = archive_write_new();
    archive_write_set_format_zip(a);
    assert_int_equal(archive_write_open_memory(a, bytes, sizeof(bytes), &used), ARCHIVE_OK);
    put_entry(a, "xl/styles.xml",
              "<styleSheet><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
              "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>");
    put_entry(a, "xl/worksheets/sheet1.xml",
              "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c>"
              "<c r='C1' t='inlineStr'><is><t>深さ</t></is></c>"
              "<c r='D1' t='inlineStr'><is><t>開港</t></is></c></row>"
              "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='C2' s='0'><v>12</v></c>"
              "<c r='D2' s='1'><v>36526</v></c></row>"
              "<row r='4'><c r='A4'/><c r='C4'><v>7</v></c></row></sheetData>"
              "<mergeCells><mergeCell ref='A2:A4'/></mergeCells></worksheet>");
    put_entry(a, "xl/sharedStrings.xml",
              "<sst><si><t>港名</t></si><si><r><t>北</t></r><r><t>港</t></r>"
              "<rPh sb='0' eb='1'><t>キタ</t></rPh></si></sst>");
    archive_write_close(a);
    archive_write_free(a);
    struct collected *c = collect((struct slice){bytes, used}, FORMAT_AUTO);
    if (c->err.code != ERR_NONE)
        fail_msg("%s", c->err.msg);
    assert_int_equal(c->count, 2);
    assert_string_equal(got(c, 0, "港名"), "北港");
    assert_string_equal(got(c, 0, "深さ"), "12");
    assert_string_equal(got(c, 0, "開港"), "2000/1/1");
    assert_int_equal(c->at[0]->repair_count, 0);
    assert_string_equal(got(c, 1, "港名"), "北港");
    assert_string_equal(got(c, 1, "深さ"), "7");
    assert_int_equal(c->at[1]->repair_count, 1);
    assert_true(slice_eq(c->at[1]->repairs[0].field, SLICE_LIT("港名")));
    assert_true(slice_eq(c->at[1]->repairs[0].what, SLICE_LIT("carried")));
    assert_int_equal(c->at[1]->line, 4);
    talloc_free(c);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void sources_follow_their_list(void **state)
{
    (void)state;
    char dir[] = "/tmp/senrei-sources-XXXXXX";
    assert_non_null(mkdtemp(dir));
    write_file(dir, "b.txt", "b");
    write_file(dir, "a.txt", "a");
    struct source *src;
    size_t count;
    struct err err;
    void *mem = talloc_new(NULL);
    assert_true(sources_find(mem, dir, &src, &count, &err));
    assert_int_equal(count, 2);
    assert_true(slice_eq(src[0].id, SLICE_LIT("a")));

    write_file(dir, "sources.tsv",
               "file\tid\tkind\ttitle\tpublisher\tdate\turl\nb.txt\tbee\tplan\t蜂\t町\t2020-01-"
               "01\thttp://x\n");
    assert_true(sources_find(mem, dir, &src, &count, &err));
    assert_int_equal(count, 1);
    assert_true(slice_eq(src[0].id, SLICE_LIT("bee")));
    assert_true(slice_eq(src[0].publisher, SLICE_LIT("町")));

    write_file(dir, "sources.tsv", "file\tid\n\tbee\n");
    assert_false(sources_find(mem, dir, &src, &count, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_non_null(strstr(err.msg, "sources.tsv:2:"));
    assert_false(sources_find(mem, "/no/such/folder", &src, &count, &err));
    assert_int_equal(err.code, ERR_INPUT);
    talloc_free(mem);
    char command[100];
    snprintf(command, sizeof(command), "rm -r %s", dir);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_recognised),
        cmocka_unit_test(line_ends_of_every_kind_are_one),
        cmocka_unit_test(bad_input_is_told_with_its_place),
        cmocka_unit_test(jsonl_keeps_types_and_ids),
        cmocka_unit_test(quoted_cells_may_hold_line_ends),
        cmocka_unit_test(a_very_long_line_is_cut_into_passages),
        cmocka_unit_test(workbooks_are_tables),
        cmocka_unit_test(cells_wrapped_in_their_columns_are_put_together),
        cmocka_unit_test(columns_set_by_blanks_are_a_table),
        cmocka_unit_test(sources_follow_their_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
