// SPDX-License-Identifier: GPL-3.0-or-later
// Whether labels can be trusted: checks, samples, several people's word, histories, and what a change would do.
#include "app/cli/console.h"
#include "app/cli/decisions_file.h"
#include "core/base/clock.h"
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/curate/label_checks.h"
#include "core/curate/preview_evidence.h"
#include "core/dataset/agreement.h"
#include "core/dataset/history.h"
#include "core/dataset/spot_check.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <unordered_map>

namespace likeness::cli {

using dataset::FaceId;
using dataset::Project;

namespace {

// What the options of one command are read into; kept alive by the command's function.
struct Arguments {
    std::string folder, kind = "automatic", model, precision = "fp32", from, person, action, identity, other;
    std::vector<std::string> paths;
    double threshold = curate::Calibration::kGenuineAt, target = 0.02;
    int draw = 0, limit = 100, require = 0, errors = 0;
    bool status = false, plan = false;
};

// Paths and names of faces, read at once.
class Faces
{
public:
    Faces(const Project& project, std::span<const FaceId> ids)
    {
        std::vector<dataset::ImageId> imageIds;
        for (auto& row : project.faces(ids)) {
            imageIds.push_back(row.image);
            m_rows.emplace(row.id, row);
        }
        for (const auto& image : project.images(imageIds))
            m_keys.emplace(image.id, image.key);
        for (const auto& identity : project.identities())
            m_names.emplace(identity.id, identity.name);
    }
    std::string path(FaceId face) const
    {
        const auto row = m_rows.find(face);
        return row == m_rows.end() ? std::string() : m_keys.at(row->second.image);
    }
    const dataset::FaceRow& row(FaceId face) const { return m_rows.at(face); }
    std::string name(dataset::IdentityId id) const
    {
        const auto at = m_names.find(id);
        return at == m_names.end() ? std::string() : at->second;
    }

private:
    std::unordered_map<FaceId, dataset::FaceRow> m_rows;
    std::unordered_map<dataset::ImageId, std::string> m_keys;
    std::unordered_map<dataset::IdentityId, std::string> m_names;
};

std::string share(double value)
{
    return formatNumber(100 * value, 1) + " %";
}

std::string text(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

template<typename T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

// --- check

void addCheck(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "check",
        "check every label by comparing the face with the others of its person, or by cross-validation; without "
        "--model, "
        "what the last check found",
        [args, &registry]() -> Json {
            const auto start = std::chrono::steady_clock::now();
            const auto kind = args->kind == "cross" ? dataset::CheckKind::Cross : dataset::CheckKind::Automatic;
            auto project =
                Project::open(args->folder, args->model.empty() ? Project::Mode::ReadOnly : Project::Mode::ReadWrite);
            Json result = {{"kind", args->kind}};
            if (!args->model.empty()) {
                curate::CheckOptions options;
                options.kind = kind;
                options.model = args->model;
                options.compute = {registry.global().device, registry.global().threads, args->precision};
                options.threshold = args->threshold;
                options.cross.seed = registry.global().seed;
                options.cross.threads = registry.global().threads;
                const auto summary = curate::checkLabels(project, options, Console::instance());
                result["without_crop"] = summary.withoutCrop;
                if (kind == dataset::CheckKind::Automatic) {
                    result["threshold"] = args->threshold;
                    result["genuine_p5"] = summary.genuineP5;
                    result["impostor_median"] = summary.impostorMedian;
                    result["separates"] = summary.separates;
                }
            }
            const auto counts = dataset::checkCounts(project, kind);
            const auto failed = dataset::failedChecks(project, kind);
            std::vector<FaceId> ids;
            for (const auto& f : failed)
                ids.push_back(f.face);
            const Faces faces(project, ids);
            Json failures = Json::array();
            for (const auto& f : failed)
                failures.push_back({{"face", f.face},
                                    {"path", faces.path(f.face)},
                                    {"identity", faces.name(f.identity)},
                                    {"value", f.value}});
            result["method"] = counts.method;
            result["passed"] = counts.passed;
            result["failed"] = counts.failed;
            result["not_possible"] = counts.notPossible;
            result["not_checked"] = counts.notChecked;
            result["failures"] = failures;
            result["seconds"] = secondsSince(start);
            return result;
        },
        [](const Json& r) {
            std::string out;
            for (const auto& f : r["failures"])
                out += formatNumber(f["value"].get<double>(), 3) + "  " + text(f["path"]) + "  " + text(f["identity"]) +
                       "\n";
            return out + text(r["passed"]) + " passed, " + text(r["failed"]) + " failed, " + text(r["not_possible"]) +
                   " cannot be compared (their person has no other face), " + text(r["not_checked"]) + " not checked\n";
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--kind", args->kind, "automatic comparison or cross-validation")
        ->check(CLI::IsMember({"automatic", "cross"}));
    modelOption(registry, command, args->model, "what compares");
    command
        ->add_option("--threshold", args->threshold,
                     "calibrated similarity that passes; 0.85 is the model's 5th percentile of genuine pairs here")
        ->check(CLI::Range(0.001, 1.0));
    precisionOption(command, args->precision);
}

// --- spot-check

const char* verdictName(dataset::Verdict verdict)
{
    return verdict == dataset::Verdict::Accepted   ? "accepted"
           : verdict == dataset::Verdict::Rejected ? "rejected"
                                                   : "more_needed";
}

Json sampleJson(const dataset::SpotSample& sample)
{
    if (sample.id == 0)
        return nullptr;
    const auto a = dataset::acceptanceOf(sample);
    return {{"id", sample.id},
            {"who", sample.who},
            {"seed", sample.seed},
            {"population", sample.population},
            {"target", sample.target},
            {"size", sample.size},
            {"right", sample.right},
            {"wrong", sample.wrong},
            {"cannot_say", sample.unclear},
            {"left", sample.size - sample.looked()},
            {"error_rate", a.rate},
            {"ci95", {a.interval.low, a.interval.high}},
            {"verdict", verdictName(a.verdict)},
            {"more", orNull(a.more)},
            {"whole", a.whole}};
}

std::optional<dataset::SpotVerdict> verdictFrom(const std::string& word)
{
    for (const auto& [name, verdict] : {std::pair{"right", dataset::SpotVerdict::Right},
                                        {"r", dataset::SpotVerdict::Right},
                                        {"wrong", dataset::SpotVerdict::Wrong},
                                        {"w", dataset::SpotVerdict::Wrong},
                                        {"cannot_say", dataset::SpotVerdict::CannotSay},
                                        {"c", dataset::SpotVerdict::CannotSay}})
        if (word == name)
            return verdict;
    return std::nullopt;
}

// path,identity,answer in any order of columns; rows without an answer are left for later.
Json applyAnswers(Project& project, const dataset::SpotSample& sample, const std::string& file)
{
    const auto items = dataset::spotItems(project, sample.id);
    std::vector<FaceId> ids;
    for (const auto& item : items)
        ids.push_back(item.face);
    const Faces faces(project, ids);
    std::unordered_map<std::string, int> numbers;
    for (const auto& item : items)
        numbers.emplace(faces.path(item.face), item.number);
    int applied = 0;
    Json skipped = Json::array();
    std::size_t path = 0, answer = 1;
    const std::string content = readTextFile(file);
    CsvReader rows(content, CsvReader::separatorOf(content));
    for (std::vector<std::string> fields; rows.next(fields);) {
        const auto line = rows.line();
        for (auto& field : fields)
            field = std::string(trim(field));
        if (const auto head = std::find(fields.begin(), fields.end(), "answer"); line == 1 && head != fields.end()) {
            answer = static_cast<std::size_t>(head - fields.begin());
            path = static_cast<std::size_t>(std::find(fields.begin(), fields.end(), "path") - fields.begin());
            continue;
        }
        const std::string which = path < fields.size() ? fields[path] : "";
        const std::string word = answer < fields.size() ? toLower(fields[answer]) : "";
        const auto number = numbers.find(which);
        const auto verdict = verdictFrom(word);
        if (number != numbers.end() && verdict) {
            dataset::answerSpot(project, sample.id, number->second, *verdict);
            ++applied;
        } else if (number == numbers.end()) {
            skipped.push_back(
                {{"line", line}, {"path", toUtf8(which)}, {"reason", "no picture of the sample has this path"}});
        } else if (!word.empty()) {
            skipped.push_back(
                {{"line", line}, {"path", toUtf8(which)}, {"reason", "an answer is right, wrong or cannot_say"}});
        }
    }
    return {{"applied", applied}, {"skipped", skipped}};
}

std::string sampleText(const Json& sample)
{
    if (sample.is_null())
        return "no sample has been drawn; draw one with --draw N\n";
    std::string out = text(sample["right"]) + " right, " + text(sample["wrong"]) + " wrong, " +
                      text(sample["cannot_say"]) + " cannot be said, " + text(sample["left"]) + " left of " +
                      text(sample["size"]) + " (from " + text(sample["population"]) + " labels)\n";
    out += "share of wrong labels " + share(sample["error_rate"].get<double>()) + ", 95 % interval " +
           share(sample["ci95"][0].get<double>()) + " to " + share(sample["ci95"][1].get<double>()) + "; target " +
           share(sample["target"].get<double>()) + ": " + text(sample["verdict"]);
    if (!sample["more"].is_null())
        out += ", about " + text(sample["more"]) + " more at this rate";
    return out + "\n";
}

void addSpotCheck(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "spot-check",
        "draw random labels for a person to look at, take the answers, and say whether the labels are good enough; the "
        "answers are a CSV file with the columns path and answer (right, wrong or cannot_say)",
        [args, &registry]() -> Json {
            if (args->plan)
                return {{"target", args->target},
                        {"errors", args->errors},
                        {"needed", dataset::sampleSizeFor(args->target, 0.95, args->errors)}};
            const bool writes = args->draw > 0 || !args->from.empty();
            auto project = Project::open(args->folder, writes ? Project::Mode::ReadWrite : Project::Mode::ReadOnly);
            Json result = Json::object();
            if (args->draw > 0) {
                const auto sample = dataset::drawSpotSample(project, args->draw, args->target, registry.global().seed);
                const auto items = dataset::spotItems(project, sample.id);
                std::vector<FaceId> ids;
                for (const auto& item : items)
                    ids.push_back(item.face);
                const Faces faces(project, ids);
                Json list = Json::array();
                for (const auto& item : items)
                    list.push_back({{"path", faces.path(item.face)}, {"identity", faces.name(item.identity)}});
                result["items"] = list;
            }
            auto sample = dataset::latestSpotSample(project);
            if (!args->from.empty()) {
                if (sample.id == 0)
                    throw Error(ErrorCode::NotFound, "no sample has been drawn yet; draw one with --draw N first");
                result = applyAnswers(project, sample, args->from);
                sample = dataset::latestSpotSample(project);
            }
            result["sample"] = sampleJson(sample);
            return result;
        },
        [](const Json& r) {
            if (r.contains("needed"))
                return text(r["needed"]) + " faces to look at, if " + text(r["errors"]) + " of them are wrong\n";
            std::string out;
            if (r.contains("items")) { // what --from takes once it is filled in
                out = "path,identity,answer\n";
                for (const auto& item : r["items"])
                    out += csvField(text(item["path"])) + "," + csvField(text(item["identity"])) + ",\n";
                return out;
            }
            if (r.contains("skipped"))
                for (const auto& row : r["skipped"])
                    out += "line " + text(row["line"]) + " skipped: " + text(row["reason"]) + "\n";
            return out + sampleText(r["sample"]);
        });
    command->add_option("DIR", args->folder, "the project")->required();
    auto* draw = command->add_option("--draw", args->draw, "how many faces to draw (with --seed)")
                     ->check(CLI::Range(1, 1000000));
    command->add_option("--target", args->target, "the share of wrong labels that is still accepted")
        ->check(CLI::Range(0.0005, 0.5));
    command->add_option("--from", args->from, "the CSV file with the answers")->excludes(draw);
    command->add_flag("--status", args->status, "only what the answers so far say (as without options)")
        ->excludes(draw);
    command->add_flag("--plan", args->plan, "only how many faces it takes to accept the target")->excludes(draw);
    command->add_option("--errors", args->errors, "with --plan: wrong labels that are expected among them")
        ->check(CLI::Range(0, 1000000));
}

// --- agreement, approvals

std::string outcomeText(const dataset::Outcome& outcome)
{
    return outcome.label == dataset::LabelState::Confirmed ? outcome.person : dataset::labelStateName(outcome.label);
}

void addAgreement(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    args->limit = 1000;
    auto* command = registry.add(
        "agreement", "how far the people who decided agree: Cohen's kappa of each pair, and where they differ",
        [args]() -> Json {
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            Json pairs = Json::array();
            for (const auto& pair : dataset::agreement(project)) {
                const auto& k = pair.kappa;
                pairs.push_back({{"a", pair.a},
                                 {"b", pair.b},
                                 {"faces", k.faces},
                                 {"agreement", k.agreement},
                                 {"kappa", orNull(k.kappa)},
                                 {"ci95", k.kappa ? Json{*k.low, *k.high} : Json()},
                                 {"words", k.kappa ? Json(dataset::agreementWord(*k.kappa)) : Json()}});
            }
            Json differ = Json::array();
            for (const auto& d : dataset::disagreements(project, args->limit))
                differ.push_back({{"face", d.face},
                                  {"path", d.path},
                                  {"a", d.a},
                                  {"said_a", outcomeText(d.saidA)},
                                  {"b", d.b},
                                  {"said_b", outcomeText(d.saidB)}});
            return {{"annotators", dataset::annotators(project)}, {"pairs", pairs}, {"disagreements", differ}};
        },
        [](const Json& r) {
            std::string out;
            for (const auto& p : r["pairs"]) {
                out += text(p["a"]) + " and " + text(p["b"]) + ": " + text(p["faces"]) + " faces, " +
                       share(p["agreement"].get<double>()) + " the same";
                if (p["faces"].get<int>() < dataset::kFewForKappa)
                    out += ", too few faces for kappa";
                else if (!p["kappa"].is_null())
                    out += ", kappa " + formatNumber(p["kappa"].get<double>(), 3) + " (95 % " +
                           formatNumber(p["ci95"][0].get<double>(), 3) + " to " +
                           formatNumber(p["ci95"][1].get<double>(), 3) + ", " + text(p["words"]) + ")";
                out += "\n";
            }
            for (const auto& d : r["disagreements"])
                out += text(d["path"]) + ": " + text(d["a"]) + " says " + text(d["said_a"]) + ", " + text(d["b"]) +
                       " says " + text(d["said_b"]) + "\n";
            return out.empty() ? "no two people have judged the same face yet\n" : out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--limit", args->limit, "how many disagreements at most")->check(CLI::Range(1, 1000000000));
}

void addApprovals(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "approvals",
        "labels that await a second person's word; that person keeps (or rejects) them as they are, under another "
        "LIKENESS_USER",
        [args]() -> Json {
            auto project =
                Project::open(args->folder, args->require ? Project::Mode::ReadWrite : Project::Mode::ReadOnly);
            if (args->require)
                dataset::requireApprovals(project, args->require);
            const auto waiting = dataset::facesAwaitingApproval(project);
            const Faces faces(project, waiting);
            Json list = Json::array();
            for (const auto face : waiting) {
                const auto& row = faces.row(face);
                Json people = Json::array();
                for (const auto& o : dataset::opinionsOf(project, face))
                    if (o.label == row.label &&
                        (o.label != dataset::LabelState::Confirmed || o.identity == row.identity))
                        people.push_back(o.who);
                list.push_back({{"face", face},
                                {"path", faces.path(face)},
                                {"identity", faces.name(row.identity)},
                                {"label", dataset::labelStateName(row.label)},
                                {"approved_by", people}});
            }
            const auto me = dataset::presentUser();
            return {{"required", dataset::approvalsRequired(project)},
                    {"awaiting", waiting.size()},
                    {"user", me},
                    {"awaiting_user", dataset::facesAwaitingApproval(project, me).size()},
                    {"faces", list}};
        },
        [](const Json& r) {
            std::string out = r["required"] == 1 ? "one person's word is enough (--require 2 asks for a second)\n" : "";
            for (const auto& f : r["faces"])
                out += text(f["path"]) + "  " + text(f["label"]) + "  " + text(f["identity"]) + "\n";
            return out + text(r["awaiting"]) + " labels await approval, " + text(r["awaiting_user"]) +
                   " of them that of " + text(r["user"]) + "\n";
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--require", args->require, "how many people must say the same of a label")
        ->check(CLI::Range(1, 2));
}

// --- history, preview

Json historyJson(const std::vector<dataset::HistoryEntry>& history)
{
    Json list = Json::array();
    for (const auto& h : history) {
        Json changes = Json::array();
        for (const auto& c : h.changes)
            changes.push_back(
                {{"field", dataset::fieldName(c.field)}, {"before", c.before}, {"after", c.after}, {"faces", c.faces}});
        list.push_back({{"id", h.entry.id},
                        {"time", h.entry.time},
                        {"who", h.entry.who},
                        {"verb", h.entry.verb},
                        {"what", h.entry.what},
                        {"why", h.entry.why},
                        {"undone", h.entry.undone},
                        {"changes", changes}});
    }
    return list;
}

void addHistory(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "history", "everything that happened to one picture's face or to one person, newest first",
        [args]() -> Json {
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            if (args->person.empty() == args->paths.empty())
                throw Error(ErrorCode::BadArgument, "name either a picture with --path or a person with --person");
            if (!args->person.empty()) {
                const auto id = dataset::findPersonEver(project, args->person);
                if (!id)
                    throw Error(ErrorCode::NotFound, "nobody is or was named '" + toUtf8(args->person) + "'");
                return {{"person", toUtf8(args->person)},
                        {"history", historyJson(dataset::personHistory(project, id, args->limit))}};
            }
            const auto face = project.primaryFace(args->paths.front());
            if (!face)
                throw Error(ErrorCode::NotFound, "no picture of the project has the path '" +
                                                     toUtf8(args->paths.front()) + "', or several end in it");
            return {{"face", face},
                    {"path", Faces(project, std::span(&face, 1)).path(face)},
                    {"history", historyJson(dataset::faceHistory(project, face, args->limit))}};
        },
        [](const Json& r) {
            std::string out;
            for (const auto& h : r["history"]) {
                out += localTime(h["time"].get<std::int64_t>()) + "  " + text(h["verb"]) +
                       (text(h["who"]).empty() ? "" : " by " + text(h["who"])) +
                       (h["undone"].get<bool>() ? " [undone]" : "");
                for (const auto& c : h["changes"]) {
                    const std::string before = text(c["before"]), after = text(c["after"]);
                    out += "; " + text(c["field"]);
                    if (!before.empty() || !after.empty())
                        out += " " + (before.empty() ? "" : before + " ") + "→ " + after;
                    if (c["faces"].get<int>() > 1)
                        out += " (" + text(c["faces"]) + " faces)";
                }
                out += "\n";
            }
            return out.empty() ? "nothing has happened yet\n" : out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--path", args->paths, "a picture")->expected(1);
    command->add_option("--person", args->person, "a person, also one that was merged into another");
    command->add_option("--limit", args->limit, "how many entries at most")->check(CLI::Range(1, 1000000000));
}

Json rivalJson(const std::optional<dataset::PersonPreview::Rival>& rival)
{
    return rival ? Json{{"identity", rival->name}, {"similarity", rival->similarity}} : Json();
}

Json previewJson(const dataset::Preview& preview)
{
    Json people = Json::array();
    for (const auto& p : preview.people)
        people.push_back({{"before", p.nameBefore},
                          {"after", p.nameAfter},
                          {"faces_before", p.facesBefore},
                          {"faces_after", p.facesAfter},
                          {"purity_before", orNull(p.purityBefore)},
                          {"purity_after", orNull(p.purityAfter)},
                          {"rival_before", rivalJson(p.rivalBefore)},
                          {"rival_after", rivalJson(p.rivalAfter)}});
    return {{"faces", preview.faces},
            {"changes", preview.entries},
            {"identities", people},
            {"method", preview.method},
            {"compared", preview.compared}};
}

std::vector<FaceId> facesToPreview(const Project& project, const Arguments& args)
{
    std::vector<FaceId> faces;
    for (const auto& path : args.paths) {
        const auto face = project.primaryFace(path);
        if (!face)
            throw Error(ErrorCode::NotFound,
                        "no picture of the project has the path '" + toUtf8(path) + "', or several end in it");
        faces.push_back(face);
    }
    if (faces.empty()) {
        const auto person = project.findIdentity(args.identity);
        faces = person ? project.facesOf(person) : faces;
        if (faces.empty())
            throw Error(ErrorCode::NotFound, "there is no person named '" + toUtf8(args.identity) +
                                                 "' with pictures; name one with --identity, or pictures with --path");
    }
    return faces;
}

void addPreview(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "preview", "what a decision, or a file of decisions, would do, without doing it",
        [args, &registry]() -> Json {
            auto& console = Console::instance();
            auto project = Project::open(args->folder);
            dataset::Preview preview;
            Json skipped = Json::array();
            if (!args->from.empty()) {
                preview = dataset::previewChange(project, [&](Project& p) {
                    for (const auto& row : applyDecisions(p, args->from, console).skipped)
                        skipped.push_back({{"line", row.line}, {"path", row.path}, {"reason", row.reason}});
                });
            } else {
                if (args->action.empty())
                    throw Error(ErrorCode::BadArgument, "name an --action, or a file of decisions with --from");
                const auto faces = facesToPreview(project, *args);
                preview = dataset::previewDecision(project, faces, dataset::actionFromName(args->action), args->other);
            }
            curate::addEvidence(project, preview, registry.global().threads, console);
            Json result = previewJson(preview);
            if (!args->from.empty())
                result["skipped"] = skipped;
            return result;
        },
        [](const Json& r) {
            const auto purity = [](const Json& value) {
                return value.is_null() ? std::string("–") : share(value.get<double>());
            };
            std::string out = text(r["faces"]) + " faces would get another person or another decision\n";
            if (r.contains("skipped"))
                for (const auto& row : r["skipped"])
                    out += "line " + text(row["line"]) + " would be skipped: " + text(row["reason"]) + "\n";
            for (const auto& p : r["identities"]) {
                const auto before = text(p["before"]), after = text(p["after"]);
                out += (before.empty()    ? after + " (new)"
                        : after.empty()   ? before + " (gone)"
                        : before == after ? after
                                          : before + " → " + after) +
                       ": " + text(p["faces_before"]) + " → " + text(p["faces_after"]) + " faces";
                if (!r["method"].get<std::string>().empty())
                    out += ", purity " + purity(p["purity_before"]) + " → " + purity(p["purity_after"]);
                if (!p["rival_after"].is_null())
                    out += ", closest " + text(p["rival_after"]["identity"]) + " (" +
                           formatNumber(p["rival_after"]["similarity"].get<double>(), 2) + ")";
                out += "\n";
            }
            return out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--action", args->action, "the decision: keep, move, reject, unsure, merge, split or rename")
        ->check(CLI::IsMember({"keep", "move", "reject", "unsure", "merge", "split", "rename"}));
    command->add_option("--identity", args->identity, "the person whose faces it is about");
    command->add_option("--path", args->paths, "pictures, where it is not about all of a person's");
    command->add_option("--other", args->other, "the person that the decision names");
    command->add_option("--from", args->from, "a decisions file, as decide takes it");
}

} // namespace

void addQualityCommands(Registry& registry)
{
    addCheck(registry);
    addSpotCheck(registry);
    addAgreement(registry);
    addApprovals(registry);
    addHistory(registry);
    addPreview(registry);
}

} // namespace likeness::cli
