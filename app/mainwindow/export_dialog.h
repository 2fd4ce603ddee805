// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/export.h"

#include <QString>
#include <optional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

struct ExportChoice {
    QString target;
    dataset::ExportOptions options;
};

// Where to, in which format, which version of the dataset. Nothing when the person cancels.
class ExportDialog
{
public:
    static std::optional<ExportChoice>
    ask(QWidget* parent, const QString& projectFolder, const std::vector<dataset::SnapshotRow>& versions);
    static void setNextChoice(const ExportChoice& choice); // for tests
};

} // namespace likeness::app
