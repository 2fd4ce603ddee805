// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QString>

namespace likeness::pages {

// One plain, translated sentence of why a face is flagged, with the figures of its evidence. Falls back to the stored
// English reason when the evidence is of a kind that this version does not know.
QString flagSentence(const dataset::FlagRow& flag, const QString& ownName, const QString& rivalName);
// "mislabelled" → "Wrong labels"
QString kindText(const QString& kind);
// "lbph" → "LBPH"
QString methodText(const QString& method);
// "move" → "moved"
QString decisionText(const QString& decision);

} // namespace likeness::pages
