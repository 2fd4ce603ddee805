// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/annotate/canvas_tools.h"

#include "app/pages/common/light_text.h"
#include "widgets/annotate/image_canvas.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace likeness::pages {

using namespace widgets;

CanvasTools::CanvasTools(ImageCanvas& canvas, QWidget* parent) : QWidget(parent), m_canvas(canvas)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    const auto button = [&](const QString& text, const QString& tip, bool checkable) {
        auto* made = new QToolButton(this);
        made->setText(text);
        made->setToolTip(tip);
        made->setCheckable(checkable);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::TabFocus); // a click leaves the focus on the canvas
        row->addWidget(made);
        return made;
    };
    auto* face = button(tr("Face"), tr("Show the face (F)"), false);
    auto* whole = button(tr("Photograph"), tr("Show the whole photograph (0)"), false);
    row->addSpacing(kMargin);
    m_compare = button(tr("Compare"), tr("Show the automatic points and the way to them (C)"), true);
    m_lines = button(tr("Lines"), tr("Join the points of a part (H)"), true);
    m_light = button({},
                     tr("Even out the light of a dark face to see it better; points and crops stay, and Find in a box "
                        "looks in that light (Shift+L)"),
                     true);
    m_light->setObjectName(QStringLiteral("light"));
    row->addSpacing(kMargin);
    m_unlock = button(tr("Move shape"), tr("Two handles that move, turn and size the whole shape (L)"), true);
    m_box = button(tr("Find in a box"),
                   tr("Draw a box and let the landmark model find the points in it (B); M places a mean shape instead"),
                   true);
    m_box->setObjectName(QStringLiteral("box"));
    row->addStretch(1);
    auto* zoomText = new QLabel(this);
    zoomText->setProperty("role", QStringLiteral("quiet"));
    row->addWidget(zoomText);
    setLight(image::Lighting::None);
    m_compare->setChecked(canvas.isCompareShown());
    m_lines->setChecked(canvas.areLinesShown());

    connect(face, &QToolButton::clicked, &canvas, &ImageCanvas::fitFace);
    connect(whole, &QToolButton::clicked, &canvas, [this] { m_canvas.fitPhoto(); });
    connect(m_compare, &QToolButton::toggled, &canvas, &ImageCanvas::setCompareShown);
    connect(m_lines, &QToolButton::toggled, &canvas, &ImageCanvas::setLinesShown);
    connect(m_unlock, &QToolButton::toggled, &canvas, &ImageCanvas::setShapeUnlocked);
    connect(&canvas, &ImageCanvas::compareShownChanged, m_compare, &QToolButton::setChecked);
    connect(&canvas, &ImageCanvas::linesShownChanged, m_lines, &QToolButton::setChecked);
    connect(&canvas, &ImageCanvas::shapeUnlockedChanged, m_unlock, &QToolButton::setChecked);
    connect(&canvas, &ImageCanvas::boxModeChanged, m_box, &QToolButton::setChecked);
    connect(m_box, &QToolButton::clicked, this, [this] { startBox(false); });
    connect(m_light, &QToolButton::clicked, this, &CanvasTools::lightAsked);
    connect(&canvas, &ImageCanvas::boxDrawn, this, [this](const QRectF& box) { Q_EMIT boxDrawn(box, m_meanShape); });
    connect(&canvas, &ImageCanvas::zoomChanged, zoomText, [this, zoomText](qreal zoom) {
        zoomText->setText(m_canvas.hasPhoto() ? tr("%1 %").arg(qRound(zoom * 100)) : QString());
    });
}

void CanvasTools::setAvailable(bool face, bool points)
{
    for (QToolButton* button : {m_compare, m_lines, m_unlock})
        button->setEnabled(points);
    m_box->setEnabled(face);
    m_light->setEnabled(face);
}

void CanvasTools::setLight(image::Lighting light)
{
    const QString name = lightText(light);
    m_light->setChecked(!name.isEmpty());
    //: The light of a photograph: how it was evened out
    m_light->setText(name.isEmpty() ? tr("Light") : tr("Light: %1").arg(name));
}

void CanvasTools::startBox(bool meanShape)
{
    m_meanShape = meanShape;
    m_canvas.startBox();
}

} // namespace likeness::pages
