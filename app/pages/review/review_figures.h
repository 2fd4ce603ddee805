// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curation.h"
#include "core/dataset/agreement.h"
#include "core/dataset/remaining.h"

#include <QString>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace likeness::pages {

// How far the review of a method is. Reading grows with the project, so it is done beside the window's thread.
struct ReviewFigures {
    std::string method;
    std::map<std::string, int> open; // questions of each kind of which there are any
    dataset::Remaining remaining;
    int secondLooks = 0;
    std::vector<dataset::PairAgreement> agreement; // of the present person with others
    std::optional<curate::Curation> curation;
};
// By whose flags of that kind one is asked; empty: of any method, because what is seen in the pictures alone is the
// same.
std::string askedMethod(const std::string& kind, const std::string& method);
ReviewFigures readFigures(const dataset::Project& project, const std::string& method);

QString inTurn(const QString& first, const QString& second); // two sentences, as the language sets them
QString remainingText(const dataset::Remaining& remaining);  // "About 35 (22–51) of 2,282 labels are still wrong"
QString remainingSentence(const dataset::Remaining& remaining);
QString afterFlaggedText(const dataset::Remaining& remaining);
QString curationText(const curate::Curation& curation);
QString agreementText(const ReviewFigures& figures); // "You and Bob agree on 94 % of 50 faces (kappa 0.88, …)"

} // namespace likeness::pages
