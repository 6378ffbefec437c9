/* User-Mode Linux 6.1 on processors whose state is larger than it knows (AMX: 11008 bytes, it keeps 2696).
 *
 * The kernel below takes the registers of a process whole or not at all (PTRACE_SETREGSET, NT_X86_XSTATE), so that no
 * program of the guest would ever start: "ptrace set fp regs failed". What the guest does not know is left as it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long call(int request, ...);

long ptrace(enum __ptrace_request request, ...)
{
    static call *real;
    static char state[1 << 16];
    struct iovec *given, whole = {state, sizeof state};
    va_list words;
    pid_t process;
    void *where;
    long done;

    va_start(words, request);
    process = va_arg(words, pid_t);
    where = va_arg(words, void *);
    given = va_arg(words, struct iovec *);
    va_end(words);
    if (!real)
        real = (call *)dlsym(RTLD_NEXT, "ptrace");
    done = real(request, process, where, given);
    if (done >= 0 || request != PTRACE_SETREGSET || where != (void *)NT_X86_XSTATE)
        return done;
    if (real(PTRACE_GETREGSET, process, where, &whole) < 0 || whole.iov_len < given->iov_len)
        return -1;
    memcpy(state, given->iov_base, given->iov_len);
    return real(PTRACE_SETREGSET, process, where, &whole);
}
