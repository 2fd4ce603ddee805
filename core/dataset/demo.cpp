// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo.h"

#include "core/base/file.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/dataset/import.h"
#include "core/dataset/project_impl.h"
#include "core/image/codec.h"
#include "core/synth/synth.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace likeness::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::array kFirst = {"Ada",   "Bruno", "Chiara", "Dmitri", "Elif",   "Farid",  "Greta", "Hiro",
                               "Ines",  "Jonas", "Keiko",  "Liam",   "Mira",   "Nadir",  "Olga",  "Pablo",
                               "Qing",  "Rosa",  "Samir",  "Tove",   "Uma",    "Viktor", "Wanja", "Xenia",
                               "Yusuf", "Zoe",   "Amara",  "Boris",  "Celine", "Dao"};
constexpr std::array kLast = {"Abel",   "Brandt", "Castro", "Dahl",   "Eriksen", "Fontana", "Gruber", "Haddad",
                              "Ito",    "Jansen", "Kovac",  "Lindt",  "Moreau",  "Nakata",  "Okafor", "Petrov",
                              "Quist",  "Rossi",  "Suzuki", "Tanaka", "Ueda",    "Varga",   "Weiss",  "Xu",
                              "Yilmaz", "Zhang",  "Amadi",  "Bauer",  "Cohen",   "Duarte"};

constexpr int kMostPeople = 500;     // of the 900 names that can be made
constexpr double kDifficulty = 0.35; // real photographs with some hard ones among them, not a stress test

// Invented people: every first name before one comes twice, and never the same full name.
std::vector<std::string> inventedNames(int count, Rng& rng)
{
    std::vector<std::string> names;
    std::set<std::string> taken;
    std::vector<std::size_t> order;
    while (names.size() < static_cast<std::size_t>(count)) {
        if (order.empty()) {
            for (std::size_t i = 0; i < kFirst.size(); ++i)
                order.push_back(i);
            rng.shuffle(std::span(order));
        }
        std::string name;
        do {
            name = kFirst[order.back()];
            name += ' ';
            name += kLast[rng.below(kLast.size())];
        } while (!taken.insert(name).second);
        order.pop_back();
        names.push_back(std::move(name));
    }
    return names;
}

struct DemoImage {
    std::size_t person = 0;   // true
    std::size_t labelled = 0; // the folder it lies in
    std::uint64_t shot = 0;
    std::string path; // "NAME/007.jpg"
};

constexpr const char* kUnfinished = "demo.unfinished"; // the options of a demo that is being made

// Nothing has ever been put into it: as it is when a creation is cut off right after it.
bool isUntouched(const Project& project)
{
    const auto& db = project.impl().db;
    return db.scalar("SELECT (SELECT count(*) FROM images) + (SELECT count(*) FROM identities) + (SELECT count(*) FROM "
                     "journal) + (SELECT count(*) FROM settings)") == 0;
}

// A new project, or the one in which the same demo was cut off.
Project openDemo(const fs::path& folder, const DemoOptions& options)
{
    const std::string how = std::to_string(options.seed) + " " + std::to_string(options.identities) + " " +
                            std::to_string(options.imagesEach) + " " + std::to_string(options.wrong);
    if (Project::isAt(folder)) {
        Project project = Project::open(folder);
        const bool untouched = isUntouched(project);
        if (untouched)
            project.setSetting(kUnfinished, how);
        if (untouched || project.setting(kUnfinished) == how)
            return project;
    }
    Project project = Project::create(folder);
    project.setSetting(kUnfinished, how);
    return project;
}

} // namespace

Project createDemo(const fs::path& folder, const DemoOptions& options, jobs::Context& context)
{
    if (options.identities < 2 || options.identities > kMostPeople || options.imagesEach < 2 ||
        options.imagesEach > 999 || !(options.wrong >= 0 && options.wrong <= 0.5))
        throw Error(ErrorCode::BadArgument,
                    "a demo has 2 to 500 people, 2 to 999 pictures each and up to half of the labels wrong");
    Project project = openDemo(folder, options);
    Rng rng(options.seed);
    const auto names = inventedNames(options.identities, rng);
    std::vector<DemoImage> images;
    for (std::size_t person = 0; person < names.size(); ++person) {
        for (int k = 0; k < options.imagesEach; ++k)
            images.push_back({person, person, rng.next(), {}});
    }
    // In random order, so that neither file names nor their order tell which label is wrong.
    rng.shuffle(std::span(images));
    const auto wrong = static_cast<std::size_t>(std::llround(options.wrong * static_cast<double>(images.size())));
    for (std::size_t i = 0; i < wrong; ++i)
        images[i].labelled = (images[i].person + 1 + rng.below(names.size() - 1)) % names.size();
    rng.shuffle(std::span(images));
    std::map<std::size_t, int> used;
    for (auto& picture : images) {
        std::array<char, 24> number{};
        std::snprintf(number.data(), number.size(), "/%03d.jpg", ++used[picture.labelled]);
        picture.path = names[picture.labelled] + number.data();
    }

    context.stage("draw");
    const fs::path root = project.imagesFolder() / "demo";
    std::error_code ec;
    for (const auto& name : names) {
        fs::create_directories(root / name, ec);
        if (ec)
            throwErrno(ec.value(), "cannot make a folder for the demo's pictures");
    }
    std::atomic<std::uint64_t> done{0};
    parallelFor(
        images.size(), 0,
        [&](std::size_t i) {
            const auto& picture = images[i];
            std::error_code missing;
            if (fs::exists(root / picture.path, missing)) { // drawn before it was cut off; a picture is there whole
                context.progress(++done, images.size(), "images");
                return;
            }
            const std::uint64_t face = Rng::forItem(options.seed, picture.person).next();
            const auto drawn = synth::render(face, synth::randomShot(picture.shot, kDifficulty));
            writeFileAtomically(root / picture.path, image::encodeJpeg(drawn.picture));
            context.progress(++done, images.size(), "images");
        },
        context.stopToken());
    context.checkStop();

    std::sort(images.begin(), images.end(), [](const auto& a, const auto& b) { return naturalLess(a.path, b.path); });
    std::string truth = "path,labelled,true\n";
    for (const auto& picture : images) {
        truth += csvField(picture.path);
        truth += ',';
        truth += csvField(names[picture.labelled]);
        truth += ',';
        truth += csvField(names[picture.person]);
        truth += '\n';
    }
    writeFileAtomically(project.folder() / "demo-truth.csv", truth);
    importFrom(project, root, {}, context);
    project.setSetting(kUnfinished, "");
    return project;
}

} // namespace likeness::dataset
