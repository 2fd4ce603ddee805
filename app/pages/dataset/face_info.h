// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <QScrollArea>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::pages {

class PhotoView;

// Everything known about one face, in a column: photograph, where it is, its state, its quality, its history.
class FaceInfo final : public QScrollArea
{
    Q_OBJECT
public:
    explicit FaceInfo(Services services, QWidget* parent = nullptr);
    void showFace(dataset::FaceId face, int selected); // 0 = none; `selected` faces are chosen in all

private:
    void showChecks();
    QLabel* addRow(QGridLayout* form, const QString& name);

    Services m_services;
    QWidget* m_body;
    QLabel* m_hint;
    PhotoView* m_photo;
    QLabel* m_name;
    QLabel* m_path;
    QLabel* m_state;
    QLabel* m_flag;
    QLabel* m_landmarks;
    QLabel* m_quality;
    QLabel* m_sharpness;
    QLabel* m_light;
    QLabel* m_contrast;
    QLabel* m_size;
    QLabel* m_pose;
    QLabel* m_source;
    QLabel* m_compared;
    QLabel* m_spot;
    QLabel* m_cross;
    QLabel* m_history;
    QPushButton* m_whole;
    dataset::FaceId m_face = 0;
};

} // namespace likeness::pages
