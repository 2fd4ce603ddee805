// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <QString>

namespace likeness::engine {

// Translated: what happened, and what to try. `message` is the core's English sentence, shown below as detail.
struct ErrorText {
    QString what;
    QString tryThis;
    QString detail;
};
ErrorText errorText(ErrorCode code, const QString& message);
ErrorText errorText(const std::exception& error); // likeness::Error or anything else

// "detect" → "Detecting faces"; unknown ids are shown as they are.
QString stageText(const QString& stageId);
// %n with the unit: progressText(3, 10, "images") → "3 of 10 images".
QString progressText(quint64 done, quint64 total, const QString& unit);

} // namespace likeness::engine
