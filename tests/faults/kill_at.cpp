// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into the program under test: kills it (SIGKILL) at its N-th call that changes a file, so that a test can
// die at every one of them. LIKENESS_KILL_AT=N; LIKENESS_KILL_TORN=1 lets half of the bytes of that write through
// first. Without N the calls are counted; LIKENESS_KILL_COUNT names the file that the count goes into at the end.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::atomic<long> g_calls{0};

long wanted()
{
    static const char* const at = std::getenv("LIKENESS_KILL_AT");
    static const long number = at ? std::atol(at) : 0;
    return number;
}

bool isTheOne()
{
    return ++g_calls == wanted();
}

[[noreturn]] void die()
{
    ::kill(::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

template<typename Function>
Function real(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

struct Count {
    ~Count()
    {
        if (const char* file = std::getenv("LIKENESS_KILL_COUNT"))
            if (std::FILE* out = std::fopen(file, "w")) {
                std::fprintf(out, "%ld", g_calls.load());
                std::fclose(out);
            }
    }
} g_count;

using Write = ssize_t (*)(int, const void*, size_t);
using WriteAt = ssize_t (*)(int, const void*, size_t, off64_t);

ssize_t writeAt(WriteAt function, int fd, const void* data, size_t size, off64_t offset)
{
    if (isTheOne()) {
        if (std::getenv("LIKENESS_KILL_TORN"))
            function(fd, data, size / 2, offset);
        die();
    }
    return function(fd, data, size, offset);
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) ssize_t write(int fd, const void* data, size_t size)
{
    static const auto function = real<Write>("write");
    if (fd > STDERR_FILENO && isTheOne()) {
        if (std::getenv("LIKENESS_KILL_TORN"))
            function(fd, data, size / 2);
        die();
    }
    return function(fd, data, size);
}

__attribute__((visibility("default"))) ssize_t pwrite(int fd, const void* data, size_t size, off_t offset)
{
    static const auto function = real<WriteAt>("pwrite64");
    return writeAt(function, fd, data, size, offset);
}

__attribute__((visibility("default"))) ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset)
{
    static const auto function = real<WriteAt>("pwrite64");
    return writeAt(function, fd, data, size, offset);
}

__attribute__((visibility("default"))) int fsync(int fd)
{
    static const auto function = real<int (*)(int)>("fsync");
    if (isTheOne())
        die();
    return function(fd);
}

__attribute__((visibility("default"))) int fdatasync(int fd)
{
    static const auto function = real<int (*)(int)>("fdatasync");
    if (isTheOne())
        die();
    return function(fd);
}

__attribute__((visibility("default"))) int rename(const char* from, const char* to)
{
    static const auto function = real<int (*)(const char*, const char*)>("rename");
    if (isTheOne())
        die();
    return function(from, to);
}

__attribute__((visibility("default"))) int
linkat(int fromFolder, const char* from, int toFolder, const char* to, int flags)
{
    static const auto function = real<int (*)(int, const char*, int, const char*, int)>("linkat");
    if (isTheOne())
        die();
    return function(fromFolder, from, toFolder, to, flags);
}

__attribute__((visibility("default"))) int unlink(const char* file)
{
    static const auto function = real<int (*)(const char*)>("unlink");
    if (isTheOne())
        die();
    return function(file);
}

__attribute__((visibility("default"))) int ftruncate64(int fd, off64_t size)
{
    static const auto function = real<int (*)(int, off64_t)>("ftruncate64");
    if (isTheOne())
        die();
    return function(fd, size);
}

} // extern "C"
