// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace likeness::compute {

// A PyTorch state dict (graph/torch_file.h) as a model image. Its backbone is recognised by its tensors; `backbone`,
// where it is not empty, says which one is expected. The length of the embedding, attention and the input's side come
// from the tensors. Colours are RGB, and the whole crop is used:
//   arcface_torch's networks   112 px (or as the tensors want it), (x − 127.5) / 127.5
//   inception_resnet_v1        160 px, (x − 127.5) / 128, as facenet-pytorch has it
//   vgg16_face                 224 px (or as the tensors want it), minus the means that VGG-Face was published with
// Counters of batch normalisations, inception's classifier ("logits") and the transformers' mask_token are left out.
// That every tensor fits its backbone is checked where the model is loaded. Throws Error(BadFile | Unsupported |
// BadArgument).
Bytes stateDictImage(std::span<const std::uint8_t> bytes, const std::string& name, const std::string& backbone = {});
// Files that are taken for a state dict: .pth and .pt.
bool isStateDict(const std::filesystem::path& file);

} // namespace likeness::compute
