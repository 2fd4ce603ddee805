// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/attack.h"

#include "core/base/error.h"
#include "core/compute/client.h"

#include <cmath>

namespace likeness::compute {
namespace {

std::vector<double> cosines(const Json& list)
{
    std::vector<double> out;
    for (const Json& value : list)
        out.push_back(value.is_number() ? value.get<double>() : std::nan(""));
    return out;
}

} // namespace

struct AttackedModel::Impl {
    Json id;
    std::string device;
    graph::InputSpec input;
    ~Impl()
    {
        try {
            if (!id.is_null())
                ask("attack.close", {{"id", id}});
        } catch (const Error&) { // the module has said what it had to say before
        }
    }
};

AttackedModel::AttackedModel(std::unique_ptr<Impl> d) : m_d(std::move(d)) {}
AttackedModel::~AttackedModel() = default;
AttackedModel::AttackedModel(AttackedModel&&) noexcept = default;
AttackedModel& AttackedModel::operator=(AttackedModel&&) noexcept = default;

AttackedModel AttackedModel::load(const ModelSource& source, const Options& options, const std::stop_token& stop)
{
    if (options.precision != "fp32")
        throw Error(ErrorCode::BadArgument,
                    "gradients are computed in fp32; \"" + options.precision + "\" was asked for");
    const auto answer =
        ask("attack.open", {{"device", options.device}, {"threads", options.threads}}, modelImage(source), stop).json;
    auto d = std::make_unique<Impl>();
    d->id = answer.at("id");
    d->device = answer.value("device", "cpu");
    d->input = graph::InputSpec::fromJson(answer.at("input"));
    return AttackedModel(std::move(d));
}

const graph::InputSpec& AttackedModel::input() const
{
    return m_d->input;
}

const std::string& AttackedModel::device() const
{
    return m_d->device;
}

Attacked
AttackedModel::run(std::span<const AttackedPair> pairs, const Attack& attack, const std::stop_token& stop) const
{
    Attacked out;
    if (pairs.empty()) {
        out.after.resize(attack.epsilons.size());
        return out;
    }
    const auto side = static_cast<std::size_t>(m_d->input.cropSize);
    const std::size_t bytes = side * side * 3;
    Bytes crops;
    crops.reserve(pairs.size() * 2 * bytes);
    Json same = Json::array(), numbers = Json::array();
    for (const AttackedPair& pair : pairs) {
        crops.insert(crops.end(), pair.a, pair.a + bytes);
        crops.insert(crops.end(), pair.b, pair.b + bytes);
        same.push_back(pair.same ? 1 : 0);
        numbers.push_back(pair.number);
    }
    auto answer = ask("attack.run",
                      {{"id", m_d->id},
                       {"method", attack.method},
                       {"epsilons", attack.epsilons},
                       {"steps", attack.steps},
                       {"step", attack.step},
                       {"seed", attack.seed},
                       {"flip", static_cast<std::uint32_t>(attack.flip)},
                       {"same", same},
                       {"numbers", numbers}},
                      crops, stop);
    out.before = cosines(answer.json.at("before"));
    out.flat = answer.json.at("flat").get<std::vector<std::uint8_t>>();
    for (const Json& list : answer.json.at("after"))
        out.after.push_back(cosines(list));
    out.crops = std::move(answer.blob);
    if (out.before.size() != pairs.size() || out.after.size() != attack.epsilons.size() ||
        out.crops.size() != attack.epsilons.size() * pairs.size() * bytes)
        throw Error(ErrorCode::Internal, "the compute module answered with another number of pairs");
    return out;
}

} // namespace likeness::compute
