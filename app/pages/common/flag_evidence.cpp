// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/flag_evidence.h"

#include "core/base/error.h"

#include <cmath>

namespace likeness::pages {

FlagEvidence::FlagEvidence(const dataset::FlagRow& flag)
{
    try {
        m_json = parseJson(flag.evidence, "evidence");
    } catch (const Error&) { // of a later version, or none: the stored reason is shown instead
        m_json = Json::object();
    }
}

bool FlagEvidence::has(const char* key) const
{
    const auto it = m_json.find(key);
    return it != m_json.end() && it->is_number();
}

double FlagEvidence::number(const char* key) const
{
    return has(key) ? m_json[key].get<double>() : 0;
}

int FlagEvidence::whole(const char* key) const
{
    return static_cast<int>(std::lround(number(key)));
}

std::string FlagEvidence::text(const char* key) const
{
    const auto it = m_json.find(key);
    return it != m_json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::vector<std::int64_t> FlagEvidence::ids(const char* key) const
{
    std::vector<std::int64_t> out;
    const auto it = m_json.find(key);
    if (it != m_json.end() && it->is_array())
        for (const Json& id : *it)
            if (id.is_number_integer())
                out.push_back(id.get<std::int64_t>());
    return out;
}

} // namespace likeness::pages
