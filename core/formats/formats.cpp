// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/formats.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

struct Format {
    const char* name;
    bool (*looksLike)(const fs::path& path); // null: only by its name
    OpenSource source;
    OpenSink sink;
};

// In the order in which they are tried; "folders" is what is left.
constexpr std::array kFormats = {
    Format{"rec", looksLikeRec, openRec, openRecSink},
    Format{"pack", looksLikePack, openPack, nullptr},
    Format{"cluster", looksLikeCluster, openCluster, nullptr},
    Format{"msceleb", looksLikeMsCeleb, openMsCeleb, openMsCelebSink},
    Format{"celeba", looksLikeCeleba, openCeleba, sinkCeleba},
    Format{"lfw", looksLikeLfw, openLfw, sinkLfw},
    Format{"imglab", looksLikeImglab, openImglab, sinkImglab},
    Format{"cvat", looksLikeCvat, openCvat, sinkCvat},
    Format{"coco", looksLikeCoco, openCoco, sinkCoco},
    Format{"csv", looksLikeCsv, openCsv, sinkCsv},
    Format{"pts", looksLikePts, openPts, sinkPts},
    Format{"folders", nullptr, openFolders, sinkFolders},
};

const Format& formatNamed(const std::string& name)
{
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return name == f.name; });
    if (found != kFormats.end())
        return *found;
    const std::string near = nearestWord(name, formatNames());
    throw Error(ErrorCode::Unsupported, "the format '" + toUtf8(name) + "' is not known" +
                                            (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

} // namespace

const std::vector<std::string>& formatNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (const auto& format : kFormats)
            out.emplace_back(format.name);
        return out;
    }();
    return names;
}

std::vector<std::string> readableFormats()
{
    std::vector<std::string> out;
    for (const auto& format : kFormats)
        if (format.source && std::string_view(format.name) != "cluster") // known, to say what it is
            out.emplace_back(format.name);
    std::rotate(out.begin(), out.end() - 1, out.end()); // folders, the most common, first
    return out;
}

std::vector<std::string> writableFormats()
{
    std::vector<std::string> out;
    for (const auto& format : kFormats)
        if (format.sink || std::string_view(format.name) == "pack") // which is drawn, not filled item by item
            out.emplace_back(format.name);
    std::rotate(out.begin(), out.end() - 1, out.end());
    return out;
}

std::string detectFormat(const fs::path& path)
{
    std::error_code ec;
    const auto type = fs::status(path, ec).type();
    if (type == fs::file_type::not_found || type == fs::file_type::none)
        throw Error(ErrorCode::NotFound, "there is no file or folder " + displayPath(path));
    for (const auto& format : kFormats)
        if (format.looksLike && format.looksLike(path))
            return format.name;
    if (type != fs::file_type::directory)
        throw Error(ErrorCode::Unsupported, displayPath(path) +
                                                " is none of the dataset files that Likeness knows; "
                                                "name its format, or the folder that holds the pictures");
    return "folders";
}

std::unique_ptr<Source> openSource(const fs::path& path,
                                   const std::string& format,
                                   const SourceOptions& options,
                                   Report& report,
                                   jobs::Context& context)
{
    const auto& found = formatNamed(format == "auto" ? detectFormat(path) : format);
    if (!found.source)
        throw Error(ErrorCode::Unsupported, "the format '" + format + "' cannot be imported");
    return found.source(path, options, report, context);
}

std::unique_ptr<Sink> openSink(const fs::path& target,
                               const std::string& format,
                               const std::vector<std::string>& people,
                               const SinkOptions& options)
{
    const auto& found = formatNamed(format);
    if (!found.sink)
        throw Error(ErrorCode::Unsupported, "the format '" + format + "' cannot be exported");
    return found.sink(target, people, options);
}

} // namespace likeness::formats
