// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/base/text.h"
#include "core/formats/coco_index.h"
#include "core/formats/list_sink.h"
#include "core/formats/probe.h"

#include <algorithm>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFolder = "annotations";
constexpr const char* kListName = "person_keypoints_default.json"; // CVAT's name for it
constexpr const char* kPictures = "images";

bool isCoco(const fs::path& file)
{
    if (toLower(file.extension().native()) != ".json")
        return false;
    const std::string head = firstBytes(file);
    const bool object =
        trim(head.starts_with("\xEF\xBB\xBF") ? std::string_view(head).substr(3) : head).starts_with('{');
    return object &&
           (head.find("\"images\"") != std::string::npos || head.find("\"annotations\"") != std::string::npos);
}

std::vector<fs::path> cocoFiles(const fs::path& folder)
{
    std::vector<fs::path> found;
    for (const auto& where : {folder / kFolder, folder})
        for (const auto& file : filesWith(where, ".json", 100))
            if (isCoco(file))
                found.push_back(file);
    return found;
}

class CocoSource final : public Source
{
public:
    CocoSource(const fs::path& file, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_file(file), m_bytes(readFile(file)),
          m_index({reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size()},
                  displayPath(file),
                  [&] { context.checkStop(); }),
          m_finder(foldersFor(file, options), report, context), m_report(report)
    {
        // "instances_train2017.json": the subset is the part.
        std::string subset = subsetOf(file);
        while (!subset.empty() && subset.back() >= '0' && subset.back() <= '9')
            subset.pop_back();
        m_part = partNamed(subset);
    }

    bool next(Item& item) override
    {
        while (m_next < m_index.size()) {
            MarkedPicture picture = m_index.picture(m_next++);
            if (picture.part.empty())
                picture.part = m_part;
            if (take(std::move(picture), m_finder, m_people, m_report, item))
                return true;
        }
        return false;
    }

    std::uint64_t total() const override { return m_index.size(); }

    void finish() override
    {
        if (m_index.strays() > 0)
            m_report.add("bad_entry", displayPath(m_file.filename()),
                         std::to_string(m_index.strays()) +
                             " entries have no id, or are about pictures that the file does not list");
        m_people.reportSingles(m_report);
    }

private:
    static std::string subsetOf(const fs::path& file)
    {
        const std::string stem = file.stem().native();
        return stem.substr(stem.rfind('_') + 1);
    }

    static std::vector<fs::path> foldersFor(const fs::path& file, const SourceOptions& options)
    {
        const fs::path folder = file.parent_path();
        const fs::path root = folder.filename() == kFolder ? folder.parent_path() : folder;
        return pictureFolders(folder, options,
                              {root / kPictures / subsetOf(file), root / kPictures, root / subsetOf(file), root});
    }

    fs::path m_file;
    Bytes m_bytes;
    CocoIndex m_index;
    PictureFinder m_finder;
    PeopleCount m_people;
    Report& m_report;
    std::string m_part;
    std::size_t m_next = 0;
};

// The lines that join the 68 points, 1-based as COCO counts them here.
std::string skeleton()
{
    struct Chain {
        int first, last;
        bool closed;
    };
    std::string out;
    for (const auto& [first, last, closed] :
         {Chain{1, 17, false}, Chain{18, 22, false}, Chain{23, 27, false}, Chain{28, 31, false}, Chain{32, 36, false},
          Chain{37, 42, true}, Chain{43, 48, true}, Chain{49, 60, true}, Chain{61, 68, true}}) {
        for (int i = first; i < last + (closed ? 1 : 0); ++i)
            out +=
                (out.empty() ? "[" : ",[") + std::to_string(i) + "," + std::to_string(i == last ? first : i + 1) + "]";
    }
    return "[" + out + "]";
}

// Pictures and annotations are two lists: the second is written aside and appended at the end.
class CocoSink final : public ListSink
{
public:
    CocoSink(const fs::path& target, const SinkOptions& options)
        : ListSink(target, fs::path(kFolder) / kListName, kPictures, options), m_aside(asideOf(m_staging.path())),
          m_annotations(m_aside)
    {
        std::string names;
        for (int i = 0; i < image::kLandmarkCount; ++i)
            names += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\"";
        m_list << "{\"info\":{\"description\":" << dumpJson(Json(options.comment)) << "},\"licenses\":[],\n"
               << "\"categories\":[{\"id\":1,\"name\":\"face\",\"supercategory\":\"person\",\"keypoints\":[" << names
               << "],\"skeleton\":" << skeleton() << "}],\n\"images\":[";
    }

    ~CocoSink() override
    {
        std::error_code ec;
        fs::remove(m_aside, ec);
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        const std::string name = place(item, encoded);
        const auto marks = labelledMarks(item, width, height);
        Json picture = {{"id", ++m_pictures}, {"width", width}, {"height", height}, {"file_name", name}};
        if (!item.part.empty())
            picture["part"] = item.part;
        if (marks.empty() && !item.person.empty())
            picture["identity"] = item.person; // COCO has no label without a box
        m_list << (m_pictures > 1 ? ",\n" : "\n") << dumpJson(picture);
        for (const Mark& mark : marks)
            write(mark);
    }

    void finish() override
    {
        m_annotations.close();
        m_list << "\n],\n\"annotations\":[";
        m_list.append(m_aside);
        m_list << "\n]}\n";
        std::error_code ec;
        fs::remove(m_aside, ec);
        publish();
    }

private:
    static fs::path asideOf(fs::path staging) { return staging += "-annotations"; }

    void write(const Mark& mark)
    {
        std::string points;
        int known = 0;
        for (std::size_t i = 0; i < image::kLandmarkCount; ++i) {
            const auto state = !mark.points  ? PointState::Absent
                               : mark.states ? (*mark.states)[i]
                                             : PointState::Visible;
            const auto p = state == PointState::Absent ? image::Point() : (*mark.points)[i];
            known += state == PointState::Absent ? 0 : 1;
            points += (i > 0 ? "," : "") + shortest(p.x) + "," + shortest(p.y) + "," +
                      std::to_string(static_cast<int>(state));
        }
        ++m_faces;
        m_annotations << (m_faces > 1 ? ",\n" : "\n") << "{\"id\":" << std::to_string(m_faces)
                      << ",\"image_id\":" << std::to_string(m_pictures) << ",\"category_id\":1,\"bbox\":["
                      << shortest(mark.box.x) << "," << shortest(mark.box.y) << "," << shortest(mark.box.width) << ","
                      << shortest(mark.box.height) << "],\"area\":" << shortest(mark.box.area())
                      << ",\"iscrowd\":0,\"segmentation\":[],\"num_keypoints\":" << std::to_string(known)
                      << ",\"keypoints\":[" << points << "]";
        if (!mark.person.empty())
            m_annotations << ",\"attributes\":"
                          << "{\"identity\":" << dumpJson(Json(mark.person)) << "}";
        m_annotations << "}";
    }

    fs::path m_aside;
    Output m_annotations;
    int m_pictures = 0;
    int m_faces = 0;
};

} // namespace

bool looksLikeCoco(const fs::path& path)
{
    std::error_code ec;
    return fs::is_directory(path, ec) ? cocoFiles(path).size() == 1 : isCoco(path);
}

std::unique_ptr<Source>
openCoco(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    std::error_code ec;
    if (!fs::is_directory(path, ec))
        return std::make_unique<CocoSource>(path, options, report, context);
    const auto found = cocoFiles(path);
    if (found.empty())
        throw Error(ErrorCode::NotFound, "there is no COCO file in " + displayPath(path));
    if (found.size() > 1)
        throw Error(ErrorCode::BadArgument, "there are " + std::to_string(found.size()) + " COCO files in " +
                                                displayPath(path) + "; name one of them, such as " +
                                                displayPath(found.front()));
    return std::make_unique<CocoSource>(found.front(), options, report, context);
}

std::unique_ptr<Sink> sinkCoco(const fs::path& target, const std::vector<std::string>&, const SinkOptions& options)
{
    return std::make_unique<CocoSink>(target, options);
}

} // namespace likeness::formats
