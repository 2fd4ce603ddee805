// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/number_field.h"

#include <QKeyEvent>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {
namespace {

// A tenth of the first digit's place: 0.05 goes to 0.051.
double stepOf(double value)
{
    return value == 0 ? 0.01 : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
}

} // namespace

NumberField::NumberField(Kind kind, double minimum, double maximum, QWidget* parent)
    : QLineEdit(parent), m_kind(kind), m_minimum(minimum), m_maximum(maximum)
{
}

std::optional<double> NumberField::value() const
{
    bool read = false;
    const double number = text().trimmed().toDouble(&read); // of the C locale: 1,5 is refused
    if (!read || !std::isfinite(number) || number < m_minimum || number > m_maximum ||
        (m_kind == Kind::Whole && number != std::floor(number)))
        return std::nullopt;
    return number;
}

QString NumberField::problem() const
{
    if (value())
        return {};
    const QString text = m_kind == Kind::Whole ? tr("Must be a whole number from %1 to %2.")
                         : this->text().contains(QLatin1Char(','))
                             ? tr("Must be a number from %1 to %2, with a decimal point, as in 0.01.")
                             : tr("Must be a number from %1 to %2.");
    return text.arg(written(m_minimum), written(m_maximum));
}

void NumberField::setValue(double value)
{
    setText(written(value));
}

QString NumberField::written(double value)
{
    constexpr double kExact = 9007199254740992.0; // 2^53
    if (value == std::floor(value) && std::abs(value) < kExact)
        return QString::number(static_cast<qint64>(value));
    return QString::number(value, 'g', QLocale::FloatingPointShortest)
        .replace(QLatin1String("e-0"), QLatin1String("e-"));
}

void NumberField::keyPressEvent(QKeyEvent* event)
{
    const int way = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    const auto now = value();
    if (way == 0 || !now)
        return QLineEdit::keyPressEvent(event);
    const double next =
        m_kind == Kind::Whole ? *now + way : QString::number(*now + way * stepOf(*now), 'g', 8).toDouble();
    setValue(std::clamp(next, m_minimum, m_maximum));
}

} // namespace likeness::widgets
