// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QStringList>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

// The dataset formats of core/formats in a person's words, translated.
QString formatTitle(const std::string& format);
// What lies in such a dataset, and what of it becomes people, labels and landmarks.
QString formatHint(const std::string& format);
// Whether its pictures are photographs (faces to be found), or crops of faces already.
bool holdsCrops(const std::string& format);
bool namesPictures(const std::string& format); // a list that names pictures which may lie elsewhere
QString fileSuffix(const std::string& format); // of an export that is one file; empty: it is a folder
// A quiet label with room for the longest of `texts` at this width, so that nothing moves when it says another.
QLabel* makeHint(const QStringList& texts, int width, QWidget* parent);
QStringList formatHints(const std::vector<std::string>& formats);
QComboBox* makePointBase(QWidget* parent); // what the coordinates of .pts files count from: 1 or 0, as item data
// The kinds of formats::Report in a person's words.
QString oddityTitle(const std::string& kind);

} // namespace likeness::app
