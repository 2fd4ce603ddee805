// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/output_file.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <cerrno>
#include <cstdlib>
#include <unistd.h>

namespace likeness {
namespace fs = std::filesystem;

void checkWritable(const fs::path& file)
{
    std::error_code ec;
    const auto status = fs::status(file, ec);
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw Error(ErrorCode::BadArgument, "cannot write " + displayPath(file) + ": it is no file");
    // Only an attempt knows about read-only file systems and full tables of files.
    std::string probe = file.string() + ".XXXXXX";
    const int fd = ::mkstemp(probe.data());
    if (fd < 0)
        throwErrno(errno, "cannot write " + displayPath(file));
    ::close(fd);
    ::unlink(probe.c_str());
}

void writeOrKeep(const fs::path& file, const std::function<void(const fs::path&)>& write)
{
    try {
        write(file);
    } catch (const Error& e) {
        std::error_code ec;
        std::string folder = (fs::temp_directory_path(ec) / "likeness-XXXXXX").string();
        if (!::mkdtemp(folder.data()))
            throw;
        const fs::path kept = fs::path(folder) / file.filename();
        try {
            write(kept);
        } catch (const Error&) {
            fs::remove_all(folder, ec);
            throw e;
        }
        throw Error(e.code(), std::string(e.what()) + "; the result is kept in " + displayPath(kept), e.detail());
    }
}

} // namespace likeness
