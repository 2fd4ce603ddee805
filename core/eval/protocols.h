// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::eval {

// One figure of a published protocol, with the convention that it was computed by: the same word ("accuracy ±", "TPR at
// FPR") means different things in different toolkits.
struct ProtocolFigure {
    std::string id;         // stable, for scripts and translations
    std::string name;       // for people, English
    std::string convention; // one English sentence or two
    Json values;            // an object; rates are 0..1
    Json toJson() const;    // {id, name, convention, …values}
};

struct ProtocolSettings {
    bool concatenated =
        false; // scores are means of two cosines: of the crops and of the mirrored crops (flip "concat")
    bool balancedFolds = false; // as VerifySettings::balancedFolds was for `result`
    Check check{};
};
// Every figure from scored pairs and what verifyScores() found on them (with its intervals), in this order:
//   lfw_10fold_insightface  accuracy, std (ddof 0), fold_accuracy, threshold, ci95, genuine, impostor
//   lfw_10fold_se           accuracy, standard_error: the same folds with FaceX-Zoo's "±"
//   lfw_10fold_facexzoo     accuracy, standard_error, fold_accuracy, threshold: with FaceX-Zoo's own threshold
//   lfw_10fold_facenet      accuracy, std, val, val_std, far
//   val_at_far              points [{target, val, std, far, false_accept_budget, sufficient}], negatives_per_fold,
//                           resolution
//   tpr_at_fpr              points as Operating::toJson(), impostor
//   tpr_at_fpr_nearest      points as Operating::toJson(), impostor
//   eer, auc                value, ci95
//   det                     fpr, fnr: of at most 200 points
// Throws as verifyScores().
std::vector<ProtocolFigure> protocolFigures(std::span<const float> scores,
                                            std::span<const std::uint8_t> same,
                                            const VerifyResult& result,
                                            const ProtocolSettings& settings = {});
Json toJson(std::span<const ProtocolFigure> figures);

// FaceX-Zoo's accuracy over folds (lfw_evaluator.py): the threshold is the first maximum of TPR − FPR among 1000 even
// steps from the lowest to the highest training score; a score that equals it is wrong, whatever the pair is. meanTpr
// and meanFpr stay empty. Throws as kFoldAccuracy().
KFold faceXZooAccuracy(std::span<const float> scores, std::span<const std::uint8_t> same, int folds = 10);

// What `verify --scores` writes.
struct ScoredPairs {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
};
// A line a pair: score, then 1 for the same person and 0 for others, between them a comma, a semicolon or blanks; what
// follows them is passed over, a first line of words too. Throws Error(BadFile) naming the line.
ScoredPairs parseScores(std::string_view text);
// "fpr,tpr,threshold" and a line for every point, numbers as short as they can be and still be the same.
std::string curveCsv(const Roc& roc);

} // namespace likeness::eval
