// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/model_gates.h"

#include "core/base/text.h"
#include "core/dataset/journal.h"

#include <algorithm>
#include <map>
#include <set>

namespace likeness::dataset {
namespace {

constexpr std::size_t kLongest = 500; // bytes

void check(const std::vector<std::string>& gates)
{
    if (gates.size() > kMostModelGates)
        throw Error(ErrorCode::BadArgument,
                    "a project can have up to " + std::to_string(kMostModelGates) + " gates for its models");
    std::set<std::string> known;
    for (const std::string& gate : gates) {
        if (gate.empty() || gate.size() > kLongest || gate != displayPath(gate))
            throw Error(ErrorCode::BadArgument,
                        "a gate is one line of text of up to " + std::to_string(kLongest) + " bytes");
        if (!known.insert(gate).second)
            throw Error(ErrorCode::BadArgument, "the gate \"" + gate + "\" is given twice");
    }
}

} // namespace

std::vector<std::string> modelGates(const Project& project)
{
    const auto rows = project.impl().db.cached("SELECT gate FROM model_gates ORDER BY place, id");
    std::vector<std::string> out;
    while (rows->step())
        out.push_back(rows->text(0));
    return out;
}

std::int64_t setModelGates(Project& project, const std::vector<std::string>& gates)
{
    check(gates);
    JournalWriter writer(project, "gates", {});
    std::vector<std::pair<std::int64_t, std::string>> before;
    {
        const auto rows = writer.db().cached("SELECT id, gate FROM model_gates ORDER BY place, id");
        while (rows->step())
            before.emplace_back(rows->int64(0), rows->text(1));
    }
    Json added = Json::array(), removed = Json::array();
    std::map<std::string, std::int64_t> kept;
    for (const auto& [id, gate] : before) {
        if (std::find(gates.begin(), gates.end(), gate) != gates.end()) {
            kept.emplace(gate, id);
        } else {
            writer.remove("model_gates", id);
            removed.push_back(gate);
        }
    }
    for (std::size_t i = 0; i < gates.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i);
        if (const auto known = kept.find(gates[i]); known != kept.end()) {
            writer.update("model_gates", known->second, {{"place", place}});
        } else {
            writer.insert("model_gates", {{"place", place}, {"gate", gates[i]}});
            added.push_back(gates[i]);
        }
    }
    std::string what;
    for (const auto& [sign, list] : {std::pair("+ ", &added), std::pair("− ", &removed)})
        for (const Json& gate : *list)
            what += (what.empty() ? "" : "; ") + std::string(sign) + gate.get<std::string>();
    return writer.commit(what.empty() ? "another order" : what, {{"added", added}, {"removed", removed}});
}

} // namespace likeness::dataset
