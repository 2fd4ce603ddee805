// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/face_sets.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/faces/prepare.h"
#include "core/verify/embed_images.h"
#include "core/verify/verify_model.h"

#include <map>
#include <mutex>
#include <unordered_map>

namespace likeness::verify {
namespace {

// Faces with crops of their own. Names come from the project where there is one.
class FaceSet final : public VerifySet
{
public:
    FaceSet(std::optional<dataset::Project> project, crops::CropReader crops)
        : m_project(std::move(project)), m_crops(std::move(crops))
    {
    }
    void add(std::int64_t face, int label, const std::string& person)
    {
        m_faces.push_back(face);
        m_labels.push_back(label);
        if (static_cast<std::size_t>(label) >= m_people.size())
            m_people.resize(static_cast<std::size_t>(label) + 1);
        m_people[static_cast<std::size_t>(label)] = person;
    }
    Json ownFacts = Json::object();

    std::size_t images() const override { return m_faces.size(); }
    image::Image crop(std::size_t i, jobs::Context& /*context*/) const override
    {
        const auto pixels = m_crops.pixels(m_faces[i]);
        image::Image out;
        if (!pixels.empty()) {
            out = image::Image(m_crops.size(), m_crops.size(), 3);
            std::copy(pixels.begin(), pixels.end(), out.pixels.begin());
        }
        return out;
    }
    std::string name(std::size_t i) const override
    {
        if (m_project) {
            const std::lock_guard lock(m_mutex);
            if (const auto face = m_project->face(m_faces[i]))
                if (const auto image = m_project->image(face->image))
                    return image->key;
        }
        return toUtf8(m_people[static_cast<std::size_t>(m_labels[i])]);
    }
    formats::Location where(std::size_t i) const override
    {
        if (m_project) {
            const std::lock_guard lock(m_mutex);
            if (const auto face = m_project->face(m_faces[i]))
                if (const auto image = m_project->image(face->image))
                    return m_project->location(*image);
        }
        return {};
    }
    std::int64_t face(std::size_t i) const override { return m_faces[i]; }
    const std::vector<int>& labels() const override { return m_labels; }
    const std::vector<std::string>& people() const override { return m_people; }
    bool hasPairs() const override { return false; }
    const std::vector<eval::Pair>& pairs() const override { return m_pairs; }
    Json facts() const override { return ownFacts; }

private:
    mutable std::mutex m_mutex; // of the project's connection
    std::optional<dataset::Project> m_project;
    crops::CropReader m_crops;
    std::vector<std::int64_t> m_faces;
    std::vector<int> m_labels;
    std::vector<std::string> m_people;
    std::vector<eval::Pair> m_pairs; // none
};

crops::CropReader cropsOf(const std::filesystem::path& file, int size, const char* whose)
{
    std::error_code ec;
    if (!std::filesystem::exists(file, ec))
        throw Error(ErrorCode::NeedsPrepare, std::string("The faces of the ") + whose + " have no crops of " +
                                                 std::to_string(size) +
                                                 " pixels yet; run prepare with that size first.");
    crops::CropReader crops(file);
    if (crops.size() != size)
        throw Error(ErrorCode::NeedsPrepare, "The model wants crops of " + std::to_string(size) +
                                                 " pixels, but those of the " + whose + " have " +
                                                 std::to_string(crops.size()) + ".");
    return crops;
}

} // namespace

std::unique_ptr<VerifySet> openRunSet(const run::RunFolder& run, int cropSize)
{
    const auto samples = validationOf(run);
    auto set = std::make_unique<FaceSet>(projectOf(run), cropsOf(run.cropFile(), cropSize, "run"));
    std::map<int, std::size_t> people;
    for (const run::Sample& sample : samples) {
        set->add(sample.face, sample.label, sample.name);
        ++people[sample.label];
    }
    const run::Config config = run.config();
    set->ownFacts = {{"run", run.id()},
                     {"backbone", config.model.backbone},
                     {"head", config.loss.head + ", s = " + formatNumber(config.loss.s, 1) +
                                  ", m = " + formatNumber(config.loss.m, 2)},
                     {"snapshot", config.data.snapshot},
                     {"identities", people.size()},
                     {"images", samples.size()}};
    return set;
}

std::unique_ptr<VerifySet>
openProjectSet(const std::filesystem::path& folder, int cropSize, int threads, jobs::Context& context)
{
    auto project = dataset::Project::open(folder);
    const auto file = project.cropFile(cropSize);
    cropsOf(file, cropSize, "project");
    faces::renewCrops(project, cropSize, context, threads);
    const auto labelled = project.labelledFaces();
    const std::size_t notFound = project.labelledFaces(true).size() - labelled.size();
    std::unordered_map<dataset::IdentityId, int> number;
    std::string listing; // faces and whose they are
    std::vector<std::string> names;
    for (const auto& [face, identity] : labelled) {
        if (number.emplace(identity, static_cast<int>(number.size())).second) {
            const auto person = project.identity(identity);
            names.push_back(person ? person->name : std::string());
        }
        listing += std::to_string(face) + ' ' + std::to_string(identity) + '\n';
    }
    const std::string name = displayPath(std::filesystem::path(project.folder()).filename());
    auto set = std::make_unique<FaceSet>(std::move(project), cropsOf(file, cropSize, "project"));
    for (const auto& [face, identity] : labelled) {
        const int label = number.at(identity);
        set->add(face, label, names[static_cast<std::size_t>(label)]);
    }
    set->ownFacts = {{"set", name},
                     {"set_hash", hash128Hex({reinterpret_cast<const std::uint8_t*>(listing.data()), listing.size()})},
                     {"identities", number.size()},
                     {"images", labelled.size()}};
    if (notFound > 0)
        set->ownFacts["left_out"] = notFound;
    return set;
}

} // namespace likeness::verify
