// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

struct ImportChoice {
    QString folder;
    bool aligned = false;                     // the images are crops already
    bool copy = false;                        // into the project instead of referring to them
    bool prepare = true;                      // find, align and crop right after
    QString detector = QStringLiteral("hog"); // hog | haar
};

// What to do with a folder of faces. Nothing when the person cancels.
class ImportDialog
{
public:
    static std::optional<ImportChoice> ask(QWidget* parent, const QString& folder);
    // Crops have all the same small size: true when the first few images look like that. Only headers are read.
    static bool looksAligned(const QString& folder);
    static void setNextChoice(const ImportChoice& choice); // for tests; the folder is the one asked about
};

} // namespace likeness::app
