// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/offscreen_tasks.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPainter>
#include <QPixmap>
#include <QRegularExpression>
#include <QTimer>
#include <cstdio>

namespace likeness::app {
namespace {

constexpr int kSettleMs = 350;     // quiet for so long
constexpr int kPatienceMs = 20000; // at most

void rest(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

// Until nothing is being read and no job runs.
void settle(MainWindow& window)
{
    QElapsedTimer total;
    QElapsedTimer quiet;
    total.start();
    quiet.start();
    while (quiet.elapsed() < kSettleMs && total.elapsed() < kPatienceMs) {
        rest(25);
        if (!window.pictures().isIdle() || window.session().jobs().isRunning())
            quiet.restart();
    }
}

void closeDialogs()
{
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (widget->isVisible() && qobject_cast<QDialog*>(widget))
            widget->close();
}

// The window with the dialogs that stand over it, in its middle.
QPixmap picture(MainWindow& window)
{
    QPixmap whole = window.grab();
    QPainter painter(&whole);
    for (QWidget* dialog : QApplication::topLevelWidgets()) {
        if (!dialog->isVisible() || !qobject_cast<QDialog*>(dialog))
            continue;
        const QRect place(QPoint((window.width() - dialog->width()) / 2, (window.height() - dialog->height()) / 2),
                          dialog->size());
        painter.fillRect(window.rect(), QColor(0, 0, 0, 70));
        painter.drawPixmap(place.topLeft(), dialog->grab());
        painter.setPen(dialog->palette().color(QPalette::Dark));
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    return whole;
}

} // namespace

int takeShots(MainWindow& window, const QString& project, const QString& folder, const QSize& size)
{
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "likeness: cannot make %s\n", qPrintable(folder));
        return 1;
    }
    int number = 0;
    int failed = 0;
    const auto shoot = [&](const QString& name) {
        settle(window);
        const QString file =
            QDir(folder).filePath(QStringLiteral("%1-%2.png").arg(++number, 2, 10, QLatin1Char('0')).arg(name));
        if (!picture(window).save(file)) {
            std::fprintf(stderr, "likeness: cannot write %s\n", qPrintable(file));
            ++failed;
        }
    };
    window.resize(size);
    window.show();
    shoot(QStringLiteral("start"));
    if (project.isEmpty())
        return failed ? 1 : 0;
    if (!window.openProject(project)) {
        std::fprintf(stderr, "likeness: cannot open %s\n", qPrintable(project));
        return 1;
    }
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9]+"));
    for (pages::Page* page : window.pages()) {
        if (page->id() == QLatin1String("start"))
            continue;
        window.showPage(page->id());
        shoot(page->id());
        for (const QString& state : page->states()) {
            closeDialogs();
            page->openPath(state);
            QString name = state;
            name.replace(unsafe, QStringLiteral("-"));
            shoot(page->id() + QLatin1Char('-') + name);
        }
        closeDialogs();
    }
    window.findChild<QAction*>(QStringLiteral("keys"))->trigger();
    shoot(QStringLiteral("keys"));
    closeDialogs();
    // Nothing that was looked at may go on.
    window.session().jobs().stop();
    for (pages::Page* page : window.pages())
        page->stopWork();
    return failed ? 1 : 0;
}

} // namespace likeness::app
