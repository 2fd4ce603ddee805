// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/module/attack.h"

#include "core/base/error.h"
#include "core/module/open_handles.h"
#include "core/nn/attack.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/nn/torch_compat.h"

#include <memory>
#include <mutex>

namespace likeness::module {
namespace {

struct OpenAttack {
    std::mutex mutex;
    nn::MemoryReuse memory; // first: it outlives the network's tensors
    std::unique_ptr<nn::Attacker> attacker;
};

OpenHandles<OpenAttack>& handles()
{
    static auto& all = *new OpenHandles<OpenAttack>;
    return all;
}

} // namespace

Answer openAttack(const Json& request, std::span<const std::uint8_t> image, const std::function<void()>& check)
{
    const auto open = std::make_shared<OpenAttack>();
    open->attacker =
        std::make_unique<nn::Attacker>(image, request.value("device", "auto"), request.value("threads", 0), check);
    return {{{"id", handles().add(open)},
             {"device", nn::deviceId(open->attacker->device())},
             {"dim", open->attacker->dim()},
             {"input", open->attacker->input().toJson()}},
            {}};
}

Answer runAttack(const Json& request, std::span<const std::uint8_t> pairs, const std::function<void()>& check)
{
    const auto open = handles().of(request, "that model is not open");
    const auto options = nn::AttackOptions::fromJson(request);
    const auto same = request.value("same", std::vector<std::uint8_t>());
    const auto numbers = request.value("numbers", std::vector<std::uint64_t>());
    const int side = open->attacker->input().cropSize;
    const std::size_t bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    if (same.empty() || numbers.size() != same.size() || pairs.size() / (2 * bytes) != same.size() ||
        pairs.size() % (2 * bytes) != 0)
        throw Error(ErrorCode::Internal, "an attack takes two crops, a kind and a number for each pair");
    std::vector<const std::uint8_t*> a, b;
    for (std::size_t i = 0; i < same.size(); ++i) {
        a.push_back(pairs.data() + 2 * i * bytes);
        b.push_back(pairs.data() + (2 * i + 1) * bytes);
    }
    const std::lock_guard lock(open->mutex);
    const auto outcome = open->attacker->run(nn::stack(a, side), nn::stack(b, side), same, numbers, options, check);
    const auto* p = outcome.crops.data_ptr<std::uint8_t>();
    return {{{"before", outcome.before}, {"flat", outcome.flat}, {"after", outcome.after}},
            Bytes(p, p + outcome.crops.numel())};
}

Answer closeAttack(const Json& request)
{
    handles().close(request);
    return {};
}

} // namespace likeness::module
