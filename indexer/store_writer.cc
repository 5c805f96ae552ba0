/* store_writer.cc - see store_writer.h.
 */
#include "indexer/store_writer.h"
#include "indexer/positions.h"
#include "indexer/store_shim.h"
#include <new>

struct store_writer {
    Xapian::WritableDatabase db;
    struct store *view;
    struct buf packed; /* data of the document at hand */
    bool own_positions;
};

/* As store_free(): may not throw. */
static int store_writer_free(struct store_writer *w)
{
    try {
        w->db.close();
    } catch (...) {
    }
    try {
        w->db.~WritableDatabase();
    } catch (...) {
    }
    return 0;
}

bool store_writer_open(TALLOC_CTX *mem, const char *path, struct store_writer **ret,
                       struct err *err)
try {
    Xapian::WritableDatabase db(path, Xapian::DB_CREATE_OR_OPEN | Xapian::DB_BACKEND_GLASS);
    struct store_writer *w =
        static_cast<struct store_writer *>(talloc_size(mem, sizeof(struct store_writer)));
    if (!w)
        throw std::bad_alloc();
    talloc_set_name_const(w, "struct store_writer");
    new (&w->db) Xapian::WritableDatabase(db);
    w->view = nullptr;
    buf_init(&w->packed, w, UINT32_MAX);
    w->own_positions = false;
    talloc_set_destructor(w, store_writer_free);
    try {
        /* Xapian would commit of its own accord every XAPIAN_FLUSH_THRESHOLD documents; within
         * a transaction it only flushes then. And what is given up half-way is forgotten, where
         * closing would write it: after an error in the midst of that 1.4.22 crashes. */
        w->db.begin_transaction();
        w->view = store_make(w);
        w->view->db = w->db;
        store_load_texts(w->view, w->db);
        w->own_positions = store_has_own_positions(w->db);
        store_failed f;
        if (!texts_use_newest(w->view->texts, &f.err))
            throw f;
    } catch (...) {
        talloc_free(w);
        throw;
    }
    *ret = w;
    return true;
} catch (...) {
    return store_fail(err);
}

struct store *store_writer_view(struct store_writer *w)
{
    return w->view;
}

static Xapian::Document document_of(struct store_writer *w, const struct store_document *doc)
{
    Xapian::Document d;
    std::string name;
    for (size_t i = 0; i < doc->term_count; i++) {
        const struct store_term *t = &doc->terms[i];
        name.assign(t->term.ptr, t->term.len);
        if (t->position_count == 0 || w->own_positions) {
            d.add_term(name, t->wdf);
            continue;
        }
        /* add_posting appends in constant time while positions ascend. */
        d.add_posting(name, t->positions[0], t->wdf);
        for (uint32_t p = 1; p < t->position_count; p++)
            d.add_posting(name, t->positions[p], 0);
    }
    for (size_t i = 0; i < doc->value_count; i++)
        d.add_value(doc->values[i].slot, store_string(doc->values[i].bytes));
    store_failed f;
    buf_clear(&w->packed);
    if (w->own_positions && !positions_put(doc->terms, doc->term_count, &w->packed, &f.err))
        throw f;
    texts_pack(w->view->texts, w->view->work, doc->data, &w->packed);
    if (!buf_ok(&w->packed))
        throw std::bad_alloc();
    d.set_data(store_string(buf_slice(&w->packed)));
    return d;
}

bool store_replace(struct store_writer *w, struct slice unique_term,
                   const struct store_document *doc, struct err *err)
try {
    w->db.replace_document(store_string(unique_term), document_of(w, doc));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_delete(struct store_writer *w, struct slice unique_term, struct err *err)
try {
    w->db.delete_document(store_string(unique_term));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_set_metadata(struct store_writer *w, struct slice key, struct slice value,
                        struct err *err)
try {
    w->db.set_metadata(store_string(key), store_string(value));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_commit(struct store_writer *w, struct err *err)
try {
    w->db.commit_transaction();
    w->db.begin_transaction();
    return true;
} catch (...) {
    store_fail(err);
    try {
        w->db.begin_transaction(false); /* so that closing does not try once more */
    } catch (...) {
    }
    return false;
}
