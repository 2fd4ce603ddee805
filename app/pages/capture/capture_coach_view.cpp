// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/capture/capture_coach_view.h"

#include "widgets/common/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::Hint;

namespace {

constexpr int kEnough = 3; // pictures of a view

void setMark(QLabel* mark, std::optional<bool> good)
{
    const QColor colour = !good ? tones().quiet : *good ? tones().good : tones().warn;
    mark->setText(!good ? QStringLiteral("○") : *good ? QStringLiteral("✓") : QStringLiteral("!"));
    mark->setStyleSheet(QStringLiteral("color:%1;font-weight:600").arg(colour.name()));
}

} // namespace

CaptureCoachView::CaptureCoachView(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    m_advice = new QLabel(this);
    m_advice->setObjectName(QStringLiteral("advice"));
    m_advice->setWordWrap(true);
    m_advice->setMinimumHeight(2 * fontMetrics().height() + 12);
    QFont font = m_advice->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    m_advice->setFont(font);
    column->addWidget(m_advice);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(kGap);
    grid->setVerticalSpacing(kSmallGap);
    const std::array<QString, kRows> names{tr("Size"), tr("Light"), tr("Sharpness"), tr("Turn"), tr("New view")};
    const std::array<QString, kRows> tips{
        tr("Distance of the outer eye corners in the frame"), tr("Mean brightness of the face, 0 to 255"),
        tr("Variance of the Laplacian; below 40 is soft"), tr("How far the head is turned, sideways and up or down"),
        tr("Whether this picture differs from the ones captured before")};
    for (int row = 0; row < kRows; ++row) {
        const auto i = static_cast<std::size_t>(row);
        m_marks[i] = new QLabel(this);
        m_marks[i]->setFixedWidth(14);
        m_marks[i]->setAlignment(Qt::AlignCenter);
        auto* name = new QLabel(names[i], this);
        name->setToolTip(tips[i]);
        m_values[i] = new QLabel(this);
        m_values[i]->setAlignment(Qt::AlignRight);
        m_values[i]->setProperty("role", QStringLiteral("quiet"));
        grid->addWidget(m_marks[i], row, 0);
        grid->addWidget(name, row, 1);
        grid->addWidget(m_values[i], row, 2);
    }
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);

    // The views of a good gallery, laid out as the head turns.
    auto* poses = new QGridLayout;
    poses->setSpacing(kSmallGap);
    constexpr std::array<std::pair<int, int>, engine::kPoseCount> kCells{{{1, 1}, {1, 0}, {1, 2}, {0, 1}, {2, 1}}};
    for (std::size_t i = 0; i < kCells.size(); ++i) {
        m_poses[i] = new QLabel(this);
        m_poses[i]->setAlignment(Qt::AlignCenter);
        m_poses[i]->setMinimumHeight(fontMetrics().height() + 10);
        m_poses[i]->setToolTip(tr("Captured pictures of this view; three of each make a good gallery"));
        poses->addWidget(m_poses[i], kCells[i].first, kCells[i].second);
    }
    column->addLayout(poses);
    setPoses({});
    setIdle();
}

QString CaptureCoachView::advice() const
{
    return m_advice->text();
}

void CaptureCoachView::setIdle()
{
    m_advice->setText(tr("Start a camera or open a video."));
    m_advice->setStyleSheet({});
    for (std::size_t row = 0; row < kRows; ++row) {
        setMark(m_marks[row], std::nullopt);
        m_values[row]->setText(QStringLiteral("–"));
    }
}

void CaptureCoachView::setState(const std::optional<image::Quality>& quality, const std::vector<Hint>& hints)
{
    const auto has = [&hints](std::initializer_list<Hint> wanted) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](Hint h) { return std::find(hints.begin(), hints.end(), h) != hints.end(); });
    };
    if (!quality) {
        setIdle();
        m_advice->setText(engine::hintText(Hint::NoFace));
        return;
    }
    const QLocale locale;
    const auto number = [&locale](float value) { return locale.toString(static_cast<double>(value), 'f', 0); };
    setMark(m_marks[Size], !has({Hint::MoveCloser, Hint::AtBorder}));
    m_values[Size]->setText(tr("%1 px").arg(number(quality->size)));
    setMark(m_marks[Light], !has({Hint::TooDark, Hint::TooBright, Hint::FlatLight}));
    m_values[Light]->setText(number(quality->brightness));
    setMark(m_marks[Sharp], !has({Hint::TooBlurred}));
    m_values[Sharp]->setText(number(quality->sharpness));
    setMark(m_marks[Turn], !has({Hint::TurnedTooFar}));
    m_values[Turn]->setText(tr("%1° · %2°").arg(number(quality->yaw), number(quality->pitch)));
    setMark(m_marks[Fresh], !has({Hint::SameAsBefore}));
    m_values[Fresh]->setText(engine::poseText(engine::poseOf(*quality)));
    if (!hints.empty()) {
        m_advice->setText(engine::hintText(hints.front()));
        m_advice->setStyleSheet(QStringLiteral("color:%1").arg(tones().warn.name()));
        return;
    }
    const QString next = engine::nextPoseText(m_counts, kEnough);
    m_advice->setText(next.isEmpty() ? tr("Every view is there. Good.") : tr("Good. %1").arg(next));
    m_advice->setStyleSheet(QStringLiteral("color:%1").arg(tones().good.name()));
}

void CaptureCoachView::setPoses(const std::array<int, engine::kPoseCount>& counts)
{
    m_counts = counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const bool done = counts[i] >= kEnough;
        m_poses[i]->setText(tr("%1 %2").arg(engine::poseText(static_cast<engine::Pose>(i))).arg(counts[i]));
        const QColor colour = done ? tones().good : counts[i] > 0 ? tones().accent : tones().line;
        m_poses[i]->setStyleSheet(QStringLiteral("border:1px solid %1;border-radius:5px;padding:1px 4px;color:%2")
                                      .arg(colour.name(), counts[i] > 0 ? colour.name() : tones().quiet.name()));
    }
}

} // namespace likeness::pages
