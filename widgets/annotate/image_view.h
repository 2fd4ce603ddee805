// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/annotate/shape_painter.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>
#include <vector>

namespace likeness::widgets {

// A photograph that can be zoomed and moved: the wheel zooms at the pointer; + − 0 (whole photograph) 1 (one to one);
// the middle button, or space and the left button, moves it. Drawn from a pyramid of halved copies, so that a large
// photograph stays as quick as a small one and sharp on any screen. GUI thread.
class ImageView : public QWidget
{
    Q_OBJECT
public:
    explicit ImageView(QWidget* parent = nullptr);

    void setPhoto(const QImage& photo);     // and fits it
    void replacePhoto(const QImage& photo); // by one of the same size; what is in sight stays
    bool hasPhoto() const { return !m_levels.empty(); }
    QSize photoSize() const { return hasPhoto() ? m_levels.front().size() : QSize(); }
    void setPlaceholder(const QString& text); // shown while there is no photograph

    const ViewMap& map() const { return m_map; }
    qreal zoom() const { return m_map.scale; } // logical widget pixels for one photograph pixel
    void zoomTo(qreal zoom, QPointF at);       // keeps the photograph under `at` where it is
    void fitPhoto();
    void fitRect(const QRectF& imageRect); // image coordinates, with a margin
    QSize sizeHint() const override { return {640, 480}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    void zoomChanged(qreal zoom);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

    virtual void paintOver(QPainter&) {} // what a subclass draws on the photograph
    virtual void updateCursor();
    bool isPanning() const { return m_panning || m_space; }
    // Part of the photograph (image pixels from its corner) into `target`.
    void paintPhoto(QPainter& painter, const QRectF& target, const QRectF& source) const;

private:
    void setMap(QPointF origin, qreal scale);
    qreal fittingScale() const;
    std::vector<QPixmap> m_levels; // 1, 1/2, 1/4 …
    QString m_placeholder;
    ViewMap m_map;
    bool m_fitted = true; // follows the size of the widget until somebody zooms
    bool m_panning = false;
    bool m_space = false;
    QPointF m_panFrom;
};

} // namespace likeness::widgets
