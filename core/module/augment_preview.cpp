// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/module/augment_preview.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/embedder.h"
#include "core/nn/torch_compat.h"
#include "core/train/augment.h"
#include "core/train/learner.h"

#include <cstring>

namespace likeness::module {

Bytes augmentPreview(const Json& request, std::span<const std::uint8_t> crops)
{
    const auto options = run::fromJson({{"augment", request.at("augment")}}).augment;
    const int size = request.value("size", 0), copies = request.value("copies", 1);
    const std::size_t each =
        static_cast<std::size_t>(std::max(size, 0)) * static_cast<std::size_t>(std::max(size, 0)) * 3;
    constexpr std::size_t kMost = 256;
    if (size < 32 || size > 512 || copies < 1 || copies > 64 || crops.empty() || crops.size() % each != 0 ||
        crops.size() / each > kMost)
        throw Error(ErrorCode::BadArgument, "a preview takes 1 to 256 crops of 32 to 512 pixels, and 1 to 64 copies");
    const auto count = static_cast<std::int64_t>(crops.size() / each);
    auto pixels = at::empty({count, size, size, 3}, at::kByte);
    std::memcpy(pixels.data_ptr<std::uint8_t>(), crops.data(), crops.size());
    const at::NoGradGuard guard;
    const auto batch = nn::preprocess(pixels, train::ownInput(size));
    Bytes out;
    out.reserve(crops.size() * static_cast<std::size_t>(copies));
    for (int copy = 0; copy < copies; ++copy) {
        Rng random = Rng::forItem(request.value("seed", std::uint64_t{1}), static_cast<std::uint64_t>(copy));
        const auto seen = train::augment(batch.clone(), options, random); // some of it happens in place
        const auto bytes =
            seen.add(1).mul(127.5).round().clamp(0, 255).to(at::kByte).permute({0, 2, 3, 1}).contiguous();
        const auto* p = bytes.data_ptr<std::uint8_t>();
        out.insert(out.end(), p, p + bytes.numel());
    }
    return out;
}

} // namespace likeness::module
