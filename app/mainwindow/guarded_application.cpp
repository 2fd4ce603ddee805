// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/guarded_application.h"

#include "app/mainwindow/main_window.h"
#include "core/base/log.h"

#include <QThread>

namespace likeness::app {

// The innermost frame of every event: an exception leaves the slot and its signal, never Qt's event loop.
bool GuardedApplication::notify(QObject* receiver, QEvent* event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::exception& error) {
        if (QThread::currentThread() != thread())
            throw; // workers answer for themselves
        log::error(error.what());
        for (QWidget* widget : topLevelWidgets())
            if (auto* window = qobject_cast<MainWindow*>(widget))
                window->showError(error);
        return true;
    }
}

} // namespace likeness::app
