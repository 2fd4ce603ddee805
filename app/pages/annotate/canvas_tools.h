// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/lighting.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {
class ImageCanvas;
}

namespace likeness::pages {

// The buttons above the canvas, kept in step with it, and what a box that is being drawn is for.
class CanvasTools final : public QWidget
{
    Q_OBJECT
public:
    explicit CanvasTools(widgets::ImageCanvas& canvas, QWidget* parent = nullptr);
    void setAvailable(bool face, bool points); // which of them there are
    void startBox(bool meanShape);
    void setLight(image::Lighting light); // in which the photograph is seen

Q_SIGNALS:
    void lightAsked();                                // another one
    void boxDrawn(const QRectF& box, bool meanShape); // photograph pixels

private:
    widgets::ImageCanvas& m_canvas;
    QToolButton* m_compare;
    QToolButton* m_lines;
    QToolButton* m_light;
    QToolButton* m_unlock;
    QToolButton* m_box;
    bool m_meanShape = false;
};

} // namespace likeness::pages
