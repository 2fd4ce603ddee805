// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/compare.h"
#include "core/verify/gates.h"

#include <QColor>
#include <QString>
#include <string>

// What is said of comparisons and of gates, in the window's language; English for what a later version brings.
namespace likeness::pages {

// An answer is never told by a colour alone: a sign and a word stand beside it.
enum class Outcome { Yes, No, Unknown, Neutral };
QString answerSign(Outcome answer); // ✓ ✗ ? =
QColor answerColor(Outcome answer); // of the theme as it is

QString metricText(const std::string& metric);            // of eval::Difference
QString testText(const std::string& test, bool ofPeople); // of eval::Difference
QString signedText(double value, int digits = 4);         // +0.0120
QString chanceText(double p);                             // 0.012, "< 0.001"
Outcome answerOf(const verify::Comparison& comparison);   // of two models
// Whether the first or the second model is better, in one sentence; `a` and `b` name them.
QString verdictSentence(const verify::Comparison& comparison, const QString& a, const QString& b);

Outcome answerOf(verify::GateVerdict verdict);
QString verdictText(verify::GateVerdict verdict); // pass, fail, not enough data
QString gateMetricText(const std::string& metric);
QString gateSubjectText(const verify::Gate& gate);               // TPR at FPR 1e-4
QString gateText(const verify::Gate& gate);                      // TPR at FPR 1e-4 ≥ 99.5 %
QString gateFigureText(const verify::Gate& gate, double figure); // with its unit; the same digits as the bound has
QString gateIntervalText(const verify::GateResult& result);      // empty where there is none
// Of how many pairs or people the figure is; empty where `evidence` (verify::evidenceOf) does not say.
QString gateSampleText(const verify::Gate& gate, const Json& evidence);
QString gateMeaningText(const verify::GateResult& result); // a sentence: what follows, or what to measure and where

} // namespace likeness::pages
