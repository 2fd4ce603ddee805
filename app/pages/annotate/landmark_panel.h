// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/landmark_scan.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>
#include <array>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
class QTreeWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// Beside the canvas: what validation says about the face that is being edited, the crop that comes of it, and every
// point's figures. Knows values only; the page feeds it. GUI thread.
class LandmarkPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit LandmarkPanel(QWidget* parent = nullptr);

    void setFace(const QString& key, const QString& identity);
    // `points` in force or nothing; `automatic` to compare with. `settled`: a step was made, so the list may sort anew.
    void setPoints(const std::optional<image::Landmarks>& points,
                   const std::optional<image::Landmarks>& automatic,
                   QSize photo,
                   double limitPx,
                   bool settled);
    void setStoredCrop(const QPixmap& crop); // null = none
    void setNewCrop(const QImage& crop);     // null = none
    void setCurrentPoint(int point);         // −1 = none

Q_SIGNALS:
    void pointChosen(int point);

private:
    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_verdict;
    QLabel* m_figures;
    QLabel* m_stored;
    QLabel* m_new;
    QTreeWidget* m_points;
    bool m_updating = false;
};

// One sentence for each kind of finding, translated.
QString findingText(const faces::ShapeFinding& finding);

} // namespace likeness::pages
