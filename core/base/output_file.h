// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>

namespace likeness {

// For what is written at the end of long work. Throws now what writing would throw then: no such folder, no permission,
// something else than a file in its place. An existing file stays as it is.
void checkWritable(const std::filesystem::path& file);

// write(file). Where that fails, the same goes into a new private folder for temporary files, so that the work is not
// lost; the Error keeps its code and names that place.
void writeOrKeep(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write);

} // namespace likeness
