// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/vector_files.h"

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

#include <cmath>
#include <span>

namespace likeness::cli {

formats::FeatureSet readUnitVectors(const std::string& file)
{
    formats::FeatureSet set = formats::readNpy(file);
    const auto dim = static_cast<std::size_t>(set.dim);
    for (std::size_t i = 0; i < set.size(); ++i) {
        const std::span row(set.values.data() + i * dim, dim);
        double squares = 0;
        for (const float v : row)
            squares += static_cast<double>(v) * static_cast<double>(v);
        if (!(squares > 0) || !std::isfinite(squares))
            throw Error(ErrorCode::BadFile, "Vector " + std::to_string(i) + " of " + displayPath(file) +
                                                " has no direction; is the file right?");
        for (float& v : row)
            v = static_cast<float>(static_cast<double>(v) / std::sqrt(squares));
    }
    return set;
}

std::vector<std::vector<std::string>> readRows(const std::string& file, std::size_t count)
{
    const std::string text = readTextFile(file);
    CsvReader reader(text, CsvReader::separatorOf(text));
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> fields;
    while (reader.next(fields))
        rows.push_back(fields);
    if (rows.size() == count + 1)
        rows.erase(rows.begin());
    if (rows.size() != count)
        throw Error(ErrorCode::BadFile, displayPath(file) + " holds " + std::to_string(rows.size()) + " rows for " +
                                            std::to_string(count) + " vectors; write one row for each.");
    return rows;
}

std::uint32_t Numbers::of(const std::string& name)
{
    const auto [at, isNew] = m_number.try_emplace(name, static_cast<std::uint32_t>(m_number.size()));
    return at->second;
}

} // namespace likeness::cli
