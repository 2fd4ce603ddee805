// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <stop_token>

namespace likeness::image {

// Held while a picture that takes `bytes` of memory is read or decoded: the threads of the process do as many of them
// at the same time as fit into 768 MB, and one that is larger alone. Small ones never wait. Within a turn of the same
// thread another one does not wait either. Throws Error(Interrupted) when the stop is asked for while it waits.
class Turn
{
public:
    explicit Turn(std::uint64_t bytes, const std::stop_token& stop = {});
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    std::uint64_t m_bytes = 0;
};

} // namespace likeness::image
