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

// Autocast to bf16 or fp16 on the device's type for the guard's life (no C++ guard exists in LibTorch); does nothing
// for float.
class Autocast
{
public:
    Autocast(at::ScalarType precision, at::DeviceType device)
        : m_enabled(precision != at::kFloat), m_precision(precision), m_type(device)
    {
        if (!m_enabled)
            return;
        at::autocast::increment_nesting();
        set(true);
    }
    ~Autocast()
    {
        if (!m_enabled)
            return;
        set(false);
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
    }
    static bool active(at::DeviceType device)
    {
#if LIKENESS_TORCH_AT_LEAST(2, 4)
        return at::autocast::is_autocast_enabled(device);
#else
        return device == at::kCUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
#endif
    }
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    void set(bool on) const
    {
#if LIKENESS_TORCH_AT_LEAST(2, 4)
        at::autocast::set_autocast_enabled(m_type, on);
        at::autocast::set_autocast_dtype(m_type, m_precision);
#else
        if (m_type == at::kCUDA) {
            at::autocast::set_enabled(on);
            at::autocast::set_autocast_gpu_dtype(m_precision);
        } else {
            at::autocast::set_cpu_enabled(on);
            at::autocast::set_autocast_cpu_dtype(m_precision);
        }
#endif
    }
    bool m_enabled;
    at::ScalarType m_precision;
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
