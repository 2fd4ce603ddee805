// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/icons.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace likeness::widgets {
namespace {

// The files draw with stroke="currentColor", which QtSvg does not resolve by itself.
class SvgIconEngine final : public QIconEngine
{
public:
    explicit SvgIconEngine(const QString& name) : m_name(name) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        QPixmap picture = rendered(rect.size() * ratio, mode, state);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, picture);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return rendered(size, mode, state);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return rendered(size, mode, state);
    }
    QIconEngine* clone() const override { return new SvgIconEngine(m_name); }
    bool isNull() override { return !QFile::exists(file()); }

private:
    QString file() const { return QLatin1String(":/icons/") + m_name + QLatin1String(".svg"); }
    QPixmap rendered(const QSize& size, QIcon::Mode mode, QIcon::State state)
    {
        const QPalette palette = QApplication::palette();
        QColor color = palette.color(QPalette::Active, QPalette::WindowText);
        if (mode == QIcon::Disabled)
            color = palette.color(QPalette::Disabled, QPalette::WindowText);
        else if (state == QIcon::On)
            color = tones().accent;
        else if (mode == QIcon::Selected)
            color = palette.color(QPalette::HighlightedText);
        const QString key =
            QStringLiteral("lk:%1:%2x%3:%4").arg(m_name).arg(size.width()).arg(size.height()).arg(color.name());
        QPixmap picture;
        if (QPixmapCache::find(key, &picture))
            return picture;
        picture = QPixmap(size);
        picture.fill(Qt::transparent);
        if (QFile source(file()); source.open(QIODevice::ReadOnly)) {
            QByteArray svg = source.readAll();
            svg.replace("currentColor", color.name().toLatin1());
            QSvgRenderer renderer(svg);
            renderer.setAspectRatioMode(Qt::KeepAspectRatio);
            QPainter painter(&picture);
            renderer.render(&painter);
        }
        QPixmapCache::insert(key, picture);
        return picture;
    }

    QString m_name;
};

} // namespace

QIcon icon(const QString& name)
{
    return QIcon(new SvgIconEngine(name));
}

} // namespace likeness::widgets
