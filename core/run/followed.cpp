// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/followed.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/log.h"
#include "core/base/text.h"

namespace likeness::run {
namespace {

std::filesystem::path listIn(const std::filesystem::path& runsFolder)
{
    return runsFolder / "followed.json";
}

} // namespace

std::vector<std::filesystem::path> readFollowed(const std::filesystem::path& runsFolder)
{
    std::vector<std::filesystem::path> out;
    std::error_code ec;
    if (!std::filesystem::exists(listIn(runsFolder), ec))
        return out;
    try {
        const Json json = readJsonFile(listIn(runsFolder), 1u << 20);
        if (json.is_object() && json.contains("folders"))
            for (const Json& folder : json["folders"])
                if (folder.is_string() && folder.get<std::string>().starts_with('/'))
                    out.emplace_back(folder.get<std::string>());
    } catch (const Error& e) {
        log::warn("the list of followed folders is left out: " + std::string(e.what()));
    }
    return out;
}

void writeFollowed(const std::filesystem::path& runsFolder, const std::vector<std::filesystem::path>& folders)
{
    Json list = Json::array();
    for (const auto& folder : folders) {
        if (toUtf8(folder.native()) != folder.native())
            throw Error(ErrorCode::BadArgument, "The name of " + displayPath(folder) +
                                                    " is not UTF-8; give the folder another one to follow it.");
        list.push_back(folder.native());
    }
    std::error_code ec;
    std::filesystem::create_directories(runsFolder, ec);
    writeJsonFile(listIn(runsFolder), {{"folders", list}});
}

std::filesystem::path summaryFile(const std::filesystem::path& cacheFolder, const std::filesystem::path& place)
{
    const std::string& path = place.native();
    return cacheFolder /
           ("runs-" + hash128Hex({reinterpret_cast<const std::uint8_t*>(path.data()), path.size()}).substr(0, 16) +
            ".json");
}

} // namespace likeness::run
