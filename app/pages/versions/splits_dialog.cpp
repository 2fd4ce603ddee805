// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/versions/splits_dialog.h"

#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using dataset::Split;
using namespace widgets;

SplitsDialog::SplitsDialog(const dataset::SplitOptions& options, const dataset::SplitResult& now, QWidget* parent)
    : QDialog(parent), m_options(options)
{
    setObjectName(QStringLiteral("splitsDialog"));
    setWindowTitle(tr("Divide people"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    auto* hint = new QLabel(tr("A person is on one side with all their pictures, and stays there when data is added. "
                               "Runs train on the first side and verify on the second; the third takes part in none."),
                            this);
    hint->setWordWrap(true);
    hint->setProperty("role", QStringLiteral("quiet"));
    column->addWidget(hint);
    auto* present = new QLabel(splitsText(now), this);
    present->setWordWrap(true);
    column->addWidget(present);
    auto* form = new QFormLayout;
    const auto share = [&](double value) {
        auto* box = new QSpinBox(this);
        box->setRange(0, 90);
        box->setSuffix(tr(" %", "percent, after a number"));
        box->setValue(static_cast<int>(std::lround(100 * value)));
        connect(box, &QSpinBox::valueChanged, this, &SplitsDialog::updateShares);
        return box;
    };
    m_train = new QLabel(this);
    form->addRow(tr("Training"), m_train);
    m_validation = share(options.validation);
    form->addRow(tr("&Validation"), m_validation);
    m_test = share(options.test);
    form->addRow(tr("T&est"), m_test);
    m_seed = new QSpinBox(this);
    m_seed->setRange(0, 999999);
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(options.seed, 999999)));
    m_seed->setToolTip(tr("The same seed and the same people give the same sides on every machine"));
    form->addRow(tr("&Seed"), m_seed);
    column->addLayout(form);
    m_again = new QCheckBox(tr("&Divide everybody anew"), this);
    m_again->setToolTip(
        tr("Otherwise only people without a side get one. Figures of runs before and after are then not comparable."));
    m_again->setEnabled(now.counts[1].people + now.counts[2].people + now.counts[3].people > 0);
    column->addWidget(m_again);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* accept = buttons->addButton(tr("Divide"), QDialogButtonBox::AcceptRole);
    accept->setDefault(true);
    makePrimary(accept);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addSpacing(kGap);
    column->addWidget(buttons);
    setMinimumWidth(420);
    updateShares();
}

void SplitsDialog::updateShares()
{
    m_validation->setMaximum(90 - m_test->value());
    m_test->setMaximum(90 - m_validation->value());
    m_train->setText(tr("%1 %", "percent").arg(100 - m_validation->value() - m_test->value()));
}

dataset::SplitOptions SplitsDialog::options() const
{
    dataset::SplitOptions options = m_options;
    options.validation = m_validation->value() / 100.0;
    options.test = m_test->value() / 100.0;
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    options.again = m_again->isChecked();
    return options;
}

QString splitsText(const dataset::SplitResult& splits)
{
    const auto people = [&](Split split) { return splits.counts[static_cast<std::size_t>(split)].people; };
    if (people(Split::Train) + people(Split::Validation) + people(Split::Test) == 0)
        return SplitsDialog::tr("Nobody is divided yet: each run keeps a share of the people for verification.");
    QString text = SplitsDialog::tr("Train %L1 people · validation %L2 · test %L3")
                       .arg(people(Split::Train))
                       .arg(people(Split::Validation))
                       .arg(people(Split::Test));
    const int waiting = people(Split::Undecided) - splits.tooFew;
    if (waiting > 0)
        text += QStringLiteral(" · ") + SplitsDialog::tr("%n new person(s) without a side", nullptr, waiting);
    if (splits.tooFew > 0)
        text += QStringLiteral(" · ") + SplitsDialog::tr("%n with too few faces", nullptr, splits.tooFew);
    return text;
}

} // namespace likeness::pages
