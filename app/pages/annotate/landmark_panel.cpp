// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/annotate/landmark_panel.h"

#include "widgets/annotate/landmark_scheme.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kPreview = 112;
enum Column { PointColumn, DistanceColumn, ShapeColumn };

// Sorts by the number behind the text.
class PointItem final : public QTreeWidgetItem
{
public:
    using QTreeWidgetItem::QTreeWidgetItem;
    bool operator<(const QTreeWidgetItem& other) const override
    {
        const int column = treeWidget() ? treeWidget()->sortColumn() : 0;
        return data(column, Qt::UserRole).toDouble() < other.data(column, Qt::UserRole).toDouble();
    }
};

QLabel* previewLabel(QWidget* parent, const QString& name)
{
    auto* label = new QLabel(parent);
    label->setFixedSize(kPreview, kPreview);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setObjectName(name);
    label->setStyleSheet(QStringLiteral("background:%1;color:%2").arg(tones().well.name(), tones().quiet.name()));
    return label;
}

QLabel* quiet(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("quiet"));
    return label;
}

struct Findings {
    Q_DECLARE_TR_FUNCTIONS(Findings)
};

} // namespace

QString findingText(const faces::ShapeFinding& finding)
{
    const QString point = widgets::pointLabel(finding.point);
    switch (finding.problem) {
    case faces::ShapeProblem::NotFinite:
        return Findings::tr("A point has no position (%1).").arg(point);
    case faces::ShapeProblem::OffImage:
        return Findings::tr("A point lies outside the photograph (%1).").arg(point);
    case faces::ShapeProblem::Collapsed:
        return Findings::tr("The points fall together.");
    case faces::ShapeProblem::LeftRightSwap:
        return Findings::tr("Left and right are exchanged.");
    case faces::ShapeProblem::JawOrder:
        return Findings::tr("The jaw line turns back at %1.").arg(point);
    case faces::ShapeProblem::BrowOrder:
        return Findings::tr("A brow runs backwards at %1.").arg(point);
    case faces::ShapeProblem::NoseOrder:
        return Findings::tr("The nose runs backwards at %1.").arg(point);
    case faces::ShapeProblem::EyelidCrossing:
        return Findings::tr("The eyelids cross at %1.").arg(point);
    case faces::ShapeProblem::LipCrossing:
        return Findings::tr("The lips cross at %1.").arg(point);
    }
    return {};
}

LandmarkPanel::LandmarkPanel(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);

    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setMinimumWidth(1);
    m_subtitle = quiet({}, this);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setMinimumWidth(1);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);

    m_verdict = new QLabel(this);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_figures = quiet({}, this);
    m_figures->setObjectName(QStringLiteral("figures"));
    m_figures->setWordWrap(true);
    m_figures->setToolTip(
        tr("NME: the mean distance of all 68 points to the automatic ones, divided by the distance of the outer eye "
           "corners.\n"
           "Shape: how far the points are from a mean face after moving, turning and sizing it; above 1 is unusual."));
    column->addWidget(m_verdict);
    column->addWidget(m_figures);

    auto* previews = new QGridLayout;
    previews->setHorizontalSpacing(kMargin);
    previews->setVerticalSpacing(kSmallGap);
    m_stored = previewLabel(this, QStringLiteral("storedCrop"));
    m_new = previewLabel(this, QStringLiteral("newCrop"));
    m_stored->setToolTip(tr("The 112 × 112 crop as stored: what models see now"));
    m_new->setToolTip(tr("The crop that these points give: what models will see once you save"));
    previews->addWidget(m_stored, 0, 0);
    previews->addWidget(m_new, 0, 1);
    previews->addWidget(quiet(tr("Crop, stored"), this), 1, 0);
    previews->addWidget(quiet(tr("Crop, with these points"), this), 1, 1);
    previews->setColumnStretch(2, 1);
    column->addLayout(previews);

    m_points = new QTreeWidget(this);
    m_points->setObjectName(QStringLiteral("points"));
    m_points->setColumnCount(3);
    m_points->setHeaderLabels({tr("Point"), tr("Distance"), tr("Shape")});
    m_points->headerItem()->setToolTip(DistanceColumn, tr("Photograph pixels to the automatic point"));
    m_points->headerItem()->setToolTip(ShapeColumn,
                                       tr("Percent of the eye distance to where a mean face has this point"));
    m_points->setRootIsDecorated(false);
    m_points->setUniformRowHeights(true);
    m_points->setAlternatingRowColors(true);
    m_points->header()->setStretchLastSection(false);
    m_points->header()->setSectionResizeMode(PointColumn, QHeaderView::Stretch);
    m_points->header()->setSectionResizeMode(DistanceColumn, QHeaderView::ResizeToContents);
    m_points->header()->setSectionResizeMode(ShapeColumn, QHeaderView::ResizeToContents);
    m_points->setSortingEnabled(false);
    m_points->header()->setSectionsClickable(true);
    m_points->header()->setSortIndicatorShown(true);
    m_points->header()->setSortIndicator(DistanceColumn, Qt::DescendingOrder);
    for (int i = 0; i < image::kLandmarkCount; ++i) {
        auto* row = new PointItem(m_points);
        row->setText(PointColumn, pointLabel(i));
        row->setToolTip(PointColumn, pointLabel(i));
        row->setData(PointColumn, Qt::UserRole, i);
        row->setTextAlignment(DistanceColumn, Qt::AlignRight | Qt::AlignVCenter);
        row->setTextAlignment(ShapeColumn, Qt::AlignRight | Qt::AlignVCenter);
    }
    connect(m_points->header(), &QHeaderView::sortIndicatorChanged, this,
            [this](int section, Qt::SortOrder order) { m_points->sortItems(section, order); });
    connect(m_points, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item && !m_updating)
            Q_EMIT pointChosen(item->data(PointColumn, Qt::UserRole).toInt());
    });
    column->addWidget(m_points, 1);
}

void LandmarkPanel::setFace(const QString& key, const QString& identity)
{
    m_title->setText(key);
    m_title->setToolTip(key);
    m_subtitle->setText(identity);
    m_subtitle->setVisible(!identity.isEmpty());
}

void LandmarkPanel::setPoints(const std::optional<image::Landmarks>& points,
                              const std::optional<image::Landmarks>& automatic,
                              QSize photo,
                              double limitPx,
                              bool settled)
{
    const QLocale locale;
    std::optional<faces::LandmarkComparison> comparison;
    std::optional<faces::ShapeResidual> residual;
    std::vector<faces::ShapeFinding> findings;
    if (points) {
        residual = faces::shapeResidual(*points);
        findings = faces::checkShape(*points, photo.width(), photo.height());
        if (automatic)
            comparison = faces::compareLandmarks(*points, *automatic);
    }
    const auto limit = static_cast<float>(limitPx);
    const auto number = [&locale](float value, int decimals) {
        return locale.toString(static_cast<double>(value), 'f', decimals);
    };

    QString verdict;
    QColor colour = tones().good;
    if (!points) {
        verdict = tr("No points yet. Press B and draw a box around the face, from brow to chin.");
        colour = tones().quiet;
    } else if (!findings.empty()) {
        verdict = findingText(findings.front());
        colour = tones().bad;
    } else if (comparison && comparison->largest > limit) {
        verdict = tr("%n point(s) farther than %1 px from the automatic ones; the farthest by %2 px (%3).", nullptr,
                     comparison->over(limit))
                      .arg(number(limit, 1), number(comparison->largest, 1), pointLabel(comparison->worst));
        colour = tones().warn;
    } else if (comparison && comparison->largest > 0) {
        verdict = tr("Every point within %1 px of the automatic ones.").arg(number(limit, 1));
    } else if (residual->rms > faces::kUsualResidual) {
        verdict = tr("An unusual shape: look at %1 first.").arg(pointLabel(residual->worst));
        colour = tones().warn;
    } else if (comparison) {
        verdict = tr("The automatic points, in a usual shape.");
    } else {
        verdict = tr("Placed by hand; there are no automatic points to compare with.");
        colour = tones().quiet;
    }
    m_verdict->setText(verdict);
    m_verdict->setStyleSheet(QStringLiteral("color:%1").arg(colour.name()));
    if (points && comparison)
        m_figures->setText(tr("NME %1 · farthest %2 px · shape %3")
                               .arg(number(comparison->nme, 4), number(comparison->largest, 1),
                                    number(residual->rms / faces::kUsualResidual, 2)));
    else if (points)
        m_figures->setText(tr("Shape %1").arg(number(residual->rms / faces::kUsualResidual, 2)));
    else
        m_figures->clear();

    m_updating = true;
    for (int row = 0; row < m_points->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_points->topLevelItem(row);
        const auto i = static_cast<std::size_t>(item->data(PointColumn, Qt::UserRole).toInt());
        const float distance = comparison ? comparison->distance[i] : 0;
        item->setText(DistanceColumn,
                      comparison && distance >= 0.05f ? tr("%1 px").arg(number(distance, 1)) : QStringLiteral("–"));
        item->setData(DistanceColumn, Qt::UserRole, static_cast<double>(distance));
        item->setText(ShapeColumn,
                      residual ? tr("%1 %").arg(number(residual->distance[i] * 100, 0)) : QStringLiteral("–"));
        item->setData(ShapeColumn, Qt::UserRole, residual ? static_cast<double>(residual->distance[i]) : 0);
        const bool over = distance > limit;
        item->setData(DistanceColumn, Qt::ForegroundRole, over ? QVariant(tones().bad) : QVariant());
        item->setData(PointColumn, Qt::ForegroundRole, over ? QVariant(tones().bad) : QVariant());
    }
    // A column of dashes would only take the names' room.
    m_points->setColumnHidden(DistanceColumn, !comparison || comparison->largest < 0.05f);
    if (settled) {
        // Edited faces by distance; untouched ones, whose distances are all 0, by shape.
        const int sort = m_points->header()->sortIndicatorSection();
        const int wanted = sort == PointColumn                          ? PointColumn
                           : comparison && comparison->largest >= 0.05f ? DistanceColumn
                                                                        : ShapeColumn;
        if (wanted != sort)
            m_points->header()->setSortIndicator(wanted, Qt::DescendingOrder);
        else
            m_points->sortItems(sort, m_points->header()->sortIndicatorOrder());
        if (m_points->currentItem()) // the order has changed under it
            m_points->scrollToItem(m_points->currentItem(), QAbstractItemView::PositionAtCenter);
    }
    m_points->setEnabled(points.has_value());
    m_updating = false;
}

void LandmarkPanel::setStoredCrop(const QPixmap& crop)
{
    if (crop.isNull())
        m_stored->setText(tr("none yet"));
    else
        m_stored->setPixmap(crop);
}

void LandmarkPanel::setNewCrop(const QImage& crop)
{
    if (crop.isNull())
        m_new->setText(tr("needs points"));
    else
        m_new->setPixmap(QPixmap::fromImage(crop));
}

void LandmarkPanel::setCurrentPoint(int point)
{
    m_updating = true;
    m_points->setCurrentItem(nullptr);
    for (int row = 0; row < m_points->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_points->topLevelItem(row);
        if (item->data(PointColumn, Qt::UserRole).toInt() == point) {
            m_points->setCurrentItem(item);
            m_points->scrollToItem(item, QAbstractItemView::PositionAtCenter);
        }
    }
    m_updating = false;
}

} // namespace likeness::pages
