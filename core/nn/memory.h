// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace likeness::nn {

// While one exists, tensors on the CPU are allocated from blocks that earlier ones gave back. Every training step
// needs the same sizes again, and asking the system for fresh pages each time takes a fifth of a step. The last one to
// go returns what lies unused to the system. Any thread.
class MemoryReuse
{
public:
    MemoryReuse();
    ~MemoryReuse();
    MemoryReuse(const MemoryReuse&) = delete;
    MemoryReuse& operator=(const MemoryReuse&) = delete;
};

} // namespace likeness::nn
