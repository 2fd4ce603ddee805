// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/slices_model.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/tab_parts.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using eval::SliceMetric;

namespace {

constexpr int kPad = 8;
constexpr double kLeastScale = 0.02; // bars never blow up less than that

bool isKnown(const eval::SliceFigure& figure)
{
    return std::isfinite(figure.value) && std::isfinite(figure.ci95[0]) && std::isfinite(figure.ci95[1]);
}

QString withRange(const QString& value, const QString& range)
{
    //: A figure and its 95 % interval
    return range.isEmpty() ? value : SlicesModel::tr("%1 (%2)").arg(value, range);
}

} // namespace

QString attributeText(const std::string& attribute)
{
    if (attribute == "quality")
        return SlicesModel::tr("quality");
    if (attribute == "brightness")
        return SlicesModel::tr("brightness");
    if (attribute == "sharpness")
        return SlicesModel::tr("sharpness");
    if (attribute == "yaw")
        //: How far a head is turned
        return SlicesModel::tr("yaw");
    if (attribute == "age gap")
        //: Years between two photographs
        return SlicesModel::tr("age gap");
    if (attribute == "variant")
        //: What the pictures of a harder set were made to look like
        return SlicesModel::tr("variant");
    if (attribute == "level")
        //: How hard the pairs of a harder set are: easy, medium or hard
        return SlicesModel::tr("level");
    return qs(attribute);
}

QString sliceText(const std::string& value)
{
    static const QRegularExpression under(QStringLiteral("^under (\\S+)(?: (years|degrees))?$"));
    static const QRegularExpression between(QStringLiteral("^(\\S+) to (\\S+)(?: (years|degrees))?$"));
    static const QRegularExpression over(QStringLiteral("^(\\S+)(?: (years|degrees))? and more$"));
    const QString text = qs(value);
    if (value == "original")
        //: Pictures as they are, beside variants of them
        return SlicesModel::tr("original");
    if (value == "mask")
        //: Pictures onto which a mask was drawn
        return SlicesModel::tr("mask");
    if (value == "profile")
        //: Pictures on which the head was turned
        return SlicesModel::tr("turned head");
    if (value == "low resolution")
        //: Pictures that were made coarse
        return SlicesModel::tr("low resolution");
    if (value == "lighting")
        //: Pictures whose light was made difficult
        return SlicesModel::tr("difficult light");
    if (value == "easy")
        //: Pairs
        return SlicesModel::tr("easy");
    if (value == "medium")
        //: Pairs
        return SlicesModel::tr("medium");
    if (value == "hard")
        //: Pairs
        return SlicesModel::tr("hard");
    const auto with = [](const QString& number, const QString& unit) {
        return unit == QLatin1String("years")     ? SlicesModel::tr("%1 years").arg(number)
               : unit == QLatin1String("degrees") ? SlicesModel::tr("%1°").arg(number)
                                                  : number;
    };
    if (const auto m = under.match(text); m.hasMatch())
        return SlicesModel::tr("under %1").arg(with(m.captured(1), m.captured(2)));
    if (const auto m = between.match(text); m.hasMatch())
        //: A range of a number; the upper end does not belong to it
        return SlicesModel::tr("%1 to %2", "numbers").arg(m.captured(1), with(m.captured(2), m.captured(3)));
    if (const auto m = over.match(text); m.hasMatch())
        return SlicesModel::tr("%1 or more").arg(with(m.captured(1), m.captured(2)));
    return text;
}

void SlicesModel::setTable(verify::SliceTable table)
{
    beginResetModel();
    m_table = std::move(table);
    m_rows.clear();
    if (!m_table.attributes.empty())
        m_rows.push_back({});
    double low = 1;
    const auto widen = [&low](const eval::SliceResult& slice) {
        const auto& figure = slice.of(SliceMetric::Accuracy);
        if (figure.sufficient && isKnown(figure))
            low = std::min(low, figure.ci95[0]);
    };
    widen(m_table.all);
    for (std::size_t a = 0; a < m_table.attributes.size(); ++a) {
        m_rows.push_back({static_cast<int>(a), -1});
        for (std::size_t s = 0; s < m_table.attributes[a].rows.size(); ++s) {
            widen(m_table.attributes[a].rows[s]);
            m_rows.push_back({static_cast<int>(a), static_cast<int>(s)});
        }
    }
    m_scale = {std::max(0.0, std::min(low, 1 - kLeastScale)), 1};
    endResetModel();
}

bool SlicesModel::isHeading(int row) const
{
    const Place& place = m_rows.at(static_cast<std::size_t>(row));
    return place.attribute >= 0 && place.slice < 0;
}

const verify::SliceTable::Attribute* SlicesModel::attribute(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    const int at = m_rows[static_cast<std::size_t>(row)].attribute;
    return at < 0 ? nullptr : &m_table.attributes[static_cast<std::size_t>(at)];
}

const eval::SliceResult* SlicesModel::slice(int row) const
{
    if (row < 0 || row >= rowCount() || isHeading(row))
        return nullptr;
    const auto* of = attribute(row);
    return of ? &of->rows[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)].slice)] : &m_table.all;
}

int SlicesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SlicesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SlicesModel::headingText(const verify::SliceTable::Attribute& attribute) const
{
    QStringList parts;
    if (attribute.gap.compared < 2 || !std::isfinite(attribute.gap.gap)) {
        parts << tr("fewer than two values have enough data to be compared");
    } else {
        const QString range = fixedRange({100 * attribute.gap.ci95[0], 100 * attribute.gap.ci95[1]}, 2);
        //: The difference in accuracy between the best and the worst value of an attribute, in percentage points
        parts << withRange(tr("gap %1 points").arg(fixedText(100 * attribute.gap.gap, 2)), range);
        //: Between which two values of an attribute the accuracy differs most
        parts << tr("from “%1” to “%2”")
                     .arg(sliceText(attribute.rows.at(attribute.gap.lowest).value),
                          sliceText(attribute.rows.at(attribute.gap.highest).value));
        if (std::isfinite(attribute.gap.pHolm))
            parts << tr("p = %1").arg(QLocale().toString(attribute.gap.pHolm, 'g', 2));
        if (const std::size_t unsure = attribute.rows.size() - attribute.gap.compared)
            //: Values of an attribute that are not part of the gap
            parts << tr("%n value(s) without enough data may be worse", nullptr, static_cast<int>(unsure));
    }
    const verify::SliceSource& source = attribute.source;
    if (source.imagesWithout && m_table.images > 0)
        parts << (*source.imagesWithout == 0 ? tr("every image has a value")
                                             : tr("%1 of %2 images without a value")
                                                   .arg(countText(static_cast<double>(*source.imagesWithout)),
                                                        countText(static_cast<double>(m_table.images))));
    if (source.unknown > 0)
        parts << tr("%1 pairs left out without a value").arg(countText(static_cast<double>(source.unknown)));
    if (source.different > 0)
        parts << tr("%1 left out whose two images have different values")
                     .arg(countText(static_cast<double>(source.different)));
    return parts.join(QStringLiteral(" · "));
}

QVariant SlicesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto column = static_cast<Column>(index.column());
    if (isHeading(index.row())) {
        const verify::SliceTable::Attribute& of = *attribute(index.row());
        const QString name = attributeText(of.name);
        if (column != Value)
            return {};
        if (role == Qt::DisplayRole)
            return name;
        if (role == HeadingRole)
            return headingText(of);
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            //: An attribute, and what was found of it
            return tr("%1: %2").arg(name, headingText(of));
        return {};
    }
    const eval::SliceResult& row = *slice(index.row());
    const auto& accuracy = row.of(SliceMetric::Accuracy);
    const auto figure = [&]() -> const eval::SliceFigure* {
        switch (column) {
        case Accuracy:
        case Bar:
            return &accuracy;
        case Fnmr:
            return &row.of(SliceMetric::OperatingFnmr);
        case Fmr:
            return &row.of(SliceMetric::OperatingFmr);
        case OwnTpr:
            return &row.of(SliceMetric::OwnTpr);
        case Needed:
            return &row.of(SliceMetric::NeededThreshold);
        default:
            return nullptr;
        }
    }();
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Value || column == Bar ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && figure && !figure->sufficient)
        return tones().quiet;
    if (role == Qt::ToolTipRole) {
        if (!figure)
            return tr("%1 genuine and %2 impostor pairs")
                .arg(countText(static_cast<double>(row.genuine)), countText(static_cast<double>(row.impostor)));
        const QString range = column == Needed ? fixedRange(figure->ci95, 4) : rateRange(figure->ci95);
        if (figure->sufficient)
            return range.isEmpty() ? tr("no interval") : tr("95 %: %1").arg(range);
        const QString why = column == OwnTpr || column == Needed || column == Fmr
                                ? tr("not enough data: it takes 10 false accepts at this rate, 30 pairs of each kind "
                                     "and 5 people")
                                : tr("not enough data: it takes 30 pairs of each kind and 5 people");
        return why;
    }
    if (role == FigureRole && column == Bar && accuracy.sufficient && isKnown(accuracy))
        return QVariantList{accuracy.value, accuracy.ci95[0], accuracy.ci95[1],
                            m_table.all.of(SliceMetric::Accuracy).value};
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Value:
        return attribute(index.row()) ? sliceText(row.value) : tr("all pairs");
    case Pairs:
        return countText(static_cast<double>(row.pairs));
    case People:
        return row.people > 0 ? countText(static_cast<double>(row.people)) : QStringLiteral("–");
    case Accuracy:
        return withRange(percentText(accuracy.value), accuracy.sufficient ? percentRange(accuracy.ci95, 1) : QString());
    case Bar:
        return accuracy.sufficient ? QString() : tr("not enough data");
    case Fnmr:
    case Fmr:
        return rateText(figure->value);
    case OwnTpr:
        return percentText(figure->value);
    case Needed:
        return fixedText(figure->value, 4);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant SlicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Value || column == Bar ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool name = role == Qt::DisplayRole;
    switch (column) {
    case Value:
        return name ? tr("Slice") : tr("Pairs of which both images have this value");
    case Pairs:
        return name ? tr("Pairs") : tr("Genuine and impostor pairs of the slice");
    case People:
        return name ? tr("People") : tr("People in the pairs of the slice");
    case Accuracy:
        return name ? tr("Accuracy, 95 % interval")
                    : tr("1 − (FNMR + FMR) / 2 at the overall threshold %1: each kind of pair counts half")
                          .arg(fixedText(m_table.threshold, 4));
    case Bar:
        return name ? QString() : tr("The accuracy and its interval; the line is the accuracy of all pairs");
    case Fnmr:
        return name ? tr("FNMR")
                    : tr("Share of the genuine pairs that the operating threshold %1 of the whole set rejects")
                          .arg(fixedText(m_table.operatingThreshold, 4));
    case Fmr:
        return name ? tr("FMR")
                    : tr("Share of the impostor pairs that the operating threshold %1 of the whole set accepts")
                          .arg(fixedText(m_table.operatingThreshold, 4));
    case OwnTpr:
        //: Column: true-positive rate at this false-positive rate
        return name ? tr("TPR at %1").arg(rateText(m_table.ownFpr))
                    : tr("True-positive rate at this false-positive rate among the slice’s own impostors");
    case Needed:
        return name ? tr("Threshold needed")
                    : tr("The smallest threshold (cosine) that keeps a false match rate of %1 on the slice")
                          .arg(rateText(m_table.target));
    case ColumnCount:
        break;
    }
    return {};
}

void SlicesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QString heading = index.data(SlicesModel::HeadingRole).toString();
    const QVariantList figure = index.data(SlicesModel::FigureRole).toList();
    if (heading.isEmpty() && figure.isEmpty())
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem background = option; // what is selected or under the mouse
    initStyleOption(&background, index);
    background.text.clear();
    const QWidget* widget = option.widget;
    (widget ? widget->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &background, painter, widget);
    const bool chosen = option.state & QStyle::State_Selected;
    const QColor text = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = chosen ? text : tones().quiet;
    painter->save();
    painter->setClipRect(option.rect);
    const QRect inside = option.rect.adjusted(kPad, 0, -kPad, 0);
    if (!heading.isEmpty()) {
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        painter->setPen(text);
        const QString name = index.data(Qt::DisplayRole).toString();
        painter->drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, name);
        const QRect rest = inside.adjusted(QFontMetrics(bold).horizontalAdvance(name) + kMargin, 0, 0, 0);
        painter->setFont(option.font);
        painter->setPen(quiet);
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(heading, Qt::ElideRight, rest.width()));
        painter->setPen(tones().line);
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
    } else {
        const auto [low, high] = m_model.scale();
        const auto at = [&](double value) {
            return inside.left() + (std::clamp(value, low, high) - low) / (high - low) * inside.width();
        };
        const double middle = option.rect.center().y() + 0.5;
        painter->setRenderHint(QPainter::Antialiasing);
        if (std::isfinite(figure.at(3).toDouble())) {
            painter->setPen(QPen(chosen ? quiet : tones().line, 1));
            const double x = at(figure.at(3).toDouble());
            painter->drawLine(QPointF(x, option.rect.top()), QPointF(x, option.rect.bottom() + 1));
        }
        const QColor ink = chosen ? text : tones().accent;
        painter->setPen(QPen(ink, 2, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(QPointF(at(figure.at(1).toDouble()), middle), QPointF(at(figure.at(2).toDouble()), middle));
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        painter->drawEllipse(QPointF(at(figure.at(0).toDouble()), middle), 4, 4);
    }
    painter->restore();
}

} // namespace likeness::pages
