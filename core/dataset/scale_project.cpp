// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scale_project.h"

#include "core/base/file.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/project_impl.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"

#include <array>
#include <cstdio>

namespace likeness::dataset {
namespace {

constexpr int kPictureSize = 160;
constexpr int kCropSize = 112;
constexpr int kRowsEach = 50'000; // of one transaction
constexpr const char* kContainer = "images/pictures.bin";

constexpr std::array kGiven = {"Ada",   "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Ines",  "Jonas",
                               "Keiko", "Liam",  "Mira",   "Nadir",  "Olga", "Pablo", "Qing",  "Rosa", "Samir", "Tove"};
constexpr std::array kSyllables = {"ba", "co", "da", "fe", "gu", "ha", "ji", "ko",
                                   "la", "mo", "ne", "pa", "ri", "so", "tu"};

struct Picture {
    Bytes encoded;
    Bytes crop; // kCropSize² RGB
    image::Landmarks points;
    image::Rect box;
    std::uint64_t offset = 0; // in the container
};

std::vector<Picture> drawPictures(const ScaleOptions& options, jobs::Context& context)
{
    std::vector<Picture> pictures(static_cast<std::size_t>(options.pictures));
    parallelFor(
        pictures.size(), 0,
        [&](std::size_t i) {
            const synth::Rendered drawn =
                synth::render(i, synth::randomShot(options.seed + i, 0.3), kPictureSize, kPictureSize);
            pictures[i].encoded = image::encodeJpeg(drawn.picture, 85);
            pictures[i].crop =
                image::warp(drawn.picture, image::alignment(drawn.points, kCropSize), kCropSize, kCropSize).pixels;
            pictures[i].points = drawn.points;
            pictures[i].box = drawn.box;
        },
        context.stopToken());
    context.checkStop();
    std::uint64_t at = 0;
    for (Picture& picture : pictures) {
        picture.offset = at;
        at += picture.encoded.size();
    }
    return pictures;
}

std::string inventedName(int person)
{
    Rng rng = Rng::forItem(7, static_cast<std::uint64_t>(person));
    std::string family;
    for (int i = 0; i < 3; ++i)
        family += kSyllables[rng.below(kSyllables.size())];
    family.front() = static_cast<char>(family.front() - 'a' + 'A');
    std::array<char, 48> name{};
    std::snprintf(name.data(), name.size(), "%s %s %05d", kGiven[rng.below(kGiven.size())], family.c_str(), person);
    return name.data();
}

// Rows of one image: itself, its face, what curation would have found about its label.
class Rows
{
public:
    Rows(db::Connection& connection, const ScaleOptions& options, const std::vector<Picture>& pictures)
        : m_options(options), m_pictures(pictures), m_now(nowMs()),
          m_image(connection.prepare(
              "INSERT INTO images(id, path, source, key, width, height, bytes, hash, added, offset, length) "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?6)")),
          m_face(connection.prepare(
              "INSERT INTO faces(id, image, identity, status, label, is_primary, x, y, w, h, detector_score, "
              "sharpness, "
              "brightness, contrast, size, yaw, pitch, roll, quality, automatic) VALUES(?1, ?1, ?2, ?3, ?4, 1, ?5, ?6, "
              "?7, ?8, 1.5, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)")),
          m_flag(connection.prepare("INSERT INTO flags(face, kind, score, threshold, flagged, suggested, rival_face, "
                                    "method, reason, evidence) "
                                    "VALUES(?1, 'mislabelled', ?2, ?3, ?4, ?5, ?6, 'lbph', ?7, ?8)"))
    {
    }

    void add(int i)
    {
        Rng rng = Rng::forItem(m_options.seed, static_cast<std::uint64_t>(i));
        const auto id = static_cast<std::int64_t>(i) + 1;
        const Picture& picture = m_pictures[pictureOf(i)];
        const auto person = static_cast<int>(static_cast<std::int64_t>(i) * m_options.identities / m_options.images);
        std::array<char, 96> key{};
        std::snprintf(key.data(), key.size(), "%s/%07d.jpg", inventedName(person).c_str(), i);
        std::array<char, 40> hash{};
        std::snprintf(hash.data(), hash.size(), "%016llx%016llx", static_cast<unsigned long long>(rng.next()),
                      static_cast<unsigned long long>(rng.next()));
        const auto bytes = [](std::string_view text) {
            return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        };
        m_image.bind(1, id)
            .bind(2, bytes(kContainer))
            .bind(3, bytes(key.data()))
            .bind(4, key.data())
            .bind(5, kPictureSize)
            .bind(6, static_cast<std::int64_t>(picture.encoded.size()))
            .bind(7, hash.data())
            .bind(8, m_now)
            .bind(9, static_cast<std::int64_t>(picture.offset))
            .exec();

        const bool labelled = rng.uniform() >= m_options.unlabelled;
        const double luck = rng.uniform();
        const FaceStatus status = luck < 0.03   ? FaceStatus::NotFound
                                  : luck < 0.05 ? FaceStatus::Pending
                                                : FaceStatus::Found;
        const double mood = rng.uniform();
        const LabelState label = !labelled     ? LabelState::Unreviewed
                                 : mood < 0.01 ? LabelState::Rejected
                                 : mood < 0.02 ? LabelState::Unsure
                                 : mood < 0.2  ? LabelState::Confirmed
                                               : LabelState::Unreviewed;
        const bool found = status == FaceStatus::Found;
        m_face.bind(1, id).bindId(2, labelled ? person + 1 : 0).bind(3, static_cast<int>(status));
        m_face.bind(4, static_cast<int>(label));
        const double measured[] = {static_cast<double>(picture.box.x),
                                   static_cast<double>(picture.box.y),
                                   static_cast<double>(picture.box.width),
                                   static_cast<double>(picture.box.height),
                                   rng.uniform(5, 400),
                                   rng.uniform(60, 200),
                                   rng.uniform(20, 70),
                                   rng.uniform(20, 60),
                                   rng.normal(0, 15),
                                   rng.normal(0, 8),
                                   rng.normal(0, 5),
                                   rng.uniform(0.2, 1)};
        for (int column = 0; column < 12; ++column)
            m_face.bind(5 + column, found ? measured[column] : 0.0);
        if (found)
            m_face.bind(17, landmarksValue(picture.points));
        else
            m_face.bindNull(17);
        m_face.exec();
        if (labelled && found && label != LabelState::Rejected)
            addFlag(id, person, rng);
    }

    std::size_t pictureOf(int i) const
    {
        return Rng::forItem(m_options.seed ^ 0x51, static_cast<std::uint64_t>(i)).below(m_pictures.size());
    }

private:
    void addFlag(std::int64_t face, int person, Rng& rng)
    {
        const bool flagged = rng.uniform() < m_options.flagged;
        const double score = flagged ? rng.uniform(0.6, 1) : rng.uniform(0, 0.6);
        const auto rival = static_cast<int>(
            (person + 1 + static_cast<int>(rng.below(static_cast<std::uint64_t>(m_options.identities - 1)))) %
            m_options.identities);
        const auto rivalFace = static_cast<std::int64_t>(rival) * m_options.images / m_options.identities + 1;
        std::array<char, 160> evidence{};
        std::snprintf(
            evidence.data(), evidence.size(),
            R"({"own_similarity":%.3f,"rival_similarity":%.3f,"own_count":19,"rival_count":20,"nearest_own":%lld})",
            1 - score, score, static_cast<long long>(face > 1 ? face - 1 : face + 1));
        m_flag.bind(1, face)
            .bind(2, score)
            .bind(3, 0.6)
            .bind(4, flagged ? 1 : 0)
            .bind(5, static_cast<std::int64_t>(rival) + 1)
            .bind(6, rivalFace)
            .bind(7, "It looks more like another person.")
            .bind(8, evidence.data())
            .exec();
    }

    const ScaleOptions& m_options;
    const std::vector<Picture>& m_pictures;
    std::int64_t m_now;
    db::Statement m_image, m_face, m_flag;
};

} // namespace

Project createScaleProject(const std::filesystem::path& folder, const ScaleOptions& options, jobs::Context& context)
{
    if (options.identities < 2 || options.images < 2 * options.identities || options.pictures < 1 ||
        options.crops < 0 || !(options.flagged >= 0 && options.flagged <= 1) ||
        !(options.unlabelled >= 0 && options.unlabelled <= 1))
        throw Error(ErrorCode::BadArgument,
                    "a made-up project has at least 2 people and 2 images for each of them on average");
    Project project = Project::create(folder);
    context.stage("draw");
    const std::vector<Picture> pictures = drawPictures(options, context);
    Bytes container;
    for (const Picture& picture : pictures)
        container.insert(container.end(), picture.encoded.begin(), picture.encoded.end());
    writeFileAtomically(project.folder() / kContainer, container);

    context.stage("write");
    db::Connection& db = project.impl().db;
    // A project that is not whole is made again; the rival's face may come later than what names it.
    db.exec("PRAGMA synchronous = OFF");
    db.exec("PRAGMA foreign_keys = OFF");
    {
        db::Transaction transaction(db);
        auto person = db.prepare("INSERT INTO identities(id, name) VALUES(?1, ?2)");
        for (int i = 0; i < options.identities; ++i)
            person.bind(1, std::int64_t{i} + 1).bind(2, inventedName(i)).exec();
        transaction.commit();
    }
    Rows rows(db, options, pictures);
    for (int first = 0; first < options.images; first += kRowsEach) {
        context.checkStop();
        const int end = std::min(options.images, first + kRowsEach);
        db::Transaction transaction(db);
        for (int i = first; i < end; ++i)
            rows.add(i);
        transaction.commit();
        context.progress(static_cast<std::uint64_t>(end), static_cast<std::uint64_t>(options.images), "images");
    }
    const int crops = std::min(options.crops, options.images);
    if (crops > 0) {
        crops::CropWriter writer(project.cropFile(kCropSize), kCropSize);
        for (int k = 0; k < crops; ++k) {
            const auto i = static_cast<int>(std::int64_t{k} * options.images / crops);
            writer.add(std::int64_t{i} + 1, pictures[rows.pictureOf(i)].crop);
        }
        writer.flush();
    }
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("PRAGMA synchronous = FULL");
    recordEvent(db, "import", std::to_string(options.images) + " made-up images", options.images);
    return project;
}

} // namespace likeness::dataset
