// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/compute.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/loadable.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/compute/client.h"
#include "core/compute/state_dict.h"
#include "core/compute/waiting.h"
#ifdef LIKENESS_HAS_ONNX
#include "core/onnx/onnx_reader.h"
#endif

#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>

namespace likeness::compute {
namespace {

std::atomic<const LikenessComputeApi*> g_api{nullptr};

void append(void* user, const char* utf8, std::size_t bytes)
{
    static_cast<std::string*>(user)->append(utf8, bytes);
}

// Carries a callback's exception past the C frames.
struct Bridge {
    TrainObserver& observer;
    std::exception_ptr failure;

    static void event(void* user, const char* utf8, std::size_t bytes)
    {
        auto& self = *static_cast<Bridge*>(user);
        try {
            if (!self.failure)
                self.observer.onEvent(parseJson({utf8, bytes}, "an event of the compute module"));
        } catch (...) {
            self.failure = std::current_exception();
        }
    }
    static int shouldContinue(void* user)
    {
        auto& self = *static_cast<Bridge*>(user);
        try {
            return !self.failure && self.observer.shouldContinue() ? 1 : 0;
        } catch (...) {
            self.failure = std::current_exception();
            return 0;
        }
    }
};

} // namespace

const LikenessComputeApi& api()
{
    static std::mutex mutex;
    if (const auto* loaded = g_api.load())
        return *loaded;
    const std::lock_guard lock(mutex);
    if (const auto* loaded = g_api.load())
        return *loaded;
    chooseWaiting(); // before LibTorch brings OpenMP in
    const char* chosen = std::getenv("LIKENESS_COMPUTE_MODULE");
    const Loadable module(chosen && *chosen ? std::filesystem::path(chosen) : Loadable::find("likeness_compute"));
    const auto entry = reinterpret_cast<LikenessComputeEntry>(module.symbol("likeness_compute_api"));
    const auto* functions = entry(LIKENESS_COMPUTE_API_VERSION);
    if (!functions || functions->size < sizeof(LikenessComputeApi))
        throw Error(ErrorCode::NoCompute,
                    "the compute module " + displayPath(module.file()) + " is of another version of Likeness");
    g_api = functions;
    return *functions;
}

Json call(const std::function<int(LikenessText, void*, LikenessError*)>& body)
{
    LikenessError error{};
    std::string text;
    if (body(append, &text, &error) != 0)
        throw Error(codeNamed(error.code, ErrorCode::Compute), error.message, error.detail);
    return text.empty() ? Json::object() : parseJson(text, "an answer of the compute module");
}

Answer ask(const char* what, const Json& request, std::span<const std::uint8_t> data, const std::stop_token& stop)
{
    struct Sinks {
        std::string text;
        Bytes blob;
        const std::stop_token& stop;
    } sinks{{}, {}, stop};
    const LikenessText text = [](void* user, const char* utf8, std::size_t bytes) {
        static_cast<Sinks*>(user)->text.append(utf8, bytes);
    };
    const LikenessBytes blob = [](void* user, const std::uint8_t* bytes, std::size_t count) {
        static_cast<Sinks*>(user)->blob.assign(bytes, bytes + count);
    };
    const LikenessContinue goesOn = [](void* user) { return static_cast<Sinks*>(user)->stop.stop_requested() ? 0 : 1; };
    const std::string json = dumpJson(request);
    LikenessError error{};
    if (api().call(what, json.c_str(), data.data(), data.size(), text, blob, goesOn, &sinks, &error) != 0)
        throw Error(codeNamed(error.code, ErrorCode::Compute), error.message, error.detail);
    return {parseJson(sinks.text, "an answer of the compute module"), std::move(sinks.blob)};
}

bool isLoaded() noexcept
{
    return g_api.load() != nullptr;
}

Info info()
{
    const auto& functions = api();
    const Json json = call([&](auto sink, void* user, auto* error) { return functions.info(sink, user, error); });
    Info out;
    out.libraryVersion = json.value("library", "");
    out.blas = json.value("blas", "");
    out.warning = json.value("warning", "");
    for (const auto& d : json.value("devices", Json::array()))
        out.devices.push_back({d.value("id", ""), d.value("name", ""), d.value("memory_total", std::uint64_t{0}),
                               d.value("memory_free", std::uint64_t{0})});
    return out;
}

void requireDevice(const std::string& name)
{
    if (name == "auto" || name == "cpu")
        return;
    std::string known;
    for (const auto& device : info().devices) {
        if (device.id == name || (name == "cuda" && device.id == "cuda:0"))
            return;
        known += (known.empty() ? "" : ", ") + device.id;
    }
    throw Error(ErrorCode::NoDevice,
                "there is no device \"" + toUtf8(name) + "\" here; this LibTorch can use " + known +
                    (known == "cpu" ? " (a GPU needs a compute module built against a CUDA LibTorch)" : ""));
}

struct Model::Impl {
    LikenessModel* handle = nullptr;
    int dim = 0;
    std::string device;
    std::string precision;
    graph::InputSpec input;
    ~Impl()
    {
        if (handle)
            api().model_close(handle);
    }
};

Model::Model(std::unique_ptr<Impl> d) : m_d(std::move(d)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

Bytes modelImage(const ModelSource& source)
{
    if (isStateDict(source.file))
        return stateDictImage(readFile(source.file), source.name);
    if (toLower(source.file.extension().string()) != ".onnx")
        return readFile(source.file);
#ifdef LIKENESS_HAS_ONNX
    return onnx::readModel(source.file);
#else
    throw Error(ErrorCode::Unsupported, "this build reads no ONNX files; use a model.safetensors of a run");
#endif
}

void requireBackbone(const std::string& m, const std::string& backbone)
{
    if (!isStateDict(m))
        throw Error(ErrorCode::BadArgument, "a backbone is named for a state dict of PyTorch (.pth, .pt); \"" +
                                                toUtf8(m) + "\" says itself what it computes");
    const auto source = findModel(m);
    (void)stateDictImage(readFile(source.file), source.name, backbone);
}

Model Model::load(const ModelSource& source, const Options& options)
{
    return load(modelImage(source), options);
}

Model Model::load(std::span<const std::uint8_t> image, const Options& options)
{
    const auto& functions = api();
    auto d = std::make_unique<Impl>();
    const std::string json =
        dumpJson({{"device", options.device}, {"threads", options.threads}, {"precision", options.precision}});
    const Json result = call([&](auto sink, void* user, auto* error) {
        return functions.model_open(image.data(), image.size(), json.c_str(), &d->handle, sink, user, error);
    });
    d->dim = result.value("dim", 0);
    d->device = result.value("device", "cpu");
    d->precision = options.precision;
    d->input = graph::InputSpec::fromJson(result.at("input"));
    return Model(std::move(d));
}

int Model::dim() const
{
    return m_d->dim;
}

const graph::InputSpec& Model::input() const
{
    return m_d->input;
}

std::string Model::device() const
{
    return m_d->device;
}

const std::string& Model::precision() const
{
    return m_d->precision;
}

void Model::embed(std::span<const std::uint8_t* const> crops,
                  bool mirror,
                  std::span<float> out,
                  const std::stop_token& stop) const
{
    embed(crops, mirror ? Flip::Sum : Flip::None, true, out, stop);
}

void Model::embed(std::span<const std::uint8_t* const> crops,
                  Flip flip,
                  bool unit,
                  std::span<float> out,
                  const std::stop_token& stop) const
{
    if (out.size() != crops.size() * static_cast<std::size_t>(m_d->dim) * (flip == Flip::Both ? 2 : 1))
        throw Error(ErrorCode::Internal, "the room for embeddings does not fit their number");
    static_assert(static_cast<std::uint32_t>(Flip::Sum) == LIKENESS_FLIP_SUM &&
                  static_cast<std::uint32_t>(Flip::Both) == LIKENESS_FLIP_BOTH);
    const auto code = static_cast<std::uint32_t>(flip);
    std::stop_token token = stop;
    const LikenessContinue goesOn = [](void* user) {
        return static_cast<std::stop_token*>(user)->stop_requested() ? 0 : 1;
    };
    if (!crops.empty())
        call([&](auto, void*, auto* error) {
            return api().model_embed(m_d->handle, crops.data(), crops.size(), code, unit ? 1 : 0, out.data(), goesOn,
                                     &token, error);
        });
}

Json train(const std::filesystem::path& runFolder, TrainObserver& observer)
{
    Bridge bridge{observer, nullptr};
    const LikenessTrainCallbacks callbacks{&bridge, &Bridge::event, &Bridge::shouldContinue};
    const std::string folder = runFolder.string();
    const auto& functions = api();
    const Json end = call([&](auto sink, void* user, auto* error) {
        return functions.train(folder.c_str(), &callbacks, sink, user, error);
    });
    if (bridge.failure)
        std::rethrow_exception(bridge.failure);
    return end;
}

Json benchTrain(const Json& request)
{
    return ask("bench.train", request).json;
}

Json benchEmbed(const Json& request)
{
    Bytes image;
    if (request.contains("model"))
        image = modelImage(findModel(request["model"].get<std::string>()));
    return ask("bench.embed", request, image).json;
}

} // namespace likeness::compute
