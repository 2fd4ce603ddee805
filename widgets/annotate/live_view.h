// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/annotate/shape_painter.h"

#include <QImage>
#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

namespace likeness::widgets {

// Moving pictures with the faces found in them. Shows the frame it was given last, fitted; keeps no queue. GUI thread.
class LiveView final : public QWidget
{
    Q_OBJECT
public:
    struct Face {
        image::Rect box; // frame pixels
        std::optional<image::Landmarks> points;
        bool good = false;   // fit to be captured
        bool chosen = false; // the one that would be
    };

    explicit LiveView(QWidget* parent = nullptr);
    void setFrame(const QImage& frame); // null: back to the placeholder
    void setFaces(std::vector<Face> faces);
    void setPlaceholder(const QString& text);
    void setMirrored(bool mirrored); // as in a mirror: a person moves the way she means to
    void flash();                    // a capture was made
    const QImage& frame() const { return m_frame; }
    QSize sizeHint() const override { return {640, 480}; }
    QSize minimumSizeHint() const override { return {320, 200}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    QImage m_frame;
    std::vector<Face> m_faces;
    QString m_placeholder;
    bool m_mirrored = false;
    int m_flashTimer = 0;
    qreal m_flash = 0;
};

} // namespace likeness::widgets
