// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/annotate/landmark_list_model.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListView;
QT_END_NAMESPACE

namespace likeness::pages {

// The list beside the canvas: which faces, worst first, by which limit, and how many are over it.
class LandmarkList final : public QWidget
{
    Q_OBJECT
public:
    static constexpr double kDefaultLimit = 2.0; // pixels

    explicit LandmarkList(engine::FacePictures& pictures, QWidget* parent = nullptr);

    const LandmarkListModel& model() const { return *m_model; }
    void setItems(const std::vector<engine::LandmarkItem>& items);
    void updateItem(const engine::LandmarkItem& item);
    void clear();
    void sortAgain(); // and to the worst

    void showAll();                    // no filter
    void goToRow(int row);             // the nearest there is; faceChosen follows
    void select(dataset::FaceId face); // marks it, where it is listed, and says nothing
    double limit() const;
    void setLimit(double px); // says nothing
    void picturesReady();

Q_SIGNALS:
    void faceChosen(qint64 face); // possibly the one that is chosen already
    void limitChanged(double px); // by a person

private:
    void choose(int row);
    void applyLimit(double px);
    void updateCounts();

    LandmarkListModel* m_model;
    QComboBox* m_filter;
    QDoubleSpinBox* m_limit;
    QListView* m_view;
    QLabel* m_count;
    dataset::FaceId m_current = 0;
};

} // namespace likeness::pages
