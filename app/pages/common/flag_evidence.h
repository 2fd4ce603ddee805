// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/dataset/types.h"

#include <string>
#include <vector>

namespace likeness::pages {

// The figures that a flag was made from (core/curate/flag_rows.h has the keys); what is missing or unreadable is 0 or
// empty.
class FlagEvidence
{
public:
    FlagEvidence() = default;
    explicit FlagEvidence(const dataset::FlagRow& flag);
    bool has(const char* key) const;
    double number(const char* key) const;
    int whole(const char* key) const;
    std::string text(const char* key) const;
    std::vector<std::int64_t> ids(const char* key) const;

private:
    Json m_json = Json::object();
};

} // namespace likeness::pages
