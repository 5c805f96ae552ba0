/* store.cc - see store.h: finds and opens databases, reads what is in them.
 */
#include "indexer/positions.h"
#include "indexer/store_shim.h"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

/* ---- Opening: folders, stub files, other machines ---- */

/* HOST:PORT and no file of that name. */
static bool remote_address(const char *path, std::string *host, unsigned *port)
{
    const char *colon = strrchr(path, ':');
    if (!colon || colon == path || strchr(path, '/') || std::ifstream(path).good())
        return false;
    char *end = nullptr;
    unsigned long n = strtoul(colon + 1, &end, 10);
    if (end == colon + 1 || *end || n == 0 || n > 65535)
        return false;
    host->assign(path, static_cast<size_t>(colon - path));
    if (host->size() > 2 && host->front() == '[' && host->back() == ']')
        *host = host->substr(1, host->size() - 2);
    *port = static_cast<unsigned>(n);
    return true;
}

/* A database on another machine: Xapian answers there, out of its own tables. */
static Xapian::Database open_remote(struct store *s, const std::string &host, unsigned port)
{
    Xapian::Database db = Xapian::Remote::open(host, port);
    s->remote = true;
    if (store_has_own_positions(db)) {
        store_failed f;
        err_set(&f.err, ERR_STORE, "%s:%u: this index was built without --remote", host.c_str(),
                port);
        throw f;
    }
    store_load_texts(s, db);
    return db;
}

/* Reads a stub file, if path is one: whether it names a remote database, and the texts of each, as
 * Xapian gives the metadata of the first alone. A folder's own files are never read here. */
static bool load_stub(struct store *s, const char *path)
{
    std::ifstream in(path);
    std::string text, folder(path), host;
    unsigned port;
    bool found = false;
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/') + 1);
    for (int lines = 0; lines < 1000 && std::getline(in, text); lines++) {
        size_t space = text.find(' ');
        if (space == std::string::npos || text[0] == '#')
            continue;
        std::string type = text.substr(0, space), name = text.substr(space + 1);
        found = true;
        if (type == "remote") {
            s->remote = true;
            if (remote_address(name.c_str(), &host, &port))
                open_remote(s, host, port);
        } else {
            store_load_texts(s, Xapian::Database(name[0] == '/' ? name : folder + name));
        }
    }
    return found;
}

static void add_database(struct store *s, const char *path)
{
    std::string host;
    unsigned port;
    if (remote_address(path, &host, &port)) {
        s->db.add_database(open_remote(s, host, port));
        return;
    }
    Xapian::Database db(path);
    s->db.add_database(db);
    if (!load_stub(s, path))
        store_load_texts(s, db);
}

bool store_open(TALLOC_CTX *mem, const char *const *paths, size_t count, struct store **ret,
                struct err *err)
try {
    struct store *s = store_make(mem);
    try {
        for (size_t i = 0; i < count; i++)
            add_database(s, paths[i]);
    } catch (...) {
        talloc_free(s);
        throw;
    }
    *ret = s;
    return true;
} catch (const Xapian::DatabaseOpeningError &e) {
    const char *why = e.get_error_string();
    bool missing = e.get_type() == std::string("DatabaseNotFoundError");
    return err_set(err, missing ? ERR_NOT_FOUND : ERR_STORE, "%s: %s%s%s", paths[0],
                   e.get_msg().c_str(), why ? ": " : "", why ? why : "");
} catch (...) {
    return store_fail(err);
}

bool store_reopen(struct store *s, bool *changed, struct err *err)
try {
    s->seen = 0;
    *changed = s->db.reopen();
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_is_local(const struct store *s)
{
    return !s->remote;
}

uint32_t store_shards(const struct store *s)
{
    return static_cast<uint32_t>(s->db.size());
}

bool store_check(const char *path, void (*line)(void *ctx, const char *text), void *ctx,
                 size_t *problems, struct err *err)
try {
    std::ostringstream out;
    size_t found = Xapian::Database::check(path, 0, &out);
    std::istringstream lines(out.str());
    std::string text;
    while (std::getline(lines, text))
        if (!text.empty())
            line(ctx, text.c_str());
    *problems = found;
    return true;
} catch (...) {
    return store_fail(err);
}

/* ---- Reading across documents ---- */

bool store_doc_count(struct store *s, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_doccount();
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_last_document(struct store *s, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_lastdocid();
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_metadata(struct store *s, TALLOC_CTX *mem, struct slice key, struct slice *ret,
                    struct err *err)
try {
    *ret = store_keep(mem, s->db.get_metadata(store_string(key)));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_term_freq(struct store *s, struct slice term, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_termfreq(store_string(term));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_each_term(struct store *s, struct slice prefix,
                     bool (*each)(void *ctx, struct slice term, uint32_t freq), void *ctx,
                     struct err *err)
try {
    std::string first = store_string(prefix);
    Xapian::TermIterator end = s->db.allterms_end(first);
    for (Xapian::TermIterator t = s->db.allterms_begin(first); t != end; ++t) {
        const std::string name = *t;
        if (!each(ctx, store_borrow(name), t.get_termfreq()))
            break;
    }
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_each_word(struct store *s, bool (*each)(void *ctx, struct slice term, uint32_t freq),
                     void *ctx, struct err *err)
try {
    Xapian::TermIterator end = s->db.allterms_end();
    for (Xapian::TermIterator t = s->db.allterms_begin(); t != end;) {
        const std::string name = *t;
        if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') {
            t.skip_to("["); /* the byte behind Z */
            continue;
        }
        if (!each(ctx, store_borrow(name), t.get_termfreq()))
            break;
        ++t;
    }
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_each_value(struct store *s, uint32_t slot,
                      bool (*each)(void *ctx, uint32_t docid, struct slice value), void *ctx,
                      struct err *err)
try {
    Xapian::ValueIterator end = s->db.valuestream_end(slot);
    for (Xapian::ValueIterator v = s->db.valuestream_begin(slot); v != end; ++v) {
        const std::string bytes = *v;
        if (!each(ctx, v.get_docid(), store_borrow(bytes)))
            break;
    }
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_each_length(struct store *s, bool (*each)(void *ctx, uint32_t docid, uint32_t length),
                       void *ctx, struct err *err)
try {
    Xapian::PostingIterator end = s->db.postlist_end(std::string());
    for (Xapian::PostingIterator p = s->db.postlist_begin(std::string()); p != end; ++p)
        if (!each(ctx, *p, p.get_doclength()))
            break;
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_read_postings(struct store *s, TALLOC_CTX *mem, struct slice term,
                         struct store_postings *ret, struct err *err)
try {
    const std::string name = store_string(term);
    struct store_postings list = {0, nullptr, nullptr};
    uint32_t room = s->db.get_termfreq(name);
    list.documents = static_cast<uint32_t *>(talloc_size(mem, room * sizeof(uint32_t) + 1));
    list.wdfs = static_cast<uint16_t *>(talloc_size(mem, room * sizeof(uint16_t) + 1));
    if (!list.documents || !list.wdfs)
        return err_nomem(err, "postings");
    Xapian::PostingIterator end = s->db.postlist_end(name);
    for (Xapian::PostingIterator p = s->db.postlist_begin(name); p != end && list.count < room;
         ++p, list.count++) {
        list.documents[list.count] = *p;
        list.wdfs[list.count] =
            static_cast<uint16_t>(std::min<Xapian::termcount>(p.get_wdf(), UINT16_MAX));
    }
    *ret = list;
    return true;
} catch (...) {
    return store_fail(err);
}

/* ---- Reading one document ---- */

bool store_find(struct store *s, TALLOC_CTX *mem, struct slice unique_term, struct slice *ret,
                struct err *err)
try {
    std::string term = store_string(unique_term);
    Xapian::PostingIterator p = s->db.postlist_begin(term);
    if (p == s->db.postlist_end(term))
        return err_set(err, ERR_NOT_FOUND, "no document %.*s", SLICE_ARG(unique_term));
    *ret = store_data_of(s, mem, s->db.get_document(*p));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_data(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice *ret,
                struct err *err)
try {
    *ret = store_data_of(s, mem, s->db.get_document(docid, Xapian::DOC_ASSUME_VALID));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_read_value(struct store *s, TALLOC_CTX *mem, uint32_t docid, uint32_t slot,
                      struct slice *ret, struct err *err)
try {
    *ret = store_keep(mem, s->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_positions(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice term,
                     uint32_t **ret, size_t *count, struct err *err)
try {
    struct slice own, rest;
    if (s->seen != docid) {
        s->seen = 0;
        s->seen_data = s->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
        s->seen = docid;
    }
    if (positions_split(store_borrow(s->seen_data), &own, &rest))
        return positions_find(mem, own, term, ret, count, err);
    const std::string name = store_string(term);
    std::vector<uint32_t> positions;
    Xapian::PositionIterator end = s->db.positionlist_end(docid, name);
    for (Xapian::PositionIterator p = s->db.positionlist_begin(docid, name); p != end; ++p)
        positions.push_back(*p);
    size_t bytes = positions.size() * sizeof(uint32_t);
    uint32_t *copy = static_cast<uint32_t *>(talloc_size(mem, bytes + 1));
    if (!copy)
        return err_nomem(err, "positions");
    if (bytes)
        memcpy(copy, positions.data(), bytes);
    *ret = copy;
    *count = positions.size();
    return true;
} catch (...) {
    return store_fail(err);
}
