// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>
#include <string>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

struct ImportChoice {
    QString path;                             // a folder, or a dataset's file
    std::string format = "auto";              // formats::formatNames()
    bool aligned = false;                     // the images are crops already
    bool copy = false;                        // into the project instead of referring to them
    bool prepare = true;                      // find, align and crop right after
    QString detector = QStringLiteral("hog"); // hog | haar
    QString light = QStringLiteral("none");   // image::lightingName(), for finding the faces
    int pointBase = 1;                        // of .pts coordinates
    QString images;                           // where the pictures are that a list names; empty: beside it
    QString source, licence, consent;         // of what comes in; all empty: nothing is known
};

// What to do with a folder of faces or a dataset's file. Nothing when the person cancels.
class ImportDialog
{
public:
    static std::optional<ImportChoice> ask(QWidget* parent, const QString& path);
    // Crops have all the same small size: true when the first few images look like that. Only headers are read; any
    // thread.
    static bool looksAligned(const QString& folder);
    static void setNextChoice(const ImportChoice& choice); // for tests; the path is the one asked about
};

} // namespace likeness::app
