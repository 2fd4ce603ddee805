// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/eval/advisor.h"

#include <QTimer>
#include <optional>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class NumberField;
} // namespace likeness::widgets

namespace likeness::pages {

// From how many strangers may be let in to the threshold that keeps it, what it costs, and how far the pairs can be
// trusted to say so. Slices that were measured are checked too.
class ThresholdTab final : public VerifyTab
{
    Q_OBJECT
public:
    explicit ThresholdTab(Services services, QWidget* parent = nullptr);
    ~ThresholdTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;
    void setThreshold(double threshold) override;

    // Nothing is being computed, and what is shown is what the fields say.
    bool isReady() const { return !m_delay.isActive() && !m_work.isRunning(); }
    const std::optional<eval::Advice>& advice() const { return m_advice; }

private:
    QWidget* buildFields(QWidget* parent);
    void fieldChanged();
    void compute(int bootstraps);
    void countPerDay(); // attempts and gallery change nothing else
    void showAdvice();
    void showWarnings();
    void addWarning(const QString& text, bool bad);
    void updateActions() override;

    std::shared_ptr<const verify::Verification> m_verification;
    std::optional<eval::Advice> m_advice;
    bool m_final = false;         // the advice has its intervals
    bool m_slicesUnknown = false; // measured elsewhere: their pairs are not known
    double m_inUse = 0;           // NaN: not known
    QTimer m_delay;
    LatestWork m_work;
    QStackedWidget* m_stack;
    widgets::EmptyState* m_empty;
    widgets::NumberField* m_target = nullptr;
    widgets::NumberField* m_attempts = nullptr;
    widgets::NumberField* m_gallery = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_threshold = nullptr;
    QLabel* m_interval = nullptr;
    QLabel* m_perDay = nullptr;
    QLabel* m_cost = nullptr;
    QLabel* m_basis = nullptr;
    QWidget* m_result = nullptr;
    QVBoxLayout* m_warnings = nullptr;
    QAction* m_use = nullptr;
    QAction* m_smallest = nullptr;
    QPushButton *m_useButton = nullptr, *m_smallestButton = nullptr;
};

} // namespace likeness::pages
