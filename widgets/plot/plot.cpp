// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QSaveFile>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <qcustomplot.h>
#include <utility>

namespace likeness::widgets {
namespace {

constexpr double kMarkSize = 11; // pixels across
constexpr double kGrip = 9;      // so near to the mark it is dragged

} // namespace

struct Plot::Parts {
    QCustomPlot* plot = nullptr;
    QCPTextElement* title = nullptr;
    QCPItemText* empty = nullptr;
    QCPItemStraightLine* line = nullptr;
    QCPItemText* reading = nullptr;
    QCPItemTracer* mark = nullptr;
    QPoint pressedAt;
    bool picking = false;
    bool dragging = false; // the mark
    bool dark = false;
    bool zoomed = false;
    bool stale = true; // changed while hidden
    double readingX = 0;
    int draws = 0;
};

QColor Plot::seriesColor(int index, bool dark)
{
    static const std::array<const char*, 7> light{"#0072b2", "#d55e00", "#009e73", "#b3568f",
                                                  "#a87800", "#3f8fbf", "#555555"};
    static const std::array<const char*, 7> darker{"#56b4e9", "#ff8a3d", "#2fc79a", "#e39ac4",
                                                   "#f0b429", "#9ccbe8", "#c0c0c0"};
    const auto& colours = dark ? darker : light;
    return QColor(QLatin1String(colours[static_cast<std::size_t>(std::max(0, index)) % colours.size()]));
}

Plot::Plot(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* plot = new QCustomPlot(this);
    m_parts->plot = plot;
    layout->addWidget(plot);
    plot->setMinimumSize(1, 1); // what is never shown is squeezed to nothing, and no painter begins on no pixels
    setFocusPolicy(Qt::StrongFocus);
    plot->setFocusProxy(this);
    plot->setLocale(QLocale::c());
    plot->setNoAntialiasingOnDrag(true);
    plot->setSelectionRectMode(QCP::srmZoom);
    plot->installEventFilter(this);
    plot->axisRect()->setMinimumMargins(QMargins(8, 4, 20, 8));

    m_parts->title = new QCPTextElement(plot);
    m_parts->title->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    m_parts->title->setMargins(QMargins(10, 6, 10, 2));
    plot->plotLayout()->insertRow(0);
    plot->plotLayout()->addElement(0, 0, m_parts->title);

    plot->addLayer(QStringLiteral("reading"), plot->layer(QStringLiteral("overlay")), QCustomPlot::limBelow);
    plot->layer(QStringLiteral("reading"))->setMode(QCPLayer::lmBuffered); // redrawn alone while the mouse moves
    m_parts->line = new QCPItemStraightLine(plot);
    m_parts->line->setLayer(QStringLiteral("reading"));
    m_parts->line->setVisible(false);
    m_parts->reading = new QCPItemText(plot);
    m_parts->reading->setLayer(QStringLiteral("reading"));
    m_parts->reading->setVisible(false);
    m_parts->reading->setTextAlignment(Qt::AlignLeft);
    m_parts->reading->setPadding(QMargins(6, 4, 6, 4));
    m_parts->reading->setClipToAxisRect(false);
    m_parts->reading->position->setTypeX(QCPItemPosition::ptPlotCoords);
    m_parts->reading->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_parts->empty = new QCPItemText(plot);
    m_parts->empty->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_parts->empty->position->setCoords(0.5, 0.5);
    m_parts->empty->setPositionAlignment(Qt::AlignCenter);
    m_parts->empty->setVisible(false);

    plot->xAxis->setSubTicks(false);
    plot->yAxis->setSubTicks(false);
    plot->legend->setVisible(false);
    plot->legend->setIconSize(18, 10);
    plot->legend->setRowSpacing(-2);
    plot->legend->setMargins(QMargins(6, 3, 6, 3));

    m_parts->mark = new QCPItemTracer(plot);
    m_parts->mark->setStyle(QCPItemTracer::tsCircle);
    m_parts->mark->setSize(kMarkSize);
    m_parts->mark->setVisible(false);

    connect(plot, &QCustomPlot::mousePress, this, &Plot::mousePressed);
    connect(plot, &QCustomPlot::mouseMove, this, &Plot::mouseMoved);
    connect(plot, &QCustomPlot::mouseRelease, this, &Plot::mouseReleased);
    connect(plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        m_parts->zoomed = false;
        changed();
    });
    connect(plot->selectionRect(), &QCPSelectionRect::accepted, this, [this] { m_parts->zoomed = true; });
    connect(plot, &QCustomPlot::afterReplot, this, [this] { ++m_parts->draws; });
    // The derived class is not there yet; its first showEvent styles it.
}

Plot::~Plot() = default;

QCustomPlot& Plot::plot() const
{
    return *m_parts->plot;
}
bool Plot::isDark() const
{
    return m_parts->dark;
}
bool Plot::isZoomed() const
{
    return m_parts->zoomed;
}
int Plot::drawCount() const
{
    return m_parts->draws;
}
QSize Plot::sizeHint() const
{
    return {420, 260};
}
QSize Plot::minimumSizeHint() const
{
    return {200, 140};
}
QString Plot::title() const
{
    return m_parts->title->text();
}

void Plot::setTitle(const QString& title)
{
    m_parts->title->setText(title);
    setAccessibleName(title);
    changed();
}

void Plot::setEmptyText(const QString& text)
{
    m_parts->empty->setText(text);
    changed();
}

void Plot::setAxisLabels(const QString& x, const QString& y)
{
    m_parts->plot->xAxis->setLabel(x);
    m_parts->plot->yAxis->setLabel(y);
    changed();
}

void Plot::changed()
{
    m_parts->stale = true;
    if (isVisible())
        redraw();
}

void Plot::updateEmpty()
{
    const bool empty = isEmpty();
    m_parts->empty->setVisible(empty && !m_parts->empty->text().isEmpty());
    for (QCPAxis* axis : {m_parts->plot->xAxis, m_parts->plot->yAxis})
        axis->setTickLabels(!empty); // numbers on an empty plot would be made up
}

void Plot::redraw()
{
    m_parts->stale = false;
    updateEmpty();
    if (!m_parts->zoomed)
        rescale();
    m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
}

void Plot::showEvent(QShowEvent* event)
{
    applyTheme(palette().color(QPalette::Base).lightness() < 128);
    redraw();
    QWidget::showEvent(event);
}

void Plot::changeEvent(QEvent* event)
{
    if ((event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) && isVisible()) {
        applyTheme(palette().color(QPalette::Base).lightness() < 128);
        redraw();
    }
    QWidget::changeEvent(event);
}

void Plot::applyTheme(bool dark)
{
    m_parts->dark = dark;
    const QColor ground = dark ? palette().color(QPalette::Base) : QColor(Qt::white);
    const QColor ink = dark ? QColor(0xdd, 0xdd, 0xdd) : QColor(0x22, 0x22, 0x22);
    const QColor quiet = dark ? QColor(0x9a, 0x9a, 0x9a) : QColor(0x66, 0x66, 0x66);
    const QColor grid = dark ? QColor(255, 255, 255, 26) : QColor(0, 0, 0, 22);
    QFont small = font();
    small.setPointSizeF(std::max(7.0, font().pointSizeF() * 0.88));
    QFont bold = font();
    bold.setBold(true);
    auto* plot = m_parts->plot;
    plot->setBackground(QBrush(ground));
    m_parts->title->setFont(bold);
    m_parts->title->setTextColor(ink);
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
        axis->setBasePen(QPen(quiet, 1));
        axis->setTickPen(QPen(quiet, 1));
        axis->setSubTickPen(QPen(quiet, 1));
        axis->setTickLength(0, 4);
        axis->setSubTickLength(0, 2);
        axis->setTickLabelColor(quiet);
        axis->setTickLabelFont(small);
        axis->setLabelColor(quiet);
        axis->setLabelFont(small);
        axis->grid()->setPen(QPen(grid, 1));
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    QColor cover = ground;
    cover.setAlpha(215);
    plot->legend->setFont(small);
    plot->legend->setTextColor(ink);
    plot->legend->setBorderPen(Qt::NoPen);
    plot->legend->setBrush(cover);
    m_parts->empty->setColor(quiet);
    m_parts->empty->setFont(font());
    m_parts->line->setPen(QPen(quiet, 1, Qt::DashLine));
    m_parts->mark->setPen(QPen(ink, 1.6));
    m_parts->mark->setBrush(seriesColor(1, dark));
    m_parts->reading->setFont(small);
    m_parts->reading->setColor(ink);
    cover.setAlpha(240);
    m_parts->reading->setBrush(cover);
    m_parts->reading->setPen(QPen(grid, 1));
    plot->selectionRect()->setPen(QPen(quiet, 1));
    QColor wash = seriesColor(0, dark);
    wash.setAlpha(40);
    plot->selectionRect()->setBrush(wash);
    restyle();
}

void Plot::setPicking(bool on)
{
    m_parts->picking = on;
}

void Plot::setMark(std::optional<QPointF> place)
{
    m_parts->mark->setVisible(place.has_value());
    if (place)
        m_parts->mark->position->setCoords(*place);
    changed();
}

double Plot::markDistance(const QPointF& pixel) const
{
    if (!m_parts->mark->visible())
        return std::numeric_limits<double>::infinity();
    const QPointF away = m_parts->mark->position->pixelPosition() - pixel;
    return std::hypot(away.x(), away.y());
}

void Plot::pick(const QPointF& pixel)
{
    const auto* plot = m_parts->plot;
    const QRect inside = plot->axisRect()->rect();
    const double x = std::clamp<double>(pixel.x(), inside.left(), inside.right());
    const double y = std::clamp<double>(pixel.y(), inside.top(), inside.bottom());
    Q_EMIT picked(plot->xAxis->pixelToCoord(x), plot->yAxis->pixelToCoord(y));
}

void Plot::mousePressed(QMouseEvent* event)
{
    m_parts->pressedAt = event->pos();
    m_parts->dragging =
        m_parts->picking && !isEmpty() && event->button() == Qt::LeftButton && markDistance(event->position()) <= kGrip;
    // Elsewhere a drag draws the rectangle to zoom into.
    m_parts->plot->setSelectionRectMode(m_parts->dragging ? QCP::srmNone : QCP::srmZoom);
}

void Plot::mouseMoved(QMouseEvent* event)
{
    const bool inside = m_parts->plot->axisRect()->rect().contains(event->pos());
    if (m_parts->dragging) {
        hideReading();
        pick(event->position());
        return;
    }
    if (event->buttons() == Qt::NoButton && inside)
        readAt(m_parts->plot->xAxis->pixelToCoord(event->pos().x()));
    else
        hideReading();
    if (m_parts->picking)
        m_parts->plot->setCursor(!inside                                    ? Qt::ArrowCursor
                                 : markDistance(event->position()) <= kGrip ? Qt::SizeHorCursor
                                                                            : Qt::CrossCursor);
}

void Plot::mouseReleased(QMouseEvent* event)
{
    if (std::exchange(m_parts->dragging, false) || !m_parts->picking || isEmpty() || event->button() != Qt::LeftButton)
        return;
    const bool still = (event->pos() - m_parts->pressedAt).manhattanLength() < QApplication::startDragDistance();
    if (still && m_parts->plot->axisRect()->rect().contains(event->pos()))
        pick(event->position());
}

void Plot::readAt(double x)
{
    const QString text = isEmpty() ? QString() : readingAt(x);
    if (text.isEmpty()) {
        hideReading();
        return;
    }
    m_parts->readingX = x;
    auto* plot = m_parts->plot;
    m_parts->line->point1->setCoords(x, plot->yAxis->range().lower);
    m_parts->line->point2->setCoords(x, plot->yAxis->range().upper);
    const double pixel = plot->xAxis->coordToPixel(x);
    const bool right = pixel > plot->axisRect()->center().x();
    m_parts->reading->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    m_parts->reading->position->setCoords(plot->xAxis->pixelToCoord(pixel + (right ? -6 : 6)), 0.03);
    m_parts->reading->setText(text);
    m_parts->line->setVisible(true);
    m_parts->reading->setVisible(true);
    setAccessibleDescription(text);
    m_parts->plot->layer(QStringLiteral("reading"))->replot();
}

void Plot::hideReading()
{
    if (!m_parts->line->visible())
        return;
    m_parts->line->setVisible(false);
    m_parts->reading->setVisible(false);
    m_parts->plot->layer(QStringLiteral("reading"))->replot();
}

void Plot::focusOutEvent(QFocusEvent* event)
{
    hideReading();
    QWidget::focusOutEvent(event);
}

void Plot::keyPressEvent(QKeyEvent* event)
{
    if (m_parts->picking && !isEmpty()) {
        const bool coarse = event->modifiers() & Qt::ShiftModifier;
        const QRect inside = m_parts->plot->axisRect()->rect();
        switch (event->key()) {
        case Qt::Key_Left:
            Q_EMIT stepped(-1, coarse);
            return;
        case Qt::Key_Right:
            Q_EMIT stepped(1, coarse);
            return;
        case Qt::Key_Home:
            pick(QPointF(inside.left(), inside.center().y()));
            return;
        case Qt::Key_End:
            pick(QPointF(inside.right(), inside.center().y()));
            return;
        default:
            break;
        }
    }
    const auto* axis = m_parts->plot->xAxis;
    const double left = axis->coordToPixel(axis->range().lower);
    const double right = axis->coordToPixel(axis->range().upper);
    double pixel = m_parts->line->visible() ? axis->coordToPixel(m_parts->readingX) : (left + right) / 2;
    const double step = (right - left) / (event->modifiers() & Qt::ShiftModifier ? 10 : 100);
    switch (event->key()) {
    case Qt::Key_Left:
        pixel -= step;
        break;
    case Qt::Key_Right:
        pixel += step;
        break;
    case Qt::Key_Home:
        pixel = left;
        break;
    case Qt::Key_End:
        pixel = right;
        break;
    case Qt::Key_Escape:
        if (!m_parts->line->visible()) {
            QWidget::keyPressEvent(event);
            return;
        }
        hideReading();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    readAt(axis->pixelToCoord(std::clamp(pixel, left, right)));
}

bool Plot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_parts->plot && event->type() == QEvent::Leave)
        hideReading();
    return QWidget::eventFilter(watched, event);
}

void Plot::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Save as PDF…"), this, [this] { askAndSave(QStringLiteral("pdf")); });
    menu->addAction(tr("Save as PNG…"), this, [this] { askAndSave(QStringLiteral("png")); });
    menu->addAction(tr("Save the numbers as CSV…"), this, [this] { askAndSave(QStringLiteral("csv")); });
    menu->addSeparator();
    menu->addAction(tr("Copy picture"), this, [this] { QApplication::clipboard()->setPixmap(grab()); });
    menu->addAction(tr("Copy numbers"), this, [this] { QApplication::clipboard()->setText(csv()); });
    QAction* all = menu->addAction(tr("Show all"), this, [this] {
        m_parts->zoomed = false;
        changed();
    });
    all->setEnabled(m_parts->zoomed);
    for (QAction* action : menu->actions())
        if (action != all)
            action->setEnabled(!isEmpty());
    menu->popup(event->globalPos());
}

void Plot::askAndSave(const QString& suffix)
{
    const QString filter = suffix == QLatin1String("pdf")   ? tr("PDF (*.pdf)")
                           : suffix == QLatin1String("png") ? tr("PNG picture (*.png)")
                                                            : tr("Table (*.csv)");
    auto* dialog = new QFileDialog(this, tr("Save %1").arg(title()), QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        QString problem;
        if (save(file, &problem))
            Q_EMIT saved(file);
        else
            Q_EMIT saveFailed(problem);
    });
    dialog->open();
}

// Paper is white: light colours for the moment of drawing.
void Plot::onPaper(const std::function<void()>& draw)
{
    const bool dark = m_parts->dark;
    hideReading();
    applyTheme(false);
    updateEmpty();
    if (!m_parts->zoomed)
        rescale();
    draw();
    applyTheme(dark);
    if (isVisible())
        redraw();
}

void Plot::paintOn(QCPPainter& painter, const QSize& size)
{
    onPaper([&] { m_parts->plot->toPainter(&painter, size.width(), size.height()); });
}

bool Plot::save(const QString& file, QString* problem)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    const auto fail = [&](const QString& text) {
        if (problem)
            *problem = text;
        return false;
    };
    if (suffix == QLatin1String("csv")) {
        QSaveFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(csv().toUtf8()) < 0 || !out.commit())
            return fail(tr("%1 could not be written: %2").arg(file, out.errorString()));
        return true;
    }
    if (suffix != QLatin1String("png") && suffix != QLatin1String("pdf"))
        return fail(tr("%1 names no kind of file that a plot can be saved as: use .pdf, .png or .csv.").arg(file));
    bool ok = false;
    onPaper([&] {
        const QSize size(std::max(width(), 480), std::max(height(), 300));
        ok = suffix == QLatin1String("png") ? m_parts->plot->savePng(file, size.width(), size.height(), 2.0)
                                            : m_parts->plot->savePdf(file, size.width(), size.height());
    });
    return ok || fail(tr("%1 could not be written. Choose a folder that you may write to.").arg(file));
}

} // namespace likeness::widgets
