// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/train/run_history.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QPushButton;
QT_END_NAMESPACE

namespace likeness::widgets {
class CellGrid;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

// The faces of the batch at which a training diverged, as pictures: damaged ones and wrong labels are seen at a glance,
// and lead to where they are put right.
class BatchDialog final : public QDialog
{
    Q_OBJECT
public:
    BatchDialog(Services services, const RunHistory::Divergence& divergence, QWidget* parent = nullptr);
    widgets::FaceListModel& faces() { return *m_model; }

Q_SIGNALS:
    void faceWanted(const QString& pageId, qint64 face);

private:
    qint64 chosen() const; // 0: none
    widgets::FaceListModel* m_model;
    widgets::CellGrid* m_grid;
    QPushButton* m_review;
    QPushButton* m_dataset;
};

} // namespace likeness::pages
