// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/face_counts.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/curate/curate.h"
#include "core/curate/curation.h"
#include "core/curate/flag_rows.h"
#include "core/curate/lbph.h"
#include "core/dataset/remaining.h"
#include "core/verify/leakage.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <unordered_map>

namespace likeness::cli {
namespace {

Json flagsJson(const dataset::Project& project, const std::vector<dataset::FlagRow>& flags)
{
    std::vector<dataset::FaceId> ids;
    for (const auto& flag : flags)
        ids.push_back(flag.face);
    std::unordered_map<dataset::FaceId, dataset::IdentityId> identities;
    for (const auto& face : project.faces(ids))
        identities.emplace(face.id, face.identity);
    std::unordered_map<dataset::FaceId, std::string> keys;
    for (auto& [face, key] : project.imageKeys(ids))
        keys.emplace(face, std::move(key));
    const curate::NameBook names(project);
    Json list = Json::array();
    for (const auto& flag : flags) {
        const auto identity = identities.find(flag.face);
        if (identity == identities.end())
            continue;
        list.push_back({{"face", flag.face},
                        {"path", keys[flag.face]},
                        {"identity", names.of(identity->second)},
                        {"kind", flag.kind},
                        {"score", flag.score},
                        {"threshold", flag.threshold},
                        {"flagged", flag.flagged},
                        {"suggested", names.of(flag.suggested)},
                        {"reason", flag.reason}});
    }
    return list;
}

curate::LbphMode lbphModeOf(const std::string& name)
{
    return name == "full"      ? curate::LbphMode::Full
           : name == "compact" ? curate::LbphMode::Compact
                               : curate::LbphMode::Automatic;
}

void addCurate(Registry& registry)
{
    struct Arguments {
        std::string folder, method = "embedding", model, precision = "fp32", histograms = "automatic", light = "none",
                            against;
        bool aligned = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "curate", "look for wrong labels, poor pictures and duplicates",
        [args, &registry]() -> Json {
            const auto start = std::chrono::steady_clock::now();
            if (args->method == "embedding" && args->model.empty())
                throw Error(ErrorCode::BadArgument, "The embedding method needs --model: a run, an .onnx file or a "
                                                    "model file. Without one, use --method lbph.");
            auto project = dataset::Project::open(args->folder);
            if (!args->against.empty() && !std::filesystem::exists(std::filesystem::path(args->against)))
                throw Error(ErrorCode::NotFound, "There is no file or folder " + toUtf8(args->against) + ".");
            curate::Options options;
            options.method = args->method;
            options.model = args->model;
            options.threads = registry.global().threads;
            options.compute = {registry.global().device, registry.global().threads, args->precision};
            options.lbph.mode = lbphModeOf(args->histograms);
            options.lbph.light = image::lightingOf(args->light);
            auto flags = curate::curate(project, options, Console::instance());
            if (!args->against.empty()) {
                verify::VerifyOptions set;
                set.model = args->method == "embedding" ? args->model : std::string();
                set.runsFolder = project.runsFolder();
                set.set = args->against;
                set.aligned = args->aligned;
                set.seed = registry.global().seed;
                set.compute = options.compute;
                auto leaks = verify::findLeakage(project, set, Console::instance());
                flags.insert(flags.end(), std::make_move_iterator(leaks.begin()), std::make_move_iterator(leaks.end()));
            }
            std::map<std::string, std::pair<int, int>> counts;
            for (const auto& flag : flags) {
                counts[flag.kind].first += 1;
                counts[flag.kind].second += flag.flagged ? 1 : 0;
            }
            Json countsJson = Json::object();
            for (const auto& [kind, count] : counts)
                countsJson[kind] = {{"looked_at", count.first}, {"flagged", count.second}};
            Json result = {{"flags", flagsJson(project, flags)}, {"counts", countsJson}, {"method", args->method}};
            if (const auto found = curate::lastCuration(project, args->method)) {
                result["threshold"] = found->threshold;
                result["expected_precision"] = found->precision;
                result["expected_recall"] = found->recall;
            }
            const auto left = dataset::remaining(project, args->method);
            result["remaining"] = {{"labels", left.labels},
                                   {"wrong", left.now.wrong},
                                   {"low", left.now.low},
                                   {"high", left.now.high},
                                   {"wrong_after_flagged", left.afterFlagged.wrong}};
            result["faces"] = faceCounts(project);
            result["seconds"] = secondsSince(start);
            return result;
        },
        [](const Json& result) {
            std::string out;
            for (const auto& f : result["flags"])
                if (f["flagged"].get<bool>())
                    out += formatNumber(f["score"].get<double>(), 3) + "  " + f["kind"].get<std::string>() + "  " +
                           f["path"].get<std::string>() + "  " + f["reason"].get<std::string>() + "\n";
            for (const auto& [kind, count] : result["counts"].items())
                out +=
                    kind + ": " + std::to_string(count["flagged"].get<int>()) + " flagged" +
                    // Of other kinds only what is suspicious is a row.
                    (kind == "mislabelled" ? " of " + std::to_string(count["looked_at"].get<int>()) + " labels" : "") +
                    "\n";
            const auto percent = [&](const char* key) {
                return formatNumber(result[key].get<double>() * 100, 0) + " %";
            };
            if (result.contains("threshold"))
                out += "A label is flagged when it is wrong with a probability of " + percent("threshold") +
                       " or more: of what is flagged, " + percent("expected_precision") +
                       " is expected to be wrong; of all wrong labels, " + percent("expected_recall") +
                       " is expected to be flagged.\n";
            const Json& faces = result["faces"];
            const int labelled = faces["labelled"].get<int>();
            const auto& counts = result["counts"];
            const int compared = counts.contains("mislabelled") ? counts["mislabelled"]["looked_at"].get<int>() : 0;
            out +=
                "Compared " + std::to_string(compared) + " of " + std::to_string(faces["found"].get<int>()) + " faces";
            const auto leftOut = leftOutText(faces, labelled - compared, "without a crop");
            out += (leftOut.empty() ? "" : "; " + leftOut) + ".";
            if (const int without = faces["not_found"].get<int>(); without > 0)
                out += " In " + std::to_string(without) + " pictures no face was found.";
            out += "\n";
            const Json& left = result["remaining"];
            const auto about = [](const Json& number) { return formatNumber(number.get<double>(), 0); };
            out += "About " + about(left["wrong"]) + " (" + about(std::floor(left["low"].get<double>())) + " to " +
                   about(std::ceil(left["high"].get<double>())) + ") of " + std::to_string(left["labels"].get<int>()) +
                   " labels are still wrong; about " + about(left["wrong_after_flagged"]) +
                   " when all that is flagged has been reviewed.\n";
            return out;
        });
    command->add_option("project", args->folder, "the project folder")->required();
    command->add_option("--method", args->method, "how faces are compared")
        ->check(CLI::IsMember({"lbph", "embedding"}));
    modelOption(registry, command, args->model, "model for the embedding method");
    command->add_option("--against", args->against,
                        "a verification set (pack or folder): also look for its pictures and people among the faces");
    command->add_flag("--aligned", args->aligned, "the pictures of that folder are crops already");
    precisionOption(command, args->precision);
    command
        ->add_option(
            "--histograms", args->histograms,
            "for the lbph method: full (OpenCV's 256 bins a cell), compact (59 bins, faster) or automatic, by the "
            "number of faces and the processor")
        ->check(CLI::IsMember({"full", "compact", "automatic"}));
    command->add_option("--light", args->light, "for the lbph method: what evens out the light of the faces first")
        ->check(CLI::IsMember({"none", "equalise", "clahe", "retinex"}));
}

// Soft patches under a little noise: their codes are spread as those of faces are, which is what the time depends on.
image::Image randomCrop(std::uint64_t index)
{
    constexpr int kSize = 112, kStep = 8, kPatches = kSize / kStep + 1;
    Rng rng = Rng::forItem(1, index);
    std::array<std::array<int, kPatches>, kPatches> patches{};
    for (auto& row : patches)
        for (int& value : row)
            value = static_cast<int>(rng.below(128));
    image::Image out(kSize, kSize, 1);
    for (int y = 0; y < kSize; ++y)
        for (int x = 0; x < kSize; ++x) {
            const auto row = static_cast<std::size_t>(y / kStep), column = static_cast<std::size_t>(x / kStep);
            const int right = x % kStep, down = y % kStep;
            const auto across = [&](std::size_t r) {
                return (kStep - right) * patches[r][column] + right * patches[r][column + 1];
            };
            const int value = ((kStep - down) * across(row) + down * across(row + 1)) / (kStep * kStep);
            out.row(y)[x] = static_cast<std::uint8_t>(value + static_cast<int>(rng.below(5)));
        }
    return out;
}

void addBenchLbph(Registry& registry)
{
    struct Arguments {
        int crops = 2000;
        std::string mode = "full";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "lbph", "time LBPH histograms and all their distances",
        [args, &registry]() -> Json {
            const auto count = static_cast<std::size_t>(args->crops);
            const int threads = registry.global().threads;
            std::vector<image::Image> pictures(count);
            parallelFor(count, threads, [&](std::size_t i) { pictures[i] = randomCrop(i); });
            auto& console = Console::instance();
            curate::LbphOptions options;
            options.mode = lbphModeOf(args->mode);
            const auto start = std::chrono::steady_clock::now();
            curate::LbphHistograms histograms(count, 112, options);
            parallelFor(
                count, threads, [&](std::size_t i) { histograms.set(i, pictures[i]); }, console.stopToken());
            console.checkStop();
            const double histogramSeconds = secondsSince(start);
            constexpr std::size_t side = curate::LbphHistograms::kTile;
            const std::size_t tiles = (count + side - 1) / side;
            std::atomic<std::uint64_t> done{0};
            std::vector<double> sums(tiles, 0);
            parallelFor(
                tiles, threads,
                [&](std::size_t r) {
                    for (std::size_t c = r; c < tiles; ++c)
                        for (std::size_t i = r * side; i < std::min(count, (r + 1) * side); ++i)
                            for (std::size_t j = std::max(i + 1, c * side); j < std::min(count, (c + 1) * side); ++j)
                                sums[r] += histograms.distance(i, j);
                    console.progress(++done, tiles, "rows");
                },
                console.stopToken());
            console.checkStop();
            double sum = 0;
            for (const double s : sums)
                sum += s;
            const double seconds = secondsSince(start);
            const double pairs = static_cast<double>(count) * static_cast<double>(count - 1) / 2;
            return {{"seconds", seconds},
                    {"histogram_seconds", histogramSeconds},
                    {"pairs", count * (count - 1) / 2},
                    {"nanoseconds_per_pair", pairs > 0 ? (seconds - histogramSeconds) / pairs * 1e9 : 0.0},
                    {"mean_distance", pairs > 0 ? sum / pairs : 0.0},
                    {"peak_rss_mb", peakMegabytes()},
                    {"crops", count},
                    {"crop_size", 112},
                    {"bins", histograms.bins()},
                    {"cells", 64},
                    {"mode", histograms.isCompact() ? "compact" : "full"},
                    {"kernel", histograms.kernel()},
                    {"threads", threadCount(threads)},
                    {"device", "cpu"},
                    {"version", LIKENESS_VERSION}};
        },
        {}, registry.group("bench", "measure this machine"));
    command->add_option("--crops", args->crops, "number of crops")->check(CLI::Range(1, 200000));
    command
        ->add_option("--mode", args->mode,
                     "full: OpenCV's 256 bins a cell; compact: the 58 uniform codes and one for the rest")
        ->check(CLI::IsMember({"full", "compact", "automatic"}));
}

} // namespace

void addCurateCommands(Registry& registry)
{
    addCurate(registry);
    addBenchLbph(registry);
}

} // namespace likeness::cli
