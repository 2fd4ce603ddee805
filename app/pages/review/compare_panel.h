// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/face_pane.h"

#include <QWidget>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::widgets {
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

// Three columns at one scale: the nearest face of the label's own person, the face in question, the nearest face of the
// rival; under each the other faces that belong to it. With a second source of pictures (light evened out) the face in
// question is shown twice, as it is and as that source has it, and all others as that source has them.
class ComparePanel final : public QWidget
{
    Q_OBJECT
public:
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>;
    ComparePanel(Picture plain, Picture lit, QWidget* parent = nullptr);
    struct Side {
        QString heading;                 // "Labelled Ann"
        QString note;                    // "11 other faces · similarity 0.41"
        std::vector<std::int64_t> faces; // nearest first; of the middle: the face, then what goes with it
    };
    void show(const Side& own, const Side& face, const Side& rival, FacePane::Frame frame);
    void setLight(const QString& name); // of the correction; empty: none
    void picturesReady(const std::vector<std::int64_t>& faces);
    bool isComplete() const; // all that is in sight has been read

private:
    struct Column {
        QLabel* heading = nullptr;
        QLabel* note = nullptr;
        FacePane* pane = nullptr;
        QListView* others = nullptr;
        widgets::FaceListModel* model = nullptr;
        std::int64_t face = 0;
    };
    Column makeColumn();
    void fill(Column& column, const Side& side);
    void setPictures();
    void fitPanes();
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    int inSight(const Column& column) const; // cells of its list

    Picture m_plain, m_lit;
    widgets::FaceDelegate* m_delegate;
    Column m_own, m_face, m_rival;
    FacePane* m_faceLit = nullptr; // beside the face as it is
    QString m_light;
};

} // namespace likeness::pages
