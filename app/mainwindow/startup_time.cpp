// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/offscreen_tasks.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QTimer>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace likeness::app {
namespace {

// Since the kernel made this process, so that loading the libraries counts. Steps of 10 ms.
double processAgeMs()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    timespec now{};
    if (!file.open(QIODevice::ReadOnly) || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const QByteArray line = file.readAll();
    // After the name in brackets, which may hold blanks, comes field 3; the start is field 22.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 20)
        return -1;
    const double start = fields.at(19).toDouble() / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - start) * 1000;
}

double residentMb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() < 2 ? -1 : fields.at(1).toDouble() * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1048576;
}

class FirstPaint final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            QTimer::singleShot(0, this, [] { // the whole window, not this first part of it
                std::printf("{\"first_paint_ms\": %.0f, \"rss_mb\": %.1f}\n", processAgeMs(), residentMb());
                QApplication::quit();
            });
        }
        return false;
    }

private:
    bool m_seen = false;
};

} // namespace

void reportFirstPaint()
{
    qApp->installEventFilter(new FirstPaint(qApp));
}

} // namespace likeness::app
