// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and the fuzzers: sources over bytes wherever they are. `file` is what their items
// refer to.
#include "core/formats/byte_reader.h"
#include "core/formats/formats.h"
#include "core/formats/pack.h"

#include <memory>
#include <optional>
#include <string>

namespace likeness::formats {

struct RecordFiles {
    std::filesystem::path file;
    std::unique_ptr<ByteReader> records;
    std::unique_ptr<ByteReader> index; // null: the records are walked one after the other
    std::optional<std::string> property;
};
std::unique_ptr<Source> makeRecSource(RecordFiles files, Report& report, jobs::Context& context);

std::unique_ptr<Source>
makePackSource(const Pack& pack, const std::filesystem::path& file, Report& report, jobs::Context& context);

std::unique_ptr<Source> makeMsCelebSource(std::unique_ptr<ByteReader> lines,
                                          const std::filesystem::path& file,
                                          Report& report,
                                          jobs::Context& context);

} // namespace likeness::formats
