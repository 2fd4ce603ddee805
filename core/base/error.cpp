// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <cerrno>
#include <cstring>

namespace likeness {

std::string_view codeName(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Internal:
        return "internal";
    case ErrorCode::BadArgument:
        return "bad_argument";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::NotAProject:
        return "not_a_project";
    case ErrorCode::NewerProject:
        return "newer_project";
    case ErrorCode::ProjectBusy:
        return "project_busy";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::DiskFull:
        return "disk_full";
    case ErrorCode::ReadOnly:
        return "read_only";
    case ErrorCode::BadFile:
        return "bad_file";
    case ErrorCode::TooLarge:
        return "too_large";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::EmptySource:
        return "empty_source";
    case ErrorCode::NoFaces:
        return "no_faces";
    case ErrorCode::TooFewIdentities:
        return "too_few_identities";
    case ErrorCode::NeedsPrepare:
        return "needs_prepare";
    case ErrorCode::NeedsInputSpec:
        return "needs_input_spec";
    case ErrorCode::NeedsGui:
        return "needs_gui";
    case ErrorCode::NoCompute:
        return "no_compute";
    case ErrorCode::NoDevice:
        return "no_device";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Compute:
        return "compute";
    case ErrorCode::Diverged:
        return "diverged";
    case ErrorCode::NoCamera:
        return "no_camera";
    case ErrorCode::Interrupted:
        return "interrupted";
    }
    return "internal";
}

ErrorCode codeNamed(std::string_view name, ErrorCode unknown) noexcept
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::Interrupted); ++i)
        if (codeName(static_cast<ErrorCode>(i)) == name)
            return static_cast<ErrorCode>(i);
    return unknown;
}

void throwErrno(int errnoValue, const std::string& what)
{
    const std::string text = what + ": " + std::strerror(errnoValue);
    switch (errnoValue) {
    case ENOSPC:
    case EDQUOT:
        throw Error(ErrorCode::DiskFull, text);
    case EACCES:
    case EPERM:
    case EROFS:
        throw Error(ErrorCode::ReadOnly, text);
    case ENOENT:
    case ENOTDIR:
        throw Error(ErrorCode::NotFound, text);
    default:
        throw Error(ErrorCode::Io, text);
    }
}

} // namespace likeness
