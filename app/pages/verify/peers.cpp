// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/peers.h"

#include "core/run/event_fields.h"

#include <system_error>

namespace likeness::pages {

std::vector<Peer>
peersOf(const verify::Verification& open, const std::filesystem::path& storedAs, const std::filesystem::path& project)
{
    const std::string id = verify::verificationId(open) + ".lkv";
    const auto fitOf = [&](const verify::VerificationHead& head) {
        std::error_code ec;
        if (storedAs.empty() ? head.file.filename() == id : std::filesystem::equivalent(head.file, storedAs, ec))
            return PeerFit::Itself;
        const std::string hash = run::text(head.facts, "set_hash");
        // People that a run kept have no hash: there the snapshot says most.
        if (hash != run::text(open.facts, "set_hash") ||
            (hash.empty() && run::text(head.facts, "snapshot") != run::text(open.facts, "snapshot")))
            return PeerFit::OtherSet;
        return head.pairs == open.scores.size() ? PeerFit::Fits : PeerFit::OtherPairs;
    };
    std::vector<Peer> out;
    for (auto& head : verify::storedVerifications(project)) {
        const PeerFit fit = fitOf(head);
        out.push_back({std::move(head), fit});
    }
    return out;
}

} // namespace likeness::pages
