/* shim.c - makes system calls and allocations of a program fail on purpose, one by one.
 *
 * Loaded before everything else (LD_PRELOAD), told what to do by the environment:
 *
 *   FAULT=KIND:HOW:N:ERRNO
 *     KIND   disk     whatever makes, fills, syncs, renames or removes files
 *            read     whatever opens or reads files
 *            files    whatever takes a new descriptor
 *            memory   whatever allocates
 *     HOW    at       the N-th call and no other
 *            from     the N-th and all after it; a write that comes first is cut short
 *            every    each N-th
 *     ERRNO  a number: 28 ENOSPC, 5 EIO, 24 EMFILE, 12 ENOMEM, 30 EROFS
 *   FAULT_WHILE=FILE   only while there is such a file: switched on and off from outside
 *   FAULT_COUNT=FILE   at the end, the number of calls of the kind is written there
 *   FAULT_SITES=FILE   memory: each call from a place where none was before is written there by
 *                      its number, so that one can try every place instead of every call
 *
 * Linked into a program instead, it is told by shim.h. Not here: judging what the program makes of
 * it (faults.py, test_memory.c).
 */
#include "tests/faults/shim.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { KIND_NONE, KIND_DISK, KIND_READ, KIND_FILES, KIND_MEMORY };
enum how { HOW_AT, HOW_FROM, HOW_EVERY };

/* The one state, set before main(). */
static struct {
    enum kind kind;
    enum how how;
    unsigned long n;
    int why;
    const char *only_while, *count_file;
    int sites; /* descriptor, -1 for none */
} fault = {.sites = -1};
static atomic_ulong calls;

/* ---- Which call fails ---- */

static bool switched_on(void)
{
    return !fault.only_while || syscall(SYS_access, fault.only_while, F_OK) == 0;
}

/* Counts a call of the kind; true with errno where it is to fail. */
static bool strikes(enum kind kind)
{
    if (kind != fault.kind)
        return false;
    int before = errno;
    bool on = switched_on();
    errno = before;
    if (!on)
        return false;
    unsigned long call = atomic_fetch_add(&calls, 1) + 1;
    bool hit = false;
    switch (fault.how) {
    case HOW_AT: hit = call == fault.n; break;
    case HOW_FROM: hit = fault.n && call >= fault.n; break;
    case HOW_EVERY: hit = fault.n && call % fault.n == 0; break;
    }
    if (hit)
        errno = fault.why;
    return hit;
}

/* For calls that open: each may be of several kinds. */
static bool opening_strikes(int flags)
{
    bool changes = flags & (O_CREAT | O_TRUNC);
    return strikes(KIND_FILES) || strikes(changes ? KIND_DISK : KIND_READ);
}

static bool is_file(int fd)
{
    struct stat st;
    return fault.kind != KIND_NONE && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Bytes that a write of len may still write: all, half on a disk that is just getting full, or
 * none (0, with errno). */
static size_t room(int fd, size_t len)
{
    if (fault.kind != KIND_DISK || !is_file(fd) || !strikes(KIND_DISK))
        return len;
    return fault.how == HOW_FROM && len > 1 && atomic_load(&calls) == fault.n ? len / 2 : 0;
}

/* ---- Allocation: glibc's own under their other names ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t align, size_t size);

/* Writes the number of a call from a place that has not called before. */
static void note_site(void)
{
    enum { FRAMES = 12, SEEN = 1 << 16 };
    static atomic_ulong seen[SEEN];
    static _Thread_local bool inside; /* backtrace() may allocate */
    if (fault.sites < 0 || inside)
        return;
    inside = true;
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    uint64_t hash = 1469598103934665603u; /* FNV-1a */
    for (int i = 2; i < count; i++)
        hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211u;
    size_t at = (size_t)(hash ^ hash >> 32) % SEEN;
    unsigned long none = 0;
    if (atomic_compare_exchange_strong(&seen[at], &none, hash | 1) || none != (hash | 1)) {
        char line[24];
        int len = snprintf(line, sizeof(line), "%lu\n", atomic_load(&calls) + 1);
        if (none == 0 && syscall(SYS_write, fault.sites, line, len) < 0)
            _exit(99);
    }
    inside = false;
}

static bool memory_strikes(void)
{
    if (fault.kind != KIND_MEMORY)
        return false;
    note_site();
    return strikes(KIND_MEMORY);
}

void *malloc(size_t size)
{
    return memory_strikes() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return memory_strikes() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return memory_strikes() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t align, size_t size)
{
    return memory_strikes() ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **ret, size_t align, size_t size)
{
    void *p = memory_strikes() ? NULL : __libc_memalign(align, size);
    if (!p)
        return ENOMEM;
    *ret = p;
    return 0;
}

/* ---- The rest: the next one's by name ---- */

/* A function of the same name in the libraries behind this one. */
#define NEXT(type, name) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        int mode = flags & O_CREAT ? va_arg(args, int) : 0;                                        \
        va_end(args);                                                                              \
        if (opening_strikes(flags))                                                                \
            return -1;                                                                             \
        return NEXT(int (*)(const char *, int, ...), #name)(path, flags, mode);                    \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                                             \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        int mode = flags & O_CREAT ? va_arg(args, int) : 0;                                        \
        va_end(args);                                                                              \
        if (opening_strikes(flags))                                                                \
            return -1;                                                                             \
        return NEXT(int (*)(int, const char *, int, ...), #name)(folder, path, flags, mode);       \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

/* What fortified callers use where no mode is given. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open(path, flags);
}
int __open64_2(const char *path, int flags)
{
    return open(path, flags);
}

#define FOPENS(name)                                                                               \
    FILE *name(const char *restrict path, const char *restrict mode)                               \
    {                                                                                              \
        if (opening_strikes(*mode == 'r' ? O_RDONLY : O_CREAT))                                    \
            return NULL;                                                                           \
        return NEXT(FILE * (*)(const char *, const char *), #name)(path, mode);                    \
    }
FOPENS(fopen)
FOPENS(fopen64)

DIR *opendir(const char *path)
{
    return opening_strikes(O_RDONLY) ? NULL : NEXT(DIR * (*)(const char *), "opendir")(path);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    size_t some = room(fd, len);
    return len && !some ? -1 : syscall(SYS_write, fd, bytes, some);
}

#define PWRITES(name)                                                                              \
    ssize_t name(int fd, const void *bytes, size_t len, off_t at)                                  \
    {                                                                                              \
        size_t some = room(fd, len);                                                               \
        return len && !some ? -1 : syscall(SYS_pwrite64, fd, bytes, some, at);                     \
    }
PWRITES(pwrite)
PWRITES(pwrite64)

ssize_t read(int fd, void *into, size_t len)
{
    bool bad = fault.kind == KIND_READ && is_file(fd) && strikes(KIND_READ);
    return bad ? -1 : syscall(SYS_read, fd, into, len);
}

#define PREADS(name)                                                                               \
    ssize_t name(int fd, void *into, size_t len, off_t at)                                         \
    {                                                                                              \
        bool bad = fault.kind == KIND_READ && is_file(fd) && strikes(KIND_READ);                   \
        return bad ? -1 : syscall(SYS_pread64, fd, into, len, at);                                 \
    }
PREADS(pread)
PREADS(pread64)

/* A full disk refuses all but removing. */
#define CHANGES(name, params, args)                                                                \
    int name params                                                                                \
    {                                                                                              \
        return strikes(KIND_DISK) ? -1 : NEXT(int(*) params, #name) args;                          \
    }
#define REMOVES(name, params, args)                                                                \
    int name params                                                                                \
    {                                                                                              \
        return fault.why != ENOSPC && strikes(KIND_DISK) ? -1 : NEXT(int(*) params, #name) args;   \
    }
CHANGES(ftruncate, (int fd, off_t len), (fd, len))
CHANGES(ftruncate64, (int fd, off_t len), (fd, len))
CHANGES(fsync, (int fd), (fd))
CHANGES(fdatasync, (int fd), (fd))
CHANGES(rename, (const char *from, const char *to), (from, to))
CHANGES(link, (const char *from, const char *to), (from, to))
CHANGES(mkdir, (const char *path, mode_t mode), (path, mode))
REMOVES(unlink, (const char *path), (path))
REMOVES(rmdir, (const char *path), (path))
REMOVES(remove, (const char *path), (path))

#define TAKES(name, params, args)                                                                  \
    int name params                                                                                \
    {                                                                                              \
        return strikes(KIND_FILES) ? -1 : NEXT(int(*) params, #name) args;                         \
    }
TAKES(socket, (int domain, int type, int protocol), (domain, type, protocol))
TAKES(accept, (int fd, struct sockaddr *restrict addr, socklen_t *restrict len), (fd, addr, len))
TAKES(accept4, (int fd, struct sockaddr *restrict addr, socklen_t *restrict len, int flags),
      (fd, addr, len, flags))
TAKES(eventfd, (unsigned count, int flags), (count, flags))
TAKES(epoll_create1, (int flags), (flags))
TAKES(dup, (int fd), (fd))

/* ---- Beginning and end ---- */

void fault_memory(unsigned long n)
{
    fault.kind = KIND_NONE;
    fault.how = HOW_AT;
    fault.why = ENOMEM;
    fault.n = n;
    atomic_store(&calls, 0);
    if (n)
        fault.kind = KIND_MEMORY;
}

unsigned long fault_calls(void)
{
    return atomic_load(&calls);
}

__attribute__((constructor)) static void begin(void)
{
    char kind[16] = "", how[16] = "";
    const char *told = getenv("FAULT");
    if (!told || sscanf(told, "%15[a-z]:%15[a-z]:%lu:%d", kind, how, &fault.n, &fault.why) != 4)
        return;
    fault.only_while = getenv("FAULT_WHILE");
    fault.count_file = getenv("FAULT_COUNT");
    fault.how = strcmp(how, "at") == 0 ? HOW_AT : strcmp(how, "from") == 0 ? HOW_FROM : HOW_EVERY;
    const char *sites = getenv("FAULT_SITES");
    if (sites) {
        void *frame;
        backtrace(&frame, 1); /* loads what it needs before anything is counted */
        fault.sites = (int)syscall(SYS_openat, AT_FDCWD, sites, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    }
    fault.kind = strcmp(kind, "disk") == 0    ? KIND_DISK
                 : strcmp(kind, "read") == 0  ? KIND_READ
                 : strcmp(kind, "files") == 0 ? KIND_FILES
                                              : KIND_MEMORY;
}

__attribute__((destructor)) static void end(void)
{
    fault.kind = KIND_NONE;
    if (!fault.count_file)
        return;
    char line[24];
    int len = snprintf(line, sizeof(line), "%lu\n", atomic_load(&calls));
    int fd =
        (int)syscall(SYS_openat, AT_FDCWD, fault.count_file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || syscall(SYS_write, fd, line, len) != len)
        _exit(99);
}
