// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/memory.h"

#include "core/nn/torch_compat.h"

#include <bit>
#include <c10/core/CPUAllocator.h>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <sys/mman.h>
#include <unordered_map>

namespace likeness::nn {
namespace {

constexpr std::size_t kSmallest = 64 << 10;         // smaller ones are malloc's, which keeps them anyway
constexpr std::size_t kHuge = std::size_t{2} << 20; // one page of the large kind
constexpr std::uint8_t kPriority = 10;              // above LibTorch's own

struct Pool {
    std::mutex mutex;
    int users = 0;
    std::multimap<std::size_t, void*> unused;
    std::unordered_map<void*, std::size_t> used;
};

// Never destroyed: tensors may outlive static objects.
Pool& pool()
{
    static auto* const one = new Pool;
    return *one;
}

void giveBack(void* block)
{
    if (!block)
        return;
    auto& p = pool();
    const std::lock_guard lock(p.mutex);
    const auto it = p.used.find(block);
    if (it != p.used.end()) {
        const auto size = it->second;
        p.used.erase(it);
        if (p.users > 0) {
            p.unused.emplace(size, block);
            return;
        }
    }
    std::free(block);
}

// Both forms of allocate() stand here without `override`: LibTorch 1.13 declares the const one, later versions the
// other, and later ones want copy_data() as well.
class Reusing final : public c10::Allocator
{
public:
    c10::DataPtr allocate(std::size_t size) const
    {
        void* block = take(size);
        return {block, block, &giveBack, c10::Device(c10::kCPU)};
    }
    c10::DataPtr allocate(std::size_t size) { return std::as_const(*this).allocate(size); }
    c10::DeleterFnPtr raw_deleter() const { return &giveBack; }
    void copy_data(void* to, const void* from, std::size_t size) const { std::memcpy(to, from, size); }

private:
    static void* take(std::size_t size)
    {
        if (size == 0)
            return nullptr;
        auto& p = pool();
        const bool keep = size >= kSmallest;
        if (keep) {
            const auto step = std::bit_floor(size) / 8; // at most an eighth is wasted
            size = (size + step - 1) / step * step;
            const std::lock_guard lock(p.mutex);
            const auto it = p.unused.lower_bound(size);
            if (p.users > 0 && it != p.unused.end() && it->first <= size + size / 4) {
                void* block = it->second;
                p.used.emplace(block, it->first);
                p.unused.erase(it);
                return block;
            }
        }
        void* block = nullptr;
        if (::posix_memalign(&block, size >= kHuge ? kHuge : 64, size) != 0)
            throw std::bad_alloc();
        if (size >= kHuge)
            ::madvise(block, size, MADV_HUGEPAGE);
        if (keep) {
            const std::lock_guard lock(p.mutex);
            if (p.users > 0)
                p.used.emplace(block, size);
        }
        return block;
    }
};

} // namespace

MemoryReuse::MemoryReuse()
{
    static const bool installed = [] {
        c10::SetCPUAllocator(new Reusing, kPriority);
        return true;
    }();
    static_cast<void>(installed);
    const std::lock_guard lock(pool().mutex);
    ++pool().users;
}

MemoryReuse::~MemoryReuse()
{
    auto& p = pool();
    const std::lock_guard lock(p.mutex);
    if (--p.users > 0)
        return;
    for (const auto& [size, block] : p.unused)
        std::free(block);
    p.unused.clear();
}

} // namespace likeness::nn
