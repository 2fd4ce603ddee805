// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace likeness {

// A shared object opened at run time (dlopen, RTLD_LOCAL) and kept open until the process ends: libraries with static
// registries (LibTorch, GDAL) do not survive being unloaded.
class Loadable
{
public:
    // Throws Error(NoCompute for "compute", else Internal) naming the file and the loader's own words.
    explicit Loadable(const std::filesystem::path& file);
    // Throws when the symbol is missing.
    void* symbol(const char* name) const;
    const std::filesystem::path& file() const { return m_file; }

    // Where a module of ours lies: $LIKENESS_MODULE_PATH, beside the executable, ../lib/likeness, in that order.
    static std::filesystem::path find(const std::string& name);

private:
    std::filesystem::path m_file;
    void* m_handle;
};

// The functions of a module of ours. `Open` is the type of its entry: it takes a version, and returns null for one that
// it does not speak. Throws Error(Internal): such modules belong to the program.
template<typename Open>
const auto& openModule(const std::string& name, const char* entry, std::uint32_t version)
{
    try {
        const Loadable module(Loadable::find(name));
        if (const auto* found = reinterpret_cast<Open>(module.symbol(entry))(version))
            return *found;
    } catch (const Error& e) {
        throw Error(ErrorCode::Internal, e.what(), e.detail());
    }
    throw Error(ErrorCode::Internal, name + ".so belongs to another version of Likeness; install the two together");
}

} // namespace likeness
