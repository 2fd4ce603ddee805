// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/bench_parts.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "app/pages/review/review_page.h"
#include "core/base/clock.h"
#include "core/base/json_util.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QThread>
#include <cstdio>
#include <functional>

QT_BEGIN_NAMESPACE
// Qt Test's way to have a key tried as a shortcut, as the window system does.
Q_GUI_EXPORT bool qt_sendShortcutOverrideEvent(
    QObject* o, ulong timestamp, int k, Qt::KeyboardModifiers mods, const QString& text, bool autorep, ushort count);
QT_END_NAMESPACE

namespace likeness::app {
namespace {

constexpr int kFrames = 600;
constexpr int kFrameMs = 16;
constexpr int kDecisions = 100; // of each page
constexpr int kReviews = 1000;
constexpr int kRounds = 3;
constexpr int kPatienceMs = 120'000;

// From top to bottom, a frame each 16 ms, as a hand on the scroll bar would have it.
Times scrollThrough(QListView& grid)
{
    return timeFrames(kFrames, [&grid](int i) {
        QScrollBar* bar = grid.verticalScrollBar();
        bar->setValue(static_cast<int>(std::int64_t{bar->maximum()} * i / (kFrames - 1)));
        grid.viewport()->repaint();
    });
}

// Until the list shows another order or choice, painted.
double untilShown(QListView& grid, const std::function<void()>& change)
{
    bool shown = false;
    QObject watch;
    QObject::connect(grid.model(), &QAbstractItemModel::modelReset, &watch, [&shown] { shown = true; });
    QElapsedTimer clock;
    clock.start();
    change();
    waitUntil([&] { return shown; });
    grid.viewport()->repaint();
    return ms(clock);
}

template<typename Press>
void decide(Times& times, QWidget& page, Press press)
{
    QElapsedTimer clock;
    for (int i = 0; i < kDecisions; ++i) {
        clock.start();
        const double cpu = threadCpuMs();
        press(i);
        page.repaint();
        QApplication::processEvents();
        times.wall.push_back(ms(clock));
        times.cpu.push_back(threadCpuMs() - cpu);
    }
}

void pressKey(pages::Page& page, Qt::Key key)
{
    for (QAction* action : page.actions())
        if (action->shortcuts().contains(QKeySequence(key)))
            action->trigger();
}

void sendKey(QWidget& widget, Qt::Key key)
{
    if (qt_sendShortcutOverrideEvent(&widget, 0, key, Qt::NoModifier, {}, false, 1))
        return;
    QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&widget, &press);
}

// One decision after the other by keys, each as soon as the next face and all pictures beside it are painted. Returns
// how many there were.
int reviewByKeys(Times& times, pages::ReviewPage& page)
{
    constexpr Qt::Key kKeys[] = {Qt::Key_M, Qt::Key_M, Qt::Key_K, Qt::Key_M, Qt::Key_R};
    QElapsedTimer clock;
    const int count = std::min(kReviews, page.left() - 1);
    for (int i = 0; i < count; ++i) {
        const auto face = page.currentFace();
        const int reviewed = page.reviewed();
        clock.start();
        const double cpu = threadCpuMs();
        sendKey(page, kKeys[i % std::size(kKeys)]);
        page.repaint();
        while (!page.isFullyShown()) {
            if (clock.elapsed() > kPatienceMs)
                throw Error(ErrorCode::Internal, "the review did not show the next face");
            QApplication::processEvents(QEventLoop::AllEvents, 2);
            if (page.isFullyShown())
                page.repaint();
        }
        times.wall.push_back(ms(clock));
        times.cpu.push_back(threadCpuMs() - cpu);
        if (page.currentFace() == face || page.reviewed() != reviewed + 1)
            throw Error(ErrorCode::Internal, "a key of the review did not decide");
        QApplication::processEvents(); // what comes before the next key, however fast it is
    }
    return count;
}

} // namespace

void waitUntil(const std::function<bool()>& there)
{
    QElapsedTimer clock;
    clock.start();
    while (!there()) {
        if (clock.elapsed() > kPatienceMs)
            throw Error(ErrorCode::Internal, "the window did not show what was asked of it");
        QApplication::processEvents(QEventLoop::AllEvents, 10);
    }
}

Times timeFrames(int count, const std::function<void(int)>& next)
{
    Times frames;
    QElapsedTimer slot;
    QElapsedTimer work;
    for (int i = 0; i < count; ++i) {
        slot.start();
        work.start();
        const double cpu = threadCpuMs();
        next(i);
        double wall = ms(work);
        do {
            work.start();
            QApplication::processEvents();
            wall += ms(work);
            QThread::usleep(500);
        } while (slot.elapsed() < kFrameMs);
        frames.wall.push_back(wall);
        frames.cpu.push_back(threadCpuMs() - cpu);
    }
    return frames;
}

int benchGui(const QString& project, engine::Settings& settings)
{
    try {
        Json result;
        QElapsedTimer clock;
        clock.start();
        MainWindow window(settings);
        window.show();
        if (!window.openProject(project))
            throw Error(ErrorCode::NotAProject, "the project to measure with cannot be opened");
        QApplication::processEvents();
        result["window_ms"] = ms(clock);
        auto* grid = window.findChild<QListView*>(QStringLiteral("faceGrid"));
        auto* dataset = window.page(QStringLiteral("dataset"));
        auto* review = qobject_cast<pages::ReviewPage*>(window.page(QStringLiteral("review")));
        if (!grid || !dataset || !review)
            throw Error(ErrorCode::Internal, "the window lacks the pages to measure");
        waitUntil([&] { return grid->model()->rowCount() > 0; });
        const int faces = grid->model()->rowCount();
        grid->viewport()->repaint();
        result["open_ms"] = ms(clock);
        result["faces"] = faces;
        waitUntil([&] { return window.pictures().isIdle(); });

        const Times frames = scrollThrough(*grid);
        result["frames"] = kFrames;
        result["frame_ms_p99"] = percentile(frames.wall, 0.99);
        result["frame_ms_p50"] = percentile(frames.wall, 0.5);
        result["frame_cpu_ms_p99"] = percentile(frames.cpu, 0.99);
        grid->verticalScrollBar()->setValue(0);

        std::vector<double> filtered;
        for (int i = 0; i < kRounds; ++i)
            for (const char* filter : {"unreviewed", "flagged", "rejected", "noface", "all"})
                filtered.push_back(
                    untilShown(*grid, [&] { dataset->openPath(QStringLiteral("filter:") + QLatin1String(filter)); }));
        result["filter_ms"] = percentile(filtered, 0.5);
        result["filter_ms_max"] = percentile(filtered, 1);

        if (auto* order = dataset->findChild<QComboBox*>(QStringLiteral("faceOrder"))) {
            std::vector<double> sorted;
            for (int i = 0; i < kRounds; ++i)
                for (int k = order->count(); k-- > 0;)
                    if (k != order->currentIndex())
                        sorted.push_back(untilShown(*grid, [&] { order->setCurrentIndex(k); }));
            result["sort_ms"] = percentile(sorted, 0.5);
            result["sort_ms_max"] = percentile(sorted, 1);
        }

        if (auto* search = dataset->findChild<QLineEdit*>(QStringLiteral("peopleSearch"))) {
            std::vector<double> searched;
            for (const char* text : {"Ada", "mo", "123", ""}) {
                clock.start();
                search->setText(QLatin1String(text));
                Q_EMIT search->returnPressed(); // without the pause for the next letter
                QApplication::processEvents();
                searched.push_back(ms(clock));
            }
            result["search_ms_max"] = percentile(searched, 1);
            if (auto* people = dataset->findChild<QListView*>(QStringLiteral("peopleList")))
                people->setCurrentIndex(people->model()->index(0, 0)); // everybody
            waitUntil([&] { return grid->model()->rowCount() == faces; });
        }

        grid->setCurrentIndex(grid->model()->index(faces / 2, 0));
        Times decisions;
        decide(decisions, *dataset, [&](int i) {
            grid->setCurrentIndex(grid->model()->index(faces / 2 + i, 0));
            pressKey(*dataset, i % 2 ? Qt::Key_K : Qt::Key_R);
        });
        clock.start();
        window.showPage(QStringLiteral("review"));
        QApplication::processEvents();
        result["review_open_ms"] = ms(clock);
        decide(decisions, *review, [&](int i) { pressKey(*review, i % 2 ? Qt::Key_K : Qt::Key_M); });
        result["decisions"] = decisions.wall.size();
        result["decision_ms_p50"] = percentile(decisions.wall, 0.5);
        result["decision_ms_p99"] = percentile(decisions.wall, 0.99);
        result["decision_cpu_ms_p99"] = percentile(decisions.cpu, 0.99);

        Times reviews;
        window.activateWindow();
        waitUntil([&] { return window.isActiveWindow() && review->isFullyShown(); });
        result["review_flags"] = review->reviewed() + review->left();
        const int reviewed = reviewByKeys(reviews, *review);
        result["reviews"] = reviewed;
        result["review_ms_median"] = percentile(reviews.wall, 0.5);
        result["review_ms_p99"] = percentile(reviews.wall, 0.99);
        result["review_cpu_ms_p99"] = percentile(reviews.cpu, 0.99);

        result["peak_rss_mb"] = peakMegabytes();
        benchMap(result); // on points of its own
        // A project that is kept is as it was.
        while (window.session().undo(kDecisions)) {
        }
        std::puts(dumpJson(result).c_str());
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "likeness: %s\n", e.what());
        return 1;
    }
}

} // namespace likeness::app
