// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_util.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace likeness {
namespace {

constexpr int kMaxDepth = 64;

} // namespace

Json parseJson(std::string_view text, const std::string& what)
{
    try {
        return Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
            if (depth > kMaxDepth)
                throw Error(ErrorCode::BadFile, what + " is nested too deeply");
            return true;
        });
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, what + " is not valid JSON", e.what());
    }
}

Json readJsonFile(const std::filesystem::path& path, std::uint64_t limit)
{
    return parseJson(readTextFile(path, limit), displayPath(path));
}

void writeJsonFile(const std::filesystem::path& path, const Json& value)
{
    writeFileAtomically(path, dumpJson(value, 1) + "\n");
}

std::string dumpJson(const Json& value, int indent)
{
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace likeness
