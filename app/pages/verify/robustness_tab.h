// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"

#include <QImage>
#include <QString>
#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QLabel;
class QListWidget;
class QStackedWidget;
class QTableWidget;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class LinePlot;
class NumberField;
} // namespace likeness::widgets

namespace likeness::pages {

class PairPictures;

// How many right decisions survive small changes of the pictures (FGSM, PGD), by strength, with pictures of some
// attacks. What was found is kept as extras["robustness"], as verify::Robustness::toJson() has it; the pictures are
// there until another verification is opened.
class RobustnessTab final : public VerifyTab
{
    Q_OBJECT
public:
    RobustnessTab(Services services, PairPictures& pictures, QWidget* parent = nullptr);
    ~RobustnessTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;

    bool isReady() const { return !hasJob(); }
    void attack(); // as it is set above; a job of the window

private:
    QWidget* buildControls();
    QWidget* buildResult();
    void showExtra(const Json& extra);
    void fillTable(const Json& points);
    void fillPlot(const Json& points);
    void fillExamples(const Json& extra);
    qint64 faceOfProject(qint64 face) const;
    void openExample();
    void jobFailed(ErrorCode code, const QString& message) override;
    void updateActions() override;

    std::shared_ptr<const verify::Verification> m_verification;
    PairPictures* m_pictures;    // which knows whether its faces are those of the open project
    std::vector<qint64> m_faces; // of each example's first picture, of the project; 0: none of its faces
    QComboBox* m_method = nullptr;
    std::vector<QToolButton*> m_epsilons;
    widgets::NumberField* m_pairs = nullptr;
    QAction* m_attack = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_open = nullptr;
    QLabel* m_problem = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QLabel* m_basis = nullptr;
    QTableWidget* m_table = nullptr;
    widgets::LinePlot* m_plot = nullptr;
    QLabel* m_legend = nullptr;
    QListWidget* m_examples = nullptr;
};

} // namespace likeness::pages
