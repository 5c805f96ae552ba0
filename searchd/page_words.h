/* page_words.h - the Japanese words of the page that the server writes, and its smallest parts.
 *
 * The script has the same words in web/words.js. Nothing here asks the index. Threads: any.
 */
#ifndef SEARCHD_PAGE_WORDS_H
#define SEARCHD_PAGE_WORDS_H
#include "corpus/record.h"
#include "indexer/schema.h"

/* 拠点 for office; the word itself where it has no other. */
struct slice page_kind_name(struct slice kind);
/* 国・地域 for FACET_COUNTRY. */
const char *page_facet_name(enum facet f);
/* What a person reads for a value of a facet: 業務委託等 for form c. */
struct slice page_value_name(enum facet f, struct slice value);
/* 設置理由 for reason; the key itself where there is no word. */
struct slice page_field_name(struct slice key);

/* Appends "平成23年度（2011）", from the year as written (H23) or the Christian year; nothing
 * where there is neither. */
void page_put_year(struct buf *out, const struct record *r);
/* Appends "4人（派遣1・現地3）"; nothing where the number is not known. */
void page_put_staff(struct buf *out, const struct record *r);
/* Appends a value as text; lists joined by ＞. Escaped. */
void page_put_value(struct buf *out, const struct value *v);
/* Appends a whole number with commas. */
void page_put_number(struct buf *out, int64_t n);
/* Appends the label that says which kind of record it is. */
void page_put_kind(struct buf *out, struct slice kind);
/* Appends "/documents/<id>", percent-encoded. */
void page_put_record_address(struct buf *out, struct slice id);
/* Appends a link to r, by its title. */
void page_put_link(struct buf *out, const struct record *r);
#endif
