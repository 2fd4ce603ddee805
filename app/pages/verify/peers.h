// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verification_file.h"

#include <filesystem>
#include <vector>

namespace likeness::pages {

// How a stored verification stands to the one that is open, as far as the heads of the files say. Where Fits, reading
// it says whether the pairs are the same indeed (verify::samePairs).
enum class PeerFit { Fits, Itself, OtherSet, OtherPairs };
struct Peer {
    verify::VerificationHead head;
    PeerFit fit = PeerFit::Fits;
};
// The stored verifications of a project, the newest first. `storedAs`: where the open one lies; empty: it goes by its
// id. Touches the disk.
std::vector<Peer>
peersOf(const verify::Verification& open, const std::filesystem::path& storedAs, const std::filesystem::path& project);

} // namespace likeness::pages
