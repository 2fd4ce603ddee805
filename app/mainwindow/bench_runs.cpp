// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/bench_parts.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "app/pages/train/run_list.h"
#include "app/pages/train/run_view.h"
#include "app/pages/train/train_page.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTableView>
#include <cstdio>

namespace likeness::app {
namespace {

// The longest time that the window's thread was held up by one event or one call, by the clock and of the processor.
class Blocks
{
public:
    void turnUntil(const std::function<bool()>& there)
    {
        QElapsedTimer patience;
        patience.start();
        while (!there()) {
            if (patience.elapsed() > 300'000)
                throw Error(ErrorCode::Internal, "the window did not show what was asked of it");
            during([] { QApplication::processEvents(QEventLoop::AllEvents, 1); });
        }
    }
    void during(const std::function<void()>& work)
    {
        QElapsedTimer clock;
        clock.start();
        const double cpu = threadCpuMs();
        work();
        m_wall = std::max(m_wall, ms(clock));
        m_cpu = std::max(m_cpu, threadCpuMs() - cpu);
    }
    double wall() const { return m_wall; }
    double cpu() const { return m_cpu; }

private:
    double m_wall = 0, m_cpu = 0;
};

pages::TrainPage& trainPage(MainWindow& window)
{
    auto* page = qobject_cast<pages::TrainPage*>(window.page(QStringLiteral("train")));
    if (!page)
        throw Error(ErrorCode::Internal, "the window lacks the page to measure");
    return *page;
}

int failed(const std::exception& e)
{
    std::fprintf(stderr, "likeness: %s\n", e.what());
    return 1;
}

} // namespace

int benchRuns(const QString& project, engine::Settings& settings)
{
    try {
        MainWindow window(settings);
        window.resize(1280, 800);
        window.show();
        if (!window.openProject(project))
            throw Error(ErrorCode::NotAProject, "the project to measure with cannot be opened");
        QApplication::processEvents();
        pages::TrainPage& page = trainPage(window);
        bool all = false;
        QObject::connect(&page, &pages::TrainPage::reloaded, &page, [&all] { all = true; });
        Json result;
        Blocks opening;
        QElapsedTimer clock;
        clock.start();
        opening.during([&] { window.showPage(QStringLiteral("train")); });
        pages::RunListView& list = page.list();
        opening.turnUntil([&] { return all || list.shownCount() > 0; });
        opening.during([&] { list.table().viewport()->repaint(); });
        result["first_rows_ms"] = ms(clock);
        opening.turnUntil([&] { return all; });
        result["all_rows_ms"] = ms(clock);
        result["rows"] = list.shownCount();
        opening.turnUntil([&] { return !page.view().history().loss.isEmpty(); }); // the first run is drawn
        opening.during([&] { page.view().repaint(); });
        result["first_run_ms"] = ms(clock);
        result["longest_block_ms"] = opening.wall();
        result["longest_block_cpu_ms"] = opening.cpu();

        Blocks sorting;
        for (int column = 0; column < pages::RunsModel::ColumnCount; ++column)
            for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder})
                sorting.during([&] {
                    list.table().sortByColumn(column, order);
                    list.table().viewport()->repaint();
                });
        result["sort_ms_max"] = sorting.wall();
        Blocks filtering;
        for (const char* text : {"i", "ires", "iresnet50 arc", "nothing like it", ""})
            filtering.during([&] {
                list.filter().setText(QLatin1String(text));
                list.table().viewport()->repaint();
            });
        result["filter_ms_max"] = filtering.wall();

        Blocks choosing;
        std::vector<double> shown;
        for (int i = 0; i < 20; ++i) {
            clock.start();
            const QString before = page.view().figures();
            choosing.during([&] { list.table().selectRow(i * 7 % list.shownCount()); });
            choosing.turnUntil([&] { return page.view().figures() != before || clock.elapsed() > 3000; });
            choosing.during([&] { page.view().repaint(); });
            shown.push_back(ms(clock));
        }
        result["choose_ms_p50"] = percentile(shown, 0.5);
        result["choose_block_ms"] = choosing.wall();
        result["choose_block_cpu_ms"] = choosing.cpu();
        result["peak_rss_mb"] = peakMegabytes();
        std::puts(dumpJson(result).c_str());
        return 0;
    } catch (const std::exception& e) {
        return failed(e);
    }
}

int benchTraining(const QString& runFolder, bool visible, engine::Settings& settings)
{
    try {
        const auto folder = engine::toPath(runFolder).lexically_normal();
        MainWindow window(settings);
        window.resize(1280, 800);
        window.show();
        if (!window.openProject(engine::qs(folder.parent_path().parent_path())))
            throw Error(ErrorCode::NotAProject, "the run lies in no project");
        pages::TrainPage& page = trainPage(window);
        window.showPage(visible ? QStringLiteral("train") : QStringLiteral("journal"));
        Json end;
        bool done = false;
        QObject::connect(&page.training(), &engine::TrainingSession::eventsReady, &page,
                         [&end](const std::vector<Json>& events) {
                             if (!events.empty() && events.back().value("type", "") == "end")
                                 end = events.back();
                         });
        QObject::connect(&page.training(), &engine::TrainingSession::finished, &page, [&done] { done = true; });
        QObject::connect(&page.training(), &engine::TrainingSession::failed, &page,
                         [&done](ErrorCode, const QString&) { done = true; });
        QElapsedTimer clock;
        clock.start();
        const double cpu = threadCpuMs();
        const double all = cpuSeconds();
        page.startRun(folder);
        while (!done)
            QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        if (end.is_null())
            throw Error(ErrorCode::Internal, "the training failed");
        end["visible"] = visible;
        end["cpu_seconds"] = cpuSeconds() - all; // of all threads: less noisy than speed on a busy machine
        end["window_cpu_share"] = (threadCpuMs() - cpu) / ms(clock);
        std::puts(dumpJson(end).c_str());
        return 0;
    } catch (const std::exception& e) {
        return failed(e);
    }
}

} // namespace likeness::app
