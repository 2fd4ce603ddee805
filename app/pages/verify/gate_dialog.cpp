// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/gate_dialog.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/judgement_text.h"
#include "core/base/error.h"
#include "core/run/event_fields.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using verify::Gate;
using verify::GateArgument;

GateDialog::GateDialog(const QString& text, std::vector<Gate> others, const Json& evidence, QWidget* parent)
    : QDialog(parent), m_others(std::move(others)), m_slices(run::section(evidence, "slices"))
{
    setWindowTitle(text.isEmpty() ? tr("Add a gate") : tr("Change the gate"));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(kGap);
    auto* what =
        new QLabel(tr("One figure, a bound, and on which side of it the figure has to lie. A model passes where "
                      "there is enough data and the whole 95 % interval lies there."),
                   this);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto* form = new QFormLayout;
    form->setSpacing(kGap);
    m_metric = new QComboBox(this);
    m_metric->setObjectName(QStringLiteral("gateMetric"));
    m_metric->setToolTip(tr("Writes a gate on this figure, to be changed below (Alt+F)"));
    //: The first line of a list of figures
    m_metric->addItem(tr("Choose a figure…"));
    for (const auto& metric : verify::gateMetrics())
        m_metric->addItem(gateMetricText(metric.id), qs(metric.id));
    m_text = new QLineEdit(text, this);
    m_text->setObjectName(QStringLiteral("gateText"));
    m_text->setPlaceholderText(QStringLiteral("tpr_at_fpr@1e-4 >= 99.5 %"));
    m_text->setToolTip(tr("A figure, a comparison (>=, >, <=, <) and a number; shares also as a percentage (Alt+G)"));
    m_text->setMinimumWidth(420);
    form->addRow(tr("&Figure"), m_metric);
    form->addRow(tr("&Gate"), m_text);
    layout->addLayout(form);
    m_says = new QLabel(this);
    m_says->setObjectName(QStringLiteral("gateSays"));
    m_says->setTextFormat(Qt::PlainText);
    m_says->setWordWrap(true);
    m_says->setMinimumHeight(3 * m_says->fontMetrics().lineSpacing()); // the dialog does not jump while one types
    m_says->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(m_says);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* accept = m_buttons->addButton(text.isEmpty() ? tr("Add") : tr("Change"), QDialogButtonBox::AcceptRole);
    accept->setObjectName(QStringLiteral("gateAccept"));
    accept->setDefault(true);
    makePrimary(accept);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_text, &QLineEdit::textChanged, this, &GateDialog::look);
    connect(m_metric, &QComboBox::activated, this, [this](int index) {
        if (index <= 0)
            return;
        m_text->setText(exampleOf(verify::gateMetric(engine::utf8(m_metric->itemData(index).toString()))));
        m_text->setFocus();
    });
    m_text->setFocus();
    m_text->selectAll();
    look();
}

// With attributes and values that were measured, where there are any.
QString GateDialog::exampleOf(const verify::GateMetric& metric) const
{
    std::string attribute = "mask";
    std::vector<std::string> values;
    if (const Json& slices = run::section(m_slices, "slices"); slices.is_array() && !slices.empty()) {
        attribute = run::text(slices.front(), "attribute");
        for (const Json& slice : slices)
            if (run::text(slice, "attribute") == attribute)
                values.push_back(run::text(slice, "value"));
    }
    if (values.size() < 2)
        values = {"no", "yes"};
    std::string line = metric.id;
    double bound = metric.id == "latency_ms"      ? 20
                   : metric.id == "multiply_adds" ? 1e9
                   : metric.id == "parameters"    ? 5e6
                   : metric.id == "score_fisher"  ? 15
                   : metric.id == "d_prime"       ? 4
                   : !metric.share                ? 2
                   : metric.higherIsBetter        ? 0.95
                                                  : 0.03;
    switch (metric.argument) {
    case GateArgument::Rate:
        line += "@1e-4";
        break;
    case GateArgument::Epsilon:
        line += "@2/255";
        bound = 0.85;
        break;
    case GateArgument::Slice:
        line += "[" + attribute + "=" + values.front() + "]";
        break;
    case GateArgument::Attribute:
        line += "[" + attribute + "]";
        break;
    case GateArgument::TwoSlices:
        line += "[" + attribute + ": " + values.front() + " -> " + values.back() + "]";
        break;
    case GateArgument::None:
        break;
    }
    return qs(line + (metric.higherIsBetter ? " >= " : " <= ") + dumpJson(Json(bound)));
}

void GateDialog::look()
{
    m_gate.reset();
    QString says;
    bool wrong = false;
    if (const QString text = m_text->text().trimmed(); text.isEmpty()) {
        says = tr("Choose a figure, or write a gate.");
    } else {
        try {
            m_gate = Gate::parse(engine::utf8(text));
            //: %1: a gate in words
            says = tr("Asks for: %1").arg(gateText(*m_gate));
            const auto same = std::find_if(m_others.begin(), m_others.end(),
                                           [this](const Gate& gate) { return gate.subject() == m_gate->subject(); });
            if (same != m_others.end())
                says += QLatin1Char('\n') + tr("It replaces the gate that is there: %1").arg(gateText(*same));
        } catch (const Error& error) {
            wrong = true;
            says = qs(std::string(error.what()));
        }
    }
    m_says->setText(says);
    setRole(m_text, wrong ? QStringLiteral("wrong") : QString());
    setRole(m_says, wrong || m_gate ? QString() : QStringLiteral("quiet"));
    for (QAbstractButton* button : m_buttons->buttons())
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(m_gate.has_value());
}

UsualGatesDialog::UsualGatesDialog(const std::vector<Gate>& existing, QWidget* parent)
    : QDialog(parent), m_offered(verify::offeredGates())
{
    setWindowTitle(tr("The usual gates"));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(kGap);
    auto* what = new QLabel(tr("What is often asked of a model. Choose those that count in this project; each can be "
                               "changed or removed afterwards, and undone."),
                            this);
    what->setWordWrap(true);
    layout->addWidget(what);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("usualGates"));
    m_list->setAccessibleName(tr("The usual gates"));
    for (const Gate& gate : m_offered) {
        const auto same = std::find_if(existing.begin(), existing.end(),
                                       [&](const Gate& one) { return one.subject() == gate.subject(); });
        auto* item = new QListWidgetItem(gateText(gate), m_list);
        item->setToolTip(qs(gate.text()));
        item->setCheckState(same == existing.end() ? Qt::Checked : Qt::Unchecked);
        if (same != existing.end()) {
            //: A gate, and the bound that is in force instead
            item->setText(tr("%1 – there already, as %2").arg(gateText(gate), gateText(*same)));
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        }
    }
    m_list->setMinimumSize(520, 120);
    layout->addWidget(m_list, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* accept = buttons->addButton(tr("Add to project"), QDialogButtonBox::AcceptRole);
    accept->setObjectName(QStringLiteral("usualAccept"));
    accept->setDefault(true);
    makePrimary(accept);
    layout->addWidget(buttons);
    const auto update = [this, accept] { accept->setEnabled(!chosen().empty()); };
    connect(m_list, &QListWidget::itemChanged, this, update);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    update();
    m_list->setCurrentRow(0);
    m_list->setFocus();
}

std::vector<Gate> UsualGatesDialog::chosen() const
{
    std::vector<Gate> out;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked && (m_list->item(row)->flags() & Qt::ItemIsEnabled))
            out.push_back(m_offered[static_cast<std::size_t>(row)]);
    return out;
}

} // namespace likeness::pages
