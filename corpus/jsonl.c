/* jsonl.c - reads a line of JSONL as a record: an object with any keys. */
#include "corpus/readers.h"
#include "dict/memory.h"
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct slice string_of(const json_t *v)
{
    return json_is_string(v) ? (struct slice){json_string_value(v), json_string_length(v)}
                             : (struct slice){NULL, 0};
}

/* Sets one key by the type of its value; what is nested is kept as its JSON text. */
static bool set_value(struct record *rec, struct slice key, const json_t *v, struct err *err)
{
    switch (json_typeof(v)) {
    case JSON_STRING: return record_set_string(rec, key, string_of(v), err);
    case JSON_INTEGER: return record_set_int(rec, key, json_integer_value(v), err);
    case JSON_REAL: return record_set_real(rec, key, json_real_value(v), err);
    case JSON_TRUE: return record_set_bool(rec, key, true, err);
    case JSON_FALSE: return record_set_bool(rec, key, false, err);
    case JSON_NULL: return record_set_null(rec, key, err);
    case JSON_OBJECT:
    case JSON_ARRAY: break;
    }
    bool strings = json_is_array(v) && json_array_size(v) > 0;
    for (size_t i = 0; i < json_array_size(v) && strings; i++)
        strings = json_is_string(json_array_get(v, i));
    if (strings) {
        for (size_t i = 0; i < json_array_size(v); i++)
            if (!record_add_item(rec, key, string_of(json_array_get(v, i)), err))
                return false;
        return true;
    }
    if (json_is_array(v) && json_array_size(v) == 0)
        return record_set_null(rec, key, err);
    char *text = json_dumps(v, JSON_COMPACT);
    if (!text)
        return err_nomem(err, "value of a record");
    bool ok = record_set_string(rec, key, slice_of(text), err);
    free(text);
    return ok;
}

static bool is_kind(struct slice s)
{
    static const char *const kinds[] = {"office", "project", "minutes",
                                        "plan",   "guide",   "document"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (slice_eq(s, slice_of(kinds[i])))
            return true;
    return false;
}

/* Repairs that a record brings along: what --dump writes can be read again. */
static bool set_repairs(struct record *rec, const json_t *list, struct err *err)
{
    size_t i;
    json_t *p;
    json_array_foreach(list, i, p)
    {
        struct repair repair = {
            string_of(json_object_get(p, "field")), string_of(json_object_get(p, "what")),
            string_of(json_object_get(p, "from")), string_of(json_object_get(p, "why"))};
        if (json_is_object(p) && !record_add_repair(rec, repair, err))
            return false;
    }
    return true;
}

/* The record's own id, without the source's id where it opens with that. */
static struct slice local_id(const struct reading *r, struct slice id)
{
    struct slice src = r->src->id;
    if (id.len > src.len + 1 && slice_starts(id, src) && id.ptr[src.len] == '/')
        return slice_sub(id, src.len + 1, id.len);
    return id;
}

static bool emit_object(struct reading *r, json_t *o, uint32_t no, struct err *err)
{
    struct slice id = string_of(json_object_get(o, "id"));
    char number[24];
    json_t *raw_id = json_object_get(o, "id");
    if (json_is_integer(raw_id)) {
        int len =
            snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(raw_id));
        id = (struct slice){number, (size_t)len};
    }
    id = slice_trim(id);
    if (id.len == 0) {
        reading_skip(r, no, "no id");
        return true;
    }
    struct slice kind = string_of(json_object_get(o, "kind"));
    bool known = is_kind(kind);
    bool document = !known || slice_eq(kind, SLICE_LIT("document"));
    if (document && string_of(json_object_get(o, "text")).len == 0 &&
        string_of(json_object_get(o, "body")).len == 0) {
        reading_skip(r, no, "neither text nor body");
        return true;
    }
    char *kind_own = known ? talloc_strndup(r->mem, kind.ptr, kind.len) : NULL;
    if (known && !kind_own)
        return err_nomem(err, "a record");
    struct record *rec = reading_record(r, kind_own ? kind_own : "document", local_id(r, id), no);
    talloc_free(kind_own);
    if (!rec)
        return err_nomem(err, "a record");
    struct slice title = string_of(json_object_get(o, "title"));
    if (title.len) {
        rec->title = record_copy(rec, title);
        if (!rec->title.ptr) {
            talloc_free(rec);
            return err_nomem(err, "a record");
        }
    }
    const char *key;
    json_t *v;
    json_object_foreach(o, key, v)
    {
        struct slice k = slice_of(key);
        /* The line is where it stands now, the source is the one that is read. */
        if (slice_eq(k, SLICE_LIT("id")) || slice_eq(k, SLICE_LIT("line")) ||
            (slice_eq(k, SLICE_LIT("kind")) && known) || slice_eq(k, SLICE_LIT("source")))
            continue;
        if (slice_eq(k, SLICE_LIT("title")) && title.len)
            continue;
        bool repairs = slice_eq(k, SLICE_LIT("repairs")) && json_is_array(v);
        if (!(repairs ? set_repairs(rec, v, err) : set_value(rec, k, v, err))) {
            talloc_free(rec);
            return false;
        }
    }
    return reading_emit(r, rec, err);
}

/* Where an allocation fails, jansson often speaks of broken syntax: so they are watched. */
static void *watched_malloc(size_t size)
{
    void *p = malloc(size);
    if (!p)
        memory_out();
    return p;
}

static void watch_allocations(void)
{
    json_set_alloc_funcs(watched_malloc, free);
}

bool jsonl_line(struct reading *r, struct slice line, uint32_t no, struct err *err)
{
    line = slice_trim(line);
    if (line.len == 0)
        return true;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_allocations);
    json_error_t why;
    json_t *o = json_loadb(line.ptr, line.len, 0, &why);
    if (!o && memory_was_out())
        return err_nomem(err, "a record");
    if (!o) {
        reading_skip(r, no, "no JSON: %s (column %d)", why.text, why.column);
        return true;
    }
    bool ok = true;
    if (json_is_object(o))
        ok = emit_object(r, o, no, err);
    else
        reading_skip(r, no, "no JSON object");
    json_decref(o);
    return ok;
}
