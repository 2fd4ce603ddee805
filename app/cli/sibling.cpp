// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sibling.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/base/text.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace likeness::cli {
namespace {

constexpr std::size_t kMostOutput = 1u << 20;

// What the program says about a failure: its own error object, else its last line.
[[noreturn]] void throwFailure(const std::string& output, int status)
{
    const auto end = output.find_last_not_of(" \r\n");
    const auto line = end == std::string::npos ? std::string() : output.substr(0, end + 1);
    const auto begin = line.find_last_of('\n');
    const std::string last = begin == std::string::npos ? line : line.substr(begin + 1);
    const Json json = Json::parse(last, nullptr, false);
    if (json.is_object() && json.contains("error") && json["error"].is_object())
        throw Error(codeNamed(json["error"].value("code", std::string()), ErrorCode::Internal),
                    json["error"].value("message", std::string("The window's program failed.")));
    throw Error(ErrorCode::Internal, "The window's program ended with status " + std::to_string(status) +
                                         (last.empty() ? "." : ": " + toUtf8(last)));
}

} // namespace

std::string runSibling(const std::vector<std::string>& arguments, jobs::Context& context)
{
    const auto program = (executableFolder() / "likeness").string();
    if (::access(program.c_str(), X_OK) != 0)
        throw Error(ErrorCode::NeedsGui,
                    "This needs the window's program, which is not beside likeness-cli; install the package with "
                    "the window, or write the report as .html.");
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<std::string> environment;
    for (char** e = environ; *e; ++e)
        if (std::string_view(*e).rfind("QT_QPA_PLATFORM=", 0) != 0)
            environment.emplace_back(*e);
    environment.emplace_back("QT_QPA_PLATFORM=offscreen");
    std::vector<char*> envp;
    for (auto& e : environment)
        envp.push_back(e.data());
    envp.push_back(nullptr);

    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        throwErrno(errno, "starting the window's program");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (failed != 0) {
        ::close(pipe[0]);
        throwErrno(failed, "starting the window's program");
    }
    std::string output;
    bool stopped = false;
    for (;;) {
        pollfd ready{pipe[0], POLLIN, 0};
        ::poll(&ready, 1, 100);
        if (context.stopRequested() && !stopped) {
            ::kill(child, SIGTERM);
            stopped = true;
        }
        if (ready.revents == 0)
            continue;
        char buffer[4096];
        const auto got = ::read(pipe[0], buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (output.size() < kMostOutput)
            output.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(pipe[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    // A terminal sends Ctrl-C to both programs; the other one may end before this one has noticed.
    if (stopped || (WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM)))
        throw Error(ErrorCode::Interrupted, "Stopped.");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throwFailure(output, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return output;
}

} // namespace likeness::cli
