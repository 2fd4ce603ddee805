// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verification_file.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/verify/verification_bytes.h"
#include "core/verify/verify_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace likeness::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 36;

double numberIn(const Json& json, const char* key)
{
    return json.is_object() && json.contains(key) && json[key].is_number() ? json[key].get<double>() : std::nan("");
}

} // namespace

void writeVerification(const fs::path& file, const Verification& v)
{
    fs::create_directories(file.parent_path().empty() ? fs::path(".") : file.parent_path());
    writeFileAtomically(file, verificationBytes(v));
}

Verification readVerification(const fs::path& file, const eval::Check& check)
{
    Verification v = verificationFrom(readFile(file, kMostBytes), displayPath(file));
    judge(v, check);
    return v;
}

Verification verificationFor(const fs::path& what, const compute::Options& options, jobs::Context& context)
{
    std::error_code ec;
    if (fs::is_regular_file(what, ec))
        return readVerification(what, [&] { context.checkStop(); });
    VerifyOptions run;
    run.model = what.native();
    run.compute = options;
    return verifyModel(run, context);
}

std::string verificationId(const Verification& v)
{
    constexpr std::size_t kDigits = 16;
    const std::string what = dumpJson(v.facts) + dumpJson(toJson(v.options));
    return hash128Hex({reinterpret_cast<const std::uint8_t*>(what.data()), what.size()}).substr(0, kDigits);
}

fs::path verificationsFolder(const fs::path& project)
{
    return project / "verifications";
}

std::vector<VerificationHead> storedVerifications(const fs::path& project)
{
    std::vector<VerificationHead> out;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(verificationsFolder(project), ec)) {
        if (entry.path().extension() != ".lkv" || !entry.is_regular_file(ec))
            continue;
        try {
            const auto head =
                verificationHeader(readRange(entry.path(), 0, kVerificationHeader), displayPath(entry.path()));
            const Bytes text = readRange(entry.path(), kVerificationHeader, head.json);
            const Json json = parseJson({reinterpret_cast<const char*>(text.data()), text.size()}, "it");
            VerificationHead one;
            one.file = entry.path();
            one.title = json.at("title").get<std::string>();
            one.facts = json.at("facts");
            const Json figures = json.value("figures", Json());
            one.accuracy = numberIn(figures, "accuracy");
            one.auc = numberIn(figures, "auc");
            one.eer = numberIn(figures, "eer");
            one.pairs = head.pairs;
            if (const double made = numberIn(json, "time"); made > 0 && made < 1e15)
                one.time = static_cast<std::int64_t>(made);
            else
                one.time = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::file_clock::to_sys(entry.last_write_time()).time_since_epoch())
                               .count();
            out.push_back(std::move(one));
        } catch (const std::exception&) { // a foreign or damaged file is no verification
            continue;
        }
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.time != b.time ? a.time > b.time : a.file < b.file; });
    return out;
}

} // namespace likeness::verify
