// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QApplication>

namespace likeness::app {

// The one place for errors that a slot does not handle itself, such as a database on a disk that went away: the window
// shows them in words, and the program goes on.
class GuardedApplication final : public QApplication
{
    Q_OBJECT
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override;
};

} // namespace likeness::app
