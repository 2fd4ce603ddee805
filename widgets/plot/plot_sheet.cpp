// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_sheet.h"

#include "widgets/plot/plot.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QPdfWriter>
#include <QSaveFile>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {
namespace {

// Units of 1/96 inch, in which plots are drawn on a screen too.
constexpr int kUnitsPerInch = 96;
constexpr int kWidth = 794, kHeight = 1123; // A4
constexpr int kEdge = 48, kBetween = 12, kColumns = 2;
constexpr int kTallest = 300;
constexpr double kPngDotsPerInch = 300;
constexpr double kMetresPerInch = 0.0254;

QString text(const char* english)
{
    return QCoreApplication::translate("likeness::widgets::PlotSheet", english);
}

QFont pageFont(double points, bool bold)
{
    QFont font;
    font.setPointSizeF(points);
    font.setBold(bold);
    return font;
}

void paintPage(QCPPainter& painter, const PlotPage& page)
{
    const QRect inside = QRect(0, 0, kWidth, kHeight).adjusted(kEdge, kEdge, -kEdge, -kEdge);
    int y = inside.top();
    painter.setPen(QColor(0x22, 0x22, 0x22));
    const auto write = [&](const QString& line, const QFont& font) {
        painter.setFont(font);
        const QRect room(inside.left(), y, inside.width(), inside.height());
        const QRect used = painter.boundingRect(room, Qt::TextWordWrap, line);
        painter.drawText(room, Qt::TextWordWrap, line);
        y += used.height() + 4;
    };
    write(page.title, pageFont(14, true));
    for (const QString& line : page.lines)
        write(line, pageFont(9, false));
    y += kBetween;
    const auto count = static_cast<int>(page.plots.size());
    const int rows = (count + kColumns - 1) / kColumns;
    const int width = (inside.width() - (kColumns - 1) * kBetween) / kColumns;
    const int height = std::min(kTallest, (inside.bottom() - y - (rows - 1) * kBetween) / std::max(1, rows));
    for (int i = 0; i < count; ++i) {
        painter.save();
        painter.translate(inside.left() + i % kColumns * (width + kBetween), y + i / kColumns * (height + kBetween));
        page.plots[static_cast<std::size_t>(i)]->paintOn(painter, QSize(width, height));
        painter.restore();
    }
}

bool savePdf(const QString& file, const std::vector<PlotPage>& pages)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return false;
    QPdfWriter writer(&out);
    writer.setResolution(kUnitsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF());
    writer.setCreator(QStringLiteral("Likeness"));
    if (!pages.empty())
        writer.setTitle(pages.front().title);
    QCPPainter painter;
    if (!painter.begin(&writer))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (i > 0)
            writer.newPage();
        paintPage(painter, pages[i]);
    }
    return painter.end() && out.commit();
}

bool savePng(const QString& file, const std::vector<PlotPage>& pages)
{
    constexpr double kRatio = kPngDotsPerInch / kUnitsPerInch;
    const int height = kHeight * static_cast<int>(pages.size());
    QImage image(static_cast<int>(kWidth * kRatio), static_cast<int>(height * kRatio), QImage::Format_RGB32);
    image.fill(Qt::white);
    const int screen = static_cast<int>(std::lround(kUnitsPerInch / kMetresPerInch));
    image.setDotsPerMeterX(screen); // what sizes of fonts mean while it is painted
    image.setDotsPerMeterY(screen);
    {
        QCPPainter painter(&image);
        painter.scale(kRatio, kRatio);
        painter.setMode(QCPPainter::pmNoCaching);
        painter.setRenderHint(QPainter::TextAntialiasing);
        for (const PlotPage& page : pages) {
            paintPage(painter, page);
            painter.translate(0, kHeight);
        }
    }
    const int paper = static_cast<int>(std::lround(kPngDotsPerInch / kMetresPerInch));
    image.setDotsPerMeterX(paper);
    image.setDotsPerMeterY(paper);
    QSaveFile out(file);
    return out.open(QIODevice::WriteOnly) && image.save(&out, "PNG") && out.commit();
}

} // namespace

bool savePlotPages(const QString& file, const std::vector<PlotPage>& pages, QString* problem)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    QString failure;
    if (suffix != QLatin1String("png") && suffix != QLatin1String("pdf"))
        failure = text(QT_TRANSLATE_NOOP("likeness::widgets::PlotSheet",
                                         "%1 names no kind of file that plots are saved as: use .pdf or .png."))
                      .arg(file);
    else if (!(suffix == QLatin1String("png") ? savePng(file, pages) : savePdf(file, pages)))
        failure = text(QT_TRANSLATE_NOOP("likeness::widgets::PlotSheet",
                                         "%1 could not be written. Choose a folder that you may write to."))
                      .arg(file);
    if (problem)
        *problem = failure;
    return failure.isEmpty();
}

} // namespace likeness::widgets
