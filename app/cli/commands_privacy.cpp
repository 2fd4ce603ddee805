// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/text.h"
#include "core/dataset/erase.h"
#include "core/dataset/origins.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace likeness::cli {

using dataset::Project;

namespace {

dataset::IdentityId personNamed(const Project& project, const std::string& name)
{
    const auto id = project.findIdentity(name);
    if (!id)
        throw Error(ErrorCode::NotFound, "there is no person named '" + toUtf8(name) + "'");
    return id;
}

struct ProvenanceArguments {
    std::string folder, source, licence, consent, identity, path;
    bool set = false, all = false, missing = false;
};

std::vector<dataset::ImageId> chosenImages(const Project& project, const ProvenanceArguments& args)
{
    if (!args.path.empty()) {
        const auto face = project.face(project.primaryFace(args.path));
        if (!face)
            throw Error(ErrorCode::NotFound, "there is no picture named '" + toUtf8(args.path) + "'");
        return {face->image};
    }
    const auto person = args.identity.empty() ? 0 : personNamed(project, args.identity);
    return args.missing ? dataset::imagesWithoutOrigin(project, person) : dataset::imagesOf(project, person);
}

Json provenance(const ProvenanceArguments& args, const CLI::App& command)
{
    const bool chosen = args.all || args.missing || !args.identity.empty() || !args.path.empty();
    dataset::OriginChange change;
    for (const auto& [option, text, field] : {std::tuple("--source", &args.source, &change.source),
                                              {"--licence", &args.licence, &change.licence},
                                              {"--consent", &args.consent, &change.consent}})
        if (command.count(option) > 0)
            *field = *text;
    const bool any = change.source || change.licence || change.consent;
    if (args.set != any)
        throw Error(ErrorCode::BadArgument, args.set ? "say what to set: --source, --licence or --consent"
                                                     : "--source, --licence and --consent go with --set");
    if (args.set && !chosen)
        throw Error(ErrorCode::BadArgument, "say for which pictures: --identity, --path, --missing or --all");
    auto project = Project::open(args.folder, args.set ? Project::Mode::ReadWrite : Project::Mode::ReadOnly);
    Json out = Json::object();
    if (args.set) {
        const auto images = chosenImages(project, args);
        out["images"] = images.size();
        out["entry"] = dataset::setOrigins(project, images, change);
    }
    if (!args.path.empty()) {
        const auto images = chosenImages(project, args);
        const auto origin = dataset::originOf(project, images.front()).value_or(dataset::Origin());
        out["source"] = origin.source;
        out["licence"] = origin.licence;
        out["consent"] = origin.consent;
        return out;
    }
    Json list = Json::array();
    int unknown = 0, noConsent = 0;
    for (const auto& count :
         dataset::countOrigins(project, args.identity.empty() ? 0 : personNamed(project, args.identity))) {
        noConsent += count.noConsent;
        if (count.origin.empty()) {
            unknown += count.images;
            continue;
        }
        list.push_back({{"source", count.origin.source},
                        {"licence", count.origin.licence},
                        {"consent", count.origin.consent},
                        {"images", count.images}});
    }
    out["origins"] = list;
    out["unknown"] = unknown;
    out["without_consent"] = noConsent;
    return out;
}

void addProvenance(Registry& registry)
{
    const auto args = std::make_shared<ProvenanceArguments>();
    const auto self = std::make_shared<CLI::App*>(nullptr);
    auto* command = registry.add(
        "provenance", "source, licence and consent of the pictures: shown, or set as one change that undo takes back",
        [args, self]() -> Json { return provenance(*args, **self); },
        [](const Json& r) {
            std::string out;
            if (r.contains("entry"))
                out += "set for " + dumpJson(r["images"]) + " images\n";
            const auto line = [](const Json& o) {
                const auto word = [&](const char* key) {
                    const auto text = o[key].get<std::string>();
                    return text.empty() ? std::string("-") : text;
                };
                return "source " + word("source") + ", licence " + word("licence") + ", consent " + word("consent");
            };
            if (r.contains("source"))
                return out + line(r) + "\n";
            for (const auto& o : r["origins"])
                out += dumpJson(o["images"]) + " images: " + line(o) + "\n";
            return out + dumpJson(r["unknown"]) + " images of which nothing is known, " +
                   dumpJson(r["without_consent"]) + " without a note of consent\n";
        });
    *self = command;
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_flag("--set", args->set, "set what follows");
    command->add_option("--source", args->source, "who or what the pictures were got from");
    command->add_option("--licence", args->licence, "what may be done with them");
    command->add_option("--consent", args->consent, "what the people in them agreed to");
    auto* identity = command->add_option("--identity", args->identity, "the pictures of this person");
    auto* path = command->add_option("--path", args->path, "one picture")->excludes(identity);
    auto* all = command->add_flag("--all", args->all, "all pictures")->excludes(identity)->excludes(path);
    command->add_flag("--missing", args->missing, "those of which nothing is known")->excludes(path)->excludes(all);
}

struct EraseArguments {
    std::string folder, identity;
    dataset::EraseOptions options;
    bool yes = false, preview = false, finish = false;
};

Json erasureJson(const dataset::Erasure& e)
{
    Json affected = Json::array();
    for (const auto& a : e.affected)
        affected.push_back({{"kind", a.kind},
                            {"id", a.id},
                            {"name", a.name},
                            {"faces", a.faces},
                            {"trained", a.trained},
                            {"gone", a.gone}});
    Json left = Json::array();
    for (const auto& [key, file] : e.leftInPlace)
        left.push_back({{"path", key}, {"file", file}});
    Json remaining = Json::array();
    for (const auto& [what, place] : e.remaining)
        remaining.push_back({{"what", what}, {"place", place}});
    return {{"erased", e.images},
            {"faces", e.faces},
            {"files", e.files},
            {"shared", e.shared},
            {"affected", affected},
            {"left_in_place", left},
            {"left_in_place_count", e.inPlace},
            {"remaining", remaining}};
}

std::string erasureLines(const Json& r)
{
    const bool preview = r["preview"].get<bool>();
    std::string out = std::string(preview ? "would go: " : "erased: ") + dumpJson(r["erased"]) + " images with " +
                      dumpJson(r["faces"]) + " faces, " + dumpJson(r["files"]) + " files in the project\n";
    if (r["shared"].get<int>() > 0)
        out += dumpJson(r["shared"]) + " of the pictures also show other people\n";
    for (const auto& a : r["affected"]) {
        const auto kind = a["kind"].get<std::string>();
        out += "  " + kind + " " + a["id"].get<std::string>();
        if (!a["name"].get<std::string>().empty())
            out += " (" + a["name"].get<std::string>() + ")";
        out += kind == "snapshot"          ? ": had them"
               : a["gone"].get<bool>()     ? ": deleted"
               : a["trained"].get<bool>()  ? ": was trained on them"
               : a["faces"].get<int>() > 0 ? ": was verified with them"
                                           : ": was made from a version with them";
        out += "\n";
    }
    for (const auto& left : r["left_in_place"])
        out += "  left in place: " + left["file"].get<std::string>() + "\n";
    for (const auto& rest : r["remaining"])
        out += "  REMAINS: " + rest["what"].get<std::string>() + " in " + rest["place"].get<std::string>() + "\n";
    if (!preview && r["remaining"].empty())
        out += "a search of the project's folder found nothing left\n";
    return out;
}

void confirm(const EraseArguments& args, const dataset::Erasure& plan, bool json)
{
    if (args.yes)
        return;
    if (json || !::isatty(STDIN_FILENO))
        throw Error(ErrorCode::BadArgument,
                    "erasing cannot be undone; say --yes to do it, or --preview to see what goes");
    Json shown = erasureJson(plan);
    shown["preview"] = true;
    std::fprintf(stderr, "%sThis cannot be undone. Type the name to erase: ", erasureLines(shown).c_str());
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != plan.name)
        throw Error(ErrorCode::Interrupted, "nothing was erased: the name was not the same");
}

Json eraseWork(const EraseArguments& args, bool json)
{
    auto& console = Console::instance();
    auto project = Project::open(args.folder, args.preview ? Project::Mode::ReadOnly : Project::Mode::ReadWrite);
    dataset::Erasure result;
    if (args.finish || (!args.preview && dataset::erasureUnfinished(project))) {
        if (!dataset::erasureUnfinished(project))
            throw Error(ErrorCode::NotFound, "no erasure of this project is unfinished");
        result = dataset::finishErasure(project, args.identity, console);
        // Unless the one that was asked for is somebody else, who is still there.
        if (args.identity.empty() || !project.findIdentity(args.identity)) {
            Json out = erasureJson(result);
            out["preview"] = false;
            out["resumed"] = true;
            return out;
        }
        console.say("an erasure that was interrupted is finished now");
    }
    if (args.identity.empty())
        throw Error(ErrorCode::BadArgument, "say whom to erase: --identity NAME");
    const auto person = personNamed(project, args.identity);
    const auto plan = dataset::planErasure(project, person, args.options);
    if (!args.preview)
        confirm(args, plan, json);
    Json out = erasureJson(args.preview ? plan : dataset::erase(project, person, args.options, console));
    out["preview"] = args.preview;
    out["resumed"] = false;
    return out;
}

void addErase(Registry& registry)
{
    const auto args = std::make_shared<EraseArguments>();
    auto* command = registry.add(
        "erase",
        "erase a person for good: pictures that Likeness holds, rows, crops, derived files, names in runs and history; "
        "lists the versions, runs and models that were made with them, and searches the folder for what remains",
        [args, &registry]() -> Json { return eraseWork(*args, registry.global().json); }, erasureLines);
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--identity", args->identity, "whom");
    command->add_flag("--keep-shared", args->options.keepShared,
                      "keep pictures that show other people, too; only this person's face in them goes");
    command->add_flag("--preview", args->preview, "only say what would go");
    command->add_flag("--yes", args->yes, "do not ask; needed with --json");
    command->add_flag("--finish", args->finish, "go on with an erasure that was interrupted");
}

} // namespace

void addPrivacyCommands(Registry& registry)
{
    addProvenance(registry);
    addErase(registry);
}

} // namespace likeness::cli
