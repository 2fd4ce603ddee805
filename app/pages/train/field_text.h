// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/settings.h"

#include <QString>

namespace likeness::pages {

// Translated name and help of a field of run.json; the key and the English help where there is none.
QString fieldLabel(const QString& key);
QString fieldHelp(const run::Field& field);
bool hasTranslatableHelp(const run::Field& field); // the table's English sentence is the core's
QString choiceLabel(const QString& key, const QString& choice);
QString choiceHelp(const QString& key, const QString& choice); // what sets it apart, a sentence; may be empty

QString presetLabel(const run::Preset& preset);
QString presetHelp(const run::Preset& preset);
bool hasTranslatableHelp(const run::Preset& preset);

} // namespace likeness::pages
