// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/module only.
#include "core/base/error.h"
#include "core/base/json_util.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace likeness::module {

// What requests hold open between two calls, by number. Any thread. Make it with `new` and never destroy it: at the end
// of the process LibTorch may be gone first.
template<typename T>
class OpenHandles
{
public:
    std::int64_t add(std::shared_ptr<T> handle)
    {
        const std::lock_guard lock(m_mutex);
        m_open[++m_last] = std::move(handle);
        return m_last;
    }
    // That of the request's "id". Throws Error(Internal) where it is not open.
    std::shared_ptr<T> of(const Json& request, const char* missing)
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_open.find(idOf(request));
        if (it == m_open.end())
            throw Error(ErrorCode::Internal, missing);
        return it->second;
    }
    void close(const Json& request)
    {
        const std::lock_guard lock(m_mutex);
        m_open.erase(idOf(request));
    }

private:
    static std::int64_t idOf(const Json& request) { return request.value("id", std::int64_t{0}); }

    std::mutex m_mutex;
    std::map<std::int64_t, std::shared_ptr<T>> m_open;
    std::int64_t m_last = 0;
};

} // namespace likeness::module
