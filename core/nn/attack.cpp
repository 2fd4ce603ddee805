// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/attack.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/device.h"
#include "core/nn/graph_network.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace likeness::nn {
namespace {

// Sine of the angle between two features below which the direction of their difference is rounding: the features of one
// picture, computed twice in float32, differ by about 1e-6.
constexpr double kAlike = 1e-5;

// Their gradients are zero wherever they have one.
bool isStaircase(const std::string& op)
{
    static const std::set<std::string> ops{"Ceil", "Floor", "Round", "Sign"};
    return ops.count(op) != 0;
}

at::Tensor randomPixels(int side, c10::Device device)
{
    auto out = at::empty({2, side, side, 3}, at::kByte);
    Rng random(1);
    auto* p = out.data_ptr<std::uint8_t>();
    for (std::int64_t i = 0; i < out.numel(); ++i)
        p[i] = static_cast<std::uint8_t>(random.next() >> 56);
    return pixels(out.to(device));
}

std::string first(const Json& node, const char* key)
{
    const Json& list = node[key];
    return list.empty() ? std::string() : list[0].get<std::string>();
}

// What holds the gradient of a graph up, between its output and its input.
struct Barrier {
    std::string op, name; // empty: nothing was found
};

// The graph is run with every value as an output. Where the output depends on the input for LibTorch, the operator is
// the maker of the last value that a gradient reaches on its way back; else that of the last value without one.
Barrier findBarrier(const graph::TensorFile& file, const Json& spec, const at::Tensor& batch)
{
    Json graph = spec["graph"];
    const Json& nodes = graph["nodes"];
    const std::string end = GraphNetwork(file, graph).run(batch.slice(0, 0, 1))[0].first;
    std::set<std::string> needed{end};
    std::vector<std::size_t> makers; // of needed values, from the output on
    for (std::size_t n = nodes.size(); n-- > 0;) {
        if (needed.count(first(nodes[n], "outputs")) == 0)
            continue;
        makers.push_back(n);
        for (const auto& name : nodes[n]["inputs"])
            needed.insert(name.get<std::string>());
    }
    std::vector<std::string> wanted;
    for (const std::size_t n : makers)
        wanted.push_back(first(nodes[n], "outputs"));
    graph["outputs"] = wanted;
    GraphNetwork network(file, graph, wanted);
    const auto leaf = batch.slice(0, 0, 1).detach().clone().set_requires_grad(true);
    const auto values = network.run(leaf * 1.0);
    const auto named = [&](std::size_t n) {
        return Barrier{nodes[n]["op"].get<std::string>(), nodes[n].value("name", "")};
    };
    std::set<std::string> depends;
    for (const auto& [name, value] : values)
        if (value.requires_grad())
            depends.insert(name);
    if (depends.count(end) == 0) {
        const std::string start = graph["inputs"][0].get<std::string>();
        Barrier out;
        for (const std::size_t n : makers) { // sizes have no gradient either, and need none
            const bool reads = std::any_of(nodes[n]["inputs"].begin(), nodes[n]["inputs"].end(), [&](const Json& name) {
                return name == start || depends.count(name.get<std::string>()) != 0;
            });
            const auto found = named(n);
            const bool sizes = found.op == "Shape" || found.op == "Size";
            if (reads && depends.count(first(nodes[n], "outputs")) == 0 && (out.op.empty() || !sizes)) {
                out = found;
                if (!sizes)
                    break;
            }
        }
        return out;
    }
    std::ptrdiff_t last = -1;
    for (std::size_t k = 0; k < values.size(); ++k)
        if (values[k].second.requires_grad() && values[k].second.is_floating_point())
            values[k].second.register_hook([&last, k](const at::Tensor& gradient) {
                if (gradient.defined() && gradient.ne(0).any().item<bool>())
                    last = static_cast<std::ptrdiff_t>(k);
            });
    try {
        (values[0].second * at::randn_like(values[0].second)).sum().backward();
    } catch (const c10::Error&) { // an operation that LibTorch has no gradient of
    }
    return last < 0 ? Barrier{} : named(makers[static_cast<std::size_t>(last)]);
}

} // namespace

AttackOptions AttackOptions::fromJson(const Json& json)
{
    AttackOptions o;
    o.method = json.value("method", o.method);
    o.epsilons = json.value("epsilons", o.epsilons);
    o.steps = json.value("steps", o.steps);
    o.step = json.value("step", o.step);
    o.seed = json.value("seed", o.seed);
    const auto flip = json.value("flip", static_cast<std::uint32_t>(o.flip));
    if (o.method != "fgsm" && o.method != "pgd")
        throw Error(ErrorCode::BadArgument, "there is no attack \"" + o.method + "\"; use fgsm or pgd");
    if (flip > static_cast<std::uint32_t>(Flip::Both))
        throw Error(ErrorCode::BadArgument,
                    "there is no use of the mirrored crop with the number " + std::to_string(flip));
    o.flip = static_cast<Flip>(flip);
    if (o.epsilons.empty() || o.epsilons.size() > 64 ||
        std::any_of(o.epsilons.begin(), o.epsilons.end(), [](int e) { return e < 1 || e > 255; }))
        throw Error(ErrorCode::BadArgument, "epsilons are whole grey levels from 1 to 255, 1 to 64 of them");
    if (o.steps < 1 || o.steps > 1000 || !(o.step >= 0 && o.step <= 255))
        throw Error(ErrorCode::BadArgument, "an attack takes 1 to 1000 steps of at most 255 grey levels");
    return o;
}

Attacker::Attacker(std::span<const std::uint8_t> image,
                   const std::string& device,
                   int threads,
                   const std::function<void()>& check)
    : m_device(parseDevice(device)), m_threads(threads)
{
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    if (spec.contains("role") && spec["role"] != "embedding")
        throw Error(ErrorCode::Unsupported,
                    "this model's role is " + dumpJson(spec["role"]) + "; an embedding model is needed");
    if (!spec.contains("input"))
        throw Error(ErrorCode::NeedsInputSpec, "the model file does not say how it wants its input");
    m_input = graph::InputSpec::fromJson(spec["input"]);
    setThreads(m_threads);
    // Not frozen: a frozen graph no longer asks between the layers of its backward pass. No weight wants a gradient.
    m_network = makeNetwork(file, spec);
    m_network->to(m_device);
    m_network->betweenLayers = check;
    const auto blank = at::zeros({2, 3, m_input.cropSize, m_input.cropSize}, at::kFloat).to(m_device);
    at::Tensor two;
    {
        const at::NoGradGuard guard;
        try {
            two = rows(blank);
        } catch (const Error& e) {
            if (e.code() != ErrorCode::BadFile)
                throw;
        }
        if (!two.defined() || two.size(0) != 2) {
            m_oneByOne = true;
            two = rows(blank);
        }
    }
    if (two.size(0) != 2 || two.size(1) < 2)
        throw Error(ErrorCode::Unsupported, "the model does not give one embedding for each face");
    m_dim = static_cast<int>(two.size(1));
    requireGradient(file, spec);
    m_network->betweenLayers = {};
}

// Throws where one step on random pixels shows that there is none.
void Attacker::requireGradient(const graph::TensorFile& file, const Json& spec)
{
    const auto random = randomPixels(m_input.cropSize, m_device);
    const at::AutoGradMode on(true);
    std::string failure;
    bool reached = false;
    try {
        const auto leaf = random.slice(0, 0, 1).clone().set_requires_grad(true);
        const auto embedding = rows(leaf);
        if (embedding.requires_grad()) {
            (embedding * at::randn_like(embedding)).sum().backward();
            reached = leaf.grad().defined() && leaf.grad().ne(0).any().item<bool>();
        }
        if (reached)
            return;
        failure = embedding.requires_grad() ? "zero" : "none";
    } catch (const c10::Error& e) {
        failure = e.what_without_backtrace();
        if (failure.find("derivative") == std::string::npos &&
            failure.find("does not require grad") == std::string::npos)
            throw;
    }
    if (!spec.contains("graph"))
        return; // our own networks have gradients; one that is zero here is a network that sees nothing
    const Barrier barrier = findBarrier(file, spec, fit(random.cpu(), m_input));
    if (failure == "zero" && !isStaircase(barrier.op))
        return; // saturated by random pixels, perhaps not by faces
    throw Error(ErrorCode::Unsupported,
                (barrier.op.empty() ? std::string("the model")
                                    : "operator " + barrier.op + " (node \"" + barrier.name + "\") of the model") +
                    " lets no gradient through, and without gradients there is no FGSM or PGD",
                failure);
}

at::Tensor Attacker::rows(const at::Tensor& pixels) const
{
    const auto batch = fit(pixels.clone(), m_input); // which changes what it is given
    const auto forward = [&](const at::Tensor& part) {
        const auto out = m_network->forward(part);
        return (out.dim() > 2 ? out.flatten(1) : out).to(at::kFloat);
    };
    std::vector<at::Tensor> parts;
    if (!m_oneByOne)
        parts.push_back(forward(batch));
    for (std::int64_t i = 0; m_oneByOne && i < batch.size(0); ++i)
        parts.push_back(forward(batch.slice(0, i, i + 1)));
    for (const auto& part : parts)
        if (part.dim() != 2)
            throw Error(ErrorCode::Unsupported, "the model does not give one embedding for each face");
    return m_oneByOne ? at::cat(parts) : parts[0];
}

at::Tensor Attacker::feature(const at::Tensor& pixels, Flip flip) const
{
    const auto straight = rows(pixels).to(at::kDouble);
    if (flip == Flip::None)
        return unitRows(straight);
    const auto mirrored = rows(pixels.flip({3})).to(at::kDouble);
    return unitRows(flip == Flip::Sum ? straight + mirrored : at::cat({unitRows(straight), unitRows(mirrored)}, 1));
}

Attacker::Slope Attacker::slope(const at::Tensor& pixels, const at::Tensor& target, Flip flip) const
{
    const at::AutoGradMode on(true);
    const auto leaf = pixels.detach().clone().set_requires_grad(true);
    const auto unit = feature(leaf, flip);
    const auto cosine = (unit * target).sum(1);
    cosine.sum().backward(); // a picture's pixels reach its own row only
    const at::NoGradGuard off;
    Slope out;
    out.cosine = cosine.detach();
    const auto aside = (target - out.cosine.unsqueeze(1) * unit.detach()).norm(2, {1});
    out.gradient = leaf.grad().defined() ? leaf.grad() : at::zeros_like(leaf);
    const auto most = out.gradient.abs().flatten(1).amax(1);
    // Written so that NaN is flat too.
    out.flat = at::logical_not(at::logical_and(aside > kAlike, at::logical_and(most > 0, at::isfinite(most))));
    out.gradient = at::where(out.flat.view({-1, 1, 1, 1}), at::zeros_like(out.gradient), out.gradient);
    return out;
}

Attacker::Outcome Attacker::run(const at::Tensor& a,
                                const at::Tensor& b,
                                std::span<const std::uint8_t> same,
                                std::span<const std::uint64_t> numbers,
                                const AttackOptions& options,
                                const std::function<void()>& check)
{
    const auto count = a.size(0);
    if (same.size() != static_cast<std::size_t>(count) || numbers.size() != same.size() || b.sizes() != a.sizes())
        throw Error(ErrorCode::BadArgument, "an attack takes as many second crops, kinds and numbers as first crops");
    const at::NoGradGuard guard;
    setThreads(m_threads);
    m_network->betweenLayers = check;
    const auto start = pixels(a.to(m_device));
    const auto target = feature(pixels(b.to(m_device)), options.flip);
    auto away = at::empty({count, 1, 1, 1}, at::kFloat); // where the cosine has to go
    for (std::int64_t i = 0; i < count; ++i)
        away[i].fill_(same[static_cast<std::size_t>(i)] != 0 ? -1 : 1);
    away = away.to(m_device);
    const auto numbersOf = [](const at::Tensor& values) {
        const auto on = values.to(at::kCPU, at::kDouble).contiguous();
        return std::vector<double>(on.data_ptr<double>(), on.data_ptr<double>() + on.numel());
    };

    const Slope begin = slope(start, target, options.flip);
    Outcome out;
    out.before = numbersOf(begin.cosine);
    const auto flat = begin.flat.to(at::kCPU, at::kByte).contiguous();
    out.flat.assign(flat.data_ptr<std::uint8_t>(), flat.data_ptr<std::uint8_t>() + count);
    std::vector<at::Tensor> crops;
    for (const int epsilon : options.epsilons) {
        const auto inside = [&](const at::Tensor& x) {
            return at::minimum(at::maximum(x, start - epsilon), start + epsilon).clamp(0, 255);
        };
        at::Tensor x;
        if (options.method == "fgsm") {
            x = inside(start + epsilon * away * begin.gradient.sign());
        } else {
            auto noise = at::empty(a.sizes(), at::kFloat);
            auto* p = noise.data_ptr<float>();
            const auto each = noise.numel() / std::max<std::int64_t>(count, 1);
            for (std::int64_t i = 0; i < count; ++i) {
                Rng random = Rng::forItem(options.seed, numbers[static_cast<std::size_t>(i)]);
                for (std::int64_t k = 0; k < each; ++k)
                    *p++ = static_cast<float>(random.uniform(-epsilon, epsilon));
            }
            x = inside(start + noise.to(m_device).permute({0, 3, 1, 2}));
            const double step = options.step > 0 ? options.step : 2.5 * epsilon / options.steps;
            for (int k = 0; k < options.steps; ++k) {
                if (check)
                    check();
                x = inside(x + step * away * slope(x, target, options.flip).gradient.sign());
            }
            x = x.round();
        }
        out.after.push_back(numbersOf((feature(x, options.flip) * target).sum(1)));
        crops.push_back(x.to(at::kByte).permute({0, 2, 3, 1}).contiguous().cpu());
    }
    out.crops = at::stack(crops);
    m_network->betweenLayers = {};
    return out;
}

} // namespace likeness::nn
