// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/tab_parts.h"

#include "app/engine/qt_convert.h"
#include "core/report/parts.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::VerifyTab)
};

template<typename Spell>
QString range(const std::array<double, 2>& ci95, Spell spell)
{
    if (!std::isfinite(ci95[0]) || !std::isfinite(ci95[1]))
        return {};
    return rangeText(spell(ci95[0]), spell(ci95[1]));
}

QString percent(const QString& number)
{
    //: A share
    return Words::tr("%1 %").arg(number);
}

} // namespace

QString fixedText(double value, int digits)
{
    return std::isfinite(value) ? QLocale().toString(value, 'f', digits) : QStringLiteral("–");
}

QString percentText(double share, int digits)
{
    return std::isfinite(share) ? percent(QLocale().toString(100 * share, 'f', digits)) : QStringLiteral("–");
}

QString rateText(double share)
{
    return engine::qs(report::rate(share));
}

QString countText(double count)
{
    return QLocale().toString(static_cast<qlonglong>(std::llround(count)));
}

QString rangeText(const QString& low, const QString& high)
{
    //: A 95 % confidence interval, its low and its high end
    return low.isEmpty() || high.isEmpty() ? QString() : Words::tr("%1 to %2").arg(low, high);
}

QString fixedRange(const std::array<double, 2>& ci95, int digits)
{
    return range(ci95, [digits](double value) { return fixedText(value, digits); });
}

QString percentRange(const std::array<double, 2>& ci95, int digits)
{
    return range(ci95, [digits](double share) { return percentText(share, digits); });
}

QString rateRange(const std::array<double, 2>& ci95)
{
    return range(ci95, rateText);
}

FigureStrip::FigureStrip(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(widgets::kMargin + widgets::kGap);
    m_row->addStretch(1);
}

void FigureStrip::setFigures(const std::vector<Figure>& figures)
{
    m_figures = figures;
    while (m_row->count() > 1) {
        QLayoutItem* item = m_row->takeAt(0);
        delete item->widget();
        delete item;
    }
    for (const Figure& figure : figures) {
        auto* cell = new QWidget(this);
        cell->setToolTip(figure.tip);
        auto* column = new QVBoxLayout(cell);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        const auto line = [&](const QString& text) {
            auto* label = new QLabel(text, cell);
            label->setTextFormat(Qt::PlainText);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            column->addWidget(label);
            return label;
        };
        widgets::setRole(line(figure.name), QStringLiteral("quiet"));
        QLabel* value = line(figure.value);
        QFont font = value->font(); // a role of the style sheet would take its size back
        font.setPointSizeF(font.pointSizeF() * 1.25);
        font.setWeight(QFont::DemiBold);
        value->setFont(font);
        // In two lines, so that four of them have room in a window of usual width.
        QString note = figure.note;
        const QString dot = QStringLiteral(" · ");
        if (const auto at = note.lastIndexOf(dot); at >= 0)
            note.replace(at, dot.size(), QStringLiteral("\n"));
        widgets::setRole(line(note), QStringLiteral("quiet"));
        m_row->insertWidget(m_row->count() - 1, cell, 0, Qt::AlignTop);
    }
    setAccessibleName(text());
}

QString FigureStrip::text() const
{
    QStringList parts;
    for (const Figure& figure : m_figures)
        parts << QStringList{figure.name, figure.value, figure.note}.join(QLatin1Char(' '));
    return parts.join(QStringLiteral("; "));
}

QPushButton* buttonFor(QAction* action, QWidget* parent)
{
    auto* button = new QPushButton(action->icon(), action->text(), parent);
    const auto follow = [action, button] {
        button->setText(action->text());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        button->setVisible(action->isVisible());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    return button;
}

} // namespace likeness::pages
