// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/base/text.h"
#include "core/module/compute_api.h"
#include "core/module/requests.h"
#include "core/nn/device.h"
#include "core/nn/embedder.h"
#include "core/nn/memory.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

struct LikenessModel {
    likeness::nn::MemoryReuse memory; // first: it outlives the embedder's tensors
    likeness::nn::Embedder embedder;
};

namespace likeness::module {
namespace {

void copyText(char* target, std::size_t room, std::string_view text)
{
    std::string clean = toUtf8(text.substr(0, room - 1));
    clean.resize(std::min(clean.size(), room - 1));
    std::memcpy(target, clean.data(), clean.size());
    target[clean.size()] = '\0';
}

void fill(LikenessError* error, ErrorCode code, std::string_view message, std::string_view detail = {})
{
    if (!error)
        return;
    copyText(error->code, sizeof error->code, codeName(code));
    copyText(error->message, sizeof error->message, message);
    copyText(error->detail, sizeof error->detail, detail);
}

// Runs `work`; nothing that it throws leaves.
template<typename Work>
int guarded(LikenessError* error, const Work& work) noexcept
{
    try {
        try {
            work();
            return 0;
        } catch (...) {
            nn::rethrow();
        }
    } catch (const Error& e) {
        fill(error, e.code(), e.what(), e.detail());
    } catch (...) {
        fill(error, ErrorCode::Internal, "an unknown failure inside the compute module");
    }
    return 1;
}

void give(LikenessText sink, void* user, const Json& value)
{
    const std::string text = dumpJson(value);
    if (sink)
        sink(user, text.data(), text.size());
}

// Throws once the caller wants no more; empty where the caller does not care.
std::function<void()> stopCheck(LikenessContinue shouldContinue, void* user)
{
    if (!shouldContinue)
        return {};
    return [shouldContinue, user] {
        if (shouldContinue(user) == 0)
            throw Error(ErrorCode::Interrupted, "stopped");
    };
}

int info(LikenessText result, void* user, LikenessError* error)
{
    return guarded(error, [&] { give(result, user, nn::describe()); });
}

int modelOpen(const std::uint8_t* image,
              std::size_t bytes,
              const char* options,
              LikenessModel** model,
              LikenessText result,
              void* user,
              LikenessError* error)
{
    return guarded(error, [&] {
        const Json json = parseJson(options ? options : "{}", "the options");
        nn::EmbedderOptions o;
        o.device = json.value("device", o.device);
        o.threads = json.value("threads", o.threads);
        o.precision = json.value("precision", o.precision);
        o.fold = json.value("fold", o.fold);
        o.batch = json.value("batch", o.batch);
        auto opened = std::unique_ptr<LikenessModel>(new LikenessModel{{}, nn::Embedder({image, bytes}, o)});
        give(result, user,
             {{"dim", opened->embedder.dim()},
              {"device", nn::deviceId(opened->embedder.device())},
              {"input", opened->embedder.input().toJson()}});
        *model = opened.release();
    });
}

void modelClose(LikenessModel* model)
{
    delete model;
}

int modelEmbed(const LikenessModel* model,
               const std::uint8_t* const* crops,
               std::size_t count,
               std::uint32_t flip,
               int unit,
               float* out,
               LikenessContinue shouldContinue,
               void* user,
               LikenessError* error)
{
    return guarded(error, [&] {
        if (flip > LIKENESS_FLIP_BOTH)
            throw Error(ErrorCode::Internal, "the compute module knows no flip " + std::to_string(flip));
        model->embedder.embed({crops, count}, static_cast<nn::Flip>(flip), unit != 0, out,
                              stopCheck(shouldContinue, user));
    });
}

class CallbackObserver final : public train::Observer
{
public:
    explicit CallbackObserver(const LikenessTrainCallbacks& callbacks) : m_callbacks(callbacks) {}
    void onEvent(const Json& event) override { give(m_callbacks.event, m_callbacks.user, event); }
    bool shouldContinue() override
    {
        return !m_callbacks.should_continue || m_callbacks.should_continue(m_callbacks.user) != 0;
    }

private:
    const LikenessTrainCallbacks& m_callbacks;
};

int trainRun(
    const char* folder, const LikenessTrainCallbacks* callbacks, LikenessText result, void* user, LikenessError* error)
{
    return guarded(error, [&] {
        CallbackObserver observer(*callbacks);
        give(result, user, train::run(folder, observer));
    });
}

int callByName(const char* what,
               const char* request,
               const std::uint8_t* data,
               std::size_t bytes,
               LikenessText result,
               LikenessBytes blob,
               LikenessContinue shouldContinue,
               void* user,
               LikenessError* error)
{
    return guarded(error, [&] {
        const auto answer = answerTo(what, parseJson(request ? request : "{}", "the request"), {data, bytes},
                                     stopCheck(shouldContinue, user));
        give(result, user, answer.json);
        if (blob && !answer.blob.empty())
            blob(user, answer.blob.data(), answer.blob.size());
    });
}

} // namespace
} // namespace likeness::module

extern "C" const LikenessComputeApi* likeness_compute_api(std::uint32_t version)
{
    using namespace likeness::module;
    static const LikenessComputeApi api{LIKENESS_COMPUTE_API_VERSION,
                                        sizeof(LikenessComputeApi),
                                        info,
                                        modelOpen,
                                        modelClose,
                                        modelEmbed,
                                        trainRun,
                                        callByName};
    return version == LIKENESS_COMPUTE_API_VERSION ? &api : nullptr;
}
