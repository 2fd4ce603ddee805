// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace likeness {

// What went wrong, for programs. The command line prints codeName(); the window maps the code to a translated sentence
// (app/engine/error_text.cpp), so a new code needs a line there too.
enum class ErrorCode {
    Internal,         // a bug of ours
    BadArgument,      // a value that cannot work; the message names it and the allowed range
    NotFound,         // a file, run, identity … that does not exist
    NotAProject,      // a folder without project.db
    NewerProject,     // written by a newer version of Likeness
    ProjectBusy,      // another process writes to this project
    Io,               // reading or writing failed
    DiskFull,         // no space left on the device
    ReadOnly,         // no permission to write
    BadFile,          // a file is not what it says it is, or is truncated
    TooLarge,         // a file or image over the stated limits
    Unsupported,      // a valid file that uses something that Likeness does not know
    EmptySource,      // an import source without a single image
    NoFaces,          // no face found where at least one is needed
    TooFewIdentities, // fewer identities (or images per identity) than the work needs
    NeedsPrepare,     // faces without crops; prepare comes first
    NeedsInputSpec,   // a model whose preprocessing is not known; the message names the sidecar to write
    NeedsGui,         // only the window's program can do this
    NoCompute,        // the compute module (LibTorch) could not be loaded
    NoDevice,         // the device asked for is not there
    OutOfMemory,      //
    Compute,          // the numerical library failed
    Diverged,         // training produced NaN or infinity
    NoCamera,         // no camera, or it refused
    Interrupted,      // stopped by the person; not a failure
};

// Stable spelling for scripts, e.g. "needs_gui".
std::string_view codeName(ErrorCode code) noexcept;
// The code spelled so; `unknown` for any other word.
ErrorCode codeNamed(std::string_view name, ErrorCode unknown) noexcept;

// The one exception type of the core: the operation cannot go on. `message` is one English sentence that says what
// happened and what to try; `detail` is for the log (a backtrace, an SQL text). A bad item in a long job is a
// jobs::Issue instead.
class Error : public std::runtime_error
{
public:
    Error(ErrorCode code, const std::string& message, std::string detail = {})
        : std::runtime_error(message), m_code(code), m_detail(std::move(detail))
    {
    }
    ErrorCode code() const noexcept { return m_code; }
    const std::string& detail() const noexcept { return m_detail; }

private:
    ErrorCode m_code;
    std::string m_detail;
};

// Throws the Error that fits an errno value (ENOSPC → DiskFull, EACCES/EROFS → ReadOnly, ENOENT → NotFound, else Io).
[[noreturn]] void throwErrno(int errnoValue, const std::string& what);

} // namespace likeness
