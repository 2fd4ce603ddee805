// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QPointF>
#include <QString>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QMouseEvent;
QT_END_NAMESPACE
class QCPPainter;
class QCustomPlot;

namespace likeness::widgets {

// What all plots share: the palette's colours (light and dark), a reading line under the mouse or the arrow keys, zoom
// by dragging a rectangle (double click shows all), and a context menu that saves. Draws only while visible, once per
// event loop round. GUI thread.
class Plot : public QWidget
{
    Q_OBJECT
public:
    ~Plot() override;

    void setTitle(const QString& title);
    QString title() const;
    void setEmptyText(const QString& text); // shown while there is nothing to draw
    void setAxisLabels(const QString& x, const QString& y);

    // .png at twice the size, .pdf as vectors, .csv with the numbers behind; in light colours whatever the theme. On
    // failure false and one translated sentence.
    bool save(const QString& file, QString* problem = nullptr);
    // Draws it as a file has it, at the painter's origin; `size` in the painter's units of 1/96 inch.
    void paintOn(QCPPainter& painter, const QSize& size);
    virtual QString csv() const = 0; // header line, '.' as decimal point
    virtual bool isEmpty() const = 0;
    // The sentence of the reading line at x (axis units); empty where there is nothing to read.
    virtual QString readingAt(double x) const = 0;

    // A point of what is drawn can be chosen: by a click (picked), by dragging the mark (picked, again and again), by
    // the arrow keys (stepped; Home and End pick the ends of the axis). The reading line then follows the mouse alone.
    void setPicking(bool on);

    int drawCount() const; // how often the plot was really drawn
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // Distinguishable with any colour vision (Okabe and Ito 2008); lighter on dark ground.
    static QColor seriesColor(int index, bool dark);

Q_SIGNALS:
    void saved(const QString& file);
    void saveFailed(const QString& message);
    void picked(double x, double y);          // axis units, inside the axes
    void stepped(int direction, bool coarse); // −1: to the left, 1: to the right

protected:
    struct Parts;
    explicit Plot(QWidget* parent);
    // A ring at a place of the axes; nothing: none.
    void setMark(std::optional<QPointF> place);
    // How far away the mouse is from what can be dragged, in pixels.
    virtual double markDistance(const QPointF& pixel) const;
    QCustomPlot& plot() const;
    bool isDark() const;
    bool isZoomed() const;
    void changed();             // data changed: rescale and draw, now or when next shown
    virtual void restyle() = 0; // set the pens and brushes again
    virtual void rescale() = 0; // set the axis ranges to show everything
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyTheme(bool dark);
    void readAt(double x);
    void hideReading();
    void pick(const QPointF& pixel);
    void mousePressed(QMouseEvent* event);
    void mouseMoved(QMouseEvent* event);
    void mouseReleased(QMouseEvent* event);
    void redraw();
    void updateEmpty();
    void onPaper(const std::function<void()>& draw);
    void askAndSave(const QString& suffix);
    std::unique_ptr<Parts> m_parts;
};

} // namespace likeness::widgets
