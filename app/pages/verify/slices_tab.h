// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/verify/slices_extra.h"

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class SlicesModel;

// How the model does on parts of the set: by a table of attributes, by the set's own list, or by what is measured of
// its crops. What was found is kept as extras["slices"] (slices_extra.h).
class SlicesTab final : public VerifyTab
{
    Q_OBJECT
public:
    explicit SlicesTab(Services services, QWidget* parent = nullptr);
    ~SlicesTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;

    bool isReady() const { return !m_work.isRunning() && !m_looking.isRunning() && !hasJob(); }
    void measureFile(const QString& csv); // by a CSV, as verify::sliceByFile() reads it
    void measureCrops();                  // a job of the window

private:
    struct Found {
        Json extra;
        std::vector<jobs::Issue> issues;
    };
    QWidget* buildTable();
    void measure(std::function<verify::SliceInput(const verify::Verification&, TabContext&)> read);
    void lookForOwn();
    void showExtra(const Json& extra);
    void showErrors(int row);
    void leaveOutAttribute();
    void stop();
    void updateActions() override;
    void tell(const std::vector<jobs::Issue>& issues);

    std::shared_ptr<const verify::Verification> m_verification;
    std::shared_ptr<const Json> m_extra; // what is shown
    std::filesystem::path m_own;         // the set's own list of slices
    LatestWork m_work, m_looking;
    QStackedWidget* m_stack;
    widgets::EmptyState* m_empty;
    SlicesModel* m_model;
    QTableView* m_table = nullptr;
    QLabel* m_basis = nullptr;
    QLabel* m_issues = nullptr;
    QLabel* m_busy = nullptr;
    QAction* m_file = nullptr;
    QAction* m_set = nullptr;
    QAction* m_crops = nullptr;
    QAction* m_leaveOut = nullptr;
    QAction* m_errors = nullptr;
    QAction* m_stop = nullptr;
};

} // namespace likeness::pages
