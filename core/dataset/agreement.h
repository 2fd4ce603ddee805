// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/opinions.h"

#include <optional>

namespace likeness::dataset {

// Cohen's kappa of two people over the faces that both judged (Cohen 1960): (po − pe) / (1 − pe). Categories are the
// outcomes: a person's name, rejected, unsure. The interval is kappa ± 1.959964 · SE with the large-sample standard
// error of Fleiss, Cohen & Everitt (1969), eq. 13, cut to −1 … 1; with few faces it is only a rough guide.
inline constexpr int kFewForKappa = 10; // judged faces: below, kappa and its interval mean nothing
struct Kappa {
    int faces = 0;                   // n
    double agreement = 0;            // po, the observed share of equal outcomes
    std::optional<double> kappa;     // nothing when there are no faces, or when chance alone gives agreement 1
    std::optional<double> low, high; // 95 %; nothing where kappa is
};
// Category numbers of the two for each face, same length. Throws Error(BadArgument) otherwise.
Kappa cohenKappa(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

// The words of Landis & Koch (1977) for a kappa: "poor" below 0, "slight", "fair", "moderate", "substantial", "almost
// perfect" from 0.8 up (each bound belongs to the lower word, as in their table).
const char* agreementWord(double kappa);

struct Outcome {
    LabelState label = LabelState::Confirmed;
    std::string person; // for Confirmed
    bool operator==(const Outcome&) const = default;
};
struct Disagreement {
    FaceId face = 0;
    std::string path; // ImageRow::key
    std::string a, b; // who
    Outcome saidA, saidB;
};
struct PairAgreement {
    std::string a, b; // a before b, compared byte by byte
    Kappa kappa;
};
// Every pair of people with a face in common.
std::vector<PairAgreement> agreement(const Project& project);
// By face id; `limit` at most, faces after `after`. Empty a and b: of every pair.
std::vector<Disagreement> disagreements(
    const Project& project, int limit = 1000, FaceId after = 0, const std::string& a = {}, const std::string& b = {});

} // namespace likeness::dataset
