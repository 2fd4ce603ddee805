// SPDX-License-Identifier: GPL-3.0-or-later
// Values, the view, painting. point_map_input.cpp has mouse and keys.
#include "widgets/map/point_map.h"

#include "core/base/parallel.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <utility>

namespace likeness::widgets {
namespace {

constexpr double kBorder = 0.05;                // of the view, around all points
constexpr double kFar = 0.5;                    // zoom
constexpr double kClose = 5000;                 // zoom
constexpr double kNear = 40;                    // showPoints() stops here
constexpr double kBeyond = 0.25;                // of the view, drawn on each side beyond it
constexpr std::size_t kPictured = 60;           // so many points in sight become pictures
constexpr double kSmallest = 28, kLargest = 96; // picture's side, widget pixels
constexpr double kRoom = 0.22;                  // of the view that pictures may cover

} // namespace

PointMap::PointMap(Picture picture, QWidget* parent)
    : QWidget(parent), m_picture(std::move(picture)), m_scene(std::make_shared<PointScene>()),
      m_looks(std::make_shared<std::vector<PointLook>>()),
      m_selected(std::make_shared<std::vector<std::uint8_t>>()), m_colours{0xFF808080}
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_pool.setMaxThreadCount(1);
}

PointMap::~PointMap()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void PointMap::setPoints(std::vector<std::int64_t> ids, const std::vector<MapPoint>& points)
{
    const std::vector<std::int64_t> before = selected();
    m_scene = std::make_shared<PointScene>(std::move(ids), points);
    m_looks = std::make_shared<std::vector<PointLook>>(m_scene->size());
    m_selected = std::make_shared<std::vector<std::uint8_t>>(m_scene->size());
    m_selectedCount = 0;
    m_colours = {0xFF808080};
    m_group = PointLook::kNoGroup;
    if (m_scene->indexOf(m_current) < 0)
        m_current = 0;
    setHovered(-1);
    m_gesture = Gesture::None;
    contentChanged();
    showAll();
    if (!before.empty()) {
        select(before);
        if (m_selectedCount == 0)
            Q_EMIT selectionChanged();
    }
}

void PointMap::setLooks(std::vector<PointLook> looks, const std::vector<QColor>& colours)
{
    looks.resize(m_scene->size());
    m_colours.clear();
    for (const QColor& colour : colours)
        m_colours.push_back(colour.rgb());
    for (PointLook& look : looks)
        look.colour = look.colour < m_colours.size() ? look.colour : 0;
    m_looks = std::make_shared<std::vector<PointLook>>(std::move(looks));
    contentChanged();
}

void PointMap::setGroup(std::uint32_t group)
{
    if (group == m_group)
        return;
    m_group = group;
    contentChanged();
}

void PointMap::contentChanged()
{
    ++m_content;
    findPictured();
    drawSoon();
    update();
}

// Points, colours and the group are mostly set together, and drawn once.
void PointMap::drawSoon()
{
    if (std::exchange(m_asked, true))
        return;
    QTimer::singleShot(0, this, [this] {
        m_asked = false;
        draw();
    });
}

std::vector<std::int64_t> PointMap::selected() const
{
    std::vector<std::int64_t> out;
    out.reserve(m_selectedCount);
    for (std::size_t i = 0; m_selectedCount > 0 && i < m_selected->size(); ++i)
        if ((*m_selected)[i])
            out.push_back(m_scene->id(i));
    return out;
}

void PointMap::select(const std::vector<std::int64_t>& ids, bool add)
{
    std::vector<std::uint8_t> chosen = add ? *m_selected : std::vector<std::uint8_t>(m_scene->size());
    for (const qint64 id : ids)
        if (const auto index = m_scene->indexOf(id); index >= 0)
            chosen[static_cast<std::size_t>(index)] = 1;
    setSelected(std::move(chosen));
}

void PointMap::setSelected(std::vector<std::uint8_t> chosen)
{
    if (chosen == *m_selected)
        return;
    m_selectedCount = static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), 1));
    m_selected = std::make_shared<std::vector<std::uint8_t>>(std::move(chosen));
    contentChanged();
    Q_EMIT selectionChanged();
}

void PointMap::setCurrent(qint64 id)
{
    const auto index = m_scene->indexOf(id);
    const qint64 now = index < 0 ? 0 : id;
    if (now != 0) {
        const QPointF place = toWidget(m_scene->at(static_cast<std::size_t>(index)));
        const double edge = std::min({48.0, width() / 4.0, height() / 4.0});
        const QRectF inner = QRectF(rect()).adjusted(edge, edge, -edge, -edge);
        panBy({std::clamp(place.x(), inner.left(), inner.right()) - place.x(),
               std::clamp(place.y(), inner.top(), inner.bottom()) - place.y()});
    }
    update();
    if (now == m_current)
        return;
    m_current = now;
    Q_EMIT currentChanged(now);
}

// --- the view

QPointF PointMap::toWidget(QPointF place) const
{
    return (place - m_view.centre) * m_view.scale + QPointF(width() / 2.0, height() / 2.0);
}

QPointF PointMap::toMap(QPointF pixel) const
{
    return (pixel - QPointF(width() / 2.0, height() / 2.0)) / m_view.scale + m_view.centre;
}

PointMap::View PointMap::fitted(const QRectF& rect) const
{
    const double share = 1 - 2 * kBorder;
    const double wide = std::max(rect.width(), 1e-3), high = std::max(rect.height(), 1e-3);
    return {rect.center(), std::max(1e-6, std::min(width() * share / wide, height() * share / high))};
}

double PointMap::zoom() const
{
    return m_view.scale / fitted(m_scene->bounds()).scale;
}

void PointMap::setView(const View& wanted)
{
    const double all = fitted(m_scene->bounds()).scale;
    View view{wanted.centre, std::clamp(wanted.scale, all * kFar, all * kClose)};
    // Some of the points stay in sight, whatever a hand does.
    const QRectF bounds = m_scene->bounds();
    view.centre.setX(std::clamp(view.centre.x(), bounds.left(), bounds.right()));
    view.centre.setY(std::clamp(view.centre.y(), bounds.top(), bounds.bottom()));
    if (view == m_view)
        return;
    m_view = view;
    findPictured();
    drawSoon();
    update();
    Q_EMIT viewChanged();
}

void PointMap::showAll()
{
    setView(fitted(m_scene->bounds()));
    m_all = true;
}

void PointMap::showPoints(const std::vector<std::int64_t>& ids)
{
    QPolygonF places;
    for (const qint64 id : ids)
        if (const auto index = m_scene->indexOf(id); index >= 0)
            places.append(m_scene->at(static_cast<std::size_t>(index)));
    if (places.isEmpty())
        return;
    View view = fitted(places.boundingRect());
    view.scale = std::min(view.scale / 1.5, fitted(m_scene->bounds()).scale * kNear); // with some of what is around
    m_all = false;
    setView(view);
}

void PointMap::panBy(QPointF pixels)
{
    if (pixels.isNull())
        return;
    m_all = false;
    setView({m_view.centre - pixels / m_view.scale, m_view.scale});
}

void PointMap::zoomAt(QPointF place, double factor)
{
    const double all = fitted(m_scene->bounds()).scale;
    const double scale = std::clamp(m_view.scale * factor, all * kFar, all * kClose);
    const QPointF fromCentre = place - QPointF(width() / 2.0, height() / 2.0);
    m_all = false;
    setView({toMap(place) - fromCentre / scale, scale});
}

double PointMap::radius() const
{
    // Of the zoom alone: points that changed their size while one pans would flicker.
    const double count = std::max(1.0, static_cast<double>(m_scene->size()));
    const double far = std::clamp(0.5 * std::sqrt(width() * height() / count), 0.8, 4.0);
    return std::clamp(far * std::pow(std::max(zoom(), 0.25), 0.35), 0.8, 6.0);
}

bool PointMap::isSettled() const
{
    return !m_drawing && m_layer.content == m_content && m_layer.view == m_view;
}

void PointMap::draw()
{
    if (m_drawing || isSettled() || !isVisible() || isEmpty() || width() < 2 || height() < 2)
        return;
    m_drawing = true;
    const qreal ratio = devicePixelRatioF();
    const Tones& colours = tones();
    const QColor background = palette().color(QPalette::Base);
    RasterJob job;
    job.scene = m_scene;
    job.looks = m_looks;
    job.selected = m_selected;
    job.colours = m_colours;
    job.group = m_group;
    job.centre = m_view.centre;
    job.scale = m_view.scale * ratio;
    job.size = (QSizeF(size()) * (1 + 2 * kBeyond) * ratio).toSize();
    job.radius = radius() * ratio;
    job.background = background.rgb();
    job.faded = mixed(background, colours.quiet, 0.3).rgb();
    job.ring = palette().color(QPalette::Text).rgb();
    m_stop = std::stop_source();
    m_pool.start([job = std::move(job), view = m_view, content = m_content, ratio, stop = m_stop.get_token(),
                  guard = QPointer<PointMap>(this)] {
        // One processor is left to the window.
        const QImage image = rasterise(job, std::max(1, processorCount() - 1), stop);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard, image, view, content, ratio] {
                if (!guard)
                    return;
                guard->m_drawing = false;
                guard->m_layer = {image, view, content, ratio};
                guard->update();
                guard->draw(); // the view may have moved on
            },
            Qt::QueuedConnection);
    });
}

void PointMap::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_all)
        m_view = fitted(m_scene->bounds());
    contentChanged();
}

void PointMap::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    drawSoon();
}

void PointMap::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        contentChanged();
}

// --- painting

double PointMap::pictureSide() const
{
    const double room = kRoom * width() * height() / static_cast<double>(std::max<std::size_t>(1, m_pictured.size()));
    return std::round(std::clamp(std::sqrt(room), kSmallest, kLargest));
}

void PointMap::findPictured()
{
    m_pictured.clear();
    if (!m_picture || isEmpty() || zoom() < 1)
        return;
    // Few points on the whole map are pictures only once one has come closer.
    if (zoom() < 2 && m_scene->size() > kPictured / 2)
        return;
    m_pictured = m_scene->in(
        QRectF(toMap({-kLargest / 2, -kLargest / 2}), toMap({width() + kLargest / 2, height() + kLargest / 2})),
        kPictured);
}

void PointMap::picturesReady(const std::vector<std::int64_t>& ids)
{
    for (const qint64 id : ids) {
        const auto index = m_scene->indexOf(id);
        if (index >= 0 && std::binary_search(m_pictured.begin(), m_pictured.end(), static_cast<std::uint32_t>(index))) {
            update();
            return;
        }
    }
}

void PointMap::paintPictures(QPainter& painter)
{
    const double side = pictureSide();
    const QColor background = palette().color(QPalette::Base);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (const bool strong : {false, true}) // what stands out is not covered
        for (const std::uint32_t index : m_pictured) {
            const PointLook look = (*m_looks)[index];
            const bool selected = (*m_selected)[index] != 0;
            const qint64 id = m_scene->id(index);
            if ((selected || id == m_hovered || id == m_current || look.onTop) != strong)
                continue;
            QRectF place(0, 0, side, side);
            place.moveCenter(toWidget(m_scene->at(index)));
            const QColor colour(m_colours[look.colour]);
            const auto picture = m_picture(id);
            painter.fillRect(place.adjusted(-3, -3, 3, 3), background);
            if (picture && !picture->isNull())
                painter.drawPixmap(place, *picture, QRectF(picture->rect()));
            else
                painter.fillRect(place, tones().well);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(colour, 2.5, look.hollow ? Qt::DotLine : Qt::SolidLine));
            painter.drawRect(place.adjusted(-1.25, -1.25, 1.25, 1.25));
            if (selected) {
                painter.setPen(QPen(palette().color(QPalette::Text), 2));
                painter.drawRect(place.adjusted(-4, -4, 4, 4));
            }
        }
}

QRect PointMap::placeOf(qint64 id) const
{
    const auto index = m_scene->indexOf(id);
    if (index < 0)
        return {};
    const double side = m_pictured.empty() ? 2 * radius() : pictureSide();
    QRectF place(0, 0, side, side);
    place.moveCenter(toWidget(m_scene->at(static_cast<std::size_t>(index))));
    return place.toAlignedRect();
}

void PointMap::paintPoint(QPainter& painter, qint64 id, const QColor& colour) const
{
    const auto index = m_scene->indexOf(id);
    if (index < 0)
        return;
    const QPointF place = toWidget(m_scene->at(static_cast<std::size_t>(index)));
    painter.setBrush(Qt::NoBrush);
    for (const auto& [line, width] : {std::pair(palette().color(QPalette::Base), 5.0), std::pair(colour, 2.5)}) {
        painter.setPen(QPen(line, width));
        if (!m_pictured.empty()) {
            const double half = pictureSide() / 2 + 6;
            painter.drawRoundedRect(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half), 3, 3);
        } else {
            const double ring = radius() + 5;
            painter.drawEllipse(place, ring, ring);
        }
    }
}

void PointMap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (isEmpty() || m_layer.image.isNull()) {
        painter.fillRect(rect(), palette().color(QPalette::Base));
    } else {
        // The picture as it lies in the present view; to the pixel where only the place is another.
        const double stretch = m_view.scale / m_layer.view.scale;
        const QSizeF drawn = QSizeF(m_layer.image.size()) / m_layer.ratio * stretch;
        QPointF corner = toWidget(m_layer.view.centre) - QPointF(drawn.width() / 2, drawn.height() / 2);
        if (m_view.scale == m_layer.view.scale) {
            corner =
                QPointF(std::round(corner.x() * m_layer.ratio), std::round(corner.y() * m_layer.ratio)) / m_layer.ratio;
        }
        const QRectF target(corner, drawn);
        if (!target.contains(QRectF(rect())))
            painter.fillRect(rect(), QColor(m_layer.image.pixel(0, 0)));
        painter.drawImage(target, m_layer.image, QRectF(m_layer.image.rect()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintPictures(painter);
    const Tones& colours = tones();
    if (m_hovered != 0 && m_gesture == Gesture::None)
        paintPoint(painter, m_hovered, colours.quiet);
    if (m_current != 0)
        paintPoint(painter, m_current, hasFocus() ? colours.accent : colours.quiet);
    if (m_gesture == Gesture::Lasso) {
        QColor wash = colours.accent;
        wash.setAlpha(36);
        painter.setBrush(wash);
        painter.setPen(QPen(colours.accent, 1.5));
        painter.drawPolygon(m_lasso);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colours.accent, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

} // namespace likeness::widgets
