// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/acceptance_tab.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/verify/gate_dialog.h"
#include "app/pages/verify/judgement_text.h"
#include "app/pages/verify/peers.h"
#include "app/pages/verify/verdict_card.h"
#include "app/pages/verify/verify_text.h"
#include "core/dataset/model_gates.h"
#include "core/run/event_fields.h"
#include "core/verify/compare.h"
#include "core/verify/model_table.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using verify::Gate;
using verify::GateVerdict;

namespace {

constexpr int kGateWidth = 280; // longer ones wrap

constexpr double kRate = 1e-4; // of the column TPR at FPR

// 1.20 M, 0.45 G
QString scaledText(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QLocale locale;
    return value >= 1e9   ? locale.toString(value / 1e9, 'f', 2) + QStringLiteral(" G")
           : value >= 1e6 ? locale.toString(value / 1e6, 'f', 2) + QStringLiteral(" M")
                          : countText(value);
}

// What tables and gates ask for; the curves have a value a pair.
Json slimEvidence(const verify::Verification& verification)
{
    Json out = verify::evidenceOf(verification);
    for (const char* key : {"roc", "hist", "all_pairs", "people"})
        out.erase(key);
    return out;
}

Json costIn(const verify::ModelRow& row)
{
    Json cost = {{"parameters", row.cost.parameters},
                 {"multiply_adds", row.cost.multiplyAdds ? Json(*row.cost.multiplyAdds) : Json()}};
    if (row.latency)
        cost.update(row.latency->toJson());
    return cost;
}

QTableWidgetItem* cell(QTableWidget* table, int row, int column, const QString& text, bool number = false)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    table->setItem(row, column, item);
    return item;
}

void paintAnswer(QTableWidgetItem* item, Outcome answer, const QFont& font)
{
    QFont bold = font;
    bold.setBold(true);
    item->setFont(bold);
    item->setForeground(answerColor(answer));
}

} // namespace

AcceptanceTab::AcceptanceTab(Services services, QWidget* parent)
    : VerifyTab(services, parent), m_judging(this), m_listing(this), m_counting(this)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, kGap, 0, 0);
    m_stack = new QStackedWidget(this);
    auto* split = new QSplitter(Qt::Vertical, m_stack);
    split->setChildrenCollapsible(false);
    split->addWidget(buildGates());
    split->addWidget(buildModels());
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    m_stack->addWidget(split);
    m_empty = new EmptyState(QStringLiteral("check"), m_stack);
    m_stack->addWidget(m_empty);
    outer->addWidget(m_stack);

    // Undo, redo and the command line change gates too.
    const auto changed = [this] {
        m_stale = true;
        if (isVisible() && m_verification)
            readGates();
    };
    for (auto signal : {&engine::ProjectSession::undoStateChanged, &engine::ProjectSession::contentChanged,
                        &engine::ProjectSession::opened, &engine::ProjectSession::closed})
        connect(&session(), signal, this, changed);
    clear();
}

AcceptanceTab::~AcceptanceTab() = default;

QWidget* AcceptanceTab::buildGates()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, kGap);
    column->setSpacing(kGap);
    m_card = new VerdictCard(QStringLiteral("acceptance"), side);
    column->addWidget(m_card);

    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_add = makeAction(side, tr("Add a gate…"), QStringLiteral("plus"), {QKeySequence(Qt::Key_N)},
                       tr("What a model of this project has to reach"));
    m_edit = makeAction(side, tr("Change…"), QString(), {QKeySequence(Qt::Key_F2)},
                        tr("Change the gate that is chosen; Enter does the same"));
    m_remove = makeAction(side, tr("Remove"), QStringLiteral("close"), {QKeySequence(Qt::Key_Delete)},
                          tr("Take the gate away; Undo brings it back"));
    m_usual = makeAction(side, tr("Usual gates…"), QStringLiteral("check"), {QKeySequence(Qt::Key_U)},
                         tr("Show what is often asked of a model, to choose from"));
    m_add->setObjectName(QStringLiteral("gateAdd"));
    m_edit->setObjectName(QStringLiteral("gateEdit"));
    m_remove->setObjectName(QStringLiteral("gateRemove"));
    m_usual->setObjectName(QStringLiteral("gateUsual"));
    for (QAction* action : {m_add, m_edit, m_remove, m_usual})
        row->addWidget(buttonFor(action, side));
    row->addStretch(1);
    column->addLayout(row);

    m_gateStack = new QStackedWidget(side);
    m_gates = new QTableWidget(0, 4, m_gateStack);
    m_gates->setObjectName(QStringLiteral("gates"));
    m_gates->setAccessibleName(tr("Gates of this project and what this verification says of each"));
    makeRowTable(m_gates);
    wrapWords(m_gates);
    m_gates->setAlternatingRowColors(false);
    m_gates->setHorizontalHeaderLabels(
        {tr("Verdict"), tr("Gate"), tr("Measured"), tr("What it means, and what to do")});
    m_gates->horizontalHeaderItem(2)->setToolTip(tr("The figure, its 95 % interval, and what it was measured on"));
    for (int i = 0; i < 3; ++i)
        m_gates->horizontalHeader()->setSectionResizeMode(i, QHeaderView::ResizeToContents);
    m_gates->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Interactive);
    m_gates->setColumnWidth(1, kGateWidth);
    m_gates->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_gates->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_gateStack->addWidget(m_gates);
    m_noGates = new EmptyState(QStringLiteral("check"), m_gateStack);
    m_gateStack->addWidget(m_noGates);
    column->addWidget(m_gateStack, 1);

    connect(m_add, &QAction::triggered, this, [this] { edit(true); });
    connect(m_edit, &QAction::triggered, this, [this] { edit(false); });
    connect(m_remove, &QAction::triggered, this, &AcceptanceTab::remove);
    connect(m_usual, &QAction::triggered, this, &AcceptanceTab::offer);
    connect(m_noGates, &EmptyState::clicked, this, &AcceptanceTab::offer);
    connect(m_gates, &QTableWidget::activated, this, [this] { edit(false); });
    connect(m_gates, &QTableWidget::currentCellChanged, this, &AcceptanceTab::updateActions);
    return side;
}

QWidget* AcceptanceTab::buildModels()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    auto* heading = new QLabel(tr("Models verified on the same pairs"), side);
    setRole(heading, QStringLiteral("section"));
    row->addWidget(heading);
    row->addStretch(1);
    m_measure = makeAction(side, tr("Measure latency"), QStringLiteral("play"), {QKeySequence(Qt::Key_T)},
                           tr("How long one crop takes on this machine: some seconds a model"));
    m_measure->setObjectName(QStringLiteral("timeModels"));
    m_stop = makeAction(side, tr("Stop"), QStringLiteral("stop"), {QKeySequence(Qt::Key_Escape)}, tr("Stop timing"));
    row->addWidget(buttonFor(m_stop, side));
    row->addWidget(buttonFor(m_measure, side));
    column->addLayout(row);
    m_models = new QTableWidget(0, 8, side);
    m_models->setObjectName(QStringLiteral("models"));
    m_models->setAccessibleName(tr("Models verified on the same pairs, what they cost and what they reach"));
    makeRowTable(m_models);
    m_models->setHorizontalHeaderLabels({tr("Model"), tr("Parameters"), tr("Multiply-adds"), tr("Latency"),
                                         tr("Accuracy"), tr("AUC"), tr("TPR at FPR %1").arg(rateText(kRate)),
                                         tr("Gates")});
    m_models->horizontalHeaderItem(2)->setToolTip(tr("Of one crop; the FLOPs are about twice as many"));
    m_models->horizontalHeaderItem(3)->setToolTip(
        tr("Of one crop: median in milliseconds, preprocessing included; the tooltip of a figure says on what"));
    for (int i = 1; i < 7; ++i)
        m_models->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_models->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_models->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch); // a long name gives way, no figure
    column->addWidget(m_models, 1);
    m_modelsNote = new QLabel(side);
    m_modelsNote->setObjectName(QStringLiteral("modelsNote"));
    m_modelsNote->setTextFormat(Qt::PlainText);
    m_modelsNote->setWordWrap(true);
    setRole(m_modelsNote, QStringLiteral("quiet"));
    column->addWidget(m_modelsNote);
    connect(m_measure, &QAction::triggered, this, &AcceptanceTab::measureCost);
    connect(m_stop, &QAction::triggered, this, [this] { stopJob(); });
    return side;
}

void AcceptanceTab::setStoredAs(const QString& file)
{
    m_storedAs = engine::toPath(file);
}

void AcceptanceTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && m_verification->scores == verification->scores &&
                      m_verification->facts == verification->facts;
    m_verification = std::move(verification);
    const auto& v = *m_verification;
    if (!same) {
        forgetJob();
        m_counting.drop();
        m_others.clear();
        m_noCost.clear();
        m_own = {};
    }
    m_own.title = withFlip(qs(v.title), v.facts);
    m_own.model = v.options.model;
    m_own.runsFolder = v.options.runsFolder;
    m_own.hash = run::text(v.facts, "model_hash");
    if (const Json& cost = run::section(v.extras, "cost"); cost.is_object())
        m_costs[m_own.hash] = cost;
    m_stack->setCurrentIndex(0);
    readGates();
    m_judging.start([verified = m_verification](TabContext&) { return slimEvidence(*verified); },
                    [this](Json evidence) {
                        m_own.evidence = std::move(evidence);
                        judge();
                    },
                    [this](const std::exception& error) { showError(error); });
    if (!same)
        list();
}

void AcceptanceTab::clear()
{
    m_judging.drop();
    m_listing.drop();
    m_counting.drop();
    forgetJob();
    m_verification.reset();
    m_lines.clear();
    m_report = {};
    m_own = {};
    m_others.clear();
    m_gates->setRowCount(0);
    m_models->setRowCount(0);
    m_empty->set(tr("Nothing verified yet"), tr("Verify a model first; here it is then held against what this project "
                                                "asks of a model: pass, fail, or not enough data."));
    m_stack->setCurrentWidget(m_empty);
    updateActions();
}

void AcceptanceTab::readGates()
{
    m_stale = false;
    m_lines.clear();
    try {
        if (session().isOpen())
            for (const std::string& text : dataset::modelGates(session().project())) {
                Line line{text, {}};
                try {
                    line.gate = Gate::parse(text);
                } catch (const Error&) { // of a newer version; it is shown and kept
                }
                m_lines.push_back(std::move(line));
            }
    } catch (const std::exception& error) {
        showError(error);
    }
    judge();
}

std::vector<Gate> AcceptanceTab::gates(int except) const
{
    std::vector<Gate> out;
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (m_lines[i].gate && static_cast<int>(i) != except)
            out.push_back(*m_lines[i].gate);
    return out;
}

Json AcceptanceTab::evidenceOf(const Row& row) const
{
    Json out = row.evidence.is_object() ? row.evidence : Json::object();
    if (const auto cost = m_costs.find(row.hash); cost != m_costs.end())
        out["cost"] = cost->second;
    return out;
}

void AcceptanceTab::judge()
{
    m_report = verify::checkGates(gates(), evidenceOf(m_own));
    showGates();
    showModels();
}

void AcceptanceTab::showGates()
{
    if (!m_verification)
        return;
    const bool known = m_own.evidence.is_object();
    const Json evidence = evidenceOf(m_own);
    const int before = m_gates->currentRow();
    m_gates->setRowCount(0);
    int passed = 0, failed = 0, open = 0;
    std::size_t next = 0; // of the report, which has no lines that are no gates
    for (const Line& line : m_lines) {
        const int row = m_gates->rowCount();
        m_gates->insertRow(row);
        if (!line.gate) {
            ++open;
            paintAnswer(cell(m_gates, row, 0, answerSign(Outcome::Unknown) + QLatin1Char(' ') + tr("not known")),
                        Outcome::Unknown, m_gates->font());
            cell(m_gates, row, 1, qs(line.text));
            cell(m_gates, row, 2, QStringLiteral("–"));
            cell(m_gates, row, 3,
                 tr("This version does not know such a gate. Change or remove it, or update Likeness."));
            continue;
        }
        const verify::GateResult& result = m_report.gates[next++];
        const Outcome answer = answerOf(result.verdict);
        (answer == Outcome::Yes ? passed : answer == Outcome::No ? failed : open) += 1;
        if (!known) {
            cell(m_gates, row, 0, tr("judging…"))->setForeground(tones().quiet);
        } else {
            //: A sign (✓, ✗ or ?) and a verdict
            paintAnswer(cell(m_gates, row, 0,
                             tr("%1 %2", "sign, verdict").arg(answerSign(answer), verdictText(result.verdict))),
                        answer, m_gates->font());
        }
        cell(m_gates, row, 1, gateText(*line.gate))->setToolTip(qs(line.text));
        const QString range = gateIntervalText(result);
        const QString figure = result.figure ? gateFigureText(*line.gate, *result.figure) : QStringLiteral("–");
        const QString sample = result.figure ? gateSampleText(*line.gate, evidence) : QString();
        //: A figure and its 95 % interval
        const QString measured = range.isEmpty() ? figure : tr("%1 (%2)", "figure, interval").arg(figure, range);
        cell(m_gates, row, 2, sample.isEmpty() ? measured : measured + QLatin1Char('\n') + sample);
        const QString meaning = known ? gateMeaningText(result) : QString();
        cell(m_gates, row, 3, meaning)->setToolTip(meaning);
    }
    if (m_gates->rowCount() > 0)
        m_gates->setCurrentCell(std::clamp(before, 0, m_gates->rowCount() - 1), 0);

    Outcome answer = failed > 0 ? Outcome::No : open > 0 ? Outcome::Unknown : Outcome::Yes;
    QString verdict, counts;
    if (m_lines.empty()) {
        answer = Outcome::Neutral;
        verdict = tr("There are no gates to judge by.");
        m_noGates->set(session().isOpen() ? tr("This project asks nothing of a model yet") : tr("No project is open"),
                       session().isOpen()
                           ? tr("A gate is one figure and a bound, such as TPR at FPR 1e-4 ≥ 99.5 %. With gates every "
                                "verification and every report says pass, fail or not enough data.")
                           : tr("Gates belong to a project. Open one to see whether this model is good enough for it."),
                       session().isOpen() ? tr("Usual gates…") : QString());
    } else if (!known) {
        answer = Outcome::Neutral;
        verdict = tr("Judging…");
    } else {
        verdict = failed > 0 ? tr("The model does not pass.")
                  : open > 0 ? tr("There is not enough data to say that the model passes.")
                             : tr("The model passes.");
        QStringList parts;
        if (passed > 0)
            parts << tr("%n pass", "gates", passed);
        if (failed > 0)
            parts << tr("%n fail", "gates", failed);
        if (open > 0)
            parts << tr("%n without enough data", "gates", open);
        //: Of %n gates, and how many of them pass, fail …
        counts =
            tr("%n gate(s): %1", nullptr, static_cast<int>(m_lines.size())).arg(parts.join(tr(", ", "between counts")));
    }
    m_gateStack->setCurrentIndex(m_lines.empty() ? 1 : 0);
    if (m_lines.empty() || !known)
        m_card->setOpen(verdict, counts);
    else
        m_card->set(answer, verdict, counts);
    updateActions();
}

void AcceptanceTab::list()
{
    if (!session().isOpen()) {
        m_others.clear();
        showModels();
        return countCosts();
    }
    struct Found {
        std::vector<Row> rows;
        std::map<std::string, Json> costs; // that were kept
    };
    m_listing.start(
        [v = m_verification, stored = m_storedAs,
         project = std::filesystem::path(session().project().folder())](TabContext& context) {
            Found found;
            for (const Peer& peer : peersOf(*v, stored, project)) {
                if (peer.fit != PeerFit::Fits)
                    continue;
                context.checkStop();
                try {
                    const auto other = verify::readVerification(peer.head.file, context.check());
                    if (!verify::samePairs(*v, other))
                        continue;
                    found.rows.push_back({withFlip(qs(other.title), other.facts), other.options.model,
                                          run::text(other.facts, "model_hash"), other.options.runsFolder,
                                          slimEvidence(other)});
                    if (const Json& cost = run::section(other.extras, "cost"); cost.is_object())
                        found.costs[found.rows.back().hash] = cost;
                } catch (const Error& error) {
                    if (error.code() == ErrorCode::Interrupted)
                        throw; // a damaged file is left out
                }
            }
            return found;
        },
        [this](Found found) {
            m_others = std::move(found.rows);
            for (auto& [hash, cost] : found.costs)
                m_costs.try_emplace(hash, std::move(cost));
            showModels();
            countCosts();
        },
        [this](const std::exception& error) { showError(error); });
    updateActions();
}

// Parameters and multiply-adds, which need the file of the model and no timing.
void AcceptanceTab::countCosts()
{
    std::vector<Row> todo;
    const auto want = [&](const Row& row) {
        if (!m_costs.contains(row.hash) && !m_noCost.contains(row.hash))
            todo.push_back({row.title, row.model, row.hash, row.runsFolder, Json()});
    };
    want(m_own);
    std::for_each(m_others.begin(), m_others.end(), want);
    if (todo.empty())
        return;
    struct Counted {
        std::map<std::string, Json> costs;
        std::map<std::string, QString> problems;
    };
    m_counting.start(
        [todo](TabContext& context) {
            Counted out;
            for (const Row& row : todo) {
                try {
                    verify::ModelTableOptions options;
                    options.models = {row.model};
                    options.runsFolder = row.runsFolder;
                    options.time = false;
                    const auto found = verify::modelTable(options, context);
                    if (found.front().hash == row.hash)
                        out.costs[row.hash] = costIn(found.front());
                    else
                        out.problems[row.hash] = tr("The model’s file has changed since it was verified.");
                } catch (const Error& error) {
                    if (error.code() == ErrorCode::Interrupted)
                        throw;
                    out.problems[row.hash] = engine::errorText(error).what;
                }
            }
            return out;
        },
        [this](Counted counted) {
            for (auto& [hash, cost] : counted.costs)
                m_costs.try_emplace(hash, std::move(cost));
            for (auto& [hash, why] : counted.problems)
                m_noCost[hash] = why;
            judge();
        },
        [this](const std::exception& error) { showError(error); });
}

void AcceptanceTab::measureCost()
{
    if (!m_verification || !m_measure->isEnabled())
        return;
    std::vector<Row> todo{{m_own.title, m_own.model, m_own.hash, m_own.runsFolder, Json()}};
    for (const Row& row : m_others)
        if (std::none_of(todo.begin(), todo.end(), [&](const Row& one) { return one.hash == row.hash; }))
            todo.push_back({row.title, row.model, row.hash, row.runsFolder, Json()});
    auto costs = std::make_shared<std::map<std::string, Json>>();
    const auto work = [todo, costs](jobs::Context& context) {
        for (const Row& row : todo) {
            try {
                verify::ModelTableOptions options;
                options.models = {row.model};
                options.runsFolder = row.runsFolder;
                const auto found = verify::modelTable(options, context);
                if (found.front().hash != row.hash)
                    throw Error(ErrorCode::NotFound, "The model's file has changed since it was verified.");
                (*costs)[row.hash] = costIn(found.front());
            } catch (const Error& error) {
                if (error.code() == ErrorCode::Interrupted)
                    throw;
                context.issue({jobs::Issue::Severity::Warning, engine::utf8(row.title), error.code(), error.what()});
            }
        }
    };
    const auto done = [this, costs] {
        for (const auto& [hash, cost] : *costs) {
            m_costs[hash] = cost;
            m_noCost.erase(hash);
        }
        judge();
        if (costs->contains(m_own.hash))
            Q_EMIT extrasChanged(QStringLiteral("cost"), costs->at(m_own.hash));
    };
    if (startJob(tr("Timing the models"), work, done))
        m_counting.drop();
}

void AcceptanceTab::showModels()
{
    if (!m_verification)
        return;
    std::vector<const Row*> rows{&m_own};
    for (const Row& row : m_others)
        rows.push_back(&row);
    const auto judged = gates();
    const bool unknownGates = judged.size() != m_lines.size();
    const int before = m_models->currentRow();
    m_models->setRowCount(static_cast<int>(rows.size()));
    QString timedOn;
    for (int i = 0; i < m_models->rowCount(); ++i) {
        const Row& row = *rows[static_cast<std::size_t>(i)];
        const Json evidence = evidenceOf(row);
        const Json& cost = run::section(evidence, "cost");
        //: A model, marked as the one that is open
        cell(m_models, i, 0, i == 0 ? tr("%1 (this one)").arg(row.title) : row.title)->setToolTip(qs(row.model));
        const auto why = m_noCost.find(row.hash);
        for (const auto& [column, key] : {std::pair(1, "parameters"), std::pair(2, "multiply_adds")}) {
            auto* item = cell(m_models, i, column, scaledText(run::number(cost, key)), true);
            if (cost.is_null() && why != m_noCost.end())
                item->setToolTip(why->second);
        }
        const double latency = run::number(cost, "latency_ms");
        auto* timed = cell(m_models, i, 3,
                           std::isfinite(latency) ? tr("%1 ms").arg(fixedText(latency, 2)) : QStringLiteral("–"), true);
        if (std::isfinite(latency)) {
            const QString machine =
                tr("%1, %2 threads, %3")
                    .arg(qs(run::text(cost, "device")), countText(run::numberOr(cost, "threads", 0)),
                         qs(run::text(cost, "precision")));
            timed->setToolTip(tr("Median of %1 passes on %2; %3 crops a second in batches of %4")
                                  .arg(countText(run::numberOr(cost, "runs", 0)), machine,
                                       fixedText(run::number(cost, "images_per_second"), 0),
                                       countText(run::numberOr(cost, "batch", 0))));
            timedOn = machine;
        } else {
            timed->setToolTip(tr("Not timed yet"));
        }
        cell(m_models, i, 4, percentText(run::number(evidence, "accuracy")), true);
        cell(m_models, i, 5, percentText(run::number(evidence, "auc"), 3), true);
        QString tpr = QStringLiteral("–");
        bool sufficient = true;
        if (const Json& points = run::section(evidence, "tpr_at_fpr"); points.is_array())
            for (const Json& point : points)
                if (std::abs(run::number(point, "target") - kRate) < 1e-9) {
                    sufficient = run::section(point, "sufficient") == Json(true);
                    tpr = sufficient ? percentText(run::number(point, "tpr")) : tr("not enough data");
                }
        auto* rate = cell(m_models, i, 6, tpr, true);
        if (!sufficient) {
            rate->setForeground(tones().quiet);
            rate->setToolTip(tr("Not enough data: fewer than 10 false accepts are allowed at this rate."));
        }
        if (m_lines.empty() || !row.evidence.is_object()) {
            cell(m_models, i, 7, QStringLiteral("–"));
        } else {
            auto verdict = verify::checkGates(judged, evidence).verdict.value_or(GateVerdict::NotEnoughData);
            if (unknownGates && verdict == GateVerdict::Pass)
                verdict = GateVerdict::NotEnoughData;
            const Outcome answer = answerOf(verdict);
            paintAnswer(
                cell(m_models, i, 7, tr("%1 %2", "sign, verdict").arg(answerSign(answer), verdictText(verdict))),
                answer, m_models->font());
        }
    }
    m_models->setCurrentCell(std::clamp(before, 0, m_models->rowCount() - 1), 0);
    QString note = m_others.empty()
                       ? tr("Verify another model on this set, on the left, and store it, to see both here.")
                       : QString();
    if (!timedOn.isEmpty())
        //: Two sentences
        note = tr("%1 %2", "sentences").arg(note, tr("Timed on: %1.").arg(timedOn)).trimmed();
    m_modelsNote->setText(note);
    m_modelsNote->setVisible(!note.isEmpty());
    updateActions();
}

void AcceptanceTab::write(std::vector<std::string> lines)
{
    try {
        if (session().isLargeChange() && session().jobs().isRunning())
            throw Error(ErrorCode::ProjectBusy, "A large change is being stored; try again when it has ended.");
        if (dataset::setModelGates(session().project(), lines) != 0) {
            m_stale = true;
            Q_EMIT session().undoStateChanged(); // and reads them again where they are seen
            if (!m_stale)
                return;
        }
    } catch (const std::exception& error) {
        showError(error);
    }
    readGates();
}

void AcceptanceTab::put(const std::vector<Gate>& given)
{
    if (!session().isOpen())
        return;
    std::vector<Line> lines = m_lines;
    for (const Gate& gate : given) {
        const auto same = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
            return line.gate && line.gate->subject() == gate.subject();
        });
        if (same == lines.end())
            lines.push_back({gate.text(), gate});
        else
            *same = {gate.text(), gate};
    }
    std::vector<std::string> texts;
    for (const Line& line : lines)
        texts.push_back(line.text);
    write(std::move(texts));
}

int AcceptanceTab::currentGate() const
{
    const int row = m_gates->currentRow();
    return row >= 0 && static_cast<std::size_t>(row) < m_lines.size() ? row : -1;
}

void AcceptanceTab::edit(bool fresh)
{
    const int at = fresh ? -1 : currentGate();
    if (!m_verification || !session().isOpen() || (!fresh && at < 0))
        return;
    auto* dialog = new GateDialog(at < 0 ? QString() : qs(m_lines[static_cast<std::size_t>(at)].text), gates(at),
                                  m_own.evidence, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const std::string old = at < 0 ? std::string() : m_lines[static_cast<std::size_t>(at)].text;
    connect(dialog, &QDialog::accepted, this, [this, dialog, old] {
        const auto gate = dialog->gate();
        if (!gate || !session().isOpen())
            return;
        // At its place, where it is changed; one on the same figure gives way.
        std::vector<std::string> texts;
        bool placed = false;
        for (const Line& line : m_lines) {
            const bool same = line.gate && line.gate->subject() == gate->subject();
            if (!same && line.text != old)
                texts.push_back(line.text);
            else if (!std::exchange(placed, true))
                texts.push_back(gate->text());
        }
        if (!placed)
            texts.push_back(gate->text());
        write(std::move(texts));
    });
    dialog->open();
}

void AcceptanceTab::remove()
{
    const int at = currentGate();
    if (at < 0 || !session().isOpen())
        return;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (static_cast<int>(i) != at)
            texts.push_back(m_lines[i].text);
    write(std::move(texts));
    Q_EMIT statusMessage(tr("The gate is gone; Undo brings it back."), 5000);
}

void AcceptanceTab::offer()
{
    if (!m_verification || !session().isOpen())
        return;
    auto* dialog = new UsualGatesDialog(gates(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { put(dialog->chosen()); });
    dialog->open();
}

// Signs and verdicts are in the theme's colours.
void AcceptanceTab::changeEvent(QEvent* event)
{
    VerifyTab::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_verification) {
        showGates();
        showModels();
    }
}

void AcceptanceTab::showEvent(QShowEvent* event)
{
    VerifyTab::showEvent(event);
    if (m_stale && m_verification)
        readGates();
}

void AcceptanceTab::updateActions()
{
    const bool usable = m_verification && session().isOpen();
    const bool chosen = usable && currentGate() >= 0;
    m_add->setEnabled(usable);
    m_usual->setEnabled(usable);
    m_edit->setEnabled(chosen);
    m_remove->setEnabled(chosen);
    m_measure->setEnabled(m_verification && !session().jobs().isRunning());
    m_stop->setVisible(hasJob());
    m_stop->setEnabled(hasJob());
}

} // namespace likeness::pages
