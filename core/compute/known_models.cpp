// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/known_models.h"

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

#include <algorithm>

namespace likeness::compute {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = 10;

fs::path listFile(const fs::path& cacheFolder)
{
    return cacheFolder / "embeddings" / "models.json";
}

fs::path runsFolder(const fs::path& cacheFolder)
{
    return cacheFolder.parent_path() / "runs";
}

std::vector<std::string> readList(const fs::path& cacheFolder)
{
    try {
        return readJsonFile(listFile(cacheFolder), 1 << 16).get<std::vector<std::string>>();
    } catch (const Error&) {
        // none yet
    } catch (const Json::exception&) {
        // another program's file of that name
    }
    return {};
}

// An id where it is a run of the project, so that the project can be moved.
std::string named(const fs::path& model, const fs::path& cacheFolder)
{
    std::error_code ec;
    if (model.filename() == model && !fs::is_regular_file(model, ec))
        return toUtf8(model.string());
    const fs::path file = fs::absolute(model).lexically_normal();
    const fs::path folder = file.parent_path();
    const bool ours = folder.parent_path() == fs::absolute(runsFolder(cacheFolder)).lexically_normal();
    return toUtf8((ours && file == run::RunFolder::modelIn(folder) ? folder.filename() : file).string());
}

bool isThere(const std::string& model, const fs::path& cacheFolder)
{
    std::error_code ec;
    const fs::path path(model);
    if (path.is_absolute())
        return fs::is_regular_file(path, ec);
    return path.filename() == path && fs::is_regular_file(run::RunFolder::modelIn(runsFolder(cacheFolder) / path), ec);
}

} // namespace

std::vector<std::string> knownModels(const fs::path& cacheFolder)
{
    std::vector<std::string> out = readList(cacheFolder);
    std::erase_if(out, [&](const std::string& model) { return !isThere(model, cacheFolder); });
    return out;
}

void noteModel(const fs::path& cacheFolder, const fs::path& model)
{
    std::vector<std::string> list = readList(cacheFolder);
    const std::string name = named(model, cacheFolder);
    if (!list.empty() && list.front() == name)
        return;
    std::erase(list, name);
    list.insert(list.begin(), name);
    list.resize(std::min(list.size(), kMost));
    try {
        std::error_code ec;
        fs::create_directories(listFile(cacheFolder).parent_path(), ec);
        writeJsonFile(listFile(cacheFolder), list);
    } catch (const Error& e) {
        log::warn(e.what());
    }
}

} // namespace likeness::compute
