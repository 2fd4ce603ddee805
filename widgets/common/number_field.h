// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLineEdit>
#include <optional>

namespace likeness::widgets {

// A number as people write it: 64, 0.0005, 1e-3. What is typed stays: what it cannot be is said, and never made into
// another number. Up and Down step. GUI thread.
class NumberField final : public QLineEdit
{
    Q_OBJECT
public:
    enum class Kind { Real, Whole };
    NumberField(Kind kind, double minimum, double maximum, QWidget* parent = nullptr); // both belong to the range
    std::optional<double> value() const;  // nothing: what is typed cannot be
    QString problem() const;              // why, with the range; empty where there is a value
    void setValue(double value);          // as if it were typed
    static QString written(double value); // no digit more than it takes to read the same number

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Kind m_kind;
    const double m_minimum, m_maximum;
};

} // namespace likeness::widgets
