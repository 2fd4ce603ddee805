// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <exception>
#include <memory>
#include <utility>

namespace likeness::pages {

// Short reading that a page must not wait for: `work` runs in the thread pool, then `done(result)` or `failed(error)`
// on the GUI thread, unless `context` is gone by then. Long work, which a person may want to stop, goes through
// engine::JobRunner.
template<typename Work, typename Done, typename Failed>
void runAsync(QObject* context, Work work, Done done, Failed failed)
{
    QThreadPool::globalInstance()->start([guard = QPointer<QObject>(context), work = std::move(work), done, failed] {
        try {
            auto result = std::make_shared<decltype(work())>(work());
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, result, done] {
                    if (guard)
                        done(std::move(*result));
                },
                Qt::QueuedConnection);
        } catch (const std::exception&) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, failed, error = std::current_exception()] {
                    if (!guard)
                        return;
                    try {
                        std::rethrow_exception(error);
                    } catch (const std::exception& e) {
                        failed(e);
                    }
                },
                Qt::QueuedConnection);
        }
    });
}

} // namespace likeness::pages
