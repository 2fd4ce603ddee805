// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/run_history.h"

#include <QWidget>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QTabWidget;
class QTimer;
QT_END_NAMESPACE

namespace likeness::pages {

class StepPlots;
class VerificationPlots;

// One run as it goes, or several runs over each other. Knows events, not engines. However fast events come, it draws a
// few times a second at most, ever more seldom as drawing takes longer, and nothing while it is hidden: watching a
// training must not slow it.
class RunView final : public QWidget
{
    Q_OBJECT
public:
    explicit RunView(QWidget* parent = nullptr);
    void showRun(const QString& name, RunHistory history);
    void append(const std::vector<Json>& events); // of the run shown
    void showComparison(std::vector<std::pair<QString, RunHistory>> runs);
    void setNote(const QString& text); // above the figures; empty: none
    void setBatchShown(bool on);       // a divergence offers its faces
    const RunHistory& history() const { return m_history; }
    int shownVerification() const; // -1 without one
    void selectVerification(int index);
    void showTab(int index); // 0: steps, 1: verifications
    QString figures() const; // the line of figures, as shown
    QString notice() const;  // of a divergence; empty without one
    // All plots on paper: .pdf, or .png. False and a translated sentence where that fails.
    bool savePlots(const QString& file, QString* problem = nullptr);

Q_SIGNALS:
    void plotSaved(const QString& file);
    void plotSaveFailed(const QString& message);
    void batchWanted(); // the faces of the last divergence of history()

protected:
    void showEvent(QShowEvent* event) override;

private:
    void drawSoon();
    void draw();
    void updateFigures();
    void updateNotice();
    QString plainFigures() const;

    QString m_name;
    std::vector<std::pair<QString, RunHistory>> m_runs; // compared ones
    RunHistory m_history;
    struct Stale {
        bool any = false, steps = false, verifications = false; // steps: some were taken back
    } m_stale;
    bool m_batchShown = true;
    double m_cpuBefore = 0; // of this thread when it was drawn last, milliseconds
    QLabel* m_note;
    QLabel* m_figures;
    QWidget* m_noticeRow;
    QLabel* m_notice;
    QWidget* m_batch;
    QTabWidget* m_tabs;
    StepPlots* m_steps;
    VerificationPlots* m_verifications;
    QTimer* m_pause; // between two drawings
};

} // namespace likeness::pages
