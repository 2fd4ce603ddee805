// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/formats.h"
#include "core/formats/walk.h"

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

// A folder for each person: the name of the first folder below the source is the label; what lies directly in the
// source has none.
class FolderSource final : public Source
{
public:
    FolderSource(fs::path root, const SourceOptions& options, jobs::Context& context)
        : m_root(std::move(root)), m_pictures(findPictures(m_root, options.except, context))
    {
    }

    bool next(Item& item) override
    {
        if (m_next == m_pictures.size())
            return false;
        const fs::path& relative = m_pictures[m_next++];
        item = {};
        item.key = displayPath(relative);
        item.where.file = m_root / relative;
        if (relative.has_parent_path())
            item.person = relative.begin()->native();
        return true;
    }

    std::uint64_t total() const override { return m_pictures.size(); }

private:
    fs::path m_root;
    std::vector<fs::path> m_pictures; // relative
    std::size_t m_next = 0;
};

} // namespace

std::unique_ptr<Source> openFolders(const fs::path& path, const SourceOptions& options, Report&, jobs::Context& context)
{
    return std::make_unique<FolderSource>(path, options, context);
}

} // namespace likeness::formats
