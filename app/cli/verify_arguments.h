// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/console.h"
#include "core/verify/verification.h"
#include "core/verify/verify_options.h"

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace likeness::cli {

// A stored verification; says on the way where labels of its project have changed since. Throws as readVerification().
verify::Verification readStored(const std::filesystem::path& file);

// What every command that verifies asks for, in the same words: --model, --set, --pairs, --aligned, --detector, --flip,
// --max-pairs, --runs, --precision. Must outlive the parsing.
class VerifyArguments
{
public:
    struct Wanted {
        const char* set =
            "PACK.bin, a folder with a folder per identity, a folder of templates as IJB's, or a project; "
            "nothing: the people that a run kept for verification";
        const char* model = "what is measured"; // null: no --model
        bool from = false;                      // also --from FILE.lkv, a stored verification instead of model and set
        bool maxPairs = true, precision = true;
    };
    void add(Registry& registry, CLI::App* command, const Wanted& wanted);
    // Neither a model and set nor a stored verification was named.
    bool isEmpty() const { return m_options.model.empty() && m_from.empty(); }
    verify::VerifyOptions options(const Global& global) const;
    void requireSomething() const; // throws Error(BadArgument) where it is
    bool isStored() const { return !m_from.empty(); }
    bool allPairs = false; // VerifyOptions::allPairs
    // Adds a finding to the stored verification (Verification::extras), as it lies there now, and writes it again.
    // Throws Error(BadFile) where `facts`, those of what was found, name another model or set.
    void keep(const std::string& key, const Json& value, const Json& facts) const;
    // The stored one, or a fresh one. Throws Error(BadArgument) where neither is named.
    verify::Verification verification(const Global& global, bool forReport) const;

private:
    verify::VerifyOptions m_options;
    std::string m_set, m_pairs, m_runs, m_from, m_precision = "fp32";
};

} // namespace likeness::cli
