/* sandbox.c - see sandbox.h. */
#include "searchd/sandbox.h"
#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sandbox_become(const char *user, struct err *err)
{
    errno = 0;
    const struct passwd *pw = getpwnam(user);
    if (!pw)
        return err_set(err, ERR_INPUT, "there is no user '%s'", user);
    if (getuid() == pw->pw_uid)
        return true;
    if (initgroups(user, pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0)
        return err_set(err, ERR_STORE, "cannot become user '%s': %s", user, strerror(errno));
    if (pw->pw_uid != 0 && setuid(0) == 0)
        return err_set(err, ERR_STORE, "could become root again after becoming '%s'", user);
    return true;
}

#if defined(__x86_64__)
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#endif

void sandbox_enter(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#if defined(SANDBOX_ARCH) && !defined(SENREI_SANITIZED)
/* Two instructions: if the number is nr, fail with EPERM. */
#define DENY(nr)                                                                                   \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1),                                               \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SANDBOX_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        DENY(SYS_execve),
        DENY(SYS_execveat),
        DENY(SYS_ptrace),
        DENY(SYS_process_vm_readv),
        DENY(SYS_process_vm_writev),
        DENY(SYS_mount),
        DENY(SYS_umount2),
        DENY(SYS_pivot_root),
        DENY(SYS_chroot),
        DENY(SYS_init_module),
        DENY(SYS_finit_module),
        DENY(SYS_kexec_load),
        DENY(SYS_bpf),
        DENY(SYS_perf_event_open),
        DENY(SYS_keyctl),
        DENY(SYS_add_key),
        DENY(SYS_unshare),
        DENY(SYS_setns),
        DENY(SYS_reboot),
        DENY(SYS_swapon),
        DENY(SYS_userfaultfd),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
#undef DENY
    struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
#endif
}

unsigned sandbox_raise_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    return limit.rlim_cur > 1000000 ? 1000000 : (unsigned)limit.rlim_cur;
}
