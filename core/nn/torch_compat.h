// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Everything in which LibTorch 1.13 to 2.11 differ, and nothing else. Torch-typed headers are for core/nn, core/train
// and core/module only.
#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <vector>

#define LIKENESS_TORCH_AT_LEAST(major, minor)                                                                          \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace likeness::nn {

// bf16 autocast on the device's type for the guard's life (no C++ guard exists in LibTorch); does nothing when not
// `enabled`.
class AutocastBf16
{
public:
    AutocastBf16(bool enabled, at::DeviceType type) : m_enabled(enabled), m_type(type)
    {
        if (!m_enabled)
            return;
        at::autocast::increment_nesting();
        set(true);
    }
    ~AutocastBf16()
    {
        if (!m_enabled)
            return;
        set(false);
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
    }
    AutocastBf16(const AutocastBf16&) = delete;
    AutocastBf16& operator=(const AutocastBf16&) = delete;

private:
    void set(bool on) const
    {
#if LIKENESS_TORCH_AT_LEAST(2, 4)
        at::autocast::set_autocast_enabled(m_type, on);
        at::autocast::set_autocast_dtype(m_type, at::kBFloat16);
#else
        if (m_type == at::kCUDA) {
            at::autocast::set_enabled(on);
            at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
        } else {
            at::autocast::set_cpu_enabled(on);
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
        }
#endif
    }
    bool m_enabled;
    at::DeviceType m_type;
};

// grads *= factor (a scalar tensor on their device), without a synchronisation where the version can.
inline void scaleAll(std::vector<at::Tensor>& grads, const at::Tensor& factor)
{
#if LIKENESS_TORCH_AT_LEAST(2, 1)
    at::_foreach_mul_(grads, factor);
#else
    for (auto& g : grads)
        g.mul_(factor);
#endif
}

} // namespace likeness::nn
