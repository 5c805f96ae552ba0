/* store_shim.cc - see store_shim.h.
 */
#include "indexer/store_shim.h"
#include "indexer/positions.h"
#include <cerrno>
#include <exception>
#include <new>

/* Writing failed, and what Xapian then said hides why: a scratch database cannot go back. */
static bool store_fail_scratch(struct err *err) noexcept
{
    int why = errno;
    bool known = why == ENOSPC || why == EDQUOT || why == EIO;
    return err_set(err, known ? ERR_STORE : ERR_NOMEM, "a part of the index was not written: %s",
                   known ? strerror(why) : "no memory, or the disk is full");
}

/* Most derived first. */
bool store_fail(struct err *err) noexcept
{
    try {
        throw;
    } catch (const store_failed &e) {
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

void store_on_terminate(void (*end)(void))
{
    std::set_terminate(end);
}

struct slice store_keep(TALLOC_CTX *mem, const std::string &s)
{
    char *p = static_cast<char *>(talloc_size(mem, s.size() + 1));
    if (!p)
        throw std::bad_alloc();
    memcpy(p, s.c_str(), s.size() + 1);
    return {p, s.size()};
}

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

struct store *store_make(TALLOC_CTX *mem)
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

void store_load_texts(struct store *s, const Xapian::Database &db)
{
    store_failed f;
    if (!texts_load(s->texts, store_borrow(db.get_metadata(STORE_TEXTS)), &f.err))
        throw f;
}

bool store_has_own_positions(const Xapian::Database &db)
{
    return db.get_metadata(STORE_POSITIONS) == STORE_POSITIONS_OWN;
}

struct slice store_data_of(struct store *s, TALLOC_CTX *mem, const Xapian::Document &d)
{
    store_failed f;
    const std::string data = d.get_data();
    struct slice positions, text = store_borrow(data), ret;
    (void)positions_split(text, &positions, &text);
    if (!texts_unpack(s->texts, s->work, mem, text, &ret, &f.err))
        throw f;
    return ret;
}
