// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/async.h"
#include "core/jobs/job.h"

#include <QString>
#include <QWidget>
#include <array>
#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QHBoxLayout;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::pages {

// Figures as the tabs of the Verify page write them; "–" for what is not known.
QString fixedText(double value, int digits);                // 0.3412
QString percentText(double share, int digits = 2);          // 97.25 %
QString rateText(double rate);                              // of errors, as reports write it: 0.021, 2.31e-5
QString countText(double count);                            // 12,345
QString rangeText(const QString& low, const QString& high); // "0.31 to 0.37"; empty where an end is not known
QString fixedRange(const std::array<double, 2>& ci95, int digits);
QString percentRange(const std::array<double, 2>& ci95, int digits = 2);
QString rateRange(const std::array<double, 2>& ci95);

// A push button for an action of the tab: its words, its tip with the key, enabled and shown as it is.
QPushButton* buttonFor(QAction* action, QWidget* parent);

// Figures beside each other: a quiet name, the figure, and below it what it is known from.
class FigureStrip final : public QWidget
{
    Q_OBJECT
public:
    struct Figure {
        QString name, value, note, tip;
    };
    explicit FigureStrip(QWidget* parent = nullptr);
    void setFigures(const std::vector<Figure>& figures);
    QString text() const; // all of it, for tests and for what is read aloud

private:
    QHBoxLayout* m_row;
    std::vector<Figure> m_figures;
};

// What a short job of a tab reports: its issues, for whoever started it. Stops when the token says so.
class TabContext final : public jobs::Context
{
public:
    explicit TabContext(std::stop_token stop) : m_stop(std::move(stop)) {}
    void stage(const std::string&) override {}
    void progress(std::uint64_t, std::uint64_t, const char*) override {}
    void issue(const jobs::Issue& issue) override { issues.push_back(issue); } // of one thread
    std::stop_token stopToken() const override { return m_stop; }
    std::function<void()> check() const
    {
        return [stop = m_stop] {
            if (stop.stop_requested())
                throw Error(ErrorCode::Interrupted, "stopped");
        };
    }
    std::vector<jobs::Issue> issues;

private:
    std::stop_token m_stop;
};

// Work of which only the last that was asked for matters: a new start, or drop(), stops what runs, and its result is
// never seen. A member of `context`. GUI thread.
class LatestWork
{
public:
    explicit LatestWork(QObject* context) : m_context(context) {}
    ~LatestWork() { drop(); }
    LatestWork(const LatestWork&) = delete;
    LatestWork& operator=(const LatestWork&) = delete;

    bool isRunning() const { return m_running; }
    void drop()
    {
        m_stop.request_stop();
        m_running = false;
    }
    // work(TabContext&) runs on another thread; then done(result) or failed(error).
    template<typename Work, typename Done, typename Failed>
    void start(Work work, Done done, Failed failed)
    {
        drop();
        m_stop = std::stop_source();
        m_running = true;
        const std::stop_token token = m_stop.get_token();
        runAsync(
            m_context,
            [work = std::move(work), token] {
                TabContext context(token);
                context.checkStop();
                return work(context);
            },
            [this, token, done = std::move(done)](auto&& result) {
                if (token.stop_requested())
                    return;
                m_running = false;
                done(std::forward<decltype(result)>(result));
            },
            [this, token, failed = std::move(failed)](const std::exception& error) {
                if (token.stop_requested())
                    return;
                m_running = false;
                failed(error);
            });
    }

private:
    QObject* m_context;
    std::stop_source m_stop;
    bool m_running = false;
};

} // namespace likeness::pages
