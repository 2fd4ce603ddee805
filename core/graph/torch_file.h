// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/graph/model_file.h"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::graph {

// The state dict in a file that torch.save() wrote (PyTorch 1.6 and later): the dict itself, or the one that a
// checkpoint keeps under "state_dict_backbone", "state_dict", "model" or "backbone". A "module." before every name (of
// DataParallel) is taken off. Nothing in the file is executed: a pickle that asks for more than dicts and tensors is
// refused. `bytes` must outlive the tensors.
class TorchFile
{
public:
    // `name` is for messages. Throws Error(BadFile), and Unsupported for the older format and for TorchScript.
    static TorchFile parse(std::span<const std::uint8_t> bytes, const std::string& name);
    std::span<const TensorView> tensors() const { return m_tensors; } // by name
    const TensorView* find(std::string_view name) const;
    std::int64_t side(std::string_view tensor, std::size_t dimension) const; // 0: there is none

private:
    std::vector<TensorView> m_tensors;
    std::deque<Bytes> m_made; // what was not contiguous
};

} // namespace likeness::graph
