/* store.cc - the shim over libxapian; what the calls promise stands in store.h.
 *
 * The only C++ in the house. Every entry point is a function-try-block, and store_fail() is the
 * one list of the exceptions that may arrive.
 */
#include "indexer/store.h"
#include "indexer/positions.h"
#include "indexer/texts.h"
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>
#include <xapian.h>

/* Writing failed, and what Xapian then said hides why: a scratch database cannot go back. */
static bool store_fail_scratch(struct err *err) noexcept
{
    int why = errno;
    bool known = why == ENOSPC || why == EDQUOT || why == EIO;
    return err_set(err, known ? ERR_STORE : ERR_NOMEM, "a part of the index was not written: %s",
                   known ? strerror(why) : "no memory, or the disk is full");
}

/* An error of ours on its way through functions that throw. */
struct failed {
    struct err err;
};

/* For use inside catch (...) alone: most derived first. */
static bool store_fail(struct err *err) noexcept
{
    try {
        throw;
    } catch (const failed &e) {
        *err = e.err;
        return false;
    } catch (const Xapian::DatabaseModifiedError &e) {
        return err_set(err, ERR_STALE, "%s", e.get_msg().c_str());
    } catch (const Xapian::DatabaseLockError &e) {
        return err_set(err, ERR_BUSY, "%s", e.get_msg().c_str());
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return err_set(err, ERR_NOT_FOUND, "%s", e.get_msg().c_str());
    } catch (const Xapian::Error &e) {
        if (e.get_msg().find("cancel() not supported") != std::string::npos)
            return store_fail_scratch(err);
        const char *why = e.get_error_string();
        return err_set(err, ERR_STORE, "%s: %s%s%s", e.get_type(), e.get_msg().c_str(),
                       why ? ": " : "", why ? why : "");
    } catch (const std::bad_alloc &) {
        return err_nomem(err, "index");
    } catch (const std::exception &e) {
        return err_set(err, ERR_STORE, "index: %s", e.what());
    } catch (...) {
        return err_set(err, ERR_BUG, "index: unexpected exception");
    }
}

static inline std::string str(struct slice s)
{
    return s.len ? std::string(s.ptr, s.len) : std::string();
}

/* A copy of s on mem, NUL-terminated beyond its length. Throws std::bad_alloc. */
static struct slice keep(TALLOC_CTX *mem, const std::string &s)
{
    char *p = static_cast<char *>(talloc_size(mem, s.size() + 1));
    if (!p)
        throw std::bad_alloc();
    memcpy(p, s.c_str(), s.size() + 1);
    return {p, s.size()};
}

static inline struct slice borrow(const std::string &s)
{
    return {s.data(), s.size()};
}

struct store {
    Xapian::Database db;
    bool remote; /* spies of our own are of no use */
    struct texts *texts;
    struct texts_work *work;
    uint32_t seen; /* document whose positions were asked for last, or 0 */
    std::string seen_data;
};

struct store_writer {
    Xapian::WritableDatabase db;
    struct store *view;
    struct buf packed; /* data of the document at hand */
    bool own_positions;
};

/* Destructors may not throw; an error while closing has nobody left to tell. */
static int store_free(struct store *s)
{
    s->seen_data.~basic_string();
    try {
        s->db.~Database();
    } catch (...) {
    }
    return 0;
}

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

/* An empty store on mem. Throws std::bad_alloc. */
static struct store *store_make(TALLOC_CTX *mem)
{
    struct store *s = static_cast<struct store *>(talloc_size(mem, sizeof(struct store)));
    if (!s)
        throw std::bad_alloc();
    talloc_set_name_const(s, "struct store");
    new (&s->db) Xapian::Database();
    new (&s->seen_data) std::string();
    s->seen = 0;
    s->remote = false;
    talloc_set_destructor(s, store_free);
    s->texts = texts_new(s);
    s->work = texts_work_new(s);
    if (!s->texts || !s->work) {
        talloc_free(s);
        throw std::bad_alloc();
    }
    return s;
}

/* Makes the documents of db readable in s. */
static void load_texts(struct store *s, const Xapian::Database &db)
{
    failed f;
    if (!texts_load(s->texts, borrow(db.get_metadata(STORE_TEXTS)), &f.err))
        throw f;
}

/* Whether documents have their positions with their data. */
static bool has_own_positions(const Xapian::Database &db)
{
    return db.get_metadata(STORE_POSITIONS) == STORE_POSITIONS_OWN;
}

static struct slice data_of(struct store *s, TALLOC_CTX *mem, const Xapian::Document &d)
{
    failed f;
    const std::string data = d.get_data();
    struct slice positions, text = borrow(data), ret;
    (void)positions_split(text, &positions, &text);
    if (!texts_unpack(s->texts, s->work, mem, text, &ret, &f.err))
        throw f;
    return ret;
}

/* ---- Writing ---- */

void store_on_terminate(void (*end)(void))
{
    std::set_terminate(end);
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
        load_texts(w->view, w->db);
        w->own_positions = has_own_positions(w->db);
        failed f;
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
        d.add_value(doc->values[i].slot, str(doc->values[i].bytes));
    failed f;
    buf_clear(&w->packed);
    if (w->own_positions && !positions_put(doc->terms, doc->term_count, &w->packed, &f.err))
        throw f;
    texts_pack(w->view->texts, w->view->work, doc->data, &w->packed);
    if (!buf_ok(&w->packed))
        throw std::bad_alloc();
    d.set_data(str(buf_slice(&w->packed)));
    return d;
}

bool store_replace(struct store_writer *w, struct slice unique_term,
                   const struct store_document *doc, struct err *err)
try {
    w->db.replace_document(str(unique_term), document_of(w, doc));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_delete(struct store_writer *w, struct slice unique_term, struct err *err)
try {
    w->db.delete_document(str(unique_term));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_set_metadata(struct store_writer *w, struct slice key, struct slice value,
                        struct err *err)
try {
    w->db.set_metadata(str(key), str(value));
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

/* ---- Reading ---- */

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
    if (has_own_positions(db)) {
        failed f;
        err_set(&f.err, ERR_STORE, "%s:%u: this index was built without --remote", host.c_str(),
                port);
        throw f;
    }
    load_texts(s, db);
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
            load_texts(s, Xapian::Database(name[0] == '/' ? name : folder + name));
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
        load_texts(s, db);
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

bool store_doc_count(struct store *s, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_doccount();
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_term_freq(struct store *s, struct slice term, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_termfreq(str(term));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_metadata(struct store *s, TALLOC_CTX *mem, struct slice key, struct slice *ret,
                    struct err *err)
try {
    *ret = keep(mem, s->db.get_metadata(str(key)));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_find(struct store *s, TALLOC_CTX *mem, struct slice unique_term, struct slice *ret,
                struct err *err)
try {
    std::string term = str(unique_term);
    Xapian::PostingIterator p = s->db.postlist_begin(term);
    if (p == s->db.postlist_end(term))
        return err_set(err, ERR_NOT_FOUND, "no document %.*s", SLICE_ARG(unique_term));
    *ret = data_of(s, mem, s->db.get_document(*p));
    return true;
} catch (...) {
    return store_fail(err);
}

bool store_each_term(struct store *s, struct slice prefix,
                     bool (*each)(void *ctx, struct slice term, uint32_t freq), void *ctx,
                     struct err *err)
try {
    std::string first = str(prefix);
    Xapian::TermIterator end = s->db.allterms_end(first);
    for (Xapian::TermIterator t = s->db.allterms_begin(first); t != end; ++t) {
        const std::string name = *t;
        if (!each(ctx, borrow(name), t.get_termfreq()))
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
        if (!each(ctx, borrow(name), t.get_termfreq()))
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
        if (!each(ctx, v.get_docid(), borrow(bytes)))
            break;
    }
    return true;
} catch (...) {
    return store_fail(err);
}

/* ---- Raw reading ---- */

bool store_is_local(const struct store *s)
{
    return !s->remote;
}

bool store_last_document(struct store *s, uint32_t *ret, struct err *err)
try {
    *ret = s->db.get_lastdocid();
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
    const std::string name = str(term);
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

bool store_positions(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice term,
                     uint32_t **ret, size_t *count, struct err *err)
try {
    struct slice own, rest;
    if (s->seen != docid) {
        s->seen = 0;
        s->seen_data = s->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
        s->seen = docid;
    }
    if (positions_split(borrow(s->seen_data), &own, &rest))
        return positions_find(mem, own, term, ret, count, err);
    const std::string name = str(term);
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

bool store_read_value(struct store *s, TALLOC_CTX *mem, uint32_t docid, uint32_t slot,
                      struct slice *ret, struct err *err)
try {
    *ret = keep(mem, s->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot));
    return true;
} catch (...) {
    return store_fail(err);
}

uint32_t store_shards(const struct store *s)
{
    return static_cast<uint32_t>(s->db.size());
}

bool store_data(struct store *s, TALLOC_CTX *mem, uint32_t docid, struct slice *ret,
                struct err *err)
try {
    *ret = data_of(s, mem, s->db.get_document(docid, Xapian::DOC_ASSUME_VALID));
    return true;
} catch (...) {
    return store_fail(err);
}

/* ---- Queries ---- */

/* A query that is no query: the caller's mistake, with where. */
struct bad_query {
    enum err_code code;
    const char *why;
};

static Xapian::Query query_of(const struct query *q, unsigned depth);

static Xapian::Query query_of_kids(Xapian::Query::op op, const struct query *q, size_t first,
                                   unsigned window, unsigned depth)
{
    std::vector<Xapian::Query> kids;
    kids.reserve(q->count);
    for (size_t i = first; i < q->count; i++)
        kids.push_back(query_of(q->kids[i], depth + 1));
    return Xapian::Query(op, kids.begin(), kids.end(), window);
}

/* kids[0] op (the others joined by rest). */
static Xapian::Query query_of_first(Xapian::Query::op op, Xapian::Query::op rest,
                                    const struct query *q, unsigned depth)
{
    if (q->count == 0)
        throw bad_query{ERR_BUG, "an operator without operands"};
    Xapian::Query left = query_of(q->kids[0], depth + 1);
    if (q->count == 1)
        return left;
    return Xapian::Query(op, left, query_of_kids(rest, q, 1, 0, depth));
}

static void need_terms(const struct query *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->kids[i]->op != QUERY_TERM)
            throw bad_query{ERR_BUG, "a phrase or nearness of something other than terms"};
}

static Xapian::Query query_of(const struct query *q, unsigned depth)
{
    if (depth > STORE_QUERY_DEPTH)
        throw bad_query{ERR_INPUT, "the query is nested too deeply"};
    switch (q->op) {
    case QUERY_NOTHING: return Xapian::Query();
    case QUERY_ALL: return Xapian::Query(std::string());
    case QUERY_TERM: return Xapian::Query(str(q->term));
    case QUERY_AND: return query_of_kids(Xapian::Query::OP_AND, q, 0, 0, depth);
    case QUERY_OR: return query_of_kids(Xapian::Query::OP_OR, q, 0, 0, depth);
    case QUERY_AND_NOT:
        return query_of_first(Xapian::Query::OP_AND_NOT, Xapian::Query::OP_OR, q, depth);
    case QUERY_AND_MAYBE:
        return query_of_first(Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_OR, q, depth);
    case QUERY_FILTER:
        return query_of_first(Xapian::Query::OP_FILTER, Xapian::Query::OP_AND, q, depth);
    case QUERY_SYNONYM: return query_of_kids(Xapian::Query::OP_SYNONYM, q, 0, 0, depth);
    case QUERY_PHRASE:
        need_terms(q);
        return query_of_kids(Xapian::Query::OP_PHRASE, q, 0, q->window, depth);
    case QUERY_NEAR:
        need_terms(q);
        return query_of_kids(Xapian::Query::OP_NEAR, q, 0, q->window, depth);
    case QUERY_SCALE:
        if (q->count != 1)
            throw bad_query{ERR_BUG, "a scale of other than one operand"};
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query_of(q->kids[0], depth + 1),
                             q->scale);
    case QUERY_RANGE:
        if (q->low.len && q->high.len)
            return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, q->slot, str(q->low), str(q->high));
        if (q->high.len)
            return Xapian::Query(Xapian::Query::OP_VALUE_LE, q->slot, str(q->high));
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, q->slot, str(q->low));
    }
    throw bad_query{ERR_BUG, "an unknown operator"};
}

/* Counts distinct values of one slot over every document that the matcher looks at. */
class slot_spy : public Xapian::MatchSpy
{
  public:
    std::unordered_map<std::string, uint32_t> counts;
    explicit slot_spy(Xapian::valueno slot_) : slot(slot_)
    {
    }
    void operator()(const Xapian::Document &doc, double) override
    {
        counts[doc.get_value(slot)]++;
    }

  private:
    Xapian::valueno slot;
};

template <class T> static T *array_of(TALLOC_CTX *mem, size_t count)
{
    T *p = static_cast<T *>(talloc_zero_size(mem, sizeof(T) * (count ? count : 1)));
    if (!p)
        throw std::bad_alloc();
    return p;
}

static void sort_by_slot(Xapian::Enquire &enquire, const struct store *s,
                         const struct store_search *search,
                         std::unique_ptr<Xapian::MultiValueKeyMaker> &keys)
{
    if (search->sort_descending || s->remote) {
        enquire.set_sort_by_value_then_relevance(search->sort_slot, search->sort_descending);
        return;
    }
    keys.reset(new Xapian::MultiValueKeyMaker());
    keys->add_value(search->sort_slot, false, "\xFF");
    enquire.set_sort_by_key_then_relevance(keys.get(), false);
}

static void keep_facets(TALLOC_CTX *mem, const slot_spy *own, const Xapian::ValueCountMatchSpy *far,
                        struct store_result *ret)
{
    std::vector<std::pair<std::string, uint32_t>> seen;
    if (own)
        seen.assign(own->counts.begin(), own->counts.end());
    if (far)
        for (Xapian::TermIterator t = far->values_begin(); t != far->values_end(); ++t)
            seen.emplace_back(*t, t.get_termfreq());
    ret->facets = array_of<struct store_facet>(mem, seen.size());
    for (const auto &one : seen)
        if (!one.first.empty())
            ret->facets[ret->facet_count++] = {keep(ret->facets, one.first), 0, one.second};
}

static void keep_hits(struct store *s, TALLOC_CTX *mem, Xapian::MSet &found, struct store_result *ret)
{
    ret->hits = array_of<struct store_hit>(mem, found.size());
    /* Asks for all of them in one round where the database is remote. Only from the first hit on:
     * past it, Xapian 1.4.22 reads in front of its own list (MSet::Internal::fetch_items). */
    if (found.get_firstitem() == 0)
        found.fetch();
    for (Xapian::MSetIterator m = found.begin(); m != found.end(); ++m) {
        struct store_hit *hit = &ret->hits[ret->hit_count++];
        hit->docid = *m;
        hit->score = m.get_weight();
        hit->data = data_of(s, ret->hits, m.get_document());
    }
}

bool store_run(struct store *s, TALLOC_CTX *mem, const struct store_search *search,
               struct store_result *ret, struct err *err)
try {
    Xapian::Enquire enquire(s->db);
    enquire.set_query(query_of(search->query, 0));
    enquire.set_weighting_scheme(Xapian::BM25Weight(search->k1, 0, 1, search->b, 0.5));
    if (search->collapse_slot != STORE_NO_SLOT)
        enquire.set_collapse_key(search->collapse_slot);
    std::unique_ptr<Xapian::MultiValueKeyMaker> keys;
    if (search->sort_slot != STORE_NO_SLOT)
        sort_by_slot(enquire, s, search, keys);

    bool facets = search->facet_slot != STORE_NO_SLOT;
    slot_spy own(search->facet_slot);
    Xapian::ValueCountMatchSpy far(search->facet_slot);
    if (facets && s->remote)
        enquire.add_matchspy(&far);
    else if (facets)
        enquire.add_matchspy(&own);

    Xapian::doccount docs = s->db.get_doccount();
    Xapian::MSet found = enquire.get_mset(search->offset, search->limit,
                                          std::min<Xapian::doccount>(search->check_at_least, docs));

    struct store_result result = {};
    TALLOC_CTX *on = talloc_new(mem);
    if (!on)
        throw std::bad_alloc();
    try {
        keep_hits(s, on, found, &result);
        if (facets)
            keep_facets(on, s->remote ? nullptr : &own, s->remote ? &far : nullptr, &result);
    } catch (...) {
        talloc_free(on);
        throw;
    }
    result.total = found.get_matches_estimated();
    result.total_is_estimate = found.get_matches_lower_bound() != found.get_matches_upper_bound();
    result.uncollapsed = found.get_uncollapsed_matches_estimated();
    /* Where the spy has seen every match, what it counted is no estimate; and the lower bound
     * is then the number of groups, each of which was met. */
    uint32_t seen = 0;
    for (const auto &one : own.counts)
        seen += one.second;
    if (facets && !s->remote && seen < search->check_at_least) {
        result.uncollapsed = seen;
        result.total =
            search->collapse_slot == STORE_NO_SLOT ? seen : found.get_matches_lower_bound();
        result.total_is_estimate = false;
    }
    *ret = result;
    return true;
} catch (const bad_query &bad) {
    return err_set(err, bad.code, "%s", bad.why);
} catch (...) {
    return store_fail(err);
}
