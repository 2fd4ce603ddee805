// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/walk.h"

#include "core/base/text.h"
#include "core/image/codec.h"

#include <algorithm>
#include <deque>
#include <set>
#include <sys/stat.h>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

using Identity = std::pair<dev_t, ino_t>;

class Walk
{
public:
    Walk(fs::path source, const fs::path& except, jobs::Context& context)
        : m_source(std::move(source)), m_context(context)
    {
        struct stat info = {};
        if (::stat(except.c_str(), &info) == 0)
            m_seen.emplace(info.st_dev, info.st_ino);
    }

    // Links last, after the whole real tree: a picture is known under its own folder, not under a link to that.
    void run()
    {
        for (m_links.emplace_back(); !m_links.empty(); m_links.pop_front())
            folder(m_links.front());
    }

    PathList pictures;
    Besides besides;

private:
    // False where it was entered before, or is to be passed over.
    bool folder(const fs::path& relative)
    {
        m_context.checkStop();
        const fs::path where = relative.empty() ? m_source : m_source / relative;
        struct stat info = {};
        if (::stat(where.c_str(), &info) != 0 || !m_seen.emplace(info.st_dev, info.st_ino).second)
            return false;
        std::vector<std::string> names;
        std::error_code ec;
        auto it = fs::directory_iterator(where, ec);
        for (; !ec && it != fs::directory_iterator(); it.increment(ec))
            names.push_back(it->path().filename().native());
        if (ec)
            issue(where, ErrorCode::Io, "the folder cannot be read: " + ec.message());
        std::sort(names.begin(), names.end(), naturalLess);
        for (const auto& name : names) {
            if (isClutter(name))
                continue;
            const fs::path path = m_source / relative / name;
            const auto own = fs::symlink_status(path, ec).type();
            const auto type = fs::status(path, ec).type();
            if (type == fs::file_type::directory) {
                if (own == fs::file_type::symlink)
                    m_links.push_back(relative / name);
                else
                    below(relative / name);
            } else if (!image::hasImageExtension(path)) {
                if (path.extension() != ".pts" && path.extension() != ".ljson" && besides.files++ == 0)
                    besides.firstFile = displayPath(relative / name);
            } else if (type == fs::file_type::regular) {
                pictures.add((relative / name).native());
            } else {
                issue(path, ErrorCode::BadFile,
                      type == fs::file_type::not_found ? "the link leads nowhere" : "this is not a regular file");
            }
        }
        return true;
    }

    void below(const fs::path& relative)
    {
        const auto before = pictures.size();
        const auto links = m_links.size();
        const bool entered = folder(relative);
        // What its links lead to is only known at the end.
        if (entered && m_links.size() == links && !relative.has_parent_path() && pictures.size() == before &&
            besides.emptyFolders.size() < Besides::kMostNamed)
            besides.emptyFolders.push_back(displayPath(relative));
    }

    void issue(const fs::path& path, ErrorCode code, const std::string& message)
    {
        m_context.issue({jobs::Issue::Severity::Warning, displayPath(path), code, message});
    }

    fs::path m_source;
    jobs::Context& m_context;
    std::set<Identity> m_seen;
    std::deque<fs::path> m_links; // to folders, still to be followed; the source itself is the first
};

} // namespace

void PathList::add(std::string_view path)
{
    m_starts.push_back(m_letters.size());
    m_letters.append(path).push_back('\0');
}

void PathList::sort()
{
    std::sort(m_starts.begin(), m_starts.end(),
              [this](auto a, auto b) { return naturalLess(m_letters.data() + a, m_letters.data() + b); });
}

bool isClutter(std::string_view name)
{
    return name.starts_with('.') || name.starts_with("@eaDir") || name == "__MACOSX" || name == "Thumbs.db";
}

PathList findPictures(const fs::path& source, const fs::path& except, jobs::Context& context, Besides* besides)
{
    std::error_code ec;
    const auto type = fs::status(source, ec).type();
    if (type == fs::file_type::not_found || type == fs::file_type::none)
        throw Error(ErrorCode::NotFound, "there is no folder " + displayPath(source));
    if (type != fs::file_type::directory)
        throw Error(ErrorCode::BadArgument,
                    displayPath(source) + " is not a folder; name the folder that holds the pictures");
    Walk walk(source, except, context);
    walk.run();
    // Folders and files of one level were sorted apart from their depth; one order over whole paths is what people
    // expect.
    walk.pictures.sort();
    if (besides)
        *besides = std::move(walk.besides);
    return std::move(walk.pictures);
}

} // namespace likeness::formats
