// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/verify/compare.h"

#include <QDialog>
#include <filesystem>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// Asks on which pairs runs are compared, has them compared as a job of the window, and says in words and figures
// whether they differ.
class RunCompareDialog final : public QDialog
{
    Q_OBJECT
public:
    enum Set { Validation, Pack, Folder };
    RunCompareDialog(Services services, std::vector<std::filesystem::path> runs, QWidget* parent = nullptr);
    void choose(Set set, const QString& path = {});
    void compare();
    void showResult(const verify::Comparison& comparison);
    // "A is better than B: …", or that no difference can be told.
    static QString sentence(const verify::Comparison& comparison, const verify::Comparison::Result& result);
    // The result that answers which of two models is better: AUC, by the test that fits the pairs.

Q_SIGNALS:
    void resultShown();
    void refused(const QString& message); // another job runs

private:
    void updateChoices();
    Set set() const;
    Services m_services;
    std::vector<std::filesystem::path> m_runs;
    QButtonGroup* m_sets;
    QLineEdit* m_path;
    QPushButton* m_browse;
    QCheckBox* m_aligned;
    QPushButton* m_compare;
    QLabel* m_answer;
    QTableWidget* m_table;
    std::shared_ptr<verify::Comparison> m_waiting; // of the job of this dialog
};

} // namespace likeness::pages
