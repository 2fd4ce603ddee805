// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/gates.h"

#include <QDialog>
#include <optional>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QListWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// One gate as a line of text, judged while it is typed; a choice of figures writes the beginning.
class GateDialog final : public QDialog
{
    Q_OBJECT
public:
    // `text`: the gate to change; empty: a new one. others: gates that the project has beside it. evidence: what was
    // measured, for examples that fit (verify::evidenceOf).
    GateDialog(const QString& text, std::vector<verify::Gate> others, const Json& evidence, QWidget* parent);
    std::optional<verify::Gate> gate() const { return m_gate; } // as it is typed; nothing where it is none

private:
    QString exampleOf(const verify::GateMetric& metric) const;
    void look();

    std::vector<verify::Gate> m_others;
    Json m_slices; // what was measured of slices
    std::optional<verify::Gate> m_gate;
    QComboBox* m_metric;
    QLineEdit* m_text;
    QLabel* m_says;
    QDialogButtonBox* m_buttons;
};

// The usual gates, to choose from before they count.
class UsualGatesDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit UsualGatesDialog(const std::vector<verify::Gate>& existing, QWidget* parent);
    std::vector<verify::Gate> chosen() const;

private:
    std::vector<verify::Gate> m_offered;
    QListWidget* m_list;
};

} // namespace likeness::pages
