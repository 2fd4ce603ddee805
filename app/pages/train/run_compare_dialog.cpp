// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_compare_dialog.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;

namespace {

QString metricText(const std::string& metric)
{
    if (metric == "auc")
        return RunCompareDialog::tr("AUC");
    if (metric == "accuracy")
        return RunCompareDialog::tr("Accuracy");
    if (metric == "tpr_at_fpr_1e-2")
        return RunCompareDialog::tr("TPR at FPR 1 %");
    if (metric == "tpr_at_fpr_1e-3")
        return RunCompareDialog::tr("TPR at FPR 0.1 %");
    return engine::qs(metric);
}

QString testText(const std::string& test, bool identities)
{
    if (test == "delong")
        return RunCompareDialog::tr("DeLong’s test");
    if (test == "mcnemar")
        return RunCompareDialog::tr("McNemar’s exact test");
    return identities ? RunCompareDialog::tr("Bootstrap of people") : RunCompareDialog::tr("Bootstrap of pairs");
}

QString signedText(double value)
{
    const QString number = QString::number(std::abs(value), 'f', 4);
    const QString sign = value > 0 ? QStringLiteral("+") : value < 0 ? QStringLiteral("−") : QString();
    return sign + number;
}

QString pText(double p)
{
    if (!std::isfinite(p))
        return QStringLiteral("–");
    return p < 0.001 ? QStringLiteral("< 0.001") : QString::number(p, 'f', 3);
}

QString pSentence(double p)
{
    return p < 0.001 ? QStringLiteral("p < 0.001") : QStringLiteral("p = ") + QString::number(p, 'f', 3);
}

} // namespace

RunCompareDialog::RunCompareDialog(Services services, std::vector<std::filesystem::path> runs, QWidget* parent)
    : QDialog(parent), m_services(services), m_runs(std::move(runs))
{
    setWindowTitle(tr("Compare %n runs", nullptr, static_cast<int>(m_runs.size())));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(kGap);
    QStringList names;
    for (const auto& run : m_runs)
        names << engine::qs(run.filename());
    auto* what = new QLabel(tr("%1, all on the same pairs of photographs. A difference counts when chance alone would "
                               "hardly make it.")
                                .arg(names.join(QStringLiteral(", "))),
                            this);
    what->setWordWrap(true);
    what->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    layout->addWidget(what);

    m_sets = new QButtonGroup(this);
    const auto radio = [&](Set which, const QString& text, const QString& tip) {
        auto* button = new QRadioButton(text, this);
        button->setToolTip(tip);
        m_sets->addButton(button, which);
        layout->addWidget(button);
        return button;
    };
    radio(Validation, tr("People that &none of them has trained on"),
          tr("Faces that every one of these runs kept for verification"))
        ->setChecked(true);
    radio(Pack, tr("A verification &pack"), tr("A .bin file such as lfw.bin"));
    radio(Folder, tr("A &folder per person"), tr("One folder of images for each person; pairs are drawn at random"));
    auto* row = new QHBoxLayout;
    m_path = new QLineEdit(this);
    m_path->setObjectName(QStringLiteral("comparePath"));
    m_path->setAccessibleName(tr("Pack or folder"));
    m_path->setToolTip(tr("The pack or the folder that holds the images"));
    m_browse = new QPushButton(tr("&Browse…"), this);
    m_browse->setToolTip(tr("Choose the pack or the folder"));
    row->addWidget(m_path, 1);
    row->addWidget(m_browse);
    layout->addLayout(row);
    m_aligned = new QCheckBox(tr("Images are &aligned crops"), this);
    m_aligned->setToolTip(tr("Otherwise faces are found and aligned first"));
    layout->addWidget(m_aligned);

    m_answer = new QLabel(this);
    m_answer->setObjectName(QStringLiteral("compareAnswer"));
    m_answer->setWordWrap(true);
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_answer->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    layout->addWidget(m_answer);
    m_table = new QTableWidget(0, 6, this);
    m_table->setObjectName(QStringLiteral("compareTable"));
    m_table->setHorizontalHeaderLabels(
        {tr("Compared"), tr("Figure"), tr("Difference"), tr("95 % interval"), tr("p"), tr("Test")});
    m_table->horizontalHeaderItem(4)->setToolTip(
        tr("How likely chance alone makes such a difference; corrected (Holm) when several runs are compared"));
    makeRowTable(m_table);
    m_table->setAccessibleName(tr("Differences"));
    m_table->horizontalHeader()->setStretchLastSection(true);
    layout->addWidget(m_table, 100);
    m_table->hide();
    layout->addStretch();

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_compare = buttons->addButton(tr("&Compare"), QDialogButtonBox::ActionRole);
    m_compare->setObjectName(QStringLiteral("compareStart"));
    m_compare->setToolTip(tr("Score every pair by every run (Alt+C)"));
    m_compare->setDefault(true);
    makePrimary(m_compare);
    layout->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_compare, &QPushButton::clicked, this, &RunCompareDialog::compare);
    connect(m_sets, &QButtonGroup::idToggled, this, &RunCompareDialog::updateChoices);
    connect(m_path, &QLineEdit::textChanged, this, &RunCompareDialog::updateChoices);
    connect(m_browse, &QPushButton::clicked, this, [this] {
        const QString chosen = set() == Folder
                                   ? dialogs::FileDialog::folder(this, tr("Folder with one folder per person"))
                                   : dialogs::FileDialog::openFile(this, tr("Verification pack"), tr("Packs (*.bin)"));
        if (!chosen.isEmpty())
            m_path->setText(chosen);
    });
    auto& jobs = m_services.session->jobs();
    connect(&jobs, &engine::JobRunner::started, this, &RunCompareDialog::updateChoices);
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (const auto result = std::exchange(m_waiting, nullptr))
            showResult(*result);
        updateChoices();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this](ErrorCode, const QString&) {
        if (std::exchange(m_waiting, nullptr))
            m_answer->setText(tr("The comparison did not come to an end; the window says why."));
        updateChoices();
    });
    resize(820, 300);
    updateChoices();
}

RunCompareDialog::Set RunCompareDialog::set() const
{
    return static_cast<Set>(m_sets->checkedId());
}

void RunCompareDialog::choose(Set set, const QString& path)
{
    m_sets->button(set)->setChecked(true);
    m_path->setText(path);
}

void RunCompareDialog::updateChoices()
{
    const bool named = set() != Validation;
    m_path->setVisible(named);
    m_browse->setVisible(named);
    m_path->setPlaceholderText(set() == Folder ? tr("Folder") : tr("File.bin"));
    m_aligned->setVisible(set() == Folder);
    m_compare->setEnabled(!m_services.session->jobs().isRunning() && (!named || !m_path->text().trimmed().isEmpty()));
    if (m_waiting)
        m_answer->setText(tr("Comparing… the window’s last line says how far it is."));
}

void RunCompareDialog::compare()
{
    if (!m_compare->isEnabled())
        return;
    verify::CompareOptions options;
    for (const auto& run : m_runs)
        options.models.push_back(run.string());
    if (set() != Validation)
        options.on.set = engine::toPath(m_path->text().trimmed());
    options.on.aligned = set() == Folder && m_aligned->isChecked();
    auto result = std::make_shared<verify::Comparison>();
    const bool accepted =
        m_services.session->jobs().start(tr("Comparing runs"), [options, result](jobs::Context& context) {
            *result = verify::compare(options, context);
        });
    if (!accepted) {
        Q_EMIT refused(tr("Another job is running."));
        return;
    }
    m_waiting = std::move(result);
    updateChoices();
}

QString RunCompareDialog::sentence(const verify::Comparison& c, const verify::Comparison::Result& r)
{
    const eval::Difference& d = r.difference;
    const bool firstBetter = d.difference >= 0;
    const QString better = engine::qs(c.models[firstBetter ? r.a : r.b].name);
    const QString worse = engine::qs(c.models[firstBetter ? r.b : r.a].name);
    const QString figure = metricText(d.metric);
    const auto* verdict = c.verdictOn(r);
    const bool few = verdict && verdict->judgement.verdict == eval::PairedVerdict::NotEnoughData &&
                     verdict->judgement.reason != "too_coarse";
    if (c.resampledIdentities && c.people < eval::kFewestForVerdict)
        return tr("%1 and %2: %n people are too few to say whether the difference is chance; it takes %3 or more.",
                  nullptr, static_cast<int>(c.people))
            .arg(better, worse)
            .arg(eval::kFewestForVerdict);
    if (!std::isfinite(r.pHolm) || few)
        return tr("%1 and %2: too few people or pairs to tell.").arg(better, worse);
    if (r.pHolm >= c.kSure)
        return tr("%1 and %2: no difference can be told with these %3 pairs (%4 %5, %6).")
            .arg(better, worse, QLocale().toString(static_cast<qulonglong>(c.pairs)), figure,
                 signedText(std::abs(d.difference)), pSentence(r.pHolm));
    if (!std::isfinite(d.ci95[0]))
        return tr("%1 is better than %2: %3 %4, %5.")
            .arg(better, worse, figure, signedText(std::abs(d.difference)), pSentence(r.pHolm));
    const double low = firstBetter ? d.ci95[0] : -d.ci95[1];
    const double high = firstBetter ? d.ci95[1] : -d.ci95[0];
    return tr("%1 is better than %2: %3 %4, 95 % interval %5 to %6, %7.", "run, run, figure, difference, from, to, p")
        .arg(better, worse, figure, signedText(std::abs(d.difference)), QString::number(low, 'f', 4),
             QString::number(high, 'f', 4), pSentence(r.pHolm));
}

void RunCompareDialog::showResult(const verify::Comparison& c)
{
    QStringList lines;
    for (const auto& result : c.results)
        if (c.decides(result))
            lines << sentence(c, result);
    lines << (c.resampledIdentities
                  ? tr("%1 genuine and %2 impostor pairs of %n people.", nullptr, static_cast<int>(c.people))
                        .arg(QLocale().toString(static_cast<qulonglong>(c.genuine)),
                             QLocale().toString(static_cast<qulonglong>(c.impostor)))
                  : tr("%1 genuine and %2 impostor pairs; the pack does not say whose, so pairs count as independent.")
                        .arg(QLocale().toString(static_cast<qulonglong>(c.genuine)),
                             QLocale().toString(static_cast<qulonglong>(c.impostor))));
    m_answer->setText(lines.join(QLatin1Char('\n')));

    m_table->setRowCount(0);
    for (const auto& result : c.results) {
        const eval::Difference& d = result.difference;
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const QString figure =
            d.sufficient ? metricText(d.metric) : tr("%1 (not enough pairs)").arg(metricText(d.metric));
        const QString interval = std::isfinite(d.ci95[0])
                                     ? tr("%1 to %2").arg(signedText(d.ci95[0]), signedText(d.ci95[1]))
                                     : QStringLiteral("–");
        const QString cells[] = {tr("%1 − %2", "difference of two runs")
                                     .arg(engine::qs(c.models[result.a].name), engine::qs(c.models[result.b].name)),
                                 figure,
                                 signedText(d.difference),
                                 interval,
                                 pText(result.pHolm),
                                 testText(d.test, c.resampledIdentities)};
        for (int column = 0; column < 6; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setToolTip(sentence(c, result));
            m_table->setItem(row, column, item);
        }
    }
    m_table->setColumnHidden(0, c.models.size() == 2); // there is one pair, which the sentence above names
    m_table->show();
    m_table->resizeColumnsToContents();
    if (height() < 620)
        resize(width(), 620);
    Q_EMIT resultShown();
}

} // namespace likeness::pages
