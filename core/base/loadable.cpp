// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loadable.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

#include <cstdlib>
#include <dlfcn.h>
#include <vector>

namespace likeness {

Loadable::Loadable(const std::filesystem::path& file)
    : m_file(file), m_handle(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL))
{
    if (!m_handle) {
        const char* why = ::dlerror();
        throw Error(ErrorCode::NoCompute, "the module " + displayPath(file) + " could not be loaded",
                    why ? why : "unknown loader error");
    }
}

void* Loadable::symbol(const char* name) const
{
    void* p = ::dlsym(m_handle, name);
    if (!p)
        throw Error(ErrorCode::NoCompute,
                    displayPath(m_file) + " is not a module of this version of Likeness: it lacks " + name);
    return p;
}

std::filesystem::path Loadable::find(const std::string& name)
{
    std::vector<std::filesystem::path> folders;
    if (const char* path = std::getenv("LIKENESS_MODULE_PATH"))
        folders.emplace_back(path);
    const auto own = executableFolder();
    folders.push_back(own);
    folders.push_back(own / ".." / "bin"); // test programs lie beside bin/
    folders.push_back(own / ".." / "lib" / "likeness");
    std::error_code ec;
    for (const auto& folder : folders)
        if (std::filesystem::exists(folder / (name + ".so"), ec))
            return folder / (name + ".so");
    throw Error(ErrorCode::NoCompute,
                "the module " + name + ".so is missing; it belongs beside the program or in ../lib/likeness");
}

} // namespace likeness
