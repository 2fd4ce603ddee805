// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/export_onnx.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/output_file.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/compute/client.h"
#include "core/crops/crop_cache.h"
#include "core/onnx/onnx_reader.h"
#include "core/onnx/onnx_writer.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cmath>

namespace likeness::compute {
namespace {

namespace fs = std::filesystem;

using Crop = std::vector<std::uint8_t>;

constexpr std::size_t kFaces = 24; // of a run

// One colour, slopes, waves, noise: the same ones every time.
std::vector<Crop> patterns(int side)
{
    std::vector<Crop> out;
    const auto add = [&](auto value) {
        Crop crop;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                for (int c = 0; c < 3; ++c)
                    crop.push_back(static_cast<std::uint8_t>(std::clamp(value(x, y, c), 0.0, 255.0)));
        out.push_back(std::move(crop));
    };
    for (const double grey : {0.0, 127.0, 255.0})
        add([grey](int, int, int) { return grey; });
    add([side](int x, int, int c) { return 255.0 * (c == 1 ? side - x : x) / side; });
    add([side](int, int y, int c) { return 255.0 * (c == 2 ? side - y : y) / side; });
    for (const double wave : {0.05, 0.3, 1.1})
        add([wave](int x, int y, int c) { return 128 + 100 * std::sin(wave * (x + 0.7 * y) + c); });
    Rng random(1);
    for (int i = 0; i < 4; ++i)
        add([&](int, int, int) { return random.uniform(0, 256); });
    return out;
}

// Where the model is a run's and its crops are still there.
void addFaces(const ModelSource& source, int side, std::vector<Crop>& crops)
{
    const fs::path folder = source.file.parent_path();
    std::error_code ec;
    if (source.file != run::RunFolder::modelIn(folder) || !fs::is_regular_file(folder / "run.json", ec))
        return;
    try {
        const run::RunFolder run(folder);
        const crops::CropReader reader(run.cropFile());
        if (reader.size() != side)
            return;
        const auto samples = run.samples();
        const std::size_t step = std::max<std::size_t>(1, samples.size() / kFaces);
        for (std::size_t i = 0; i < samples.size() && i / step < kFaces; i += step)
            if (const auto pixels = reader.pixels(samples[i].face); !pixels.empty())
                crops.emplace_back(pixels.begin(), pixels.end());
    } catch (const Error&) { // the patterns say enough
    }
}

std::vector<float> embedded(const Model& model, const std::vector<Crop>& crops, jobs::Context& context)
{
    std::vector<const std::uint8_t*> pointers;
    for (const auto& crop : crops)
        pointers.push_back(crop.data());
    std::vector<float> out(crops.size() * static_cast<std::size_t>(model.dim()));
    model.embed(pointers, false, out, context.stopToken());
    return out;
}

// Zeros equal zeros: a model that computes nothing would be found equal to anything.
bool anyOfUnitLength(const std::vector<float>& rows, int dim)
{
    for (std::size_t i = 0; i < rows.size(); i += static_cast<std::size_t>(dim)) {
        double squares = 0;
        for (std::size_t k = i; k < i + static_cast<std::size_t>(dim); ++k)
            squares += static_cast<double>(rows[k]) * static_cast<double>(rows[k]);
        if (std::abs(squares - 1) < 1e-3)
            return true;
    }
    return false;
}

} // namespace

OnnxExport exportOnnx(const ModelSource& source, const fs::path& file, const Options& options, jobs::Context& context)
{
    checkWritable(file);
    context.stage("trace");
    const Bytes image = modelImage(source);
    const auto own = Model::load(image, options);
    context.checkStop();
    const auto bytes = onnx::writeModel(ask("model.trace", Json::object(), image).blob);
    context.checkStop();

    context.stage("parity");
    const Bytes back = onnx::parseModel(bytes, Json(), displayPath(file));
    const Json spec = graph::modelSpec(graph::TensorFile::parse(back));
    const auto written = Model::load(back, options);
    std::vector<Crop> crops = patterns(own.input().cropSize);
    addFaces(source, own.input().cropSize, crops);
    OnnxExport out{0, bytes.size(), spec["graph"]["opset"].get<int>(), own.dim(), crops.size()};
    const auto a = embedded(own, crops, context), b = embedded(written, crops, context);
    if (a.size() != b.size())
        throw Error(ErrorCode::Internal,
                    "the ONNX file that was written gives embeddings of another length; it was not kept");
    if (!anyOfUnitLength(a, own.dim()))
        throw Error(
            ErrorCode::Internal,
            "the model gives no embedding of any face, so nothing could be compared; the ONNX file was not kept");
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        out.maxAbsDiff = std::isnan(difference) ? difference : std::max(out.maxAbsDiff, difference);
    }
    if (!(out.maxAbsDiff <= kMostOnnxDifference))
        throw Error(ErrorCode::Internal,
                    "the ONNX file that was written computes other embeddings than the model (they differ by up to " +
                        dumpJson(Json(out.maxAbsDiff)) + "); it was not kept");
    context.checkStop();
    writeFileAtomically(file, bytes);
    return out;
}

} // namespace likeness::compute
