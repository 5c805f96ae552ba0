/* reading.c - see readers.h: a document being read hands over records and tells what it leaves out.
 */
#include "corpus/readers.h"
#include "dict/memory.h"
#include "dict/utf8.h"
#include <stdarg.h>
#include <stdio.h>

struct slice reading_lost(struct slice less)
{
    memory_out();
    return less;
}

enum { MESSAGE_MAX = 300 }; /* bytes of a told reason */

struct record *reading_record(struct reading *r, const char *kind, struct slice local,
                              uint32_t line)
{
    struct record *rec = record_new(r->mem);
    if (!rec)
        return NULL;
    char number[16];
    if (local.len == 0) {
        int len = snprintf(number, sizeof(number), "%u", (unsigned)r->records + 1);
        local = (struct slice){number, (size_t)len};
    }
    struct slice src = r->src->id;
    char *id = talloc_size(rec, src.len + 1 + local.len);
    rec->kind = record_copy(rec, slice_of(kind));
    rec->source = record_copy(rec, src);
    if (!id || !rec->kind.ptr || !rec->source.ptr) {
        talloc_free(rec);
        return NULL;
    }
    memcpy(id, src.ptr, src.len);
    id[src.len] = '/';
    memcpy(id + src.len + 1, local.ptr, local.len);
    rec->id = (struct slice){id, src.len + 1 + local.len};
    rec->line = line;
    return rec;
}

static bool fill(struct record *rec, const char *key, struct slice s, struct err *err)
{
    if (s.len == 0 || record_get(rec, slice_of(key)))
        return true;
    return record_set_string(rec, slice_of(key), s, err);
}

static size_t bytes_of(const struct record *rec)
{
    size_t n = rec->title.len;
    for (size_t i = 0; i < rec->field_count; i++) {
        const struct value *v = &rec->fields[i].value;
        n += rec->fields[i].key.len;
        if (v->type == VALUE_STRING)
            n += v->string.len;
        else if (v->type == VALUE_LIST)
            for (size_t k = 0; k < v->list.count; k++)
                n += v->list.at[k].len;
    }
    return n;
}

bool reading_emit(struct reading *r, struct record *rec, struct err *err)
{
    const struct source *src = r->src;
    if (memory_was_out()) {
        talloc_free(rec);
        return err_nomem(err, "text of a record");
    }
    if (rec->title.len == 0 && src->title.len) {
        rec->title = record_copy(rec, src->title);
        if (!rec->title.ptr) {
            talloc_free(rec);
            return err_nomem(err, "title of a record");
        }
    }
    /* An office's url is the office's own: no address of the list that it stands in. */
    bool own_url = slice_eq(rec->kind, SLICE_LIT("office"));
    if (!fill(rec, "source_title", src->title, err) ||
        !fill(rec, "publisher", src->publisher, err) || !fill(rec, "date", src->date, err) ||
        (!own_url && !fill(rec, "url", src->url, err))) {
        talloc_free(rec);
        return false;
    }
    size_t bytes = bytes_of(rec);
    if (bytes > READING_RECORD_MAX) {
        reading_skip(r, rec->line, "record of %zu bytes, more than %d", bytes, READING_RECORD_MAX);
        talloc_free(rec);
        return true;
    }
    r->records++;
    talloc_steal(NULL, rec);
    return r->sink->record(r->sink->ctx, rec, err);
}

__attribute__((format(printf, 4, 0))) static void tell(void (*told)(void *, uint32_t, const char *),
                                                       void *ctx, uint32_t line, const char *fmt,
                                                       va_list args)
{
    char msg[MESSAGE_MAX];
    int n = vsnprintf(msg, sizeof(msg), fmt, args);
    if (n >= (int)sizeof(msg))
        msg[utf8_floor((struct slice){msg, sizeof(msg)}, sizeof(msg) - 4)] = '\0';
    /* What is quoted from the document may hold anything but must stay one line. */
    for (char *p = msg; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    told(ctx, line, msg);
}

void reading_skip(struct reading *r, uint32_t line, const char *fmt, ...)
{
    r->skipped++;
    if (!r->sink->skipped)
        return;
    va_list args;
    va_start(args, fmt);
    tell(r->sink->skipped, r->sink->ctx, line, fmt, args);
    va_end(args);
}

void reading_remark(struct reading *r, uint32_t line, const char *fmt, ...)
{
    if (!r->sink->remark)
        return;
    va_list args;
    va_start(args, fmt);
    tell(r->sink->remark, r->sink->ctx, line, fmt, args);
    va_end(args);
}

struct slice slice_trim(struct slice s)
{
    for (;;) {
        if (s.len && (*s.ptr == ' ' || (*s.ptr >= '\t' && *s.ptr <= '\r')))
            s.ptr++, s.len--;
        else if (slice_starts(s, SLICE_LIT("\xE3\x80\x80")))
            s.ptr += 3, s.len -= 3;
        else
            break;
    }
    for (;;) {
        char last = s.len ? s.ptr[s.len - 1] : 'x';
        if (last == ' ' || (last >= '\t' && last <= '\r'))
            s.len--;
        else if (slice_ends(s, SLICE_LIT("\xE3\x80\x80")))
            s.len -= 3;
        else
            return s;
    }
}
