// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/versions/versions_model.h"
#include "core/dataset/versions.h"

#include <functional>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class VersionDiffView;

// The versions of the dataset: what each holds and which runs came of it, what changed between two of them, the way
// back to one, and who is kept for validation and test.
class VersionsPage final : public Page
{
    Q_OBJECT
public:
    explicit VersionsPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("versions"); }
    QString title() const override { return tr("Versions"); }
    QString iconName() const override { return QStringLiteral("versions"); }
    void activate() override;
    QString openPath(const QString& path) override; // "select:NAME", "revert:", "splits:"
    QStringList states() const override;

private:
    void reload();
    void present(VersionList list);
    void updateActions();
    void makeVersion();
    void askRevert();
    void revertTo(const dataset::Revert& preview);
    void askSplits();
    void startJob(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work);
    const Version* chosen() const;

    VersionsModel* m_model;
    QTableView* m_table;
    VersionDiffView* m_diff;
    QStackedWidget* m_stack;
    widgets::EmptyState* m_empty;
    QLabel* m_splitsLine;
    QAction* m_make;
    QAction* m_revert;
    QAction* m_splits;
    VersionList m_list;
    bool m_stale = true;
    int m_round = 0;
};

} // namespace likeness::pages
