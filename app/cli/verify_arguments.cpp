// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verify_arguments.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/verify/errors.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"

#include <CLI/CLI.hpp>

namespace likeness::cli {

verify::Verification readStored(const std::filesystem::path& file)
{
    auto& console = Console::instance();
    auto out = verify::readVerification(file, [&] { console.checkStop(); });
    const auto project = std::filesystem::absolute(file).parent_path().parent_path(); // PROJECT/verifications/FILE.lkv
    if (!dataset::Project::isAt(project))
        return out;
    const auto labels = verify::labelChanges(dataset::Project::open(project, dataset::Project::Mode::ReadOnly), out);
    if (labels.changed > 0)
        console.issue({jobs::Issue::Severity::Warning, displayPath(file), ErrorCode::BadFile,
                       std::to_string(labels.changed) + " of its " + std::to_string(labels.faces) +
                           " faces have another name, or none, in the project now; verify again for figures of the "
                           "labels of now."});
    return out;
}

void VerifyArguments::add(Registry& registry, CLI::App* command, const Wanted& wanted)
{
    auto* set = command->add_option("--set", m_set, wanted.set);
    command->add_option("--pairs", m_pairs, "LFW pairs.txt, for a folder")->needs(set);
    command->add_flag("--aligned", m_options.aligned, "the folder's images are aligned crops already");
    command->add_option("--detector", m_options.detector, "detector for images that are not aligned");
    command
        ->add_option("--flip", m_options.flip,
                     "the mirrored crop's embedding is added (sum, insightface), put behind (concat, facenet) or left "
                     "out (none)")
        ->check(CLI::IsMember({"sum", "concat", "none"}))
        ->capture_default_str();
    if (wanted.maxPairs)
        command->add_option("--max-pairs", m_options.maxPairs, "pairs of each kind where the set does not name them")
            ->check(CLI::Range(std::size_t{10}, std::size_t{10'000'000}));
    if (wanted.precision)
        precisionOption(command, m_precision);
    if (!wanted.model)
        return;
    command->add_option("--runs", m_runs, "where run ids are looked up");
    auto* model = modelOption(registry, command, m_options.model, wanted.model);
    if (wanted.from)
        command->add_option("--from", m_from, "a verification that was stored (FILE.lkv), instead of --model and --set")
            ->excludes(model)
            ->excludes(set);
    else
        model->required();
}

verify::VerifyOptions VerifyArguments::options(const Global& global) const
{
    verify::VerifyOptions out = m_options;
    out.set = m_set;
    if (out.set.filename().empty() && out.set.has_parent_path()) // "lfw/" is called lfw
        out.set = out.set.parent_path();
    out.pairs = m_pairs;
    out.runsFolder = m_runs;
    out.seed = global.seed;
    out.compute = {global.device, global.threads, m_precision};
    return out;
}

void VerifyArguments::requireSomething() const
{
    if (isEmpty())
        throw Error(ErrorCode::BadArgument, "Name a model and a set (--model M --set S), or a verification that was "
                                            "stored (--from FILE.lkv).");
}

void VerifyArguments::keep(const std::string& key, const Json& value, const Json& facts) const
{
    auto& console = Console::instance();
    auto stored = verify::readVerification(m_from, [&] { console.checkStop(); });
    for (const char* fact : {"model_hash", "set_hash"})
        if (stored.facts.value(fact, Json()) != facts.value(fact, Json()))
            throw Error(ErrorCode::BadFile, "The model or the set has changed since " + displayPath(m_from) +
                                                " was stored, so that the figures are not about it; verify once more.");
    stored.extras[key] = value;
    verify::writeVerification(m_from, stored);
}

verify::Verification VerifyArguments::verification(const Global& global, bool forReport) const
{
    auto& console = Console::instance();
    if (isStored()) {
        if (allPairs)
            throw Error(ErrorCode::BadArgument,
                        "A stored verification has its pairs; all pairs need --model and --set.");
        console.stage("load");
        return readStored(m_from);
    }
    requireSomething();
    auto wanted = options(global);
    wanted.forReport = forReport;
    wanted.allPairs = allPairs;
    return verify::verifyModel(wanted, console);
}

} // namespace likeness::cli
