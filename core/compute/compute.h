// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/graph/model_file.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

// The program's side of the compute module (LibTorch behind dlopen). Nothing here includes or links torch; the module
// is loaded by the first call that computes and stays loaded: the file that $LIKENESS_COMPUTE_MODULE names, else
// likeness_compute.so where Loadable::find() finds it. Every function throws likeness::Error.
namespace likeness::compute {

struct Device {
    std::string id;                // "cpu", "cuda:0"
    std::string name;              // "AMD EPYC …", "NVIDIA H200"
    std::uint64_t memoryTotal = 0; // bytes
    std::uint64_t memoryFree = 0;
};

struct Info {
    std::string libraryVersion;  // LibTorch
    std::string blas;            // what matrix products run on
    std::string warning;         // e.g. "LibTorch runs on reference BLAS …"; empty when fine
    std::vector<Device> devices; // cpu first
};

bool isLoaded() noexcept;
Info info(); // loads the module

struct Options {
    std::string device = "auto";    // auto | cpu | cuda:N
    int threads = 0;                // 0 = all
    std::string precision = "fp32"; // fp32 | bf16
};

// What `--model M` names, found but not yet loaded.
struct ModelSource {
    std::filesystem::path file; // .onnx, .safetensors / run's model.safetensors, or a state dict (.pth, .pt)
    std::string name;           // for people: file name or run id
    std::string hash;           // hash128Hex of the file
};
// M: a run id (with `runsFolder`) or folder, an .onnx file, an own model file, a state dict of PyTorch. Throws
// Error(NotFound | Unsupported).
ModelSource findModel(const std::string& m, const std::filesystem::path& runsFolder = {});
// That a model is a state dict of that backbone, which nothing else needs to be told: it is recognised. Throws
// Error(BadArgument) where it is no state dict or there is no such backbone, BadFile where it is another network's.
void requireBackbone(const std::string& m, const std::string& backbone);
// The model image (core/graph/model_file.h) that the source holds or is read into. Throws Error.
Bytes modelImage(const ModelSource& source);

// Throws Error(NoDevice) when this machine lacks it, or this LibTorch cannot use it. name: auto, cpu or cuda:N.
void requireDevice(const std::string& name);

// What an embedding holds of the mirrored crop.
enum class Flip : std::uint32_t {
    None, // nothing: the crop alone
    Sum,  // the mirrored crop's embedding is added, both as the network gives them (insightface)
    Both  // it stands behind the crop's: rows of 2 · dim (facenet)
};

// An embedding model on a device. embed() from one thread at a time.
class Model
{
public:
    static Model load(const ModelSource& source, const Options& options = {});
    static Model load(std::span<const std::uint8_t> image, const Options& options = {}); // of modelImage()
    ~Model();
    Model(Model&&) noexcept;
    Model& operator=(Model&&) noexcept;
    int dim() const;
    const graph::InputSpec& input() const;
    std::string device() const;
    const std::string& precision() const; // fp32 | bf16
    // `crops`: count pointers to aligned RGB crops of input().cropSize squared; preprocessing happens inside. Output
    // count × dim rows, L2-normalised. `mirror` adds the embedding of the mirrored crop before normalising (the field's
    // flip-sum). Batches internally; memory stays bounded whatever the count. A stop is noticed between two layers:
    // Error(Interrupted).
    void embed(std::span<const std::uint8_t* const> crops,
               bool mirror,
               std::span<float> out,
               const std::stop_token& stop = {}) const;
    // The same with any flip; `unit` false leaves the outcome at the length that the network gives it, true makes it
    // (of Flip::Both each half) of unit length. `out` is count × dim, of Flip::Both count × 2 · dim.
    void embed(std::span<const std::uint8_t* const> crops,
               Flip flip,
               bool unit,
               std::span<float> out,
               const std::stop_token& stop = {}) const;

private:
    struct Impl;
    explicit Model(std::unique_ptr<Impl> d);
    std::unique_ptr<Impl> m_d;
};

// Events of a training run as run/run_folder.h lists them. Called on the training thread.
class TrainObserver
{
public:
    virtual ~TrainObserver() = default;
    virtual void onEvent(const Json& event) = 0;
    // Asked many times a second. Block here to pause; return false to stop: the step in progress is dropped, and a
    // checkpoint of the last whole one is written first.
    virtual bool shouldContinue() = 0;
};

// Trains the run in that folder, from its last checkpoint if it has one (bit-exact on one CPU thread). Returns the
// final "end" event. A verification that fails is an issue event, never the end of the run. Blocks; call it on a worker
// thread.
Json train(const std::filesystem::path& runFolder, TrainObserver& observer);

// bench train / bench embed of the command line:
// {"backbone","batch","embedding","classes","steps","threads","device",…} → figures.
Json benchTrain(const Json& request);
Json benchEmbed(const Json& request);

} // namespace likeness::compute
