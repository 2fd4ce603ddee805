// SPDX-License-Identifier: GPL-3.0-or-later
// What the page is made of.
#include "app/pages/capture/capture_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/capture/capture_coach_view.h"
#include "app/pages/capture/capture_strip.h"
#include "widgets/annotate/live_view.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

QLabel* quiet(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("quiet"));
    return label;
}

} // namespace

QWidget* CapturePage::buildStage()
{
    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);

    auto* sources = new QHBoxLayout;
    m_source = new QComboBox(left);
    m_source->setObjectName(QStringLiteral("source"));
    m_source->setAccessibleName(tr("Source"));
    m_source->setToolTip(tr("The camera or video that frames come from"));
    m_source->setMinimumWidth(220);
    m_start = new QPushButton(left);
    m_start->setObjectName(QStringLiteral("start"));
    m_mirror = new QCheckBox(tr("&Mirror"), left);
    m_mirror->setToolTip(tr("Show the picture as a mirror does. What is stored is never mirrored."));
    m_rate = quiet({}, left);
    sources->addWidget(m_source);
    sources->addWidget(m_start);
    sources->addWidget(m_mirror);
    sources->addStretch(1);
    sources->addWidget(m_rate);
    column->addLayout(sources);

    m_stage = new QStackedWidget(left);
    m_empty = new EmptyState(QStringLiteral("capture"), m_stage);
    m_view = new LiveView(m_stage);
    m_view->setObjectName(QStringLiteral("live"));
    m_view->setPlaceholder(tr("Opening…"));
    m_stage->addWidget(m_empty);
    m_stage->addWidget(m_view);
    column->addWidget(m_stage, 1);

    auto* transport = new QHBoxLayout;
    m_play = new QToolButton(left);
    m_play->setAutoRaise(true);
    m_seek = new QSlider(Qt::Horizontal, left);
    m_seek->setObjectName(QStringLiteral("seek"));
    m_seek->setAccessibleName(tr("Position"));
    m_time = quiet({}, left);
    transport->addWidget(m_play);
    transport->addWidget(m_seek, 1);
    transport->addWidget(m_time);
    column->addLayout(transport);

    m_strip = new CaptureStrip(session(), left);
    column->addWidget(m_strip);

    connect(m_empty, &EmptyState::clicked, this, &CapturePage::chooseFile);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_capture->isRunning())
            m_capture->stop();
        else
            startChosen();
    });
    connect(m_source, &QComboBox::activated, this, [this] { startChosen(); });
    connect(m_mirror, &QCheckBox::toggled, m_view, &LiveView::setMirrored);
    connect(m_play, &QToolButton::clicked, this, [this] {
        m_capture->setPaused(!m_capture->isPaused());
        updateTransport();
    });
    connect(m_seek, &QSlider::sliderPressed, this, [this] { m_sliderHeld = true; });
    connect(m_seek, &QSlider::sliderReleased, this, [this] { m_sliderHeld = false; });
    connect(m_seek, &QSlider::valueChanged, m_capture,
            &engine::CaptureSession::seek); // by a person: showFrame() blocks it
    connect(m_strip, &CaptureStrip::faceActivated, this,
            [this](qint64 face) { Q_EMIT goTo(QStringLiteral("annotate"), face); });
    return left;
}

QWidget* CapturePage::buildSide()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(270);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);

    auto* label = new QLabel(tr("&Identity"), side);
    m_name = new QLineEdit(side);
    m_name->setObjectName(QStringLiteral("identity"));
    m_name->setPlaceholderText(tr("Whose face is it?"));
    m_name->setToolTip(tr("The person that captured faces belong to; a new name makes a new identity"));
    m_name->setMaxLength(200);
    m_names = new QStringListModel(m_name);
    auto* completer = new QCompleter(m_names, m_name);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_name->setCompleter(completer);
    label->setBuddy(m_name);
    column->addWidget(label);
    column->addWidget(m_name);

    m_take = new QPushButton(tr("Capture"), side);
    m_take->setObjectName(QStringLiteral("capture"));
    makePrimary(m_take);
    m_take->setToolTip(tr("Store this frame with its face under that identity (Space)"));
    column->addWidget(m_take);

    m_auto = new QCheckBox(tr("Capture by itself"), side);
    m_auto->setObjectName(QStringLiteral("auto"));
    m_auto->setToolTip(tr("Captures whenever the coach has no objection, the quality is reached and the view is new"));
    column->addWidget(m_auto);
    auto* form = new QFormLayout;
    form->setContentsMargins(22, 0, 0, 0);
    m_minQuality = new QDoubleSpinBox(side);
    m_minQuality->setRange(0, 1);
    m_minQuality->setSingleStep(0.05);
    m_minQuality->setValue(0.4);
    m_minQuality->setToolTip(tr("Least quality of a face, 0 to 1: sharpness, light, size and pose in one number"));
    m_interval = new QDoubleSpinBox(side);
    m_interval->setRange(0.2, 60);
    m_interval->setDecimals(1);
    m_interval->setValue(1.0);
    m_interval->setSuffix(tr(" s"));
    m_interval->setToolTip(tr("Least time between two captures"));
    form->addRow(tr("Quality at least"), m_minQuality);
    form->addRow(tr("Every"), m_interval);
    column->addLayout(form);
    column->addSpacing(kGap);

    m_coach = new CaptureCoachView(side);
    column->addWidget(m_coach);
    column->addStretch(1);

    connect(m_take, &QPushButton::clicked, this, &CapturePage::capture);
    connect(m_name, &QLineEdit::returnPressed, m_view, [this] { m_view->window()->setFocus(); });
    connect(m_name, &QLineEdit::textChanged, this, &CapturePage::resetPerson);
    return side;
}

} // namespace likeness::pages
