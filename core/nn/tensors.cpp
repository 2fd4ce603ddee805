// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/tensors.h"

#include "core/base/error.h"
#include "core/nn/torch_compat.h"

#include <cstring>

namespace likeness::nn {
namespace {

constexpr std::pair<graph::DType, at::ScalarType> kTypes[] = {
    {graph::DType::F64, at::kDouble},    {graph::DType::F32, at::kFloat}, {graph::DType::F16, at::kHalf},
    {graph::DType::BF16, at::kBFloat16}, {graph::DType::I64, at::kLong},  {graph::DType::I32, at::kInt},
    {graph::DType::U8, at::kByte},       {graph::DType::Bool, at::kBool}};

} // namespace

at::Tensor toTensor(const graph::TensorView& view)
{
    auto type = at::kFloat;
    for (const auto& [ours, theirs] : kTypes)
        if (ours == view.type)
            type = theirs;
    const auto out = at::empty(view.shape, at::TensorOptions().dtype(type));
    if (out.nbytes() != view.data.size())
        throw Error(ErrorCode::BadFile, "tensor \"" + view.name + "\" does not have the size that its shape says");
    if (!view.data.empty())
        std::memcpy(out.data_ptr(), view.data.data(), view.data.size());
    return out;
}

void readInto(const graph::TensorFile& file, const std::string& name, at::Tensor& into)
{
    const auto* view = file.find(name);
    if (!view)
        throw Error(ErrorCode::BadFile, "the model file lacks the tensor \"" + name + "\"");
    if (view->shape != shapeOf(into))
        throw Error(ErrorCode::BadFile,
                    "the tensor \"" + name + "\" of the model file has another shape than expected");
    const at::NoGradGuard guard;
    into.copy_(toTensor(*view));
}

graph::TensorView toView(const std::string& name, const at::Tensor& tensor, std::vector<at::Tensor>& storage)
{
    storage.push_back(tensor.detach().to(at::kCPU).contiguous());
    const auto& kept = storage.back();
    auto type = graph::DType::F32;
    bool known = false;
    for (const auto& [ours, theirs] : kTypes)
        if (theirs == kept.scalar_type()) {
            type = ours;
            known = true;
        }
    if (!known)
        throw Error(ErrorCode::Internal, "tensor \"" + name + "\" has an element type that cannot be stored");
    return {name, type, shapeOf(kept), {static_cast<const std::uint8_t*>(kept.data_ptr()), kept.nbytes()}};
}

Bytes serialize(const std::vector<std::pair<std::string, at::Tensor>>& tensors, const Json& metadata)
{
    std::vector<at::Tensor> storage;
    storage.reserve(tensors.size());
    std::vector<graph::TensorView> views;
    views.reserve(tensors.size());
    for (const auto& [name, tensor] : tensors)
        views.push_back(toView(name, tensor, storage));
    return graph::serializeTensors(views, metadata);
}

std::vector<std::int64_t> shapeOf(const at::Tensor& tensor)
{
    return tensor.sizes().vec();
}

ScaleShift normAsAffine(const at::Tensor& weight,
                        const at::Tensor& bias,
                        const at::Tensor& mean,
                        const at::Tensor& variance,
                        double epsilon)
{
    const auto value = [](const at::Tensor& t) { return t.to(at::kDouble).flatten(); };
    const auto scale = value(weight) / (value(variance) + epsilon).sqrt();
    return {scale, value(bias) - value(mean) * scale};
}

} // namespace likeness::nn
