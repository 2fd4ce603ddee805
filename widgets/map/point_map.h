// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/map/point_raster.h"

#include <QColor>
#include <QPixmap>
#include <QThreadPool>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace likeness::widgets {

// Up to a million points in a plane, to pan, zoom, pick and lasso; close by, the pictures behind them. Knows values
// only. A thread draws the points into a picture somewhat larger than the view; while the next one is drawn, the last
// one is shown moved and scaled, so that a hand never waits. GUI thread.
//
// Mouse: drag pans, wheel zooms at the pointer, click selects the point there (Ctrl: adds or takes away), double click
// opens it; Shift+drag selects what it encircles (Ctrl: adds). Keys: arrows pan, + − zoom, 0 shows all, Ctrl+arrows go
// to the nearest point that way, Space selects it or not, Enter opens it, Ctrl+A selects all, Escape clears.
class PointMap final : public QWidget
{
    Q_OBJECT
public:
    // Answers at once; nothing: not read yet (picturesReady() follows), null pixmap: there is none.
    using Picture = std::function<std::optional<QPixmap>(qint64)>;
    explicit PointMap(Picture picture, QWidget* parent = nullptr);
    ~PointMap() override;

    // `ids` ascend; both of one length. Shows all of them; the selection keeps what is still there.
    void setPoints(std::vector<std::int64_t> ids, const std::vector<MapPoint>& points);
    // In the order of the points, or empty: all alike. Colours of the present theme; at least one.
    void setLooks(std::vector<PointLook> looks, const std::vector<QColor>& colours);
    void setGroup(std::uint32_t group); // stands out; PointLook::kNoGroup: none does
    const PointScene& scene() const { return *m_scene; }
    bool isEmpty() const { return m_scene->size() == 0; }
    void picturesReady(const std::vector<std::int64_t>& ids);

    std::vector<std::int64_t> selected() const; // ascending
    std::size_t selectedCount() const { return m_selectedCount; }
    void select(const std::vector<std::int64_t>& ids, bool add = false); // those that are not on the map are left out
    qint64 current() const { return m_current; }                         // has the keys; 0: none
    void setCurrent(qint64 id);                                          // and brings it into sight
    qint64 hoveredPoint() const { return m_hovered; }

    void showAll();
    void
    showPoints(const std::vector<std::int64_t>& ids); // as large as they fit, but not larger than `kNear` times all
    void panBy(QPointF pixels);                       // the points move along
    void zoomAt(QPointF place, double factor);        // what is there stays there
    double zoom() const;                              // 1: all is shown
    QPointF toWidget(QPointF place) const;
    QPointF toMap(QPointF pixel) const;
    QRect placeOf(qint64 id) const; // of its dot or picture, widget pixels; empty when it is not on the map
    bool showsPictures() const { return !m_pictured.empty(); }
    bool isSettled() const; // what is shown is drawn for this view
    QSize sizeHint() const override { return {640, 480}; }

Q_SIGNALS:
    void selectionChanged();
    void currentChanged(qint64 id);
    void viewChanged();
    void hovered(qint64 id); // 0: none
    void opened(qint64 id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct View {
        QPointF centre;
        double scale = 1; // widget pixels a unit
        bool operator==(const View&) const = default;
    };
    enum class Gesture { None, Press, Pan, Lasso };
    void setView(const View& view);
    View fitted(const QRectF& rect) const;
    double radius() const; // of a point, widget pixels
    void contentChanged(); // another picture is needed, whatever the view
    void drawSoon();
    void draw(); // asks for the picture of the present view, where that is not the one there is
    void findPictured();
    double pictureSide() const;
    void setSelected(std::vector<std::uint8_t> selected);
    std::ptrdiff_t hit(QPointF pixel) const;
    void setHovered(std::ptrdiff_t index);
    void step(QPointF direction);
    void finishLasso(bool add);
    void paintPictures(QPainter& painter);
    void paintPoint(QPainter& painter, qint64 id, const QColor& colour) const;

    Picture m_picture;
    std::shared_ptr<const PointScene> m_scene;
    std::shared_ptr<const std::vector<PointLook>> m_looks;
    std::shared_ptr<const std::vector<std::uint8_t>> m_selected;
    std::size_t m_selectedCount = 0;
    std::vector<QRgb> m_colours;
    std::uint32_t m_group = PointLook::kNoGroup;
    qint64 m_current = 0;
    qint64 m_hovered = 0;

    View m_view;
    bool m_all = true; // the view shows all, also when the widget changes its size
    quint64 m_content = 1;
    struct Layer {
        QImage image;
        View view;
        quint64 content = 0;
        qreal ratio = 1; // picture pixels a widget pixel
    } m_layer;
    bool m_asked = false; // draw() comes
    bool m_drawing = false;
    std::stop_source m_stop;
    QThreadPool m_pool; // one thread, which shares its work out

    std::vector<std::uint32_t> m_pictured; // shown as pictures, indices
    Gesture m_gesture = Gesture::None;
    QPointF m_pressed, m_last;
    QPolygonF m_lasso; // widget pixels
};

} // namespace likeness::widgets
