// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/probe.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::formats {

namespace fs = std::filesystem;

std::string firstBytes(const fs::path& file)
{
    std::string head;
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info = {};
    if (fd >= 0 && ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        head.resize(1 << 16);
        const auto n = ::read(fd, head.data(), head.size());
        head.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    if (fd >= 0)
        ::close(fd);
    return head;
}

std::vector<fs::path> filesWith(const fs::path& folder, std::string_view extension, std::size_t limit)
{
    std::vector<fs::path> out;
    std::error_code ec;
    std::size_t looked = 0;
    for (auto it = fs::directory_iterator(folder, ec); !ec && it != fs::directory_iterator(); it.increment(ec)) {
        if (++looked > 100000 || out.size() == limit)
            break;
        std::error_code own;
        if (toLower(it->path().extension().native()) == extension && it->is_regular_file(own))
            out.push_back(it->path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<fs::path>
pictureFolders(const fs::path& folder, const SourceOptions& options, std::vector<fs::path> besides)
{
    if (!options.images.empty())
        return {options.images};
    besides.insert(besides.begin(), folder);
    return besides;
}

std::uint64_t estimate(std::uint64_t taken, std::uint64_t read, std::uint64_t size)
{
    if (read == 0 || read >= size)
        return taken;
    const double share = static_cast<double>(read) / static_cast<double>(size);
    return std::max(taken + 1, static_cast<std::uint64_t>(std::llround(static_cast<double>(taken) / share)));
}

} // namespace likeness::formats
