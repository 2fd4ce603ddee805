// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>
#include <optional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::widgets {

// Type a few letters, press Enter: chooses a person by name. A name that nobody has makes a new person where that is
// allowed.
struct PersonChooser {
    // `names` in the order to show; `first` are offered on top (the likeliest). Nothing when the person cancels.
    static std::optional<QString>
    choose(QWidget* parent, const QString& title, const QStringList& names, const QStringList& first, bool allowNew);

    static void setNextName(const QString& name); // for tests
};

} // namespace likeness::widgets
