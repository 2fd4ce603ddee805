// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/overview_tab.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/verify_text.h"
#include "core/eval/advisor.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kLongestFact = 600; // characters; a whole sentence fits

// In a page that scrolls as a whole a table is as high as its rows.
void fitHeight(QTableWidget* table)
{
    table->resizeRowsToContents();
    int height = table->horizontalHeader()->isHidden() ? 0 : table->horizontalHeader()->sizeHint().height();
    for (int row = 0; row < table->rowCount(); ++row)
        height += table->rowHeight(row);
    table->setFixedHeight(height + 2 * table->frameWidth() + 2);
}

void setHeadings(QTableWidget* table, const QStringList& headings, int numbersFrom, int numbersTo)
{
    table->setHorizontalHeaderLabels(headings);
    for (int column = numbersFrom; column < numbersTo; ++column)
        table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

QTableWidgetItem* put(QTableWidget* table, int row, int column, const QString& text, bool number = false)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    table->setItem(row, column, item);
    return item;
}

QString orDash(const QString& text)
{
    return text.isEmpty() ? QStringLiteral("–") : text;
}

} // namespace

OverviewTab::OverviewTab(Services services, QWidget* parent) : VerifyTab(services, parent), m_working(this)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::StrongFocus);
    outer->addWidget(scroll);
    auto* inside = new QWidget(scroll);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, kGap, kGap, kGap);
    layout->setSpacing(kGap);
    const auto label = [&](const QString& text, const QString& role) {
        auto* made = new QLabel(text, inside);
        made->setProperty("role", role);
        made->setWordWrap(true);
        layout->addWidget(made);
        return made;
    };
    const auto table = [&](int columns, const QString& name) {
        auto* made = new QTableWidget(0, columns, inside);
        made->setAccessibleName(name);
        makeReadOnlyTable(made);
        made->setAlternatingRowColors(false);
        made->setFrameShape(QFrame::NoFrame);
        made->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        made->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
        made->horizontalHeader()->setStretchLastSection(true);
        layout->addWidget(made);
        return made;
    };
    const QString section = QStringLiteral("section");
    const QString quiet = QStringLiteral("quiet");
    m_title = label({}, QStringLiteral("title"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figures = table(5, tr("Key figures"));
    m_figures->setObjectName(QStringLiteral("keyFigures"));
    wrapWords(m_figures);
    setHeadings(m_figures, {tr("Figure"), tr("Value"), tr("95 % interval"), tr("From"), tr("What it says")}, 1, 3);
    m_sample = label({}, quiet);
    layout->addSpacing(kGap);

    label(tr("Operating points"), section);
    m_operating = table(7, tr("Operating points"));
    m_operating->setObjectName(QStringLiteral("operating"));
    makeRowTable(m_operating);
    m_operating->setAlternatingRowColors(false);
    m_operating->setFocusPolicy(Qt::StrongFocus);
    m_operating->setSelectionMode(QAbstractItemView::SingleSelection);
    m_operating->setToolTip(tr("Look at the errors at this threshold (Enter)"));
    setHeadings(m_operating,
                {tr("FPR at most"), tr("True-positive rate"), tr("95 % interval"), tr("Threshold, cosine"),
                 tr("FPR reached"), tr("False accepts allowed"), tr("Data")},
                0, 6);
    m_reading = label(tr("Enter on a row, or a double click, shows its errors as pictures."), quiet);
    layout->addSpacing(kGap);

    label(tr("Figures of the protocols"), section);
    m_protocols = table(3, tr("Figures of the protocols"));
    m_protocols->setObjectName(QStringLiteral("protocols"));
    wrapWords(m_protocols);
    setHeadings(m_protocols, {tr("Figure"), tr("Value"), tr("Convention")}, 1, 2);
    layout->addSpacing(kGap);

    label(tr("What was verified, and how"), section);
    m_facts = table(2, tr("What was verified, and how"));
    m_facts->setObjectName(QStringLiteral("facts"));
    m_facts->horizontalHeader()->hide();
    wrapWords(m_facts);
    layout->addStretch(1);
    scroll->setWidget(inside);

    connect(m_operating, &QTableWidget::activated, this, [this](const QModelIndex& index) {
        if (m_verification)
            Q_EMIT thresholdChosen(m_verification->result.operating[static_cast<std::size_t>(index.row())].threshold);
    });
}

void OverviewTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && m_verification->scores == verification->scores;
    m_verification = std::move(verification);
    m_title->setText(qs(m_verification->title));
    showFigures();
    showOperating();
    showFacts();
    if (same && (!m_protocolFigures.empty() || m_working.isRunning()))
        return;
    m_protocolFigures.clear();
    m_protocols->setRowCount(1);
    put(m_protocols, 0, 0, tr("Computing…"));
    fitHeight(m_protocols);
    m_working.start(
        [verification = m_verification](TabContext& context) {
            return eval::protocolFigures(verification->scores, verification->same, verification->result,
                                         {.concatenated = verification->options.flip == "concat",
                                          .balancedFolds = verification->balancedFolds,
                                          .check = context.check()});
        },
        [this](std::vector<eval::ProtocolFigure> figures) {
            m_protocolFigures = std::move(figures);
            showProtocols();
        },
        [this](const std::exception& error) {
            m_protocols->setRowCount(0);
            fitHeight(m_protocols);
            showError(error);
        });
}

void OverviewTab::clear()
{
    m_working.drop();
    m_verification.reset();
    m_protocolFigures.clear();
    for (QTableWidget* table : {m_figures, m_operating, m_protocols, m_facts})
        table->setRowCount(0);
    m_title->clear();
    m_sample->clear();
}

// Sentences break elsewhere at another width, which the columns have only once the layout is done.
void OverviewTab::resizeEvent(QResizeEvent* event)
{
    VerifyTab::resizeEvent(event);
    QTimer::singleShot(0, this, [this] {
        for (QTableWidget* table : {m_figures, m_operating, m_protocols, m_facts})
            fitHeight(table);
    });
}

void OverviewTab::changeEvent(QEvent* event)
{
    VerifyTab::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_verification)
        return;
    showFigures(); // quiet words have the theme's colour
    showOperating();
    showFacts();
    if (!m_protocolFigures.empty())
        showProtocols();
}

void OverviewTab::showFigures()
{
    const eval::VerifyResult& r = m_verification->result;
    const QString pairs =
        tr("%1 genuine, %2 impostor pairs")
            .arg(countText(static_cast<double>(r.genuine)), countText(static_cast<double>(r.impostor)));
    struct Figure {
        QString name, value, interval, from, meaning;
    };
    std::vector<Figure> figures{
        {tr("Accuracy"),
         //: accuracy over the folds and its standard deviation
         tr("%1 ± %2").arg(percentText(r.kfold.accuracy), percentText(r.kfold.std)), percentRange(r.accuracyCi95),
         tr("%1 genuine, %2 impostor pairs in %n fold(s)", nullptr, static_cast<int>(r.kfold.foldAccuracy.size()))
             .arg(countText(static_cast<double>(r.foldGenuine)), countText(static_cast<double>(r.foldImpostor))),
         tr("Each fold by the threshold of the others (mean %1); ± standard deviation")
             .arg(fixedText(r.kfold.threshold, 4))},
        {tr("AUC"), percentText(r.auc), percentRange(r.aucCi95), pairs,
         tr("How often a genuine pair is more alike than an impostor pair")},
        {tr("EER"), percentText(r.eer), percentRange(r.eerCi95), pairs, tr("Where both kinds of error are as likely")},
        {tr("d′"), fixedText(r.stats.dPrime, 3), fixedRange(r.dPrimeCi95, 3), pairs,
         tr("Distance of the two means of similarity, in standard deviations")},
        {tr("Fisher’s ratio of the scores"), fixedText(r.stats.fisher, 3), fixedRange(r.fisherCi95, 3), pairs,
         tr("(μ₁ − μ₂)² / (σ₁² + σ₂²) of genuine and impostor similarities")},
    };
    if (m_verification->separability) {
        const eval::Separability& s = *m_verification->separability;
        const QString from =
            s.people > 0 ? tr("%1 images of %2 people")
                               .arg(countText(static_cast<double>(s.images)), countText(static_cast<double>(s.people)))
                         : QString();
        figures.push_back({tr("Fisher’s trace ratio"), fixedText(s.fisherTraceRatio, 4),
                           fixedRange(s.fisherTraceRatioCi95, 4), from,
                           tr("tr(S_B) / tr(S_W): spread between people over spread within them")});
    }
    m_figures->setRowCount(static_cast<int>(figures.size()));
    for (int row = 0; row < m_figures->rowCount(); ++row) {
        const Figure& figure = figures[static_cast<std::size_t>(row)];
        put(m_figures, row, 0, figure.name);
        QTableWidgetItem* value = put(m_figures, row, 1, figure.value, true);
        QFont bold = m_figures->font();
        bold.setBold(true);
        value->setFont(bold);
        put(m_figures, row, 2, orDash(figure.interval), true);
        put(m_figures, row, 3, orDash(figure.from));
        QTableWidgetItem* meaning = put(m_figures, row, 4, figure.meaning);
        meaning->setForeground(tones().quiet);
        meaning->setToolTip(figure.meaning);
    }
    fitHeight(m_figures);
    if (r.resampledIdentities && r.people < eval::kFewestPeople)
        m_sample->setText(tr("%n people are too few for intervals: resampling them says nothing about others.", nullptr,
                             static_cast<int>(r.people)));
    else if (r.resampledIdentities)
        m_sample->setText(
            tr("Intervals: %1 resamples of %n people.", nullptr, static_cast<int>(r.people))
                .arg(countText(r.bootstraps)) +
            (r.people < eval::kFewPeople
                 ? QLatin1Char(' ') + tr("With fewer than %1 people they are too narrow.").arg(eval::kFewPeople)
                 : QString()));
    else
        m_sample->setText(tr("The set names no people: intervals resample pairs (%1 times), and are too narrow if "
                             "people occur often.")
                              .arg(countText(r.bootstraps)));
}

void OverviewTab::showOperating()
{
    const eval::VerifyResult& r = m_verification->result;
    m_operating->setRowCount(static_cast<int>(r.operating.size()));
    for (int row = 0; row < m_operating->rowCount(); ++row) {
        const eval::Operating& point = r.operating[static_cast<std::size_t>(row)];
        const QString cells[] = {
            rateText(point.target),
            //: A rate, and of how many pairs
            tr("%1 (n %2)").arg(percentText(point.tpr), countText(static_cast<double>(r.genuine))),
            point.sufficient ? orDash(percentRange(point.ci95)) : QStringLiteral("–"), fixedText(point.threshold, 4),
            tr("%1 (n %2)").arg(rateText(point.achievedFpr), countText(static_cast<double>(r.impostor))),
            countText(static_cast<double>(point.falseAcceptBudget)),
            point.sufficient ? tr("enough") : tr("not enough data")};
        for (int column = 0; column < m_operating->columnCount(); ++column) {
            QTableWidgetItem* item = put(m_operating, row, column, cells[column], column < 6);
            if (point.sufficient)
                continue;
            item->setForeground(tones().quiet);
            item->setToolTip(
                tr("Fewer than 10 false accepts are allowed at this rate: the figure hangs on a few pairs."));
        }
    }
    fitHeight(m_operating);
}

void OverviewTab::showProtocols()
{
    m_protocols->setRowCount(0);
    for (const eval::ProtocolFigure& figure : m_protocolFigures) {
        if (figure.id == "det" || figure.id == "tpr_at_fpr") // the next tab and the table above
            continue;
        const int row = m_protocols->rowCount();
        m_protocols->insertRow(row);
        put(m_protocols, row, 0, protocolName(figure));
        put(m_protocols, row, 1, orDash(protocolValue(figure)), true);
        const QString convention = protocolConvention(figure);
        QTableWidgetItem* item = put(m_protocols, row, 2, convention);
        item->setForeground(tones().quiet);
        item->setToolTip(convention);
    }
    fitHeight(m_protocols);
}

void OverviewTab::showFacts()
{
    m_facts->setRowCount(0);
    const auto add = [this](const QString& name, const QString& value) {
        if (value.isEmpty())
            return;
        const int row = m_facts->rowCount();
        m_facts->insertRow(row);
        put(m_facts, row, 0, name)->setForeground(tones().quiet);
        put(m_facts, row, 1, value)->setToolTip(value);
    };
    for (const auto& [key, value] : m_verification->facts.items()) {
        if (key == "flip")
            add(factText(key), flipText(value.is_string() ? value.get<std::string>() : std::string()));
        else
            add(factText(key), qs(value.is_string() ? value.get<std::string>() : dumpJson(value)).left(kLongestFact));
    }
    add(tr("Pairs"), m_verification->balancedFolds ? tr("drawn from the people’s images") : tr("named by the set"));
    add(tr("Seconds"), m_verification->seconds > 0 ? fixedText(m_verification->seconds, 1) : QString());
    fitHeight(m_facts);
}

} // namespace likeness::pages
