// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <QString>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

// What was odd about a dataset that was imported or exported, by kind: a window that does not block. `report` is
// formats::Report::toJson(); `summary` is a translated sentence.
void showOddities(QWidget* parent, const QString& title, const QString& summary, const Json& report);
int oddityCount(const Json& report); // of all kinds

} // namespace likeness::app
