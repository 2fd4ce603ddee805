// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/export.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/project_impl.h"
#include "core/formats/formats.h"
#include "core/formats/pack.h"
#include "core/image/codec.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace likeness::dataset {

namespace fs = std::filesystem;

namespace {

using Pictures = ExportOptions::Pictures;
constexpr std::size_t kRows = 2048; // looked up together

// Formats whose items are pictures with all their faces; the others hold one face each.
bool holdsPictures(const std::string& format)
{
    return format == "imglab" || format == "pts" || format == "coco" || format == "cvat";
}

class Exporter
{
public:
    Exporter(const Project& project, const ExportOptions& options, jobs::Context& context)
        : m_project(project), m_options(options), m_context(context), m_report(context)
    {
        if (m_options.pictures == Pictures::Auto)
            m_pictures = options.format == "rec" || options.format == "pack" ? Pictures::Crops : Pictures::Original;
        else
            m_pictures = m_options.pictures;
    }

    ExportResult run(const fs::path& target)
    {
        const auto start = std::chrono::steady_clock::now();
        m_context.stage("export");
        readLabels();
        if (m_pictures == Pictures::Crops)
            openCrops();
        ExportResult result;
        result.written = target;
        if (m_options.format == "pack")
            writePack(target, result);
        else
            writeItems(target, result);
        result.report = m_report.toJson();
        result.seconds = secondsSince(start);
        return result;
    }

private:
    struct Labelled {
        FaceId face = 0;
        int person = -1; // class number; -1: unlabelled
    };

    // m_people in class order, m_faces by person and id.
    void readLabels()
    {
        const bool now = m_options.version.empty();
        std::vector<std::pair<FaceId, std::string>> labels;
        std::map<std::string, Split> splits;
        std::map<IdentityId, std::string> names;
        for (const auto& row : m_project.identities()) {
            splits.emplace(row.name, row.split);
            names.emplace(row.id, row.name);
        }
        if (!now)
            labels = m_project.snapshotFaces(m_options.version);
        else
            for (const auto& [face, identity] : m_project.labelledFaces(true))
                if (const auto name = names.find(identity); name != names.end())
                    labels.emplace_back(face, name->second);
        if (m_options.split)
            std::erase_if(labels, [&](const auto& label) {
                const auto found = splits.find(label.second);
                return found == splits.end() || found->second != *m_options.split;
            });
        std::set<std::string> people;
        for (const auto& [face, name] : labels)
            people.insert(name);
        m_people.assign(people.begin(), people.end());
        std::sort(m_people.begin(), m_people.end(), naturalLess);
        std::map<std::string, int> classes;
        for (std::size_t i = 0; i < m_people.size(); ++i)
            classes.emplace(m_people[i], static_cast<int>(i));
        for (const auto& [face, name] : labels)
            m_faces.push_back({face, classes.at(name)});
        if (m_options.unlabelled && now)
            for (const FaceId face : m_project.facesOf(0))
                m_faces.push_back({face, -1});
        if (m_faces.empty())
            throw Error(ErrorCode::TooFewIdentities, "there is nothing to export: no face has a name yet");
        std::stable_sort(m_faces.begin(), m_faces.end(), [](const Labelled& a, const Labelled& b) {
            return a.person != b.person ? a.person < b.person : a.face < b.face;
        });
    }

    void openCrops()
    {
        try {
            m_crops.emplace(m_project.cropFile(m_options.cropSize));
        } catch (const Error& e) {
            if (e.code() != ErrorCode::NotFound)
                throw;
            // Pictures that are crops already need none.
        }
    }

    void writeItems(const fs::path& target, ExportResult& result)
    {
        formats::SinkOptions how;
        how.pointBase = m_options.pointBase;
        how.pictures = m_pictures != Pictures::None;
        how.seed = m_options.seed;
        how.comment = "Likeness";
        const auto sink = formats::openSink(target, m_options.format, m_people, how);
        if (holdsPictures(m_options.format))
            addPictures(*sink);
        else
            addFaces(*sink);
        m_context.checkStop();
        if (m_added == 0)
            throw Error(m_withoutCrop > 0 ? ErrorCode::NeedsPrepare : ErrorCode::EmptySource,
                        m_withoutCrop > 0 ? "none of the faces has a crop of " + std::to_string(m_options.cropSize) +
                                                " pixels; prepare comes first, or export the pictures themselves"
                                          : "none of the pictures could be exported; see the messages about them");
        sink->finish();
        for (const auto& warning : sink->warnings())
            m_report.add("float_label", displayPath(target.filename()), warning);
        result.count = m_added;
        m_written.erase("");
        result.people = static_cast<int>(m_written.size());
    }

    // --- one item for each face
    void addFaces(formats::Sink& sink)
    {
        for (std::size_t first = 0; first < m_faces.size(); first += kRows) {
            const auto part = std::span(m_faces).subspan(first, std::min(kRows, m_faces.size() - first));
            std::vector<FaceId> ids;
            for (const auto& labelled : part)
                ids.push_back(labelled.face);
            std::map<FaceId, int> classes;
            for (const auto& labelled : part)
                classes.emplace(labelled.face, labelled.person);
            const std::vector<FaceRow> faces = m_project.faces(ids);
            const auto images = imagesOf(faces);
            std::uint64_t done = first;
            for (const FaceRow& face : faces) {
                m_context.checkStop();
                const auto image = images.find(face.image);
                if (image != images.end())
                    addFace(sink, face, image->second, classes.at(face.id));
                m_context.progress(++done, m_faces.size(), "images");
            }
        }
    }

    void addFace(formats::Sink& sink, const FaceRow& face, const ImageRow& image, int person)
    {
        formats::Item item;
        item.key = image.key;
        item.person = person < 0 ? "" : m_people[static_cast<std::size_t>(person)];
        item.part = image.part;
        item.attributes = attributesOf(image.id);
        int width = image.width, height = image.height;
        Bytes bytes;
        try {
            if (!read(face, image, item, bytes, width, height))
                return;
            if (m_pictures != Pictures::Crops)
                item.marks = {markOf(face)};
            sink.add(item, bytes, width, height);
            ++m_added;
            m_written.insert(item.person);
        } catch (const Error& e) {
            leaveOut(item.key, e);
        }
    }

    // False where there is no crop.
    bool read(const FaceRow& face, const ImageRow& image, formats::Item& item, Bytes& bytes, int& width, int& height)
    {
        const bool cropAlready = face.status == FaceStatus::Aligned && !face.landmarks();
        if (m_pictures == Pictures::Crops &&
            !(m_options.pictures == Pictures::Auto && cropAlready && image.width == m_options.cropSize &&
              image.height == m_options.cropSize)) {
            const auto pixels = m_crops ? m_crops->pixels(face.id) : std::span<const std::uint8_t>();
            if (pixels.empty()) {
                ++m_withoutCrop;
                m_report.add("bad_entry", image.key, "it has no crop: no face was found in it, or prepare has not run",
                             ErrorCode::NeedsPrepare);
                return false;
            }
            image::Image crop(m_crops->size(), m_crops->size(), 3);
            std::copy(pixels.begin(), pixels.end(), crop.pixels.begin());
            bytes = image::encodePng(crop);
            item.key = fs::path(image.key).replace_extension(".png").native();
            width = height = m_crops->size();
            return true;
        }
        item.where = m_project.location(image);
        bytes = formats::readAt(item.where, image::kMaxFileBytes);
        return true;
    }

    // --- one item for each picture
    void addPictures(formats::Sink& sink)
    {
        std::map<FaceId, int> classes;
        std::vector<FaceId> ids;
        for (const auto& labelled : m_faces) {
            classes.emplace(labelled.face, labelled.person);
            ids.push_back(labelled.face);
        }
        std::sort(ids.begin(), ids.end());
        std::map<ImageId, std::vector<FaceId>> byImage; // ids only
        for (std::size_t first = 0; first < ids.size(); first += kRows)
            for (const FaceRow& face :
                 m_project.faces(std::span(ids).subspan(first, std::min(kRows, ids.size() - first))))
                byImage[face.image].push_back(face.id);
        std::uint64_t done = 0;
        for (const auto& [id, faces] : byImage) {
            m_context.checkStop();
            if (const auto image = m_project.image(id))
                addPicture(sink, *image, m_project.faces(faces), classes);
            m_context.progress(++done, byImage.size(), "images");
        }
    }

    void addPicture(formats::Sink& sink,
                    const ImageRow& image,
                    const std::vector<FaceRow>& faces,
                    const std::map<FaceId, int>& classes)
    {
        formats::Item item;
        item.key = image.key;
        item.where = m_project.location(image);
        item.part = image.part;
        for (const FaceRow& face : faces) {
            formats::Mark mark = markOf(face);
            if (const int person = classes.at(face.id); person >= 0)
                mark.person = m_people[static_cast<std::size_t>(person)];
            if (face.primary)
                item.person = mark.person;
            if (mark.box.area() > 0 || mark.points)
                item.marks.push_back(std::move(mark));
        }
        try {
            const Bytes bytes =
                m_pictures == Pictures::None ? Bytes() : formats::readAt(item.where, image::kMaxFileBytes);
            sink.add(item, bytes, image.width, image.height);
            ++m_added;
            m_written.insert(item.person);
            for (const auto& mark : item.marks)
                m_written.insert(mark.person);
        } catch (const Error& e) {
            leaveOut(item.key, e);
        }
    }

    static formats::Mark markOf(const FaceRow& face)
    {
        formats::Mark mark;
        if (face.status == FaceStatus::Found)
            mark.box = face.box;
        mark.points = face.landmarks();
        if (face.manual)
            mark.states = face.states;
        return mark;
    }

    // What is wrong with one picture does not concern the next; a full disk does.
    void leaveOut(const std::string& key, const Error& e)
    {
        if (e.code() == ErrorCode::DiskFull || e.code() == ErrorCode::ReadOnly || e.code() == ErrorCode::Interrupted)
            throw e;
        m_report.add(e.code() == ErrorCode::NotFound ? "missing_file" : "bad_entry", key, e.what(), e.code());
    }

    std::map<ImageId, ImageRow> imagesOf(std::span<const FaceRow> faces) const
    {
        std::vector<ImageId> ids;
        for (const FaceRow& face : faces)
            ids.push_back(face.image);
        std::map<ImageId, ImageRow> images;
        for (ImageRow& image : m_project.images(ids))
            images.emplace(image.id, std::move(image));
        return images;
    }

    formats::Attributes attributesOf(ImageId image)
    {
        auto& db = const_cast<Project&>(m_project).impl().db;
        if (!m_anyAttributes)
            m_anyAttributes = db.scalar("SELECT 1 FROM image_attributes LIMIT 1") != 0;
        if (!*m_anyAttributes)
            return {};
        const auto row = db.cached("SELECT s.names, a.vals FROM image_attributes a JOIN attribute_sets s ON s.id = "
                                   "a.attribute_set WHERE a.image = ?1");
        if (!row->bind(1, image).step())
            return {};
        auto& names = m_attributeNames[row->text(0)];
        if (!names)
            names = std::make_shared<const std::vector<std::string>>(
                parseJson(row->text(0), "attributes").get<std::vector<std::string>>());
        return {names, parseJson(row->text(1), "attributes").get<std::vector<int>>()};
    }

    // --- a verification pack
    void writePack(const fs::path& target, ExportResult& result)
    {
        std::error_code ec;
        if (fs::exists(target, ec))
            throw Error(ErrorCode::BadArgument, displayPath(target) + " exists already; name another file");
        std::vector<PackFace> candidates;
        for (std::size_t first = 0; first < m_faces.size(); first += kRows) {
            const auto part = std::span(m_faces).subspan(first, std::min(kRows, m_faces.size() - first));
            std::vector<FaceId> ids;
            for (const auto& labelled : part)
                ids.push_back(labelled.face);
            const std::vector<FaceRow> faces = m_project.faces(ids);
            const auto images = imagesOf(faces);
            for (std::size_t i = 0, at = 0; i < faces.size(); ++i) {
                while (part[at].face != faces[i].id)
                    ++at;
                const auto image = images.find(faces[i].image);
                if (part[at].person < 0 || image == images.end())
                    continue;
                if (m_pictures == Pictures::Crops && !(m_crops && m_crops->find(faces[i].id))) {
                    ++m_withoutCrop;
                    continue;
                }
                candidates.push_back(
                    {faces[i].id, part[at].person + 1, faces[i].yaw, faces[i].quality, image->second.hash});
            }
        }
        if (candidates.empty() && m_withoutCrop > 0)
            throw Error(ErrorCode::NeedsPrepare, "none of the faces has a crop of " +
                                                     std::to_string(m_options.cropSize) +
                                                     " pixels; prepare comes first");
        PackOptions how = m_options.pack;
        how.seed = m_options.seed;
        const BuiltPack pack = buildPack(candidates, how);
        std::vector<std::uint8_t> same;
        for (const auto& pair : pack.pairs)
            same.push_back(pair.same ? 1 : 0);
        std::uint64_t done = 0;
        const auto image = [&](std::size_t index) {
            m_context.checkStop();
            m_context.progress(++done, 2 * pack.pairs.size(), "images");
            const PackPair& pair = pack.pairs[index / 2];
            return packImage(index % 2 ? pair.b : pair.a);
        };
        formats::writePack(target, image, same);
        result.count = static_cast<int>(pack.pairs.size());
        result.people = pack.people;
        result.pack = {{"pairs", pack.pairs.size()}, {"folds", pack.folds},         {"people", pack.people},
                       {"strata", pack.strata},      {"unmatched", pack.unmatched}, {"shortage", pack.shortage}};
    }

    Bytes packImage(FaceId id)
    {
        const auto face = m_project.face(id);
        const auto image = face ? m_project.image(face->image) : std::nullopt;
        if (!image)
            throw Error(ErrorCode::NotFound, "a face went away while the pack was written; try again");
        formats::Item item;
        Bytes bytes;
        int width = 0, height = 0;
        read(*face, *image, item, bytes, width, height);
        return bytes;
    }

    const Project& m_project;
    const ExportOptions& m_options;
    jobs::Context& m_context;
    formats::Report m_report;
    Pictures m_pictures;
    std::vector<std::string> m_people;
    std::vector<Labelled> m_faces;
    std::optional<crops::CropReader> m_crops;
    std::optional<bool> m_anyAttributes;
    std::map<std::string, std::shared_ptr<const std::vector<std::string>>> m_attributeNames;
    int m_added = 0;
    std::set<std::string> m_written; // people
    int m_withoutCrop = 0;
};

} // namespace

ExportResult
exportTo(const Project& project, const fs::path& target, const ExportOptions& options, jobs::Context& context)
{
    return Exporter(project, options, context).run(fs::absolute(target));
}

} // namespace likeness::dataset
