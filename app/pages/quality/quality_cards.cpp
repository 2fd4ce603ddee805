// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/quality/quality_cards.h"

#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/model_chooser.h"
#include "app/pages/journal/journal_text.h"
#include "core/curate/label_checks.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDateTime>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using engine::utf8;

namespace {

constexpr int kFailureSize = 72;
constexpr int kRowsShown = 6; // of a table, before it scrolls

QString share(double value)
{
    return QualityCard::tr("%1 %").arg(QLocale().toString(100 * value, 'f', 1));
}

QTableWidget* makeTable(const QStringList& columns, QWidget* parent)
{
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()), parent);
    makeRowTable(table);
    table->setHorizontalHeaderLabels(columns);
    QHeaderView* header = table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
    return table;
}

void fill(QTableWidget* table, const std::vector<QStringList>& rows)
{
    table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < table->rowCount(); ++row)
        for (int column = 0; column < table->columnCount(); ++column) {
            auto* item = new QTableWidgetItem(rows[static_cast<std::size_t>(row)].at(column));
            item->setToolTip(item->text());
            table->setItem(row, column, item);
        }
    const int shown = std::clamp(table->rowCount(), 1, kRowsShown);
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height() +
                          shown * table->verticalHeader()->defaultSectionSize() + 2 * table->frameWidth() + 2);
}

QString kappaWord(double kappa)
{
    const std::string word = dataset::agreementWord(kappa);
    return word == "poor"          ? QualityCard::tr("poor")
           : word == "slight"      ? QualityCard::tr("slight")
           : word == "fair"        ? QualityCard::tr("fair")
           : word == "moderate"    ? QualityCard::tr("moderate")
           : word == "substantial" ? QualityCard::tr("substantial")
                                   : QualityCard::tr("almost perfect");
}

QString outcomeText(const dataset::Outcome& outcome)
{
    return outcome.label == dataset::LabelState::Confirmed ? qs(outcome.person) : labelText(outcome.label);
}

} // namespace

QualityCard::QualityCard(const QString& title, const QString& explanation, QWidget* parent)
    : QFrame(parent), m_column(new QVBoxLayout(this))
{
    setProperty("role", QStringLiteral("card"));
    m_column->setContentsMargins(kMargin, 12, kMargin, kMargin);
    m_column->setSpacing(kGap);
    auto* heading = new QLabel(title, this);
    heading->setProperty("role", QStringLiteral("title"));
    m_column->addWidget(heading);
    addText(QStringLiteral("quiet"))->setText(explanation);
}

QLabel* QualityCard::addText(const QString& role)
{
    auto* label = new QLabel(this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (!role.isEmpty())
        label->setProperty("role", role);
    m_column->addWidget(label);
    return label;
}

// --- checks

ChecksCard::ChecksCard(Services services, QWidget* parent)
    : QualityCard(
          tr("Checks of every label"),
          tr("Comparison asks whether a face is as close to its person’s other faces as faces of one person are "
             "here; cross-validation asks whether a classifier that never saw the face gives it the same name."),
          parent),
      m_services(services), m_shown(new QButtonGroup(this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_model = new ModelChooser(services, this);
    m_model->setObjectName(QStringLiteral("checkModel"));
    m_model->setFixedWidth(240); // the buttons beside it stay where they are
    m_compare = new QPushButton(tr("Compare all labels"), this);
    m_compare->setObjectName(QStringLiteral("runCompare"));
    m_cross = new QPushButton(tr("Cross-validate"), this);
    m_cross->setObjectName(QStringLiteral("runCross"));
    row->addWidget(m_model);
    row->addWidget(m_compare);
    row->addWidget(m_cross);
    row->addStretch(1);
    m_column->addLayout(row);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(kMargin);
    grid->setVerticalSpacing(kSmallGap);
    grid->setColumnStretch(2, 1);
    const QString names[] = {tr("Comparison"), tr("Spot check"), tr("Cross-validation")};
    m_shown->setExclusive(false);
    for (int i = 0; i < 3; ++i) {
        Row& r = m_rows[static_cast<std::size_t>(i)];
        auto* name = new QLabel(names[i], this);
        r.result = new QLabel(this);
        r.result->setObjectName(QStringLiteral("checkResult%1").arg(i + 1));
        r.method = new QLabel(this);
        r.method->setTextFormat(Qt::PlainText);
        r.method->setProperty("role", QStringLiteral("quiet"));
        r.method->setMinimumWidth(10);
        r.failures = new QPushButton(this);
        r.failures->setCheckable(true);
        m_shown->addButton(r.failures, i);
        grid->addWidget(name, i, 0);
        grid->addWidget(r.result, i, 1);
        grid->addWidget(r.method, i, 2);
        grid->addWidget(r.failures, i, 3);
    }
    m_column->addLayout(grid);
    auto* delegate = new FaceDelegate(this);
    delegate->setPictureSize(kFailureSize);
    m_faces = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::unordered_map<std::int64_t, const dataset::CheckResult*> results;
            if (const int shown = m_shown->checkedId(); shown >= 0)
                for (const auto& result : m_data.failed[static_cast<std::size_t>(shown)])
                    results.emplace(result.face, &result);
            std::vector<FaceCell> cells;
            for (const auto face : faces) {
                FaceCell cell;
                if (const auto at = results.find(face); at != results.end()) {
                    const auto name = m_data.names.find(at->second->identity);
                    cell.caption = QLocale().toString(at->second->value, 'f', 2);
                    cell.tip = name == m_data.names.end() ? QString() : qs(name->second);
                    cell.mark = FaceMark::Flagged;
                }
                cells.push_back(std::move(cell));
            }
            return cells;
        },
        [this](std::int64_t face) { return m_services.pictures->crop(face); }, this);
    m_grid = makeFaceGrid(delegate, this);
    m_grid->setObjectName(QStringLiteral("failedFaces"));
    m_grid->setModel(m_faces);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_grid->setFixedHeight(2 * (kFailureSize + 36));
    m_grid->setToolTip(tr("Enter opens the face on the Review page"));
    m_grid->hide();
    m_column->addWidget(m_grid);
    connect(m_grid, &QListView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT faceChosen(index.data(FaceListModel::FaceIdRole).toLongLong());
    });
    connect(m_services.pictures, &engine::FacePictures::ready, this,
            [this](const std::vector<dataset::FaceId>& faces) { m_faces->picturesReady(faces); });
    connect(m_shown, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on)
            for (QAbstractButton* other : m_shown->buttons())
                if (m_shown->id(other) != id)
                    other->setChecked(false);
        showFailures();
    });
    connect(m_compare, &QPushButton::clicked, this, [this] { run(dataset::CheckKind::Automatic); });
    connect(m_cross, &QPushButton::clicked, this, [this] { run(dataset::CheckKind::Cross); });
    auto& jobs = m_services.session->jobs();
    connect(&jobs, &engine::JobRunner::started, this, &ChecksCard::updateEnabled);
    connect(&jobs, &engine::JobRunner::finished, this, &ChecksCard::updateEnabled);
    connect(&jobs, &engine::JobRunner::failed, this, &ChecksCard::updateEnabled);
}

void ChecksCard::show(const QualityData& quality)
{
    m_data = quality;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& counts = quality.checks[i];
        const int checked = counts.passed + counts.failed;
        QStringList parts;
        if (checked == 0) {
            parts.append(tr("not run yet"));
        } else {
            parts.append(tr("%1 of %n passed", nullptr, checked).arg(counts.passed));
            if (counts.notPossible > 0)
                parts.append(tr("%n without a second face", nullptr, counts.notPossible));
            if (counts.notChecked > 0)
                parts.append(tr("%n not checked", nullptr, counts.notChecked));
        }
        m_rows[i].result->setText(parts.join(tr(", ", "between counts")));
        m_rows[i].method->setText(
            counts.time == 0 || checked == 0
                ? QString()
                //: By which model or person, and when
                : tr("%1, %2").arg(qs(counts.method), QLocale().toString(QDateTime::fromMSecsSinceEpoch(counts.time),
                                                                         QLocale::ShortFormat)));
        m_rows[i].failures->setVisible(counts.failed > 0);
        m_rows[i].failures->setText(tr("%n failed", nullptr, counts.failed));
        if (counts.failed == 0)
            m_rows[i].failures->setChecked(false);
    }
    showFailures();
    updateEnabled();
}

void ChecksCard::showFailures()
{
    const int shown = m_shown->checkedId();
    m_grid->setVisible(shown >= 0);
    std::vector<std::int64_t> faces;
    if (shown >= 0)
        for (const auto& result : m_data.failed[static_cast<std::size_t>(shown)])
            faces.push_back(result.face);
    m_faces->setFaces(std::move(faces));
}

void ChecksCard::updateEnabled()
{
    const bool free = m_services.session->isOpen() && !m_services.session->jobs().isRunning();
    m_compare->setEnabled(free);
    m_cross->setEnabled(free);
}

void ChecksCard::run(dataset::CheckKind kind)
{
    curate::CheckOptions options;
    options.kind = kind;
    options.model = utf8(m_model->require());
    if (options.model.empty())
        return;
    m_services.session->startJob(kind == dataset::CheckKind::Cross ? tr("Cross-validating labels")
                                                                   : tr("Comparing labels"),
                                 [options](dataset::Project& project, jobs::Context& context) {
                                     curate::checkLabels(project, options, context);
                                 });
}

// --- spot check

SpotCard::SpotCard(QWidget* parent)
    : QualityCard(tr("Spot check"),
                  tr("Look at some random labels to learn how many of all are wrong: R right, W wrong, C cannot say."),
                  parent)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(new QLabel(tr("Wrong labels accepted:"), this));
    m_target = new QDoubleSpinBox(this);
    m_target->setObjectName(QStringLiteral("spotTarget"));
    m_target->setRange(0.1, 20);
    m_target->setDecimals(1);
    m_target->setSingleStep(0.5);
    m_target->setSuffix(tr(" %"));
    m_target->setValue(2);
    row->addWidget(m_target);
    row->addSpacing(kGap);
    row->addWidget(new QLabel(tr("Faces to look at:"), this));
    m_count = new QSpinBox(this);
    m_count->setObjectName(QStringLiteral("spotCount"));
    m_count->setRange(1, 100000);
    row->addWidget(m_count);
    m_draw = new QPushButton(tr("Draw a sample"), this);
    m_draw->setObjectName(QStringLiteral("spotDraw"));
    m_goOn = new QPushButton(this);
    m_goOn->setObjectName(QStringLiteral("spotGoOn"));
    makePrimary(m_goOn);
    row->addWidget(m_draw);
    row->addWidget(m_goOn);
    row->addStretch(1);
    m_column->addLayout(row);
    m_planned = addText(QStringLiteral("quiet"));
    m_verdict = addText(QStringLiteral("title"));
    m_verdict->setObjectName(QStringLiteral("spotVerdict"));
    m_result = addText();
    m_result->setObjectName(QStringLiteral("spotResult"));
    connect(m_target, &QDoubleSpinBox::valueChanged, this, &SpotCard::plan);
    connect(m_draw, &QPushButton::clicked, this,
            [this] { Q_EMIT drawWanted(m_count->value(), m_target->value() / 100); });
    connect(m_goOn, &QPushButton::clicked, this, &SpotCard::goOnWanted);
    plan();
}

void SpotCard::plan()
{
    const double target = m_target->value() / 100;
    const int none = dataset::sampleSizeFor(target);
    if (m_labelled > 0 && none >= m_labelled) {
        m_count->setValue(m_plannedCount = m_labelled);
        m_planned->setText(
            tr("All %n label(s) have to be looked at to accept %1.", nullptr, m_labelled).arg(share(target)));
        return;
    }
    m_count->setValue(m_plannedCount = none);
    m_planned->setText(tr("%1 faces accept %2 if none is wrong, %3 if one is, %4 if two are (95 % confidence).")
                           .arg(none)
                           .arg(share(target))
                           .arg(dataset::sampleSizeFor(target, 0.95, 1))
                           .arg(dataset::sampleSizeFor(target, 0.95, 2)));
}

void SpotCard::show(const QualityData& quality)
{
    if (std::exchange(m_labelled, quality.labelled) != quality.labelled) {
        const int typed = m_count->value() == m_plannedCount ? 0 : m_count->value();
        plan();
        if (typed > 0)
            m_count->setValue(typed);
    }
    const auto& sample = quality.sample;
    const auto& a = quality.acceptance;
    const int left = sample.size - sample.looked();
    m_goOn->setVisible(sample.id != 0 && left > 0);
    m_goOn->setText(sample.looked() == 0 ? tr("Start: %n face(s)", nullptr, left)
                                         : tr("Go on: %n left", nullptr, left));
    m_draw->setText(sample.id == 0 ? tr("Draw a sample") : tr("Draw a new sample"));
    m_draw->setEnabled(quality.labelled > 0);
    m_verdict->setVisible(a.looked > 0);
    m_result->setVisible(a.looked > 0);
    if (a.looked == 0)
        return;
    QString verdict;
    switch (a.verdict) {
    case dataset::Verdict::Accepted:
        verdict = tr("Accepted: at most %1 of the labels are wrong.").arg(share(a.interval.high));
        break;
    case dataset::Verdict::Rejected:
        verdict = tr("Rejected: at least %1 of the labels are wrong.").arg(share(a.interval.low));
        break;
    case dataset::Verdict::MoreNeeded:
        verdict = a.more ? tr("Not decided yet: about %n more face(s) at the present rate.", nullptr, *a.more)
                         : tr("Not decided yet: the rate is the accepted share itself.");
        break;
    }
    m_verdict->setText(verdict);
    QString result = tr("%1 wrong of %n looked at: %2, 95 % interval %3 to %4; %5 accepted.", nullptr, a.looked)
                         .arg(a.errors)
                         .arg(share(a.rate), share(a.interval.low), share(a.interval.high), share(sample.target));
    if (sample.unclear > 0)
        //: Two sentences about a sample
        result = tr("%1 %2").arg(result, tr("%n could not be said and count in neither.", nullptr, sample.unclear));
    m_result->setText(result);
}

// --- people

PeopleCard::PeopleCard(QWidget* parent)
    : QualityCard(
          tr("Annotators"),
          tr("Whoever keeps, moves or rejects a face says what it is. Two people who judged the same faces can be "
             "compared."),
          parent)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_two = new QCheckBox(tr("A second person approves every decision"), this);
    m_two->setObjectName(QStringLiteral("twoPeople"));
    m_awaiting = new QLabel(this);
    m_awaiting->setObjectName(QStringLiteral("awaiting"));
    m_awaiting->setTextFormat(Qt::PlainText);
    m_awaiting->setProperty("role", QStringLiteral("quiet"));
    m_approve = new QPushButton(this);
    m_approve->setObjectName(QStringLiteral("approve"));
    makePrimary(m_approve);
    row->addWidget(m_two);
    row->addStretch(1);
    row->addWidget(m_awaiting);
    row->addWidget(m_approve);
    m_column->addLayout(row);
    m_alone = addText(QStringLiteral("quiet"));
    m_pairs = makeTable({tr("Annotators"), tr("Faces"), tr("Agreement"), tr("Cohen’s kappa"), tr("In words")}, this);
    m_pairs->setObjectName(QStringLiteral("kappaTable"));
    m_pairs->setFocusPolicy(Qt::NoFocus);
    m_pairs->setSelectionMode(QAbstractItemView::NoSelection);
    m_column->addWidget(m_pairs);
    m_differTitle = addText(QStringLiteral("section"));
    m_differ = makeTable({tr("Picture"), tr("One says"), tr("The other says")}, this);
    m_differ->setObjectName(QStringLiteral("disagreements"));
    m_differ->setToolTip(tr("Enter opens the face on the Dataset page"));
    m_column->addWidget(m_differ);
    connect(m_two, &QCheckBox::clicked, this, &PeopleCard::requireChanged);
    connect(m_approve, &QPushButton::clicked, this, &PeopleCard::approveWanted);
    connect(m_differ, &QTableWidget::activated, this, [this](const QModelIndex& index) {
        Q_EMIT faceChosen(m_differ->item(index.row(), 0)->data(Qt::UserRole).toLongLong());
    });
}

void PeopleCard::show(const QualityData& quality)
{
    const QSignalBlocker block(m_two);
    m_two->setChecked(quality.required == 2);
    m_awaiting->setVisible(quality.required == 2);
    m_awaiting->setText(quality.awaiting == 0 ? tr("Nothing awaits approval")
                                              : tr("%n face(s) await approval", nullptr, quality.awaiting));
    m_approve->setVisible(quality.awaitingUser > 0);
    m_approve->setText(tr("Approve as %1: %n face(s)", nullptr, quality.awaitingUser).arg(qs(quality.user)));
    std::vector<QStringList> rows;
    for (const auto& pair : quality.pairs) {
        const auto number = [](double value) { return QLocale().toString(value, 'f', 2); };
        const auto& k = pair.kappa;
        const bool enough = k.kappa && k.faces >= dataset::kFewForKappa;
        //: Two annotators; then kappa and its 95 % interval
        rows.push_back({tr("%1 and %2").arg(qs(pair.a), qs(pair.b)), QLocale().toString(k.faces), share(k.agreement),
                        !enough ? tr("–") : tr("%1 (%2 to %3)").arg(number(*k.kappa), number(*k.low), number(*k.high)),
                        enough                            ? kappaWord(*k.kappa)
                        : k.faces < dataset::kFewForKappa ? tr("too few faces")
                                                          : tr("only one outcome")});
    }
    m_alone->setVisible(rows.empty());
    m_alone->setText(tr("No two people have judged the same face yet. You decide as %1; the name is set in Settings.")
                         .arg(qs(quality.user)));
    m_pairs->setVisible(!rows.empty());
    fill(m_pairs, rows);
    std::vector<QStringList> differ;
    for (const auto& d : quality.disagreements)
        //: Who, and what they say a face is
        differ.push_back({qs(d.path), tr("%1: %2").arg(qs(d.a), outcomeText(d.saidA)),
                          tr("%1: %2").arg(qs(d.b), outcomeText(d.saidB))});
    m_differTitle->setText(tr("%n disagreement(s)", nullptr, static_cast<int>(differ.size())));
    m_differTitle->setVisible(!differ.empty());
    m_differ->setVisible(!differ.empty());
    fill(m_differ, differ);
    for (int row = 0; row < m_differ->rowCount(); ++row)
        m_differ->item(row, 0)->setData(
            Qt::UserRole, static_cast<qlonglong>(quality.disagreements[static_cast<std::size_t>(row)].face));
}

} // namespace likeness::pages
