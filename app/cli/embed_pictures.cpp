// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/embed_pictures.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/faces/prepare.h"
#include "core/image/codec.h"
#include "core/image/transform.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kPortion = 128; // pictures; 5 MB of crops

image::Image cropOf(const fs::path& file, faces::Detector* detector, int size)
{
    auto picture = image::decodeFile(file);
    if (!detector)
        return picture.width == size && picture.height == size ? std::move(picture)
                                                               : image::resize(picture, size, size);
    return faces::centralCrop(*detector, picture, size);
}

} // namespace

std::vector<fs::path> imagesBelow(const fs::path& source)
{
    std::error_code ec;
    std::vector<fs::path> files;
    if (fs::is_regular_file(source, ec))
        files.push_back(source);
    for (fs::recursive_directory_iterator it(source, fs::directory_options::skip_permission_denied, ec), end; it != end;
         it.increment(ec)) {
        if (ec)
            break;
        if (it->is_regular_file(ec) && image::hasImageExtension(it->path()))
            files.push_back(it->path());
    }
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return naturalLess(a.string(), b.string()); });
    if (files.empty())
        throw Error(ErrorCode::EmptySource, "no image was found in " + displayPath(source));
    return files;
}

PictureRows embedPictures(const std::vector<fs::path>& files,
                          const compute::Model& model,
                          const PictureOptions& options,
                          jobs::Context& context)
{
    const auto detector = options.aligned ? nullptr : faces::makeSharedDetector(options.detector);
    const auto dim = static_cast<std::size_t>(model.dim());
    PictureRows out;
    std::mutex mutex;
    std::size_t done = 0;
    context.stage("embed");
    for (std::size_t first = 0; first < files.size(); first += kPortion) {
        const std::size_t count = std::min(kPortion, files.size() - first);
        std::vector<image::Image> crops(count);
        std::vector<std::optional<Error>> failures(count);
        auto start = Clock::now();
        const auto lap = [&start] {
            const auto begin = std::exchange(start, Clock::now());
            return std::chrono::duration<double>(start - begin).count();
        };
        parallelFor(
            count, options.threads,
            [&](std::size_t i) {
                try {
                    crops[i] = cropOf(files[first + i], detector.get(), model.input().cropSize);
                } catch (const Error& e) {
                    failures[i] = e;
                }
                const std::lock_guard lock(mutex); // progress never goes back
                context.progress(++done, files.size(), "images");
            },
            context.stopToken());
        context.checkStop();
        std::vector<const std::uint8_t*> pixels;
        for (std::size_t i = 0; i < count; ++i) {
            if (const auto& e = failures[i]) {
                context.issue({jobs::Issue::Severity::Warning, displayPath(files[first + i]), e->code(), e->what()});
                continue;
            }
            pixels.push_back(crops[i].pixels.data());
            out.files.push_back(files[first + i]);
        }
        out.cropSeconds += lap();
        const std::size_t before = out.values.size();
        out.values.resize(before + pixels.size() * dim);
        model.embed(pixels, false, std::span(out.values).subspan(before), context.stopToken());
        out.embedSeconds += lap();
    }
    if (out.files.empty())
        throw Error(ErrorCode::NoFaces, "none of the " + std::to_string(files.size()) + " images gave a face");
    return out;
}

} // namespace likeness::cli
