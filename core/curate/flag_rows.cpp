// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/flag_rows.h"

#include "core/base/json_util.h"
#include "core/base/text.h"

#include <unordered_set>

namespace likeness::curate {
namespace {

std::string shown(float similarity)
{
    return formatNumber(static_cast<double>(similarity), 2);
}

std::string faces(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " face" : " faces");
}

std::string mergeReason(
    const std::string& from, std::size_t fromCount, const std::string& into, std::size_t intoCount, float similarity)
{
    return from + " (" + faces(fromCount) + ") and " + into + " (" + faces(intoCount) +
           ") look like one person: their mean similarity is " + shown(similarity) + ".";
}

// other: whom the part looks like; empty for somebody new.
std::string
splitReason(const std::string& own, std::size_t part, std::size_t rest, float similarity, const std::string& other)
{
    std::string out = own + " looks like two people: " + faces(part) + ", this one among them, and " + faces(rest) +
                      " have a mean similarity of " + shown(similarity) + ".";
    if (!other.empty())
        out += " The first look like " + other + ".";
    return out;
}

std::string outlierReason(const std::string& own, std::size_t others, float similarity)
{
    return "Unlike the other " + faces(others) + " of " + own + " (mean similarity " + shown(similarity) + ").";
}

} // namespace

NameBook::NameBook(const dataset::Project& project)
{
    for (auto& identity : project.identities())
        m_rows.emplace(identity.id, std::move(identity));
}

NameBook::NameBook(const dataset::Project& project, std::span<const dataset::IdentityId> people)
{
    for (const auto id : people)
        if (!m_rows.contains(id))
            if (auto row = project.identity(id))
                m_rows.emplace(id, std::move(*row));
}

int NameBook::faces(dataset::IdentityId id) const
{
    const auto at = m_rows.find(id);
    return at == m_rows.end() ? 0 : at->second.faces;
}

dataset::Split NameBook::split(dataset::IdentityId id) const
{
    const auto at = m_rows.find(id);
    return at == m_rows.end() ? dataset::Split::Undecided : at->second.split;
}

std::string NameBook::of(dataset::IdentityId id) const
{
    const auto at = m_rows.find(id);
    return at == m_rows.end() ? std::string() : at->second.name;
}

std::vector<dataset::FlagRow> labelFlags(const Case& input,
                                         const Result& result,
                                         const PeopleHints& hints,
                                         const CrossValidated& cross,
                                         const std::set<dataset::FaceId>* only,
                                         const NameBook& names)
{
    const std::unordered_set<dataset::FaceId> sure(input.confirmed.begin(), input.confirmed.end());
    std::vector<dataset::FlagRow> out;
    const auto wanted = [&](dataset::FaceId face) { return !only || only->contains(face); };
    const auto add = [&](dataset::FlagRow flag) {
        if (wanted(flag.face))
            out.push_back(std::move(flag));
    };
    for (const Evidence& e : result.evidence)
        if (wanted(e.face)) {
            const auto validated = cross.find(e.face);
            out.push_back(mislabelledFlag(e, result, sure.contains(e.face),
                                          validated == cross.end() ? -1 : validated->second, names));
        }
    for (const MergeHint& hint : hints.merges)
        add(mergeFlag(hint, input, result.method, names));
    for (const SplitHint& hint : hints.splits)
        for (auto& flag : splitFlags(hint, input, result.method, names))
            add(std::move(flag));
    for (const OutlierHint& hint : hints.outliers) {
        const Evidence& e = result.evidence[hint.face];
        if (e.score < result.threshold && !sure.contains(e.face))
            add(outlierFlag(hint, input, e, result.method, names));
    }
    return out;
}

dataset::FlagRow
mislabelledFlag(const Evidence& e, const Result& result, bool confirmed, double cross, const NameBook& names)
{
    dataset::FlagRow flag;
    flag.face = e.face;
    flag.kind = "mislabelled";
    flag.method = result.method;
    flag.score = e.score;
    flag.threshold = result.threshold;
    flag.flagged = !confirmed && e.score >= result.threshold;
    flag.suggested = confirmed ? 0 : e.rival;
    flag.rivalFace = e.nearestRival;
    flag.reason = reasonSentence(e, names.of(e.own), names.of(e.rival));
    Json evidence = {{"own_similarity", e.ownSimilarity},
                     {"rival_similarity", e.rivalSimilarity},
                     {"own_count", e.ownCount},
                     {"rival_count", e.rivalCount},
                     {"rival", e.rival},
                     {"nearest_own", e.nearestOwn},
                     {"nearest_rival", e.nearestRival},
                     {"neighbours", e.neighbours},
                     {"agreeing", e.agreeing},
                     {"suggested_share", e.suggestedShare}};
    if (cross >= 0)
        evidence["cross"] = cross;
    flag.evidence = dumpJson(evidence);
    return flag;
}

dataset::FlagRow mergeFlag(const MergeHint& hint, const Case& input, const std::string& method, const NameBook& names)
{
    dataset::FlagRow flag;
    flag.face = input.faces[hint.face];
    flag.kind = "merge";
    flag.method = method;
    flag.score = hint.score;
    flag.threshold = kPeopleThreshold;
    flag.flagged = hint.score >= kPeopleThreshold;
    flag.suggested = hint.into;
    flag.rivalFace = input.faces[hint.other];
    flag.reason = mergeReason(names.of(hint.from), static_cast<std::size_t>(hint.fromCount), names.of(hint.into),
                              static_cast<std::size_t>(hint.intoCount), hint.similarity);
    flag.evidence = dumpJson({{"similarity", hint.similarity},
                              {"own_count", hint.fromCount},
                              {"rival_count", hint.intoCount},
                              {"rival", hint.into},
                              {"nearest_rival", flag.rivalFace}});
    return flag;
}

std::vector<dataset::FlagRow>
splitFlags(const SplitHint& hint, const Case& input, const std::string& method, const NameBook& names)
{
    Json part = Json::array();
    for (const auto i : hint.faces)
        part.push_back(input.faces[i]);
    const std::string reason =
        splitReason(names.of(hint.identity), hint.faces.size(), static_cast<std::size_t>(hint.restCount),
                    hint.similarity, names.of(hint.other));
    std::vector<dataset::FlagRow> out;
    for (const auto i : hint.faces) {
        dataset::FlagRow flag;
        flag.face = input.faces[i];
        flag.kind = "split";
        flag.method = method;
        flag.score = hint.score;
        flag.threshold = kPeopleThreshold;
        flag.flagged = hint.score >= kPeopleThreshold;
        flag.suggested = hint.other;
        flag.reason = reason;
        flag.evidence = dumpJson({{"similarity", hint.similarity},
                                  {"own_count", hint.faces.size()},
                                  {"rest_count", hint.restCount},
                                  {"faces", part},
                                  {"nearest_own", input.faces[hint.rest]},
                                  {"rival", hint.other}});
        out.push_back(std::move(flag));
    }
    return out;
}

dataset::FlagRow outlierFlag(const OutlierHint& hint,
                             const Case& input,
                             const Evidence& evidence,
                             const std::string& method,
                             const NameBook& names)
{
    dataset::FlagRow flag;
    flag.face = input.faces[hint.face];
    flag.kind = "outlier";
    flag.method = method;
    flag.score = hint.score;
    flag.threshold = kPeopleThreshold;
    flag.flagged = hint.score >= kPeopleThreshold;
    flag.reason = outlierReason(names.of(evidence.own), static_cast<std::size_t>(evidence.ownCount), hint.similarity);
    flag.evidence = dumpJson(
        {{"similarity", hint.similarity}, {"own_count", evidence.ownCount}, {"nearest_own", evidence.nearestOwn}});
    return flag;
}

std::string reasonOf(const dataset::FlagRow& flag, dataset::IdentityId own, const NameBook& names)
{
    try {
        const Json json = parseJson(flag.evidence, "a flag's evidence");
        for (const auto id : {own, flag.suggested, json.value("rival", dataset::IdentityId{})})
            if (id != 0 && names.of(id).empty())
                return flag.reason;
        const auto count = [&](const char* key) { return json.at(key).get<std::size_t>(); };
        const auto similarity = [&](const char* key) { return json.at(key).get<float>(); };
        if (flag.kind == "mislabelled") {
            Evidence e;
            e.own = own;
            e.rival = json.at("rival").get<dataset::IdentityId>();
            e.ownCount = json.at("own_count").get<int>();
            e.rivalCount = json.at("rival_count").get<int>();
            e.ownSimilarity = similarity("own_similarity");
            e.rivalSimilarity = similarity("rival_similarity");
            return reasonSentence(e, names.of(own), names.of(e.rival));
        }
        if (flag.kind == "merge")
            return mergeReason(names.of(own), count("own_count"), names.of(flag.suggested), count("rival_count"),
                               similarity("similarity"));
        if (flag.kind == "split")
            return splitReason(names.of(own), count("own_count"), count("rest_count"), similarity("similarity"),
                               names.of(flag.suggested));
        if (flag.kind == "outlier")
            return outlierReason(names.of(own), count("own_count"), similarity("similarity"));
    } catch (const std::exception&) { // of another version
    }
    return flag.reason;
}

} // namespace likeness::curate
